package api

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/hengjian/hengjian/app/signin"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// outside is signing in at one of the desks by a provider outside of it, and
// binding what it vouches for to one's account.
//
// The browser comes back from another site, and with it come no cookies of the
// strict sort. So the way back (back) only takes down what was brought and sends
// the browser to a page of ours, whatever it was; that page asks from our own
// site how it ended (complete), with the session, if there is one.
type outside struct {
	*API
	doors     *Doors
	base      string // of the installation
	providers []auth.Provider
	at        ownWay
}

// ownWay is what each desk does in its own way.
type ownWay struct {
	business bool
	api      string // where its operations are, and those about signing in
	page     string // where its pages are
	prefix   string // of the names of operations
	tag      string
	session  func(*rest.Request) (auth.Session, error)
	ready    func(*rest.Request) error // refuses who must first change a password or enrol
	token    func(*http.Request) string
	cookie   func(token string, secure bool) *http.Cookie
	check    func(db.Conn, auth.Account, auth.Identity) error
}

// enter adds the operations of a desk.
func (a *API) enter(doors *Doors, ways signin.Ways, providers []auth.Provider, at ownWay) {
	x := &outside{a, doors, ways.Base, providers, at}
	add := func(method, path, id, summary string, h func(*rest.Request) error) {
		a.fixed(method, at.api+path, at.prefix+id, summary, at.tag, h)
	}
	add(http.MethodGet, "/enter", "ways", "外部登录方式", x.list)
	add(http.MethodPost, "/enter/{provider}", "enter", "以外部登录方式登录：返回对方的地址", x.begin)
	add(http.MethodGet, "/enter/{provider}/back", "enter-back", "从外部登录方式回来", x.back)
	add(http.MethodPost, "/enter", "enter-complete", "完成外部登录或绑定", x.complete)
	add(http.MethodGet, "/bindings", "bindings", "我绑定的外部登录方式", x.bindings)
	add(http.MethodPost, "/bindings/{provider}", "bind-begin", "绑定外部登录方式：返回对方的地址", x.bind)
	add(http.MethodPost, "/bindings/{provider}/drop", "bind-drop", "解除绑定", x.unbind)
}

func (x *outside) provider(q *rest.Request) (auth.Provider, error) {
	for _, p := range x.providers {
		if p.Name() == q.Param("provider") {
			return p, nil
		}
	}
	return nil, fault.New(fault.NotFound, "auth.no_way", "没有这个登录方式")
}

type wayOut struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

func (x *outside) list(q *rest.Request) error {
	var out []wayOut
	for _, p := range x.providers {
		out = append(out, wayOut{p.Name(), p.Title()})
	}
	return items(q, out, nil)
}

// begin starts a sign-in.
func (x *outside) begin(q *rest.Request) error {
	b, err := text(q, "return")
	if err != nil {
		return err
	}
	to, err := x.within(b["return"])
	if err != nil {
		return err
	}
	return x.depart(q, auth.Trip{Return: to})
}

// depart answers with the address of the provider and leaves a cookie for the way
// back.
func (x *outside) depart(q *rest.Request, t auth.Trip) error {
	p, err := x.provider(q)
	if err != nil {
		return err
	}
	t.Business = x.at.business
	address, sealed, err := x.doors.auth.Depart(q.Context(), p, t, x.backTo(p))
	if err != nil {
		return err
	}
	http.SetCookie(q.Writer(), auth.TripCookie(sealed, x.at.business, x.doors.secure))
	return q.JSON(http.StatusOK, map[string]any{"address": address})
}

// backTo is the address providers send browsers back to; it is configured, for a
// header of a request can say anything.
func (x *outside) backTo(p auth.Provider) string {
	return x.base + x.at.api + "/enter/" + p.Name() + "/back"
}

// within takes a path of the desk's own pages and nothing else; "" is its start.
func (x *outside) within(to string) (string, error) {
	start := x.at.page + "/"
	if to == "" {
		return start, nil
	}
	u, err := url.Parse(to)
	if err != nil || len(to) > 1024 || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" || strings.ContainsAny(u.Path+to, "\\\x00\r\n\t") ||
		!strings.HasPrefix(u.Path, start) || path.Clean(u.Path) != strings.TrimSuffix(u.Path, "/") {
		return "", fault.Bad("auth.return", "返回的地址不正确", fault.Field{Name: "return", Code: "path", Text: "只能返回 " + start + " 下的页面"})
	}
	if u.Path == start+"enter" {
		return start, nil
	}
	return u.RequestURI(), nil
}

// back takes down what a browser brought; see the comment of outside.
func (x *outside) back(q *rest.Request) error {
	r := q.HTTP()
	if p, err := x.provider(q); err == nil && len(r.URL.RawQuery) <= 8192 {
		x.doors.auth.Arrive(q.Context(), p, x.at.business, auth.PresentedTrip(r, x.at.business), x.backTo(p), r.URL.Query(), rest.Client(r, x.doors.proxies).String(), q.Header("User-Agent"))
	}
	q.SetHeader("Location", x.at.page+"/enter")
	q.Writer().WriteHeader(http.StatusSeeOther)
	return nil
}

// complete ends a sign-in or a binding.
func (x *outside) complete(q *rest.Request) error {
	b, err := text(q, "code")
	if err != nil {
		return err
	}
	r := q.HTTP()
	c := auth.Completion{Business: x.at.business, Sealed: auth.PresentedTrip(r, x.at.business), Code: b["code"], Token: x.at.token(r),
		Address: rest.Client(r, x.doors.proxies).String(), Agent: q.Header("User-Agent"), Check: x.at.check}
	if s, err := x.at.session(q); err == nil {
		c.Session = &s
	}
	var done auth.Completed
	if err := x.doors.try(q, func() (err error) { done, err = x.doors.auth.Complete(q.Context(), c); return err }); err != nil {
		return err
	}
	http.SetCookie(q.Writer(), auth.NoTripCookie(x.at.business, x.doors.secure))
	if !done.Bound {
		http.SetCookie(q.Writer(), x.at.cookie(done.Token, x.doors.secure))
	}
	return q.JSON(http.StatusOK, map[string]any{"return": done.Return, "bound": done.Bound})
}

type bindingOut struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Bound bool   `json:"bound"`
	Open  bool   `json:"open"` // configured still
	Label string `json:"label"`
	Since string `json:"since"`
	Used  string `json:"used"`
}

// bindings lists what one may bind and what one has bound, the latter also where
// its provider is configured no more.
func (x *outside) bindings(q *rest.Request) error {
	s, err := x.at.session(q)
	if err != nil {
		return err
	}
	var have []auth.BoundIdentity
	if err := x.doors.db.Read(q.Context(), func(c db.Conn) (err error) { have, err = x.doors.auth.Identities(c, s.Account.Name); return err }); err != nil {
		return err
	}
	out := []bindingOut{}
	for _, p := range x.providers {
		out = append(out, bindingOut{Name: p.Name(), Title: p.Title(), Open: true})
	}
	for _, b := range have {
		row := bindingOut{b.Provider, b.Provider, true, false, b.Label, b.Created.String(), ""}
		if b.Used > 0 {
			row.Used = b.Used.String()
		}
		known := false
		for i, o := range out {
			if o.Name == b.Provider {
				row.Title, row.Open, known = o.Title, true, true
				out[i] = row
			}
		}
		if !known {
			out = append(out, row)
		}
	}
	return items(q, out, nil)
}

// asked is who asks for a change of his bindings, the password given once more.
func (x *outside) asked(q *rest.Request) (auth.Session, error) {
	s, err := x.at.session(q)
	if err != nil {
		return s, err
	}
	if err := x.at.ready(q); err != nil {
		return s, err
	}
	b, err := text(q, "password")
	if err != nil {
		return s, err
	}
	return s, x.doors.again(q, s, "password", b["password"], "")
}

func (x *outside) bind(q *rest.Request) error {
	s, err := x.asked(q)
	if err != nil {
		return err
	}
	return x.depart(q, auth.Trip{Return: x.at.page + "/account", Account: s.Account.Name, Session: s.ID})
}

func (x *outside) unbind(q *rest.Request) error {
	s, err := x.asked(q)
	if err != nil {
		return err
	}
	return done(q, x.doors.db.Write(q.Context(), func(tx *db.Tx) error {
		return x.doors.auth.Unbind(tx, s.Account.Name, q.Param("provider"), rest.Client(q.HTTP(), x.doors.proxies).String(), q.Header("User-Agent"))
	}))
}
