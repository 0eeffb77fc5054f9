package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
)

// Key is a private key with its certificate and those above it.
type Key struct {
	Chain  []*smx509.Certificate // the key's own first
	Signer crypto.Signer
	// Even signs the same bytes with the same signature (RFC 6979): for a key whose
	// output should be the same to the byte. ECDSA only.
	Even bool
}

// NewKey holds a private key to its certificate.
func NewKey(signer crypto.Signer, chain []*smx509.Certificate) (Key, error) {
	if len(chain) == 0 {
		return Key{}, errors.New("没有证书")
	}
	own, err := smx509.MarshalPKIXPublicKey(signer.Public())
	if err != nil {
		return Key{}, fmt.Errorf("私钥的类型不受支持：%w", err)
	}
	for i, c := range chain { // the own certificate may stand anywhere in the file
		if bytes.Equal(c.RawSubjectPublicKeyInfo, own) || samePoint(c.PublicKey, signer.Public()) {
			chain[0], chain[i] = chain[i], chain[0]
			break
		}
		if i == len(chain)-1 {
			return Key{}, fmt.Errorf("私钥与证书不是一对（证书：%s）", c.Subject.CommonName)
		}
	}
	if _, err := suiteFor(chain[0].PublicKey); err != nil {
		return Key{}, err
	}
	if u := chain[0].KeyUsage; u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return Key{}, errors.New("证书的用途不含签名，可能是双证书中的加密证书；请用签名证书")
	}
	return Key{Chain: chain, Signer: signer}, nil
}

// samePoint compares keys of a curve: certificates name the curve in more than one way.
func samePoint(a, b any) bool {
	x, ok := a.(*ecdsa.PublicKey)
	y, ok2 := b.(*ecdsa.PublicKey)
	return ok && ok2 && x.Curve == y.Curve && x.Equal(y)
}

// Certificate is the key's own.
func (k Key) Certificate() *smx509.Certificate { return k.Chain[0] }

// SM2 reports whether the key is one of SM2.
func (k Key) SM2() bool { return sm2.IsSM2PublicKey(k.Certificate().PublicKey) }

// Algorithm is what the key signs with, in words.
func (k Key) Algorithm() string {
	s, err := suiteFor(k.Certificate().PublicKey)
	if err != nil {
		return ""
	}
	return s.title
}

// Options say what a signature has beside what it must have.
type Options struct {
	// Time is written into the signature (signing-time); zero: it is not, as EN 319
	// 142-1 demands of a signature in a PDF file, which has the time beside it.
	Time time.Time
	// Stamp asks a time-stamp service for a token over the signature; nil: none.
	Stamp func(signature []byte) (token []byte, err error)
}

// Sign makes a signature over content that is not in it (detached), DER. A key of
// SM2 signs in the form of GM/T 0010, any other in that of RFC 5652 with the
// attributes of CAdES baseline B.
func (k Key) Sign(content []byte, o Options) ([]byte, error) {
	s, err := suiteFor(k.Certificate().PublicKey)
	if err != nil {
		return nil, err
	}
	dataType := oidData
	if k.SM2() {
		dataType = oidSMData
	}
	h := s.hash()
	h.Write(content)
	attrs := [][]byte{
		attribute(oidContentType, der(dataType)),
		attribute(oidMessageDigest, der(h.Sum(nil))),
		attribute(oidCertificateV2, k.named()),
	}
	if !o.Time.IsZero() {
		attrs = append(attrs, attribute(oidSigningTime, der(o.Time.UTC().Truncate(time.Second))))
	}
	signed := set(attrs...)
	value, err := k.raw(s, signed)
	if err != nil {
		return nil, fmt.Errorf("signing with the key of %s: %w", k.Certificate().Subject.CommonName, err)
	}
	p := parts{s, k.SM2(), k.Certificate(), nil, signed, value, nil}
	if o.Stamp != nil {
		if p.token, err = o.Stamp(value); err != nil {
			return nil, err
		}
	}
	for _, c := range k.Chain {
		p.certs = append(p.certs, c.Raw)
	}
	return p.encode(), nil
}

// parts are what a detached signature is made of.
type parts struct {
	suite  suite
	sm     bool
	own    *smx509.Certificate
	certs  [][]byte
	signed []byte // the signed attributes, as a SET
	value  []byte
	token  []byte // nil: none
}

// encode puts a signature together in the one way in which this package writes it.
func (p parts) encode() []byte {
	dataType, signedType := oidData, oidSignedData
	if p.sm {
		dataType, signedType = oidSMData, oidSMSignedData
	}
	digest := sequence(der(p.suite.digest))
	info := [][]byte{der(1), sequence(p.own.RawIssuer, der(p.own.SerialNumber)), digest, inContext(0, inner(p.signed)), der(p.suite.signature), der(p.value)}
	if p.token != nil {
		info = append(info, inContext(1, attribute(oidTimeStamp, p.token)))
	}
	body := sequence(der(1), set(digest), sequence(der(dataType)), inContext(0, inner(set(p.certs...))), set(sequence(info...)))
	return sequence(der(signedType), inContext(0, body))
}

// named is the attribute that binds the certificate to the signature (RFC 5035):
// another certificate of the same key cannot be put in its place.
func (k Key) named() []byte {
	sum := sha256.Sum256(k.Certificate().Raw) // the default digest of ESSCertIDv2
	return sequence(sequence(sequence(der(sum[:]))))
}

// raw signs bytes.
func (k Key) raw(s suite, data []byte) ([]byte, error) {
	if s.check == smx509.SM2WithSM3 {
		return k.Signer.Sign(rand.Reader, data, s.opts)
	}
	h := s.hash()
	h.Write(data)
	random := io.Reader(rand.Reader)
	if k.Even {
		random = nil
	}
	return k.Signer.Sign(random, h.Sum(nil), s.opts)
}

// attribute is one with a single value.
func attribute(name asn1.ObjectIdentifier, value []byte) []byte {
	return sequence(der(name), set(value))
}

// inner is a value without its tag and length: what stands under another tag.
func inner(value []byte) []byte {
	var v asn1.RawValue
	if _, err := asn1.Unmarshal(value, &v); err != nil {
		panic("cms: " + err.Error()) // it was encoded here
	}
	return v.Bytes
}
