package api

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

// jobUpstream takes a platform's file in, jobUpstreamUndo takes it back.
const (
	jobUpstream     = "upstream.run"
	jobUpstreamUndo = "upstream.undo"
)

// upstreamTask is the payload of a job: references only.
type upstreamTask struct {
	Batch   ref.ID `json:"batch"`
	Account string `json:"account"`
}

// upstreaming is the exchange with the platforms above as operations and jobs.
type upstreaming struct {
	*API
	s     *upstream.Service
	queue *job.Queue
}

// Upstream adds the operations on files to and from the platforms above.
func (a *API) Upstream(queue *job.Queue) {
	u := &upstreaming{a, a.app.Upstream, queue}
	queue.Add(jobUpstream, u.work("正在导入", u.s.Run, u.s.Fail))
	queue.Add(jobUpstreamUndo, u.work("正在撤销", u.s.Undo, u.s.FailUndo))
	add := a.group("/api/complaint/upstream/", "upstream-", "投诉举报")
	add(http.MethodGet, "platforms", "platforms", "上级平台和它们的文件格式", u.platforms)
	add(http.MethodGet, "batches", "batches", "与上级平台往来的批次", u.batches)
	add(http.MethodPost, "batches", "examine", "预检平台的工单或者回执文件", u.examine)
	add(http.MethodGet, "batches/{id}", "batch", "一个批次", u.one)
	add(http.MethodGet, "batches/{id}/rows", "rows", "一个批次的各行", u.rows)
	add(http.MethodGet, "batches/{id}/file", "file", "一个批次的文件", u.file)
	add(http.MethodPost, "batches/{id}/run", "run", "导入预检过的文件", u.start)
	add(http.MethodPost, "batches/{id}/cancel", "cancel", "取消一个批次", u.cancel)
	add(http.MethodGet, "batches/{id}/undo", "undo-preview", "撤销导入会撤销什么、什么留下", u.undoOf)
	add(http.MethodPost, "batches/{id}/undo", "undo", "撤销导入的工单，写明理由", u.undo)
	add(http.MethodGet, "batches/{id}/rows/{line}", "row", "一个隔离的行，逐项列出", u.row)
	add(http.MethodPost, "batches/{id}/rows/{line}/fix", "fix", "改正隔离的行并重新导入，写明依据", u.fix)
	add(http.MethodPost, "batches/{id}/rows/{line}/drop", "drop", "弃置隔离的行，写明理由", u.drop)
	add(http.MethodPost, "results", "send", "导出上次以来有变化的办理结果", u.send)
	add(http.MethodGet, "mismatches", "mismatches", "与上级平台的差异清单", u.mismatches)
	add(http.MethodPost, "mismatches/compare", "compare", "重新比对", u.compare)
	add(http.MethodPost, "mismatches/settle", "settle", "处理一项差异", u.settle)
	add(http.MethodGet, "entry/{kind}/{area}/{id}", "entry", "录入上级平台时可复制的各项", u.entry)
}

// work is a job on a batch: what cannot be mended by trying again ends it, and fail
// tells the batch that nobody works on it any more.
func (u *upstreaming) work(note string, do func(context.Context, actor.Caller, ref.ID, upstream.Watch) error, fail func(*db.Tx, ref.ID, string) error) job.Kind {
	gaveUp := func(tx *db.Tx, payload json.RawMessage, why string) error {
		var t upstreamTask
		if err := json.Unmarshal(payload, &t); err != nil {
			return err
		}
		return unlessEnded(fail(tx, t.Batch, why))
	}
	return job.Kind{Concurrency: 1, GaveUp: gaveUp, Run: func(ctx context.Context, r *job.Run) error {
		var t upstreamTask
		if err := r.Decode(&t); err != nil {
			return err
		}
		who, ok := u.people.Caller(t.Account, u.engine.DB().Now().Day())
		if !ok {
			return job.Permanent(fault.New(fault.Denied, "upstream.caller", "发起人已不在册"))
		}
		err := do(ctx, who, t.Batch, upstream.Watch{Guard: r.Guard, Step: func(done, total int64) {
			_ = r.Report(ctx, job.Progress{Done: done, Total: total, Note: note}) // a lost lease ends ctx
		}})
		if final(err) {
			return job.Permanent(err)
		}
		return err
	}}
}

type upstreamBatch struct {
	*upstream.Batch
	PlatformTitle string `json:"platform_title"`
	ByName        string `json:"by_name"`
	AtText        string `json:"at"`
	EndedText     string `json:"ended_at"`
	HasFile       bool   `json:"has_file"`
	UndoByName    string `json:"undo_by"`
}

func (u *upstreaming) view(b *upstream.Batch) upstreamBatch {
	out := upstreamBatch{Batch: b, ByName: u.people.PersonName(ref.ID(b.By)), AtText: b.At.String(), HasFile: b.FileGone == 0, UndoByName: u.people.PersonName(ref.ID(b.UndoBy))}
	if b.EndedAt != 0 {
		out.EndedText = b.EndedAt.String()
	}
	for _, l := range u.s.Layouts() {
		if l.Platform == b.Platform {
			out.PlatformTitle = l.Title
		}
	}
	return out
}

func (u *upstreaming) platforms(q *rest.Request, _ actor.Caller) error {
	type way struct {
		Value string `json:"value"`
		Title string `json:"title"`
	}
	var ways, reasons []way
	for _, w := range upstream.Ways {
		ways = append(ways, way{w.Way, w.Title})
	}
	for _, r := range upstream.Reasons {
		reasons = append(reasons, way{r.Reason, r.Title})
	}
	return q.JSON(http.StatusOK, map[string]any{"items": u.s.Layouts(), "ways": ways, "reasons": reasons})
}

func (u *upstreaming) batches(q *rest.Request, who actor.Caller) error {
	list, err := u.s.Batches(q.Context(), who, 200)
	if err != nil {
		return err
	}
	out := []upstreamBatch{}
	for _, b := range list {
		b.Checked = nil // only on its own page
		out = append(out, u.view(b))
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (u *upstreaming) examine(q *rest.Request, who actor.Caller) error {
	b, err := text(q, "platform", "purpose", "file", "name", "answers")
	if err != nil {
		return err
	}
	made, err := u.s.Examine(q.Context(), who, upstream.Asked{Platform: b["platform"], Purpose: b["purpose"], File: b["file"], Name: rest.SafeName(b["name"]), Answers: ref.ID(b["answers"])})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusCreated, u.view(made))
}

func (u *upstreaming) one(q *rest.Request, who actor.Caller) error {
	b, err := u.s.Batch(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, u.view(b))
}

func (u *upstreaming) rows(q *rest.Request, who actor.Caller) error {
	after, _ := strconv.ParseInt(q.Query("cursor"), 10, 64) // "" begins at the first
	const limit = 200
	list, err := u.s.Lines(q.Context(), who, ref.ID(q.Param("id")), q.Query("fate"), after, limit)
	if err != nil {
		return err
	}
	next := ""
	if len(list) == limit {
		next = strconv.FormatInt(list[limit-1].Line, 10)
	}
	return q.JSON(http.StatusOK, map[string]any{"items": list, "next": next})
}

func (u *upstreaming) file(q *rest.Request, who actor.Caller) error {
	b, err := u.s.File(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	f, err := u.app.Blobs.Open(q.Context(), blob.Digest(b.File))
	if err != nil {
		return err
	}
	defer f.Close()
	return q.Stream("application/octet-stream", rest.SafeName(b.Name), func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

func (u *upstreaming) start(q *rest.Request, who actor.Caller) error {
	b, err := u.s.File(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	if b.Purpose == upstream.Results || b.State != upstream.Ready && b.State != upstream.Failed && b.State != upstream.Running {
		return fault.New(fault.Conflict, "upstream.state", "这个批次的状态不允许这样做")
	}
	err = u.engine.DB().Write(q.Context(), func(tx *db.Tx) error {
		_, err := u.queue.Enqueue(tx, job.Spec{Kind: jobUpstream, Key: string(b.ID), Payload: upstreamTask{b.ID, who.Account}, Total: b.Total})
		return err
	})
	if err != nil {
		return err
	}
	return u.one(q, who)
}

func (u *upstreaming) cancel(q *rest.Request, who actor.Caller) error {
	if err := u.s.Cancel(q.Context(), who, ref.ID(q.Param("id"))); err != nil {
		return err
	}
	return u.one(q, who)
}

func (u *upstreaming) drop(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	b, err := text(q, "why")
	if err != nil {
		return err
	}
	if err := u.s.Drop(q.Context(), who, ref.ID(q.Param("id")), n, strings.TrimSpace(b["why"])); err != nil {
		return err
	}
	return q.NoContent()
}

func (u *upstreaming) row(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	h, err := u.s.Held(q.Context(), who, ref.ID(q.Param("id")), n)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, h)
}

func (u *upstreaming) fix(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	m, err := q.Object()
	if err == nil {
		err = only(m, "cells", "why")
	}
	if err != nil {
		return err
	}
	c := upstream.Correction{Cells: map[string]string{}}
	var faults []fault.Field
	if v, given := m["why"]; given {
		var ok bool
		if c.Why, ok = v.(string); !ok {
			faults = append(faults, fault.Field{Name: "why", Code: "type", Text: "why 应为文字"})
		}
	}
	cells, ok := m["cells"].(map[string]any)
	if _, given := m["cells"]; given && !ok {
		faults = append(faults, fault.Field{Name: "cells", Code: "type", Text: "cells 应为列名到文字的对应"})
	}
	for column, v := range cells {
		s, ok := v.(string)
		if !ok {
			faults = append(faults, fault.Field{Name: "cells", Code: "type", Text: "各列的内容应为文字"})
			break
		}
		c.Cells[column] = s
	}
	if len(faults) > 0 {
		return fault.Bad("rest.body", "提交的内容有误", faults...)
	}
	h, err := u.s.Fix(q.Context(), who, ref.ID(q.Param("id")), n, c)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, h)
}

func (u *upstreaming) undoOf(q *rest.Request, who actor.Caller) error {
	out, err := u.s.UndoOf(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

// undo lets a batch be taken back; asked for once more while it goes on, it goes on.
func (u *upstreaming) undo(q *rest.Request, who actor.Caller) error {
	body, err := text(q, "why")
	if err != nil {
		return err
	}
	b, err := u.s.Batch(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	if b.State != upstream.Undone {
		err = u.engine.DB().Write(q.Context(), func(tx *db.Tx) error {
			if b.State != upstream.Undoing {
				if err := u.s.BeginUndo(tx, who, b, body["why"]); err != nil {
					return err
				}
			}
			_, err := u.queue.Enqueue(tx, job.Spec{Kind: jobUpstreamUndo, Key: string(b.ID), Payload: upstreamTask{b.ID, who.Account}, Total: b.Created + b.Changed})
			return err
		})
		if err != nil {
			return err
		}
	}
	return u.one(q, who)
}

func (u *upstreaming) send(q *rest.Request, who actor.Caller) error {
	b, err := text(q, "platform", "format")
	if err != nil {
		return err
	}
	made, err := u.s.Send(q.Context(), who, b["platform"], b["format"])
	if err != nil {
		return err
	}
	return q.JSON(http.StatusCreated, u.view(made))
}

func (u *upstreaming) mismatches(q *rest.Request, who actor.Caller) error {
	list, err := u.s.Mismatches(q.Context(), who, q.Query("platform"), q.Query("reason"), q.Query("state"), 500)
	if err != nil {
		return err
	}
	type row struct {
		upstream.Mismatch
		FoundText string `json:"found_at"`
		ByName    string `json:"by_name"`
	}
	out := []row{}
	for _, m := range list {
		out = append(out, row{m, m.Found.String(), u.people.PersonName(ref.ID(m.EndedBy))})
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (u *upstreaming) compare(q *rest.Request, who actor.Caller) error {
	if _, err := u.s.Mismatches(q.Context(), who, "", "", "", 1); err != nil { // who may not see may not ask
		return err
	}
	if err := u.s.Compare(q.Context()); err != nil {
		return err
	}
	return u.mismatches(q, who)
}

func (u *upstreaming) settle(q *rest.Request, who actor.Caller) error {
	b, err := text(q, "platform", "order_no", "reason", "how", "note")
	if err != nil {
		return err
	}
	m := upstream.Mismatch{Platform: b["platform"], OrderNo: b["order_no"], Reason: b["reason"], How: b["how"], Note: strings.TrimSpace(b["note"])}
	if err := u.s.Settle(q.Context(), who, m); err != nil {
		return err
	}
	return q.NoContent()
}

func (u *upstreaming) entry(q *rest.Request, who actor.Caller) error {
	r, err := refOf(q)
	if err != nil {
		return err
	}
	kindName := q.Param("kind")
	if kindName != "complaint" && kindName != "tipoff" {
		return noRecord()
	}
	list, err := u.s.Entries(q.Context(), who, kindName, r)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": list})
}
