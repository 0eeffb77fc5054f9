package rest

import (
	"compress/gzip"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// small answers are not worth compressing.
const small = 1024

// compressor compresses JSON and CSV for callers that take gzip.
type compressor struct{ pool sync.Pool }

func newCompressor() *compressor {
	return &compressor{pool: sync.Pool{New: func() any {
		z, _ := gzip.NewWriterLevel(io.Discard, gzip.BestSpeed) // the level is valid
		return z
	}}}
}

func (c *compressor) wrap(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead || !accepts(r.Header.Get("Accept-Encoding"), "gzip") {
			next.ServeHTTP(w, r)
			return
		}
		z := &zipped{ResponseWriter: w, c: c}
		whole := false
		defer func() { z.end(whole) }() // after a panic too
		next.ServeHTTP(z, r)
		whole = true
	})
}

// accepts reads Accept-Encoding (RFC 9110 §12.5.3).
func accepts(header, coding string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(strings.TrimSpace(part), ";")
		if name = strings.TrimSpace(name); !strings.EqualFold(name, coding) && name != "*" {
			continue
		}
		q, ok := strings.CutPrefix(strings.ReplaceAll(strings.ToLower(params), " ", ""), "q=")
		if !ok {
			return true
		}
		v, err := strconv.ParseFloat(q, 64)
		return err == nil && v > 0
	}
	return false
}

// zipped decides with the first bytes whether the answer is compressed.
type zipped struct {
	http.ResponseWriter
	c       *compressor
	z       *gzip.Writer
	held    []byte
	status  int
	decided bool
}

// Unwrap serves http.ResponseController for deadlines; Flush is our own.
func (z *zipped) Unwrap() http.ResponseWriter { return z.ResponseWriter }

func (z *zipped) WriteHeader(status int) {
	if status < 200 { // an interim answer
		z.ResponseWriter.WriteHeader(status)
		return
	}
	if z.status == 0 {
		z.status = status
	}
	if status == http.StatusNoContent || status == http.StatusNotModified || !z.worth() {
		z.decide(false)
	}
}

func (z *zipped) worth() bool {
	h := z.Header()
	if h.Get("Content-Encoding") != "" || h.Get("Content-Range") != "" {
		return false
	}
	ct, _, _ := strings.Cut(h.Get("Content-Type"), ";")
	ct = strings.TrimSpace(ct)
	return ct == "application/json" || strings.HasSuffix(ct, "+json") || ct == "application/jsonl" || ct == "text/csv"
}

func (z *zipped) decide(compress bool) {
	if z.decided {
		return
	}
	z.decided = true
	if z.status == 0 {
		z.status = http.StatusOK
	}
	h := z.Header()
	if z.worth() {
		h.Add("Vary", "Accept-Encoding")
	}
	if compress {
		h.Set("Content-Encoding", "gzip")
		h.Del("Content-Length")
		z.z = z.c.pool.Get().(*gzip.Writer)
		z.z.Reset(z.ResponseWriter)
	}
	z.ResponseWriter.WriteHeader(z.status)
}

func (z *zipped) Write(b []byte) (int, error) {
	if z.status == 0 {
		z.WriteHeader(http.StatusOK)
	}
	if !z.decided {
		z.held = append(z.held, b...)
		if len(z.held) < small {
			return len(b), nil
		}
		return len(b), z.release(true)
	}
	if z.z != nil {
		return z.z.Write(b)
	}
	return z.ResponseWriter.Write(b)
}

func (z *zipped) release(compress bool) error {
	z.decide(compress)
	held := z.held
	z.held = nil
	if len(held) == 0 {
		return nil
	}
	_, err := z.Write(held)
	return err
}

// FlushError sends what is held; it is what http.ResponseController calls.
func (z *zipped) FlushError() error {
	if z.status == 0 {
		z.WriteHeader(http.StatusOK)
	}
	if !z.decided {
		if err := z.release(true); err != nil {
			return err
		}
	}
	if z.z != nil {
		if err := z.z.Flush(); err != nil {
			return err
		}
	}
	return http.NewResponseController(z.ResponseWriter).Flush()
}

// end finishes the answer. A handler that panicked leaves a cut gzip stream,
// which nobody can take for a whole one.
func (z *zipped) end(whole bool) {
	if whole && z.status != 0 && !z.decided {
		_ = z.release(false) // the connection may be gone
	}
	if z.z != nil {
		if whole {
			_ = z.z.Close()
		}
		z.z.Reset(io.Discard)
		z.c.pool.Put(z.z)
		z.z = nil
	}
}
