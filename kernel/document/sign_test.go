package document_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/platform/paper/papertest"
)

const bureau = "某市市场监督管理局"

var signedAt = clock.At(time.Date(2026, 11, 30, 9, 30, 0, 0, clock.Shanghai))

func toSign(t testing.TB) document.Paper {
	t.Helper()
	pdf, err := papertest.Font(t).PDF(paper.Sheet{Organ: bureau, Title: "投诉受理决定书"}, paper.Print{Seal: "电子签名"})
	if err != nil {
		t.Fatal(err)
	}
	return document.Paper{PDF: pdf, Organ: bureau, Signer: "林某", Title: "投诉受理决定书", Number: "某市监投受〔2026〕1号", At: signedAt}
}

func held(title string, k cms.Key, organs ...string) document.Holding {
	return document.Holding{Title: title, Organs: organs, Key: k}
}

// TestLocal: the local signer signs the same file the same, and its signature is
// right and says that it is none in law.
func TestLocal(t *testing.T) {
	seed := sha256.Sum256([]byte("seed"))
	p := toSign(t)
	var files [][]byte
	var signers []*document.Keys
	for range 2 {
		l, err := document.NewLocal(seed[:])
		if err != nil {
			t.Fatal(err)
		}
		file, s, err := l.Sign(context.Background(), p)
		if err != nil || !s.Demo || s.Words != "演示电子签名" {
			t.Fatalf("%+v: %v", s, err)
		}
		got := document.Trust{Local: l.List[0].Key.Chain}.Check(s, file, signedAt)
		if len(got) != 1 || got[0].State != document.Valid || !got[0].Demo || !strings.Contains(got[0].By, "不具法律效力") || got[0].At != signedAt.String() {
			t.Errorf("%+v", got)
		}
		files, signers = append(files, file), append(signers, l)
	}
	if !bytes.Equal(files[0], files[1]) || !signers[0].List[0].Key.Certificate().Equal(signers[1].List[0].Key.Certificate()) {
		t.Error("the same key signs the same file otherwise")
	}
	other := sha256.Sum256([]byte("other"))
	stranger, err := document.NewLocal(other[:])
	if err != nil {
		t.Fatal(err)
	}
	file, s, err := stranger.Sign(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if got := (document.Trust{Local: signers[0].List[0].Key.Chain}).Check(s, file, signedAt); got[0].State != document.Untrusted {
		t.Errorf("another installation's local signature is %+v", got)
	}
}

// TestKeys: two signatures in the file and one of SM2 beside it, each checked, each
// with its certificate; a byte changed, and none is right.
func TestKeys(t *testing.T) {
	rsa, ec, sm := cmstest.NewCA(t, "rsa"), cmstest.NewCA(t, "p256"), cmstest.NewCA(t, "sm2")
	until := time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
	k := &document.Keys{Method: "ca", List: []document.Holding{
		held("国密签名", sm.Issue(t, cmstest.Want{Name: "某市局 SM2"})),
		held("业务章", rsa.Issue(t, cmstest.Want{Name: "某市局业务章", Until: until}), bureau),
		held("别的机关", rsa.Issue(t, cmstest.Want{Name: "别的机关"}), "某县市场监督管理局"),
		held("机关章", ec.Issue(t, cmstest.Want{Name: "某市局"})),
	}}
	p := toSign(t)
	file, s, err := k.Sign(context.Background(), p)
	if err != nil || s.Words != "业务章、机关章、国密签名" || s.Demo {
		t.Fatalf("%+v: %v", s, err)
	}
	trust := document.Trust{Roots: cmstest.Roots(rsa, ec, sm)}
	states := func(list []document.Checked) (out string) {
		for _, c := range list {
			out += c.State + " "
		}
		return out
	}
	got := trust.Check(s, file, signedAt)
	if states(got) != "valid valid valid " || got[0].By != "某市局业务章，"+bureau || got[0].Issuer != "测试根（rsa），测试 CA" || got[0].Until != "2027-01-01" || !got[0].Inside || got[2].Inside || got[2].Value == "" || got[2].Algorithm != "SM2、SM3" || got[2].At != signedAt.String() {
		t.Errorf("%+v", got)
	}
	later := trust.Check(s, file, clock.At(until.AddDate(1, 0, 0)))
	if states(later) != "valid valid valid " || !strings.Contains(later[0].Why, "签名时有效") {
		t.Errorf("after the certificate has expired: %+v", later)
	}
	if got := (document.Trust{Roots: cmstest.Roots(rsa)}).Check(s, file, signedAt); states(got) != "valid untrusted untrusted " || !strings.Contains(got[1].Why, "测试根（p256）") {
		t.Errorf("of unknown authorities: %+v", got)
	}
	for name, other := range map[string][]byte{"a byte changed": append(file[:len(file)/2:len(file)/2], append([]byte{file[len(file)/2] ^ 1}, file[len(file)/2+1:]...)...), "the printed file": p.PDF, "longer": append(bytes.Clone(file), '\n')} {
		if got := trust.Check(s, other, signedAt); states(got) != "broken broken broken " {
			t.Errorf("%s: %+v", name, got)
		}
		// Even where the record were made to say so: the signatures do not.
		forged := s
		sum := sha256.Sum256(other)
		forged.Digest = hex.EncodeToString(sum[:])
		if got := trust.Check(forged, other, signedAt); slices.ContainsFunc(got, func(c document.Checked) bool { return c.State != document.Broken }) {
			t.Errorf("%s, forged: %+v", name, got)
		}
	}
	fewer := s
	fewer.Marks = s.Marks[:1] // one signature of two is kept quiet
	if got := trust.Check(fewer, file, signedAt); got[0].State != document.Broken {
		t.Errorf("with a signature more than the record has: %+v", got)
	}
}

// TestNotSigned: what keeps a document from being signed is said, and nothing is
// signed halfway.
func TestNotSigned(t *testing.T) {
	ca := cmstest.NewCA(t, "p256")
	now := signedAt.Time()
	old, next := held("旧章", ca.Issue(t, cmstest.Want{Name: "x", Until: now.AddDate(0, 0, -1)})), held("新章", ca.Issue(t, cmstest.Want{Name: "y", From: now.AddDate(0, 0, 1)}))
	good := held("章", ca.Issue(t, cmstest.Want{Name: "z"}))
	away := &cms.Authority{URL: "http://127.0.0.1:1/secret-path", Within: time.Second}
	for name, x := range map[string]struct {
		keys document.Keys
		code string
		want string
	}{
		"expired":  {document.Keys{List: []document.Holding{good, old}}, "document.certificate", "“旧章”的签名证书已于 2026-11-29 到期"},
		"not yet":  {document.Keys{List: []document.Holding{next}}, "document.certificate", "“新章”的签名证书自 2026-12-01 起才有效"},
		"no key":   {document.Keys{List: []document.Holding{held("章", good.Key, "某县局")}}, "document.signer", "没有为“" + bureau + "”配置电子签名"},
		"no stamp": {document.Keys{List: []document.Holding{good}, Authority: away}, "document.sign", "“章”没有签成：时间戳服务 127.0.0.1:1 没有应答"},
	} {
		file, s, err := x.keys.Sign(context.Background(), toSign(t))
		f := fault.As(err)
		if file != nil || len(s.Marks) > 0 || f == nil || f.Code != x.code || !strings.Contains(f.Text, x.want) || strings.Contains(f.Text, "secret-path") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFormer: the signature of a document of before they were in the file is still
// checked.
func TestFormer(t *testing.T) {
	public, private, err := ed25519.GenerateKey(nil)
	if err != nil {
		t.Fatal(err)
	}
	pdf := []byte("%PDF")
	sum := sha256.Sum256(pdf)
	s := document.Signature{Method: "local", Words: "演示电子签名", Algorithm: "Ed25519", Digest: hex.EncodeToString(sum[:]), Demo: true, At: signedAt.String(), Key: base64.StdEncoding.EncodeToString(public),
		Value: base64.StdEncoding.EncodeToString(ed25519.Sign(private, append([]byte("hengjian document\n"), sum[:]...)))}
	for text, want := range map[string]string{"%PDF": document.Valid, "%PDF ": document.Broken} {
		if got := (document.Trust{}).Check(s, []byte(text), signedAt); len(got) != 1 || got[0].State != want || !got[0].Demo {
			t.Errorf("%q: %+v", text, got)
		}
	}
}
