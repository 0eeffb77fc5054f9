package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/test/livetest"
)

// TestForeign points every operation of every desk at what is somebody else's,
// as everybody: a record of another area, of another unit, of another business,
// another's session, key, view, batch, job. The answer must be the one for what
// does not exist, and nothing may be written. An operation that the tables of
// foreign_table_test.go do not know fails the test.
func TestForeign(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		w := newForeign(t, b)
		began, sessions := w.written(t), w.count(t, `SELECT count(*) FROM auth_session`)
		asked := 0
		for _, op := range w.operations(t) {
			if k, rest, ok := w.kindOf(op.path); ok {
				if !slices.Contains(ofKind, op.method+" "+rest) {
					t.Errorf("%s %s: foreign_table_test.go does not know what this operation of a kind names", op.method, op.path)
				}
				asked += w.askKind(t, op, k, rest)
				continue
			}
			if op.path == ownRecord || strings.HasPrefix(op.path, ownRecord+"/") {
				asked += w.askOwn(t, op)
				continue
			}
			x, ok := ways[op.method+" "+op.path]
			switch {
			case !ok:
				t.Errorf("%s %s: foreign_table_test.go does not say how it could name somebody else's object", op.method, op.path)
			case x.why == "":
				asked += w.askWay(t, op, x)
			}
		}
		if asked < 3000 {
			t.Errorf("only %d times asked", asked)
		}
		if now := w.written(t); now != began {
			t.Errorf("%d lines of history before, %d after: something was written", began, now)
		}
		if now := w.count(t, `SELECT count(*) FROM auth_session`); now != sessions {
			t.Errorf("%d sessions before, %d after", sessions, now)
		}
		w.unharmed(t)
		t.Run("references", w.references)
		t.Run("acts", w.acts)
		t.Run("totals", w.totals)
		t.Run("files", w.files) // it writes
	})
}

// TestForeignTable holds that the table names no operation that is gone.
func TestForeignTable(t *testing.T) {
	known := map[string]bool{}
	for _, op := range describe(t) {
		known[op.method+" "+op.path] = true
	}
	for op := range ways {
		if !known[op] {
			t.Errorf("%s is in the table and not in the API", op)
		}
	}
}

func (w *foreign) count(t *testing.T, query string) (n int64) {
	t.Helper()
	if err := w.b.app.DB.Read(context.Background(), func(c db.Conn) error { return c.QueryRow(query).Scan(&n) }); err != nil {
		t.Fatal(err)
	}
	return n
}

func (w *foreign) written(t *testing.T) int64 {
	return w.count(t, `SELECT count(*) FROM record_history`)
}

// list is what somebody sees of a kind.
func (w *foreign) list(t *testing.T, p *someone, k *kind.Kind) listing {
	path := "/api/" + k.Matter + "/" + k.Name + "?limit=2000"
	if p.business {
		path = "/api/business/records/" + k.Name
	}
	a := p.c.Get(path)
	out := listing{a.Status, map[ref.Ref]int64{}}
	if a.Status == http.StatusOK {
		var page struct{ Items []rec }
		a.Into(t, http.StatusOK, &page)
		for _, r := range page.Items {
			out.rows[ref.Ref{Area: ref.Area(r.Area), ID: ref.ID(r.ID)}] = r.Rev
		}
	}
	return out
}

// strange are the records of a kind that somebody does not see: always one of
// another area, and one of the bureau's own where there is one.
func (w *foreign) strange(p *someone, k string) []ref.Ref {
	out := []ref.Ref{w.away[k]}
	for _, r := range w.home[k] {
		if _, sees := w.sees[p.name][k].rows[r]; !sees {
			return append(out, r)
		}
	}
	return out
}

func (w *foreign) kindOf(path string) (*kind.Kind, string, bool) {
	for _, k := range w.b.app.Kinds.All() {
		base := "/api/" + k.Matter + "/" + k.Name
		if path == base || strings.HasPrefix(path, base+"/") {
			return k, strings.TrimPrefix(path, base), true
		}
	}
	return nil, "", false
}

// anyAct are the acts that are tried on a record: every built-in one, those the
// kind declares, and one that nobody has.
func anyAct(k *kind.Kind) []string {
	out := append([]string{record.Import, record.Receive, "nothing"}, kind.BuiltIn()...)
	for _, a := range k.Acts {
		out = append(out, a.Name)
	}
	return out
}

// askKind asks for the records of a kind that are not the asker's to see.
func (w *foreign) askKind(t *testing.T, op operation, k *kind.Kind, rest string) (asked int) {
	if !strings.Contains(rest, "{id}") {
		return 0 // names no record; what it lists is held by totals and references
	}
	for _, p := range w.people {
		for i, r := range w.strange(p, k.Name) {
			none := ref.Ref{Area: r.Area, ID: ref.NewID(w.b.app.DB.Now())}
			acts := []string{record.Amend}
			if i == 0 && strings.HasSuffix(rest, "{act}") {
				acts = anyAct(k)
			}
			for _, act := range acts {
				vars := func(r ref.Ref) map[string]string {
					return map[string]string{"area": string(r.Area), "id": string(r.ID), "act": act, "field": firstFile(k)}
				}
				w.compare(t, p, op, object{vars: vars(r), absent: vars(none)}, "", map[string]any{"values": map[string]any{}, "reason": "试验", "to": "3706", "annuls": string(r.ID)})
				asked++
			}
		}
	}
	return asked
}

func firstFile(k *kind.Kind) string {
	for _, f := range k.Fields {
		if f.Type == kind.File {
			return f.Name
		}
	}
	return k.Fields[0].Name
}

// ownRecord begins the operations on records at the business's own desk.
const ownRecord = "/api/business/records/{kind}"

// askOwn asks at the business's own desk for records of another business, of
// another area and of kinds that are not its own.
func (w *foreign) askOwn(t *testing.T, op operation) (asked int) {
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			if !strings.Contains(op.path, "{id}") {
				if p.business && w.sees[p.name][k.Name].status == http.StatusOK {
					continue // a list of its own; creating is tried by acts
				}
				w.compare(t, p, op, object{vars: map[string]string{"kind": k.Name}, absent: map[string]string{"kind": "nothing"}}, "", map[string]any{"values": map[string]any{}})
				asked++
				continue
			}
			for _, r := range w.strange(p, k.Name) {
				vars := map[string]string{"kind": k.Name, "area": string(r.Area), "id": string(r.ID), "act": "amend", "field": firstFile(k)}
				none := maps.Clone(vars)
				none["id"] = string(ref.NewID(w.b.app.DB.Now()))
				w.compare(t, p, op, object{vars: vars, absent: none}, "", map[string]any{"values": map[string]any{}, "reason": "试验"})
				asked++
			}
		}
	}
	return asked
}

func (w *foreign) askWay(t *testing.T, op operation, x way) (asked int) {
	o, ok := w.objects[x.object]
	if !ok {
		t.Fatalf("%s %s: there is no %q", op.method, op.path, x.object)
	}
	for _, p := range w.people {
		if !slices.Contains(o.owners, p.name) {
			w.compare(t, p, op, o, x.query, x.body)
			asked++
		}
	}
	return asked
}

// compare asks for what there is and for what there is not.
func (w *foreign) compare(t *testing.T, p *someone, op operation, o object, query string, body map[string]any) {
	t.Helper()
	ask := func(vars map[string]string) (int, string) {
		fill := []string{}
		for name, v := range vars {
			fill = append(fill, "{"+name+"}", v)
		}
		put := strings.NewReplacer(fill...)
		var text []byte
		if op.method != http.MethodGet {
			text, _ = json.Marshal(body) // texts and maps
		}
		a := p.c.Do(op.method, put.Replace(op.path+query), []byte(put.Replace(string(text))), "If-Match", `"1"`)
		said := string(a.Body)
		if x, ok := a.Problem(); ok {
			said = strings.ReplaceAll(said, x.ID, "")
		}
		for name, v := range vars {
			if len(v) > 5 {
				said = strings.ReplaceAll(said, v, "{"+name+"}")
			}
		}
		return a.Status, said
	}
	is, said := ask(o.vars)
	none, nothing := ask(o.absent)
	if is != none || said != nothing {
		t.Errorf("%s %s as %s: what is somebody else's (%v) %d %.300s\nwhat is not there %d %.300s", op.method, op.path, p.name, o.vars, is, said, none, nothing)
	}
	if fine := is >= 400 && is < 500 || is == http.StatusOK && (op.method == http.MethodGet || strings.HasSuffix(op.path, "/check")); !fine {
		t.Errorf("%s %s as %s on %v: %d %.300s", op.method, op.path, p.name, o.vars, is, said)
	}
}

// unharmed holds that what is outside of the book stands as before.
func (w *foreign) unharmed(t *testing.T) {
	officer := w.as("wangfang")
	has := func(path, what string) {
		t.Helper()
		if a := officer.Get(path); a.Status != http.StatusOK || !strings.Contains(string(a.Body), what) {
			t.Errorf("%s: %d %.300s", path, a.Status, a.Body)
		}
	}
	has("/api/sessions", w.objects["session"].vars["id"])
	has("/api/keys", w.objects["key"].vars["id"])
	has("/api/desk/views?screen=business", w.objects["view"].vars["id"])
	has("/api/desk/choices/business", "columns")
	w.as("qiye2").Get("/api/business/session").Into(t, http.StatusOK, nil)
	var batch struct {
		State string
		Read  int
	}
	if w.as("steward").Get("/api/collect/batches/"+w.objects["batch"].vars["id"]).Into(t, http.StatusOK, &batch); batch.State != "ready" {
		t.Errorf("the batch is %s", batch.State)
	}
	if n := w.count(t, `SELECT count(*) FROM auth_key WHERE revoked_at IS NOT NULL`); n != 0 {
		t.Errorf("%d keys were ended", n)
	}
}

// references names in a new record one that its maker does not see, for every
// field of every kind that points at another: it is refused as one that is not there.
func (w *foreign) references(t *testing.T) {
	began, asked := w.written(t), 0
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			path := "/api/" + k.Matter + "/" + k.Name + "/check"
			for _, f := range k.Fields {
				of := f.Of
				if f.Type == kind.Subject && of == "" {
					of = "business"
				}
				if f.Type != kind.Subject && f.Type != kind.Reference || p.business || p.name == "nobody" || k.Name == app.AccountKind {
					continue
				}
				for _, r := range w.strange(p, of) {
					none := ref.Ref{Area: r.Area, ID: ref.NewID(w.b.app.DB.Now())}
					var said [2]string
					for i, x := range []ref.Ref{r, none} {
						a := p.c.Post(path, map[string]any{"values": map[string]any{f.Name: map[string]any{"area": string(x.Area), "id": string(x.ID)}}})
						said[i] = fmt.Sprint(a.Status) + string(a.Body)
						if y, ok := a.Problem(); ok {
							said[i] = strings.ReplaceAll(said[i], y.ID, "")
						} else if !strings.Contains(said[i], `"reference"`) && i == 0 {
							t.Errorf("%s of %s by %s names %v and is taken: %.300s", f.Name, k.Name, p.name, x, said[i])
						}
					}
					if asked++; said[0] != said[1] {
						t.Errorf("%s of %s by %s: what he does not see %.300s\nwhat is not there %.300s", f.Name, k.Name, p.name, said[0], said[1])
					}
				}
			}
		}
	}
	if asked < 300 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
}

// files names in a record the digest of a file that somebody else sent: it is
// refused as one that was never sent, until a record that one may read holds it.
func (w *foreign) files(t *testing.T) {
	one, two := w.as("qiye1"), w.as("qiye2")
	var form bytes.Buffer
	form.WriteString("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n别人的证据\r\n--x--\r\n")
	var up map[string]any
	two.Do(http.MethodPost, "/api/business/files", form.Bytes(), "Content-Type", "multipart/form-data; boundary=x").Into(t, http.StatusOK, &up)
	object := func(c *livetest.Client, evidence any) livetest.Answer {
		var mine struct{ Items []rec }
		c.Get("/api/business/records/permit").Into(t, http.StatusOK, &mine)
		x := mine.Items[0]
		return c.Post("/api/business/objections", map[string]any{"kind": "permit", "area": x.Area, "id": x.ID, "should_be": "别的", "why": "试验", "evidence": evidence})
	}
	never := maps.Clone(up)
	never["digest"] = strings.Repeat("ab", 32)
	said := func(a livetest.Answer) string {
		p, _ := a.Problem()
		return fmt.Sprint(a.Status) + strings.ReplaceAll(string(a.Body), p.ID, "")
	}
	want := said(object(one, never))
	if got := said(object(one, up)); got != want || !strings.HasPrefix(got, "422") {
		t.Errorf("another's upload: %s\none never sent: %s", got, want)
	}
	object(two, up).Into(t, http.StatusCreated, nil) // who sent it may
	if got := said(object(one, up)); got != want {
		t.Errorf("a file of another's record: %s\none never sent: %s", got, want)
	}
	object(two, up).Into(t, http.StatusCreated, nil) // from a record of his own again
}

// acts tries, on a record that somebody sees, every act that the record itself
// does not offer him.
func (w *foreign) acts(t *testing.T) {
	began, asked := w.written(t), 0
	for _, p := range w.people {
		for _, k := range w.b.app.Kinds.All() {
			rows := w.sees[p.name][k.Name].rows
			if len(rows) == 0 || k.Name == app.AccountKind {
				continue
			}
			for _, r := range w.home[k.Name] {
				rev, sees := rows[r]
				if !sees {
					continue
				}
				at := "/api/" + k.Matter + "/" + k.Name + "/" + string(r.Area) + "/" + string(r.ID)
				if p.business {
					at = "/api/business/records/" + k.Name + "/" + string(r.Area) + "/" + string(r.ID)
				}
				var got struct {
					Acts []struct {
						Name    string
						Allowed bool
					}
				}
				p.c.Get(at).Into(t, http.StatusOK, &got)
				for _, act := range anyAct(k) {
					if slices.ContainsFunc(got.Acts, func(x struct {
						Name    string
						Allowed bool
					}) bool {
						return x.Name == act && x.Allowed
					}) {
						continue
					}
					a := p.c.Post(at+"/acts/"+act, map[string]any{"values": map[string]any{}, "reason": "试验", "to": "3706"}, "If-Match", strconv.Quote(strconv.FormatInt(rev, 10)))
					if asked++; a.Status < 400 || a.Status >= 500 {
						t.Errorf("%s on %s by %s, which is not offered: %d %.200s", act, k.Name, p.name, a.Status, a.Body)
					}
				}
				break // one record of a kind is enough
			}
		}
	}
	if asked < 500 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
}

// totals holds that no count tells of records that the list does not show: the
// total, its grouping and the tag of the answer are of what one sees.
func (w *foreign) totals(t *testing.T) {
	for _, p := range w.people {
		if p.business || p.name == "nobody" {
			continue
		}
		for _, k := range w.b.app.Kinds.All() {
			base, sees := "/api/"+k.Matter+"/"+k.Name, w.sees[p.name][k.Name]
			var total struct{ Count int }
			a := p.c.Get(base + "/total")
			if sees.status != http.StatusOK {
				if a.Status != sees.status {
					t.Errorf("%s of %s: the list says %d, the total %d %s", k.Name, p.name, sees.status, a.Status, a.Body)
				}
				continue
			}
			if a.Into(t, http.StatusOK, &total); total.Count != len(sees.rows) {
				t.Errorf("%s of %s: %d listed, total %d", k.Name, p.name, len(sees.rows), total.Count)
			}
			for _, r := range w.strange(p, k.Name) {
				var page struct{ Items []rec }
				p.c.Get(base+"?limit=2000&states=active,annulled,withdrawn,transferred,erased").Into(t, http.StatusOK, &page)
				for _, x := range page.Items {
					if x.ID == string(r.ID) {
						t.Errorf("%s of %s: listed under states", k.Name, p.name)
					}
				}
			}
		}
	}
}
