package document

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

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

// Signature is what a signer gives. The file that it leaves behind is the version
// that is served: its digest is what the ledger and the public check know. A
// signature that a PDF file can carry is in it; another lies beside it, over the
// file as it is served.
type Signature struct {
	Method  string `json:"method"`            // local, ca, a service
	Words   string `json:"words"`             // as people read it: 演示电子签名
	Digest  string `json:"digest"`            // SHA-256 of the file that is served, hexadecimal
	Printed string `json:"printed,omitempty"` // SHA-256 of the file before its first signature
	At      string `json:"at"`
	Demo    bool   `json:"demo"` // has no effect in law
	Marks   []Seal `json:"marks,omitempty"`

	// Documents of before signatures were in the file have one beside it (ADR 0026).
	Algorithm string `json:"algorithm,omitempty"` // Ed25519
	Value     string `json:"value,omitempty"`     // base64
	Key       string `json:"key,omitempty"`       // public key, base64
}

// Seal is one signature of a document, in the order in which they were put on: those
// in the file first.
type Seal struct {
	Title string `json:"title"`
	Value string `json:"value,omitempty"` // one beside the file: SignedData, base64; "" where it is in the file
}

// Signer signs printed documents: the seal service of the province, keys of a CA, or
// the installation itself for tests and the demo. It may take its time: it is asked
// outside of any transaction, and again where it failed.
type Signer interface {
	// Words are how copies say what signs for an organ, before the signature is there.
	Words(organ string) string
	// Ready says why nothing could be signed for an organ at a moment (a certificate
	// that has expired), or nil. It is asked before a number is taken, and quick.
	Ready(organ string, at clock.Instant) error
	// Sign returns the file with the signatures it carries, which begins with the
	// printed one byte for byte, and what to keep beside it; or an error whose text
	// says in Chinese what failed, and nothing.
	Sign(ctx context.Context, p Paper) ([]byte, Signature, error)
}

// digestOf is the SHA-256 of a file, hexadecimal.
func digestOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}
