package procedure_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// late does an act under the day on which it was done.
func (b *bureau) late(r *record.Record, who, act, day string, values map[string]any) (*record.Record, error) {
	c := b.By[who]
	c.Day = b.Legal.Now().Day()
	return b.Engine.Act(context.Background(), record.Request{Kind: r.Kind.Name, Act: act, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Values: values, Effective: day, Caller: c})
}

// may is an act as somebody is shown it.
func (b *bureau) may(r *record.Record, who, act string) (out record.May) {
	b.t.Helper()
	c := b.By[who]
	c.Day = b.Legal.Now().Day()
	err := b.Engine.DB().Read(context.Background(), func(conn db.Conn) error {
		now, err := b.Engine.GetIn(conn, c, r.Kind.Name, r.Ref(), record.AsOf{})
		if err != nil {
			return err
		}
		list, err := b.Engine.Mays(conn, c, now)
		for _, m := range list {
			if m.Name == act {
				out = m
			}
		}
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// TestEnteredLate: an act that a limit closed by running out is entered late, under the
// day on which it was done before that: the limit has not run out then. Not under a
// later day, not where something rests on the running out, not by who is no officer.
func TestEnteredLate(t *testing.T) {
	each(t, func(b *bureau) {
		apply := func(on, later string) *record.Record {
			b.at(on)
			r := b.file("permit_application", "officer", map[string]any{"received_on": on, "applicant_as_written": "老王超市", "permit": "食品经营许可"})
			b.at(later)
			return b.must(r, "officer", "amend", map[string]any{"permit": "食品经营"}, "笔误") // the law moves it first
		}
		r := apply("2026-03-02", "2026-03-16")
		if got := r.Text("step"); got != "accepted" {
			t.Fatalf("stands in %q", got)
		}
		if m := b.may(r, "officer", "supplement"); m.Allowed || m.Late != "2026-03-09" {
			t.Errorf("supplement: allowed %v, may be dated up to %q", m.Allowed, m.Late)
		}
		if m := b.may(r, "officer", "offer_hearing"); m.Late != "" {
			t.Errorf("what was not open before may be dated up to %q", m.Late)
		}
		missing := map[string]any{"missing": "租赁合同"}
		if _, err := b.late(r, "officer", "supplement", "2026-03-10", missing); !fault.Is(err, fault.Conflict) {
			t.Errorf("a day late: %v", err)
		}
		if _, err := b.late(r, "officer", "offer_hearing", "2026-03-06", nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("dated into the step before: %v", err)
		}
		r, err := b.late(r, "officer", "supplement", "2026-03-06", missing)
		if err != nil {
			t.Fatal(err)
		}
		if got := r.Text("step"); got != "supplementing" {
			t.Errorf("stands in %q", got)
		}
		if got := b.due("2026-12-31"); len(got) != 0 {
			t.Errorf("due: %v", got)
		}

		r = apply("2026-04-07", "2026-04-20") // 8 9 10 13 14
		r = b.must(r, "leader", "extend", nil, "情况复杂")
		if m := b.may(r, "officer", "supplement"); m.Late != "" {
			t.Errorf("beside what rests on it: may be dated up to %q", m.Late)
		}
		if _, err := b.late(r, "officer", "supplement", "2026-04-10", missing); !fault.Is(err, fault.Invalid) {
			t.Errorf("before what was done since: %v", err)
		}
	})
}
