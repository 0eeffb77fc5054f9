package hostile

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// roles asks for every operation in every role. The three administrators see no
// business data at all; a viewer reads the registers and does nothing in them.
func (w *world) roles(t *testing.T) {
	who := []struct {
		name string
		c    *livetest.Client
	}{
		{"nobody", w.s.Nobody()}, {"viewer", w.s.SignIn(t, "viewer")}, {"officer", w.officer}, {"steward", w.steward},
		{"sysadmin", w.s.SignIn(t, "sysadmin")}, {"secadmin", w.s.SignIn(t, "secadmin")}, {"auditadmin", w.s.SignIn(t, "auditadmin")},
	}
	var up struct{ File string }
	w.steward.Upload("名单.csv", []byte("企业名称,统一社会信用代码\n角色试验店,\n")).Into(t, http.StatusOK, &up)
	var b struct {
		ID  string
		Job *struct{ ID string }
	}
	w.steward.Post("/api/collect/batches", map[string]any{"file": up.File, "name": "名单.csv", "kind": "business", "source": "bureau-file"}).Into(t, http.StatusOK, &b)
	var line struct{ Items []struct{ Act string } }
	w.officer.Get(w.record.Path()+"/timeline").Into(t, http.StatusOK, &line)

	one, batch, job := w.record.Path(), "/api/collect/batches/"+b.ID, "/api/jobs/"+b.Job.ID
	act := func(name string) string { return one + "/acts/" + name }
	const get, post, del = http.MethodGet, http.MethodPost, http.MethodDelete
	empty := map[string]any{}
	amend := map[string]any{"values": map[string]any{"tags": []string{"角色试验"}}, "reason": "试验"}
	amended := 0
	search := "/api/search?q=" + url.QueryEscape("公司")
	// Lists over many registers are empty, not refused, where no register is open.
	bare := map[string]bool{search: true, "/api/collect/sources": true, "/api/collect/batches": true, "/api/collect/reviews": true}
	for _, op := range []struct {
		method, path string
		body         any
		want         [7]int // nobody, viewer, officer, steward, sysadmin, secadmin, auditadmin
	}{
		{get, "/api/session", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, "/api/sessions", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{del, "/api/sessions/nobody-has-this", nil, [7]int{401, 404, 404, 404, 404, 404, 404}},
		{get, "/api/meta", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, "/api/kinds/business", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, livetest.Business, nil, [7]int{401, 200, 200, 200, 403, 403, 403}},
		{get, livetest.Business + "/total", nil, [7]int{401, 200, 200, 200, 403, 403, 403}},
		{get, livetest.Business + "/facets?field=county", nil, [7]int{401, 200, 200, 200, 403, 403, 403}},
		{get, livetest.Business + "/export?format=csv", nil, [7]int{401, 403, 403, 200, 403, 403, 403}},
		{get, one, nil, [7]int{401, 200, 200, 200, 404, 404, 404}},
		{get, one + "/timeline", nil, [7]int{401, 200, 200, 200, 404, 404, 404}},
		{get, one + "/provenance", nil, [7]int{401, 200, 200, 200, 404, 404, 404}},
		{get, "/api/dossier/" + w.record.Area + "/" + w.record.ID, nil, [7]int{401, 200, 200, 200, 404, 404, 404}},
		{get, search, nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{post, livetest.Business, map[string]any{"values": map[string]any{"name": "角色试验"}}, [7]int{401, 403, 201, 201, 403, 403, 403}},
		{post, act("amend"), amend, [7]int{401, 403, 200, 200, 404, 404, 404}},
		{post, act("annul"), map[string]any{"reason": "试验", "annuls": line.Items[0].Act}, [7]int{401, 403, 403, 403, 404, 404, 404}},
		{post, act("erase"), map[string]any{"reason": "试验"}, [7]int{401, 403, 403, 403, 404, 404, 404}},
		{post, act("transfer"), map[string]any{"reason": "试验", "to": "3702"}, [7]int{401, 403, 403, 403, 404, 404, 404}},
		{post, act("import"), amend, [7]int{401, 403, 403, 404, 404, 404, 404}},
		{get, "/api/collect/sources", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, "/api/collect/batches", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, batch, nil, [7]int{401, 404, 404, 200, 404, 404, 404}},
		{get, batch + "/quarantine", nil, [7]int{401, 404, 404, 200, 404, 404, 404}},
		{post, batch + "/run", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, batch + "/undo", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, batch + "/cancel", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, batch + "/quarantine/2", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, batch + "/quarantine/2/drop", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, "/api/collect/batches", map[string]any{"file": up.File, "name": "x.csv", "kind": "business", "source": "bureau-file"}, [7]int{401, 403, 403, 0, 403, 403, 403}},
		{get, "/api/collect/reviews", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{post, "/api/collect/reviews/" + b.ID, map[string]any{"decision": "same"}, [7]int{401, 404, 404, 404, 404, 404, 404}},
		{post, "/api/collect/merges/" + b.ID + "/undo", empty, [7]int{401, 404, 404, 404, 404, 404, 404}},
		{get, job, nil, [7]int{401, 404, 404, 200, 404, 404, 404}},
		{get, job + "/events", nil, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{post, job + "/cancel", empty, [7]int{401, 404, 404, 0, 404, 404, 404}},
		{get, "/api/ledger/3710", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{get, "/api/ledger/3710/acts/" + line.Items[0].Act + "?record=" + w.record.ID + "&fields=name", nil, [7]int{401, 200, 200, 200, 404, 404, 404}},
		{get, "/api/actor/person", nil, [7]int{401, 200, 200, 200, 200, 200, 200}},
		{post, "/api/actor/role_grant", map[string]any{"values": map[string]any{}}, [7]int{401, 403, 403, 403, 403, 0, 403}},
		{post, "/api/actor/person", map[string]any{"values": map[string]any{"name": "某人"}}, [7]int{401, 403, 403, 403, 0, 403, 403}},
	} {
		for i, x := range who {
			if op.want[i] == 0 { // those who may: that is tested elsewhere
				continue
			}
			t.Run(op.method+" "+op.path+" as "+x.name, func(t *testing.T) {
				var a livetest.Answer
				if op.method == post {
					amended++ // an amendment that changes nothing is refused
					amend["values"] = map[string]any{"staff": amended}
					a = x.c.Post(op.path, op.body, "If-Match", strconv.Quote(strconv.FormatInt(w.rev(t), 10)))
				} else {
					a = x.c.Do(op.method, op.path, nil)
				}
				if got := sane(t, a); got != op.want[i] {
					t.Errorf("%d, expected %d: %.300s", got, op.want[i], a.Body)
				}
				if blind := (i == 0 || i > 3) && a.Status == http.StatusOK; blind && bare[op.path] && !strings.Contains(string(a.Body), `"items":[]`) {
					t.Errorf("not empty: %.300s", a.Body)
				}
			})
		}
	}
	t.Run("another area", func(t *testing.T) {
		for _, area := range []string{"3702", "6206", "3700", "0000", "37", "371000"} {
			path := "/" + area + "/" + w.record.ID
			for _, p := range []string{livetest.Business + path, livetest.Business + path + "/timeline", livetest.Business + path + "/provenance", "/api/dossier" + path, "/api/ledger" + path, "/api/ledger/" + area} {
				refused(t, w.officer.Get(p), 404, 403)
			}
			refused(t, w.officer.Post(livetest.Business+path+"/acts/amend", amend, "If-Match", `"1"`), 404, 403)
		}
	})
}

// rev is the revision of the record now.
func (w *world) rev(t *testing.T) int64 {
	t.Helper()
	var r livetest.Record
	w.officer.Get(w.record.Path()).Into(t, http.StatusOK, &r)
	return r.Rev
}
