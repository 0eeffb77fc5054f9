package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// The jobs that keep limits true while nobody acts.
const (
	// JobReckon works open limits out anew after a holiday notice, an amended
	// text or a new version.
	JobReckon = "procedure.reckon"
	// JobExpire writes what the law brought about when limits ran out.
	JobExpire = "procedure.expire"
)

// settingReckoned is the basis under which every limit has been gone through.
const settingReckoned = "reckoned"

// limitStep is how many records one transaction of these jobs takes.
const limitStep = 50

// governed are the kinds with a procedure, by name.
func (a *App) governed() []*kind.Kind {
	var out []*kind.Kind
	for _, k := range a.Kinds.All() {
		if procedure.Of(k) != nil {
			out = append(out, k)
		}
	}
	slices.SortFunc(out, func(a, b *kind.Kind) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// today is the legal day.
func (a *App) today() calendar.Date { return calendar.DateOf(calendar.Instant(a.Clock.Now())) }

// reckoned is how far a job of JobReckon is: everything up to a record of a kind.
type reckoned struct {
	Kind   string   `json:"kind"`
	After  ref.Ref  `json:"after"`
	Done   int64    `json:"done"`
	Moved  int64    `json:"moved"`
	Failed []string `json:"failed"` // records that could not be worked out
}

// ReckonJob goes through the records whose limits were worked out under something
// that no longer holds. Work, position and count are saved together, so that it
// goes on where it was after a crash, and a record is never written twice.
func (a *App) ReckonJob() job.Kind {
	return job.Kind{Run: func(ctx context.Context, r *job.Run) error {
		var at reckoned
		if r.Checkpoint != nil {
			if err := json.Unmarshal(r.Checkpoint, &at); err != nil {
				return job.Permanent(err)
			}
		}
		// What was gone through under the same basis needs no second look.
		basis := a.Procedures.Basis(a.today())
		had, err := a.Setting(ctx, settingReckoned)
		if err != nil {
			return err
		}
		if had == basis {
			return a.DB.Write(ctx, func(tx *db.Tx) error { return r.Finish(tx, "节假日安排和期限规定没有变动") })
		}
		var total int64
		err = a.DB.Read(ctx, func(c db.Conn) error {
			total = 0
			for _, k := range a.governed() {
				n, err := a.Procedures.CountStale(c, k, a.today())
				if err != nil {
					return err
				}
				total += n
			}
			return nil
		})
		if err != nil {
			return err
		}
		total += at.Done
		for _, k := range a.governed() {
			if k.Name < at.Kind {
				continue
			}
			if k.Name != at.Kind {
				at.Kind, at.After = k.Name, ref.Ref{}
			}
			for more := true; more; {
				if more, err = a.reckonSome(ctx, r, k, &at, total); err != nil {
					return err
				}
			}
		}
		note := "没有需要重新推算的期限"
		if at.Done > 0 {
			note = fmt.Sprintf("重新推算 %d 条记录的期限，%d 个届满日有变动", at.Done, at.Moved)
		}
		if len(at.Failed) > 0 {
			note += fmt.Sprintf("；%d 条无法推算：%s", len(at.Failed), at.Failed[0])
		}
		return a.DB.Write(ctx, func(tx *db.Tx) error {
			if err := Set(tx, settingReckoned, basis); err != nil {
				return err
			}
			return r.Finish(tx, note)
		})
	}}
}

// reckonSome takes the next records of a kind and reports whether there were any.
func (a *App) reckonSome(ctx context.Context, r *job.Run, k *kind.Kind, at *reckoned, total int64) (bool, error) {
	var list []ref.Ref
	err := a.DB.Read(ctx, func(c db.Conn) (err error) {
		list, err = a.Procedures.Stale(c, k, a.today(), at.After, limitStep)
		return err
	})
	if err != nil || len(list) == 0 {
		return false, err
	}
	next := *at
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		next = *at
		next.Failed = append([]string(nil), at.Failed...)
		for _, to := range list {
			moved, err := a.Procedures.Reckon(tx, k, to)
			if unreckonable(err) {
				next.Failed = append(next.Failed, k.Name+" "+to.String())
			} else if err != nil {
				return fmt.Errorf("reckoning %s %s: %w", k.Name, to, err)
			}
			next.Moved += int64(moved)
			next.Done++
			next.After = to
		}
		state, err := json.Marshal(next)
		if err != nil {
			return err
		}
		return r.Progress(tx, job.Progress{Done: next.Done, Total: max(total, next.Done), Note: "重新推算期限：" + k.Title, State: state})
	})
	if err == nil {
		*at = next
	}
	return err == nil, err
}

// unreckonable reports whether it is one record that cannot be worked out, which
// must not stop the others.
func unreckonable(err error) bool {
	var u *procedure.Unreckonable
	return errors.As(err, &u)
}

// expired is how far a job of JobExpire is.
type expired struct {
	Area    ref.Area         `json:"area"`
	After   procedure.Fallen `json:"after"`
	Written int64            `json:"written"`
	Failed  int64            `json:"failed"`
}

// ExpireJob finds limits that ran out with a consequence and writes it, one act of
// the calendar a record; it counts what is near its end and what is late. What
// may be done never waits for it: every act is judged by arithmetic.
func (a *App) ExpireJob() job.Kind {
	return job.Kind{Run: func(ctx context.Context, r *job.Run) error {
		var at expired
		if r.Checkpoint != nil {
			if err := json.Unmarshal(r.Checkpoint, &at); err != nil {
				return job.Permanent(err)
			}
		}
		var areas []ref.Area
		var sum procedure.Late
		now := calendar.Instant(a.Clock.Now())
		err := a.DB.Read(ctx, func(c db.Conn) (err error) {
			sum = procedure.Late{}
			if areas, err = a.Procedures.Areas(c); err != nil {
				return err
			}
			for _, area := range areas {
				n, err := a.Procedures.Count(c, area, now)
				if err != nil {
					return err
				}
				sum.Near, sum.Overdue, sum.Release = sum.Near+n.Near, sum.Overdue+n.Overdue, sum.Release+n.Release
			}
			return nil
		})
		if err != nil {
			return err
		}
		progress := func(tx *db.Tx, at expired) error {
			state, err := json.Marshal(at)
			if err != nil {
				return err
			}
			return r.Progress(tx, job.Progress{Done: at.Written, Note: "记入届满的后果", State: state})
		}
		for _, area := range areas {
			if area < at.Area {
				continue
			}
			if area != at.Area {
				at.Area, at.After = area, procedure.Fallen{}
			}
			for more := true; more; {
				if more, err = a.expireSome(ctx, &at, progress); err != nil {
					return err
				}
			}
		}
		note := fmt.Sprintf("届满 %d 件已记入；临近 %d 件，已过期限 %d 件", at.Written, sum.Near, max(sum.Overdue-at.Written, 0))
		if sum.Release > 0 {
			note += fmt.Sprintf("，其中应立即解除 %d 件", sum.Release)
		}
		if at.Failed > 0 {
			note += fmt.Sprintf("；%d 件无法推算", at.Failed)
		}
		return a.DB.Write(ctx, func(tx *db.Tx) error { return r.Finish(tx, note) })
	}}
}

// expireAll writes what has run out in the bureau's own area by now.
func (a *App) expireAll(ctx context.Context) error {
	at := expired{Area: a.Area()}
	for {
		more, err := a.expireSome(ctx, &at, func(*db.Tx, expired) error { return nil })
		if err != nil || !more {
			return err
		}
	}
}

// expireSome takes the next records and reports whether there were any; progress
// is noted in the same transaction.
func (a *App) expireSome(ctx context.Context, at *expired, progress func(*db.Tx, expired) error) (bool, error) {
	var list []procedure.Fallen
	err := a.DB.Read(ctx, func(c db.Conn) (err error) {
		list, err = a.Procedures.Fallen(c, at.Area, at.After, calendar.Instant(a.Clock.Now()), limitStep)
		return err
	})
	if err != nil || len(list) == 0 {
		return false, err
	}
	next := *at
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		next = *at
		for _, f := range list {
			rec, err := a.Engine.GetForAct(tx, f.Kind, f.Record)
			if err != nil {
				return err
			}
			after, err := a.Procedures.Overtake(tx, rec)
			if unreckonable(err) {
				next.Failed++
			} else if err != nil {
				return fmt.Errorf("expiry of %s %s: %w", f.Kind, f.Record, err)
			} else if after.Rev != rec.Rev {
				next.Written++
			}
			next.After = f
		}
		return progress(tx, next)
	})
	if err == nil {
		*at = next
	}
	return err == nil, err
}

// days is the holiday table: the shipped one with the notices a bureau keeps in
// the folder calendar/ of its data.
func days(data string) (*calendar.Table, error) {
	t, err := calendar.With(os.DirFS(filepath.Join(data, "calendar")))
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "calendar.notices", "数据目录 calendar/ 中的节假日安排有误：%v", err)
	}
	return t, nil
}
