package ledger

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"hash"

	"github.com/emmansun/gmsm/sm3"
)

// Suite is the pair of hash and signature algorithm of a log: configuration
// from the first day, stated in every leaf and checkpoint.
type Suite byte

// The suites.
const (
	SHA256Ed25519 Suite = 1 // FIPS 180-4 and RFC 8032
	SM3SM2        Suite = 2 // GB/T 32905-2016 and GB/T 32918.2-2016 (商用密码)
)

// ParseSuite returns the suite of a configured name.
func ParseSuite(name string) (Suite, error) {
	for _, s := range []Suite{SHA256Ed25519, SM3SM2} {
		if s.String() == name {
			return s, nil
		}
	}
	return 0, fmt.Errorf("ledger: no suite %q; there are sha256-ed25519 and sm3-sm2", name)
}

// Valid reports whether s is a known suite.
func (s Suite) Valid() bool { return s == SHA256Ed25519 || s == SM3SM2 }

// String is the suite's name in configuration and checkpoints.
func (s Suite) String() string {
	switch s {
	case SHA256Ed25519:
		return "sha256-ed25519"
	case SM3SM2:
		return "sm3-sm2"
	}
	return fmt.Sprintf("suite-%d", byte(s))
}

// MarshalText writes the suite's name.
func (s Suite) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads a suite's name.
func (s *Suite) UnmarshalText(b []byte) (err error) {
	*s, err = ParseSuite(string(b))
	return err
}

// hash returns a fresh hash of the suite; its state can be saved and restored.
func (s Suite) hash() hash.Hash {
	if s == SM3SM2 {
		return sm3.New()
	}
	return sha256.New()
}

// sum hashes b.
func (s Suite) sum(b []byte) Hash {
	if s == SM3SM2 {
		return sm3.Sum(b)
	}
	return sha256.Sum256(b)
}

// Hash is a hash value of either suite; in text and JSON it is standard base64.
type Hash [32]byte

// String prints the hash in base64.
func (h Hash) String() string { return base64.StdEncoding.EncodeToString(h[:]) }

// MarshalText writes the hash in base64.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads exactly 32 bytes of base64.
func (h *Hash) UnmarshalText(b []byte) error {
	raw, err := base64.StdEncoding.Strict().DecodeString(string(b))
	if err != nil || len(raw) != len(h) {
		return fmt.Errorf("ledger: %q is not a hash of 32 bytes in base64", clip(string(b)))
	}
	copy(h[:], raw)
	return nil
}

// clip shortens foreign text for an error message.
func clip(s string) string {
	if len(s) > 60 {
		return s[:60] + "…"
	}
	return s
}

// split cuts stored bytes into hashes.
func split(b []byte) ([]Hash, error) {
	if len(b)%32 != 0 {
		return nil, fmt.Errorf("ledger: %d bytes are not a row of hashes", len(b))
	}
	hs := make([]Hash, len(b)/32)
	for i := range hs {
		copy(hs[i][:], b[32*i:])
	}
	return hs, nil
}

// join lays hashes end to end.
func join(hs []Hash) []byte {
	b := make([]byte, 0, 32*len(hs))
	for i := range hs {
		b = append(b, hs[i][:]...)
	}
	return b
}
