package api

import (
	"context"
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) accountOperations() []adminOperation {
	const get, post = http.MethodGet, http.MethodPost
	return []adminOperation{
		{get, "/api/admin/accounts", "admin-accounts", "人员与账号", threeDuties, x.listAccounts},
		{post, "/api/accounts", "open-account", "系统管理员为已登记的人员开账号或重设密码", systemDuty, x.openAccount},
		{post, "/api/admin/accounts/{account}/lock", "admin-lock", "锁定账号，其登录会话立即结束", systemDuty, x.onAccount(x.app.LockAccount)},
		{post, "/api/admin/accounts/{account}/unlock", "admin-unlock", "解锁账号", systemDuty, x.onAccount(x.app.UnlockAccount)},
		{post, "/api/admin/accounts/{account}/codes/reset", "admin-codes-ask", "申请停用动态验证码", systemDuty, x.onAccount(x.app.AskCodeReset)},
		{post, "/api/admin/accounts/{account}/codes/confirm", "admin-codes-confirm", "第二人确认停用动态验证码", securityDuty, x.onAccount(x.app.ConfirmCodeReset)},
		{post, "/api/admin/accounts/{account}/bindings/end", "admin-bindings-end", "解除账号的外部登录绑定，其登录会话立即结束", systemDuty, x.onAccount(x.app.EndBindings)},
		{get, "/api/admin/sessions", "admin-sessions", "全部登录会话", []actor.Duty{actor.System, actor.Audit}, x.listAllSessions},
		{post, "/api/admin/sessions/{id}/end", "admin-session-end", "结束任何人的登录会话", systemDuty, x.endSession},
		{get, "/api/admin/keys", "admin-keys", "全部接口密钥", threeDuties, x.listAllKeys},
		{post, "/api/admin/keys", "admin-key-create", "为接口账号发放密钥，密钥只显示一次", systemDuty, x.makeKey},
		{post, "/api/admin/keys/{id}/end", "admin-key-end", "停用接口密钥", systemDuty, x.endKey},
	}
}

type accountOut struct {
	Person    *named   `json:"person"`
	Unit      *named   `json:"unit"`
	Account   string   `json:"account"`
	Service   bool     `json:"service"`
	LeftOn    string   `json:"left_on"`
	Duty      string   `json:"duty"`
	Roles     int      `json:"roles"`
	State     string   `json:"state"` // none, active, locked, failing
	Until     string   `json:"until"` // of a lock after failures
	Must      bool     `json:"must_change"`
	Codes     bool     `json:"codes"`
	Recovery  int      `json:"recovery"`
	Required  bool     `json:"codes_required"`
	CodeReset string   `json:"code_reset"` // "asked" while a second person is awaited
	Bindings  []string `json:"bindings"`   // titles of outside providers
	Sessions  int      `json:"sessions"`
	Keys      int      `json:"keys"`
	LastSeen  string   `json:"last_seen"`
	Opened    string   `json:"opened"`
	Record    *named   `json:"record"` // of the account's history
}

// listAccounts joins people with their accounts, and shows accounts nobody has.
func (x *admin) listAccounts(q *rest.Request, c actor.Caller) error {
	var out []accountOut
	err := x.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		s, err := x.accountsNow(conn)
		if err != nil {
			return err
		}
		out = nil
		seen := map[string]bool{}
		for _, p := range x.people.People(x.area) {
			row := accountOut{Person: &named{string(p.Area), string(p.ID), p.Name}, Unit: &named{"", string(p.Unit), x.people.UnitName(p.Unit)},
				Account: p.Account, Service: p.Service, LeftOn: p.LeftOn}
			as := x.people.As(p.ID, c.Day)
			row.Duty, row.Roles, row.Required = string(as.Duty), len(as.Roles), x.people.CodeRequired(as)
			if err := x.fillAccount(conn, &row, s); err != nil {
				return err
			}
			seen[p.Account] = true
			out = append(out, row)
		}
		for _, acc := range s.list {
			if !seen[acc.Name] {
				row := accountOut{Account: acc.Name, Duty: string(acc.Duty)}
				if err := x.fillAccount(conn, &row, s); err != nil {
					return err
				}
				out = append(out, row)
			}
		}
		return nil
	})
	return items(q, out, err)
}

// accountsNow is what is known of all accounts at one moment.
type accountsNow struct {
	list     []auth.Account
	by       map[string]auth.Account
	until    map[string]string
	factors  map[string]auth.Factor
	bindings map[string][]string
	sessions map[string][]auth.Session
	keys     map[string]int
}

func (x *admin) accountsNow(c db.Conn) (s accountsNow, err error) {
	d := x.doors.auth
	if s.list, err = d.Accounts(c); err != nil {
		return s, err
	}
	s.by, s.until, s.sessions, s.keys = map[string]auth.Account{}, map[string]string{}, map[string][]auth.Session{}, map[string]int{}
	s.bindings = map[string][]string{}
	for _, acc := range s.list {
		s.by[acc.Name] = acc
	}
	until, err := d.LockedUntil(c, s.list)
	if err != nil {
		return s, err
	}
	for name, at := range until {
		s.until[name] = at.String()
	}
	if s.factors, err = d.Factors(c, ""); err != nil {
		return s, err
	}
	bound, err := d.Identities(c, "")
	if err != nil {
		return s, err
	}
	for _, one := range bound {
		s.bindings[one.Account] = append(s.bindings[one.Account], x.ways.Title(one.Provider))
	}
	sessions, err := d.Sessions(c, "")
	if err != nil {
		return s, err
	}
	for _, one := range sessions {
		s.sessions[one.Account.Name] = append(s.sessions[one.Account.Name], one)
	}
	keys, err := d.Keys(c, "")
	for _, k := range keys {
		if showKey(k).State == "active" {
			s.keys[k.Account.Name]++
		}
	}
	return s, err
}

func (x *admin) fillAccount(c db.Conn, row *accountOut, s accountsNow) error {
	acc, ok := s.by[row.Account]
	if !ok || row.Account == "" {
		row.State = "none"
		return nil
	}
	row.State, row.Until, row.Must, row.Opened = "active", s.until[row.Account], acc.MustChange && !row.Service, acc.Created.String()
	if row.Until != "" {
		row.State = "failing"
	}
	if acc.State != auth.Active {
		row.State = "locked"
	}
	f := s.factors[row.Account]
	row.Codes, row.Recovery, row.Keys, row.Sessions = f.On, f.Recovery, s.keys[row.Account], len(s.sessions[row.Account])
	row.Bindings = append([]string{}, s.bindings[row.Account]...)
	if live := s.sessions[row.Account]; len(live) > 0 {
		row.LastSeen = live[0].Seen.String()
	}
	r, err := x.app.AccountRef(c, row.Account)
	if err != nil || r.Zero() {
		return err
	}
	row.Record = &named{string(r.Area), string(r.ID), row.Account}
	row.CodeReset, err = x.app.CodeReset(c, r)
	return err
}

// openAccount gives a registered person an account or a new password; the
// system administrator hands it over, and it must be changed at once.
func (x *admin) openAccount(q *rest.Request, c actor.Caller) error {
	b, err := text(q, "account", "reason")
	if err != nil {
		return err
	}
	if b["account"] == c.Account {
		return fault.New(fault.Denied, "account.self", "自己的密码请在“修改密码”里改")
	}
	if b["reason"] == "" {
		b["reason"] = "系统管理员办理"
	}
	password, err := x.app.OpenAccount(q.Context(), x.doors.auth, c, b["account"], b["reason"])
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"account": b["account"], "password": password})
}

// accountAct is one act of the administration on an account.
type accountAct func(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error

// onAccount runs one act on the account the address names, never one's own.
func (x *admin) onAccount(do accountAct) func(*rest.Request, actor.Caller) error {
	return func(q *rest.Request, c actor.Caller) error {
		b, err := reasoned(q)
		if err != nil {
			return err
		}
		account := q.Param("account")
		if account == c.Account {
			return fault.New(fault.Denied, "account.self", "不能对自己的账号办理此项")
		}
		if err := x.engine.DB().Read(q.Context(), func(conn db.Conn) error { _, err := x.doors.auth.Find(conn, account); return err }); err != nil {
			return err
		}
		return done(q, do(q.Context(), x.doors.auth, c, account, b["reason"]))
	}
}

type liveOut struct {
	sessionOut
	Account string `json:"account"`
	Person  string `json:"person"`
	Unit    string `json:"unit"`
	Expires string `json:"expires"`
}

func (x *admin) listAllSessions(q *rest.Request, c actor.Caller) error {
	mine, err := x.doors.session(q)
	if err != nil {
		return err
	}
	var out []liveOut
	err = x.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		list, err := x.doors.auth.Sessions(conn, "")
		out = nil
		for _, s := range list {
			who, _ := x.people.Caller(s.Account.Name, c.Day)
			out = append(out, liveOut{sessionOut{s.ID, s.Created.String(), s.Seen.String(), s.Address, s.Agent, s.ID == mine.ID}, s.Account.Name, who.Name, x.people.UnitName(who.Unit), s.Expires.String()})
		}
		return err
	})
	return items(q, out, err)
}

func (x *admin) endSession(q *rest.Request, c actor.Caller) error {
	b, err := reasoned(q)
	if err != nil {
		return err
	}
	return done(q, x.app.EndSession(q.Context(), x.doors.auth, c, q.Param("id"), b["reason"]))
}

func (x *admin) listAllKeys(q *rest.Request, c actor.Caller) error {
	var out []keyOut
	err := x.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		list, err := x.doors.auth.Keys(conn, "")
		out = nil
		for _, k := range list {
			row := showKey(k)
			who, _ := x.people.Caller(k.Account.Name, c.Day)
			row.Account, row.Person = k.Account.Name, who.Name
			out = append(out, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	programs := []named{}
	for _, p := range x.people.People(x.area) {
		if p.Service && p.Account != "" {
			programs = append(programs, named{"", p.Account, p.Name})
		}
	}
	if out == nil {
		out = []keyOut{}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "scopes": scopes(), "programs": programs})
}

func (x *admin) makeKey(q *rest.Request, c actor.Caller) error {
	n, _, err := newKey(q, "")
	if err != nil {
		return err
	}
	secret, k, err := x.app.MakeKey(q.Context(), x.doors.auth, c, n)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"secret": secret, "key": showKey(k)})
}

func (x *admin) endKey(q *rest.Request, c actor.Caller) error {
	b, err := reasoned(q, "account")
	if err != nil {
		return err
	}
	return done(q, x.app.EndKey(q.Context(), x.doors.auth, c, b["account"], q.Param("id"), b["reason"]))
}

// personOf is a person by what acts store of their actor.
func (x *admin) personOf(id string) *named {
	if id == "" {
		return nil
	}
	name := x.people.PersonName(ref.ID(id))
	if _, business := actor.OfSubject(id); business {
		name = "经营主体（企业端）"
	} else if actor.OfMachine(id) {
		name = "系统"
	} else if name == "" {
		name = "（不在册）"
	}
	return &named{"", id, name}
}
