package outgoing

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

const good = `channels:
  - name: sms
    title: 省政务短信平台
    gateway:
      url: https://sms.example.gov.cn/v1/send
      json: '{"mobile": "{to}", "content": "{text}", "msgId": "{id}"}'
      headers: {Authorization: "Bearer {secret}"}
      secret_file: sms.secret
      success: {field: code, values: ["0"], final: ["E101"]}
      reference: data.sid
      reason: message
      poll: {url: "https://sms.example.gov.cn/v1/state", form: {id: "{id}"}}
      receipt: {id: msgId, state: status, delivered: [DELIVRD], undeliverable: [UNDELIV], time: at, reason: why}
      callback: {token_file: call.secret}
  - name: mail
    title: 本局邮箱
    smtp: {host: mail.example.gov.cn, port: 465, security: tls, user: notice, secret_env: HENGJIAN_TEST_MAIL, from: notice@example.gov.cn, from_name: 某市市场监督管理局}
  - name: post
    title: 中国邮政
    post: {}
`

func folder(t *testing.T, text string) string {
	t.Helper()
	dir := t.TempDir()
	t.Setenv("HENGJIAN_TEST_MAIL", "secret-of-mail")
	for name, content := range map[string]string{Name: text, "sms.secret": "secret-of-sms", "call.secret": "0123456789abcdef01234567", "short.secret": "x"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestLoad(t *testing.T) {
	list, err := Load(folder(t, good), false)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range list {
		got = append(got, string(c.Mode())+" "+c.Name()+" "+c.Title())
		if c.Demo() {
			t.Errorf("%s is a demonstration", c.Name())
		}
	}
	if s := strings.Join(got, ", "); s != "sms sms 省政务短信平台, mail mail 本局邮箱, letter post 中国邮政" {
		t.Error(s)
	}
	if list, err := Load(t.TempDir(), false); err != nil || len(list) != 0 {
		t.Errorf("without the file: %v %v", list, err)
	}
	list, err = Load(t.TempDir(), true)
	if err != nil || len(list) != 3 || !list[0].Demo() || list[2].Mode() != notify.Letter {
		t.Errorf("a demo city: %v %v", list, err)
	}
}

// TestBad: every mistake is named with its line, and no secret is in what is said.
func TestBad(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"http gateway":        {"https://sms.example.gov.cn/v1/send", "http://sms.example.gov.cn/v1/send", "5:12: url：应以 https:// 开头"},
		"where from a field":  {"https://sms.example.gov.cn/v1/send", "https://sms.example.gov.cn/{to}", "url：地址里不能有 {…}"},
		"poll elsewhere":      {"https://sms.example.gov.cn/v1/state", "http://10.0.0.1/v1/state", "url：应以 https:// 开头"},
		"no number":           {"{to}", "1", "没有 {to}"},
		"no idempotency":      {`, "msgId": "{id}"`, "", "没有 {id}"},
		"no json":             {`'{"mobile"`, `'["mobile"`, "json：应为一个 JSON 对象"},
		"no values":           {`values: ["0"], `, "", "success：缺少 values"},
		"header with a line":  {`"Bearer {secret}"`, `"Bearer\nX: y"`, "headers：不能换行"},
		"short token":         {"call.secret", "short.secret", "口令至少 20 个字符"},
		"receipt of nothing":  {"id: msgId, ", "", "receipt 里要写 id 或 reference"},
		"nothing delivered":   {"delivered: [DELIVRD], ", "", "receipt：缺少 delivered"},
		"no receipt":          {"      receipt: {id: msgId, state: status, delivered: [DELIVRD], undeliverable: [UNDELIV], time: at, reason: why}\n", "", "应写 receipt"},
		"plain mail":          {"security: tls", "security: plain", "不加密（plain）只能用于本机"},
		"sender with a line":  {"from: notice@example.gov.cn", `from: "notice@example.gov.cn\nBcc: x@y"`, "from：含有换行"},
		"no port":             {"port: 465, ", "", "port：应为端口号"},
		"no secret of mail":   {"secret_env: HENGJIAN_TEST_MAIL, ", "", "secret_file、secret_env 应填且只填一个"},
		"two sorts":           {"    post: {}", "    post: {}\n    smtp: {}", "每个通道写且只写一种"},
		"two of a name":       {"name: post", "name: mail", "name：mail 重复"},
		"name of the demo":    {"name: post", "name: demo-x", "不以 demo- 开头"},
		"an unknown key":      {"      reason: message", "      raeson: message", "不认识的键 raeson"},
		"secret in the clear": {"      secret_file: sms.secret", "      secret: secret-of-sms", "不认识的键 secret"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.old, c.new, 1)
			if text == good {
				t.Fatal("nothing was changed")
			}
			_, err := Load(folder(t, text), false)
			if !fault.Is(err, fault.Invalid) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v; want %q", err, c.want)
			}
			if s := err.Error(); strings.Contains(s, "secret-of-sms") || strings.Contains(s, "secret-of-mail") {
				t.Errorf("a secret is told: %s", s)
			}
		})
	}
}
