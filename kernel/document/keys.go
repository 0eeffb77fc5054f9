package document

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/pades"
)

// Holding is a key that signs for organs.
type Holding struct {
	Title  string   // how screens and paper call it
	Organs []string // in whose names; none is every organ
	Key    cms.Key
}

// Keys signs with keys that the installation holds. Of several that are for an organ
// each puts a signature on, one after another. Keys of RSA and ECDSA sign inside the
// file (PAdES); a key of SM2 signs the finished file and its signature lies beside it
// (GM/T 0010), because readers of PDF files show one inside as broken: ADR 0043.
type Keys struct {
	Method    string // local, ca
	Demo      bool   // they are no seals in law
	List      []Holding
	Authority *cms.Authority // time-stamps each signature; nil: none does
}

// NewLocal makes the signer of tests and demonstrations from 32 secret bytes: a real
// signature in the file, by a certificate that says of itself that it has no effect in
// law (电子签名法 art. 13 asks for one of a licensed provider). The same bytes give
// the same certificate, and the same signature.
func NewLocal(seed []byte) (*Keys, error) {
	if len(seed) != sha256.Size {
		return nil, errors.New("the seed of the local signer is not 32 bytes")
	}
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), seed)
	for err != nil { // one of four thousand million is no number of the curve
		next := sha256.Sum256(seed)
		seed = next[:]
		key, err = ecdsa.ParseRawPrivateKey(elliptic.P256(), seed)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: localTitle + "（不具法律效力）", Organization: []string{"衡鉴演示"}},
		NotBefore: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2099, 12, 31, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true}
	raw, err := x509.CreateCertificate(nil, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("making the certificate of the local signer: %w", err)
	}
	chain, err := cms.ReadCertificates(raw)
	if err != nil {
		return nil, err
	}
	k, err := cms.NewKey(key, chain)
	if err != nil {
		return nil, err
	}
	k.Even = true
	return &Keys{Method: "local", Demo: true, List: []Holding{{Title: localTitle, Key: k}}}, nil
}

const localTitle = "演示电子签名"

// of are the keys for an organ, those that sign inside the file first.
func (k *Keys) of(organ string) []Holding {
	var inside, beside []Holding
	for _, h := range k.List {
		switch {
		case len(h.Organs) > 0 && !slices.Contains(h.Organs, organ):
		case h.Key.SM2():
			beside = append(beside, h)
		default:
			inside = append(inside, h)
		}
	}
	return append(inside, beside...)
}

// Words are the titles of the keys for an organ, a line each.
func (k *Keys) Words(organ string) string {
	var out []string
	for _, h := range k.of(organ) {
		out = append(out, h.Title)
	}
	return strings.Join(out, "\n")
}

// Ready refuses an organ without a key, and a certificate that is not valid.
func (k *Keys) Ready(organ string, at clock.Instant) error {
	all := k.of(organ)
	if len(all) == 0 {
		return fault.Newf(fault.Conflict, "document.signer", "没有为“%s”配置电子签名，不能签发；请由系统管理员在 signing.yaml 中配置", organ)
	}
	for _, h := range all {
		c := h.Key.Certificate()
		switch {
		case at.Time().After(c.NotAfter):
			return fault.Newf(fault.Conflict, "document.certificate", "“%s”的签名证书已于 %s 到期，不能签发；请由系统管理员更换证书", h.Title, clock.At(c.NotAfter).Day())
		case at.Time().Before(c.NotBefore):
			return fault.Newf(fault.Conflict, "document.certificate", "“%s”的签名证书自 %s 起才有效，现在不能签发；请由系统管理员核对证书和系统时间", h.Title, clock.At(c.NotBefore).Day())
		}
	}
	return nil
}

// Sign puts the signatures on, all or none.
func (k *Keys) Sign(ctx context.Context, p Paper) ([]byte, Signature, error) {
	if err := k.Ready(p.Organ, p.At); err != nil {
		return nil, Signature{}, err
	}
	file, all := p.PDF, k.of(p.Organ)
	s := Signature{Method: k.Method, Words: strings.ReplaceAll(k.Words(p.Organ), "\n", "、"), Printed: digestOf(file), At: p.At.String(), Demo: k.Demo}
	beside := 0
	for _, h := range all {
		mark := Seal{Title: h.Title}
		o := cms.Options{}
		if k.Authority != nil {
			o.Stamp = func(signature []byte) ([]byte, error) { return k.Authority.Stamp(ctx, signature) }
		}
		var err error
		if h.Key.SM2() {
			o.Time = p.At.Time()
			var value []byte
			value, err = h.Key.Sign(file, o)
			mark.Value = base64.StdEncoding.EncodeToString(value)
			if beside += len(mark.Value); err == nil && beside > maxBeside {
				err = pades.ErrRoom
			}
		} else {
			file, err = inside(file, h, p, o)
		}
		if err != nil {
			return nil, Signature{}, fault.Newf(fault.Unavailable, "document.sign", "“%s”没有签成：%s", h.Title, err).With(err)
		}
		s.Marks = append(s.Marks, mark)
	}
	s.Digest = digestOf(file)
	if !bytes.HasPrefix(file, p.PDF) {
		return nil, Signature{}, errors.New("the signed file does not begin with the printed one")
	}
	return file, s, nil
}

// inside puts one signature into a file. How long it is is known when it is made: a
// place that is too small is made anew.
func inside(file []byte, h Holding, p Paper, o cms.Options) ([]byte, error) {
	room := pades.Room(o.Stamp != nil)
	for _, c := range h.Key.Chain {
		room += len(c.Raw)
	}
	mark := pades.Mark{Name: p.Organ, Reason: strings.TrimSpace("签发《" + p.Title + "》 " + p.Number), At: p.At.Time()}
	for {
		u, err := pades.Prepare(file, mark, room)
		if err != nil {
			return nil, err
		}
		value, err := h.Key.Sign(u.Content(), o)
		if err != nil {
			return nil, err
		}
		out, err := u.Finish(value)
		if !errors.Is(err, pades.ErrRoom) || room > maxRoom {
			return out, err
		}
		room = 2 * len(value)
	}
}

// maxBeside bounds the signatures beside a file, in base64: the field that keeps them
// takes 20 000 characters.
const maxBeside = 18000

// maxRoom bounds the place of a signature.
const maxRoom = 128 << 10
