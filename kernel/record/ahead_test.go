package record_test

import (
	"context"
	"errors"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// What takes long is worked out before the act, while others write; of nobody to whom
// the act is not open, and not of another revision than the one that was seen.
func TestAheadOfAnAct(t *testing.T) {
	asked, got := 0, []any{}
	var meanwhile func()
	long := shops
	long.Behaviours = map[string]record.Behaviour{"shop.visit": {
		Ahead: func(_ db.Conn, r *record.Record) (any, error) {
			asked++
			meanwhile()
			if r.Text("name") == "算不出" {
				return nil, errors.New("told to fail")
			}
			return r.Rev, nil
		},
		Do: func(w *record.Doing) error { got = append(got, w.Ahead); return nil },
	}}
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		asked, got, meanwhile = 0, nil, func() {}
		seen := m{"seen_at": "2026-01-02T03:04:05+08:00"}
		r := create(t, w, m{"name": "老王超市"})
		if _, err := act(t, w, "leader", on(r, "visit", seen)); !fault.Is(err, fault.Denied) && !fault.Is(err, fault.NotFound) {
			t.Fatalf("without the right: %v", err)
		}
		if asked != 0 {
			t.Fatal("asked for somebody without the right")
		}
		meanwhile = func() { create(t, w, m{"name": "小李饭店"}) } // would wait for ever inside the act
		r2 := must(t, w, "officer", on(r, "visit", seen))
		meanwhile = func() { must(t, w, "officer", on(r2, record.Amend, m{"name": "被改名"})) }
		if _, err := act(t, w, "officer", on(r2, "visit", seen)); !fault.Is(err, fault.Stale) {
			t.Fatalf("changed while it was worked out: %v", err)
		}
		meanwhile = func() {}
		if _, err := act(t, w, "officer", on(r2, "visit", seen)); !fault.Is(err, fault.Stale) || asked != 2 {
			t.Fatalf("stale from the beginning: asked %d times, %v", asked, err)
		}
		bad := create(t, w, m{"name": "算不出"})
		if _, err := act(t, w, "officer", on(bad, "visit", seen)); err == nil {
			t.Fatal("what cannot be worked out is done all the same")
		}
		fresh := create(t, w, m{"name": "别的"})
		err := w.DB.Write(context.Background(), func(tx *db.Tx) error { // inside another act
			q := on(fresh, "visit", seen)
			q.Kind, q.Caller, q.Area = "shop", w.By["officer"], recordtest.Area
			_, err := w.Engine.ActIn(tx, q)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != 2 || got[0] != r.Rev || got[1] != nil {
			t.Errorf("the acts got %v", got)
		}
		sound(t, w)
	}, nil, long)
}
