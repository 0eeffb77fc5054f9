// Package blob keeps files under the SHA-256 of their content, so that a file
// named in an act can never quietly become another one. Nothing outside the
// store ever names a path: a file is asked for by its digest only.
package blob

import (
	"context"
	"encoding/hex"
	"io"

	"github.com/hengjian/hengjian/platform/fault"
)

// Digest is the SHA-256 of a file as 64 lower-case hexadecimal digits.
type Digest string

// ParseDigest accepts exactly the canonical form and nothing else, which is
// what makes path tricks impossible.
func ParseDigest(s string) (Digest, error) {
	if !Digest(s).Valid() {
		return "", fault.New(fault.Invalid, "blob.digest", "文件标识无效，应为 64 位十六进制摘要")
	}
	return Digest(s), nil
}

// Valid reports whether d has the canonical form.
func (d Digest) Valid() bool {
	if len(d) != 64 {
		return false
	}
	for i := range len(d) {
		if c := d[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// Bytes returns the 32 bytes of a valid digest.
func (d Digest) Bytes() []byte {
	b, err := hex.DecodeString(string(d))
	if err != nil {
		return nil
	}
	return b
}

// Store keeps files. All methods refuse a malformed digest with blob.digest and
// report an absent file as blob.absent.
type Store interface {
	// Put reads r to its end and keeps it durably; more than limit bytes are
	// refused with blob.toolarge and leave nothing behind. limit ≤ 0 means none.
	Put(ctx context.Context, r io.Reader, limit int64) (Digest, int64, error)
	// Open returns the content for reading and seeking.
	Open(ctx context.Context, d Digest) (io.ReadSeekCloser, error)
	// Stat returns the size in bytes.
	Stat(ctx context.Context, d Digest) (int64, error)
	// Delete destroys the content, for erasure (个人信息保护法 art. 47); deleting
	// what is not there is no error, so that a restore can replay erasures.
	Delete(ctx context.Context, d Digest) error
}

func absent(cause error) error {
	return fault.New(fault.NotFound, "blob.absent", "文件不存在或已被依法删除").With(cause)
}

func unwritable(cause error) error {
	return fault.New(fault.Unavailable, "blob.write", "文件没有保存成功，请检查磁盘空间与目录权限后重试").With(cause)
}
