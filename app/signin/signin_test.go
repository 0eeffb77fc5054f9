package signin

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
)

const good = `base: https://scjg.example.gov.cn/
providers:
  - name: gov
    title: 政务统一身份认证
    desk: officer
    issuer: https://sso.example.gov.cn
    client_id: hengjian
    secret_file: gov.secret
    scopes: [profile]
    hosts: ["keys.example.gov.cn:8443"]
    label_claim: employee_no
  - name: province
    title: 省企业登录
    desk: business
    issuer: http://127.0.0.1:9998
    client_id: hengjian-business
    secret_env: HENGJIAN_TEST_SECRET
    uscc_claim: uscc
    holder_claim: name
`

func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{Name: text, "gov.secret": "secret-of-gov\n", "open.secret": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(filepath.Join(dir, "open.secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

func TestLoad(t *testing.T) {
	t.Setenv("HENGJIAN_TEST_SECRET", "secret-of-province")
	w, err := Load(folder(t, good))
	if err != nil {
		t.Fatal(err)
	}
	if w.Base != "https://scjg.example.gov.cn" || len(w.Desk) != 1 || len(w.Business) != 1 {
		t.Errorf("%+v", w)
	}
	if w.Title("province") != "省企业登录" || w.Title("gone") != "gone" {
		t.Errorf("titles: %s %s", w.Title("province"), w.Title("gone"))
	}
	if w, err := Load(t.TempDir()); err != nil || len(w.All()) != 0 {
		t.Errorf("without the file: %+v %v", w, err)
	}
}

// TestBad: every mistake is named with its line and its field, all at once, and
// no secret is in what is said.
func TestBad(t *testing.T) {
	t.Setenv("HENGJIAN_TEST_SECRET", "secret-of-province")
	for name, c := range map[string]struct{ old, new, want string }{
		"no base":             {"base: https://scjg.example.gov.cn/\n", "", "缺少 base"},
		"http base":           {"https://scjg", "http://scjg", "base：应以 https:// 开头"},
		"http issuer":         {"https://sso", "http://sso", "6:13: issuer：应以 https:// 开头"},
		"issuer with a query": {"https://sso.example.gov.cn", "https://sso.example.gov.cn/?a=b", "issuer：地址里不能有"},
		"issuer with a name":  {"https://sso.example", "https://me:you@sso.example", "issuer：地址里不能有"},
		"no address":          {"https://sso.example.gov.cn", "sso", "issuer：应为完整的地址"},
		"no title":            {"    title: 政务统一身份认证\n", "", "缺少 title"},
		"long title":          {"政务统一身份认证", strings.Repeat("长", 21), "title：最多 20 字"},
		"bad name":            {"name: gov", "name: ../gov", "name：应为小写字母开头"},
		"two of a name":       {"name: province", "name: gov", "name：gov 重复"},
		"unknown desk":        {"desk: officer", "desk: portal", "desk：应为 officer"},
		"no desk":             {"    desk: officer\n", "", "缺少 desk"},
		"secret in the file":  {"secret_file: gov.secret", "client_secret: hunter2", "不认识的键 client_secret"},
		"no secret":           {"    secret_file: gov.secret\n", "", "secret_file、secret_env 应填且只填一个"},
		"secret readable":     {"gov.secret", "open.secret", "chmod 600"},
		"secret absent":       {"gov.secret", "no.secret", "secret_file：读不到文件"},
		"variable not set":    {"HENGJIAN_TEST_SECRET", "HENGJIAN_NOT_SET", "环境变量 HENGJIAN_NOT_SET 没有设置"},
		"scopes in one":       {"[profile]", `["profile email"]`, "scopes："},
		"host as an address":  {`"keys.example.gov.cn:8443"`, `"https://keys.example.gov.cn"`, "hosts："},
		"claim at the desk":   {"label_claim: employee_no", "uscc_claim: uscc", "uscc_claim：只用于企业端"},
		"no client":           {"    client_id: hengjian\n", "", "缺少 client_id"},
		"no YAML":             {"providers:", "providers: [", Name},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatal("nothing was replaced")
			}
			_, err := Load(folder(t, text))
			if !fault.Is(err, fault.Invalid) || !strings.Contains(fault.As(err).Text, c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
			if err != nil && (strings.Contains(err.Error(), "secret-of") || strings.Contains(err.Error(), "hunter2")) {
				t.Errorf("the error tells a secret: %v", err)
			}
		})
	}
	_, err := Load(folder(t, strings.NewReplacer("desk: officer", "desk: x", "name: province", "name: gov").Replace(good)))
	if text := fault.As(err).Text; !strings.Contains(text, "desk") || !strings.Contains(text, "重复") {
		t.Errorf("only some of the mistakes: %s", text)
	}
}
