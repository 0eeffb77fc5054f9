package rest

import (
	"bytes"
	"errors"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/hengjian/hengjian/platform/fault"
)

const (
	defaultBody = 1 << 20          // bytes of a body without its own limit
	bodyTime    = 30 * time.Second // to send a small body, and between two reads of a large one
)

// readBody reads a whole body within limit (0: the server's own) and its time.
func readBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if limit == 0 {
		limit = stateOf(r.Context()).limit
	}
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	ctl := http.NewResponseController(w)
	_ = ctl.SetReadDeadline(time.Now().Add(bodyTime)) // a recorder in a test has none
	b, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	// A deadline left behind would end the request itself: net/http reads on in
	// the background and takes the time-out for a lost client.
	_ = ctl.SetReadDeadline(time.Time{})
	return b, readFault(err)
}

func readFault(err error) error {
	var own *fault.Error
	var big *http.MaxBytesError
	var late net.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &own):
		return own
	case errors.As(err, &big):
		return tooLarge(big.Limit)
	case errors.As(err, &late) && late.Timeout():
		return fault.New(fault.Invalid, "rest.body_slow", "接收内容超时，请检查网络后重试").With(err)
	}
	return fault.New(fault.Invalid, "rest.body_cut", "内容没有完整送达，请重试").With(err)
}

// patient is a large body: limited in bytes, and in time between two reads.
type patient struct {
	r   io.ReadCloser
	ctl *http.ResponseController
}

// stream returns the body for reading piece by piece.
func stream(w http.ResponseWriter, r *http.Request, limit int64) (io.ReadCloser, error) {
	if limit == 0 {
		limit = stateOf(r.Context()).limit
	}
	if r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	return &patient{r: http.MaxBytesReader(w, r.Body, limit), ctl: http.NewResponseController(w)}, nil
}

func (p *patient) Read(b []byte) (int, error) {
	_ = p.ctl.SetReadDeadline(time.Now().Add(bodyTime))
	n, err := p.r.Read(b)
	if err != nil {
		_ = p.ctl.SetReadDeadline(time.Time{})
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = readFault(err)
	}
	return n, err
}

func (p *patient) Close() error {
	_ = p.ctl.SetReadDeadline(time.Time{})
	return p.r.Close()
}

// isJSON reports whether the request says that its body is JSON, or says nothing.
func isJSON(r *http.Request) bool {
	ct := r.Header.Get("Content-Type")
	if ct == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(ct)
	return err == nil && (kind == "application/json" || strings.HasSuffix(kind, "+json"))
}

// humaContext is huma.Context under a name that does not hide its method Context.
type humaContext huma.Context

// bodied is a huma context whose body has been read and checked.
type bodied struct {
	humaContext
	body io.Reader
}

func (b bodied) BodyReader() io.Reader { return b.body }
func (b bodied) Unwrap() huma.Context  { return b.humaContext }

// guardBody stands before huma's own reading: limit, time and the strict rules
// for JSON; forms and files get limit and time only.
func guardBody(ctx huma.Context, limit int64, next func(huma.Context)) {
	r, w := humago.Unwrap(ctx)
	setRoute(ctx.Context(), ctx.Operation())
	if ctx.Operation().RequestBody == nil || r.Body == nil || r.Body == http.NoBody {
		next(ctx)
		return
	}
	if !isJSON(r) {
		body, err := stream(w, r, limit)
		if err != nil {
			WriteError(w, r, err)
			return
		}
		r.Body = body
		next(ctx)
		if r.MultipartForm != nil {
			_ = r.MultipartForm.RemoveAll() // what stays, the system's own sweep removes
		}
		return
	}
	b, err := readBody(w, r, limit)
	if err == nil && len(bytes.TrimSpace(b)) > 0 {
		err = CheckJSON(b)
	}
	if err != nil {
		WriteError(w, r, err)
		return
	}
	next(bodied{ctx, bytes.NewReader(b)})
}
