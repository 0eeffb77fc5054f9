package server_test

import (
	"bytes"
	"io/fs"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/test/livetest"
	"github.com/hengjian/hengjian/web"
)

// TestEdge asks of every operation what must hold for all of them, so that a new
// one is held to it without being named here.
func TestEdge(t *testing.T) {
	w := newForeign(t, city(t))
	t.Run("cross-site", w.crossSite)
	t.Run("headers", w.headers)
	t.Run("downloads", w.downloads)
	t.Run("extra fields", w.extraFields)
	t.Run("system fields", w.systemFields)
	t.Run("exports", w.exports)
	t.Run("uploads", w.uploads)
	t.Run("paths", w.paths)
	t.Run("log", w.quiet)
}

// concrete is a path with something in every place.
func (w *foreign) concrete(op operation) string {
	x := w.home["business"][0]
	return strings.NewReplacer("{area}", string(x.Area), "{id}", string(x.ID), "{kind}", "business", "{act}", "amend", "{field}", "name", "{list}", "subject_status", "{line}", "2", "{size}", "1",
		"{account}", "food", "{screen}", "business", "{notice}", "registration_notice").Replace(op.path)
}

// crossSite sends every change as a foreign page could: with the cookie and
// without the header, as a form, from another origin, or said by the browser to
// come from another site; signed in at either desk and not at all.
func (w *foreign) crossSite(t *testing.T) {
	began, asked := w.written(t), 0
	for _, op := range w.operations(t) {
		if op.method == http.MethodGet {
			continue
		}
		path := w.concrete(op)
		insiders := []string{"wangfang", "sysadmin", "nobody"}
		if strings.HasPrefix(op.path, "/api/business/") {
			insiders = []string{"qiye1", "nobody"} // the cookie of the one desk is not sent to the other
		}
		for _, p := range insiders {
			for _, h := range [][]string{
				{"X-Requested-With", "", "Origin", "https://evil.example"},
				{"X-Requested-With", "", "Origin", "null", "Content-Type", "text/plain"},
				{"X-Requested-With", "", "Origin", "https://evil.example", "Content-Type", "application/x-www-form-urlencoded"},
				{"X-Requested-With", "", "Content-Type", "multipart/form-data; boundary=x"},
				{"Sec-Fetch-Site", "cross-site"},
			} {
				if p == "nobody" && !slices.Contains(h, "Origin") && !slices.Contains(h, "cross-site") {
					continue // a program without a cookie is no browser
				}
				a := w.as(p).Do(op.method, path, []byte(`{"account":"wangfang","password":"`+app.DemoPassword+`"}`), append([]string{"If-Match", `"1"`}, h...)...)
				asked++
				if x, _ := a.Problem(); a.Status != http.StatusForbidden || x.Code != "rest.cross_site" {
					t.Errorf("%s as %s with %v: %d %.200s", op, p, h, a.Status, a.Body)
				}
				if a.Header.Get("Set-Cookie") != "" {
					t.Errorf("%s as %s with %v: a cookie", op, p, h)
				}
			}
		}
		// No page of another origin is let through by asking first.
		pre := w.as("nobody").Do(http.MethodOptions, path, nil, "Origin", "https://evil.example", "Access-Control-Request-Method", op.method, "Access-Control-Request-Headers", "x-requested-with")
		for name := range pre.Header {
			if strings.HasPrefix(name, "Access-Control-Allow") {
				t.Errorf("%s answers a preflight with %s", op, name)
			}
		}
	}
	if asked < 1000 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
	// A form's content type with the header is no JSON either.
	for _, ct := range []string{"text/plain", "application/x-www-form-urlencoded"} {
		if a := w.as("wangfang").Do(http.MethodPost, livetest.Business, []byte(`{"values":{"name":"甲"}}`), "Content-Type", ct); a.Status != http.StatusUnprocessableEntity && a.Status != http.StatusUnsupportedMediaType {
			t.Errorf("as %s: %d %s", ct, a.Status, a.Body)
		}
	}
}

// headers holds the policy of content and frames on every page, file and answer.
func (w *foreign) headers(t *testing.T) {
	paths := []string{"/", "/desk/", "/desk/admin/people", "/business/", "/search", "/no/such/page", "/assets/none.js", "/healthz", "/api/openapi.json", "/api/nothing", "/%2e%2e/x"}
	if _, err := fs.Stat(web.Files(), "assets"); err == nil {
		_ = fs.WalkDir(web.Files(), ".", func(p string, d fs.DirEntry, err error) error { // read a line above
			if err == nil && !d.IsDir() && !strings.HasSuffix(p, ".gz") {
				paths = append(paths, "/"+p)
			}
			return err
		})
	}
	for _, op := range w.operations(t) {
		if op.method == http.MethodGet && !strings.HasSuffix(op.path, "/events") {
			paths = append(paths, w.concrete(op))
		}
	}
	for _, p := range []string{"wangfang", "nobody"} {
		own := *w.as(p).HTTP
		own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
		c := &livetest.Client{HTTP: &own, Base: w.as(p).Base}
		for _, path := range paths {
			a := c.Get(path)
			h := a.Header
			csp := map[string]string{}
			for _, part := range strings.Split(h.Get("Content-Security-Policy"), ";") {
				name, value, _ := strings.Cut(strings.TrimSpace(part), " ")
				csp[name] = value
			}
			if csp["script-src"] != "'self'" || csp["default-src"] != "'self'" || csp["frame-ancestors"] != "'none'" || csp["object-src"] != "'none'" || csp["base-uri"] != "'none'" || csp["form-action"] != "'self'" || len(h.Values("Content-Security-Policy")) != 1 {
				t.Errorf("%s: policy %q", path, h.Values("Content-Security-Policy"))
			}
			if h.Get("X-Frame-Options") != "DENY" || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") == "" || h.Get("Cross-Origin-Opener-Policy") != "same-origin" {
				t.Errorf("%s: %v", path, h)
			}
			public := strings.HasPrefix(path, "/api/public")
			if strings.HasPrefix(path, "/api/") && !public && (h.Get("Cache-Control") != "no-store" || h.Get("Access-Control-Allow-Origin") != "" || h.Get("Cross-Origin-Resource-Policy") != "same-origin") {
				t.Errorf("%s: a cache or a foreign page may have it: %v", path, h)
			}
			if ct := h.Get("Content-Type"); strings.HasPrefix(ct, "text/html") && strings.HasPrefix(path, "/api/") {
				t.Errorf("%s answers with a page", path)
			}
		}
	}
}

// downloads holds that what people put in comes out as a file to keep, never as
// something the browser shows.
func (w *foreign) downloads(t *testing.T) {
	steward := w.as("steward")
	var up map[string]any
	steward.Attach("照片<img src=x>.txt", []byte("一二三\n")).Into(t, http.StatusOK, &up)
	var r rec
	steward.Post("/api/registration/annotation", map[string]any{"values": map[string]any{"subject": w.businesses(t)[0].ref(), "field": "address", "value": "x", "found_on": "2026-01-05", "evidence": up}}).Into(t, http.StatusCreated, &r)
	for _, path := range []string{"/api/registration/annotation/" + r.Area + "/" + r.ID + "/files/evidence", livetest.Business + "/export?format=csv", livetest.Business + "/export?format=xlsx", livetest.Business + "/export?format=jsonl", "/api/public/open/registration_notice/file?format=csv"} {
		a := steward.Get(path)
		h := a.Header
		if a.Status != http.StatusOK || !strings.HasPrefix(h.Get("Content-Disposition"), "attachment;") || h.Get("X-Content-Type-Options") != "nosniff" || strings.Contains(h.Get("Content-Type"), "html") || strings.ContainsAny(h.Get("Content-Disposition"), "<>\r\n") {
			t.Errorf("%s: %d %q %q", path, a.Status, h.Get("Content-Disposition"), h.Get("Content-Type"))
		}
	}
}

// takesNone are operations that read no body, or one that is not of our shape.
var takesNone = regexp.MustCompile(`^(POST /api/(public/filing/slip|receipts/\{channel\}/\{token\}|documents/\{area\}/\{id\}/issue|jobs/\{id\}/cancel|collect/batches/\{id\}/(run|undo|preflight|cancel)|complaint/upstream/(batches/\{id\}/(run|cancel)|mismatches/compare)|admin/jobs/.*|admin/ledger/verifications|liaison/desk_account/\{area\}/\{id\}/code)|DELETE .*|PUT /api/desk/choices/\{screen\})$`)

// extraFields adds to every body what it does not have: each is refused by name
// by whoever may do the operation at all, and nothing is written.
func (w *foreign) extraFields(t *testing.T) {
	extra := map[string]any{"zz": "x", "state": "active", "rev": 7, "owner": "x", "area": "3702", "unit": "x", "roles": []string{"head"}, "duty": "system", "must_change": false, "person": "x", "key": "x", "@state": "active"}
	began, named := w.written(t), 0
	for _, op := range w.operations(t) {
		if op.method == http.MethodGet || takesNone.MatchString(op.method+" "+op.path) || strings.HasSuffix(op.path, "/files") {
			continue
		}
		path, refused := w.concrete(op), false
		for _, p := range w.people {
			at := path
			if k, rest, ok := w.kindOf(op.path); ok && strings.Contains(rest, "{id}") {
				for r := range w.sees[p.name][k.Name].rows {
					at = "/api/" + k.Matter + "/" + k.Name + "/" + string(r.Area) + "/" + string(r.ID) + strings.NewReplacer("/{area}/{id}", "", "{act}", "amend").Replace(rest)
				}
			} else if x := ways[op.method+" "+op.path]; x.object != "" {
				at = op.path
				for name, v := range w.objects[x.object].vars {
					at = strings.ReplaceAll(at, "{"+name+"}", v)
				}
			}
			a := p.c.Post(at, extra, "If-Match", `"1"`)
			if a.Status < 400 || a.Status >= 500 {
				t.Errorf("%s as %s: %d %.300s", op, p.name, a.Status, a.Body)
			}
			x, _ := a.Problem()
			refused = refused || slices.ContainsFunc(x.Fields, func(f struct{ Name, Code, Text string }) bool { return f.Code == "unknown" })
		}
		if named++; !refused {
			t.Errorf("%s: nobody is told of what the body must not have", op)
		}
	}
	if named < 60 || w.written(t) != began {
		t.Errorf("%d operations, %d lines written", named, w.written(t)-began)
	}
}

// systemFields puts into the values of every kind what only the runner writes.
func (w *foreign) systemFields(t *testing.T) {
	began, reached := w.written(t), 0
	names := []string{"area", "id", "rev", "state", "unit", "owner", "number", "key", "act", "created_at", "updated_at", "@state", "@owner", "@unit", "@number", "@from", "@reason", "$1", "state = 'x' --"}
	for _, k := range w.b.app.Kinds.All() {
		if k.Name == app.AccountKind {
			continue
		}
		values := map[string]any{}
		for _, n := range names {
			if k.Field(n) == nil {
				values[n] = "x"
			}
		}
		for _, f := range k.Fields {
			if f.Compute != "" {
				values[f.Name] = "x"
			}
		}
		told := map[string]bool{}
		for _, p := range w.people {
			paths := []string{"/api/" + k.Matter + "/" + k.Name}
			if p.business {
				paths = []string{"/api/business/records/" + k.Name}
			}
			for r := range w.sees[p.name][k.Name].rows {
				paths = append(paths, paths[0]+"/"+string(r.Area)+"/"+string(r.ID)+"/acts/amend")
				break
			}
			for i, path := range paths {
				a := p.c.Post(path, map[string]any{"values": values, "reason": "试验"}, "If-Match", `"1"`)
				if a.Status < 400 || a.Status >= 500 {
					t.Errorf("%s as %s: %d %.300s", path, p.name, a.Status, a.Body)
				}
				if x, _ := a.Problem(); i == 0 {
					for _, f := range x.Fields {
						told[f.Name] = true
					}
				}
			}
		}
		if told["rev"] { // else it was refused before the values were looked at
			reached++
		}
		for n := range values {
			if told["rev"] && !told[n] {
				t.Errorf("%s: nobody is told that %q is not his to write", k.Name, n)
			}
		}
	}
	if reached < 8 || w.written(t) != began {
		t.Errorf("values of %d kinds were looked at, %d lines written", reached, w.written(t)-began)
	}
}

// exports holds that nobody gets in a file what his list masks: a personal field
// is neither exported nor counted, grouped, sorted, filtered or looked for by him
// who may not read it.
func (w *foreign) exports(t *testing.T) {
	phone := ""
	for _, r := range w.businesses(t) {
		if s, _ := r.Values["phone"].(string); s != "" {
			phone = s
		}
	}
	sys := w.as("sysadmin")
	c, p, _ := w.b.hire(t, sys, "blind", "看不见的")
	// A role of the bureau's own, made from one without the right to personal fields.
	grant(t, w.as("secadmin"), w.as("leader"), p, "viewer")
	for _, k := range w.b.app.Kinds.All() {
		for _, f := range k.Fields {
			if !f.Personal {
				continue
			}
			base := "/api/" + k.Matter + "/" + k.Name
			for _, q := range []string{"?sort=" + f.Name, "?sort=-" + f.Name, "?fields=" + f.Name, "?filter=" + f.Name + "%20!%3D%20null", "/total?filter=" + f.Name + "%20!%3D%20null", "/facets?field=" + f.Name, "/groups?field=" + f.Name, "/export?format=csv&fields=" + f.Name, "/export?format=csv&sort=" + f.Name} {
				if a := c.Get(base + q); a.Status < 400 || a.Status >= 500 {
					t.Errorf("%s%s by one without the right to personal fields: %d %.200s", base, q, a.Status, a.Body)
				}
			}
		}
	}
	for _, path := range []string{"/api/search?q=" + phone, livetest.Business + "?q=" + phone, "/api/public/search?q=" + phone} {
		if a := c.Get(path); phone == "" || bytes.Contains(bytes.ReplaceAll(a.Body, []byte(`"q":"`+phone), nil), []byte(phone)) {
			t.Errorf("%q by telephone: %d %.300s", path, a.Status, a.Body)
		}
	}
}

// TestPagesHaveNoInlineScript reads the built pages: what the content policy
// forbids is not in them to begin with.
func TestPagesHaveNoInlineScript(t *testing.T) {
	pages := 0
	err := fs.WalkDir(web.Files(), ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(p, ".html") {
			return err
		}
		pages++
		text, err := fs.ReadFile(web.Files(), p)
		if err != nil {
			return err
		}
		for _, bad := range inline.FindAllString(string(text), -1) {
			t.Errorf("%s: %s", p, bad)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if pages == 0 {
		t.Skip("the pages are not built: make build")
	}
}

var inline = regexp.MustCompile(`(?i)<script(?:\s+(?:type="module"|crossorigin|defer|async))*\s*>|\son[a-z]+\s*=|javascript:|<iframe|<base\b|<(?:script|link|img)[^>]+(?:src|href)="(?:https?:)?//[^"]*`)
