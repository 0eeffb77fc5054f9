package rest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/platform/fault"
)

// problemType is the media type of RFC 9457 §3.
const problemType = "application/problem+json"

// Problem is what a caller sees of an error (RFC 9457): Type stays about:blank
// (§4.2.1), Title is the status in Chinese, Detail the sentence for the person,
// Code the stable reason for a program, ID the number to quote to an
// administrator, which stands in the log too.
type Problem struct {
	Type   string        `json:"type" example:"about:blank" doc:"问题类型（RFC 9457），未细分时为 about:blank"`
	Title  string        `json:"title" example:"内容有误" doc:"状态的中文名称"`
	Status int           `json:"status" example:"422" doc:"HTTP 状态码"`
	Code   string        `json:"code" example:"rest.invalid" doc:"稳定的原因代码 <matter>.<reason>"`
	Detail string        `json:"detail" example:"有 2 项内容需要修改" doc:"给用户看的一句话"`
	ID     string        `json:"id" example:"K7QM3F9T" doc:"可报给管理员的问题编号，与日志一致"`
	Fields []fault.Field `json:"fields" nullable:"false" doc:"所有有误的字段"`

	header http.Header // such as Retry-After; not part of the body
}

// Error implements huma.StatusError.
func (p *Problem) Error() string { return p.Code + ": " + p.Detail }

// GetStatus implements huma.StatusError.
func (p *Problem) GetStatus() int { return p.Status }

// GetHeaders implements huma.HeadersError.
func (p *Problem) GetHeaders() http.Header { return p.header }

// ContentType implements huma.ContentTypeFilter.
func (p *Problem) ContentType(string) string { return problemType }

// Status is the HTTP status of a fault kind.
func Status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Denied:
		return http.StatusForbidden
	case fault.Unknown:
		return http.StatusUnauthorized
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict, fault.TooEarly, fault.TooLate:
		return http.StatusConflict
	case fault.Stale:
		return http.StatusPreconditionFailed
	case fault.Missing:
		return http.StatusPreconditionRequired
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	default:
		return http.StatusInternalServerError
	}
}

func title(status int) string {
	switch status {
	case http.StatusBadRequest:
		return "请求格式有误"
	case http.StatusUnauthorized:
		return "请先登录"
	case http.StatusForbidden:
		return "没有权限"
	case http.StatusNotFound:
		return "没有找到"
	case http.StatusMethodNotAllowed:
		return "不支持此操作方法"
	case http.StatusNotAcceptable:
		return "不支持所要的格式"
	case http.StatusRequestTimeout:
		return "接收超时"
	case http.StatusConflict:
		return "状态已变，未办理"
	case http.StatusPreconditionFailed:
		return "记录已被他人修改"
	case http.StatusRequestEntityTooLarge:
		return "内容过大"
	case http.StatusUnsupportedMediaType:
		return "不支持的内容类型"
	case http.StatusUnprocessableEntity:
		return "内容有误"
	case http.StatusPreconditionRequired:
		return "缺少版本号"
	case http.StatusTooManyRequests:
		return "请求过于频繁"
	case http.StatusServiceUnavailable:
		return "服务暂时不可用"
	case http.StatusInternalServerError:
		return "系统内部错误"
	}
	return http.StatusText(status)
}

// problemOf turns any error into what the caller sees, and logs the cause of
// what is our own failure. It is the only place where a fault meets HTTP.
func problemOf(ctx context.Context, err error) *Problem {
	var already *Problem
	if errors.As(err, &already) {
		return already
	}
	f := ownFault(ctx, err)
	s := stateOf(ctx)
	status := Status(f.Kind)
	p := &Problem{Type: "about:blank", Title: title(status), Status: status, Code: f.Code, Detail: f.Text, ID: s.id, Fields: slices.Clone(f.Fields)}
	if p.Fields == nil {
		p.Fields = []fault.Field{}
	}
	if f.Kind == fault.TooMany || f.Kind == fault.Unavailable {
		p.header = http.Header{"Retry-After": {"5"}}
	}
	s.code = f.Code
	if status >= 500 {
		level := slog.LevelError
		if f.Kind == fault.Unavailable {
			level = slog.LevelWarn
		}
		s.log.LogAttrs(ctx, level, "request failed", slog.String("id", s.id), slog.String("code", f.Code),
			slog.String("route", s.route), slog.Any("cause", f.Cause))
	}
	return p
}

// ownFault is fault.As, with the two errors that only HTTP knows: a request
// whose time is over and a body over its limit.
func ownFault(ctx context.Context, err error) *fault.Error {
	if ctx.Err() != nil && errors.Is(context.Cause(ctx), context.DeadlineExceeded) && errors.Is(err, ctx.Err()) {
		return fault.New(fault.Unavailable, "rest.slow", "处理超时，请稍后再试").With(err)
	}
	var f *fault.Error
	if errors.As(err, &f) {
		return f
	}
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return tooLarge(big.Limit)
	case errors.Is(err, context.Canceled) && ctx.Err() != nil:
		return fault.New(fault.Unavailable, "rest.cancelled", "请求已中止").With(err)
	}
	return fault.As(err)
}

func tooLarge(limit int64) *fault.Error {
	return fault.Newf(fault.TooLarge, "rest.body_too_large", "提交的内容超过 %s 的上限", human(limit))
}

// WriteError renders an error for a plain net/http handler or a middleware.
func WriteError(w http.ResponseWriter, r *http.Request, err error) {
	writeProblem(w, r, problemOf(r.Context(), err))
}

func writeProblem(w http.ResponseWriter, r *http.Request, p *Problem) {
	if started(w) {
		return // the answer is on its way; the log has the cause
	}
	h := w.Header()
	for k, v := range p.header {
		h[k] = v
	}
	h.Set("Content-Type", problemType)
	h.Set("Cache-Control", "no-store")
	for _, name := range []string{"Content-Length", "Content-Encoding", "ETag"} {
		h.Del(name)
	}
	w.WriteHeader(p.Status)
	if r.Method == http.MethodHead {
		return
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(p) // the connection may be gone; nobody is left to tell
}

// withStatus is a problem whose status has no fault kind, such as 405.
func withStatus(ctx context.Context, status int, code, detail string, fields ...fault.Field) *Problem {
	s := stateOf(ctx)
	s.code = code
	if fields == nil {
		fields = []fault.Field{}
	}
	return &Problem{Type: "about:blank", Title: title(status), Status: status, Code: code, Detail: detail, ID: s.id, Fields: fields}
}

var (
	_ huma.StatusError       = (*Problem)(nil)
	_ huma.HeadersError      = (*Problem)(nil)
	_ huma.ContentTypeFilter = (*Problem)(nil)
)
