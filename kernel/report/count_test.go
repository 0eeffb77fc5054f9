package report

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// seen is a record of the tests as it was made, for the count beside the engine's.
type seen struct {
	kind, came, way, county, office string
	minutes, paid                   *int64
}

// making makes records of both kinds about a quarter, some without the one value or
// the other, some annulled, and returns those that stand.
func making(t *testing.T, w *recordtest.World, n int, offices []ref.ID) []seen {
	t.Helper()
	ctx, r := context.Background(), rand.New(rand.NewPCG(7, 7))
	first := calendar.MustParse("2026-06-20")
	var out []seen
	some := func(of ...string) string { return append(of, "")[r.IntN(len(of)+1)] }
	for i := range n {
		x := seen{kind: "visit", came: first.AddDays(r.IntN(115)).String(), way: some("door", "phone", "letter")}
		if i%4 == 0 {
			x.kind, x.way = "whisper", some("door", "phone")
		}
		v := map[string]any{"what": fmt.Sprintf("第%d件", i), "came_on": x.came}
		if r.IntN(20) == 0 {
			delete(v, "came_on")
			x.came = ""
		}
		if x.way != "" {
			v["way"] = x.way
		}
		if o := r.IntN(len(offices) + 1); o < len(offices) {
			x.office, v["office"] = string(offices[o]), map[string]any{"area": string(recordtest.Area), "id": string(offices[o])}
		}
		if x.kind == "visit" {
			if x.county = some("371002", "371082"); x.county != "" {
				v["county"] = x.county
			}
			if r.IntN(3) > 0 {
				minutes := int64(r.IntN(60))
				x.minutes, v["minutes"] = &minutes, minutes
			}
			if r.IntN(3) > 0 {
				paid := int64(r.IntN(4)) * 1999
				x.paid, v["paid"] = &paid, paid
			}
		}
		made, err := w.Engine.Act(ctx, record.Request{Kind: x.kind, Act: record.Create, Area: recordtest.Area, Values: v, Caller: w.By["officer"]})
		if err != nil {
			t.Fatal(err)
		}
		if r.IntN(15) > 0 {
			out = append(out, x)
			continue
		}
		if _, err := w.Engine.Act(ctx, record.Request{Kind: x.kind, Act: record.Annul, Record: made.Ref(), Rev: &made.Rev, Annuls: made.Act, Area: recordtest.Area, Reason: "误登", Caller: counter{area: recordtest.Area}.caller()}); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// byHand counts the report of the tests over what was made, in no way as the engine
// does: a loop over every record for every line.
func byHand(all []seen, from, until string) map[string]map[string]int64 {
	out := map[string]map[string]int64{}
	minutes := map[string][2]int64{}
	add := func(line, column string, n int64) {
		if out[line] == nil {
			out[line] = map[string]int64{}
		}
		out[line][column] += n
	}
	or := func(v string) string {
		if v == "" {
			return none
		}
		return v
	}
	for _, x := range all {
		if x.came < from || x.came > until {
			continue
		}
		lines := []string{"total", "way:" + or(x.way)}
		if x.kind == "whisper" {
			for _, l := range lines {
				add(l, "whispers", 1)
			}
			continue
		}
		lines = append(lines, "county:"+or(x.county), "office:"+or(x.office))
		if x.minutes != nil && *x.minutes > 30 {
			lines = append(lines, "long")
		}
		for _, l := range lines {
			add(l, "came", 1)
			if x.paid != nil && *x.paid > 0 {
				add(l, "paid", *x.paid)
			}
			if x.minutes != nil {
				m := minutes[l]
				minutes[l] = [2]int64{m[0] + *x.minutes, m[1] + 1}
			}
		}
	}
	for l, m := range minutes {
		out[l]["minutes"] = (m[0]*2 + m[1]) / (m[1] * 2) // halves up
	}
	return out
}

// TestCountsAreWhatALoopFinds: every cell that is counted holds what a loop over the
// records finds, in every period about them.
func TestCountsAreWhatALoopFinds(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		var offices []ref.ID
		for _, name := range []string{"东所", "西所"} {
			u, err := w.Engine.Act(context.Background(), record.Request{Kind: "unit", Act: record.Create, Area: recordtest.Area, Values: map[string]any{"name": name, "sort": "station", "parent": map[string]any{"area": string(recordtest.Area), "id": string(w.Root)}}, Caller: counter{area: recordtest.Area}.caller()})
			if err != nil {
				t.Fatal(err)
			}
			offices = append(offices, u.ID)
		}
		w.Reload(t)
		all := making(t, w, 400, offices)
		total := map[string]int64{}
		for period, names := range map[string][]string{"month": {"2026-06", "2026-07", "2026-09", "2026-10"}, "quarter": {"2026-Q2", "2026-Q3", "2026-Q4"}, "half": {"2026-H1", "2026-H2"}, "year": {"2025", "2026"}} {
			d := parsed(t, strings.Replace(visits(t), "period: quarter", "period: "+period, 1), w.Engine.Kinds())
			for _, name := range names {
				span, ok := d.Span(name)
				if !ok {
					t.Fatal(name)
				}
				var f *Figures
				if err := w.DB.Read(context.Background(), func(c db.Conn) (err error) {
					f, err = counter{w.Engine, w.People, c, d, recordtest.Area, span}.count(Hand{})
					return err
				}); err != nil {
					t.Fatal(err)
				}
				want := byHand(all, span.From.String(), span.Until.String())
				lines := map[string]bool{}
				for _, l := range f.Lines {
					lines[l.Key()] = true
					if l.Row == "ways" {
						continue
					}
					for _, c := range d.Columns {
						if got := l.Cells[c.Name]; c.Counted() && got != want[l.Key()][c.Name] {
							t.Errorf("%s, %s (%s), %s: %d, a loop finds %d", name, l.Key(), l.Title, c.Title, got, want[l.Key()][c.Name])
						}
						if _, has := l.Cells[c.Name]; has && c.Kind == "whisper" && (l.Row == "office" || l.Row == "county" || l.Row == "long") {
							t.Errorf("%s: whispers are parted by %s", name, l.Key())
						}
						total[c.Name] += l.Cells[c.Name]
					}
				}
				for key := range want {
					if !lines[key] {
						t.Errorf("%s: there is no line %s", name, key)
					}
				}
				if sum, whole := f.Line("ways").Cells, f.Line("total").Cells; sum["came"] != whole["came"] || sum["whispers"] != whole["whispers"] || sum["paid"] != whole["paid"] {
					t.Errorf("%s: the ways add up to %v, the total is %v", name, sum, whole)
				}
				if open := Open(d.Check(f, nil, nil)); len(open) != 1 || open[0].Key != "unwritten@more" {
					t.Errorf("%s: the check finds %v", name, open)
				}
			}
		}
		for _, c := range []string{"came", "paid", "minutes", "whispers", "all", "rate"} {
			if total[c] == 0 {
				t.Errorf("nothing was counted of %s", c)
			}
		}
	})
}

// TestLinesOfAValue: an each row has a line for every option whether or not anything
// is found, and for other fields one for every value found, by name.
func TestLinesOfAValue(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		d := parsed(t, visits(t), w.Engine.Kinds())
		making(t, w, 60, []ref.ID{w.Root})
		for name, want := range map[string][]string{
			"2026-Q1": {"01 合计", "02 超过三十分钟的", "03.1 上门", "03.2 电话", "03.3 来信", "06 各方式之和"},
			"2026-Q3": {"01 合计", "02 超过三十分钟的", "03.1 上门", "03.2 电话", "03.3 来信", "03.4 未填写", "04.1 环翠区", "04.2 荣成市", "04.3 未填写", "05.1 威海市市场监督管理局", "05.2 未填写", "06 各方式之和"},
		} {
			span, _ := d.Span(name)
			var got []string
			if err := w.DB.Read(context.Background(), func(c db.Conn) error {
				f, err := counter{w.Engine, w.People, c, d, recordtest.Area, span}.count(Hand{})
				if err == nil {
					for _, l := range f.Lines {
						got = append(got, l.Code+" "+l.Title)
					}
				}
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	})
}

// TestOneOfficeIsReadFromAnIndex looks into SQLite's plan of what stands behind the
// line of one office.
func TestOneOfficeIsReadFromAnIndex(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		if w.DB.Dialect() != db.SQLite {
			t.Skip("the plan is SQLite's")
		}
		k := w.Engine.Kinds().Get("visit")
		var args []any
		text := both(nil, recordtest.Area, k.Table, k.Field("office").Column(), "01J")(func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) })
		if all := dbtest.Plan(t, w.DB, text, args...); !strings.Contains(all, "SEARCH x USING COVERING INDEX "+k.Table+"_i_office (area=?") {
			t.Errorf("one office is read so: %s", all)
		}
	})
}
