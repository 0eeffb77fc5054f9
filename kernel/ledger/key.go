package ledger

import (
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/platform/fault"
)

// Key signs checkpoints. Its text forms are those of C2SP signed-note:
// PRIVATE+KEY+name+id+base64 in its file, name+id+base64 for the public.
type Key struct {
	suite    Suite
	seed     []byte
	secret   string
	public   string
	signer   note.Signer
	verifier note.Verifier
}

// Suite returns the suite whose logs the key signs.
func (k *Key) Suite() Suite { return k.suite }

// Public returns the verifier key to publish, one line without its end.
func (k *Key) Public() string { return k.public }

// Verifier checks signatures of the key.
func (k *Key) Verifier() note.Verifier { return k.verifier }

// Derive returns 32 bytes for another purpose that follow from the key (HKDF,
// RFC 5869) and tell nothing of it, so that an installation keeps one secret.
func (k *Key) Derive(purpose string) ([]byte, error) {
	return hkdf.Key(sha256.New, k.seed, nil, "hengjian "+purpose, 32)
}

// secretPrefix begins the text of a private key.
const secretPrefix = "PRIVATE+KEY+"

// Types of keys: the byte of C2SP signed-note for Ed25519, and for SM2, which
// has none assigned, 0xff followed by a name.
const (
	typeEd25519 = "\x01"
	typeSM2     = "\xffsm2-sm3"
)

// NewKey draws a key. The name must have no spaces and no plus; by custom it is
// that of the installation.
func NewKey(s Suite, name string) (*Key, error) {
	if name == "" || strings.ContainsAny(name, "+ \t\r\n") {
		return nil, fmt.Errorf("ledger: %q is not a name of a key", clip(name))
	}
	seed := make([]byte, 32)
	switch s {
	case SHA256Ed25519:
		if _, err := rand.Read(seed); err != nil {
			return nil, fmt.Errorf("drawing a key: %w", err)
		}
	case SM3SM2:
		k, err := sm2.GenerateKey(rand.Reader)
		if err != nil {
			return nil, fmt.Errorf("drawing a key: %w", err)
		}
		k.D.FillBytes(seed)
	default:
		return nil, fmt.Errorf("ledger: no suite %d", byte(s))
	}
	return keyFrom(s, name, seed)
}

// keyFrom builds the key of 32 secret bytes.
func keyFrom(s Suite, name string, seed []byte) (*Key, error) {
	kind, pub := typeEd25519, []byte(nil)
	k := &Key{suite: s, seed: seed}
	if s == SM3SM2 {
		priv, err := sm2.NewPrivateKey(seed)
		if err != nil {
			return nil, fmt.Errorf("ledger: SM2 key: %w", err)
		}
		kind, pub = typeSM2, sm2Point(&priv.PublicKey)
		k.signer = &sm2Signer{keyName{name, keyID(name, kind, pub)}, priv}
	} else {
		priv := ed25519.NewKeyFromSeed(seed)
		pub = priv.Public().(ed25519.PublicKey)
		k.signer = &edSigner{keyName{name, keyID(name, kind, pub)}, priv}
	}
	id := keyID(name, kind, pub)
	k.public = fmt.Sprintf("%s+%08x+%s", name, id, base64.StdEncoding.EncodeToString([]byte(kind+string(pub))))
	k.secret = fmt.Sprintf("%s%s+%08x+%s", secretPrefix, name, id, base64.StdEncoding.EncodeToString([]byte(kind+string(seed))))
	var err error
	k.verifier, err = NewVerifier(k.public)
	return k, err
}

// keyID is the first four bytes of SHA-256(name ‖ newline ‖ type ‖ public key)
// in both suites, as C2SP signed-note says: it finds a key and protects nothing.
func keyID(name, kind string, pub []byte) uint32 {
	sum := sha256.Sum256([]byte(name + "\n" + kind + string(pub)))
	return binary.BigEndian.Uint32(sum[:])
}

// ParseKey reads the text of a private key.
func ParseKey(text string) (*Key, error) {
	bad := errors.New("ledger: not a private key of a ledger")
	rest, ok := strings.CutPrefix(strings.TrimSpace(text), secretPrefix)
	name, rest, ok2 := strings.Cut(rest, "+")
	_, data, ok3 := strings.Cut(rest, "+")
	raw, err := base64.StdEncoding.Strict().DecodeString(data)
	if !ok || !ok2 || !ok3 || err != nil {
		return nil, bad
	}
	s, kind := SHA256Ed25519, typeEd25519
	if strings.HasPrefix(string(raw), typeSM2) {
		s, kind = SM3SM2, typeSM2
	}
	seed, ok := strings.CutPrefix(string(raw), kind)
	if !ok || len(seed) != 32 || name == "" || strings.ContainsAny(name, " \t\r\n") {
		return nil, bad
	}
	k, err := keyFrom(s, name, []byte(seed))
	if err != nil || k.secret != strings.TrimSpace(text) {
		return nil, bad
	}
	return k, nil
}

// LoadOrCreateKey reads the key file at path, or draws a key of the suite and
// writes it there, readable by its owner only. Of two processes that begin at
// once, both get the same key.
func LoadOrCreateKey(path string, s Suite, name string) (*Key, error) {
	k, err := loadKey(path, s)
	if !errors.Is(err, fs.ErrNotExist) {
		return k, err
	}
	if k, err = NewKey(s, name); err != nil {
		return nil, err
	}
	if err := writeKey(path, k.secret+"\n"); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fault.Newf(fault.Unavailable, "ledger.key", "账本签名密钥写不进 %s", path).With(err)
	}
	return loadKey(path, s)
}

func loadKey(path string, s Suite) (*Key, error) {
	st, err := os.Stat(path)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "ledger.key", "账本签名密钥 %s 读不出来", path).With(err)
	}
	if st.Mode().Perm()&0o077 != 0 {
		return nil, fault.Newf(fault.Internal, "ledger.key", "账本签名密钥 %s 可被他人读写，请改为仅所有者可读（chmod 600）", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "ledger.key", "账本签名密钥 %s 读不出来", path).With(err)
	}
	k, err := ParseKey(string(b))
	if err != nil {
		return nil, fault.Newf(fault.Internal, "ledger.key", "%s 不是账本签名密钥", path).With(err)
	}
	if k.suite != s {
		return nil, fault.Newf(fault.Internal, "ledger.key", "账本签名密钥 %s 属于算法 %s，与配置的 %s 不一致", path, k.suite, s)
	}
	return k, nil
}

// writeKey puts a whole file at path or none; it fails with fs.ErrExist when
// there is one.
func writeKey(path, text string) (err error) {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".key-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = f.WriteString(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
