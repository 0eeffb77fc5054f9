package app

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/platform/db"
)

// reportsBehind is how many periods behind it a demo city has reported.
const reportsBehind = 12

// reported makes the reports of the periods behind: all sent but the last, which is
// being made, and one that was restated.
func (a *App) reported(ctx context.Context) error {
	today := calendar.DateOf(calendar.Instant(a.DB.Now()))
	cast, err := a.cast(today)
	if err != nil {
		return err
	}
	unit := a.Receives()
	for _, d := range a.Tables.All() {
		span := d.Last(today)
		for range reportsBehind - 1 {
			span = d.Before(span)
		}
		for i := range reportsBehind {
			err := a.DB.Write(ctx, func(tx *db.Tx) error {
				r, err := a.Reports.Begin(tx, a.Area(), unit, d, span)
				if err != nil || r == nil {
					return err
				}
				return a.reportLife(tx, cast, r, i, i < reportsBehind-1)
			})
			if err != nil {
				return fmt.Errorf("report %s of %s: %w", d.Name, span.Name, err)
			}
			span = d.After(span)
		}
	}
	return nil
}

// reportLife fills a report; one that is to be sent goes the whole way.
func (a *App) reportLife(tx *db.Tx, cast cast, r *record.Record, n int, sent bool) error {
	filler, second := cast.one("head"), cast.one("leader")
	do := func(who actor.Caller, act string, values m, reason string) (err error) {
		r, err = a.Engine.ActIn(tx, record.Request{Kind: report.Kind, Act: act, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Values: values, Reason: reason, Caller: who})
		if err != nil {
			return fmt.Errorf("%s: %w", act, err)
		}
		return nil
	}
	if err := do(filler, "fill", nil, ""); err != nil || !sent {
		return err
	}
	if err := do(filler, "write", m{"hand": fmt.Sprintf(`{"total":{"other_recovered":%d}}`, int64(1+n)*368000)}, ""); err != nil {
		return err
	}
	found, err := a.Reports.Findings(tx, r)
	if err != nil {
		return err
	}
	said := report.Explanations{}
	for _, x := range found {
		if x.Warn {
			said[x.Key] = "已与业务台账逐件核对，数据属实"
		}
	}
	if len(said) > 0 {
		text, err := json.Marshal(said)
		if err != nil {
			return err
		}
		if err := do(filler, "explain", m{"explanations": string(text)}, ""); err != nil {
			return err
		}
	}
	if err := do(filler, "check", nil, ""); err != nil {
		return err
	}
	if err := do(second, "lock", nil, ""); err != nil {
		return err
	}
	if err := do(filler, "send", m{"receipt_no": fmt.Sprintf("SJ%s%02d", tx.Now().Day()[:4], n+1)}, ""); err != nil || n != reportsBehind-3 {
		return err
	}
	return a.restated(tx, cast, r)
}

// restated restates a report whose figure written by hand was wrong.
func (a *App) restated(tx *db.Tx, cast cast, r *record.Record) error {
	filler := cast.one("head")
	r, err := a.Engine.ActIn(tx, record.Request{Kind: report.Kind, Act: "restate", Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Reason: "其他挽回经济损失漏报一件责令退赔", Caller: filler})
	if err != nil {
		return err
	}
	next, err := a.Engine.GetForAct(tx, report.Kind, record.RefOf(r.Values["successor"]))
	if err != nil {
		return err
	}
	return a.reportLife(tx, cast, next, reportsBehind-2, true)
}
