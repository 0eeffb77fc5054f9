package signing_test

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"github.com/hengjian/hengjian/app/signing"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
	"github.com/hengjian/hengjian/platform/fault"
)

const good = `roots_file: signing/roots.pem
timestamp: {url: "https://tsa.example.gov.cn/ts", roots_file: signing/roots.pem, seconds: 5, digest: sm3}
signers:
  - title: 业务专用章
    organs: [某市市场监督管理局]
    key_file: signing/seal.p12
    secret_env: HENGJIAN_TEST_SEAL
  - title: 国密签名
    key_file: signing/sm2.key
    certificate_file: signing/sm2.pem
`

var now = clock.At(time.Date(2026, 11, 30, 9, 0, 0, 0, clock.Shanghai))

// made are the files that a configuration names: keys take long to make.
var made map[string][]byte

func files(t *testing.T) map[string][]byte {
	t.Helper()
	if made != nil {
		return made
	}
	rsa, sm := cmstest.NewCA(t, "rsa"), cmstest.NewCA(t, "sm2")
	seal, smKey := rsa.Issue(t, cmstest.Want{Name: "某市局业务章"}), sm.Issue(t, cmstest.Want{Name: "某市局 SM2"})
	old := rsa.Issue(t, cmstest.Want{Name: "旧", Until: now.Time().AddDate(-1, 0, 0)})
	p12, err := pkcs12.Modern.Encode(seal.Signer, seal.Certificate().ToX509(), []*x509.Certificate{rsa.Certificate.ToX509()}, "word-of-seal")
	if err != nil {
		t.Fatal(err)
	}
	made = map[string][]byte{
		"roots.pem": cmstest.PEM(rsa.Certificate, sm.Certificate), "tsa.pem": cmstest.PEM(rsa.Certificate), "other.pem": cmstest.PEM(cmstest.NewCA(t, "p256").Certificate),
		"seal.p12": p12, "seal.word": []byte("word-of-seal\n"), "sm2.key": cmstest.KeyPEM(t, smKey), "sm2.pem": cmstest.PEM(smKey.Chain...),
		"old.pem": append(cmstest.KeyPEM(t, old), cmstest.PEM(old.Chain...)...), "open.key": cmstest.KeyPEM(t, smKey),
	}
	return made
}

// folder is a data folder with a configuration and its files.
func folder(t *testing.T, text string) string {
	t.Helper()
	t.Setenv("HENGJIAN_TEST_SEAL", "word-of-seal")
	dir := t.TempDir()
	cmstest.Write(t, dir, signing.Name, []byte(text))
	for name, b := range files(t) {
		cmstest.Write(t, dir, "signing/"+name, b)
	}
	if err := os.Chmod(filepath.Join(dir, "signing/open.key"), 0o640); err != nil { // that is what is refused
		t.Fatal(err)
	}
	return dir
}

// TestExampleOfPage: the configuration that docs/documents.md shows is taken.
func TestExampleOfPage(t *testing.T) {
	b, err := os.ReadFile("../../docs/documents.md")
	if err != nil {
		t.Fatal(err)
	}
	_, text, found := strings.Cut(string(b), "```yaml\nroots_file:")
	text, _, _ = strings.Cut(text, "```")
	set, err := signing.Load(folder(t, "roots_file:"+text), now)
	if err != nil || !found || len(set.Signer.List) != 2 || set.Signer.Authority == nil {
		t.Errorf("%+v: %v", set, err)
	}
}

func TestLoad(t *testing.T) {
	set, err := signing.Load(folder(t, good), now)
	if err != nil {
		t.Fatal(err)
	}
	const city, county = "某市市场监督管理局", "某县市场监督管理局"
	if w := set.Signer.Words(city); w != "业务专用章\n国密签名" {
		t.Errorf("for the city signs %q", w)
	}
	if w := set.Signer.Words(county); w != "国密签名" {
		t.Errorf("for a county signs %q", w)
	}
	if a := set.Signer.Authority; a == nil || a.Within != 5*time.Second || !a.SM3 || len(set.Stamps) != 2 || len(set.Roots) != 2 || set.Signer.Demo {
		t.Errorf("%+v", set)
	}
	if err := set.Signer.Ready(city, now); err != nil {
		t.Error(err)
	}
	if set, err := signing.Load(t.TempDir(), now); set != nil || err != nil {
		t.Errorf("without the file: %v %v", set, err)
	}
	// One that has expired is told when something is issued; the service starts.
	set, err = signing.Load(folder(t, strings.Replace(good, "    key_file: signing/seal.p12\n    secret_env: HENGJIAN_TEST_SEAL", "    key_file: signing/old.pem", 1)), now)
	if err != nil {
		t.Fatal(err)
	}
	if err := set.Signer.Ready(city, now); fault.As(err) == nil || fault.As(err).Code != "document.certificate" {
		t.Errorf("an expired certificate: %v", err)
	}
}

// TestBad: every mistake is named with its line, and no secret is in what is said.
func TestBad(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"no roots":           {"roots_file: signing/roots.pem\n", "", "缺少 roots_file"},
		"roots that are not": {"roots_file: signing/roots.pem\n", "roots_file: signing/seal.p12\n", "1:13: roots_file：不是证书"},
		"other roots":        {"roots_file: signing/roots.pem\n", "roots_file: signing/other.pem\n", "6:15: key_file：证书不是由受信任的机构签发的"},
		"no file":            {"seal.p12", "none.p12", "6:15: key_file：读不到文件"},
		"open to others":     {"sm2.key", "open.key", "9:15: key_file：其他用户读得到私钥"},
		"another's key":      {"signing/sm2.pem", "signing/other.pem", "私钥与证书不是一对"},
		"no certificate":     {"    certificate_file: signing/sm2.pem\n", "", "没有证书"},
		"wrong password":     {"HENGJIAN_TEST_SEAL", "HENGJIAN_TEST_OTHER", "口令不对"},
		"no password":        {"HENGJIAN_TEST_SEAL", "HENGJIAN_NOT_SET", "环境变量 HENGJIAN_NOT_SET 没有设置"},
		"password as text":   {"secret_env: HENGJIAN_TEST_SEAL", "secret: word-of-seal", "不认识的键 secret"},
		"no title":           {"title: 国密签名", "title: ''", "缺少 title"},
		"a long title":       {"title: 国密签名", "title: 一二三四五六七八九十一二三四五六七八九十一", "最多 20 字"},
		"one title twice":    {"title: 国密签名", "title: 业务专用章", "重复"},
		"organs of nothing":  {"[某市市场监督管理局]", "[]", "organs：写明"},
		"no signer":          {good[strings.Index(good, "signers:"):], "signers: []\n", "缺少 signers"},
		"where to stamp":     {"https://tsa", "ftp://tsa", "2:18: url：应为"},
		"for how long":       {"seconds: 5", "seconds: 500", "seconds：等待应答的秒数"},
		"an unknown digest":  {"digest: sm3", "digest: md5", "digest：应为"},
		"stamps of nobody":   {", roots_file: signing/roots.pem, seconds", ", seconds", "缺少 roots_file"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("HENGJIAN_TEST_OTHER", "word-of-another")
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatal("nothing was changed")
			}
			_, err := signing.Load(folder(t, text), now)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "word-of") {
				t.Errorf("%v", err)
			}
		})
	}
	dir := folder(t, good)
	if err := os.Chmod(filepath.Join(dir, "signing/roots.pem"), 0o666); err != nil { // that is what is refused
		t.Fatal(err)
	}
	if _, err := signing.Load(dir, now); err == nil || !strings.Contains(err.Error(), "改得了") {
		t.Errorf("roots that others may write: %v", err)
	}
}
