package api

import (
	"net/http"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) jobOperations() []adminOperation {
	const get, post = http.MethodGet, http.MethodPost
	return []adminOperation{
		{get, "/api/admin/jobs", "admin-jobs", "后台任务", []actor.Duty{actor.System, actor.Audit}, x.listJobs},
		{post, "/api/admin/jobs/{id}/cancel", "admin-job-cancel", "取消后台任务", systemDuty, x.onJob(x.queue.Cancel)},
		{post, "/api/admin/jobs/{id}/retry", "admin-job-retry", "重新执行失败或取消的任务", systemDuty, x.onJob(x.queue.Retry)},
	}
}

// jobTitles are the sorts of jobs in Chinese.
var jobTitles = map[string]string{
	jobPreflight: "导入预检", jobRun: "导入", jobUndo: "撤回导入", jobVerify: "核验账本", "app.daily": "每日整理", app.JobReckon: "重新推算期限", app.JobExpire: "检查届满期限",
	notify.JobSend: "发送告知", notify.JobSweep: "查询送达回执", jobImport: "预检并导入", jobUpstream: "导入上级平台的文件", jobUpstreamUndo: "撤销上级平台的批次", app.JobHandover: "移交待办",
}

type jobOut struct {
	ID         string    `json:"id"`
	Kind       string    `json:"kind"`
	Title      string    `json:"title"`
	State      job.State `json:"state"`
	Done       int64     `json:"done"`
	Total      int64     `json:"total"`
	Rate       float64   `json:"rate"`
	Remaining  *int64    `json:"remaining_s"`
	Text       string    `json:"text"`
	Code       string    `json:"code"`
	Error      string    `json:"error"`
	Attempt    int64     `json:"attempt"`
	Cancelling bool      `json:"cancelling"`
	Created    string    `json:"created"`
	Started    string    `json:"started"`
	Ended      string    `json:"ended"`
}

func showJob(s job.Status) jobOut {
	out := jobOut{ID: s.ID, Kind: s.Kind, Title: jobTitles[s.Kind], State: s.State, Done: s.Done, Total: s.Total, Rate: s.Rate, Text: s.Note, Code: s.Code, Error: s.Error,
		Attempt: s.Attempt, Cancelling: s.Cancelling, Created: s.Created.String()}
	if out.Title == "" {
		out.Title = s.Kind
	}
	if n, ok := s.Remaining(); ok {
		out.Remaining = &n
	}
	if s.Started != 0 {
		out.Started = s.Started.String()
	}
	if s.Ended != 0 {
		out.Ended = s.Ended.String()
	}
	return out
}

// listJobs shows what runs and ran, never what it works on.
func (x *admin) listJobs(q *rest.Request, _ actor.Caller) error {
	p, err := q.Page()
	if err != nil {
		return err
	}
	state := job.State(q.Query("state"))
	switch state {
	case "", job.Waiting, job.Running, job.Done, job.Failed, job.Cancelled:
	default:
		return fault.Bad("admin.state", "没有这个状态", fault.Field{Name: "state", Code: "unknown", Text: "没有这个状态"})
	}
	out := []jobOut{}
	next := ""
	err = x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out, next = []jobOut{}, ""
		list, err := job.List(c, state, p.Cursor, p.Limit+1)
		for i, s := range list {
			if i == p.Limit {
				next = list[i-1].ID
				break
			}
			out = append(out, showJob(s))
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "next": next})
}

func (x *admin) onJob(do func(*db.Tx, string) error) func(*rest.Request, actor.Caller) error {
	return func(q *rest.Request, _ actor.Caller) error {
		id := q.Param("id")
		if err := x.engine.DB().Write(q.Context(), func(tx *db.Tx) error { return do(tx, id) }); err != nil {
			return err
		}
		s, err := x.queue.Status(q.Context(), id)
		if err != nil {
			return err
		}
		return q.JSON(http.StatusOK, showJob(s))
	}
}
