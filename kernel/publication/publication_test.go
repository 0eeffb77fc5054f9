package publication_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
)

var source = recordtest.Source{FS: os.DirFS("testdata/notice"), Dir: "practice/notice"}

func notices(t *testing.T, w *recordtest.World) *publication.Set {
	t.Helper()
	s, err := publication.New(w.Engine.Kinds(), calendar.MustShipped())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// values makes a random decision around the day on which the world stands.
func values(g *rand.Rand, n int) map[string]any {
	v := map[string]any{"name": fmt.Sprintf("决定%d", n), "note": "内部"}
	day := func() string { return calendar.New(2026, 11, 21).AddDays(g.IntN(2600) - 2400).String() }
	near := func() string { return calendar.New(2026, 11, 21).AddDays(g.IntN(80) - 60).String() }
	for name, make := range map[string]func() any{
		"decided_on": func() any { return near() }, "shown_on": func() any { return day() }, "stops_on": func() any { return near() },
		"amount": func() any { return int64(g.IntN(30000)) }, "mild": func() any { return g.IntN(2) == 0 },
		"sorts":  func() any { return [][]any{{"warn"}, {"fine"}, {"warn", "fine"}}[g.IntN(3)] },
		"person": func() any { return map[string]any{"name": "欧阳海宁", "id": ""} }, "phone": func() any { return "13812345678" },
	} {
		if g.IntN(4) > 0 {
			v[name] = make()
		}
	}
	return v
}

// ids returns the records a notice lists on a day.
func ids(t *testing.T, w *recordtest.World, n *publication.Notice, day calendar.Date) []ref.ID {
	t.Helper()
	q := n.Query(recordtest.Area, day)
	q.Limit = record.MaxPage
	p, err := w.Engine.List(context.Background(), q)
	if err != nil {
		t.Fatalf("%s on %s: %v\n%s", n.Name, day, err, q.Filter)
	}
	var out []ref.ID
	for _, r := range p.Items {
		out = append(out, r.ID)
	}
	slices.Sort(out)
	return out
}

func act(t *testing.T, w *recordtest.World, q record.Request) *record.Record {
	t.Helper()
	q.Kind, q.Area, q.Caller = "decision", recordtest.Area, actor.Caller{Machine: "test", Area: recordtest.Area}
	if !q.Record.Zero() && q.Act != record.Create {
		now, err := w.Engine.Get(context.Background(), q.Caller, q.Kind, q.Record, record.AsOf{})
		if err != nil {
			t.Fatal(err)
		}
		q.Rev = &now.Rev
	}
	r, err := w.Engine.Act(context.Background(), q)
	if err != nil {
		t.Fatalf("%s: %v", q.Act, err)
	}
	return r
}

// TestOneAndManyAgree is the property of this package: on random records and
// days, what one record is asked and what a list finds are the same, on both
// databases, and Turned finds every record whose answer the days changed.
func TestOneAndManyAgree(t *testing.T) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		set, g := notices(t, w), rand.New(rand.NewPCG(3, 7))
		var all []*record.Record
		for i := range 250 {
			r := act(t, w, record.Request{Act: record.Create, Values: values(g, i)})
			if g.IntN(12) == 0 {
				act(t, w, record.Request{Act: record.Annul, Record: r.Ref(), Annuls: r.Act, Reason: "撤销"})
			}
			r, err := w.Engine.Get(context.Background(), publication.Reader(recordtest.Area), "decision", r.Ref(), record.AsOf{})
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, r)
		}
		seen := map[bool]int{}
		for _, n := range set.All() {
			before := calendar.Date{}
			for _, offset := range []int{-400, -61, -30, -29, -7, -1, 0, 1, 2, 10, 31, 90, 366, 1096} {
				day := calendar.New(2026, 11, 21).AddDays(offset)
				var want []ref.ID
				for _, r := range all {
					shown := n.Shown(r, day)
					seen[shown]++
					if shown {
						want = append(want, r.ID)
					}
				}
				slices.Sort(want)
				if got := ids(t, w, n, day); !slices.Equal(got, want) {
					t.Fatalf("%s on %s: list has %d, one by one %d\n%s", n.Name, day, len(got), len(want), n.Filter(day))
				}
				if !before.IsZero() {
					turned(t, w, n, all, before, day)
				}
				before = day
			}
		}
		if seen[true] < 500 || seen[false] < 500 {
			t.Errorf("%d shown, %d not: the test says little", seen[true], seen[false])
		}
	}, nil, source)
}

func turned(t *testing.T, w *recordtest.World, n *publication.Notice, all []*record.Record, before, day calendar.Date) {
	t.Helper()
	found := map[ref.ID]bool{}
	filter, ok := n.Turned(before, day)
	if ok {
		p, err := w.Engine.List(context.Background(), record.Query{Kind: "decision", Area: recordtest.Area, Filter: filter, Limit: record.MaxPage, Caller: publication.Reader(recordtest.Area)})
		if err != nil {
			t.Fatalf("%s: %v", filter, err)
		}
		for _, r := range p.Items {
			found[r.ID] = true
		}
	}
	for _, r := range all {
		if n.Shown(r, before) != n.Shown(r, day) && !found[r.ID] {
			t.Fatalf("%s: the days from %s to %s turned %v, not found by\n%s", n.Name, before, day, r.Values, filter)
		}
	}
}

func TestShowMasksAndLeavesOut(t *testing.T) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		n := notices(t, w).Get("always")
		r := act(t, w, record.Request{Act: record.Create, Values: map[string]any{"name": "甲", "alias": "乙乙", "note": "内部", "phone": "13812345678", "person": map[string]any{"name": "欧阳海宁", "id": ""}}})
		shown, masked := n.Show(r)
		if len(shown.Values) != 3 || shown.Values["note"] != nil || shown.Values["alias"] != nil || shown.Values["phone"] != "13*******78" {
			t.Errorf("shown %v", shown.Values)
		}
		if name := shown.Values["person"].(map[string]any); name["name"] != "欧阳**" || len(name) != 1 {
			t.Errorf("person %v", name)
		}
		if !slices.Equal(masked, []string{"person", "phone"}) || n.Open("person") || n.Open("note") || !n.Open("name") {
			t.Errorf("masked %v", masked)
		}
		if n.Find(r, "乙乙") || n.Find(r, "欧阳") || !n.Find(r, "甲") || n.Find(r, "") {
			t.Error("a field that is not published was searched")
		}
	}, nil, source)
}

// TestGoneAtOnce holds that no state but active is shown.
func TestGoneAtOnce(t *testing.T) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		n, today := notices(t, w).Get("always"), calendar.DateOf(w.Legal.Now())
		for _, gone := range []record.Request{{Act: record.Annul, Reason: "撤销"}, {Act: record.Erase, Reason: "依法删除"}, {Act: record.Transfer, To: "3706", Reason: "移送"}} {
			r := act(t, w, record.Request{Act: record.Create, Values: map[string]any{"name": "甲"}})
			if !slices.Contains(ids(t, w, n, today), r.ID) {
				t.Fatal("a new record is not published")
			}
			gone.Record, gone.Annuls = r.Ref(), ""
			if gone.Act == record.Annul {
				gone.Annuls = r.Act
			}
			act(t, w, gone)
			if slices.Contains(ids(t, w, n, today), r.ID) {
				t.Errorf("still published after %s", gone.Act)
			}
		}
	}, nil, source)
}

func TestMask(t *testing.T) {
	for _, c := range []struct{ how, in, want string }{
		{"hide", "于海宁", ""}, {"surname", "于海宁", "于**"}, {"surname", "欧阳宁", "欧阳*"}, {"surname", "欧阳", "欧*"}, {"surname", "于", "于"},
		{"middle", "371002199001011234", "3710**********1234"}, {"middle", "138", "***"}, {"tail", "威海市海埠路88号", "威海市海*****"}, {"tail", "", ""},
	} {
		if got := publication.Mask(c.how, c.in); got != c.want {
			t.Errorf("Mask(%s, %s) = %s, not %s", c.how, c.in, got, c.want)
		}
	}
}
