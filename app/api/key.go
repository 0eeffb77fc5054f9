package api

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// keys adds one's own API keys. A key acts with no more than its person's
// rights, within its scopes.
func (a *API) keys(d *Doors) {
	a.fixed(http.MethodGet, "/api/keys", "keys", "我的接口密钥", "账号", func(q *rest.Request) error { return a.listKeys(q, d) })
	a.fixed(http.MethodPost, "/api/keys", "key-create", "制作接口密钥，密钥只显示一次", "账号", func(q *rest.Request) error { return a.createKey(q, d) })
	a.fixed(http.MethodDelete, "/api/keys/{id}", "key-revoke", "停用接口密钥", "账号", func(q *rest.Request) error { return a.revokeKey(q, d) })
}

type keyOut struct {
	ID      string   `json:"id"`
	Prefix  string   `json:"prefix"`
	Account string   `json:"account,omitempty"`
	Person  string   `json:"person,omitempty"`
	Title   string   `json:"title"`
	Scopes  []string `json:"scopes"`
	Created string   `json:"created"`
	Expires string   `json:"expires"`
	Used    string   `json:"used"`
	State   string   `json:"state"` // active, expired, revoked
}

func showKey(k auth.Key) keyOut {
	out := keyOut{ID: k.ID, Prefix: k.Prefix, Title: k.Title, Scopes: k.Scopes, Created: k.Created.String(), Expires: k.Expires.String(), State: "active"}
	if k.Used != 0 {
		out.Used = k.Used.String()
	}
	switch {
	case k.Revoked != 0:
		out.State = "revoked"
	case k.Expires <= clock.Wall{}.Now():
		out.State = "expired"
	}
	return out
}

func (a *API) listKeys(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	out := []keyOut{}
	err = d.db.Read(q.Context(), func(c db.Conn) error {
		list, err := d.auth.Keys(c, s.Account.Name)
		for _, k := range list {
			out = append(out, showKey(k))
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "scopes": scopes()})
}

// scopes are what a key can be limited to: reading or writing everything its
// person may, or that of one matter.
func scopes() []map[string]string {
	out := []map[string]string{{"scope": "read", "title": "查看全部"}, {"scope": "write", "title": "办理全部"}}
	for _, m := range app.Matters() {
		out = append(out, map[string]string{"scope": "read:" + m.Name, "title": "查看" + m.Title}, map[string]string{"scope": "write:" + m.Name, "title": "办理" + m.Title})
	}
	return out
}

// newKey reads what a key is to be; account is "" where the body must name none.
func newKey(q *rest.Request, account string) (n auth.NewKey, more map[string]string, err error) {
	m, err := q.Object()
	if err != nil {
		return n, nil, err
	}
	var bad []fault.Field
	more = map[string]string{}
	for name, v := range m {
		s, isText := v.(string)
		switch {
		case name == "scopes":
			list, ok := v.([]any)
			for _, x := range list {
				s, isText := x.(string)
				ok = ok && isText
				n.Scopes = append(n.Scopes, s)
			}
			if !ok {
				bad = append(bad, fault.Field{Name: name, Code: "type", Text: "权限范围应为文字的列表"})
			}
		case (name == "title" || name == "days" || name == "password" || name == "account" && account == "") && isText:
			more[name] = s
		default:
			bad = append(bad, fault.Field{Name: name, Code: "unknown", Text: "不认识的内容 " + name})
		}
	}
	days, err := strconv.Atoi(more["days"])
	if err != nil || days < 1 || days > 366 {
		bad = append(bad, fault.Field{Name: "days", Code: "range", Text: "有效天数应为 1 至 366"})
	}
	known := scopes()
	for _, s := range n.Scopes {
		if !slices.ContainsFunc(known, func(x map[string]string) bool { return x["scope"] == s }) {
			bad = append(bad, fault.Field{Name: "scopes", Code: "unknown", Text: "没有这个权限范围"})
		}
	}
	if len(bad) > 0 {
		return n, more, fault.Bad("auth.key", "提交的内容有误", bad...)
	}
	if account == "" {
		account = more["account"]
	}
	n.Account, n.Title = account, strings.TrimSpace(more["title"])
	n.Expires = clock.Wall{}.Now() + clock.Instant(days)*24*60*60*1000
	return n, more, nil
}

func (a *API) createKey(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	if c.Duty != actor.Business || c.Person == "" {
		return fault.New(fault.Denied, "auth.key_duty", "管理员账号不能有接口密钥")
	}
	n, more, err := newKey(q, s.Account.Name)
	if err != nil {
		return err
	}
	if err := d.again(q, s, "password", more["password"], ""); err != nil {
		return err
	}
	var secret string
	var k auth.Key
	err = d.db.Write(q.Context(), func(tx *db.Tx) (err error) {
		if secret, k, err = d.auth.CreateKey(tx, n); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, auth.KeyMade)
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"secret": secret, "key": showKey(k)})
}

func (a *API) revokeKey(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	err = d.db.Write(q.Context(), func(tx *db.Tx) error {
		if err := d.auth.RevokeKey(tx, s.Account.Name, q.Param("id")); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, auth.KeyEnded)
	})
	if err != nil {
		return err
	}
	return q.NoContent()
}
