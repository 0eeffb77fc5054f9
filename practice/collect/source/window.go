package source

import (
	"bufio"
	"bytes"
	"io"
)

// window is a sliding buffer over a stream that can hold one record whole.
type window struct {
	r        io.Reader
	buf      []byte
	from, to int
	eof      bool
}

func newWindow(r io.Reader) *window { return &window{r: r, buf: make([]byte, 128<<10)} }

// data is what is buffered and not taken.
func (w *window) data() []byte { return w.buf[w.from:w.to] }

// take drops n bytes.
func (w *window) take(n int) { w.from += n }

// fill reads on, growing the buffer up to max; it reports false if it could
// not because max bytes are held already.
func (w *window) fill(max int) (bool, error) {
	if w.to-w.from >= max {
		return false, nil
	}
	if w.from > 0 {
		w.to = copy(w.buf, w.buf[w.from:w.to])
		w.from = 0
	}
	if w.to == len(w.buf) {
		grown := make([]byte, min(2*len(w.buf), max+64<<10))
		copy(grown, w.buf)
		w.buf = grown
	}
	for tries := 0; ; tries++ {
		n, err := w.r.Read(w.buf[w.to:])
		w.to += n
		switch {
		case err == io.EOF:
			w.eof = true
			return true, nil
		case err != nil:
			return true, err
		case n > 0:
			return true, nil
		case tries > 100:
			return true, io.ErrNoProgress
		}
	}
}

// skipLine drops everything up to and including the next line end and returns
// how many bytes that was.
func (w *window) skipLine(eol byte) (int, error) {
	for n := 0; ; {
		d := w.data()
		if i := bytes.IndexByte(d, eol); i >= 0 {
			w.take(i + 1)
			return n + i + 1, nil
		}
		n += len(d)
		w.take(len(d))
		if w.eof {
			return n, nil
		}
		if _, err := w.fill(bufio.MaxScanTokenSize); err != nil {
			return n, err
		}
	}
}
