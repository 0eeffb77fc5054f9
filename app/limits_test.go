package app_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/job"
)

// report is a register of a bureau's own with one limit.
const report = `kind: hazard_report
matter: market
title: 隐患报告
title_field: what
begins: received_on
fields:
  - {name: received_on, title: 收到日期, type: date, required: true}
  - {name: what, title: 内容, type: text, required: true, max: 100}
access: {read: [officer, head], create: [officer], amend: [officer]}
procedures:
  - law: samr-order-121
    from: 2026-04-15
    steps: {open: {title: 待处理, start: true}, done: {title: 已处理, end: true}}
    acts:
      settle: {title: 处理, from: open, to: done, by: officer}
    clocks:
      handle: {title: 处理期限, starts: create, stops: settle, limit: 7 workdays, expire: late, article: "15"}
`

// work runs the jobs of an installation until f is satisfied with the one it asked
// for, and stops them.
func work(t *testing.T, a *app.App, until func(s job.Status) bool) job.Status {
	t.Helper()
	q := job.New(a.DB, job.Options{Poll: 20 * time.Millisecond})
	q.Add(app.JobReckon, a.ReckonJob())
	var id string
	err := a.DB.Write(context.Background(), func(tx *db.Tx) (err error) {
		id, err = q.Enqueue(tx, job.Spec{Kind: app.JobReckon, Key: "now"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { defer close(over); _ = q.Work(ctx) }()
	defer func() { stop(); <-over }()
	for range 3000 {
		s, err := q.Status(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		if s.State == job.Failed {
			t.Fatalf("the job failed: %s", s.Error)
		}
		if until(s) {
			return s
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatal("the job does not end")
	return job.Status{}
}

// TestHolidayNoticeBetweenTwoStarts: a bureau puts the notice of the next year into
// its data and starts again; the limits it moves are moved once, though the server
// stops in the middle, and the ledger agrees all the time.
func TestHolidayNoticeBetweenTwoStarts(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		const n = 120
		ctx := context.Background()
		write(t, c.Data, "hazard.yaml", report)
		at := func(a *app.App, s string) {
			day, err := time.Parse(time.RFC3339, s)
			if err != nil {
				t.Fatal(err)
			}
			a.Clock.Freeze(clock.Instant(day.UnixMilli()))
		}
		verify := func(a *app.App, when string) {
			if err := a.Engine.Verify(ctx, nil, func(f record.Finding) { t.Errorf("%s: %s", when, f) }); err != nil {
				t.Fatal(err)
			}
		}
		done := func(s job.Status) bool { return s.State == job.Done }
		func() {
			a, err := app.Open(ctx, c)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = a.Close() }()
			at(a, "2026-12-28T09:00:00+08:00")
			for i := range n {
				_, err := a.Engine.Act(ctx, record.Request{Kind: "hazard_report", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
					Values: map[string]any{"received_on": "2026-12-28", "what": fmt.Sprintf("第%d件", i)}})
				if err != nil {
					t.Fatal(err)
				}
			}
			s := work(t, a, done)
			if s.Done != 0 {
				t.Errorf("something was reckoned anew before the notice: %+v", s)
			}
		}()
		dir := filepath.Join(c.Data, "calendar")
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		for name, text := range map[string]string{calendar.OwnNotices: "year,notice\n2027,invented\n", calendar.OwnHolidays: "date,kind,name,year_of_notice\n2027-01-01,holiday,元旦,2027\n2027-01-04,holiday,元旦,2027\n"} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		a := open(t, c)
		at(a, "2026-12-29T09:00:00+08:00")
		verify(a, "before")
		part := work(t, a, func(s job.Status) bool { return s.Done > 0 })
		verify(a, "in the middle")
		s := part
		if part.State != job.Done { // it is quick where the disk is
			s = work(t, a, done)
		}
		verify(a, "after")
		if s.Done != n || !strings.Contains(s.Note, fmt.Sprintf("重新推算 %d 条记录的期限，%d 个届满日有变动", n, n)) {
			t.Errorf("stopped at %d; at the end %d: %s", part.Done, s.Done, s.Note)
		}
		var acts int
		if err := a.DB.One(ctx, `SELECT count(*) FROM ledger_act WHERE name = $1`, record.Reckon).Scan(&acts); err != nil || acts != n {
			t.Errorf("%d acts in the ledger, want %d: %v", acts, n, err)
		}
		if s := work(t, a, done); s.Done != 0 {
			t.Errorf("a second time: %+v", s)
		}
	})
}
