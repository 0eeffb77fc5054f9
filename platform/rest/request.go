package rest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"net/http"
	"strconv"

	"github.com/hengjian/hengjian/platform/fault"
)

// Request is one call of an operation added with Handle.
type Request struct {
	w     http.ResponseWriter
	r     *http.Request
	limit int64
	body  []byte
	read  bool
}

// NewRequest wraps a plain net/http call, for handlers mounted beside the API;
// limit 0 means the server's own body limit.
func NewRequest(w http.ResponseWriter, r *http.Request, limit int64) *Request {
	return &Request{w: w, r: r, limit: limit}
}

// Context ends with the request.
func (r *Request) Context() context.Context { return r.r.Context() }

// HTTP returns the request itself; its body belongs to Body, Object and Upload.
func (r *Request) HTTP() *http.Request { return r.r }

// Writer returns the answer itself, for what no method here does.
func (r *Request) Writer() http.ResponseWriter { return r.w }

// Param returns a part of the path, Query a parameter, Header a header; "" when absent.
func (r *Request) Param(name string) string  { return r.r.PathValue(name) }
func (r *Request) Query(name string) string  { return r.r.URL.Query().Get(name) }
func (r *Request) Header(name string) string { return r.r.Header.Get(name) }

// Page reads the list parameters.
func (r *Request) Page() (Page, error) { return ParsePage(r.r.URL.Query()) }

// IfMatch reads the revision the caller saw; see ParseIfMatch.
func (r *Request) IfMatch() (int64, error) { return ParseIfMatch(r.Header("If-Match")) }

// IdempotencyKey reads the key of a repeatable act, "" when absent.
func (r *Request) IdempotencyKey() (string, error) {
	return ParseIdempotencyKey(r.Header("Idempotency-Key"))
}

// Body reads the whole body once; later calls return the same bytes.
func (r *Request) Body() ([]byte, error) {
	if r.read {
		return r.body, nil
	}
	if r.r.Body == nil {
		r.read = true
		return nil, nil
	}
	b, err := readBody(r.w, r.r, r.limit)
	if err != nil {
		return nil, err
	}
	r.body, r.read = b, true
	return b, nil
}

// Object decodes the JSON body strictly; an empty body is an empty object.
func (r *Request) Object() (map[string]any, error) {
	if !isJSON(r.r) {
		return nil, fault.New(fault.Invalid, "rest.media_type", "内容类型应为 application/json")
	}
	b, err := r.Body()
	if err != nil {
		return nil, err
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return map[string]any{}, nil
	}
	return DecodeObject(b)
}

// Digest is the SHA-256 over method, path, query and body: the same idempotency
// key with another digest is a mistake of the caller (kernel.md §14).
func (r *Request) Digest() ([]byte, error) {
	b, err := r.Body()
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	for _, part := range [][]byte{[]byte(r.r.Method), []byte(r.r.URL.EscapedPath()), []byte(r.r.URL.RawQuery), []byte(r.Header("If-Match")), b} {
		_, _ = io.WriteString(h, strconv.Itoa(len(part))+":") // a hash never fails
		_, _ = h.Write(part)
	}
	return h.Sum(nil), nil
}

// Upload returns the body as a stream, for files; its limit is the operation's.
func (r *Request) Upload() (io.ReadCloser, error) {
	Unbound(r.Context())
	return stream(r.w, r.r, r.limit)
}

// SetHeader sets a header of the answer; SetETag the revision of what is shown.
func (r *Request) SetHeader(name, value string) { r.w.Header().Set(name, value) }
func (r *Request) SetETag(rev int64)            { r.w.Header().Set("ETag", ETag(rev)) }

// JSON answers with v. What holds data of the bureau is never kept by a cache.
func (r *Request) JSON(status int, v any) error {
	b, err := encode(v)
	if err != nil {
		return fault.As(err)
	}
	r.w.Header().Set("Content-Type", "application/json")
	r.w.WriteHeader(status)
	if r.r.Method != http.MethodHead {
		_, _ = r.w.Write(b) // the connection may be gone; nobody is left to tell
	}
	return nil
}

// encode writes an answer, what it means byte for byte (no HTML escapes).
func encode(v any) ([]byte, error) {
	if x, ok := v.(Appender); ok {
		return x.AppendJSON(make([]byte, 0, 4096))
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return b.Bytes(), err
}

// NoContent answers 204.
func (r *Request) NoContent() error {
	r.w.WriteHeader(http.StatusNoContent)
	return nil
}
