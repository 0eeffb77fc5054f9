// Package signin reads how an installation lets people sign in by providers
// outside of it: the file sign-in.yaml in the data folder. Without the file there
// are none. The secret of a client stands in a file of its own or in the
// environment, never in this one.
package signin

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/app/secret"
	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/oidc"
)

// Name is the file in the data folder.
const Name = "sign-in.yaml"

// Ways are the providers of an installation, in the order of the file.
type Ways struct {
	Base     string // where browsers find this installation, without a slash at its end
	Desk     []auth.Provider
	Business []auth.Provider
}

// All are the providers of both desks.
func (w Ways) All() []auth.Provider { return slices.Concat(w.Desk, w.Business) }

// Title is what the provider of a name is called, the name itself where it is
// configured no more.
func (w Ways) Title(name string) string {
	for _, p := range w.All() {
		if p.Name() == name {
			return p.Title()
		}
	}
	return name
}

// Load reads the file of a data folder; every mistake in it is one error that
// names line and field.
func Load(data string) (Ways, error) {
	src, err := os.ReadFile(filepath.Join(data, Name))
	if errors.Is(err, fs.ErrNotExist) {
		return Ways{}, nil
	}
	if err != nil {
		return Ways{}, fault.Newf(fault.Unavailable, "signin.file", "读不到登录方式配置 %s", Name).With(err)
	}
	r := &reader{data: data}
	s, root := sheet.Parse(Name, src)
	r.read(root)
	if err := s.Err(); err != nil {
		return Ways{}, fault.New(fault.Invalid, "signin.config", "登录方式配置有误：\n"+err.Error())
	}
	return r.ways, nil
}

type reader struct {
	data  string
	ways  Ways
	names []string
}

func (r *reader) read(root sheet.Node) {
	f := root.Fields("base", "providers")
	r.ways.Base = strings.TrimSuffix(r.need(root, f, "base", "本系统对外的地址，回调地址由它拼成"), "/")
	if r.ways.Base != "" {
		address(f["base"], "base", r.ways.Base)
	}
	for _, n := range f["providers"].List() {
		r.provider(n)
	}
}

// need reads a text that must be there.
func (r *reader) need(at sheet.Node, f map[string]sheet.Node, name, what string) string {
	s := strings.TrimSpace(f[name].Text())
	if s == "" {
		at.Failf("缺少 %s（%s）", name, what)
	}
	return s
}

func address(n sheet.Node, name, s string) {
	if err := oidc.CheckAddress(s); err != nil {
		n.Failf("%s：%s", name, err)
	}
}

var (
	plain = regexp.MustCompile(`^[a-z][a-z0-9-]{0,30}$`)
	host  = regexp.MustCompile(`^[A-Za-z0-9.-]+(:[0-9]{1,5})?$`)
	scope = regexp.MustCompile(`^[!#-\[\]-~]{1,100}$`) // RFC 6749 §3.3
)

func (r *reader) provider(n sheet.Node) {
	f := n.Fields("name", "title", "desk", "issuer", "client_id", "secret_file", "secret_env", "scopes", "hosts", "label_claim", "uscc_claim", "holder_claim")
	c := oidc.Config{
		Name:     r.need(n, f, "name", "用于地址的短名，如 gov"),
		Title:    r.need(n, f, "title", "按钮上的中文名称"),
		Issuer:   r.need(n, f, "issuer", "对方的 issuer 地址"),
		ClientID: r.need(n, f, "client_id", "对方分配的客户端编号"),
		Secret:   secret.Read(r.data, n, f),
		Scopes:   f["scopes"].Texts(),
		Hosts:    f["hosts"].Texts(),
		Claims:   oidc.Claims{Label: f["label_claim"].Text(), Organisation: f["uscc_claim"].Text(), Person: f["holder_claim"].Text()},
	}
	if c.Claims.Label == "" {
		c.Claims.Label = "preferred_username"
	}
	if c.Name != "" && !plain.MatchString(c.Name) {
		f["name"].Failf("name：应为小写字母开头的字母、数字、连字符，最多 31 个")
	}
	if slices.Contains(r.names, c.Name) {
		f["name"].Failf("name：%s 重复", c.Name)
	}
	r.names = append(r.names, c.Name)
	if len([]rune(c.Title)) > 20 {
		f["title"].Failf("title：最多 20 字，按钮上放得下")
	}
	if c.Issuer != "" {
		address(f["issuer"], "issuer", c.Issuer)
	}
	for _, s := range c.Scopes {
		if !scope.MatchString(s) {
			f["scopes"].Failf("scopes：%q 不是一个 scope，应分开写成列表", s)
		}
	}
	for _, h := range c.Hosts {
		if !host.MatchString(h) {
			f["hosts"].Failf("hosts：%q 应为主机名或 主机名:端口，不带 https://", h)
		}
	}
	switch desk := r.need(n, f, "desk", "officer 工作台，business 企业端"); desk {
	case "":
	case "officer":
		for _, name := range []string{"uscc_claim", "holder_claim"} {
			if f[name].Present() {
				f[name].Failf("%s：只用于企业端（desk: business）", name)
			}
		}
		r.ways.Desk = append(r.ways.Desk, oidc.New(c))
	case "business":
		r.ways.Business = append(r.ways.Business, oidc.New(c))
	default:
		f["desk"].Failf("desk：应为 officer（工作台）或 business（企业端），不能是 %s", desk)
	}
}
