package source

import (
	"bytes"
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
