package api

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strconv"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// maxFile bounds a file attached to a record.
const maxFile = 100 << 20

// files adds storing and reading the files that records hold. A file is read
// through the record that holds it: the digest alone opens nothing.
func (a *API) files() {
	rest.Handle(a.huma, &huma.Operation{Method: http.MethodPost, Path: "/api/files", OperationID: "file-upload", Summary: "上传附件", Tags: []string{"附件"}, Responses: uploaded(), MaxBodyBytes: maxFile,
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object",
			Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}}}}}}}, a.putFile)
}

// uploaded describes the answer to an upload.
func uploaded() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {Description: "已收到", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}}}
}

func (a *API) putFile(q *rest.Request) error {
	who, err := a.caller(q)
	if err != nil {
		return err
	}
	return a.store(q, who, maxFile, nil)
}

// store keeps a file that who uploads. fit may refuse it by what its first bytes are.
func (a *API) store(q *rest.Request, who actor.Caller, limit int64, fit func(mime string) error) error {
	var out map[string]any
	err := q.File("file", func(name string, r io.Reader) error {
		head := make([]byte, 512)
		n, err := io.ReadFull(r, head)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
		if err := attachable(name, head[:n]); err != nil {
			return err
		}
		mime := http.DetectContentType(head[:n])
		if fit != nil {
			if err := fit(mime); err != nil {
				return err
			}
		}
		digest, size, err := a.app.Files.Put(q.Context(), io.MultiReader(bytes.NewReader(head[:n]), r), limit, who.Label())
		out = map[string]any{"digest": digest, "name": name, "size": size, "type": mime}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

// openFile sends the file a record's field holds, to a caller who may read both.
func (a *API) openFile(q *rest.Request, matterKind string) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	return a.sendFile(q, c, matterKind, r)
}

func (a *API) sendFile(q *rest.Request, c actor.Caller, kindName string, r ref.Ref) error {
	rec, err := a.engine.Get(q.Context(), c, kindName, r, record.AsOf{})
	if err != nil {
		return err
	}
	held := rec.Values[q.Param("field")]
	if rev, err := strconv.ParseInt(q.Query("rev"), 10, 64); err == nil && rec.Kind.Field(q.Param("field")) != nil {
		if err := a.engine.CheckReadable(c, rec.Kind, []string{q.Param("field")}); err != nil {
			return err
		}
		if held, err = a.heldAt(q, rec, rev, q.Param("field")); err != nil {
			return err
		}
	}
	if list, ok := held.([]any); ok { // of several the one that is named, else the first
		n, _ := strconv.Atoi(q.Query("n"))
		held = list[max(0, min(n, len(list)-1))]
	}
	m, _ := held.(map[string]any)
	digest, _ := m["digest"].(string)
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return fault.New(fault.NotFound, "file.notfound", "这个字段没有附件，或您无权查看")
	}
	f, err := a.app.Blobs.Open(q.Context(), d)
	if err != nil {
		return err
	}
	defer f.Close()
	name, _ := m["name"].(string) // a program may have given any
	return q.Stream("application/octet-stream", rest.SafeName(name), func(w io.Writer) error {
		_, err := io.Copy(w, f)
		return err
	})
}

// heldAt is what a field of a record held at a revision.
func (a *API) heldAt(q *rest.Request, r *record.Record, rev int64, field string) (held any, err error) {
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		past, err := a.engine.Pasts(conn, r.Kind.Name, r.Ref())
		for _, p := range past {
			if p.Rev == rev && p.Record != nil {
				held = p.Record.Values[field]
			}
		}
		return err
	})
	return held, err
}
