package ledger

import (
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/emmansun/gmsm/sm2"
	"golang.org/x/mod/sumdb/note"
)

// sm2User is the default identity of GM/T 0009-2012 §10.
const sm2User = "1234567812345678"

// keyName is what a signer and a verifier have in common.
type keyName struct {
	name string
	id   uint32
}

func (k keyName) Name() string    { return k.name }
func (k keyName) KeyHash() uint32 { return k.id }

type edSigner struct {
	keyName
	priv ed25519.PrivateKey
}

func (s *edSigner) Sign(msg []byte) ([]byte, error) { return ed25519.Sign(s.priv, msg), nil }

type edVerifier struct {
	keyName
	pub ed25519.PublicKey
}

func (v *edVerifier) Verify(msg, sig []byte) bool { return ed25519.Verify(v.pub, msg, sig) }

type sm2Signer struct {
	keyName
	priv *sm2.PrivateKey
}

func (s *sm2Signer) Sign(msg []byte) ([]byte, error) {
	return s.priv.SignWithSM2(rand.Reader, []byte(sm2User), msg)
}

type sm2Verifier struct {
	keyName
	pub *ecdsa.PublicKey
}

func (v *sm2Verifier) Verify(msg, sig []byte) bool {
	return sm2.VerifyASN1WithSM2(v.pub, []byte(sm2User), msg, sig)
}

// sm2Point is the uncompressed form of a public key: 0x04 ‖ X ‖ Y.
func sm2Point(pub *ecdsa.PublicKey) []byte {
	b := make([]byte, 65)
	b[0] = 4
	//lint:ignore SA1019 the SM2 curve is none of crypto/ecdh's; the coordinates are read, not computed with
	pub.X.FillBytes(b[1:33])
	//lint:ignore SA1019 as above
	pub.Y.FillBytes(b[33:])
	return b
}

// NewVerifier reads a public key of either suite: name+id+base64.
func NewVerifier(text string) (note.Verifier, error) {
	bad := func(why string) (note.Verifier, error) {
		return nil, fmt.Errorf("ledger: %q is not a public key of a ledger: %s", clip(text), why)
	}
	name, rest, ok := strings.Cut(text, "+")
	id, data, ok2 := strings.Cut(rest, "+")
	if !ok || !ok2 || name == "" || strings.ContainsAny(name, " \t\r\n") {
		return bad("it has not the form name+id+base64")
	}
	n, err := strconv.ParseUint(id, 16, 32)
	if err != nil || len(id) != 8 {
		return bad("its id is not eight hexadecimal digits")
	}
	raw, err := base64.StdEncoding.Strict().DecodeString(data)
	if err != nil {
		return bad("it is not base64")
	}
	v, kind, err := verifierOf(keyName{name, uint32(n)}, string(raw))
	if err != nil {
		return bad(err.Error())
	}
	if keyID(name, kind, raw[len(kind):]) != uint32(n) {
		return bad("its id is not that of the key")
	}
	return v, nil
}

func verifierOf(k keyName, raw string) (note.Verifier, string, error) {
	if pub, ok := strings.CutPrefix(raw, typeEd25519); ok && len(pub) == ed25519.PublicKeySize {
		return &edVerifier{k, ed25519.PublicKey(pub)}, typeEd25519, nil
	}
	if point, ok := strings.CutPrefix(raw, typeSM2); ok && len(point) == 65 {
		pub, err := sm2.NewPublicKey([]byte(point))
		if err != nil {
			return nil, "", err
		}
		return &sm2Verifier{k, pub}, typeSM2, nil
	}
	return nil, "", errors.New("it is neither Ed25519 nor SM2")
}
