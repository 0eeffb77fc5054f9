package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/liaison"
)

// Of one client, how often a code may be tried: two a minute, ten at once.
const (
	codeRate  = 1.0 / 30
	codeBurst = 10
	codeTable = 10_000
)

// maxEvidence bounds a file from outside the bureau.
const maxEvidence = 20 << 20

// businessDesk is the business's own desk (企业端): sessions of its own, and no
// operation of the officers' desk.
type businessDesk struct {
	*API
	doors *Doors
	tries *rest.Limiter
}

// business adds the operations of the business's own desk.
func (a *API) business(doors *Doors) {
	b := &businessDesk{a, doors, rest.NewLimiter(codeRate, codeBurst, codeTable)}
	const tag = "企业端"
	add := func(method, path, id, summary string, h func(*rest.Request) error) {
		a.fixed(method, "/api/business"+path, "my-"+id, summary, tag, h)
	}
	add(http.MethodGet, "/door", "door", "企业端的门面：本局、登录方式", b.door)
	add(http.MethodPost, "/bind", "bind", "凭绑定码开通账号并登录", b.bind)
	add(http.MethodPost, "/session", "sign-in", "登录企业端", b.signIn)
	add(http.MethodGet, "/session", "me", "当前登录的人和主体", b.whoami)
	add(http.MethodDelete, "/session", "sign-out", "退出企业端", b.signOut)
	add(http.MethodPost, "/session/password", "password", "修改密码", b.password)
	add(http.MethodGet, "/sessions", "sessions", "我的登录", b.sessions)
	add(http.MethodDelete, "/sessions/{id}", "revoke-session", "结束一个登录", b.revoke)
	add(http.MethodGet, "/home", "home", "首页：到期事项、通知、异议、局里的记录", b.home)
	add(http.MethodGet, "/due", "due", "到期事项", b.due)
	add(http.MethodGet, "/holdings", "holdings", "局里的记录：哪些、从哪来、多新", b.holdings)
	add(http.MethodGet, "/search", "search", "在局里的记录中查找", b.search)
	add(http.MethodGet, "/records/{kind}", "list", "一类记录", b.list)
	add(http.MethodPost, "/records/{kind}", "create", "登记一条记录", b.create)
	add(http.MethodGet, "/records/{kind}/{area}/{id}", "get", "一条记录：各字段、来源、办理过程", b.get)
	add(http.MethodPost, "/records/{kind}/{area}/{id}/acts/{act}", "act", "办理", b.act)
	add(http.MethodGet, "/records/{kind}/{area}/{id}/files/{field}", "file", "附件", b.file)
	add(http.MethodPost, "/objections", "object", "对一条记录或一个字段提出异议", b.object)
	a.enter(doors, a.ways, a.ways.Business, ownWay{business: true, api: "/api/business", page: "/business", prefix: "my-", tag: tag, session: b.session,
		cookie: auth.BusinessCookie, ready: func(q *rest.Request) error { _, err := b.visit(q); return err }, token: func(r *http.Request) string { return auth.PresentedBusiness(r, doors.secure) }, check: b.agrees})
	rest.Handle(a.huma, &huma.Operation{Method: http.MethodPost, Path: "/api/business/files", OperationID: "my-upload", Summary: "上传证据", Tags: []string{tag}, Responses: uploaded(), MaxBodyBytes: maxEvidence + 4096,
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object",
			Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}}}}}}}, b.upload)
	a.fixed(http.MethodPost, "/api/liaison/desk_account/{area}/{id}/code", "desk-account-code", "发绑定码", "企业端账号", func(q *rest.Request) error { return a.issueCode(q, doors) })
}

// session returns the session of a request at the business's desk, also one that
// must change its password first.
func (b *businessDesk) session(q *rest.Request) (auth.Session, error) {
	token := auth.PresentedBusiness(q.HTTP(), b.doors.secure)
	if token == "" {
		return auth.Session{}, fault.New(fault.Unknown, "auth.signed_out", "尚未登录，或登录已过期，请重新登录")
	}
	return b.doors.auth.OpenBusiness(q.Context(), token)
}

// visit is who stands at the desk.
func (b *businessDesk) visit(q *rest.Request) (liaison.Visitor, error) {
	s, err := b.session(q)
	if err != nil {
		return liaison.Visitor{}, err
	}
	if s.Account.MustChange {
		return liaison.Visitor{}, fault.New(fault.Denied, "auth.must_change", "请先修改密码")
	}
	return b.visitorOf(q, s.Account)
}

func (b *businessDesk) visitorOf(q *rest.Request, acc auth.Account) (v liaison.Visitor, err error) {
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		v, err = b.app.Liaison.Visitor(conn, acc, b.engine.DB().Now())
		return err
	})
	return v, err
}

// agrees holds what a provider says of a person against whose account it is.
func (b *businessDesk) agrees(c db.Conn, acc auth.Account, who auth.Identity) error {
	v, err := b.app.Liaison.Visitor(c, acc, b.engine.DB().Now())
	if err != nil {
		return err
	}
	return v.Agree(who)
}

// mine is a kind whose records a business sees; any other is not there.
func (b *businessDesk) mine(c actor.Caller, name string) (*kind.Kind, error) {
	k := b.engine.Kinds().Get(name)
	if k == nil || b.people.May(c, kind.Read, k).None {
		return nil, fault.New(fault.NotFound, "kind.notfound", "没有这类记录")
	}
	return k, nil
}

// asked is who asks, and for which record.
func (b *businessDesk) asked(q *rest.Request) (liaison.Visitor, *kind.Kind, ref.Ref, error) {
	v, err := b.visit(q)
	if err != nil {
		return v, nil, ref.Ref{}, err
	}
	k, err := b.mine(v.Caller, q.Param("kind"))
	if err != nil {
		return v, nil, ref.Ref{}, err
	}
	r, err := refOf(q)
	return v, k, r, err
}

// issueCode gives the person of a desk account a code; it is shown this once.
func (a *API) issueCode(q *rest.Request, d *Doors) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	rev, err := q.IfMatch()
	if err != nil {
		return err
	}
	code, until, err := a.app.Liaison.Issue(q.Context(), d.auth, c, r, rev)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"code": code, "until": until.String()})
}

// visitor names who acted for a business: by what he is there, not by name.
func (a *API) visitor(conn db.Conn, account ref.Ref) eventActor {
	out := eventActor{Name: "经营主体"}
	if rec, err := a.engine.GetIn(conn, a.app.Setup(), liaison.Account, account, record.AsOf{}); err == nil {
		out.Unit = rec.Text("duty")
	}
	return out
}

// door is what may be told before anybody signed in.
func (b *businessDesk) door(q *rest.Request) error {
	root, _ := b.people.Unit(b.app.Root())
	return q.JSON(http.StatusOK, map[string]any{"city": b.areas.Title, "bureau": root.Name, "demo": b.app.Config.Demo, "today": b.engine.DB().Now().Day()})
}

// bind opens an account with a code and signs in.
func (b *businessDesk) bind(q *rest.Request) error {
	if !b.tries.Allow(b.doors.client(q), clock.Wall{}.Now().Time()) {
		return fault.New(fault.TooMany, "liaison.tries", "绑定码试得太频繁，请过几分钟再试")
	}
	in, err := text(q, "code", "account", "password")
	if err != nil {
		return err
	}
	if err := b.app.Liaison.Open(q.Context(), b.doors.auth, in["code"], in["account"], in["password"]); err != nil {
		return err
	}
	return b.enter(q, in)
}

func (b *businessDesk) signIn(q *rest.Request) error {
	in, err := text(q, "account", "password", "code")
	if err != nil {
		return err
	}
	return b.enter(q, in)
}

// enter signs in and answers who this is.
func (b *businessDesk) enter(q *rest.Request, in map[string]string) error {
	delete(in, "code") // of the binding; there are no one-time codes here
	token, s, err := b.doors.knock(q, in, b.doors.auth.SignInBusiness)
	if err != nil {
		return err
	}
	v, err := b.visitorOf(q, s.Account)
	if err != nil {
		return err
	}
	http.SetCookie(q.Writer(), auth.BusinessCookie(token, b.doors.secure))
	return q.JSON(http.StatusOK, meAt(s, v))
}

type visitorOut struct {
	Account    string  `json:"account"`
	Name       string  `json:"name"`
	Duty       string  `json:"duty"`
	MustChange bool    `json:"must_change"`
	Ended      bool    `json:"ended"`
	Subject    subject `json:"subject"`
}

type subject struct {
	ref.Ref
	Name string `json:"name"`
	Code string `json:"code"`
}

func meAt(s auth.Session, v liaison.Visitor) visitorOut {
	return visitorOut{s.Account.Name, v.Caller.Name, v.Account.Text("duty"), s.Account.MustChange, v.Caller.Ended, subject{v.Head.Ref, v.Head.Name, v.Head.Code}}
}

func (b *businessDesk) whoami(q *rest.Request) error {
	s, err := b.session(q)
	if err != nil {
		return err
	}
	v, err := b.visitorOf(q, s.Account)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, meAt(s, v))
}

func (b *businessDesk) signOut(q *rest.Request) error {
	if s, err := b.session(q); err == nil {
		if err := b.doors.db.Write(q.Context(), func(tx *db.Tx) error { return b.doors.auth.Revoke(tx, s.Account.Name, s.ID) }); err != nil {
			return err
		}
	}
	http.SetCookie(q.Writer(), auth.NoBusinessCookie(b.doors.secure))
	return q.NoContent()
}

func (b *businessDesk) password(q *rest.Request) error {
	s, err := b.session(q)
	if err != nil {
		return err
	}
	return b.changePassword(q, b.doors, s, auth.BusinessCookie)
}

func (b *businessDesk) sessions(q *rest.Request) error {
	s, err := b.session(q)
	if err != nil {
		return err
	}
	return b.sessionList(q, b.doors, s)
}

func (b *businessDesk) revoke(q *rest.Request) error {
	s, err := b.session(q)
	if err != nil {
		return err
	}
	return b.endSession(q, b.doors, s)
}

// upload takes evidence: pictures, PDF, office documents and plain text.
func (b *businessDesk) upload(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	if v.Caller.Ended {
		return fault.New(fault.Denied, "liaison.ended", "经营主体已注销，企业端只能查看")
	}
	return b.store(q, v.Caller, maxEvidence, func(mime string) error {
		for _, good := range []string{"image/png", "image/jpeg", "image/gif", "image/webp", "image/bmp", "application/pdf", "application/zip", "text/plain"} {
			if mime == good || strings.HasPrefix(mime, good+";") {
				return nil
			}
		}
		return fault.Bad("liaison.file", "不收这种文件", fault.Field{Name: "file", Code: "type", Text: "只收图片、PDF、Word、Excel 和纯文本"})
	})
}

func (b *businessDesk) file(q *rest.Request) error {
	v, k, r, err := b.asked(q)
	if err != nil {
		return err
	}
	return b.sendFile(q, v.Caller, k.Name, r)
}
