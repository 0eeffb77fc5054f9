package cms

import (
	"bytes"
	"crypto"
	"encoding/asn1"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"strings"

	"github.com/emmansun/gmsm/cfca"
	"github.com/emmansun/gmsm/pkcs8"
	"github.com/emmansun/gmsm/smx509"
	"software.sslmate.com/src/go-pkcs12"
)

// errPassword is what a key file says to a wrong password, and to a file that is
// broken: it cannot tell one from the other.
var errPassword = errors.New("私钥打不开：口令不对，或者文件已损坏")

// ReadKey reads a private key with its certificates from the text of files: PKCS#12
// (.p12, .pfx; RSA and ECDSA), PEM, or the file in which CFCA hands out a key of SM2
// (.sm2). more are certificates in PEM that are not in the key's own file.
func ReadKey(file, more []byte, password string) (Key, error) {
	signer, chain, err := open(file, password)
	if err != nil {
		return Key{}, err
	}
	if len(more) > 0 {
		added, err := ReadCertificates(more)
		if err != nil {
			return Key{}, err
		}
		chain = append(chain, added...)
	}
	return NewKey(signer, chain)
}

func open(file []byte, password string) (crypto.Signer, []*smx509.Certificate, error) {
	if bytes.Contains(file, []byte("-----BEGIN ")) {
		return openPEM(file, password)
	}
	if raw, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(string(file)), "")); err == nil {
		file = raw
	}
	var outer struct {
		Version int
		Rest    asn1.RawValue
	}
	if whole := (asn1.RawValue{}); !isSequence(file, &whole) {
		return nil, nil, errors.New("不是 PKCS#12、PEM 或者 CFCA 的 .sm2 文件")
	} else if _, err := asn1.Unmarshal(whole.Bytes, &outer.Version); err != nil {
		return nil, nil, errors.New("不是 PKCS#12、PEM 或者 CFCA 的 .sm2 文件")
	}
	if outer.Version == 1 { // PKCS#12 is version 3
		key, cert, err := cfca.ParseSM2([]byte(password), file)
		if err != nil {
			return nil, nil, errPassword
		}
		return key, []*smx509.Certificate{cert}, nil
	}
	key, cert, above, err := pkcs12.DecodeChain(file, password)
	if err != nil {
		if strings.Contains(err.Error(), "private key") { // a curve that the format's reader has not
			return nil, nil, errors.New("PKCS#12 文件中的私钥不是 RSA 或者 ECDSA 的；SM2 密钥请转为 PEM，或者用 CFCA 的 .sm2 文件")
		}
		return nil, nil, errPassword
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, nil, errors.New("文件中的私钥不能签名")
	}
	var chain []*smx509.Certificate
	for _, c := range append([][]byte{cert.Raw}, raws(above, func(i int) []byte { return above[i].Raw })...) {
		parsed, err := smx509.ParseCertificate(c)
		if err != nil {
			return nil, nil, errors.New("文件中的证书读不出来")
		}
		chain = append(chain, parsed)
	}
	return signer, chain, nil
}

func raws[T any](list []T, raw func(int) []byte) [][]byte {
	out := make([][]byte, len(list))
	for i := range list {
		out[i] = raw(i)
	}
	return out
}

func isSequence(file []byte, v *asn1.RawValue) bool {
	_, err := asn1.Unmarshal(file, v)
	return err == nil && v.Tag == asn1.TagSequence
}

func openPEM(file []byte, password string) (crypto.Signer, []*smx509.Certificate, error) {
	var signer crypto.Signer
	var chain []*smx509.Certificate
	for rest := file; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		var key any
		var err error
		switch b.Type {
		case "CERTIFICATE":
			c, err := smx509.ParseCertificate(b.Bytes)
			if err != nil {
				return nil, nil, errors.New("文件中的证书读不出来")
			}
			chain = append(chain, c)
			continue
		case "EC PARAMETERS":
			continue
		case "ENCRYPTED PRIVATE KEY":
			if key, _, err = pkcs8.ParsePrivateKey(b.Bytes, []byte(password)); err != nil {
				return nil, nil, errPassword
			}
		case "PRIVATE KEY":
			key, err = smx509.ParsePKCS8PrivateKey(b.Bytes)
		case "RSA PRIVATE KEY":
			key, err = smx509.ParsePKCS1PrivateKey(b.Bytes)
		case "EC PRIVATE KEY", "SM2 PRIVATE KEY":
			key, err = smx509.ParseTypedECPrivateKey(b.Bytes)
		default:
			return nil, nil, errors.New("PEM 文件中有不认识的内容：" + b.Type)
		}
		s, ok := key.(crypto.Signer)
		if err != nil || !ok {
			return nil, nil, errors.New("文件中的私钥读不出来")
		}
		if signer != nil {
			return nil, nil, errors.New("文件中有不止一个私钥")
		}
		signer = s
	}
	if signer == nil {
		return nil, nil, errors.New("文件中没有私钥")
	}
	return signer, chain, nil
}

// ReadCertificates reads certificates in PEM, or one in DER.
func ReadCertificates(file []byte) ([]*smx509.Certificate, error) {
	var out []*smx509.Certificate
	if !bytes.Contains(file, []byte("-----BEGIN ")) {
		c, err := smx509.ParseCertificate(file)
		if err != nil {
			return nil, errors.New("不是证书（PEM 或者 DER）")
		}
		return append(out, c), nil
	}
	for rest := file; ; {
		var b *pem.Block
		if b, rest = pem.Decode(rest); b == nil {
			break
		}
		if b.Type != "CERTIFICATE" {
			return nil, errors.New("证书文件中有别的内容：" + b.Type)
		}
		c, err := smx509.ParseCertificate(b.Bytes)
		if err != nil {
			return nil, errors.New("文件中的证书读不出来")
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("文件中没有证书")
	}
	return out, nil
}
