// Package outgoing reads through what channels an installation sends messages: the
// file notify.yaml in the data folder (docs/notify.md). Without the file there are
// none; a demo city has channels that send nothing and say so. Where messages go
// stands in this file and nowhere else.
package outgoing

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/app/secret"
	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// Name is the file in the data folder.
const Name = "notify.yaml"

// Load reads the file of a data folder; every mistake in it is one error that names
// line and field. A demo city without the file gets channels that send nothing.
func Load(data string, demo bool) ([]notify.Channel, error) {
	src, err := os.ReadFile(filepath.Join(data, Name))
	if errors.Is(err, fs.ErrNotExist) {
		if demo {
			return []notify.Channel{notify.NewDummy(notify.SMS), notify.NewDummy(notify.Mail), notify.NewPost("post", "邮寄")}, nil
		}
		return nil, nil
	}
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "outgoing.file", "读不到发送通道配置 %s", Name).With(err)
	}
	r := &reader{data: data}
	s, root := sheet.Parse(Name, src)
	for _, n := range root.Fields("channels")["channels"].List() {
		r.channel(n)
	}
	if err := s.Err(); err != nil {
		return nil, fault.New(fault.Invalid, "outgoing.config", "发送通道配置有误：\n"+err.Error())
	}
	return r.list, nil
}

// Texts sends a short message at once, without an outbox: codes that confirm a
// number. nil where no gateway is configured; a demo city shows the code instead.
func Texts(list []notify.Channel) func(ctx context.Context, phone, text string) error {
	for _, c := range list {
		if c.Mode() != notify.SMS || c.Demo() {
			continue
		}
		return func(ctx context.Context, phone, text string) error {
			_, err := c.Send(ctx, notify.Message{ID: notify.NewID(), To: phone, Text: text})
			var refused notify.Refused
			switch {
			case errors.As(err, &refused):
				return fault.Bad("outgoing.refused", "短信发不到这个号码", fault.Field{Name: "phone", Code: "refused", Text: "短信发不到这个号码，请核对"})
			case err != nil:
				return fault.New(fault.Unavailable, "outgoing.away", "短信暂时发不出去，请稍后再试").With(errors.New(notify.Plain(err.Error())))
			}
			return nil
		}
	}
	return nil
}

type reader struct {
	data string
	list []notify.Channel
}

var plain = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)

// need reads a text that must be there.
func need(at sheet.Node, f map[string]sheet.Node, name, what string) string {
	s := strings.TrimSpace(f[name].Text())
	if s == "" {
		at.Failf("缺少 %s（%s）", name, what)
	}
	return s
}

func (r *reader) channel(n sheet.Node) {
	f := n.Fields("name", "title", "gateway", "smtp", "post")
	name, title := need(n, f, "name", "短名，如 sms"), need(n, f, "title", "界面上的中文名称")
	if name != "" && !plain.MatchString(name) || strings.HasPrefix(name, "demo-") {
		f["name"].Failf("name：应为小写字母开头的字母、数字、连字符，最多 31 个，不以 demo- 开头")
	}
	if slices.ContainsFunc(r.list, func(c notify.Channel) bool { return c.Name() == name }) {
		f["name"].Failf("name：%s 重复", name)
	}
	if len([]rune(title)) > 20 {
		f["title"].Failf("title：最多 20 字")
	}
	given := 0
	for _, sort := range []string{"gateway", "smtp", "post"} {
		if f[sort].Present() {
			given++
		}
	}
	switch {
	case given != 1:
		n.Failf("每个通道写且只写一种：gateway（短信网关）、smtp（邮件服务器）、post（邮寄）")
	case f["gateway"].Present():
		r.list = append(r.list, r.gateway(name, title, f["gateway"]))
	case f["smtp"].Present():
		r.list = append(r.list, r.smtp(name, title, f["smtp"]))
	default:
		r.list = append(r.list, notify.NewPost(name, title))
	}
}

func (r *reader) smtp(name, title string, n sheet.Node) notify.Channel {
	f := n.Fields(append(secret.Keys(), "host", "port", "security", "user", "from", "from_name")...)
	s := notify.Server{ChannelName: name, ChannelTitle: title, Host: need(n, f, "host", "邮件服务器"), Security: need(n, f, "security", "tls 或 starttls"),
		User: f["user"].Text(), From: need(n, f, "from", "发件地址"), FromName: need(n, f, "from_name", "发件人名称")}
	s.Port, _ = strconv.Atoi(f["port"].Code())
	if s.Port < 1 || s.Port > 65535 {
		n.Failf("port：应为端口号，如 465（tls）、587（starttls）")
	}
	switch s.Security {
	case "", "tls", "starttls":
	case "plain":
		if !notify.Loopback(s.Host) {
			f["security"].Failf("security：不加密（plain）只能用于本机的邮件服务器")
		}
	default:
		f["security"].Failf("security：应为 tls、starttls，本机可用 plain")
	}
	if s.From != "" {
		if err := notify.CheckAddress(notify.Mail, s.From); err != nil {
			f["from"].Failf("from：%s", err)
		}
	}
	if s.User != "" || secret.Given(f) {
		s.Secret = secret.Read(r.data, n, f)
	}
	return notify.NewSMTP(s)
}

func (r *reader) gateway(name, title string, n sheet.Node) notify.Channel {
	f := n.Fields(append(secret.Keys(), "url", "form", "json", "headers", "success", "reference", "reason", "poll", "receipt", "callback")...)
	c := notify.Config{Name: name, Title: title, Send: ask(n, f), Reference: f["reference"].Text(), Reason: f["reason"].Text()}
	if secret.Given(f) {
		c.Secret = secret.Read(r.data, n, f)
	}
	if s := f["success"]; s.Present() {
		v := s.Fields("field", "values", "final")
		c.Success, c.Taken, c.Final = need(s, v, "field", "答复中表示是否接收的字段"), v["values"].Texts(), v["final"].Texts()
		if len(c.Taken) == 0 {
			s.Failf("success：缺少 values（表示已接收的值）")
		}
	}
	all := places(c.Send)
	for _, p := range []string{"{to}", "{text}", "{id}"} {
		if !strings.Contains(all, p) {
			n.Failf("请求内容里没有 %s；{to} 是号码，{text} 是内容，{id} 是防止重发的编号", p)
		}
	}
	if p := f["poll"]; p.Present() {
		a := ask(p, p.Fields("url", "form", "json", "headers"))
		c.Poll = &a
	}
	if w := f["receipt"]; w.Present() {
		v := w.Fields("id", "reference", "state", "delivered", "undeliverable", "time", "layout", "reason", "list")
		c.Receipt = notify.Words{ID: v["id"].Text(), Reference: v["reference"].Text(), State: need(w, v, "state", "回执中的状态字段"), Good: v["delivered"].Texts(), Bad: v["undeliverable"].Texts(),
			Time: v["time"].Text(), Layout: v["layout"].Text(), Reason: v["reason"].Text(), List: v["list"].Text()}
		if len(c.Receipt.Good) == 0 {
			w.Failf("receipt：缺少 delivered（表示已送达的值）")
		}
	}
	if b := f["callback"]; b.Present() {
		v := b.Fields("token_file", "answer")
		c.Token, c.Answer = secret.File(r.data, "token_file", need(b, v, "token_file", "回调地址中的口令所在的文件"), v["token_file"]), v["answer"].Text()
		if len(c.Token) < 20 {
			b.Failf("callback：口令至少 20 个字符，可用 openssl rand -hex 24 生成")
		}
		if c.Receipt.ID == "" && c.Receipt.Reference == "" {
			b.Failf("callback：receipt 里要写 id 或 reference，才知道是哪一条消息")
		}
	}
	if (c.Poll != nil || c.Token != "") && c.Receipt.State == "" {
		n.Failf("查询或回调回执的，应写 receipt（回执里各字段在哪里）")
	}
	return notify.NewHTTP(c)
}

// ask reads where a request goes and what it says.
func ask(n sheet.Node, f map[string]sheet.Node) notify.Ask {
	a := notify.Ask{URL: need(n, f, "url", "网关地址"), Form: f["form"].Present(), Body: map[string]any{}, Header: map[string]string{}}
	if a.URL != "" {
		if err := notify.CheckURL(a.URL); err != nil {
			f["url"].Failf("url：%s", err)
		}
	}
	if a.Form == f["json"].Present() {
		n.Failf("form、json 应写且只写一个：请求内容的样式")
	}
	for _, p := range f["form"].Pairs() {
		a.Body[p.Key] = p.Value.Text()
	}
	if j := f["json"]; j.Present() {
		if err := json.Unmarshal([]byte(j.Text()), &a.Body); err != nil || a.Body == nil {
			j.Failf("json：应为一个 JSON 对象，{to} 等写在字符串里")
		}
	}
	for _, p := range f["headers"].Pairs() {
		if v := p.Value.Text(); strings.ContainsAny(p.Key+v, "\r\n") {
			p.Value.Failf("headers：不能换行")
		} else {
			a.Header[p.Key] = v
		}
	}
	return a
}

// places is everything of a request in which places may stand.
func places(a notify.Ask) string {
	b, _ := json.Marshal(a.Body) // it was read from text
	return string(b)
}
