package server

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/job"
)

// jobDaily is the housekeeping of a day.
const jobDaily = "app.daily"

// daily registers what is done once a day: quarantined rows past their time are
// destroyed, the platforms' last files compared with what we have, files nobody uses and what erasures left too, ended sessions and jobs forgotten, frequent name pairs counted anew.
func (s *Server) daily() {
	s.queue.Add(jobDaily, job.Kind{Run: func(ctx context.Context, r *job.Run) error {
		var errs []error
		do := func(what string, f func(tx *db.Tx) error) {
			if err := s.app.DB.Write(ctx, f); err != nil {
				errs = append(errs, fmt.Errorf("%s: %w", what, err))
			}
		}
		if _, err := s.app.Collect.Expire(ctx); err != nil {
			errs = append(errs, fmt.Errorf("expiring quarantined rows: %w", err))
		}
		if err := errors.Join(s.app.Upstream.Compare(ctx), s.app.Upstream.Expire(ctx)); err != nil {
			errs = append(errs, fmt.Errorf("comparing with the platforms above: %w", err))
		}
		if err := s.app.Clean(ctx); err != nil {
			errs = append(errs, fmt.Errorf("destroying files and traces: %w", err))
		}
		do("ended sessions", func(tx *db.Tx) error { _, err := s.auth.Clean(tx); return err })
		do("ended jobs", func(tx *db.Tx) error { _, err := s.queue.Clean(tx); return err })
		do("idempotency keys", s.app.Engine.Forget)
		if unit := s.app.Receives(); unit != "" {
			do("reports of the period that has ended", func(tx *db.Tx) error { return s.app.Reports.Open(tx, s.app.Area(), unit) })
		}
		for _, k := range s.app.Kinds.All() {
			do("frequent pairs of "+k.Name, func(tx *db.Tx) error { return s.app.Engine.Restop(tx, k) })
		}
		return errors.Join(errs...)
	}})
	s.queue.Every("daily", 24*time.Hour, job.Spec{Kind: jobDaily})
}
