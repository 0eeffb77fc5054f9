package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	tables "github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// reportsOf are the reports of a raised city, the oldest first.
func reportsOf(t *testing.T, a *app.App) []*record.Record {
	t.Helper()
	p, err := a.Engine.List(context.Background(), record.Query{Kind: tables.Kind, Area: a.Area(), Caller: a.Setup(), Sort: "id", Limit: 100})
	if err != nil || len(p.Items) < 13 {
		t.Fatalf("%d reports, %v", len(p.Items), err)
	}
	return p.Items
}

// recount counts the monthly report record by record, from the records and their
// courses, with nothing of the engine's counting.
func recount(t *testing.T, r *raised, span tables.Span) map[string]map[string]int64 {
	t.Helper()
	out := map[string]map[string]int64{}
	within := func(day string) bool { return day >= span.From.String() && day <= span.Until.String() }
	add := func(x *record.Record, secret bool, column string, n int64) {
		lines := []string{"total", "channel:" + x.Text("channel")}
		if unit := record.RefOf(x.Values["handling_unit"]).ID; x.Kind.Name == "complaint" && !secret {
			if unit == "" {
				unit = "-"
			}
			lines = append(lines, "unit:"+string(unit))
		}
		for _, l := range lines {
			if out[l] == nil {
				out[l] = map[string]int64{}
			}
			out[l][column] += n
		}
	}
	pasts := func(x *record.Record) (names []string) {
		r.read(func(c db.Conn) error {
			list, err := r.Engine.Pasts(c, x.Kind.Name, x.Ref())
			for _, p := range list {
				names = append(names, p.Name)
			}
			return err
		})
		return names
	}
	each := func(kindName string, f func(x *record.Record, runs []*procedure.Run)) {
		r.read(func(c db.Conn) error {
			var after *record.Cursor
			for {
				p, err := r.Engine.ListIn(c, record.Query{Kind: kindName, Area: r.Area(), Caller: r.Setup(), Sort: "id", Limit: 500, Cursor: after})
				if err != nil {
					return err
				}
				for _, x := range p.Items {
					var runs []*procedure.Run
					if kindName != "consultation" {
						course, err := r.Procedures.Course(c, x, r.DB.Now())
						if err != nil {
							return err
						}
						runs = course.Runs
					}
					f(x, runs)
				}
				if after = p.Next; after == nil {
					return nil
				}
			}
		})
	}
	each("consultation", func(x *record.Record, _ []*procedure.Run) {
		if within(x.Text("received_on")) {
			add(x, false, "asked", 1)
		}
		if s := x.Text("status"); within(x.Text("answered_on")) && (s == "answered" || s == "told") {
			add(x, false, "answered", 1)
		}
	})
	// once says which limits of a record did something within the span.
	once := func(runs []*procedure.Run, clock string, did func(*procedure.Run) bool) bool {
		for _, run := range runs {
			if run.Clock.Name == clock && !run.Voided && did(run) {
				return true
			}
		}
		return false
	}
	began := func(run *procedure.Run) bool { return within(run.Start.String()) }
	ended := func(run *procedure.Run) bool { return !run.Stop.IsZero() && within(run.Stop.String()) }
	each("complaint", func(x *record.Record, runs []*procedure.Run) {
		if within(x.Text("received_on")) {
			add(x, false, "received", 1)
		}
		if once(runs, "mediate", began) {
			add(x, false, "accepted", 1)
		}
		if once(runs, "accept", ended) && x.Values["refuse_ground"] != nil {
			add(x, false, "refused", 1)
		}
		undecided := once(runs, "accept", ended) && slices.ContainsFunc(pasts(x), func(act string) bool { return act == "redirect" || act == "resort" || act == "withdraw" })
		if !undecided && once(runs, "accept", func(run *procedure.Run) bool { return ended(run) && (run.Stopped || !run.Stop.After(run.Due)) }) {
			add(x, false, "in_time", 1)
		}
		if !undecided && once(runs, "accept", func(run *procedure.Run) bool { return ended(run) && !run.Stopped && run.Stop.After(run.Due) }) {
			add(x, false, "late", 1)
		}
		switch done := once(runs, "mediate", ended); {
		case done && x.Values["end_ground"] != nil:
			add(x, false, "terminated", 1)
		case done && x.Values["agreement"] != nil:
			add(x, false, "settled", 1)
			n, _ := x.Values["agreed_amount"].(int64)
			add(x, false, "agreed", n)
		}
	})
	each("tipoff", func(x *record.Record, runs []*procedure.Run) {
		if within(x.Text("received_on")) {
			add(x, true, "reported", 1)
		}
		switch done := once(runs, "verify", ended); {
		case done && x.Values["not_filed_ground"] != nil:
			add(x, true, "not_filed", 1)
		case done && x.Values["findings"] != nil && x.Values["same_as"] == nil && x.Values["proper_bureau"] == nil && x.Values["sort_as"] == nil:
			add(x, true, "filed", 1)
		}
	})
	return out
}

// lived is a small city with a year behind it.
func lived(t *testing.T, c app.Config) *raised {
	t.Helper()
	c.City = "weihai"
	c.Began = clock.Instant(calendar.DateOf(calendar.Instant(clock.Wall{}.Now())).AddDays(-365).Start())
	a := open(t, c)
	if err := a.RaiseYear(context.Background(), app.Raising{Subjects: 40, Seed: 7, Complaints: 90, Tipoffs: 40}, func(int) {}, nil); err != nil {
		t.Fatal(err)
	}
	return &raised{a, t}
}

func TestReportsAreWhatARecountFinds(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		r := lived(t, c)
		d := r.Tables.Find("monthly_12315")
		counted, some := 0, map[string]int64{}
		for _, rec := range reportsOf(t, r.App) {
			span, _ := d.Span(rec.Text("period"))
			f, err := tables.ParseFigures(rec.Text("figures"))
			if err != nil || f == nil {
				t.Fatalf("%s: %v", rec.Title(), err)
			}
			want := recount(t, r, span)
			for _, l := range f.Lines {
				for _, col := range d.Columns {
					got, has := l.Cells[col.Name]
					if !col.Counted() {
						continue
					}
					counted++
					some[col.Name] += got
					if got != want[l.Key()][col.Name] {
						t.Errorf("%s, %s, %s: %d, recounted %d", rec.Text("period"), l.Title, col.Name, got, want[l.Key()][col.Name])
					}
					if secret := col.Kind == "tipoff"; secret && has && l.Row == "unit" {
						t.Errorf("tip-offs are parted by offices: %s", l.Title)
					}
				}
			}
			for _, name := range []string{"asked", "received", "accepted", "reported", "agreed"} { // columns add up to their total
				var sum int64
				for _, l := range f.Lines {
					if l.Row == "channel" {
						sum += l.Cells[name]
					}
				}
				if sum != f.Line("total").Cells[name] {
					t.Errorf("%s: channels of %s add up to %d, the total is %d", rec.Text("period"), name, sum, f.Line("total").Cells[name])
				}
			}
		}
		for _, name := range []string{"received", "accepted", "settled", "terminated", "agreed", "reported"} {
			if some[name] == 0 {
				t.Errorf("nothing was counted of %s: the city says nothing of it", name)
			}
		}
		if counted < 1000 {
			t.Errorf("%d cells were compared", counted)
		}
	})
}

// TestOnlyWhatWasDecidedIsInTime: the limit to decide ends too with what is sent
// another way or withdrawn; of those nothing was decided, in time or late.
func TestOnlyWhatWasDecidedIsInTime(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 60)
	d, today := r.Tables.Find("monthly_12315"), calendar.DateOf(calendar.Instant(r.DB.Now()))
	span, to := d.Last(today), r.who("food")
	list := reportsOf(t, r.App)
	rec := list[len(list)-1]
	if rec.Text("period") != span.Name || rec.Text(procedure.StepField) != "draft" {
		t.Fatalf("the last report is %s of %s", rec.Text(procedure.StepField), rec.Text("period"))
	}
	figure := func(column string) int64 {
		rec = r.mustReport("head", rec, "fill", nil, "")
		f, err := tables.ParseFigures(rec.Text("figures"))
		r.must(err)
		return f.Line("total").Cells[column]
	}
	for _, x := range []struct{ column, day string }{{"in_time", span.From.AddDays(2).String()}, {"late", span.Until.String()}} {
		before := figure(x.column)
		for _, end := range []record.Request{
			{Act: "redirect", Values: map[string]any{"other_way": "other_agency"}},
			{Act: "withdraw", Reason: "投诉人来电撤回"},
			{Act: "refuse", Values: map[string]any{"refuse_ground": "handled", "refuse_reason": "说明"}},
		} {
			r.must(r.DB.Write(context.Background(), func(tx *db.Tx) error {
				var c *record.Record
				do := func(act, day string, values map[string]any, reason string) (err error) {
					q := record.Request{Kind: "complaint", Act: act, Area: r.Area(), Values: values, Reason: reason, Effective: day, Caller: r.Setup()}
					if c != nil {
						q.Record, q.Rev = c.Ref(), &c.Rev
					}
					if c, err = r.Engine.ActIn(tx, q); err != nil {
						err = fmt.Errorf("%s: %w", act, err)
					}
					return err
				}
				day := span.From.String()
				if err := do(record.Create, day, map[string]any{"received_on": day, "matter_in_brief": "手机壳褪色", "complainant": "林某", "complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "三天褪色", "claim": "退款"}, ""); err != nil {
					return err
				}
				if err := do("dispatch", day, map[string]any{"handling_unit": r.to(to.Unit), "handler": r.to(to.Person)}, ""); err != nil {
					return err
				}
				if err := do(end.Act, x.day, end.Values, end.Reason); err != nil || end.Act != "refuse" {
					return err
				}
				return do(record.Inform, x.day, map[string]any{"act": "refuse", "whom": "complainant", "mode": "phone", "told_on": x.day, "proof": "通话录音"}, "")
			}))
		}
		if got := figure(x.column) - before; got != 1 {
			t.Errorf("%d more are %s, want the one that was refused", got, x.column)
		}
	}
}

func (r *raised) onReport(account string, rec *record.Record, act string, values map[string]any, reason string) (*record.Record, error) {
	return r.Engine.Act(context.Background(), record.Request{Kind: tables.Kind, Act: act, Record: rec.Ref(), Rev: &rec.Rev, Area: rec.Area, Values: values, Reason: reason, Caller: r.who(account)})
}

func (r *raised) mustReport(account string, rec *record.Record, act string, values map[string]any, reason string) *record.Record {
	r.t.Helper()
	out, err := r.onReport(account, rec, act, values, reason)
	if err != nil {
		r.t.Fatalf("%s by %s: %v", act, account, err)
	}
	return out
}

func TestLifeOfAReport(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		r := raise(t, c, 150)
		ctx := context.Background()
		d := r.Tables.Find("monthly_12315")
		var rec *record.Record
		for _, x := range reportsOf(t, r.App) {
			if x.Text(procedure.StepField) == "draft" {
				rec = x
			}
		}
		refused := func(want fault.Kind, account, act string, values map[string]any, reason string) {
			t.Helper()
			if _, err := r.onReport(account, rec, act, values, reason); !fault.Is(err, want) {
				t.Errorf("%s by %s: %v, want %v", act, account, err, want)
			}
		}
		rec = r.mustReport("head", rec, "fill", nil, "")
		refused(fault.Invalid, "head", "check", nil, "") // a figure by hand is missing
		for _, bad := range []string{`{"total":{"received":5}}`, `{"nowhere":{"other_recovered":5}}`, `{"total":{"other_recovered":-1}}`, `{"total":{"other_recovered":1.5}}`, `[]`, `{"total":{"other_recovered":"5"}}`, `{}{}`} {
			refused(fault.Invalid, "head", "write", map[string]any{"hand": bad}, "")
		}
		refused(fault.Invalid, "head", "fill", map[string]any{"figures": `{"lines":[]}`}, "")
		before := rec.Text("figures")
		rec = r.mustReport("head", rec, "write", map[string]any{"hand": `{"total":{"other_recovered":100}}`}, "")
		f, _ := tables.ParseFigures(rec.Text("figures"))
		if got := f.Line("total").Cells; got["recovered"] != got["agreed"]+100 {
			t.Errorf("recovered is %v", got)
		}
		refused(fault.Invalid, "head", "explain", map[string]any{"explanations": `{"jump@elsewhere":"没有这样的警告"}`}, "")
		said := tables.Explanations{}
		r.read(func(c db.Conn) error {
			found, err := r.Reports.Findings(c, rec)
			for _, x := range found {
				if !x.Warn {
					t.Errorf("%s: %s", x.Say, x.Text)
				}
				said[x.Key] = "已逐件核对属实"
			}
			return err
		})
		text, _ := json.Marshal(said)
		if len(said) > 0 {
			refused(fault.Invalid, "head", "check", nil, "")
			rec = r.mustReport("head", rec, "explain", map[string]any{"explanations": string(text)}, "")
		}
		rec = r.mustReport("head", rec, "check", nil, "")
		refused(fault.Conflict, "head", "lock", nil, "")      // who checked does not lock
		refused(fault.NotFound, "inspector", "lock", nil, "") // of a station: not his to see

		// Two lock at once: one wins, the other is told.
		var wg sync.WaitGroup
		errs, won := make([]error, 2), make([]*record.Record, 2)
		for i := range errs {
			wg.Go(func() { won[i], errs[i] = r.onReport("leader", rec, "lock", nil, "") })
		}
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) {
			t.Fatalf("two locked at once: %v, %v", errs[0], errs[1])
		}
		if rec = won[0]; rec == nil {
			rec = won[1]
		}
		locked := rec.Text("figures")
		if locked == before {
			t.Error("what was written by hand is not in the figures")
		}
		refused(fault.Conflict, "head", "fill", nil, "")

		// A record that comes later changes nothing that is locked and is shown as a difference.
		span, _ := d.Span(rec.Text("period"))
		r.must(r.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := r.Engine.ActIn(tx, record.Request{Kind: "consultation", Act: record.Create, Area: r.Area(), Caller: r.Setup(),
				Values: map[string]any{"received_on": span.Until.String(), "matter_in_brief": "补登的咨询", "question": "补登", "channel": "hotline"}})
			return err
		}))
		r.read(func(c db.Conn) error {
			v, err := r.Reports.View(c, r.who("head"), rec.Ref(), true)
			if err != nil {
				return err
			}
			var cells []string
			for _, x := range v.Changed {
				cells = append(cells, x.Line+"."+x.Column)
			}
			if want := []string{"total.asked", "total.total", "channel:hotline.asked", "channel:hotline.total"}; cmp.Diff(want, cells) != "" {
				t.Errorf("differs from what was locked: %v", cells)
			}
			if v.Figures.Text() != locked {
				t.Error("locked figures have changed")
			}
			b, err := r.Reports.Behind(c, r.who("head"), v, "total", "received", 100, nil)
			if err != nil {
				return err
			}
			if int64(len(b.Items))+b.Unseen != b.Total || b.Total != v.Figures.Line("total").Cells["received"] {
				t.Errorf("behind the cell: %d seen, %d unseen of %d", len(b.Items), b.Unseen, b.Total)
			}
			return nil
		})
		rec = r.mustReport("head", rec, "send", map[string]any{"receipt_no": "SJ-1"}, "")
		if _, err := r.onReport("head", rec, "restate", nil, ""); !fault.Is(err, fault.Invalid) {
			t.Errorf("restated without a reason: %v", err)
		}
		old := r.mustReport("head", rec, "restate", nil, "漏统一件咨询")
		next, err := r.Engine.Get(ctx, r.Setup(), tables.Kind, record.RefOf(old.Values["successor"]), record.AsOf{})
		r.must(err)
		next = r.mustReport("head", next, "fill", nil, "")
		r.read(func(c db.Conn) error {
			v, err := r.Reports.View(c, r.who("head"), next.Ref(), false)
			if err != nil {
				return err
			}
			if len(v.Restated) == 0 || v.Restated[0].Column != "asked" || old.Text("figures") != locked {
				t.Errorf("restated: %v", v.Restated)
			}
			s := tables.Sheet{Definition: v.Definition, Figures: v.Figures, Period: v.Period, Unit: "某局", SentOn: "2026-11-03"}
			var buf bytes.Buffer
			if err := s.Excel(&buf); err != nil {
				return err
			}
			x, err := excelize.OpenReader(&buf)
			if err != nil {
				return err
			}
			defer x.Close()
			for cell, want := range map[string]string{"A1": d.Title, "A4": "填报单位：某局", "C6": "咨询", "C7": "接收（件）", "A9": "合计", "C9": fmt.Sprint(v.Figures.Line("total").Cells["asked"])} {
				if got, _ := x.GetCellValue(d.Layout.Sheet, cell); got != want {
					t.Errorf("%s holds %q, want %q", cell, got, want)
				}
			}
			return nil
		})
		if _, err := r.onReport("head", old, "restate", nil, "再来一次"); !fault.Is(err, fault.Conflict) {
			t.Errorf("one report was restated twice: %v", err)
		}
	})
}

// TestTheYear holds that every period of a year stands as its latest version does and
// is due when its limit is, and that who may not read a version still sees that one was
// begun.
func TestTheYear(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 120)
	d, today := r.Tables.Find("monthly_12315"), calendar.DateOf(calendar.Instant(r.DB.Now()))
	stands, due := map[tables.Standing]int{}, 0
	for _, year := range []int{2024, 2025, 2026, 2027, 2028} {
		r.read(func(c db.Conn) error {
			places, err := r.Reports.Year(c, r.who("head"), r.Area(), d, year, today)
			if err != nil || len(places) != 12 {
				t.Fatalf("%d has %d periods, %v", year, len(places), err)
			}
			for i, p := range places {
				if p.Period.Name != fmt.Sprintf("%d-%02d", year, i+1) || p.Begun != (p.Record != nil) {
					t.Errorf("%d, %d: %+v", year, i, p)
				}
				stands[p.Standing]++
				if ahead := p.Standing == tables.Ahead; ahead != !p.Period.Until.Before(today) || ahead && p.Late(today) {
					t.Errorf("%s is %s", p.Period.Name, p.Standing)
				}
				if p.Record == nil {
					if p.Standing == tables.Unfilled && p.Late(today) && p.Period != d.Last(today) {
						t.Errorf("%s is late, and nobody has begun it", p.Period.Name)
					}
					continue
				}
				course, err := r.Procedures.Course(c, p.Record, r.DB.Now())
				if err != nil {
					return err
				}
				for _, run := range course.Runs {
					if due++; run.Due != p.Due {
						t.Errorf("%s is due on %s, its limit says %s", p.Period.Name, p.Due, run.Due)
					}
					if run.Stop.IsZero() != (p.Standing != tables.Sent && p.Standing != tables.Restated) || run.Stop.IsZero() && p.Late(today) != run.Due.Before(today) {
						t.Errorf("%s is %s, late %v; its limit stopped on %s", p.Period.Name, p.Standing, p.Late(today), run.Stop)
					}
				}
			}
			return nil
		})
	}
	if stands[tables.Filled] != 1 || stands[tables.Restated] != 1 || stands[tables.Sent] != 10 || due < 12 {
		t.Errorf("they stand as %v, %d have a limit", stands, due)
	}
	year, _, _ := d.Last(today).Until.Civil()
	r.read(func(c db.Conn) error {
		places, err := r.Reports.Year(c, r.who("inspector"), r.Area(), d, year, today)
		begun, read := 0, 0
		for _, p := range places {
			if p.Begun {
				begun++
			}
			if p.Record != nil {
				read++
			}
		}
		if begun == 0 || read > 0 {
			t.Errorf("a station sees %d begun and reads %d", begun, read)
		}
		return err
	})
}

// TestAnOfficerExplains holds that an officer does what the declaration lets him do
// on a report of his, and that what he explains holds nothing personal.
func TestAnOfficerExplains(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 120)
	d, today := r.Tables.Find("monthly_12315"), calendar.DateOf(calendar.Instant(r.DB.Now()))
	span := d.Last(today)
	for range 24 {
		span = d.Before(span)
	}
	rec := r.act("wangfang", record.Request{Kind: tables.Kind, Act: record.Create, Values: map[string]any{"form": d.Name, "period": span.Name}})
	one := func() {
		r.must(r.DB.Write(context.Background(), func(tx *db.Tx) error {
			_, err := r.Engine.ActIn(tx, record.Request{Kind: "consultation", Act: record.Create, Area: r.Area(), Caller: r.Setup(), Values: map[string]any{"received_on": span.Until.String(), "matter_in_brief": "咨询", "question": "补登", "channel": "hotline"}})
			return err
		}))
	}
	for range 30 { // so many that having nothing the month before is a jump
		one()
	}
	before := d.Before(span)
	last := r.act("head", record.Request{Kind: tables.Kind, Act: record.Create, Values: map[string]any{"form": d.Name, "period": before.Name}})
	r.mustReport("head", last, "fill", nil, "")
	rec = r.mustReport("wangfang", rec, "fill", nil, "")
	rec = r.mustReport("wangfang", rec, "write", map[string]any{"hand": `{"total":{"other_recovered":0}}`}, "")
	if _, err := r.onReport("wangfang", rec, "check", nil, ""); !fault.Is(err, fault.Invalid) {
		t.Fatalf("an unexplained jump passes: %v", err)
	}
	for words, ok := range map[string]bool{"来电13912345678核实": false, "电话 139-1234-5678 核实": false, "证件３７１００２１９９００１０１００１Ｘ": false, "其中举报〔2026〕371000000001属实": false, "短": false, "上月未登记，本月补登 30 件": true} {
		text, _ := json.Marshal(tables.Explanations{"jump@total": words})
		if _, err := r.onReport("wangfang", rec, "explain", map[string]any{"explanations": string(text)}, ""); (err == nil) != ok || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", words, err)
		} else if err == nil {
			rec, err = r.Engine.Get(context.Background(), r.who("wangfang"), tables.Kind, rec.Ref(), record.AsOf{})
			r.must(err)
		}
	}
	// Other figures by hand leave the warning as it reads; another count does not.
	rec = r.mustReport("head", rec, "write", map[string]any{"hand": `{"total":{"other_recovered":100}}`}, "")
	if !strings.Contains(rec.Text("explanations"), "补登 30 件") {
		t.Errorf("the explanation reads %q", rec.Text("explanations"))
	}
	one()
	rec = r.mustReport("wangfang", rec, "fill", nil, "")
	if got := rec.Text("explanations"); got != "" {
		t.Errorf("it explains figures that are no longer there: %q", got)
	}
	if _, err := r.onReport("wangfang", rec, "check", nil, ""); !fault.Is(err, fault.Invalid) {
		t.Errorf("what nobody has explained passes: %v", err)
	}
	rec = r.mustReport("wangfang", rec, "explain", map[string]any{"explanations": `{"jump@total":"上月未登记，本月补登 31 件"}`}, "")
	rec = r.mustReport("wangfang", rec, "check", nil, "")
	if _, err := r.onReport("head", rec, "lock", nil, ""); !fault.Is(err, fault.Conflict) {
		t.Errorf("who wrote figures locks them: %v", err)
	}
	r.mustReport("leader", rec, "lock", nil, "")
}

// TestSmallNumbersOfTipoffs holds that who does not answer for the report sees of
// tip-offs no breakdown and no small number, nor how many stand behind a cell.
func TestSmallNumbersOfTipoffs(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 150)
	v := tables.VeilOf(r.Tables.Find("monthly_12315"), r.Kinds, r.People, r.who("wangfang"))
	d := r.Tables.Find("monthly_12315")
	l := func(row string, n int64) *tables.Line {
		return &tables.Line{Row: row, Cells: map[string]int64{"reported": n, "received": n, "total": n}}
	}
	for _, x := range []struct {
		row, column string
		n           int64
		want        bool
	}{{"total", "reported", 4, true}, {"total", "reported", 5, false}, {"total", "reported", 0, false}, {"channel", "reported", 50, true}, {"channel", "total", 50, true}, {"channel", "received", 1, false}} {
		if got := v.Hides(l(x.row, x.n), d.Column(x.column)); got != x.want {
			t.Errorf("%d of %s in %s: hidden is %v", x.n, x.column, x.row, got)
		}
	}
	if tables.VeilOf(d, r.Kinds, r.People, r.who("head")).Any() {
		t.Error("who answers for the report does not see it whole")
	}
}

func TestWrongReports(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 60)
	good := r.Tables.Find("monthly_12315").Source
	for _, x := range []struct{ old, new, want string }{
		{"count: consultation, on: received_on", "count: consultations, on: received_on", "没有名为“consultations”的业务类型"},
		{"count: consultation, on: received_on", "count: consultation, on: channel", "没有名为“channel”的日期字段"},
		{"clock: mediate, edge: starts", "clock: meditate, edge: starts", "没有名为“meditate”的期限"},
		{"clock: accept, edge: stops, in_time: true", "clock: first_reply, edge: stops, in_time: true", "按小时计"},
		{"'refuse_ground != null'", "'refuse_grounds != null'", "refuse_grounds"},
		{"'refuse_ground != null'", "'received_on <= today'", "today"},
		{"'refuse_ground != null'", "'1 == 1; DROP TABLE complaint'", "表达式"},
		{"in: in_time + late", "in: in_time + later", "later"},
		{"calc: agreed + other_recovered", "calc: recovered + other_recovered", "recovered"},
		{"sum: complaint.agreed_amount", "sum: complaint.claim", "不是金额"},
		{"each: channel", "each: complainant", "不能按"},
		{"each: channel", "each: chanel", "没有名为“chanel”的字段"},
		{"total: total, of: channel", "total: totals, of: channel", "不是单独的一行"},
		{"'{period}'", "'{perid}'", "不认识的 {perid}"},
		{"period: month", "period: week", "不在可选范围"},
		{`article: "38"`, `article: "999"`, "九百九十九"},
	} {
		d, problems := tables.Parse("monthly_12315.yaml", "complaint", []byte(strings.Replace(good, x.old, x.new, 1)))
		if d != nil && len(problems) == 0 {
			problems = d.Link(r.Kinds, law.Titles{Library: r.Law})
		}
		text := problems.Error()
		if len(problems) == 0 || !strings.Contains(text, x.want) || !strings.HasPrefix(text, "monthly_12315.yaml:") {
			t.Errorf("%s → %s: %q", x.old, x.new, text)
		}
	}
}
