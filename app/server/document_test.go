package server_test

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/app/signing"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/test/livetest"
)

// withFont puts the font of documents into a data folder.
func withFont(t *testing.T, data string) {
	t.Helper()
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
}

// TestCheckTypedFromPaper: the code of a document is found as it is printed and in
// capitals; a code that is nobody's is not.
func TestCheckTypedFromPaper(t *testing.T) {
	data := t.TempDir()
	withFont(t, data)
	b := raise(t, app.Config{Data: data})
	food := b.demo(t, "food")
	register := func(c *livetest.Client, kind string, values map[string]any) (r rec) {
		c.Post("/api/"+kind, map[string]any{"values": values}).Into(t, http.StatusCreated, &r)
		return r
	}
	made := register(b.demo(t, "reception"), "complaint/complaint", map[string]any{"matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400009901", "complainant_address": "和平路5号", "respondent_as_written": "某数码店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"})
	doc := register(food, "document/document", map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": made.ID})
	at := "/api/documents/" + doc.Area + "/" + doc.ID
	if a := food.Do(http.MethodPost, at+"/issue", nil, "If-Match", food.Get(at).Header.Get("ETag")); a.Status != http.StatusOK {
		t.Fatalf("issuing: %d %s", a.Status, a.Body)
	}
	var of struct {
		Check, Digest string
		Hands         []struct {
			Of, Before, Digest string
			File               struct{ URL string }
		}
	}
	food.Get(at).Into(t, http.StatusOK, &of)
	var picture map[string]any
	food.Attach("手写签名.png", []byte("\x89PNG\r\n\x1a\n")).Into(t, http.StatusOK, &picture)
	for _, who := range []string{"林海宁", "示例超市"} { // both hands, in the one proof of the last
		values := map[string]any{"hand_of": who, "hand_file": picture, "hand_digest": of.Digest}
		a := food.Post("/api/document/document/"+doc.Area+"/"+doc.ID+"/acts/attest", map[string]any{"values": values}, "If-Match", food.Get(at).Header.Get("ETag"))
		if a.Status != http.StatusOK {
			t.Fatalf("signing by hand: %d %s", a.Status, a.Body)
		}
	}
	food.Get(at).Into(t, http.StatusOK, &of)
	if len(of.Hands) != 2 || of.Hands[0].Of != "林海宁" || of.Hands[0].Digest != of.Digest || of.Hands[0].Before == "" || food.Get(of.Hands[0].File.URL).Status != http.StatusOK {
		t.Errorf("the desk shows the signatures %+v", of.Hands)
	}
	if _, err := b.app.Ledger.Sequence(context.Background()); err != nil {
		t.Fatal(err)
	}
	public := b.nobody()
	for code, want := range map[string]int{of.Check: http.StatusOK, strings.ToUpper(of.Check): http.StatusOK, strings.ToUpper(of.Check[:1]) + of.Check[1:]: http.StatusOK, strings.Repeat("A", 16): http.StatusNotFound, "": http.StatusNotFound} {
		var got struct {
			Title      string
			Signatures []document.Checked
			Hands      []struct{ Of, Digest string }
			Values     struct{ Hands []string }
		}
		a := public.Get("/api/public/documents/" + code)
		if a.Status != want {
			t.Errorf("%q: %d, want %d: %.200s", code, a.Status, want, a.Body)
		} else if want == http.StatusOK {
			if a.Into(t, want, &got); got.Title == "" {
				t.Errorf("%q: %s", code, a.Body)
			}
			if len(got.Signatures) != 1 || got.Signatures[0].State != document.Valid || !got.Signatures[0].Demo {
				t.Errorf("%q: signed %+v", code, got.Signatures)
			}
			// The surname, and the proof that both signed this file.
			if len(got.Hands) != 2 || got.Hands[0].Of != "林**" || got.Hands[0].Digest != of.Digest || len(got.Values.Hands) != 2 || !strings.HasPrefix(got.Values.Hands[1], of.Digest+" ") || strings.Contains(string(a.Body), "海宁") {
				t.Errorf("the public is shown the signatures %s", a.Body)
			}
		}
	}
}

// TestCheckWithoutTheFile: where the file of a document is lost or damaged, the check
// says what is known of it, and that the file cannot be read.
func TestCheckWithoutTheFile(t *testing.T) {
	data := t.TempDir()
	withFont(t, data)
	b := raise(t, app.Config{Data: data})
	food := b.demo(t, "food")
	var made, doc rec
	b.demo(t, "reception").Post("/api/complaint/complaint", map[string]any{"values": map[string]any{"matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400009901", "complainant_address": "和平路5号", "respondent_as_written": "某数码店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}}).Into(t, http.StatusCreated, &made)
	food.Post("/api/document/document", map[string]any{"values": map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": made.ID}}).Into(t, http.StatusCreated, &doc)
	at := "/api/documents/" + doc.Area + "/" + doc.ID
	food.Do(http.MethodPost, at+"/issue", nil, "If-Match", food.Get(at).Header.Get("ETag")).Into(t, http.StatusOK, nil)
	var whole struct{ Check, Digest, Number string }
	food.Get(at).Into(t, http.StatusOK, &whole)
	var file string
	err := filepath.WalkDir(filepath.Join(data, "files"), func(path string, _ os.DirEntry, err error) error {
		if strings.HasSuffix(path, whole.Digest) {
			file = path
		}
		return err
	})
	if err != nil || file == "" {
		t.Fatalf("the file %s is not there: %v", whole.Digest, err)
	}
	for name, spoil := range map[string]func() error{
		"lost":    func() error { return os.Remove(file) },
		"damaged": func() error { return os.WriteFile(file, []byte("no PDF"), 0o600) },
	} {
		if err := spoil(); err != nil {
			t.Fatal(err)
		}
		var got struct {
			Title, Organ, Number, State, Digest string
			IssuedOn                            string `json:"issued_on"`
			Signatures                          []document.Checked
		}
		b.nobody().Get("/api/public/documents/"+whole.Check).Into(t, http.StatusOK, &got)
		if got.Title == "" || got.Organ == "" || got.Number != whole.Number || got.IssuedOn == "" || got.State != "有效" || got.Digest != whole.Digest {
			t.Errorf("%s: %+v", name, got)
		}
		if len(got.Signatures) != 1 || got.Signatures[0].State == document.Valid || got.Signatures[0].Why == "" {
			t.Errorf("%s: signed %+v", name, got.Signatures)
		}
		if name == "lost" && got.Signatures[0].State != document.Unread {
			t.Errorf("of a lost file %+v", got.Signatures)
		}
		food.Get(at).Into(t, http.StatusOK, nil) // the desk opens it too
	}
}

// TestServerSigns: a server with keys in its configuration signs with them, and tells
// everybody who signed, with which certificate, and that it is right; it does not start
// on keys that are wrong.
func TestServerSigns(t *testing.T) {
	data := t.TempDir()
	ca := cmstest.NewCA(t, "rsa")
	k := ca.Issue(t, cmstest.Want{Name: "业务专用章"})
	cmstest.Write(t, data, "roots.pem", cmstest.PEM(ca.Certificate))
	cmstest.Write(t, data, "seal.pem", append(cmstest.KeyPEM(t, k), cmstest.PEM(k.Chain...)...))
	cmstest.Write(t, data, signing.Name, []byte("roots_file: roots.pem\nsigners: [{title: 业务章, key_file: seal.pem}]\n"))
	withFont(t, data)
	b := raise(t, app.Config{Data: data})
	food := b.demo(t, "food")
	var made, doc rec
	b.demo(t, "reception").Post("/api/complaint/complaint", map[string]any{"values": map[string]any{"matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400009901", "respondent_as_written": "某数码店", "goods": "手机壳", "facts": "褪色", "claim": "退款"}}).Into(t, http.StatusCreated, &made)
	food.Post("/api/document/document", map[string]any{"values": map[string]any{"template": "notice_accept", "on_kind": "complaint", "on_id": made.ID}}).Into(t, http.StatusCreated, &doc)
	at := "/api/documents/" + doc.Area + "/" + doc.ID
	if a := food.Do(http.MethodPost, at+"/issue", nil, "If-Match", food.Get(at).Header.Get("ETag")); a.Status != http.StatusOK {
		t.Fatalf("issuing: %d %s", a.Status, a.Body)
	}
	var of struct {
		Check, Digest string
		Signatures    []document.Checked
	}
	food.Get(at).Into(t, http.StatusOK, &of)
	var told struct {
		Digest     string
		Demo       bool
		Signatures []document.Checked
	}
	b.nobody().Get("/api/public/documents/"+of.Check).Into(t, http.StatusOK, &told)
	if len(told.Signatures) != 1 || told.Signatures[0] != of.Signatures[0] || told.Signatures[0].State != document.Valid || told.Signatures[0].Title != "业务章" || told.Signatures[0].By != "业务专用章，某市市场监督管理局" || told.Demo || told.Digest != of.Digest {
		t.Errorf("everybody is told %+v, the desk %+v", told, of)
	}
	cmstest.Write(t, data, "seal.pem", cmstest.PEM(k.Chain...))
	if _, err := server.New(context.Background(), b.app, server.Options{}); !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), "没有私钥") {
		t.Errorf("without a key it starts: %v", err)
	}
}

// TestHandwrittenIsDescribed: a field that is written by hand says so where the kind
// is described, to the desk and to programs.
func TestHandwrittenIsDescribed(t *testing.T) {
	b := raise(t, app.Config{Data: t.TempDir()})
	var k struct {
		Fields []struct {
			Name        string
			Handwritten bool
		}
	}
	b.demo(t, "food").Get("/api/kinds/document").Into(t, http.StatusOK, &k)
	for _, f := range k.Fields {
		if f.Handwritten != (f.Name == "hand_file") {
			t.Errorf("%s is handwritten: %v", f.Name, f.Handwritten)
		}
	}
	if !slices.ContainsFunc(strings.Split(string(openAPI(t)), "}"), func(s string) bool {
		return strings.Contains(s, `"hand_file"`) && strings.Contains(s, "手写：上传的 PNG 或者 JPEG 图像")
	}) {
		t.Error("the description of the API does not say what hand_file takes")
	}
}
