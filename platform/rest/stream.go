package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

const (
	streamTime = 60 * time.Second // to take one piece of a stream
	beat       = 15 * time.Second // between two signs of life of an event stream
	piece      = 32 << 10         // bytes gathered before they are sent
)

// Stream answers with what f writes, piece by piece and without a bound on the
// whole. filename, if any, makes it a download. An error before the first piece
// left is rendered as a problem; after it the connection is cut, so that a half
// export can never be taken for a whole one.
func (r *Request) Stream(contentType, filename string, f func(w io.Writer) error) error {
	Unbound(r.Context())
	h := r.w.Header()
	h.Set("Content-Type", contentType)
	h.Set("X-Accel-Buffering", "no") // a proxy in front should not hold it back
	if filename != "" {
		h.Set("Content-Disposition", disposition(filename))
	}
	s := &streamer{w: r.w, ctl: http.NewResponseController(r.w), ctx: r.Context()}
	err := f(s)
	if err == nil {
		err = s.Flush()
	}
	if err == nil {
		return nil
	}
	if !started(r.w) {
		h.Del("Content-Disposition")
		return err
	}
	p := problemOf(r.Context(), err)
	st := stateOf(r.Context())
	st.log.LogAttrs(r.Context(), slog.LevelWarn, "stream cut", slog.String("id", st.id), slog.String("code", p.Code), slog.String("route", st.route))
	panic(http.ErrAbortHandler)
}

// streamer gathers small writes and gives each piece its own time.
type streamer struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
	ctx context.Context
	buf bytes.Buffer
}

func (s *streamer) Write(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, err
	}
	s.buf.Write(b)
	if s.buf.Len() >= piece {
		return len(b), s.Flush()
	}
	return len(b), nil
}

// Flush sends what has been gathered.
func (s *streamer) Flush() error {
	_ = s.ctl.SetWriteDeadline(time.Now().Add(streamTime)) // a recorder in a test has none
	if _, err := s.buf.WriteTo(s.w); err != nil {
		return err
	}
	return s.ctl.Flush()
}

// disposition names a download; Chinese names go by RFC 6266 filename*.
func disposition(name string) string {
	name = strings.Map(func(c rune) rune {
		if c < 0x20 || c == 0x7f || strings.ContainsRune(`/\"`, c) {
			return '_'
		}
		return c
	}, strings.ToValidUTF8(name, "_"))
	return mime.FormatMediaType("attachment", map[string]string{"filename": name})
}

// Event is one server-sent event: Data is sent as JSON.
type Event struct {
	Name string // "" means message
	ID   string
	Data any
}

// Events answers with an event stream until f returns, the client leaves or the
// server stops; Closing tells f of the last. f calls send from one goroutine.
func (r *Request) Events(f func(ctx context.Context, send func(Event) error) error) error {
	Unbound(r.Context())
	ctx, cancel := context.WithCancel(r.Context())
	defer cancel()
	h := r.w.Header()
	h.Set("Content-Type", "text/event-stream; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := &events{ctl: http.NewResponseController(r.w), w: r.w, wait: make(chan struct{}, 1)}
	out.wait <- struct{}{}
	if err := out.write([]byte(": 已连接\n\n")); err != nil {
		return nil
	}
	closing := stateOf(ctx).closing
	done := make(chan struct{})
	go func() { // signs of life, and the end when the server stops
		defer close(done)
		t := time.NewTicker(beat)
		defer t.Stop()
		for {
			select {
			case <-t.C:
				if out.write([]byte(": \n\n")) != nil {
					cancel()
				}
			case <-closing:
				cancel()
				return
			case <-ctx.Done():
				return
			}
		}
	}()
	err := f(ctx, func(e Event) error {
		b, err := e.bytes()
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		return out.write(b)
	})
	cancel()
	<-done
	if err != nil && r.Context().Err() == nil {
		if p := problemOf(r.Context(), err); p.Status != http.StatusServiceUnavailable || !isClosed(closing) {
			b, _ := Event{Name: "problem", Data: p}.bytes()
			_ = out.write(b) // the last word; the client may be gone
		}
	}
	return nil
}

func isClosed(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	default:
		return false
	}
}

// events writes whole events, one at a time.
type events struct {
	w    http.ResponseWriter
	ctl  *http.ResponseController
	wait chan struct{}
}

func (e *events) write(b []byte) error {
	<-e.wait
	defer func() { e.wait <- struct{}{} }()
	_ = e.ctl.SetWriteDeadline(time.Now().Add(streamTime))
	if _, err := e.w.Write(b); err != nil {
		return err
	}
	return e.ctl.Flush()
}

func (e Event) bytes() ([]byte, error) {
	if strings.ContainsAny(e.Name+e.ID, "\r\n\x00") {
		return nil, fault.As(fmt.Errorf("event name or id with a line break"))
	}
	var b bytes.Buffer
	if e.ID != "" {
		b.WriteString("id: " + e.ID + "\n")
	}
	if e.Name != "" {
		b.WriteString("event: " + e.Name + "\n")
	}
	b.WriteString("data: ")
	enc := json.NewEncoder(&b) // one line, for JSON escapes line breaks
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e.Data); err != nil {
		return nil, fault.As(err)
	}
	b.WriteString("\n")
	return b.Bytes(), nil
}
