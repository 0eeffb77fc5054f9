package record_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// crowd fills the register with shops of which some values are frequent, some
// rare, and some meet hardly ever or go with the order of entry or of names.
func crowd(t *testing.T, w *recordtest.World) {
	t.Helper()
	r := rand.New(rand.NewPCG(7, 7))
	ch := record.Chunk{Kind: "shop", Area: recordtest.Area, Act: record.Import, Caller: actor.Caller{Machine: "test", Area: recordtest.Area}, Source: record.Source{Name: "test", Owner: "bureau"}}
	for i := range 400 {
		v := m{"name": fmt.Sprintf("%s%s%c超市", []string{"乳山", "环翠"}[i/200], string(rune('一'+r.IntN(30))), rune('一'+r.IntN(30))), "chain": r.IntN(3) == 0}
		v["county"] = []string{"371083", "371002"}[i/200]
		if i%40 == 0 {
			v["county"] = "371003"
		}
		if v["status"] = "1"; v["chain"] == true {
			v["status"] = "2" // never with chain == false
		}
		if r.IntN(4) > 0 {
			v["opened_on"] = fmt.Sprintf("20%02d-01-01", r.IntN(25))
		}
		if r.IntN(4) > 0 {
			v["deposit"] = int64(r.IntN(5))
		}
		ch.Rows = append(ch.Rows, record.RowWrite{Line: int64(i + 2), Values: v})
	}
	out, err := w.Engine.Chunk(context.Background(), ch)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range out {
		if len(o.Faults) > 0 {
			t.Fatal(o.Faults)
		}
	}
}

// ids reads a list to its end, so many rows at a time.
func ids(t *testing.T, w *recordtest.World, q record.Query, limit int) (out []ref.ID, rows []*record.Record) {
	t.Helper()
	q.Kind, q.Area, q.Caller, q.Limit = "shop", recordtest.Area, w.By["officer"], limit
	for {
		p, err := w.Engine.List(context.Background(), q)
		if err != nil {
			t.Fatalf("%q %q by %q: %v", q.Filter, q.Search, q.Sort, err)
		}
		for _, r := range p.Items {
			out, rows = append(out, r.ID), append(rows, r)
		}
		if q.Cursor = p.Next; q.Cursor == nil {
			return out, rows
		}
	}
}

var sorts = []string{"", "id", "-id", "name", "-name", "opened_on", "-opened_on", "deposit", "-number"}

// TestAListIsTheFilteredBook compares every way of reading a list with the whole
// book, kept where the condition holds.
func TestAListIsTheFilteredBook(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		crowd(t, w)
		w.Engine.Near(10)
		day := func(v m) string { s, _ := v["opened_on"].(string); return s }
		for filter, keep := range map[string]func(v m) bool{
			`county == "371083"`:                                      func(v m) bool { return v["county"] == "371083" },
			`county == "371003"`:                                      func(v m) bool { return v["county"] == "371003" },
			`county == "371009"`:                                      func(v m) bool { return false },
			`county == "371003" && chain`:                             func(v m) bool { return v["county"] == "371003" && v["chain"] == true },
			`county == "371083" && status == "1"`:                     func(v m) bool { return v["county"] == "371083" && v["status"] == "1" },
			`status == "1" && chain`:                                  func(v m) bool { return false },
			`!chain && status == "1" && county == "371002"`:           func(v m) bool { return v["chain"] == false && v["status"] == "1" && v["county"] == "371002" },
			`opened_on >= date("2024-01-01")`:                         func(v m) bool { return day(v) >= "2024-01-01" },
			`opened_on < date("2020-01-01")`:                          func(v m) bool { return day(v) != "" && day(v) < "2020-01-01" },
			`date("2010-01-01") < opened_on && chain`:                 func(v m) bool { return day(v) > "2010-01-01" && v["chain"] == true },
			`opened_on > date("2001-01-01") && deposit >= yuan(0.03)`: func(v m) bool { n, _ := v["deposit"].(int64); return day(v) > "2001-01-01" && n >= 3 },
			`county == "371083" && opened_on >= date("2005-01-01") && opened_on < date("2015-01-01")`: func(v m) bool {
				return v["county"] == "371083" && day(v) >= "2005-01-01" && day(v) < "2015-01-01"
			},
			`chain && county == "371003" && opened_on < date("2012-01-01")`: func(v m) bool {
				return v["chain"] == true && v["county"] == "371003" && day(v) != "" && day(v) < "2012-01-01"
			},
			`county == "371002" && county == "371003" && opened_on > date("2001-01-01")`: func(v m) bool { return false },
			`status == "1" && deposit >= yuan(0.03) && !chain`: func(v m) bool {
				n, _ := v["deposit"].(int64)
				return v["status"] == "1" && n >= 3 && v["chain"] == false
			},
			`opened_on > date("2030-01-01")`:     func(v m) bool { return false },
			`chain || county == "371003"`:        func(v m) bool { return v["chain"] == true || v["county"] == "371003" },
			`chain == true && opened_on == null`: func(v m) bool { return v["chain"] == true && day(v) == "" },
		} {
			for _, sort := range sorts {
				_, book := ids(t, w, record.Query{Sort: sort}, 500)
				var want []ref.ID
				for _, r := range book {
					if keep(r.Values) {
						want = append(want, r.ID)
					}
				}
				q := record.Query{Filter: filter, Sort: sort}
				for _, limit := range []int{7, 60} {
					got, _ := ids(t, w, q, limit)
					if diff := cmp.Diff(want, got); diff != "" {
						t.Fatalf("%s by %q, %d a page: %s", filter, sort, limit, diff)
					}
				}
				if diff := cmp.Diff(want, fenced(t, w, q)); diff != "" {
					t.Fatalf("%s by %q, divided: %s", filter, sort, diff)
				}
				q.Kind, q.Area, q.Caller = "shop", recordtest.Area, w.By["officer"]
				if n, err := w.Engine.Count(context.Background(), q, true); err != nil || n.Count != int64(len(want)) {
					t.Fatalf("%s: counted %d of %d, %v", filter, n.Count, len(want), err)
				}
			}
		}
	})
}

// fenced reads a list as a long reader does, divided where it can be.
func fenced(t *testing.T, w *recordtest.World, q record.Query) (out []ref.ID) {
	t.Helper()
	q.Kind, q.Area, q.Caller, q.Limit = "shop", recordtest.Area, w.By["officer"], 23
	err := w.DB.Read(context.Background(), func(c db.Conn) error {
		for {
			fence, err := w.Engine.Fence(c, q)
			if err != nil {
				return err
			}
			q.Until = fence
			rows, next, err := w.Engine.Rows(c, q, nil)
			if err != nil {
				return err
			}
			for _, r := range rows {
				out = append(out, r.ID())
			}
			if fence != nil {
				next = fence
			}
			if q.Cursor = next; next == nil {
				return nil
			}
		}
	})
	if err != nil {
		t.Fatalf("%s by %q: %v", q.Filter, q.Sort, err)
	}
	return out
}

// TestASearchIsTheBookThatHoldsTheText does the same for words frequent and
// rare, in all of the book, in its newest and in its oldest part.
func TestASearchIsTheBookThatHoldsTheText(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		crowd(t, w)
		w.Engine.Near(10)
		for _, frequent := range [][]string{nil, {"超市", "乳山", "环翠", "~cs", "~rs", "~hc"}} {
			w.Engine.Frequent("shop", frequent...)
			for _, sort := range sorts {
				_, book := ids(t, w, record.Query{Sort: sort}, 500)
				for _, word := range []string{"超市", "乳山", "环翠", "丁", "山丁", "丁超市", "一丁", "市超", "山超市", "翠丂超"} {
					for _, filter := range []string{"", "chain", `county == "371003"`} {
						var want []ref.ID
						for _, r := range book {
							if strings.Contains(r.Text("name"), word) && (filter == "" || filter == "chain" && r.Values["chain"] == true || r.Values["county"] == "371003" && filter != "chain") {
								want = append(want, r.ID)
							}
						}
						for _, limit := range []int{3, 60} {
							got, _ := ids(t, w, record.Query{Search: word, Filter: filter, Sort: sort}, limit)
							if !slices.Equal(want, got) {
								t.Fatalf("%s where %q by %q, %d a page, frequent %v: %d found of %d", word, filter, sort, limit, frequent, len(got), len(want))
							}
						}
					}
				}
			}
		}
	})
}
