package blob

import (
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

// stale is the age at which a temporary file left by a dead process is removed.
const stale = 24 * time.Hour

// Folder is a Store in a folder of the file system: files aa/bb/<digest>, mode
// 0600, each written to tmp/, synced and renamed, so that a name always holds
// the whole content whatever moment the machine stops.
type Folder struct {
	root *os.Root
}

var _ Store = (*Folder)(nil)

// OpenFolder opens or makes the folder and removes old temporary files.
func OpenFolder(dir string) (*Folder, error) {
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o700); err != nil {
		return nil, unwritable(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, unwritable(err)
	}
	f := &Folder{root: root}
	if err := f.sweep(); err != nil {
		return nil, errors.Join(unwritable(err), root.Close())
	}
	return f, nil
}

// Close closes the folder.
func (f *Folder) Close() error { return f.root.Close() }

func (f *Folder) sweep() error {
	entries, err := fs.ReadDir(f.root.FS(), "tmp")
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || time.Since(info.ModTime()) < stale {
			continue
		}
		if err := f.root.Remove("tmp/" + e.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func place(d Digest) (dir, name string) {
	dir = string(d[:2]) + "/" + string(d[2:4])
	return dir, dir + "/" + string(d)
}

// Put keeps the content of r; see Store.
func (f *Folder) Put(ctx context.Context, r io.Reader, limit int64) (d Digest, size int64, err error) {
	return f.put(ctx, r, limit, func(Digest) error { return nil })
}

// put is Put with a word to say before the synced content takes its name; what
// claim refuses is not kept.
func (f *Folder) put(ctx context.Context, r io.Reader, limit int64, claim func(Digest) error) (d Digest, size int64, err error) {
	tmp := fmt.Sprintf("tmp/%s", randomName())
	w, err := f.root.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", 0, unwritable(err)
	}
	defer func() {
		if err != nil {
			_ = w.Close()          // may be closed already
			_ = f.root.Remove(tmp) // sweep removes what stays
		}
	}()
	h := sha256.New()
	if size, err = copyTo(ctx, w, h, r, limit); err != nil {
		return "", 0, err
	}
	if err = w.Sync(); err != nil {
		return "", 0, unwritable(err)
	}
	if err = w.Close(); err != nil {
		return "", 0, unwritable(err)
	}
	d = Digest(hex.EncodeToString(h.Sum(nil)))
	if err = claim(d); err != nil {
		return "", 0, err
	}
	if err = f.settle(tmp, d); err != nil {
		return "", 0, unwritable(err)
	}
	return d, size, nil
}

// copyTo copies r into w and the hash; reading and writing errors are told apart.
func copyTo(ctx context.Context, w, h io.Writer, r io.Reader, limit int64) (int64, error) {
	buf := make([]byte, 128<<10)
	var size int64
	for {
		if err := ctx.Err(); err != nil {
			return 0, fault.New(fault.Unavailable, "blob.cancelled", "文件传输已中止，未保存").With(err)
		}
		n, err := r.Read(buf)
		size += int64(n)
		if limit > 0 && size > limit {
			return 0, fault.Newf(fault.TooLarge, "blob.toolarge", "文件超过 %s 的上限，未保存", human(limit))
		}
		if n > 0 {
			if _, err := w.Write(buf[:n]); err != nil {
				return 0, unwritable(err)
			}
			_, _ = h.Write(buf[:n]) // a hash never fails
		}
		if errors.Is(err, io.EOF) {
			return size, nil
		}
		var own *fault.Error
		if errors.As(err, &own) {
			return 0, own
		}
		if err != nil {
			return 0, fault.New(fault.Invalid, "blob.read", "文件传输中断，未保存，请重试").With(err)
		}
	}
}

// settle moves the synced temporary file to its name and makes that durable.
func (f *Folder) settle(tmp string, d Digest) error {
	dir, name := place(d)
	if err := f.root.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	if err := f.root.Rename(tmp, name); err != nil {
		return err
	}
	for _, p := range []string{dir, string(d[:2]), "."} {
		if err := f.syncDir(p); err != nil {
			return err
		}
	}
	return nil
}

func (f *Folder) syncDir(name string) error {
	dir, err := f.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(dir.Sync(), dir.Close())
}

// Open returns the content; see Store.
func (f *Folder) Open(_ context.Context, d Digest) (io.ReadSeekCloser, error) {
	if !d.Valid() {
		_, err := ParseDigest(string(d))
		return nil, err
	}
	_, name := place(d)
	file, err := f.root.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, absent(err)
	}
	if err != nil {
		return nil, fault.New(fault.Unavailable, "blob.read", "文件暂时读不出来，请稍后再试").With(err)
	}
	return file, nil
}

// Stat returns the size; see Store.
func (f *Folder) Stat(_ context.Context, d Digest) (int64, error) {
	if !d.Valid() {
		_, err := ParseDigest(string(d))
		return 0, err
	}
	_, name := place(d)
	info, err := f.root.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return 0, absent(err)
	}
	if err != nil {
		return 0, fault.New(fault.Unavailable, "blob.read", "文件暂时读不出来，请稍后再试").With(err)
	}
	return info.Size(), nil
}

// Delete destroys the content; see Store.
func (f *Folder) Delete(_ context.Context, d Digest) error {
	if !d.Valid() {
		_, err := ParseDigest(string(d))
		return err
	}
	dir, name := place(d)
	if err := f.root.Remove(name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return fault.New(fault.Unavailable, "blob.delete", "文件没有删除成功，请稍后再试").With(err)
	}
	return f.syncDir(dir)
}

// each walks over the stored files.
func (f *Folder) each(visit func(d Digest, size int64, at time.Time) error) error {
	return fs.WalkDir(f.root.FS(), ".", func(_ string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() || !Digest(e.Name()).Valid() {
			return err
		}
		info, err := e.Info()
		if errors.Is(err, fs.ErrNotExist) { // destroyed meanwhile
			return nil
		}
		if err != nil {
			return err
		}
		return visit(Digest(e.Name()), info.Size(), info.ModTime())
	})
}
