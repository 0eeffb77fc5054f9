// Package cms writes and checks signatures in the cryptographic message syntax
// (RFC 5652): with the attributes that the European baseline for signatures in
// PDF files asks for (ETSI EN 319 122-1, EN 319 142-1), with a time-stamp of a
// service (RFC 3161), and in the Chinese form of the same (GM/T 0010, GB/T 35275:
// SM2 and SM3 under object identifiers of their own).
//
// It is small because it writes one form and reads what it writes, and the tokens
// of time-stamp services. Curves, digests and certificates are those of the
// standard library and of gmsm. Why it is not a library's: ADR 0043.
package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/sha512"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"hash"
	"slices"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/sm3"
	"github.com/emmansun/gmsm/smx509"
)

// Object identifiers.
var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidMessageDigest = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidSigningTime   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 5}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidTimeStamp     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // RFC 3161 appendix A
	oidStampInfo     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidRSA           = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1}
	oidECDSA256      = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 2}
	oidECDSA384      = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 3}
	oidECDSA512      = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3, 4}
	oidSMData        = asn1.ObjectIdentifier{1, 2, 156, 10197, 6, 1, 4, 2, 1} // GM/T 0010
	oidSMSignedData  = asn1.ObjectIdentifier{1, 2, 156, 10197, 6, 1, 4, 2, 2}
	oidSM3           = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 401} // GM/T 0006
	oidSM2           = asn1.ObjectIdentifier{1, 2, 156, 10197, 1, 301, 1}
)

// suite is a digest with the signature that goes with a sort of key.
type suite struct {
	title     string
	digest    asn1.ObjectIdentifier
	signature pkix.AlgorithmIdentifier
	hash      func() hash.Hash
	check     smx509.SignatureAlgorithm
	opts      crypto.SignerOpts
}

var suites = struct{ rsa256, rsa384, rsa512, ec256, ec384, ec512, sm suite }{
	rsa256: suite{"RSA、SHA-256", oidSHA256, pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, sha256.New, x509.SHA256WithRSA, crypto.SHA256},
	rsa384: suite{"RSA、SHA-384", oidSHA384, pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, sha512.New384, x509.SHA384WithRSA, crypto.SHA384},
	rsa512: suite{"RSA、SHA-512", oidSHA512, pkix.AlgorithmIdentifier{Algorithm: oidRSA, Parameters: asn1.NullRawValue}, sha512.New, x509.SHA512WithRSA, crypto.SHA512},
	ec256:  suite{"ECDSA、SHA-256", oidSHA256, pkix.AlgorithmIdentifier{Algorithm: oidECDSA256}, sha256.New, x509.ECDSAWithSHA256, crypto.SHA256},
	ec384:  suite{"ECDSA、SHA-384", oidSHA384, pkix.AlgorithmIdentifier{Algorithm: oidECDSA384}, sha512.New384, x509.ECDSAWithSHA384, crypto.SHA384},
	ec512:  suite{"ECDSA、SHA-512", oidSHA512, pkix.AlgorithmIdentifier{Algorithm: oidECDSA512}, sha512.New, x509.ECDSAWithSHA512, crypto.SHA512},
	sm:     suite{"SM2、SM3", oidSM3, pkix.AlgorithmIdentifier{Algorithm: oidSM2}, sm3.New, smx509.SM2WithSM3, sm2.DefaultSM2SignerOpts},
}

// suiteFor is what a key signs with; an error where it is a key for nothing here.
func suiteFor(public any) (suite, error) {
	switch k := public.(type) {
	case *rsa.PublicKey:
		if k.Size() < 256 {
			return suite{}, errors.New("RSA 密钥不到 2048 位")
		}
		return suites.rsa256, nil
	case *ecdsa.PublicKey:
		if sm2.IsSM2PublicKey(k) {
			return suites.sm, nil
		}
		switch k.Curve.Params().BitSize {
		case 256:
			return suites.ec256, nil
		case 384:
			return suites.ec384, nil
		case 521:
			return suites.ec512, nil
		}
	}
	return suite{}, errors.New("密钥不是 RSA、ECDSA（P-256、P-384、P-521）或者 SM2 的")
}

// suiteOf is what a signature of a key over a digest is checked with.
func suiteOf(public any, digest asn1.ObjectIdentifier) (suite, error) {
	var all []suite
	switch k := public.(type) {
	case *rsa.PublicKey:
		all = []suite{suites.rsa256, suites.rsa384, suites.rsa512}
	case *ecdsa.PublicKey:
		all = []suite{suites.ec256, suites.ec384, suites.ec512}
		if sm2.IsSM2PublicKey(k) {
			all = []suite{suites.sm}
		}
	}
	for _, s := range all {
		if s.digest.Equal(digest) {
			return s, nil
		}
	}
	return suite{}, errors.New("不认识的签名算法")
}

// tlv encodes a value of ASN.1 whose content is there.
func tlv(class, tag int, parts ...[]byte) []byte {
	constructed := class == asn1.ClassContextSpecific || tag == asn1.TagSequence || tag == asn1.TagSet
	out, err := asn1.Marshal(asn1.RawValue{Class: class, Tag: tag, IsCompound: constructed, Bytes: bytes.Join(parts, nil)})
	if err != nil {
		panic("cms: a raw value cannot be encoded: " + err.Error()) // its tag is a constant of this package
	}
	return out
}

func sequence(parts ...[]byte) []byte { return tlv(asn1.ClassUniversal, asn1.TagSequence, parts...) }

func inContext(tag int, parts ...[]byte) []byte {
	return tlv(asn1.ClassContextSpecific, tag, parts...)
}

// set encodes a SET OF as DER asks: sorted.
func set(members ...[]byte) []byte {
	members = slices.Clone(members)
	slices.SortFunc(members, bytes.Compare)
	return tlv(asn1.ClassUniversal, asn1.TagSet, members...)
}

// der encodes what the standard library can encode.
func der(v any) []byte {
	out, err := asn1.Marshal(v)
	if err != nil {
		panic("cms: " + err.Error()) // only values of this package
	}
	return out
}
