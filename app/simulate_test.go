package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
)

// proposed is the register of limits_test.go with a second version that is shorter,
// has no step for what is being looked into, and one in which nothing may be done.
const proposed = `kind: hazard_report
matter: market
title: 隐患报告
title_field: what
begins: received_on
fields:
  - {name: received_on, title: 收到日期, type: date, required: true}
  - {name: what, title: 内容, type: text, required: true, max: 100}
access: {read: [officer, head], create: [officer], amend: [officer]}
procedures:
  - law: samr-order-20
    from: 2020-01-01
    steps: {open: {title: 待处理, start: true}, looking: {title: 核查中}, done: {title: 已处理, end: true}}
    acts:
      look: {title: 核查, from: open, to: looking, by: officer}
      settle: {title: 处理, from: [open, looking], to: done, by: officer}
    clocks:
      handle: {title: 处理期限, starts: create, stops: settle, limit: 15 workdays, expire: late, article: "14"}
  - law: samr-order-121
    from: 2027-01-01
    transition: {from: samr-order-20, records: RECORDS, basis: 试拟}
    steps: {open: {title: 待处理, start: true}, done: {title: 已处理, end: true}}
    acts:
      settle: {title: 处理, from: open, to: done, by: officer}
    clocks:
      handle: {title: 处理期限, starts: create, stops: settle, limit: 3 workdays, expire: late, article: "15"}
`

// TestSimulate tries a version that is not in force over the records under way, as
// declared and with the other transition, from a folder and beside it.
func TestSimulate(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		ctx := context.Background()
		now := strings.Split(proposed, "  - law: samr-order-121")[0]
		write(t, c.Data, "hazard.yaml", now)
		a := open(t, c)
		day, _ := time.Parse(time.RFC3339, "2026-12-07T09:00:00+08:00")
		a.Clock.Freeze(clock.Instant(day.UnixMilli()))
		act := func(r *record.Record, name string, values map[string]any) *record.Record {
			q := record.Request{Kind: "hazard_report", Act: name, Area: a.Area(), Caller: a.Setup(), Values: values}
			if r != nil {
				q.Record, q.Rev = r.Ref(), &r.Rev
			}
			out, err := a.Engine.Act(ctx, q)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
		values := map[string]any{"received_on": "2026-12-07", "what": "一"}
		act(nil, "create", values)
		act(act(nil, "create", values), "look", nil)
		act(act(nil, "create", values), "settle", nil)
		day = day.AddDate(0, 0, 7)
		a.Clock.Freeze(clock.Instant(day.UnixMilli()))
		folder := t.TempDir()
		for _, x := range []struct {
			name, records            string
			hand                     procedure.Hand
			seen, late, stuck, moved int
		}{
			{"declared pin", "pin", "", 2, 0, 0, 0},
			{"declared switch", "switch, steps: {looking: open}", "", 2, 2, 0, 2},
			{"pin, tried as switch", "pin", procedure.Switch, 2, 2, 1, 2},
			{"switch, tried as pin", "switch, steps: {looking: open}", procedure.Pin, 2, 0, 0, 0},
		} {
			if err := os.WriteFile(filepath.Join(folder, "new.yaml"), []byte(strings.Replace(proposed, "RECORDS", x.records, 1)), 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := a.Simulate(ctx, "samr-order-121", x.hand, folder)
			if err != nil {
				t.Fatalf("%s: %v", x.name, err)
			}
			if s.Seen != x.seen || s.Late != x.late || s.Stuck != x.stuck || s.Moved != x.moved || s.NoAct != 0 {
				t.Errorf("%s: %+v", x.name, s)
			}
		}
		if _, err := a.Simulate(ctx, "no-such-law", "", folder); err == nil {
			t.Error("a law nobody declares is tried")
		}
		if err := os.WriteFile(filepath.Join(folder, "new.yaml"), []byte("kind: nothing_of_ours\n"), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Simulate(ctx, "samr-order-121", "", folder); err == nil || !strings.Contains(err.Error(), "须声明一个现有的业务类型") {
			t.Errorf("a kind that is not there: %v", err)
		}
	})
}
