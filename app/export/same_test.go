package export_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
)

// TestAnExportIsTheList draws shops with and without each value and compares a
// whole export with the pages of the list: the same records in the same order
// with the same values, whoever asks and however it is sorted and filtered.
func TestAnExportIsTheList(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := rand.New(rand.NewPCG(1, 2))
		mother := create(t, w, m{"name": "总店"})
		values := []func(v m){
			func(v m) { v["code"] = fmt.Sprintf("C%d", r.IntN(1e9)) },
			func(v m) { v["status"] = []string{"1", "2"}[r.IntN(2)] },
			func(v m) { v["county"] = []string{"371002", "371003"}[r.IntN(2)] },
			func(v m) { v["size"] = fmt.Sprintf("%d.5", r.IntN(100)) },
			func(v m) { v["rent"] = int64(r.IntN(3)); v["rent_currency"] = "USD" },
			func(v m) { v["deposit"] = int64(r.IntN(1000)) },
			func(v m) { v["opened_on"] = fmt.Sprintf("2020-01-%02d", 1+r.IntN(9)) },
			func(v m) { v["seen_at"] = "2026-11-20T08:30:15+08:00" },
			func(v m) { v["chain"] = r.IntN(2) == 0 },
			func(v m) { v["owner_person"] = m{"name": "王五", "id": ""} },
			func(v m) { v["phone"] = "+86-631" },
			func(v m) { v["mother"] = m{"area": "3710", "id": string(mother.ID)} },
			func(v m) { v["goods"] = []any{"牛奶", "=面包"} },
		}
		for i := range 60 {
			v := m{"name": string(rune('一'+r.IntN(20))) + fmt.Sprintf("店%d", i%7)}
			for _, set := range values {
				if r.IntN(2) == 0 {
					set(v)
				}
			}
			create(t, w, v)
		}
		k := w.Engine.Kinds().Get("shop")
		for _, role := range []string{"head", "steward"} {
			for _, sort := range []string{"", "id", "-id", "name", "-name", "opened_on", "-opened_on", "chain", "-number", "rent"} {
				for _, filter := range []string{"", "chain", `county == "371002" && status == "1"`, `opened_on > date("2020-01-04")`} {
					q := record.Query{Kind: "shop", Area: recordtest.Area, Filter: filter, Sort: sort, Caller: w.By[role]}
					x, err := export.New(w.Engine, k, q, nil)
					if err != nil {
						t.Fatal(err)
					}
					var out bytes.Buffer
					if err := x.Write(context.Background(), &out, export.JSONL, nil); err != nil {
						t.Fatal(err)
					}
					if diff := cmp.Diff(listed(t, w, q), out.String()); diff != "" {
						t.Fatalf("%s, sorted by %q, filter %q: %s", role, sort, filter, diff)
					}
				}
			}
		}
	})
}

// listed writes the records of a list as an export would have them.
func listed(t *testing.T, w *recordtest.World, q record.Query) string {
	t.Helper()
	if q.Sort == "" {
		q.Sort = "id"
	}
	var out bytes.Buffer
	for q.Limit = 7; ; {
		p, err := w.Engine.List(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Items {
			var b bytes.Buffer
			member := func(name string, v any) {
				text := bytes.Buffer{}
				e := json.NewEncoder(&text)
				e.SetEscapeHTML(false)
				if err := e.Encode(v); err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, ",%q:%s", name, bytes.TrimSpace(text.Bytes()))
			}
			member("area", r.Area)
			member("id", r.ID)
			member("rev", r.Rev)
			member("state", r.State)
			if r.Number != "" {
				member("number", r.Number)
			}
			for _, f := range r.Kind.Fields {
				if v, ok := r.Values[f.Name]; ok && f.Stored() {
					member(f.Name, present.Raw(f, v))
				}
				if v, ok := r.Values[f.Name+"_currency"]; ok {
					member(f.Name+"_currency", v)
				}
			}
			fmt.Fprintf(&out, "{%s}\n", b.Bytes()[1:])
		}
		if p.Next == nil {
			return out.String()
		}
		q.Cursor = p.Next
	}
}
