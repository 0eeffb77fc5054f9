package source

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"

	"github.com/hengjian/hengjian/platform/fault"
)

// raw opens the bytes of the file, unpacked. The counter says how many packed
// bytes were taken.
func (f *File) raw() (io.Reader, *counter, error) {
	c := &counter{r: io.NewSectionReader(f.src, 0, f.Size)}
	if !f.Packed {
		return c, c, nil
	}
	z, err := gzip.NewReader(c)
	if err != nil {
		return nil, nil, broken(err)
	}
	return &guarded{r: z, packed: c, max: f.limits.Unpacked, ratio: f.limits.Ratio}, c, nil
}

// text opens the file as UTF-8 without its byte order mark.
func (f *File) text() (io.Reader, *counter, error) {
	r, c, err := f.raw()
	if err != nil {
		return nil, nil, err
	}
	if f.Encoding != UTF8 {
		return f.Encoding.decode(r), c, nil
	}
	var head [3]byte
	n, err := io.ReadFull(r, head[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, nil, err
	}
	if string(head[:n]) == utf8BOM {
		return r, c, nil
	}
	return io.MultiReader(bytes.NewReader(head[:n]), r), c, nil
}

// counter counts what passes.
type counter struct {
	r io.Reader
	n int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// guarded is an unpacking stream that stops at the limits.
type guarded struct {
	r      io.Reader
	packed *counter // nil where the packed size is known before
	size   int64    // packed size where packed is nil
	n      int64
	max    int64
	ratio  int64
}

// Read implements io.Reader; its errors other than io.EOF are faults.
func (g *guarded) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	size := g.size
	if g.packed != nil {
		size = g.packed.n
	}
	if g.n > g.max || g.n > ratioFrom && g.n/g.ratio > size {
		return n, bomb(g.n, size)
	}
	if err != nil && err != io.EOF {
		err = broken(err)
	}
	return n, err
}

func bomb(unpacked, packed int64) error {
	return fault.Newf(fault.TooLarge, "collect.archive_bomb", "压缩内容展开后过大（%d 字节压缩、已展开 %d 字节），已停止读取", packed, unpacked)
}

// broken turns an error of an archive into a fault; faults pass.
func broken(err error) error {
	var f *fault.Error
	var corrupt flate.CorruptInputError
	switch {
	case errors.As(err, &f):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fault.New(fault.Invalid, "collect.truncated", "压缩文件不完整，请重新传送").With(err)
	case errors.Is(err, gzip.ErrChecksum), errors.Is(err, gzip.ErrHeader), errors.As(err, &corrupt):
		return fault.New(fault.Invalid, "collect.corrupt", "压缩文件已损坏，请重新传送").With(err)
	}
	return fault.New(fault.Unavailable, "collect.read_failed", "读取文件失败，请稍后再试").With(err)
}

// atLine says where in the file a fault happened.
func atLine(err error, line int) error {
	f := fault.As(broken(err))
	if f.Kind == fault.Internal {
		return err
	}
	c := *f
	c.Text = "读到第 " + itoa(line) + " 行时停止：" + f.Text
	return &c
}

// detect finds the encoding: a byte order mark, else three windows of a plain
// file, or the beginning of a packed one, read on while there is only ASCII.
func (f *File) detect() (Encoding, error) {
	r, _, err := f.raw()
	if err != nil {
		return "", err
	}
	buf := make([]byte, sampleSize/2)
	n, err := io.ReadFull(r, buf)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return "", err
	}
	if e, ok := bom(buf[:n]); ok {
		return e, nil
	}
	if err := f.refuse(buf[:n]); err != nil {
		return "", err
	}
	var ev evidence
	ev.look(buf[:n])
	if !f.Packed && f.Size > int64(2*len(buf)) {
		for _, at := range []int64{f.Size / 2, f.Size - int64(len(buf))} {
			m, err := f.src.ReadAt(buf, at)
			if err != nil && err != io.EOF {
				return "", broken(err)
			}
			if i := bytes.IndexByte(buf[:m], '\n'); i >= 0 {
				ev.look(buf[i+1 : m])
			}
		}
	}
	for read := n; !ev.decided() && read < 64<<20; {
		m, err := io.ReadFull(r, buf)
		ev.look(buf[:m])
		read += m
		if err != nil {
			break // what is wrong with the stream is said where it is read for good
		}
	}
	return ev.verdict(), nil
}

// refuse names the files that are brought by mistake.
func (f *File) refuse(b []byte) error {
	trimmed := bytes.ToLower(bytes.TrimLeft(b[:min(len(b), 512)], " \t\r\n"))
	nul := bytes.Count(b, []byte{0})
	switch {
	case bytes.HasPrefix(b, []byte("PK\x03\x04")), bytes.HasPrefix(b, []byte("\x1F\x8B")):
		return fault.Newf(fault.Invalid, "collect.nested_archive", "“%s”是压缩包中的压缩包，请只压缩一次", f.Name)
	case bytes.HasPrefix(trimmed, []byte("%pdf")):
		return fault.Newf(fault.Invalid, "collect.not_a_table", "“%s”是 PDF 文件，不是表格", f.Name)
	case bytes.HasPrefix(trimmed, []byte("<")):
		return fault.Newf(fault.Invalid, "collect.not_a_table", "“%s”是网页或 XML 文件（部分系统导出的 .xls 实为网页），请另存为 .xlsx 或 CSV", f.Name)
	case nul > 16 && nul > len(b)/100:
		return fault.Newf(fault.Invalid, "collect.not_a_table", "“%s”是二进制文件，不是文本表格", f.Name)
	}
	return nil
}

// openText opens CSV and JSON Lines.
func (f *File) openText(opt Options) (err error) {
	switch opt.Encoding {
	case "":
		f.Encoding, err = f.detect()
	case UTF8, GB18030, UTF16LE, UTF16BE:
		f.Encoding = opt.Encoding
	default:
		err = fault.Newf(fault.Invalid, "collect.encoding", "不支持的编码“%s”", string(opt.Encoding))
	}
	if err != nil {
		return err
	}
	r, taken, err := f.text()
	if err != nil {
		return err
	}
	sample := make([]byte, sampleSize)
	n, err := io.ReadFull(r, sample)
	sample = sample[:n]
	whole := err == io.EOF || err == io.ErrUnexpectedEOF
	if err != nil && !whole {
		if n == 0 {
			return atLine(err, 1)
		}
		whole = true // a broken end is reported when it is reached by Rows
	}
	trimmed := bytes.TrimLeft(sample, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return fault.Newf(fault.Invalid, "collect.empty_file", "文件“%s”没有内容", f.Name)
	case trimmed[0] == '{':
		err = f.openJSONL(sample, whole)
	case trimmed[0] == '[':
		err = fault.Newf(fault.Invalid, "collect.json_array", "“%s”是 JSON 数组，请改为每行一个对象（JSON Lines）", f.Name)
	default:
		err = f.openCSV(sample, whole)
	}
	if err == nil && !whole && taken.n > 0 {
		f.Estimate = Estimate{Rows: int(float64(f.Estimate.Rows) * float64(f.Size) / float64(taken.n))}
	}
	return err
}

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
