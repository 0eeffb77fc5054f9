package backup

import (
	"archive/tar"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

// packer writes the members of a backup.
type packer struct {
	ctx   context.Context
	gz    *gzip.Writer
	tar   *tar.Writer
	sums  *os.File // grows beside the archive; goes in as its last member
	at    time.Time
	step  func(n int64)
	count int64
	bytes int64
}

func newPacker(ctx context.Context, w io.Writer, sums *os.File, at time.Time, step func(int64)) (*packer, error) {
	gz, err := gzip.NewWriterLevel(w, gzip.BestSpeed)
	if err != nil {
		return nil, err
	}
	return &packer{ctx: ctx, gz: gz, tar: tar.NewWriter(gz), sums: sums, at: at, step: step}, nil
}

// add writes one member of exactly size bytes and returns the digest of them.
func (p *packer) add(name string, size int64, r io.Reader) (string, error) {
	sum, err := p.write(name, size, r)
	if err != nil {
		return "", err
	}
	p.count++
	_, err = fmt.Fprintf(p.sums, "%s  %s\n", sum, name)
	return sum, err
}

func (p *packer) write(name string, size int64, r io.Reader) (string, error) {
	err := p.tar.WriteHeader(&tar.Header{Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, ModTime: p.at, Format: tar.FormatPAX})
	if err != nil {
		return "", err
	}
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(p.tar, h), &stepReader{p.ctx, io.LimitReader(r, size), p.step})
	if err != nil {
		return "", err
	}
	if n != size {
		return "", fault.Newf(fault.Unavailable, "backup.shrunk", "备份时文件 %s 变短了，备份没有完成", name)
	}
	p.bytes += n
	return hex.EncodeToString(h.Sum(nil)), nil
}

// file adds a file of the disk; one that is not there is passed over.
func (p *packer) file(name, path string) (sum string, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }() // only read
	st, err := f.Stat()
	if err != nil {
		return "", err
	}
	if !st.Mode().IsRegular() {
		return "", nil
	}
	return p.add(name, st.Size(), f)
}

// close writes SHA256SUMS and ends the archive.
func (p *packer) close() error {
	size, err := p.sums.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	if _, err := p.sums.Seek(0, io.SeekStart); err != nil {
		return err
	}
	if _, err := p.write(sumsName, size, p.sums); err != nil {
		return err
	}
	return errors.Join(p.tar.Close(), p.gz.Close())
}

// stepReader ends with its context and tells how far it is.
type stepReader struct {
	ctx  context.Context
	r    io.Reader
	step func(int64)
}

func (s *stepReader) Read(b []byte) (int, error) {
	if err := s.ctx.Err(); err != nil {
		return 0, fault.New(fault.Unavailable, "backup.cancelled", "操作已取消").With(err)
	}
	n, err := s.r.Read(b)
	if s.step != nil && n > 0 {
		s.step(int64(n))
	}
	return n, err
}

// syncDir makes the names in a folder durable.
func syncDir(dir string) error {
	d, err := os.Open(filepath.Clean(dir))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
