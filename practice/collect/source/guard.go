package source

import (
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"

	"github.com/hengjian/hengjian/platform/fault"
)

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
