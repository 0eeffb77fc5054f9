package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of an archive as a whole. A database packs well, but not without
// bounds; what grows more than ratio times, after the first maxFree bytes, is
// made to fill a disk.
const (
	ratio      = 250
	maxFree    = 1 << 30
	reserve    = 256 << 20 // left free on the disk
	maxMembers = 100_000_000
)

// unpacker takes a backup apart into a folder.
type unpacker struct {
	ctx     context.Context
	root    *os.Root
	packed  *counter
	tar     *tar.Reader
	sums    *os.File // what SHA256SUMS should say, as we found it
	free    int64
	members int64
	bytes   int64
	blobs   int64
	damaged []string
	buf     []byte
}

// counter counts what is read of the packed file.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// unpack takes the backup read from r apart into dir, which is empty, and
// verifies every member. On an error dir holds rubbish.
func unpack(ctx context.Context, r io.Reader, dir string, step func(int64)) (a About, u *unpacker, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return a, nil, err
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	u = &unpacker{ctx: ctx, root: root, packed: &counter{r: &stepReader{ctx, r, step}}, buf: make([]byte, 256<<10)}
	if u.free, err = Free(dir); err != nil {
		return a, nil, err
	}
	gz, err := gzip.NewReader(u.packed)
	if err != nil {
		return a, nil, notABackup(err)
	}
	in := bufio.NewReaderSize(gz, 256<<10)
	u.tar = tar.NewReader(in)
	if u.sums, err = root.OpenFile(".sums", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return a, nil, err
	}
	sums := u.sums
	defer func() { err = errors.Join(err, sums.Close(), root.Remove(".sums")) }()
	if a, err = u.first(); err != nil {
		return a, nil, err
	}
	if err := u.rest(); err != nil {
		return a, nil, err
	}
	// Read to the end, so that the checksum of the whole stream is looked at;
	// an archive may be padded with zeros and with nothing else.
	tail, err := io.ReadAll(io.LimitReader(in, 1<<20))
	if err != nil || len(bytes.Trim(tail, "\x00")) > 0 || len(tail) == 1<<20 {
		return a, nil, corrupt("末尾有多余内容", err)
	}
	return a, u, nil
}

func corrupt(what string, cause error) error {
	return fault.Newf(fault.Invalid, "backup.corrupt", "备份文件已损坏或被改动：%s；没有恢复任何内容", what).With(cause)
}

// next returns the next member after looking at its name, sort and size.
func (u *unpacker) next() (*tar.Header, error) {
	h, err := u.tar.Next()
	if errors.Is(err, io.EOF) {
		return nil, corrupt("不完整，缺少 "+sumsName, err)
	}
	if err != nil {
		return nil, u.broken(err)
	}
	if u.members++; u.members > maxMembers {
		return nil, corrupt("成员过多", nil)
	}
	bound, known := limit(h.Name)
	switch {
	case !known:
		return nil, corrupt(fmt.Sprintf("含有不该有的成员 %.100q", h.Name), nil)
	case h.Typeflag != tar.TypeReg:
		return nil, corrupt(fmt.Sprintf("成员 %s 不是普通文件", h.Name), nil)
	case h.Size < 0 || bound > 0 && h.Size > bound:
		return nil, corrupt(fmt.Sprintf("成员 %s 过大", h.Name), nil)
	case u.bytes+h.Size > u.free-reserve:
		return nil, fault.Newf(fault.Unavailable, "backup.space", "磁盘空间不足：已展开 %s，%s 还要 %s，剩余 %s", Human(u.bytes), h.Name, Human(h.Size), Human(u.free-u.bytes))
	}
	return h, nil
}

// broken tells a fault of reading from a damaged archive.
func (u *unpacker) broken(err error) error {
	var own *fault.Error
	if errors.As(err, &own) {
		return own
	}
	return corrupt("读到第 "+fmt.Sprint(u.members+1)+" 个成员时出错", err)
}

// first reads the member that says what this is.
func (u *unpacker) first() (About, error) {
	h, err := u.next()
	if err != nil {
		if fault.As(err).Code == "backup.corrupt" {
			err = notABackup(err)
		}
		return About{}, err
	}
	if h.Name != aboutName {
		return About{}, notABackup(fmt.Errorf("it begins with %q", h.Name))
	}
	var text bytes.Buffer
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(&text, sum), u.tar); err != nil {
		return About{}, u.broken(err)
	}
	if err := u.noted(hex.EncodeToString(sum.Sum(nil)), aboutName); err != nil {
		return About{}, err
	}
	return parseAbout(text.Bytes())
}

func (u *unpacker) noted(sum, name string) error {
	_, err := fmt.Fprintf(u.sums, "%s  %s\n", sum, name)
	return err
}

// rest unpacks the other members and compares them all with SHA256SUMS.
func (u *unpacker) rest() error {
	database := false
	for {
		h, err := u.next()
		if err != nil {
			return err
		}
		if h.Name == sumsName {
			if !database {
				return corrupt("没有数据库", nil)
			}
			return u.compare()
		}
		if h.Name == aboutName {
			return corrupt("重复的成员 "+aboutName, nil)
		}
		database = database || h.Name == dbName
		sum, err := u.member(h)
		if err != nil {
			return err
		}
		if err := u.noted(sum, h.Name); err != nil {
			return err
		}
		if dir, _ := path.Split(h.Name); dir != "" && dir[0] == 'f' {
			if u.blobs++; path.Base(h.Name) != sum {
				u.damaged = append(u.damaged, h.Name)
			}
		}
	}
}

// member writes one member into the folder and returns its digest.
func (u *unpacker) member(h *tar.Header) (sum string, err error) {
	if dir := path.Dir(h.Name); dir != "." {
		if err := u.root.MkdirAll(dir, 0o700); err != nil {
			return "", unwritable(err)
		}
	}
	f, err := u.root.OpenFile(h.Name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return "", corrupt("重复的成员 "+h.Name, err)
	}
	if err != nil {
		return "", unwritable(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	hash := sha256.New()
	for {
		n, err := u.tar.Read(u.buf)
		_, _ = hash.Write(u.buf[:n]) // a hash never fails
		if _, err := f.Write(u.buf[:n]); err != nil {
			return "", unwritable(err)
		}
		if u.bytes += int64(n); u.bytes > maxFree && u.bytes > ratio*u.packed.n {
			return "", corrupt("展开后大得不合常理", nil)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", u.broken(err)
		}
	}
	return hex.EncodeToString(hash.Sum(nil)), f.Sync()
}

func unwritable(err error) error {
	return fault.New(fault.Unavailable, "backup.unwritable", "写不进目标目录，恢复没有完成").With(err)
}

// compare holds SHA256SUMS against what was unpacked, line by line.
func (u *unpacker) compare() error {
	if _, err := u.sums.Seek(0, io.SeekStart); err != nil {
		return err
	}
	ours, theirs := bufio.NewScanner(u.sums), bufio.NewScanner(u.tar)
	for ours.Scan() {
		if !theirs.Scan() {
			return corrupt(sumsName+" 不完整", theirs.Err())
		}
		if ours.Text() != theirs.Text() {
			name := ours.Text()
			return corrupt("成员 "+name[min(66, len(name)):]+" 的摘要与 "+sumsName+" 不符", nil)
		}
	}
	if err := ours.Err(); err != nil {
		return err
	}
	if theirs.Scan() || theirs.Err() != nil {
		return corrupt(sumsName+" 所列的成员不全", theirs.Err())
	}
	if _, err := u.tar.Next(); !errors.Is(err, io.EOF) {
		return corrupt(sumsName+" 之后还有内容", err)
	}
	return nil
}
