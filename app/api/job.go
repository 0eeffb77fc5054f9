package api

import (
	"context"
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
)

// Jobs adds the operations on long work: how far it is, live, and cancelling.
func (a *API) Jobs(queue *job.Queue) {
	a.fixed(http.MethodGet, "/api/jobs/{id}", "job", "一项后台工作的进度", "后台工作", func(q *rest.Request) error {
		s, err := a.jobOf(q, queue)
		if err != nil {
			return err
		}
		return q.JSON(http.StatusOK, s)
	})
	a.fixed(http.MethodGet, "/api/jobs/{id}/events", "job-events", "一项后台工作的实时进度", "后台工作", func(q *rest.Request) error {
		if _, err := a.jobOf(q, queue); err != nil {
			return err
		}
		return q.Events(func(ctx context.Context, send func(rest.Event) error) error {
			live, err := queue.Subscribe(ctx, q.Param("id"))
			if err != nil {
				return err
			}
			for s := range live {
				if err := send(rest.Event{Data: s}); err != nil {
					return err
				}
			}
			return nil
		})
	})
	a.fixed(http.MethodPost, "/api/jobs/{id}/cancel", "job-cancel", "取消一项后台工作", "后台工作", func(q *rest.Request) error {
		if _, err := a.jobOf(q, queue); err != nil {
			return err
		}
		id := q.Param("id")
		if err := a.engine.DB().Write(q.Context(), func(tx *db.Tx) error { return queue.Cancel(tx, id) }); err != nil {
			return err
		}
		s, err := queue.Status(q.Context(), id)
		if err != nil {
			return err
		}
		return q.JSON(http.StatusOK, s)
	})
}

// jobOf is the job a request names. Only those see and cancel one who have a
// right on what it works on; to all others there is no such job.
func (a *API) jobOf(q *rest.Request, queue *job.Queue) (job.Status, error) {
	who, err := a.caller(q)
	if err != nil {
		return job.Status{}, err
	}
	s, err := queue.Status(q.Context(), q.Param("id"))
	if err != nil {
		return s, err
	}
	switch s.Kind {
	case jobPreflight, jobRun, jobUndo, jobImport:
		_, err = a.app.Collect.Batch(q.Context(), who, ref.ID(s.Key))
	case app.JobHandover: // of who asked for it
		if asked, _, _ := strings.Cut(s.Key, "|"); asked != who.Account {
			err = job.Absent()
		}
	default: // the house's own
		err = job.Absent()
	}
	if fault.Is(err, fault.NotFound) { // a batch he may not see: in the words for a job that is not there
		err = job.Absent()
	}
	return s, err
}
