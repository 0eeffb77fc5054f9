package portal_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/view/portal"
)

var source = recordtest.Source{FS: os.DirFS("../../kernel/publication/testdata/notice"), Dir: "practice/notice"}

func world(t *testing.T, f func(t *testing.T, w *recordtest.World, p *portal.Portal)) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		if err := w.DB.Migrate(context.Background(), subject.Steps()); err != nil {
			t.Fatal(err)
		}
		set, err := publication.New(w.Engine.Kinds(), calendar.MustShipped())
		if err != nil {
			t.Fatal(err)
		}
		f(t, w, &portal.Portal{Engine: w.Engine, Notices: set, Ledger: w.Ledger, Area: recordtest.Area})
	}, []record.Projection{subject.Heads{}}, source)
}

func today(w *recordtest.World) calendar.Date { return calendar.DateOf(w.Legal.Now()) }

func do(t *testing.T, w *recordtest.World, q record.Request) *record.Record {
	t.Helper()
	q.Area, q.Caller = recordtest.Area, actor.Caller{Machine: "test", Area: recordtest.Area}
	if !q.Record.Zero() {
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

func sequence(t *testing.T, w *recordtest.World) {
	t.Helper()
	if _, err := w.Ledger.Sequence(context.Background()); err != nil {
		t.Fatal(err)
	}
}

// consumer follows one feed and holds what it was told.
type consumer struct {
	notice *publication.Notice
	cursor string
	holds  map[ref.Ref]string
}

func (c *consumer) follow(t *testing.T, p *portal.Portal, day calendar.Date, most int) {
	t.Helper()
	for range most {
		f, err := p.Follow(context.Background(), c.notice, c.cursor, day)
		if err != nil {
			t.Fatal(err)
		}
		for _, ch := range f.Changes {
			if ch.Entry == nil {
				delete(c.holds, ch.Record)
			} else {
				c.holds[ch.Record] = text(t, ch.Entry)
			}
		}
		c.cursor = f.Next
		if f.Done {
			return
		}
	}
}

func text(t *testing.T, e *portal.Entry) string {
	t.Helper()
	b, err := json.Marshal(e.Record.Values)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// shown is the truth: what the notice shows on the day.
func shown(t *testing.T, p *portal.Portal, n *publication.Notice, day calendar.Date) map[ref.Ref]string {
	t.Helper()
	out := map[ref.Ref]string{}
	list, next, err := p.List(context.Background(), n, nil, record.MaxPage, day)
	if err != nil || next != nil {
		t.Fatal(next, err)
	}
	for i := range list {
		out[list[i].Record.Ref()] = text(t, &list[i])
	}
	return out
}

// TestFeedIsComplete lets years of random acts and days go by. Consumers who
// started at different moments and follow at their own pace hold exactly what is
// shown, each time they have caught up.
func TestFeedIsComplete(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World, p *portal.Portal) {
		g := rand.New(rand.NewPCG(11, 4))
		var all []ref.Ref
		var consumers []*consumer
		checked, held, gone := 0, 0, 0
		for step := range 160 {
			for range g.IntN(6) {
				random(t, w, g, &all)
			}
			if g.IntN(3) == 0 {
				w.Legal.Freeze(w.Legal.Now() + clock.Instant(g.Int64N(40))*24*3600*1000 + 3600*1000)
			}
			if g.IntN(4) > 0 {
				sequence(t, w)
			}
			day := today(w)
			if step%20 == 0 {
				for _, n := range p.Notices.All() {
					consumers = append(consumers, &consumer{notice: n, cursor: p.Start(n, day), holds: map[ref.Ref]string{}})
					if n.Kind.Name == "decision" { // and one that begins with a whole export
						now, err := p.Now(context.Background(), n, day)
						if err != nil {
							t.Fatal(err)
						}
						consumers = append(consumers, &consumer{notice: n, cursor: now, holds: shown(t, p, n, day)})
					}
				}
			}
			for _, c := range consumers {
				if g.IntN(3) == 0 {
					c.follow(t, p, day, 1+g.IntN(2))
				}
			}
			if step%16 != 15 {
				continue
			}
			sequence(t, w)
			for _, c := range consumers {
				before := len(c.holds)
				c.follow(t, p, day, 1000)
				want := shown(t, p, c.notice, day)
				if diff := cmp.Diff(want, c.holds); diff != "" {
					t.Fatalf("step %d, %s: what is shown and what the consumer holds (+):\n%s", step, c.notice.Name, diff)
				}
				checked, held = checked+1, held+len(want)
				if len(want) < before {
					gone++
				}
			}
		}
		t.Logf("%d comparisons, %d records held, %d times fewer than before", checked, held, gone)
		if held < 1000 || gone < 5 {
			t.Error("the test says little")
		}
	})
}

func random(t *testing.T, w *recordtest.World, g *rand.Rand, all *[]ref.Ref) {
	t.Helper()
	now := today(w)
	values := func() map[string]any {
		v := map[string]any{"name": fmt.Sprintf("决定%d", g.IntN(100000)), "note": "内部", "mild": g.IntN(2) == 0, "amount": int64(g.IntN(30000))}
		for _, name := range []string{"decided_on", "shown_on", "stops_on"} {
			if g.IntN(3) > 0 {
				v[name] = now.AddDays(g.IntN(160) - 70).String()
			}
		}
		return v
	}
	if len(*all) == 0 || g.IntN(3) == 0 {
		*all = append(*all, do(t, w, record.Request{Kind: "decision", Act: record.Create, Values: values()}).Ref())
		return
	}
	i := g.IntN(len(*all))
	r, err := w.Engine.Get(context.Background(), publication.Reader(recordtest.Area), "decision", (*all)[i], record.AsOf{})
	if err != nil {
		t.Fatal(err)
	}
	if r.State != record.Active {
		return
	}
	switch g.IntN(8) {
	case 0:
		history := pasts(t, w, r.Ref())
		do(t, w, record.Request{Kind: "decision", Act: record.Annul, Record: r.Ref(), Annuls: history[0].Act, Reason: "撤销"})
	case 1:
		do(t, w, record.Request{Kind: "decision", Act: record.Erase, Record: r.Ref(), Reason: "依法删除"})
	default:
		do(t, w, record.Request{Kind: "decision", Act: record.Amend, Record: r.Ref(), Values: values(), Reason: "更正"})
	}
}

func pasts(t *testing.T, w *recordtest.World, r ref.Ref) []record.Past {
	t.Helper()
	var out []record.Past
	err := w.DB.Read(context.Background(), func(c db.Conn) (err error) {
		out, err = w.Engine.Pasts(c, "decision", r)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestFeedKeepsSilent holds that a record that was never shown is not told of,
// neither when it is written nor when it is annulled.
func TestFeedKeepsSilent(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World, p *portal.Portal) {
		n := p.Notices.Get("years")
		c := &consumer{notice: n, cursor: p.Start(n, today(w)), holds: map[ref.Ref]string{}}
		hidden := do(t, w, record.Request{Kind: "decision", Act: record.Create, Values: map[string]any{"name": "不公示", "mild": true, "decided_on": today(w).String()}})
		do(t, w, record.Request{Kind: "decision", Act: record.Annul, Record: hidden.Ref(), Annuls: hidden.Act, Reason: "撤销"})
		sequence(t, w)
		f, err := p.Follow(context.Background(), n, c.cursor, today(w))
		if err != nil || len(f.Changes) != 0 || !f.Done {
			t.Fatalf("told of %v (done %v): %v", f.Changes, f.Done, err)
		}
	})
}
