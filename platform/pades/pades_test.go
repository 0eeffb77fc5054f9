package pades_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
	"github.com/hengjian/hengjian/platform/pades"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/platform/paper/papertest"
)

var at = time.Date(2026, 11, 30, 9, 30, 0, 0, time.FixedZone("", 8*3600))

var once struct {
	sync.Once
	pdf []byte
}

func printed(t testing.TB) []byte {
	t.Helper()
	once.Do(func() { once.pdf = onPaper(t) })
	return bytes.Clone(once.pdf)
}

func onPaper(t testing.TB) []byte {
	t.Helper()
	pdf, err := papertest.Font(t).PDF(paper.Sheet{Organ: "某市市场监督管理局", Title: "投诉受理决定书", Number: "某市监投受〔2026〕1号"}, paper.Print{Seal: "电子签名", Link: "https://bureau.invalid/d/abc", Notice: "扫描二维码核验。"})
	if err != nil {
		t.Fatal(err)
	}
	return pdf
}

func sign(t testing.TB, pdf []byte, k cms.Key, o cms.Options) []byte {
	t.Helper()
	u, err := pades.Prepare(pdf, pades.Mark{Name: "某市市场监督管理局（章）", Reason: "签发《投诉受理决定书》", At: at}, len(k.Certificate().Raw)+pades.Room(o.Stamp != nil))
	if err != nil {
		t.Fatal(err)
	}
	value, err := k.Sign(u.Content(), o)
	if err != nil {
		t.Fatal(err)
	}
	out, err := u.Finish(value)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTwoSignatures: each covers the file as it was when it was put on, the file
// before both is found again to the byte, and openssl finds both right.
func TestTwoSignatures(t *testing.T) {
	pdf := printed(t)
	rsa, ec := cmstest.NewCA(t, "rsa"), cmstest.NewCA(t, "p384")
	first := sign(t, pdf, rsa.Issue(t, cmstest.Want{Name: "业务章"}), cms.Options{})
	both := sign(t, first, ec.Issue(t, cmstest.Want{Name: "机关章"}), cms.Options{})
	if !bytes.HasPrefix(both, first) || !bytes.HasPrefix(first, pdf) {
		t.Fatal("a signature changed what was before it")
	}
	list, before, err := pades.Read(both)
	if err != nil || len(list) != 2 || !bytes.Equal(before, pdf) {
		t.Fatalf("%d signatures on a file of %x: %v", len(list), sha256.Sum256(before), err)
	}
	for i, ca := range []*cmstest.CA{rsa, ec} {
		s := list[i]
		if s.Name != "某市市场监督管理局（章）" || s.Reason != "签发《投诉受理决定书》" || !s.At.Equal(at) {
			t.Errorf("signature %d says %+v", i, s.Mark)
		}
		signed, err := cms.Verify(s.Value, s.Content)
		if err != nil {
			t.Fatalf("signature %d: %v", i, err)
		}
		if err := signed.Trusted(cmstest.Roots(ca), at); err != nil {
			t.Error(err)
		}
		if err := signed.Trusted(cmstest.Roots(rsa, ec)[1-i:2-i], at); err == nil {
			t.Errorf("signature %d is believed of another authority", i)
		}
		dir := t.TempDir()
		cmstest.Write(t, dir, "sig", bytes.TrimRight(s.Value, "\x00"))
		cmstest.Write(t, dir, "content", s.Content)
		cmstest.Write(t, dir, "root", cmstest.PEM(ca.Certificate))
		args := []string{"cms", "-verify", "-inform", "DER", "-in", "sig", "-content", "content", "-CAfile", "root", "-binary", "-purpose", "any", "-out", "/dev/null"}
		if said, err := cmstest.OpenSSL(t, dir, args...); err != nil {
			t.Errorf("openssl, signature %d: %v %s", i, err, said)
		}
		cmstest.Write(t, dir, "content", append(bytes.Clone(s.Content), ' '))
		if said, err := cmstest.OpenSSL(t, dir, args...); err == nil {
			t.Errorf("openssl finds signature %d of another content right: %s", i, said)
		}
	}
}

// TestChanged: whatever byte of a signed file is changed, added or taken away, it is
// found out: the file is not one of ours any more, or a signature is wrong.
func TestChanged(t *testing.T) {
	ca := cmstest.NewCA(t, "p256")
	pdf := sign(t, printed(t), ca.Issue(t, cmstest.Want{Name: "章"}), cms.Options{})
	right := func(pdf []byte) error {
		list, before, err := pades.Read(pdf)
		if err != nil {
			return err
		}
		if len(list) != 1 {
			return fmt.Errorf("%d signatures", len(list))
		}
		if !bytes.Equal(before, printed(t)) {
			return errors.New("another file before")
		}
		_, err = cms.Verify(list[0].Value, list[0].Content)
		return err
	}
	if err := right(pdf); err != nil {
		t.Fatal(err)
	}
	step := len(pdf)/500 + 1
	for i := 0; i < len(pdf); i += step {
		other := bytes.Clone(pdf)
		other[i] ^= 1
		if right(other) == nil {
			t.Errorf("byte %d of %d may be changed (%q)", i, len(pdf), pdf[max(0, i-10):min(len(pdf), i+10)])
		}
	}
	for i := bytes.Index(pdf, []byte("/Contents <")) + 11; i < len(pdf) && pdf[i] != '>'; i += 97 { // the place of the signature, zeros too
		other := bytes.Clone(pdf)
		other[i] = 'F'
		if pdf[i] != 'f' && right(other) == nil {
			t.Errorf("byte %d of the place of the signature may be changed", i)
		}
	}
	for name, other := range map[string][]byte{
		"a line more":          append(bytes.Clone(pdf), '\n'),
		"a comment":            append(bytes.Clone(pdf), "% seen\n"...),
		"cut off":              pdf[:len(pdf)-1],
		"unsigned":             printed(t),
		"an update of its own": append(bytes.Clone(pdf), "\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\nxref\n1 1\n0000000000 00000 n \ntrailer\n<< /Size 20 /Root 1 0 R /Prev 1 >>\nstartxref\n9\n%%EOF\n"...),
	} {
		if right(other) == nil {
			t.Errorf("%s: it is right", name)
		}
	}
}

// TestStamped: with a time-stamp service the signature carries its token; openssl,
// which is the service here, and we find the moment.
func TestStamped(t *testing.T) {
	ca, tsa := cmstest.NewCA(t, "rsa"), cmstest.NewCA(t, "rsa")
	service := cmstest.TSA(t, tsa.Issue(t, cmstest.Want{Name: "时间戳", Stamps: true}))
	a := cms.Authority{URL: service.URL, Roots: cmstest.Roots(tsa), Within: 10 * time.Second}
	stamp := func(signature []byte) ([]byte, error) { return a.Stamp(context.Background(), signature) }
	pdf := sign(t, printed(t), ca.Issue(t, cmstest.Want{Name: "章"}), cms.Options{Stamp: stamp})
	list, _, err := pades.Read(pdf)
	if err != nil || len(list) != 1 {
		t.Fatal(err)
	}
	signed, err := cms.Verify(list[0].Value, list[0].Content)
	if err != nil {
		t.Fatal(err)
	}
	when, err := signed.Stamped(cmstest.Roots(tsa))
	if err != nil || time.Since(when).Abs() > time.Minute {
		t.Errorf("stamped at %v: %v", when, err)
	}
	if _, err := signed.Stamped(cmstest.Roots(ca)); err == nil {
		t.Error("a time-stamp of nobody known is believed")
	}
	// A service whose certificate is for something else is not believed either.
	other := cmstest.TSA(t, tsa.Issue(t, cmstest.Want{Name: "时间戳", Stamps: true}))
	a.URL, a.Roots = other.URL, cmstest.Roots(ca)
	if _, err := stamp([]byte("x")); err == nil || !strings.Contains(err.Error(), "没有通过验证") {
		t.Errorf("a service of another authority: %v", err)
	}
	other.Close()
	if _, err := stamp([]byte("x")); err == nil || !strings.Contains(err.Error(), "没有应答") || strings.Contains(err.Error(), "/tsa") {
		t.Errorf("a service that is away: %v", err)
	}
}

// FuzzRead: no file breaks the reader.
func FuzzRead(f *testing.F) {
	f.Add([]byte("%PDF-1.7\n1 0 obj\n<< /AcroForm 2 0 R >>\nendobj\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Size 2 /Root 1 0 R /Prev 0 >>\nstartxref\n50\n%%EOF\n"))
	f.Add([]byte("xref\n0 99999999\ntrailer\nstartxref\n0\n%%EOF"))
	f.Fuzz(func(t *testing.T, pdf []byte) {
		list, before, err := pades.Read(pdf)
		if err == nil && len(list) == 0 && !bytes.Equal(before, pdf) {
			t.Error("a file without signatures is not itself")
		}
		if u, err := pades.Prepare(pdf, pades.Mark{}, 100); err == nil && len(u.Content()) <= len(pdf) {
			t.Error("a signature covers less than the file")
		}
	})
}
