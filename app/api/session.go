package api

import (
	"context"
	"net/http"
	"net/netip"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// Doors opens sessions and tells who is behind a request.
type Doors struct {
	auth    *auth.Auth
	people  *actor.Directory
	db      *db.DB
	secure  bool           // behind TLS
	proxies []netip.Prefix // whose X-Forwarded-For is believed
	failed  *rest.Limiter  // failed sign-ins of one client, whatever the account
}

// Of one client, how many sign-ins may fail: forty at once, one in five seconds.
// A bureau behind one address stays below it; guessing one password at many
// accounts does not.
const (
	failRate  = 0.2
	failBurst = 40
	failTable = 10_000
)

// NewDoors returns the doors of an installation.
func NewDoors(a *auth.Auth, people *actor.Directory, d *db.DB, secure bool, proxies []netip.Prefix) *Doors {
	return &Doors{a, people, d, secure, proxies, rest.NewLimiter(failRate, failBurst, failTable)}
}

// client is whose requests are counted together.
func (d *Doors) client(q *rest.Request) string {
	return rest.ClientKey(rest.Client(q.HTTP(), d.proxies))
}

// knock opens a session by one of the ways in.
func (d *Doors) knock(q *rest.Request, b map[string]string, way func(context.Context, auth.Credentials) (string, auth.Session, error)) (token string, s auth.Session, err error) {
	err = d.try(q, func() (err error) {
		token, s, err = way(q.Context(), auth.Credentials{Account: b["account"], Password: b["password"], Code: b["code"], Address: rest.Client(q.HTTP(), d.proxies).String(), Agent: q.Header("User-Agent")})
		return err
	})
	return token, s, err
}

// try runs one try of getting in, unless too many tries of the client failed.
func (d *Doors) try(q *rest.Request, way func() error) error {
	back, ok := d.failed.Lend(d.client(q), clock.Wall{}.Now().Time())
	if !ok {
		return fault.New(fault.TooMany, "auth.address", "从这个地址登录失败的次数过多，请稍后再试")
	}
	err := way()
	if f := fault.As(err); err == nil || f.Code != "auth.wrong" && f.Code != "auth.code" && f.Code != "auth.locked" {
		back()
	}
	return err
}

// Caller returns the person behind a request.
func (d *Doors) Caller(r *http.Request) (actor.Caller, error) {
	secret, isKey := auth.Presented(r, d.secure)
	if secret == "" {
		return actor.Caller{}, fault.New(fault.Unknown, "auth.signed_out", "尚未登录，或登录已过期，请重新登录")
	}
	if isKey {
		return d.keyCaller(r, secret)
	}
	s, err := d.auth.Open(r.Context(), secret)
	if err != nil {
		return actor.Caller{}, err
	}
	if s.Account.MustChange {
		return actor.Caller{}, fault.New(fault.Denied, "auth.must_change", "请先修改密码")
	}
	c := d.person(s.Account)
	lacking, err := d.lacksCode(r.Context(), c)
	if err != nil {
		return actor.Caller{}, err
	}
	if lacking {
		return actor.Caller{}, fault.New(fault.Denied, "auth.must_enrol", "您的角色须使用动态验证码，请先启用")
	}
	return d.standIn(r, c)
}

// behalfHeader names for whom a substitute acts (代办): the identifier of the
// person who delegated to him. The delegation is judged with every request.
const behalfHeader = "On-Behalf-Of"

func (d *Doors) standIn(r *http.Request, c actor.Caller) (actor.Caller, error) {
	giver := r.Header.Get(behalfHeader)
	if giver == "" || c.Person == "" || giver == string(c.Person) {
		return c, nil
	}
	id, err := ref.ParseID(giver)
	if err != nil {
		return actor.Caller{}, fault.New(fault.Denied, "actor.no_delegation", "没有有效的委托，不能代为办理")
	}
	return d.people.Act(c, id)
}

// lacksCode reports whether the caller's role demands a one-time code and the
// account has none.
func (d *Doors) lacksCode(ctx context.Context, c actor.Caller) (bool, error) {
	if !d.people.CodeRequired(c) {
		return false, nil
	}
	var on map[string]auth.Factor
	err := d.db.Read(ctx, func(conn db.Conn) (err error) { on, err = d.auth.Factors(conn, c.Account); return err })
	return err == nil && !on[c.Account].On, err
}

// keyCaller is a program with an API key: reading needs the scope read, anything
// else write, or the same within the one matter the address begins with.
func (d *Doors) keyCaller(r *http.Request, secret string) (actor.Caller, error) {
	k, err := d.auth.OpenKey(r.Context(), secret)
	if err != nil {
		return actor.Caller{}, err
	}
	scope := "write"
	if r.Method == http.MethodGet || r.Method == http.MethodHead {
		scope = "read"
	}
	matter, _, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/api/"), "/")
	if !k.Allows(scope) && !k.Allows(scope+":"+matter) {
		return actor.Caller{}, fault.Newf(fault.Denied, "auth.scope", "此密钥没有 %s:%s 权限", scope, matter)
	}
	return d.person(k.Account), nil
}

func (d *Doors) person(a auth.Account) actor.Caller {
	if c, ok := d.people.Caller(a.Name, d.db.Now().Day()); ok {
		return c
	}
	return actor.Caller{Account: a.Name}
}

// sessions adds signing in and out, and the list of one's own sessions.
func (a *API) sessions(d *Doors) {
	a.fixed(http.MethodPost, "/api/session", "sign-in", "登录", "账号", func(q *rest.Request) error { return a.signIn(q, d) })
	a.fixed(http.MethodGet, "/api/session", "me", "当前登录的人", "账号", func(q *rest.Request) error { return a.me(q, d) })
	a.fixed(http.MethodDelete, "/api/session", "sign-out", "退出登录", "账号", func(q *rest.Request) error { return a.signOut(q, d) })
	a.fixed(http.MethodPost, "/api/session/password", "password", "修改密码", "账号", func(q *rest.Request) error { return a.password(q, d) })
	a.fixed(http.MethodGet, "/api/sessions", "sessions", "我的登录", "账号", func(q *rest.Request) error { return a.listSessions(q, d) })
	a.fixed(http.MethodDelete, "/api/sessions/{id}", "revoke-session", "结束一个登录", "账号", func(q *rest.Request) error { return a.revoke(q, d) })
	a.enter(d, a.ways, a.ways.Desk, ownWay{api: "/api/session", page: "/desk", tag: "账号", session: d.session, cookie: auth.Cookie,
		ready: func(q *rest.Request) error { _, err := d.Caller(q.HTTP()); return err },
		token: func(r *http.Request) string { token, _ := auth.Presented(r, d.secure); return token },
		check: func(db.Conn, auth.Account, auth.Identity) error { return nil }})
}

// text reads the text members of a body; anything else in it is refused.
func text(q *rest.Request, names ...string) (map[string]string, error) {
	m, err := q.Object()
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	var faults []fault.Field
	for name, v := range m {
		s, ok := v.(string)
		known := false
		for _, n := range names {
			known = known || n == name
		}
		switch {
		case !known:
			faults = append(faults, fault.Field{Name: name, Code: "unknown", Text: "不认识的内容 " + name})
		case !ok:
			faults = append(faults, fault.Field{Name: name, Code: "type", Text: name + " 应为文字"})
		}
		out[name] = s
	}
	if len(faults) > 0 {
		return nil, fault.Bad("rest.body", "提交的内容有误", faults...)
	}
	return out, nil
}

// only refuses, by name, what a body must not have.
func only(m map[string]any, names ...string) error {
	var faults []fault.Field
	for name := range m {
		if !slices.Contains(names, name) {
			faults = append(faults, fault.Field{Name: name, Code: "unknown", Text: "不认识的内容 " + name})
		}
	}
	if len(faults) > 0 {
		return fault.Bad("rest.body", "提交的内容有误", faults...)
	}
	return nil
}

func (a *API) signIn(q *rest.Request, d *Doors) error {
	b, err := text(q, "account", "password", "code")
	if err != nil {
		return err
	}
	token, s, err := d.knock(q, b, d.auth.SignIn)
	if err != nil {
		return err
	}
	out, err := d.me(q.Context(), a, s.Account)
	if err != nil {
		return err
	}
	http.SetCookie(q.Writer(), auth.Cookie(token, d.secure))
	return q.JSON(http.StatusOK, out)
}

// session returns the session of a request, also one that must change its
// password first.
func (d *Doors) session(q *rest.Request) (auth.Session, error) {
	secret, isKey := auth.Presented(q.HTTP(), d.secure)
	if secret == "" || isKey {
		return auth.Session{}, fault.New(fault.Unknown, "auth.signed_out", "尚未登录，或登录已过期，请重新登录")
	}
	return d.auth.Open(q.Context(), secret)
}

type named struct {
	Area string `json:"area,omitempty"`
	ID   string `json:"id"`
	Name string `json:"name"`
}

type meOut struct {
	Account    string       `json:"account"`
	Person     *named       `json:"person"`
	Unit       *named       `json:"unit"`
	Post       string       `json:"post"`
	Roles      []actor.Held `json:"roles"`
	Area       string       `json:"area"`
	MustChange bool         `json:"must_change"`
	MustEnrol  bool         `json:"must_enrol"` // the role demands a one-time code, and there is none yet
	Duty       string       `json:"duty"`
}

func (d *Doors) me(ctx context.Context, a *API, acc auth.Account) (meOut, error) {
	c := d.person(acc)
	out := meOut{Account: acc.Name, Post: c.Post, Roles: append([]actor.Held{}, c.Roles...), Area: string(a.area), MustChange: acc.MustChange, Duty: string(acc.Duty)}
	if c.Person != "" {
		out.Duty = string(c.Duty) // as granted now; the account has that of the day it was opened
		out.Person = &named{string(c.Area), string(c.Person), c.Name}
		out.Unit = &named{"", string(c.Unit), a.people.UnitName(c.Unit)}
		if u, ok := a.people.Unit(c.Unit); ok && u.Short != "" {
			out.Unit.Name = u.Short
		}
	}
	var err error
	out.MustEnrol, err = d.lacksCode(ctx, c)
	return out, err
}

func (a *API) me(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	out, err := d.me(q.Context(), a, s.Account)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (a *API) signOut(q *rest.Request, d *Doors) error {
	if s, err := d.session(q); err == nil {
		if err := d.db.Write(q.Context(), func(tx *db.Tx) error {
			if err := d.auth.Revoke(tx, s.Account.Name, s.ID); err != nil {
				return err
			}
			return d.note(tx, q, s.Account.Name, auth.SignedOut)
		}); err != nil {
			return err
		}
	}
	http.SetCookie(q.Writer(), auth.NoCookie(d.secure))
	return q.NoContent()
}

func (a *API) password(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	return a.changePassword(q, d, s, auth.Cookie)
}

// changePassword ends every other session and renews this one, so that a token
// that was copied is worth nothing; cookie carries the new one.
func (a *API) changePassword(q *rest.Request, d *Doors, s auth.Session, cookie func(token string, secure bool) *http.Cookie) error {
	b, err := text(q, "old", "new")
	if err != nil {
		return err
	}
	if err := d.again(q, s, "old", b["old"], ""); err != nil {
		return err
	}
	secret, err := d.auth.NewSecret(q.Context(), "new", s.Account.Name, b["new"])
	if err != nil {
		return err
	}
	var token string
	err = d.db.Write(q.Context(), func(tx *db.Tx) (err error) {
		if err := d.auth.SetPassword(tx, secret, false, s.ID); err != nil {
			return err
		}
		if token, err = d.auth.Renew(tx, s.ID); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, auth.PasswordSet)
	})
	if err != nil {
		return err
	}
	http.SetCookie(q.Writer(), cookie(token, d.secure))
	return q.NoContent()
}

// note writes a line of the sign-in log about who asks.
func (d *Doors) note(tx *db.Tx, q *rest.Request, account string, e auth.Event) error {
	return d.auth.Note(tx, account, e, rest.Client(q.HTTP(), d.proxies).String(), q.Header("User-Agent"))
}

// again asks for the password once more before something grave, as the field
// that carries it. An account with one-time codes needs none here: the session
// was opened with one.
func (d *Doors) again(q *rest.Request, s auth.Session, field, password, code string) error {
	err := d.auth.Verify(q.Context(), s.Account.Name, password, code)
	if f := fault.As(err); f == nil || f.Code == "auth.code_required" && code == "" {
		return nil
	}
	if fault.Is(err, fault.TooMany) {
		return err
	}
	return fault.Bad("auth.password", "密码不正确", fault.Field{Name: field, Code: "wrong", Text: "密码不正确"}).With(err)
}

type sessionOut struct {
	ID       string `json:"id"`
	Created  string `json:"created"`
	LastSeen string `json:"last_seen"`
	Address  string `json:"address"`
	Agent    string `json:"agent"`
	Current  bool   `json:"current"`
}

func (a *API) listSessions(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	return a.sessionList(q, d, s)
}

func (a *API) sessionList(q *rest.Request, d *Doors, s auth.Session) error {
	out := []sessionOut{}
	err := d.db.Read(q.Context(), func(c db.Conn) error {
		list, err := d.auth.Sessions(c, s.Account.Name)
		for _, x := range list {
			out = append(out, sessionOut{x.ID, x.Created.String(), x.Seen.String(), x.Address, x.Agent, x.ID == s.ID})
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

func (a *API) revoke(q *rest.Request, d *Doors) error {
	s, err := d.session(q)
	if err != nil {
		return err
	}
	return a.endSession(q, d, s)
}

func (a *API) endSession(q *rest.Request, d *Doors, s auth.Session) error {
	err := d.db.Write(q.Context(), func(tx *db.Tx) error {
		if err := d.auth.Revoke(tx, s.Account.Name, q.Param("id")); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, auth.SessionEnded)
	})
	if err != nil {
		return err
	}
	return q.NoContent()
}
