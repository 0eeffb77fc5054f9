package server

import (
	"context"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/job"
)

// limitsEvery is how often limits are looked at while the server runs: a limit in
// days ends at midnight, one in hours at any time.
const limitsEvery = time.Hour

// limits registers the jobs that keep limits true while nobody acts. They run at
// the start, every hour, and when the clock of a demo city is moved.
func (s *Server) limits() {
	s.queue.Add(app.JobReckon, s.app.ReckonJob())
	s.queue.Add(app.JobExpire, s.app.ExpireJob())
	s.queue.Every("reckon", limitsEvery, job.Spec{Kind: app.JobReckon})
	s.queue.Every("expire", limitsEvery, job.Spec{Kind: app.JobExpire})
	s.app.Moved = s.lookAtLimits
}

// lookAtLimits asks for both jobs in a running write; one that waits already is
// not asked for twice.
func (s *Server) lookAtLimits(tx *db.Tx) error {
	for _, name := range []string{app.JobReckon, app.JobExpire} {
		if _, err := s.queue.Enqueue(tx, job.Spec{Kind: name, Key: "now"}); err != nil {
			return err
		}
	}
	return nil
}

// startLimits looks at the limits when the server starts: the product, the holiday
// table or a declaration may be another than when it stopped.
func (s *Server) startLimits(ctx context.Context) {
	if err := s.app.DB.Write(ctx, s.lookAtLimits); err != nil && ctx.Err() == nil {
		s.failed("asking for the limits to be looked at")(err)
	}
}
