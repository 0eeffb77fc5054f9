package hostile

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// injections are texts that mean something to SQL, CEL, a shell or a page.
var injections = []string{
	`'; DROP TABLE registration_business; --`, `" OR "1"="1`, `1; SELECT pg_sleep(5)`, `x') UNION SELECT 1,2 FROM app_setting --`, `\'; --`, `$1`, `?`, `%`, `_`, `%%`, `*`, `"~"`,
	`NEAR(a b)`, `a" AND "b`, `a OR b NOT c`, `-x`, `^x`, `{a b}`, `col:x`, `' || 'x`, `--`, `/* */`, `<script>alert(1)</script>`, `=cmd|' /C calc'!A0`, `${jndi:ldap://x}`, `{{7*7}}`, `../../etc/passwd`, `a'b"c`, `：，。`, "\u202e反向", "零\u200b宽", "𠮷野家", "é́́",
}

// filter sends expressions that are too deep, too long or not ours.
func (w *world) filter(t *testing.T) {
	fine := map[string]bool{"quotes": true, "wild signs": true, "personal field": true, "comment": true}
	for _, f := range []struct{ name, filter string }{
		{"deep parentheses", repeat("(", 1500) + "staff > 1" + repeat(")", 1500)},
		{"deep not", repeat("!", 3000) + "branch"},
		{"deep lists", repeat("[", 1500) + "1" + repeat("]", 1500) + " == []"},
		{"long chain", "staff == 1" + repeat(" || staff == 1", 280)},
		{"100 kB", `name == "` + repeat("a", 100_000) + `"`},
		{"unknown function", `exec("rm")`},
		{"unknown method", `name.reverse()`},
		{"unknown field", `geheim == 1`},
		{"column", `_key == "x"`},
		{"matches", `name.matches("(a+)+$")`},
		{"regular expression", `matches(name, ".*")`},
		{"catastrophic", `name.matches("` + repeat("(a*)*", 100) + `")`},
		{"division by zero", `1 / 0 == 1`},
		{"division by zero of a field", `staff / 0 == 1`},
		{"modulo zero", `staff % 0 == 1`},
		{"comprehension", `[1,2,3].all(x, [1,2,3].exists(y, x == y))`},
		{"nested comprehension", `tags.map(x, tags.map(y, tags.filter(z, z == x))).size() > 0`},
		{"map literal", `{"a": 1}.a == 1`},
		{"overflow", `staff + 9223372036854775807 > 0`},
		{"literal overflow", `staff > 99999999999999999999`},
		{"float", `staff > 1e400`},
		{"bytes", `name == b"x"`},
		{"type", `type(name) == string`},
		{"dyn", `dyn(name) == dyn(1)`},
		{"duration", `duration("1000000h") > duration("1s")`},
		{"timestamp", `timestamp("2020-01-01T00:00:00Z") < now()`},
		{"not a condition", `name`},
		{"half", `name ==`},
		{"assignment", `name = "x"`},
		{"SQL", `1=1; DROP TABLE registration_business`},
		{"comment", `staff > 1 // x`},
		{"null bytes", "name == \"a\x00b\""},
		{"invalid UTF-8", "name == \"\xff\""},
		{"personal field", `phone == "1"`},
		{"reference twice", `parent.parent.name == "x"`},
		{"quotes", `name == "'; DROP TABLE x; --"`},
		{"wild signs", `name.contains("%_'\\")`},
		{"escapes", `name == "\u0000"`},
	} {
		for _, end := range []string{"", "/total"} {
			t.Run(f.name+end, func(t *testing.T) {
				began := time.Now()
				a := w.officer.Get(livetest.Business + end + "?filter=" + url.QueryEscape(f.filter))
				if sane(t, a); fine[f.name] != (a.Status == http.StatusOK) {
					t.Errorf("%d %.300s", a.Status, a.Body)
				}
				if took := time.Since(began); took > 5*time.Second {
					t.Errorf("it took %v", took)
				}
			})
		}
	}
}

// text writes hostile text into every text field, and asks for it back.
func (w *world) text(t *testing.T) {
	for _, s := range injections {
		values := map[string]any{"name": "企业" + s, "address": s, "premises": s, "scope": s, "organ": s, "type": s, "capital_as_written": s, "county_evidence": s, "industry_evidence": s,
			"flag_evidence": s, "parent_name": s, "phone": s, "former_names": []string{s, s + "二"}, "tags": []string{s}, "representative": map[string]any{"name": s}}
		a := w.officer.Post(livetest.Business, map[string]any{"values": values, "reason": s})
		if sane(t, a) != http.StatusCreated {
			p, _ := a.Problem() // some fields may refuse some text; those do it by name
			for _, f := range p.Fields {
				delete(values, strings.Split(f.Name, ".")[0])
				delete(values, strings.Split(f.Name, "[")[0])
			}
			t.Logf("%q: %s %v", s, p.Detail, p.Fields)
			if a = w.officer.Post(livetest.Business, map[string]any{"values": values}); sane(t, a) != http.StatusCreated {
				t.Errorf("%q: %s", s, a.Body)
				continue
			}
		}
		var r livetest.Record
		a.Into(t, http.StatusCreated, &r)
		var back struct{ Values map[string]any }
		w.officer.Get(r.Path()).Into(t, http.StatusOK, &back)
		for name, v := range values {
			if text, ok := v.(string); ok && back.Values[name] != text {
				t.Errorf("%s: %q came back as %q", name, text, back.Values[name])
			}
		}
		for _, part := range []string{"/timeline", "/provenance"} {
			sane(t, w.officer.Get(r.Path()+part))
		}
		// It is found by itself, and by nothing it could have meant.
		var list struct{ Items []livetest.Record }
		filter, _ := json.Marshal(s) // a CEL string reads the escapes of JSON
		w.officer.Get(livetest.Business+"?filter="+url.QueryEscape("address == "+string(filter))).Into(t, http.StatusOK, &list)
		if len(list.Items) != 1 || list.Items[0].ID != r.ID {
			t.Errorf("%q: found %d records by its address", s, len(list.Items))
		}
	}
	var n struct{ Count int }
	w.officer.Get(livetest.Business+"/total").Into(t, http.StatusOK, &n)
	if n.Count < 60+len(injections) {
		t.Errorf("%d records left", n.Count)
	}
}

// parameters sends them where a name, a number or a cursor is expected.
func (w *world) parameters(t *testing.T) {
	bad := append([]string{"\x00", "\xff", repeat("长", 3000), "9999999999999999999999", "-1", "1e9", "NaN", "null", "[]", "{}", " "}, injections...)
	for _, s := range bad {
		e, p := url.QueryEscape(s), url.PathEscape(s)
		for _, path := range []string{
			livetest.Business + "?q=" + e, livetest.Business + "?sort=" + e, livetest.Business + "?filter=" + e, livetest.Business + "?cursor=" + e, livetest.Business + "?limit=" + e,
			livetest.Business + "?states=" + e, livetest.Business + "/facets?field=" + e, livetest.Business + "/total?q=" + e,
			livetest.Business + "/export?format=" + e, livetest.Business + "/export?format=csv&fields=" + e,
			w.record.Path() + "?as_of=" + e, w.record.Path() + "?as_of=2024-01-01&mode=" + e,
			livetest.Business + "/3710/" + p, livetest.Business + "/" + p + "/" + w.record.ID, livetest.Business + "/" + p + "/" + p + "/timeline",
			"/api/search?q=" + e, "/api/search?q=a&limit=" + e, "/api/kinds/" + p, "/api/codes/" + p, "/api/codes/subject_status?q=" + e,
			"/api/tasks?group=" + e, "/api/tasks?kind=" + e, "/api/tasks?cursor=" + e, "/api/tasks?person=" + e, "/api/tasks?unit=" + e, "/api/tasks/orders?sort=" + e, "/api/tasks/orders?sort=supervise" + repeat(",copy", 9000), "/api/dossier/3710/" + p, "/api/dossier/" + p + "/" + w.record.ID, "/api/jobs/" + p, "/api/jobs/" + p + "/events",
			"/api/collect/batches/" + p, "/api/collect/batches/" + p + "/quarantine?cursor=" + e + "&limit=" + e + "&state=" + e, "/api/collect/reviews?state=" + e + "&cursor=" + e,
			"/api/ledger/" + p, "/api/ledger/3710/acts/" + p, "/api/ledger/3710/acts/" + w.record.ID + "?record=" + e + "&fields=" + e, "/api/" + p + "/business", "/api/registration/" + p,
		} {
			a := w.steward.Get(path)
			if status := sane(t, a); t.Failed() {
				t.Fatalf("%d at %.200s", status, path)
			}
		}
		a := w.officer.Do(http.MethodPost, w.record.Path()+"/acts/"+p, []byte(`{}`), "If-Match", `"1"`)
		refused(t, a)
	}
	t.Run("cursor", func(t *testing.T) {
		var list struct{ Next string }
		w.officer.Get(livetest.Business+"?limit=2&sort=name").Into(t, http.StatusOK, &list)
		if list.Next == "" {
			t.Fatal("no next page")
		}
		c := list.Next
		refused(t, w.officer.Get(livetest.Business+"?limit=2&sort=-name&cursor="+url.QueryEscape(c)), 422)
		refused(t, w.officer.Get(livetest.Business+"?limit=2&q=x&sort=name&cursor="+url.QueryEscape(c)), 422)
		refused(t, w.officer.Get("/api/licensing/permit?limit=2&cursor="+url.QueryEscape(c)), 422)
		for i := range c {
			for _, swap := range []string{"A", "_", "!"} {
				sane(t, w.officer.Get(livetest.Business+"?limit=2&sort=name&cursor="+url.QueryEscape(c[:i]+swap+c[i+1:])))
			}
			sane(t, w.officer.Get(livetest.Business+"?limit=2&sort=name&cursor="+url.QueryEscape(c[:i])))
		}
	})
}
