package document

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/pades"
)

// Trust is whom the installation believes when it checks signatures.
type Trust struct {
	Roots  cms.Roots // of certificates that sign
	Stamps cms.Roots // of time-stamp services
	Local  cms.Roots // of the local signer: right, and no seal in law
}

// What a check of a signature finds.
const (
	Valid     = "valid"     // right, of a certificate that is believed
	Untrusted = "untrusted" // the file is unchanged, the certificate is not believed
	Broken    = "broken"    // the file or the signature was changed
	Unread    = "unread"    // the file cannot be read, so that nothing was checked
)

// Checked is a signature of a document, checked by this program: who signed, with
// which certificate, when, and whether it is right.
type Checked struct {
	Title     string `json:"title"`
	By        string `json:"by"` // as the certificate names who signed
	Issuer    string `json:"issuer"`
	Serial    string `json:"serial"` // hexadecimal
	From      string `json:"from"`   // days on which the certificate is valid
	Until     string `json:"until"`
	Algorithm string `json:"algorithm"`
	At        string `json:"at"`                // as the installation says
	Stamped   string `json:"stamped,omitempty"` // as the time-stamp service says; "" without one
	Inside    bool   `json:"inside"`            // in the file; else beside it
	Value     string `json:"value,omitempty"`   // one beside it: SignedData, base64
	Demo      bool   `json:"demo"`
	State     string `json:"state"` // valid, untrusted, broken, unread
	Why       string `json:"why,omitempty"`
}

// Signatures are the signatures of an issued document, checked against its file; where
// the file cannot be read they are named and said to be unread.
func (o *Office) Signatures(ctx context.Context, doc *record.Record) ([]Checked, error) {
	s, ok := Signed(doc)
	if !ok {
		return []Checked{}, nil
	}
	pdf, err := o.PDF(ctx, doc)
	if ctx.Err() != nil {
		return nil, err
	}
	if err != nil { // lost or damaged: what else is known of the document is told all the same
		return s.unread(), nil
	}
	return o.Trust.Check(s, pdf, o.engine.DB().Now()), nil
}

// unread are the signatures of a file that cannot be read.
func (s Signature) unread() []Checked {
	titles := []string{s.Words}
	if len(s.Marks) > 0 {
		titles = nil
		for _, m := range s.Marks {
			titles = append(titles, m.Title)
		}
	}
	out := []Checked{}
	for _, title := range titles {
		out = append(out, Checked{Title: title, At: s.At, Demo: s.Demo, State: Unread, Why: "电子文件现在读不出来，没有验证"})
	}
	return out
}

// Check checks the signatures of a file.
func (t Trust) Check(s Signature, pdf []byte, now clock.Instant) []Checked {
	out := []Checked{}
	if len(s.Marks) == 0 {
		return append(out, s.former(pdf))
	}
	inside, before, err := pades.Read(pdf)
	switch {
	case digestOf(pdf) != s.Digest:
		err = errors.New("文件与签发时的不同")
	case err == nil && digestOf(before) != s.Printed:
		err = errors.New("签名之前的文件与印制的不同")
	}
	for _, m := range s.Marks {
		c := Checked{Title: m.Title, Inside: m.Value == "", Value: m.Value, At: s.At, Demo: s.Demo, State: Broken}
		value, content := []byte(nil), pdf
		switch {
		case err != nil:
		case !c.Inside:
			value, _ = base64.StdEncoding.DecodeString(m.Value) // nothing is no signature
		case len(inside) == 0:
			err = errors.New("文件里的签名少了")
		default:
			c.At = clock.At(inside[0].At).String()
			value, content, inside = inside[0].Value, inside[0].Content, inside[1:]
		}
		if err != nil {
			c.Why = err.Error()
		} else {
			t.one(&c, value, content, now)
		}
		out = append(out, c)
	}
	if len(inside) > 0 && err == nil {
		out[0].State, out[0].Why = Broken, "文件里有签发时没有的签名"
	}
	return out
}

// one checks a signature over content.
func (t Trust) one(c *Checked, value, content []byte, now clock.Instant) {
	signed, err := cms.Verify(value, content)
	if err != nil {
		c.Why = err.Error()
		return
	}
	x := signed.Certificate
	c.By, c.Issuer, c.Serial, c.Algorithm = cms.Name(x.Subject), cms.Name(x.Issuer), fmt.Sprintf("%X", x.SerialNumber), signed.Algorithm
	c.From, c.Until = clock.At(x.NotBefore).Day(), clock.At(x.NotAfter).Day()
	if !signed.Time.IsZero() {
		c.At = clock.At(signed.Time).String()
	}
	c.State = Untrusted
	at, err := time.Parse(time.RFC3339, c.At)
	if err != nil {
		c.Why = "签名时间读不出来"
		return
	}
	if signed.Token != nil { // then its moment counts, not what the signer says
		if at, err = signed.Stamped(t.Stamps); err != nil {
			c.Why = "时间戳没有通过验证：" + err.Error()
			return
		}
		c.Stamped = clock.At(at).String()
	}
	c.Demo = signed.Trusted(t.Local, at) == nil
	if !c.Demo {
		if err := signed.Trusted(t.Roots, at); err != nil {
			c.Why = err.Error()
			return
		}
	}
	c.State = Valid
	if now.Time().After(x.NotAfter) {
		c.Why = "证书已于 " + c.Until + " 到期，签名时有效"
	}
}

// former checks a signature of before they were in the file (ADR 0026): Ed25519 over
// the digest, of a key of the installation.
func (s Signature) former(pdf []byte) Checked {
	c := Checked{Title: s.Words, By: s.Words, Algorithm: s.Algorithm, At: s.At, Demo: s.Demo, Value: s.Value, State: Broken, Why: "文件与签发时的不同"}
	sum := sha256.Sum256(pdf)
	key, err := base64.StdEncoding.DecodeString(s.Key)
	value, err2 := base64.StdEncoding.DecodeString(s.Value)
	if err == nil && err2 == nil && s.Algorithm == "Ed25519" && len(key) == ed25519.PublicKeySize && s.Digest == digestOf(pdf) &&
		ed25519.Verify(key, append([]byte("hengjian document\n"), sum[:]...), value) { // a prefix keeps it from being a signature of anything else
		c.State, c.Why = Valid, ""
	}
	return c
}
