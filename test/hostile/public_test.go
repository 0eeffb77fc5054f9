package hostile

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// TestPublic asks as nobody on a city of its own, of which some decisions are
// published no longer.
func TestPublic(t *testing.T) {
	srv := livetest.Start(t, "--data", livetest.Demo(t, 600))
	for _, part := range []struct {
		name string
		run  func(*testing.T, *livetest.Server)
	}{
		{"publicShowsWhatIsPublished", publicShowsWhatIsPublished},
		{"publicProofOpensNothingElse", publicProofOpensNothingElse},
		{"publicSearchReachesNothingElse", publicSearchReachesNothingElse},
		{"publicPathsAreHarmless", publicPathsAreHarmless},
		{"publicAnswersMayBeKept", publicAnswersMayBeKept},
		{"publicFiles", publicFiles},
	} {
		t.Run(part.name, func(t *testing.T) { part.run(t, srv) })
	}
	for _, line := range srv.Internal() {
		t.Errorf("an error of ours: %s", line)
	}
}

// published is the little of the public API that these tests read.
type published struct {
	Notice string
	Area   string
	ID     string
	Title  string
	Values map[string]any
	Masked []string
}

func publicList(t *testing.T, srv *livetest.Server, notice string) (out []published) {
	t.Helper()
	for cursor := ""; ; {
		var page struct {
			Items []published
			Next  string
		}
		srv.Nobody().Get("/api/public/notices/"+notice+"?cursor="+url.QueryEscape(cursor)).Into(t, http.StatusOK, &page)
		out = append(out, page.Items...)
		if cursor = page.Next; cursor == "" {
			return out
		}
	}
}

// publicShowsWhatIsPublished compares what nobody sees with what an officer
// does: no field beyond the declared ones, no record beyond those shown, and the
// rest is not to be told from what does not exist.
func publicShowsWhatIsPublished(t *testing.T, srv *livetest.Server) {
	officer, nobody := srv.SignIn(t, "wangfang"), srv.Nobody()
	shown := map[string]bool{}
	for _, e := range publicList(t, srv, "penalty_notice") {
		shown[e.ID] = true
	}
	var all struct {
		Items []struct {
			Area, ID string
			Values   map[string]any
		}
	}
	officer.Get("/api/enforcement/received_penalty?limit=2000").Into(t, http.StatusOK, &all)
	unknown := nobody.Get("/api/public/notices/penalty_notice/3710/01m00000000000000000000003")
	hidden := 0
	for _, r := range all.Items {
		path := "/api/public/notices/penalty_notice/" + r.Area + "/" + r.ID
		a := nobody.Get(path)
		if shown[r.ID] {
			for _, secret := range []string{"facts", "legal_basis", "case_name"} {
				if text, _ := r.Values[secret].(string); text != "" && bytes.Contains(a.Body, []byte(text)) {
					t.Errorf("%s of %s is told to nobody", secret, r.ID)
				}
			}
			continue
		}
		hidden++
		for _, more := range []string{"", "/proof"} {
			if got := nobody.Get(path + more); got.Status != http.StatusNotFound || without(got.Body) != without(unknown.Body) {
				t.Errorf("%s%s: %d %s, of an unknown record %s", r.ID, more, got.Status, got.Body, unknown.Body)
			}
		}
	}
	if len(shown) == 0 || hidden == 0 {
		t.Fatalf("%d shown, %d hidden: the test says nothing", len(shown), hidden)
	}
}

// without is a problem without its id, which differs each time.
func without(b []byte) string {
	var m map[string]any
	if json.Unmarshal(b, &m) != nil {
		return string(b)
	}
	delete(m, "id")
	delete(m, "instance")
	return fmt.Sprint(m)
}

// publicProofOpensNothingElse holds that a proof discloses published, open
// fields alone, and that a masked one is in no answer.
func publicProofOpensNothingElse(t *testing.T, srv *livetest.Server) {
	officer, nobody := srv.SignIn(t, "wangfang"), srv.Nobody()
	list := publicList(t, srv, "registration_notice")
	allowed := " name uscc status type capital established_on approved_on term_from term_until organ address scope former_names "
	for _, e := range list[:min(40, len(list))] {
		var full struct{ Values map[string]any }
		officer.Get("/api/registration/business/"+e.Area+"/"+e.ID).Into(t, http.StatusOK, &full)
		person, _ := full.Values["representative"].(map[string]any)
		name, _ := person["name"].(string)
		phone, _ := full.Values["phone"].(string)
		a := nobody.Get("/api/public/notices/registration_notice/" + e.Area + "/" + e.ID + "/proof")
		var p struct {
			Proofs []struct {
				Proof struct{ Disclosed map[string]any }
			}
		}
		a.Into(t, http.StatusOK, &p)
		opened := 0
		for _, x := range p.Proofs {
			for f := range x.Proof.Disclosed {
				opened++
				if !strings.Contains(allowed, " "+f+" ") {
					t.Errorf("the proof of %s opens %s", e.ID, f)
				}
			}
		}
		if opened < 5 {
			t.Errorf("the proof of %s opens %d fields", e.ID, opened)
		}
		page := nobody.Get("/api/public/subjects/" + e.Area + "/" + e.ID)
		for _, b := range [][]byte{a.Body, page.Body} {
			if phone == "" || name == "" || bytes.Contains(b, []byte(phone)) || bytes.Contains(b, []byte(`"`+name+`"`)) {
				t.Errorf("%s: telephone or name of the representative is told to nobody (%q %q)", e.ID, phone, name)
			}
		}
	}
}

// publicSearchReachesNothingElse asks for what is not published, and in
// every hostile way.
func publicSearchReachesNothingElse(t *testing.T, srv *livetest.Server) {
	officer, nobody := srv.SignIn(t, "wangfang"), srv.Nobody()
	find := func(q string) (out struct{ Subjects, Documents []published }) {
		nobody.Get("/api/public/search?q="+url.QueryEscape(q)).Into(t, http.StatusOK, &out)
		return out
	}
	var all struct {
		Items []struct {
			ID     string
			Values map[string]any
		}
	}
	officer.Get("/api/registration/business?limit=400").Into(t, http.StatusOK, &all)
	tried := 0
	for _, r := range all.Items {
		if phone, _ := r.Values["phone"].(string); phone != "" && tried < 5 {
			tried++
			if f := find(phone); len(f.Subjects)+len(f.Documents) > 0 {
				t.Errorf("a telephone number finds %v", f)
			}
		}
		if premises, _ := r.Values["premises"].(string); premises != "" { // searched at the desk, not published
			for _, hit := range find(premises).Subjects {
				if address, _ := hit.Values["address"].(string); !strings.Contains(address, premises) {
					t.Errorf("unpublished premises find %s", hit.Title)
				}
			}
		}
	}
	if code, _ := all.Items[0].Values["uscc"].(string); len(find(code).Subjects) != 1 || len(find(code[:15]).Subjects) != 0 {
		t.Error("a code is found whole, and not by its beginning")
	}
	for _, q := range []string{`" || true || "`, `2026") || (true`, `'; DROP TABLE business; --`, `\`, `2\u0022`, "%", `x" in ["`, "〔2026〕", strings.Repeat("食", 101), strings.Repeat("1\"", 40), "\x00\x01", "\xff\xfe2", "a", " ", "NEAR(食品", `"食品" OR *`} {
		a := nobody.Get("/api/public/search?q=" + url.QueryEscape(q))
		var f struct{ Subjects, Documents []published }
		if a.Status == http.StatusOK {
			a.Into(t, http.StatusOK, &f)
		}
		if a.Status >= 500 || len(f.Subjects)+len(f.Documents) > 0 {
			t.Errorf("%q: %d, %d found", q, a.Status, len(f.Subjects)+len(f.Documents))
		}
	}
}

// publicPathsAreHarmless asks for impossible places.
func publicPathsAreHarmless(t *testing.T, srv *livetest.Server) {
	nobody := srv.Nobody()
	for _, path := range []string{"/notices/person/3710/01m00000000000000000000003", "/notices/tag", "/notices/penalty_notice/9999/01m00000000000000000000003",
		"/notices/penalty_notice/3710/x", "/notices/penalty_notice/37%2710/1", "/subjects/3710/01m00000000000000000000003", "/open/person/file", "/open/..%2f/feed", "/open/penalty_notice/feed?cursor=AAAA",
		"/open/penalty_notice/feed?cursor=" + strings.Repeat("A", 9000), "/open/penalty_notice/file?format=xlsx", "/notices/penalty_notice?cursor=%22"} {
		if a := nobody.Get("/api/public" + path); a.Status < 400 || a.Status >= 500 {
			t.Errorf("%s: %d %.200s", path, a.Status, a.Body)
		}
	}
	for _, method := range []string{http.MethodPost, http.MethodPut, http.MethodDelete} {
		if a := nobody.Do(method, "/api/public/open", nil); a.Status != http.StatusMethodNotAllowed {
			t.Errorf("%s: %d", method, a.Status)
		}
	}
}

// publicAnswersMayBeKept holds that answers have a tag and a short life, and
// that a file has as many lines as the list has records and follows the feed.
func publicAnswersMayBeKept(t *testing.T, srv *livetest.Server) {
	nobody := srv.Nobody()
	a := nobody.Get("/api/public/notices/penalty_notice")
	tag := a.Header.Get("ETag")
	if tag == "" || !strings.Contains(a.Header.Get("Cache-Control"), "max-age=60") {
		t.Errorf("tag %q, %q", tag, a.Header.Get("Cache-Control"))
	}
	if again := nobody.Do(http.MethodGet, "/api/public/notices/penalty_notice", nil, "If-None-Match", tag); again.Status != http.StatusNotModified {
		t.Errorf("with the tag: %d", again.Status)
	}
	want := len(publicList(t, srv, "penalty_notice"))
	for format, extra := range map[string]int{"csv": 1, "jsonl": 0} {
		f := nobody.Get("/api/public/open/penalty_notice/file?format=" + format)
		if got := bytes.Count(f.Body, []byte("\n")) - extra; f.Status != http.StatusOK || got != want {
			t.Errorf("%s: %d, %d lines of %d", format, f.Status, got, want)
		}
		if !strings.Contains(f.Header.Get("Link"), "/feed?cursor=") {
			t.Errorf("%s: no way on from here", format)
		}
		if bytes.Contains(f.Body, []byte("legal_basis")) || bytes.Contains(f.Body, []byte("处罚依据")) {
			t.Errorf("%s has a field that is not published", format)
		}
	}
	held, cursor := map[string]bool{}, ""
	for range 100 {
		var feed struct {
			Items []struct{ Op, ID string }
			Next  string
			Done  bool
		}
		nobody.Get("/api/public/open/penalty_notice/feed?cursor="+cursor).Into(t, http.StatusOK, &feed)
		for _, x := range feed.Items {
			held[x.ID] = x.Op == "put"
		}
		if cursor = feed.Next; feed.Done {
			break
		}
	}
	n := 0
	for _, put := range held {
		if put {
			n++
		}
	}
	if n != want {
		t.Errorf("a follower of the feed holds %d, shown are %d", n, want)
	}
}
