package api

import (
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// maxUpload bounds one uploaded file.
const maxUpload = 4 << 30

// The kinds of jobs of collection.
const (
	jobPreflight = "collect.preflight"
	jobRun       = "collect.run"
	jobUndo      = "collect.undo"
)

// Collect adds the operations of data collection and the jobs behind them.
func (a *API) Collect(s *collect.Service, queue *job.Queue) {
	c := &collecting{API: a, s: s, queue: queue}
	a.batches = c
	c.jobs()
	rest.Handle(a.huma, &huma.Operation{Method: http.MethodPost, Path: "/api/collect/files", OperationID: "collect-upload", Summary: "上传要归集的文件", Tags: []string{"数据归集"}, Responses: uploaded(),
		MaxBodyBytes: maxUpload, RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object",
			Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}}}}}}}, c.upload)
	add := func(method, path, id, summary string, h func(*rest.Request, actor.Caller) error) {
		a.fixed(method, "/api/collect/"+path, "collect-"+id, summary, "数据归集", func(q *rest.Request) error {
			who, err := a.caller(q)
			if err != nil {
				return err
			}
			return h(q, who)
		})
	}
	add(http.MethodGet, "sources", "sources", "来源和保存的字段对应", c.sources)
	add(http.MethodPost, "batches", "create", "新建一批导入，开始预检", c.create)
	add(http.MethodGet, "batches", "batches", "导入历史", c.list)
	add(http.MethodGet, "batches/{id}", "batch", "一批导入", c.one)
	add(http.MethodPost, "batches/{id}/run", "run", "导入", func(q *rest.Request, who actor.Caller) error { return c.start(q, who, jobRun) })
	add(http.MethodPost, "batches/{id}/undo", "undo", "撤回一批导入", func(q *rest.Request, who actor.Caller) error { return c.start(q, who, jobUndo) })
	add(http.MethodPost, "batches/{id}/preflight", "preflight", "重新预检", func(q *rest.Request, who actor.Caller) error { return c.start(q, who, jobPreflight) })
	add(http.MethodPost, "batches/{id}/cancel", "cancel", "取消", c.cancel)
	add(http.MethodGet, "batches/{id}/quarantine", "quarantine", "隔离的行", c.quarantine)
	add(http.MethodPost, "batches/{id}/quarantine/{line}", "fix", "改正隔离的行并重新导入", c.fix)
	add(http.MethodPost, "batches/{id}/quarantine/{line}/drop", "drop", "弃置隔离的行，写明理由", c.drop)
	add(http.MethodGet, "reviews", "reviews", "疑似重复", c.reviews)
	add(http.MethodPost, "reviews/{id}", "decide", "判断是否同一主体", c.decide)
	add(http.MethodPost, "merges/{id}/undo", "unmerge", "撤销归并", c.unmerge)
}

type collecting struct {
	*API
	s     *collect.Service
	queue *job.Queue
}

// task is the payload of a job: references only.
type task struct {
	Batch   ref.ID `json:"batch"`
	Account string `json:"account"`
}

// jobs registers the work behind the operations.
func (c *collecting) jobs() {
	work := func(do func(context.Context, actor.Caller, ref.ID, collect.Watch) error) job.Kind {
		return job.Kind{Concurrency: 1, Run: func(ctx context.Context, r *job.Run) error {
			var t task
			if err := r.Decode(&t); err != nil {
				return err
			}
			who, ok := c.people.Caller(t.Account, c.engine.DB().Now().Day())
			if !ok {
				return job.Permanent(fault.New(fault.Denied, "collect.caller", "发起人已不在册"))
			}
			err := do(ctx, who, t.Batch, collect.Watch{Guard: r.Guard, Step: func(p collect.Progress) {
				_ = r.Report(ctx, job.Progress{Done: p.Done, Total: p.Total, Note: p.Text}) // a lost lease ends ctx
			}})
			if final(err) {
				if e := c.s.Fail(context.WithoutCancel(ctx), t.Batch, err); e != nil {
					return errors.Join(err, e)
				}
				return job.Permanent(err)
			}
			return err
		}}
	}
	c.queue.Add(jobPreflight, work(func(ctx context.Context, who actor.Caller, id ref.ID, w collect.Watch) error {
		_, err := c.s.Preflight(ctx, who, id, w)
		return err
	}))
	c.queue.Add(jobRun, work(func(ctx context.Context, who actor.Caller, id ref.ID, w collect.Watch) error {
		_, err := c.s.Run(ctx, who, id, w)
		return err
	}))
	c.queue.Add(jobUndo, work(func(ctx context.Context, who actor.Caller, id ref.ID, w collect.Watch) error {
		_, err := c.s.Undo(ctx, who, id, w)
		return err
	}))
}

// final reports an error that trying again cannot mend.
func final(err error) bool {
	return fault.Is(err, fault.Invalid) || fault.Is(err, fault.Denied) || fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict)
}

// enqueue starts a job for a batch and remembers it as the batch's.
func (c *collecting) enqueue(ctx context.Context, who actor.Caller, id ref.ID, kindOf string) error {
	return c.engine.DB().Write(ctx, func(tx *db.Tx) error {
		j, err := c.queue.Enqueue(tx, job.Spec{Kind: kindOf, Key: string(id), Payload: task{id, who.Account}})
		if err != nil {
			return err
		}
		return app.Set(tx, "collect.job."+string(id), j)
	})
}

// Describe returns the title of a source and the file of a batch.
func (c *collecting) Describe(conn db.Conn, batch, name string) (title, file string, err error) {
	if batch != "" {
		title, file, err = c.s.Describe(conn, ref.ID(batch))
	}
	if title == "" {
		title = app.Origin(name).Title
	}
	return title, file, err
}

func (c *collecting) upload(q *rest.Request) error {
	who, err := c.caller(q)
	if err != nil {
		return err
	}
	if !c.mayImport(who) {
		return fault.New(fault.Denied, "collect.denied", "您没有归集数据的权限；请联系安全管理员授权")
	}
	body, err := q.Upload()
	if err != nil {
		return err
	}
	defer body.Close()
	_, params, err := mime.ParseMediaType(q.Header("Content-Type"))
	if err != nil || params["boundary"] == "" {
		return fault.Bad("collect.upload", "上传的内容不完整", fault.Field{Name: "file", Code: "required", Text: "请选择文件"})
	}
	r := multipart.NewReader(body, params["boundary"])
	for {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return fault.Bad("collect.upload", "没有收到文件", fault.Field{Name: "file", Code: "required", Text: "请选择文件"})
		}
		if err != nil {
			return fault.New(fault.Invalid, "collect.upload", "上传中断，请重新上传").With(err)
		}
		if part.FormName() != "file" {
			continue
		}
		return c.store(q, who, part.FileName(), part)
	}
}

func (c *collecting) mayImport(who actor.Caller) bool {
	for _, k := range c.engine.Kinds().All() {
		if !c.people.May(who, record.Import, k).None {
			return true
		}
	}
	return false
}

func (c *collecting) store(q *rest.Request, who actor.Caller, name string, r io.Reader) error {
	digest, size, err := c.app.Blobs.Put(q.Context(), r, maxUpload)
	if err != nil {
		return err
	}
	f, err := c.app.OpenSource(q.Context(), string(digest), name)
	if err != nil {
		return err
	}
	defer f.Close()
	out := map[string]any{"file": digest, "name": f.Name, "size": size, "format": f.Format, "encoding": f.Encoding.Title(), "columns": f.Columns, "rows_estimate": f.Estimate.Rows}
	proposals := map[string]source.Mapping{}
	for _, k := range c.engine.Kinds().All() {
		if c.people.May(who, record.Import, k).None || k.Group == "kernel" {
			continue
		}
		m, err := c.s.Propose(q.Context(), who, f, k.Name, "")
		if err != nil {
			return err
		}
		proposals[k.Name] = m
	}
	out["mappings"] = proposals
	return q.JSON(http.StatusOK, out)
}

type sourceOut struct {
	Name    string            `json:"name"`
	Title   string            `json:"title"`
	Owner   string            `json:"owner"`
	Kind    string            `json:"kind"`
	Mapping map[string]string `json:"mapping"`
	SavedBy string            `json:"saved_by,omitempty"`
	SavedAt string            `json:"saved_at,omitempty"`
}

func (c *collecting) sources(q *rest.Request, who actor.Caller) error {
	saved, err := c.s.Sources(q.Context(), who)
	if err != nil {
		return err
	}
	out := []sourceOut{}
	seen := map[[2]string]bool{}
	for _, x := range saved {
		seen[[2]string{x.Name, x.Kind}] = true
		out = append(out, sourceOut{x.Name, x.Title, x.Owner, x.Kind, x.Mapping, c.people.PersonName(ref.ID(x.SavedBy)), x.SavedAt.String()})
	}
	for _, k := range c.engine.Kinds().All() {
		if k.Group == "kernel" || c.people.May(who, record.Import, k).None {
			continue
		}
		for _, o := range app.KnownSources() {
			if !seen[[2]string{o.Name, k.Name}] {
				out = append(out, sourceOut{Name: o.Name, Title: o.Title, Owner: o.Owner, Kind: k.Name, Mapping: map[string]string{}})
			}
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (c *collecting) create(q *rest.Request, who actor.Caller) error {
	m, err := q.Object()
	if err != nil {
		return err
	}
	text := func(name string) string { s, _ := m[name].(string); return s }
	n := collect.NewBatch{File: text("file"), Name: text("name"), Kind: text("kind"), Source: app.Origin(text("source"))}
	if raw, ok := m["mapping"].(map[string]any); ok && len(raw) > 0 {
		n.Mapping = map[string]string{}
		for column, field := range raw {
			if s, ok := field.(string); ok && s != "" {
				n.Mapping[column] = s
			}
		}
	}
	b, err := c.s.Create(q.Context(), who, n)
	if err != nil {
		return err
	}
	if err := c.enqueue(q.Context(), who, b.ID, jobPreflight); err != nil {
		return err
	}
	return c.answer(q, who, b.ID)
}

func (c *collecting) start(q *rest.Request, who actor.Caller, kindOf string) error {
	b, err := c.s.Batch(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	if err := c.enqueue(q.Context(), who, b.ID, kindOf); err != nil {
		return err
	}
	return c.answer(q, who, b.ID)
}

func (c *collecting) cancel(q *rest.Request, who actor.Caller) error {
	id := ref.ID(q.Param("id"))
	if _, err := c.s.Cancel(q.Context(), who, id); err != nil {
		return err
	}
	if j, err := c.app.Setting(q.Context(), "collect.job."+string(id)); err == nil && j != "" {
		if err := c.engine.DB().Write(q.Context(), func(tx *db.Tx) error { return c.queue.Cancel(tx, j) }); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return c.answer(q, who, id)
}

func (c *collecting) one(q *rest.Request, who actor.Caller) error {
	return c.answer(q, who, ref.ID(q.Param("id")))
}

func (c *collecting) answer(q *rest.Request, who actor.Caller, id ref.ID) error {
	b, err := c.s.Batch(q.Context(), who, id)
	if err != nil {
		return err
	}
	out, err := c.view(q.Context(), who, b, true)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (c *collecting) list(q *rest.Request, who actor.Caller) error {
	list, err := c.s.Batches(q.Context(), who, 200)
	if err != nil {
		return err
	}
	out := []batchOut{}
	for _, b := range list {
		v, err := c.view(q.Context(), who, b, false)
		if err != nil {
			return err
		}
		out = append(out, v)
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (c *collecting) quarantine(q *rest.Request, who actor.Caller) error {
	limit, _ := strconv.Atoi(q.Query("limit"))
	if limit <= 0 || limit > 500 {
		limit = 100
	}
	after, _ := strconv.ParseInt(q.Query("cursor"), 10, 64) // "" begins at the first
	rows, err := c.s.Quarantine(q.Context(), who, ref.ID(q.Param("id")), q.Query("state"), after, limit)
	if err != nil {
		return err
	}
	next := ""
	if len(rows) == limit {
		next = strconv.FormatInt(rows[limit-1].Line, 10)
	}
	if rows == nil {
		rows = []collect.Row{}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": rows, "next": next})
}

func line(q *rest.Request) (int64, error) {
	n, err := strconv.ParseInt(q.Param("line"), 10, 64)
	if err != nil {
		return 0, fault.New(fault.NotFound, "collect.line", "没有这一行")
	}
	return n, nil
}

func (c *collecting) fix(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	m, err := q.Object()
	if err != nil {
		return err
	}
	cells := map[string]string{}
	values, _ := m["values"].(map[string]any)
	for column, v := range values {
		if s, ok := v.(string); ok {
			cells[column] = s
		}
	}
	problems, err := c.s.Fix(q.Context(), who, ref.ID(q.Param("id")), n, cells)
	if err != nil {
		return err
	}
	if problems == nil {
		problems = []source.Problem{}
	}
	return q.JSON(http.StatusOK, map[string]any{"ok": !source.Blocks(problems), "problems": problems})
}

func (c *collecting) drop(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	b, err := text(q, "why")
	if err != nil {
		return err
	}
	if err := c.s.Drop(q.Context(), who, ref.ID(q.Param("id")), n, b["why"]); err != nil {
		return err
	}
	return q.NoContent()
}

type reviewOut struct {
	*collect.Review
	Left  Row `json:"left"`
	Right Row `json:"right"`
}

func (c *collecting) reviews(q *rest.Request, who actor.Caller) error {
	state := q.Query("state")
	if state == "" {
		state = collect.Open
	}
	list, err := c.s.Reviews(q.Context(), who, state, ref.ID(q.Query("cursor")), 100)
	if err != nil {
		return err
	}
	out := []reviewOut{}
	err = c.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		for _, v := range list {
			x, err := c.review(conn, who, v)
			if err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (c *collecting) review(conn db.Conn, who actor.Caller, v *collect.Review) (reviewOut, error) {
	l := c.labels(conn)
	left, err := c.engine.GetIn(conn, who, v.Kind, v.Left, record.AsOf{})
	if err != nil {
		return reviewOut{}, err
	}
	right, err := c.engine.GetIn(conn, who, v.Kind, v.Right, record.AsOf{})
	if err != nil {
		return reviewOut{}, err
	}
	return reviewOut{v, l.row(left), l.row(right)}, nil
}

func (c *collecting) decide(q *rest.Request, who actor.Caller) error {
	b, err := text(q, "decision", "why")
	if err != nil {
		return err
	}
	v, err := c.s.Decide(q.Context(), who, ref.ID(q.Param("id")), b["decision"], strings.TrimSpace(b["why"]))
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, v)
}

func (c *collecting) unmerge(q *rest.Request, who actor.Caller) error {
	b, err := text(q, "reason")
	if err != nil {
		return err
	}
	if b["reason"] == "" {
		b["reason"] = "经复核不是同一主体"
	}
	v, err := c.s.Unmerge(q.Context(), who, ref.ID(q.Param("id")), b["reason"])
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, v)
}
