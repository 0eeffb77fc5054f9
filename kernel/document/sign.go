package document

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"

	"github.com/hengjian/hengjian/platform/clock"
)

// Paper is a printed document that is to be signed (盖章、签名).
type Paper struct {
	PDF    []byte
	Organ  string // in whose name
	Signer string // the person who issues it
	Title  string
	Number string
	At     clock.Instant
}

// Signature is what a signer gives: over the SHA-256 of the printed file.
type Signature struct {
	Method    string `json:"method"`    // who signs: local, a provincial seal service, a key of a CA
	Words     string `json:"words"`     // as people read it: 演示签名
	Algorithm string `json:"algorithm"` // Ed25519
	Digest    string `json:"digest"`    // SHA-256 of the file, hexadecimal
	Value     string `json:"value"`     // base64
	Key       string `json:"key"`       // public key or certificate, base64
	At        string `json:"at"`
	Demo      bool   `json:"demo"` // has no effect in law
}

// Signer signs printed documents: the seal service of the province, the key of a
// CA, or the installation itself for tests and the demo. It may take its time: it
// is asked outside of any transaction, and again where it failed.
type Signer interface {
	// Name is how copies say what signs, before the signature is there.
	Name() string
	// Sign returns a signature over the file, which it must not change.
	Sign(ctx context.Context, p Paper) (Signature, error)
}

// Local signs with a key of the installation: a real signature that anybody can
// check with the public key, and no seal in law (电子签名法 art. 13 asks for a
// certificate of a licensed provider).
type Local struct{ key ed25519.PrivateKey }

// NewLocal makes the signer from 32 secret bytes.
func NewLocal(seed []byte) (*Local, error) {
	if len(seed) != ed25519.SeedSize {
		return nil, errors.New("the seed of the local signer is not 32 bytes")
	}
	return &Local{ed25519.NewKeyFromSeed(seed)}, nil
}

// Name is what stands in the place of the seal.
func (l *Local) Name() string { return "演示电子签名" }

// signing is what is signed: a prefix keeps the signature from being one of
// anything else.
func signing(digest []byte) []byte { return append([]byte("hengjian document\n"), digest...) }

// Sign signs the digest of the file.
func (l *Local) Sign(_ context.Context, p Paper) (Signature, error) {
	sum := sha256.Sum256(p.PDF)
	public, _ := l.key.Public().(ed25519.PublicKey)
	return Signature{Method: "local", Words: l.Name(), Algorithm: "Ed25519", Digest: hex.EncodeToString(sum[:]), Value: base64.StdEncoding.EncodeToString(ed25519.Sign(l.key, signing(sum[:]))),
		Key: base64.StdEncoding.EncodeToString(public), At: p.At.String(), Demo: true}, nil
}

// Verify reports whether the signature is one of this file.
func (s Signature) Verify(pdf []byte) bool {
	sum := sha256.Sum256(pdf)
	key, err := base64.StdEncoding.DecodeString(s.Key)
	value, err2 := base64.StdEncoding.DecodeString(s.Value)
	return err == nil && err2 == nil && s.Algorithm == "Ed25519" && len(key) == ed25519.PublicKeySize && s.Digest == hex.EncodeToString(sum[:]) && ed25519.Verify(key, signing(sum[:]), value)
}
