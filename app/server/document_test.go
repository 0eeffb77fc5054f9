package server_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/test/livetest"
)

// TestCheckTypedFromPaper: the code of a document is found as it is printed and in
// capitals; a code that is nobody's is not.
func TestCheckTypedFromPaper(t *testing.T) {
	data := t.TempDir()
	ttf, err := os.ReadFile("../../web/node_modules/@expo-google-fonts/noto-serif-sc/400Regular/NotoSerifSC_400Regular.ttf")
	if err != nil {
		t.Fatalf("the font of documents is not there, run make web: %v", err)
	}
	if err := os.MkdirAll(filepath.Join(data, "fonts"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "fonts", "serif.ttf"), ttf, 0o644); err != nil {
		t.Fatal(err)
	}
	b := raise(t, app.Config{Data: data})
	food := b.demo(t, "food")
	register := func(c *livetest.Client, kind string, values map[string]any) (r rec) {
		c.Post("/api/"+kind, map[string]any{"values": values}).Into(t, http.StatusCreated, &r)
		return r
	}
	made := register(b.demo(t, "reception"), "complaint/complaint", map[string]any{"matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400009901", "respondent_as_written": "某数码店", "goods": "手机壳", "facts": "褪色", "claim": "退款"})
	doc := register(food, "document/document", map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": made.ID})
	at := "/api/documents/" + doc.Area + "/" + doc.ID
	if a := food.Do(http.MethodPost, at+"/issue", nil, "If-Match", food.Get(at).Header.Get("ETag")); a.Status != http.StatusOK {
		t.Fatalf("issuing: %d %s", a.Status, a.Body)
	}
	var of struct{ Check string }
	food.Get(at).Into(t, http.StatusOK, &of)
	if _, err := b.app.Ledger.Sequence(context.Background()); err != nil {
		t.Fatal(err)
	}
	public := b.nobody()
	for code, want := range map[string]int{of.Check: http.StatusOK, strings.ToUpper(of.Check): http.StatusOK, strings.ToUpper(of.Check[:1]) + of.Check[1:]: http.StatusOK, strings.Repeat("A", 16): http.StatusNotFound, "": http.StatusNotFound} {
		var got struct{ Title string }
		a := public.Get("/api/public/documents/" + code)
		if a.Status != want {
			t.Errorf("%q: %d, want %d: %.200s", code, a.Status, want, a.Body)
		} else if want == http.StatusOK {
			if a.Into(t, want, &got); got.Title == "" {
				t.Errorf("%q: %s", code, a.Body)
			}
		}
	}
}
