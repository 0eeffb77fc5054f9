package record_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/fault"
)

// A form is checked while it is filled in: everything wrong with it at once,
// nothing written, nothing told to those who may not act.
func TestCheck(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		check := func(role string, q record.Request) string {
			t.Helper()
			q.Kind, q.Area, q.Caller = "shop", recordtest.Area, w.By[role]
			bad, err := w.Engine.Check(context.Background(), q)
			if err != nil {
				return string(fault.As(err).Kind)
			}
			var names []string
			for _, f := range bad {
				names = append(names, f.Name+":"+f.Code)
			}
			return strings.Join(names, " ")
		}
		r := create(t, w, m{"name": "老王超市", "rent": int64(1000)})
		amend := func(values m) record.Request {
			return record.Request{Act: record.Amend, Record: r.Ref(), Values: values}
		}
		for _, c := range []struct {
			name, role, want string
			q                record.Request
		}{
			{"good", "officer", "", record.Request{Act: record.Create, Values: m{"name": "小李饭店"}}},
			{"required, type and two checks at once", "officer", "name:required size:type opened_on:check rent:check",
				record.Request{Act: record.Create, Values: m{"size": "大", "rent": int64(-1), "opened_on": "2999-01-01"}}},
			{"a check of a bad value waits for a good one", "officer", "opened_on:date", record.Request{Act: record.Create, Values: m{"name": "甲", "opened_on": "2026-02-30"}}},
			{"amend: only what is written", "officer", "rent:check", amend(m{"rent": int64(-5)})},
			{"amend: emptied", "officer", "name:required", amend(m{"name": nil})},
			{"a declared act without what it needs", "officer", "seen_at:required", record.Request{Act: "visit", Record: r.Ref()}},
			{"not entitled", "leader", "denied", record.Request{Act: record.Create, Values: m{"name": "甲"}}},
		} {
			if got := check(c.role, c.q); !same(got, c.want) {
				t.Errorf("%s: %q, want %q", c.name, got, c.want)
			}
		}
		p, err := w.Engine.List(context.Background(), record.Query{Kind: "shop", Area: recordtest.Area, Caller: w.By["officer"]})
		if err != nil || len(p.Items) != 1 || p.Items[0].Rev != 1 {
			t.Errorf("a check wrote something: %v %v", p.Items, err)
		}
		if _, err := act(t, w, "officer", record.Request{Act: record.Create, Values: m{"rent": int64(-1)}}); len(fault.As(err).Fields) != 2 {
			t.Errorf("the act names %v", fault.As(err).Fields)
		}
	})
}

// same compares words without their order.
func same(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	for _, w := range x {
		if !strings.Contains(" "+b+" ", " "+w+" ") {
			return false
		}
	}
	return true
}
