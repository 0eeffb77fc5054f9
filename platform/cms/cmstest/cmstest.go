// Package cmstest makes certificates, and keys under them, as authorities do, for
// tests of signatures.
package cmstest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"math/big"
	"testing"
	"time"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"github.com/hengjian/hengjian/platform/cms"
)

// Sorts are the sorts of keys there are.
var Sorts = []string{"rsa", "p256", "p384", "sm2"}

// CA is an authority of one sort of key.
type CA struct {
	Sort        string
	Certificate *smx509.Certificate
	key         crypto.Signer
	last        int64
}

func generate(t testing.TB, sort string) crypto.Signer {
	t.Helper()
	var key crypto.Signer
	var err error
	switch sort {
	case "rsa":
		key, err = rsa.GenerateKey(rand.Reader, 2048)
	case "p256":
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	case "p384":
		key, err = ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	case "sm2":
		key, err = sm2.GenerateKey(rand.Reader)
	default:
		t.Fatalf("no sort of key %q", sort)
	}
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// NewCA makes an authority, valid for the years that tests play in.
func NewCA(t testing.TB, sort string) *CA {
	t.Helper()
	key := generate(t, sort)
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "测试根（" + sort + "）", Organization: []string{"测试 CA"}}, NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2040, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign, SubjectKeyId: []byte{1, 2, 3}}
	return &CA{Sort: sort, Certificate: create(t, template, template, key.Public(), key), key: key, last: 1}
}

// Want is a certificate to be issued; what is left out is usual.
type Want struct {
	Name        string
	From, Until time.Time
	Usage       x509.KeyUsage
	Stamps      bool   // it is for a time-stamp service
	Sort        string // of the key; that of the authority
}

// Issue makes a key with its certificate.
func (ca *CA) Issue(t testing.TB, w Want) cms.Key {
	t.Helper()
	if w.Sort == "" {
		w.Sort = ca.Sort
	}
	if w.From.IsZero() {
		w.From = ca.Certificate.NotBefore
	}
	if w.Until.IsZero() {
		w.Until = ca.Certificate.NotAfter
	}
	if w.Usage == 0 {
		w.Usage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	}
	ca.last++
	template := &x509.Certificate{SerialNumber: big.NewInt(ca.last), Subject: pkix.Name{CommonName: w.Name, Organization: []string{"某市市场监督管理局"}}, NotBefore: w.From, NotAfter: w.Until, KeyUsage: w.Usage, BasicConstraintsValid: true}
	if w.Stamps {
		template.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: timeStamping}} // RFC 3161 §2.3
	}
	key := generate(t, w.Sort)
	return cms.Key{Chain: []*smx509.Certificate{create(t, template, ca.Certificate.ToX509(), key.Public(), ca.key)}, Signer: key}
}

// timeStamping is the one extended usage id-kp-timeStamping.
var timeStamping = []byte{0x30, 0x0a, 0x06, 0x08, 0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08}

func create(t testing.TB, template, parent *x509.Certificate, public, by any) *smx509.Certificate {
	t.Helper()
	raw, err := smx509.CreateCertificate(rand.Reader, template, parent, public, by)
	if err != nil {
		t.Fatal(err)
	}
	c, err := smx509.ParseCertificate(raw)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Roots are the authorities' own certificates.
func Roots(list ...*CA) cms.Roots {
	var out cms.Roots
	for _, ca := range list {
		out = append(out, ca.Certificate)
	}
	return out
}

// PEM writes certificates.
func PEM(list ...*smx509.Certificate) []byte {
	var out []byte
	for _, c := range list {
		out = append(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})...)
	}
	return out
}

// KeyPEM writes the private key alone, in the clear.
func KeyPEM(t testing.TB, k cms.Key) []byte {
	t.Helper()
	raw, err := smx509.MarshalPKCS8PrivateKey(k.Signer)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: raw})
}
