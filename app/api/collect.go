package api

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"
	"sync"

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

// Collect adds the operations of data collection and the jobs behind them.
func (a *API) Collect(s *collect.Service, queue *job.Queue) *Collecting {
	c := &Collecting{API: a, s: s, queue: queue}
	a.batches = c
	c.jobs()
	rest.Handle(a.huma, &huma.Operation{Method: http.MethodPost, Path: "/api/collect/files", OperationID: "collect-upload", Summary: "上传要归集的文件", Tags: []string{"数据归集"}, Responses: uploaded(),
		MaxBodyBytes: maxUpload, RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object",
			Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}}}}}}}, c.upload)
	add := a.group("/api/collect/", "collect-", "数据归集")
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
	return c
}

// Collecting is data collection as operations and jobs.
type Collecting struct {
	*API
	s     *collect.Service
	queue *job.Queue
	// waited takes the error for which the job of a batch failed to whoever in
	// this process waits for it: the row of the job has only code and text.
	waited sync.Map // batch to *atomic.Pointer[error]
}

// Describe returns the title of a source and the file of a batch.
func (c *Collecting) Describe(conn db.Conn, batch, name string) (title, file string, err error) {
	if batch != "" {
		title, file, err = c.s.Describe(conn, ref.ID(batch))
	}
	if title == "" {
		title = app.Origin(name).Title
	}
	return title, file, err
}

func (c *Collecting) upload(q *rest.Request) error {
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

func (c *Collecting) mayImport(who actor.Caller) bool {
	for _, k := range c.engine.Kinds().All() {
		if !c.people.May(who, record.Import, k).None {
			return true
		}
	}
	return false
}

func (c *Collecting) store(q *rest.Request, who actor.Caller, name string, r io.Reader) error {
	digest, size, err := c.app.Files.Put(q.Context(), r, maxUpload, who.Label())
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

func (c *Collecting) sources(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) create(q *rest.Request, who actor.Caller) error {
	m, err := q.Object()
	if err == nil {
		err = only(m, "file", "name", "kind", "source", "mapping")
	}
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
	if _, err := c.enqueue(q.Context(), jobPreflight, collectTask{Batch: b.ID, Account: who.Account}); err != nil {
		return err
	}
	return c.answer(q, who, b.ID)
}

func (c *Collecting) start(q *rest.Request, who actor.Caller, kindOf string) error {
	b, err := c.s.Batch(q.Context(), who, ref.ID(q.Param("id")))
	if err != nil {
		return err
	}
	if kindOf != jobUndo {
		if err := b.Readable(); err != nil {
			return err
		}
	}
	if _, err := c.enqueue(q.Context(), kindOf, collectTask{Batch: b.ID, Account: who.Account}); err != nil {
		return err
	}
	return c.answer(q, who, b.ID)
}

func (c *Collecting) cancel(q *rest.Request, who actor.Caller) error {
	id := ref.ID(q.Param("id"))
	if err := c.Stop(q.Context(), who, id); err != nil {
		return err
	}
	return c.answer(q, who, id)
}

func (c *Collecting) one(q *rest.Request, who actor.Caller) error {
	return c.answer(q, who, ref.ID(q.Param("id")))
}

func (c *Collecting) answer(q *rest.Request, who actor.Caller, id ref.ID) error {
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

func (c *Collecting) list(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) quarantine(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) fix(q *rest.Request, who actor.Caller) error {
	n, err := line(q)
	if err != nil {
		return err
	}
	m, err := q.Object()
	if err == nil {
		err = only(m, "values")
	}
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

func (c *Collecting) drop(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) reviews(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) review(conn db.Conn, who actor.Caller, v *collect.Review) (reviewOut, error) {
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

func (c *Collecting) decide(q *rest.Request, who actor.Caller) error {
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

func (c *Collecting) unmerge(q *rest.Request, who actor.Caller) error {
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
