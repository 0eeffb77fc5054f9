package hostile

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// open are the operations that ask nobody who he is: the doors themselves.
var open = []string{"POST /api/session", "POST /api/business/session", "POST /api/business/bind", "GET /api/business/door", "DELETE /api/session", "DELETE /api/business/session",
	"GET /api/session/enter", "POST /api/session/enter", "GET /api/session/enter/{provider}/back", "GET /api/business/enter", "POST /api/business/enter", "GET /api/business/enter/{provider}/back"}

// business holds the two desks apart: whatever a business's session opens at its
// own desk opens nothing at the officers', and the other way about; and at its
// own desk a business reaches nothing of another.
func (w *world) business(t *testing.T) {
	token := func(path, account, cookie string) string {
		c := w.s.Nobody()
		a := c.Post(path, map[string]any{"account": account, "password": livetest.Password})
		if a.Status != http.StatusOK {
			t.Fatalf("signing in as %s: %d %s", account, a.Status, a.Body)
		}
		for _, ck := range (&http.Response{Header: a.Header}).Cookies() {
			if ck.Name == cookie {
				if !ck.HttpOnly || ck.SameSite != http.SameSiteStrictMode || cookie == "hj_business" && ck.Path != "/api/business" {
					t.Errorf("the cookie %s is loose: %+v", cookie, ck)
				}
				return ck.Value
			}
		}
		t.Fatalf("no cookie %s", cookie)
		return ""
	}
	shop, officer := token("/api/business/session", "qiye1", "hj_business"), token("/api/session", "wangfang", "hj_session")
	for _, x := range []struct{ path, account string }{{"/api/session", "qiye1"}, {"/api/business/session", "wangfang"}, {"/api/business/session", "sysadmin"}} {
		a := w.s.Nobody().Post(x.path, map[string]any{"account": x.account, "password": livetest.Password})
		if a.Status != http.StatusForbidden || len(a.Header.Values("Set-Cookie")) > 0 {
			t.Errorf("%s at %s: %d %.200s", x.account, x.path, a.Status, a.Body)
		}
	}
	var doc struct {
		Paths map[string]map[string]json.RawMessage
	}
	w.s.Nobody().Get("/api/openapi.json").Into(t, http.StatusOK, &doc)
	asked := 0
	for path, ops := range doc.Paths {
		if !strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/api/public/") {
			continue
		}
		for method := range ops {
			method = strings.ToUpper(method)
			if contains(open, method+" "+path) || path == "/api/public" || strings.HasPrefix(path, "/api/public/") {
				continue
			}
			mine := strings.HasPrefix(path, "/api/business/")
			cookie := "hj_session=" + shop // a thief who puts the one token in the other's place
			if mine {
				cookie = "hj_business=" + officer
			}
			concrete := strings.NewReplacer("{area}", w.record.Area, "{id}", w.record.ID, "{kind}", "business", "{act}", "amend", "{field}", "name", "{list}", "subject_status").Replace(path)
			body := []byte(nil)
			if method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
				body = []byte(`{}`)
			}
			for _, ck := range []string{cookie, cookie + "; hj_session=" + shop + "; hj_business=" + officer} {
				a := w.s.Nobody().Do(method, concrete, body, "Cookie", ck, "If-Match", `"1"`)
				asked++
				if a.Status != http.StatusForbidden && a.Status != http.StatusNotFound {
					t.Errorf("%s %s with the other desk's session: %d %.200s", method, path, a.Status, a.Body)
				}
			}
		}
	}
	if asked < 200 {
		t.Errorf("only %d operations were asked", asked)
	}
	t.Run("another's", func(t *testing.T) { w.others(t) })
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// others asks for another business's records in every way the desk has.
func (w *world) others(t *testing.T) {
	sign := func(account string) *livetest.Client {
		c := w.s.Nobody()
		c.Post("/api/business/session", map[string]any{"account": account, "password": livetest.Password}).Into(t, http.StatusOK, nil)
		return c
	}
	one, two := sign("qiye1"), sign("qiye2")
	type listed struct {
		Items []struct{ Area, ID string }
	}
	for _, kind := range []string{"business", "permit", "notice", "contact", "desk_account", "correction_order"} {
		var theirs, mine listed
		two.Get("/api/business/records/"+kind).Into(t, http.StatusOK, &theirs)
		one.Get("/api/business/records/"+kind).Into(t, http.StatusOK, &mine)
		if len(theirs.Items) == 0 || len(mine.Items) == 0 {
			t.Fatalf("the demo has no %s to look at", kind)
		}
		for _, x := range theirs.Items {
			for _, m := range mine.Items {
				if x.ID == m.ID {
					t.Errorf("both see the %s %s", kind, x.ID)
				}
			}
			at := "/api/business/records/" + kind + "/" + x.Area + "/" + x.ID
			refused(t, one.Get(at), http.StatusNotFound)
			refused(t, one.Get(at+"/files/file"), http.StatusNotFound)
			for _, act := range []string{"amend", "open", "sign", "unbind", "annul", "erase"} {
				refused(t, one.Post(at+"/acts/"+act, map[string]any{"values": map[string]any{}, "reason": "试验"}, "If-Match", `"1"`), http.StatusNotFound)
			}
			refused(t, one.Post("/api/business/objections", map[string]any{"kind": kind, "area": x.Area, "id": x.ID, "should_be": "别的", "why": "试验"}), http.StatusNotFound)
			refused(t, two.Get("/api/business/records/"+kind+"/3702/"+x.ID), http.StatusNotFound)
		}
	}
	// What is asked of whom inside the house, and by whose name, is told to nobody outside.
	var orders listed
	one.Get("/api/business/records/correction_order").Into(t, http.StatusOK, &orders)
	order, leader := orders.Items[0].Area+"/"+orders.Items[0].ID, w.s.SignIn(t, "leader")
	var seen livetest.Record
	leader.Get("/api/guidance/correction_order/"+order).Into(t, http.StatusOK, &seen)
	leader.Post("/api/guidance/correction_order/"+order+"/acts/urge", map[string]any{"values": map[string]any{}, "reason": "疑似同案其他线索，抓紧"}, "If-Match", strconv.Quote(strconv.FormatInt(seen.Rev, 10))).Into(t, http.StatusOK, nil)
	if a := one.Get("/api/business/records/correction_order/" + order); a.Status != http.StatusOK || strings.Contains(string(a.Body), "抓紧") || strings.Contains(string(a.Body), "催办") || strings.Contains(string(a.Body), `"field":"handler"`) {
		t.Errorf("the business reads what is urged inside: %d %s", a.Status, a.Body)
	}
	for _, kind := range []string{"tag", "person", "role_grant", "unit", "nothing"} {
		refused(t, one.Get("/api/business/records/"+kind), http.StatusNotFound)
		refused(t, one.Post("/api/business/records/"+kind, map[string]any{"values": map[string]any{}}), http.StatusNotFound)
	}
	refused(t, one.Post("/api/business/records/notice", map[string]any{"values": map[string]any{"title": "假通知", "body": "内容"}}), http.StatusForbidden)
	refused(t, one.Post("/api/business/records/business", map[string]any{"values": map[string]any{"name": "假企业"}}), http.StatusForbidden)
	// What the search finds is in one's own list of its kind, and not to be had by the other.
	for _, word := range []string{"公司", "营业", "食品", "责"} {
		var found struct {
			Items []struct{ Kind, Area, ID, Title string }
		}
		one.Get("/api/business/search?q="+url.QueryEscape(word)).Into(t, http.StatusOK, &found)
		for _, x := range found.Items {
			var mine listed
			one.Get("/api/business/records/"+x.Kind).Into(t, http.StatusOK, &mine)
			if !slices.Contains(mine.Items, struct{ Area, ID string }{x.Area, x.ID}) {
				t.Errorf("the search finds %s %s, which is in no list of its own", x.Kind, x.Title)
			}
			refused(t, two.Get("/api/business/records/"+x.Kind+"/"+x.Area+"/"+x.ID), http.StatusNotFound)
		}
	}
	var b strings.Builder
	b.WriteString("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.html\"\r\n\r\n<html><script>alert(1)</script>\r\n--x--\r\n")
	refused(t, one.Do(http.MethodPost, "/api/business/files", []byte(b.String()), "Content-Type", "multipart/form-data; boundary=x"), http.StatusUnprocessableEntity)
	for i := range 14 { // guesses at a code
		a := w.s.Nobody().Post("/api/business/bind", map[string]any{"code": "AAAA-BBBB-CCCC", "account": "caice", "password": "Duanwu-Kaimen-7"})
		if want := map[bool]int{true: http.StatusUnprocessableEntity, false: http.StatusTooManyRequests}[i < 10]; a.Status != want {
			t.Errorf("guess %d: %d %.200s", i, a.Status, a.Body)
		}
	}
}
