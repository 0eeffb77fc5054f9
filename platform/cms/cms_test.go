package cms_test

import (
	"bytes"
	"crypto/x509"
	"encoding/asn1"
	"encoding/pem"
	"strings"
	"testing"
	"time"

	"github.com/emmansun/gmsm/cfca"
	"github.com/emmansun/gmsm/pkcs7"
	"github.com/emmansun/gmsm/pkcs8"
	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"
	"software.sslmate.com/src/go-pkcs12"

	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
)

var at = time.Date(2026, 11, 30, 1, 30, 0, 0, time.UTC)

// TestAnotherReads: what a key of each sort signs is right to the reader of another
// library, and another content is not.
func TestAnotherReads(t *testing.T) {
	content := []byte("投诉受理决定书")
	for _, sort := range cmstest.Sorts {
		k := cmstest.NewCA(t, sort).Issue(t, cmstest.Want{Name: "章"})
		raw, err := k.Sign(content, cms.Options{Time: at})
		if err != nil {
			t.Fatal(err)
		}
		ours, err := cms.Verify(raw, content)
		if err != nil || !ours.Time.Equal(at) || ours.Algorithm != k.Algorithm() || !ours.Certificate.Equal(k.Certificate()) {
			t.Errorf("%s: we read %+v: %v", sort, ours, err)
		}
		theirs, err := pkcs7.Parse(raw)
		if err != nil {
			t.Fatalf("%s: %v", sort, err)
		}
		theirs.Content = content
		if err := theirs.Verify(); err != nil {
			t.Errorf("%s: another library: %v", sort, err)
		}
		theirs.Content = []byte("投诉不予受理决定书")
		if theirs.Verify() == nil {
			t.Errorf("%s: another library finds another content right", sort)
		}
		if _, err := cms.Verify(raw, theirs.Content); err == nil {
			t.Errorf("%s: we find another content right", sort)
		}
		for i := range raw { // no byte of it may be otherwise
			other := bytes.Clone(raw)
			other[i] ^= 1
			if _, err := cms.Verify(other, content); err == nil {
				t.Errorf("%s: byte %d of %d may be changed", sort, i, len(raw))
			}
		}
	}
}

// TestChineseForm: a key of SM2 signs in the form of GM/T 0010, and openssl finds the
// signature over its attributes right (GB/T 32918 with the default identity).
func TestChineseForm(t *testing.T) {
	k := cmstest.NewCA(t, "sm2").Issue(t, cmstest.Want{Name: "章"})
	raw, err := k.Sign([]byte("文书"), cms.Options{Time: at})
	if err != nil {
		t.Fatal(err)
	}
	var ci struct {
		Type asn1.ObjectIdentifier
		Data struct {
			Version int
			Digests asn1.RawValue
			Content struct{ Type asn1.ObjectIdentifier }
			Certs   asn1.RawValue `asn1:"tag:0"`
			Signers []struct {
				Version   int
				ID        asn1.RawValue
				Digest    struct{ Name asn1.ObjectIdentifier }
				Signed    asn1.RawValue `asn1:"tag:0"`
				Algorithm struct{ Name asn1.ObjectIdentifier }
				Value     []byte
			} `asn1:"set"`
		} `asn1:"explicit,tag:0"`
	}
	if rest, err := asn1.Unmarshal(raw, &ci); err != nil || len(rest) > 0 || len(ci.Data.Signers) != 1 {
		t.Fatal(err)
	}
	si := ci.Data.Signers[0]
	for got, want := range map[string]string{ci.Type.String(): "1.2.156.10197.6.1.4.2.2", ci.Data.Content.Type.String(): "1.2.156.10197.6.1.4.2.1", si.Digest.Name.String(): "1.2.156.10197.1.401", si.Algorithm.Name.String(): "1.2.156.10197.1.301.1"} {
		if got != want {
			t.Errorf("%s stands where GM/T 0010 has %s", got, want)
		}
	}
	dir := t.TempDir()
	public, err := smx509.MarshalPKIXPublicKey(k.Signer.Public())
	if err != nil {
		t.Fatal(err)
	}
	cmstest.Write(t, dir, "public", pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}))
	signed := bytes.Clone(si.Signed.FullBytes)
	signed[0] = 0x31 // SET OF: as it was signed
	cmstest.Write(t, dir, "signed", signed)
	cmstest.Write(t, dir, "value", si.Value)
	args := []string{"pkeyutl", "-verify", "-pubin", "-inkey", "public", "-rawin", "-digest", "sm3", "-pkeyopt", "distid:1234567812345678", "-in", "signed", "-sigfile", "value"}
	if said, err := cmstest.OpenSSL(t, dir, args...); err != nil {
		t.Errorf("openssl: %v %s", err, said)
	}
	signed[len(signed)-1] ^= 1
	cmstest.Write(t, dir, "signed", signed)
	if said, err := cmstest.OpenSSL(t, dir, args...); err == nil {
		t.Errorf("openssl finds another signed text right: %s", said)
	}
}

// TestTrust: a signature is believed of an authority among the roots, while the
// certificate was valid.
func TestTrust(t *testing.T) {
	ca, other := cmstest.NewCA(t, "p256"), cmstest.NewCA(t, "sm2")
	k := ca.Issue(t, cmstest.Want{Name: "章", From: at.AddDate(-1, 0, 0), Until: at.AddDate(0, 1, 0)})
	raw, err := k.Sign([]byte("x"), cms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s, err := cms.Verify(raw, []byte("x"))
	if err != nil {
		t.Fatal(err)
	}
	for name, x := range map[string]struct {
		roots cms.Roots
		at    time.Time
		want  string
	}{
		"valid":             {cmstest.Roots(other, ca), at, ""},
		"another authority": {cmstest.Roots(other), at, "不是由受信任的机构签发"},
		"nobody":            {nil, at, "不是由受信任的机构签发"},
		"expired":           {cmstest.Roots(ca), at.AddDate(0, 2, 0), "证书在 2027-01-30 不在有效期内"},
		"not yet":           {cmstest.Roots(ca), at.AddDate(-2, 0, 0), "不在有效期内"},
	} {
		err := s.Trusted(x.roots, x.at)
		if (err == nil) != (x.want == "") || err != nil && !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReadKey: every way in which authorities hand out keys, and what is wrong with
// those that are not taken.
func TestReadKey(t *testing.T) {
	const word = "口令 pass"
	rsaCA, ecCA, smCA := cmstest.NewCA(t, "rsa"), cmstest.NewCA(t, "p256"), cmstest.NewCA(t, "sm2")
	rsa, ec, sm := rsaCA.Issue(t, cmstest.Want{Name: "甲"}), ecCA.Issue(t, cmstest.Want{Name: "乙"}), smCA.Issue(t, cmstest.Want{Name: "丙"})
	must := func(b []byte, err error) []byte {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	p12 := must(pkcs12.Modern.Encode(rsa.Signer, rsa.Certificate().ToX509(), []*x509.Certificate{rsaCA.Certificate.ToX509()}, word))
	old := must(pkcs12.LegacyDES.Encode(ec.Signer, ec.Certificate().ToX509(), nil, word))
	smPrivate, ok := sm.Signer.(*sm2.PrivateKey)
	if !ok {
		t.Fatal("no key of SM2")
	}
	cfcaFile := must(cfca.MarshalSM2([]byte(word), smPrivate, sm.Certificate()))
	hidden := pem.EncodeToMemory(&pem.Block{Type: "ENCRYPTED PRIVATE KEY", Bytes: must(pkcs8.MarshalPrivateKey(sm.Signer, []byte(word), nil))})
	encrypts := smCA.Issue(t, cmstest.Want{Name: "加密", Usage: x509.KeyUsageKeyEncipherment})
	certs := func(k cms.Key, ca *cmstest.CA) []byte { return cmstest.PEM(ca.Certificate, k.Certificate()) } // in any order
	for name, x := range map[string]struct {
		key, more []byte
		word      string
		want      string // "" where it is taken
		of        cms.Key
	}{
		"PKCS#12":               {p12, nil, word, "", rsa},
		"PKCS#12 of old":        {old, certs(ec, ecCA), word, "", ec},
		"PEM":                   {cmstest.KeyPEM(t, ec), certs(ec, ecCA), "", "", ec},
		"PEM of SM2":            {append(cmstest.KeyPEM(t, sm), certs(sm, smCA)...), nil, "", "", sm},
		"PEM under a password":  {hidden, certs(sm, smCA), word, "", sm},
		"the file of CFCA":      {cfcaFile, nil, word, "", sm},
		"wrong password":        {p12, nil, "other", "口令不对", cms.Key{}},
		"wrong password of PEM": {hidden, certs(sm, smCA), "other", "口令不对", cms.Key{}},
		"wrong password, CFCA":  {cfcaFile, nil, "other", "口令不对", cms.Key{}},
		"another's certificate": {cmstest.KeyPEM(t, ec), certs(rsa, rsaCA), "", "不是一对", cms.Key{}},
		"no certificate":        {cmstest.KeyPEM(t, ec), nil, "", "没有证书", cms.Key{}},
		"no key":                {certs(ec, ecCA), nil, "", "没有私钥", cms.Key{}},
		"two keys":              {append(cmstest.KeyPEM(t, ec), cmstest.KeyPEM(t, sm)...), nil, "", "不止一个私钥", cms.Key{}},
		"for encryption":        {cmstest.KeyPEM(t, encrypts), certs(encrypts, smCA), "", "请用签名证书", cms.Key{}},
		"a key among the certs": {cmstest.KeyPEM(t, ec), cmstest.KeyPEM(t, ec), "", "有别的内容", cms.Key{}},
		"nothing":               {nil, nil, "", "不是 PKCS#12", cms.Key{}},
		"a picture":             {[]byte("\x89PNG\r\n\x1a\n"), nil, "", "不是 PKCS#12", cms.Key{}},
	} {
		k, err := cms.ReadKey(x.key, x.more, x.word)
		switch {
		case x.want != "":
			if err == nil || !strings.Contains(err.Error(), x.want) || x.word != "" && strings.Contains(err.Error(), x.word) {
				t.Errorf("%s: %v", name, err)
			}
		case err != nil:
			t.Errorf("%s: %v", name, err)
		case !k.Certificate().Equal(x.of.Certificate()):
			t.Errorf("%s: the certificate is that of %s", name, k.Certificate().Subject)
		default:
			raw, err := k.Sign([]byte("x"), cms.Options{})
			if err == nil {
				_, err = cms.Verify(raw, []byte("x"))
			}
			if err != nil {
				t.Errorf("%s: it signs nothing right: %v", name, err)
			}
		}
	}
}

// TestEven: a key that is told to signs the same with the same.
func TestEven(t *testing.T) {
	k := cmstest.NewCA(t, "p256").Issue(t, cmstest.Want{Name: "章"})
	k.Even = true
	a, err := k.Sign([]byte("x"), cms.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := k.Sign([]byte("x"), cms.Options{}); err != nil || !bytes.Equal(a, b) {
		t.Errorf("it signs otherwise: %v", err)
	}
}

// FuzzVerify: no bytes break the reader of signatures or of keys.
func FuzzVerify(f *testing.F) {
	ca := cmstest.NewCA(f, "p256")
	raw, err := ca.Issue(f, cmstest.Want{Name: "章"}).Sign([]byte("x"), cms.Options{Time: at, Stamp: func([]byte) ([]byte, error) { return []byte{5, 0}, nil }})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add(ca.Certificate.Raw)
	f.Fuzz(func(t *testing.T, b []byte) {
		if s, err := cms.Verify(b, []byte("x")); err == nil {
			_ = s.Trusted(cmstest.Roots(ca), at)
			_, _ = s.Stamped(cmstest.Roots(ca))
		}
		_, _ = cms.ReadKey(b, b, "x")
	})
}
