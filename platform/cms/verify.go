package cms

import (
	"bytes"
	"crypto/sha256"
	"crypto/subtle"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/emmansun/gmsm/smx509"
)

// Signed is a signature whose numbers are right: whoever has the key of Certificate
// signed this very content. Whether that key is to be believed says Trusted.
type Signed struct {
	Certificate *smx509.Certificate
	Algorithm   string
	Time        time.Time // signing-time as the signer says it; zero where it says none
	Token       []byte    // time-stamp over the signature; nil: none
	value       []byte
	others      []*smx509.Certificate
}

type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
}

type signedData struct {
	Version      int
	Digests      asn1.RawValue
	Encapsulated contentInfo
	Certificates asn1.RawValue `asn1:"optional,tag:0"`
	Revocations  asn1.RawValue `asn1:"optional,tag:1"`
	Signers      []signerInfo  `asn1:"set"`
}

type signerInfo struct {
	Version    int
	ID         asn1.RawValue
	Digest     pkix.AlgorithmIdentifier
	Attributes asn1.RawValue `asn1:"optional,tag:0"`
	Algorithm  pkix.AlgorithmIdentifier
	Signature  []byte
	Unsigned   asn1.RawValue `asn1:"optional,tag:1"`
}

type attr struct {
	Type   asn1.ObjectIdentifier
	Values asn1.RawValue `asn1:"set"`
}

// Verify checks a detached signature of one signer over content.
func Verify(signature, content []byte) (*Signed, error) {
	sd, kind, err := parse(signature)
	if err != nil {
		return nil, err
	}
	want := oidData
	if kind.Equal(oidSMSignedData) {
		want = oidSMData
	}
	if !sd.Encapsulated.Type.Equal(want) || len(sd.Encapsulated.Content.Bytes) > 0 {
		return nil, errors.New("签名不是对外部内容的签名")
	}
	out, err := sd.verify(want, content, true)
	if err != nil {
		return nil, err
	}
	// Nothing outside of what is signed may be otherwise than we would write it.
	s, err := suiteOf(out.Certificate.PublicKey, sd.Signers[0].Digest.Algorithm)
	if err != nil {
		return nil, err
	}
	p := parts{s, kind.Equal(oidSMSignedData), out.Certificate, nil, tlv(asn1.ClassUniversal, asn1.TagSet, sd.Signers[0].Attributes.Bytes), out.value, out.Token}
	for _, c := range out.others {
		p.certs = append(p.certs, c.Raw)
	}
	if whole := p.encode(); !bytes.HasPrefix(signature, whole) {
		return nil, errors.New("签名数据在签名之外被改动")
	}
	return out, nil
}

// parse reads SignedData; what follows it may only be zeros (a PDF file fills up
// the place of the signature).
func parse(raw []byte) (*signedData, asn1.ObjectIdentifier, error) {
	var ci contentInfo
	rest, err := asn1.Unmarshal(raw, &ci)
	if err != nil || len(bytes.Trim(rest, "\x00")) > 0 || !ci.Type.Equal(oidSignedData) && !ci.Type.Equal(oidSMSignedData) {
		return nil, nil, errors.New("签名数据读不出来（不是 CMS SignedData）")
	}
	sd := &signedData{}
	if rest, err := asn1.Unmarshal(ci.Content.Bytes, sd); err != nil || len(rest) > 0 {
		return nil, nil, errors.New("签名数据读不出来（SignedData 的结构不对）")
	}
	if len(sd.Signers) != 1 {
		return nil, nil, fmt.Errorf("签名数据中有 %d 个签名人，应当是一个", len(sd.Signers))
	}
	return sd, ci.Type, nil
}

// verify checks the one signature of a SignedData over content of a type. bound
// demands the attribute that names the certificate by its digest.
func (sd *signedData) verify(contentType asn1.ObjectIdentifier, content []byte, bound bool) (*Signed, error) {
	si := sd.Signers[0]
	certs, err := smx509.ParseCertificates(sd.Certificates.Bytes)
	if err != nil || len(certs) == 0 {
		return nil, errors.New("签名数据中的证书读不出来")
	}
	out := &Signed{value: si.Signature, others: certs}
	for _, c := range certs {
		if isSigner(c, si.ID) {
			out.Certificate = c
		}
	}
	if out.Certificate == nil {
		return nil, errors.New("签名数据中没有签名人的证书")
	}
	s, err := suiteOf(out.Certificate.PublicKey, si.Digest.Algorithm)
	if err != nil {
		return nil, err
	}
	out.Algorithm = s.title
	attrs, err := attributes(si.Attributes.Bytes)
	if err != nil {
		return nil, err
	}
	var said asn1.ObjectIdentifier
	if !attrs.read(oidContentType, &said) || !said.Equal(contentType) {
		return nil, errors.New("签名所说的内容类型不对")
	}
	h := s.hash()
	h.Write(content)
	var digest []byte
	if !attrs.read(oidMessageDigest, &digest) || subtle.ConstantTimeCompare(digest, h.Sum(nil)) != 1 {
		return nil, errors.New("内容与签名时的不同")
	}
	if bound && !attrs.names(out.Certificate) {
		return nil, errors.New("签名没有指明或者指明的不是这张证书")
	}
	attrs.read(oidSigningTime, &out.Time)
	signed := tlv(asn1.ClassUniversal, asn1.TagSet, si.Attributes.Bytes)
	if err := out.Certificate.CheckSignature(s.check, signed, si.Signature); err != nil {
		return nil, errors.New("签名值与证书的公钥对不上")
	}
	unsigned, err := attributes(si.Unsigned.Bytes)
	if err != nil {
		return nil, err
	}
	if v, ok := unsigned[oidTimeStamp.String()]; ok {
		out.Token = v
	}
	return out, nil
}

// isSigner reports whether a certificate is that which a signer names: by issuer and
// number, or by the key's identifier.
func isSigner(c *smx509.Certificate, id asn1.RawValue) bool {
	if id.Class == asn1.ClassContextSpecific && id.Tag == 0 {
		return len(c.SubjectKeyId) > 0 && bytes.Equal(id.Bytes, c.SubjectKeyId)
	}
	var by struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	rest, err := asn1.Unmarshal(id.FullBytes, &by)
	return err == nil && len(rest) == 0 && bytes.Equal(by.Issuer.FullBytes, c.RawIssuer) && by.Serial.Cmp(c.SerialNumber) == 0
}

// attrSet are attributes by name, each with its one value.
type attrSet map[string][]byte

func attributes(raw []byte) (attrSet, error) {
	out := attrSet{}
	for len(raw) > 0 {
		var a attr
		rest, err := asn1.Unmarshal(raw, &a)
		if err != nil || out[a.Type.String()] != nil {
			return nil, errors.New("签名的属性读不出来")
		}
		var v asn1.RawValue
		if _, err := asn1.Unmarshal(a.Values.Bytes, &v); err != nil {
			return nil, errors.New("签名的属性读不出来")
		}
		out[a.Type.String()], raw = v.FullBytes, rest
	}
	return out, nil
}

func (a attrSet) read(name asn1.ObjectIdentifier, into any) bool {
	v, ok := a[name.String()]
	if !ok {
		return false
	}
	rest, err := asn1.Unmarshal(v, into)
	return err == nil && len(rest) == 0
}

// names reports whether the attribute of RFC 5035 is there and names the certificate.
func (a attrSet) names(c *smx509.Certificate) bool {
	var v struct {
		Certs    []asn1.RawValue
		Policies asn1.RawValue `asn1:"optional"`
	}
	if !a.read(oidCertificateV2, &v) || len(v.Certs) == 0 {
		return false
	}
	var first asn1.RawValue // the digest's name is left out: SHA-256 is what it is without
	if _, err := asn1.Unmarshal(v.Certs[0].Bytes, &first); err != nil || first.Tag != asn1.TagOctetString {
		return false
	}
	sum := sha256.Sum256(c.Raw)
	return bytes.Equal(first.Bytes, sum[:])
}

// Roots are certificates of authorities that are believed.
type Roots []*smx509.Certificate

// Reach says whether a certificate goes back to one of the roots at a moment, by way
// of others: nil, or why not in Chinese.
func (r Roots) Reach(c *smx509.Certificate, others []*smx509.Certificate, at time.Time, usage x509.ExtKeyUsage) error {
	if at.Before(c.NotBefore) || at.After(c.NotAfter) {
		return fmt.Errorf("证书在 %s 不在有效期内（%s 至 %s）", day(at), day(c.NotBefore), day(c.NotAfter))
	}
	pool, between := smx509.NewCertPool(), smx509.NewCertPool()
	for _, root := range r {
		pool.AddCert(root)
	}
	for _, o := range others {
		between.AddCert(o)
	}
	if _, err := c.Verify(smx509.VerifyOptions{Roots: pool, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}}); err != nil {
		return errors.New("证书不是由受信任的机构签发的（签发者：" + Name(c.Issuer) + "）")
	}
	return nil
}

// Trusted says whether the certificate goes back to a root at a moment; nil, or why
// not.
func (s *Signed) Trusted(r Roots, at time.Time) error {
	return r.Reach(s.Certificate, s.others, at, x509.ExtKeyUsageAny)
}

// beijing is the time in which days are told.
var beijing = time.FixedZone("UTC+8", 8*3600)

func day(t time.Time) string { return t.In(beijing).Format(time.DateOnly) }

// Name is a name in a certificate as people read it: what it is called, of whom.
func Name(n pkix.Name) string {
	out := n.CommonName
	for _, more := range append(append([]string{}, n.OrganizationalUnit...), n.Organization...) {
		switch {
		case out == "":
			out = more
		case more != "" && more != out:
			out += "，" + more
		}
	}
	return out
}
