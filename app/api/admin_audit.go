package api

import (
	"net/http"
	"strings"
	"time"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) auditOperations() []adminOperation {
	const get = http.MethodGet
	return []adminOperation{
		{get, "/api/admin/audit", "admin-audit", "审计查询：谁在何时对哪条记录办理了什么，不含内容", auditDuty, x.audit},
		{get, "/api/admin/audit/acts", "admin-audit-acts", "审计查询可用的办理动作和来源", auditDuty, x.auditActs},
		{get, "/api/admin/sign-ins", "admin-sign-ins", "登录日志", auditDuty, x.signIns},
	}
}

// period reads from and to, both days, the last one counted in.
func period(q *rest.Request) (from, until clock.Instant, err error) {
	var bad []fault.Field
	day := func(name string, more int) clock.Instant {
		s := q.Query(name)
		if s == "" {
			return 0
		}
		t, err := time.ParseInLocation("2006-01-02", s, clock.Shanghai)
		if err != nil {
			bad = append(bad, fault.Field{Name: name, Code: "date", Text: "日期应为 YYYY-MM-DD"})
			return 0
		}
		return clock.At(t.AddDate(0, 0, more))
	}
	from, until = day("from", 0), day("to", 1)
	if len(bad) > 0 {
		return 0, 0, fault.Bad("admin.period", "日期不正确", bad...)
	}
	return from, until, nil
}

type auditLine struct {
	Act       ref.ID `json:"act"`
	Seq       int64  `json:"seq"`
	Name      string `json:"name"`
	Title     string `json:"title"`
	Kind      string `json:"kind"`
	KindTitle string `json:"kind_title"`
	Matter    string `json:"matter"`
	Area      string `json:"area"`
	Record    ref.ID `json:"record"`
	Revision  int64  `json:"revision"`
	Records   int64  `json:"records"` // how many revisions the act wrote
	At        string `json:"at"`
	Effective string `json:"effective"`
	Actor     *named `json:"actor"`
	OnBehalf  *named `json:"on_behalf"`
	Unit      string `json:"unit"`
	Organ     string `json:"organ"`
	Source    string `json:"source"`
	Digest    string `json:"declaration"`
	Open      bool   `json:"open"` // the caller may read the record itself: one of the organisation's
}

// audit searches the headings of acts. What the records hold is not shown: the
// audit administrator sees that something was done and by whom (kernel.md §8).
func (x *admin) audit(q *rest.Request, c actor.Caller) error {
	p, err := q.Page()
	if err != nil {
		return err
	}
	s := ledger.Search{Area: x.area, Actor: q.Query("actor"), Name: q.Query("act"), Kind: q.Query("kind"), Source: q.Query("source"), Before: ref.ID(p.Cursor), Limit: p.Limit + 1}
	if s.From, s.Until, err = period(q); err != nil {
		return err
	}
	if unit := ref.ID(q.Query("unit")); unit != "" {
		for _, u := range x.people.Units(x.area) {
			if x.people.Below(u.ID, unit) {
				s.Units = append(s.Units, u.ID)
			}
		}
		if len(s.Units) == 0 {
			return fault.Bad("admin.unit", "没有这个机构", fault.Field{Name: "unit", Code: "unknown", Text: "没有这个机构"})
		}
	}
	out := []auditLine{}
	next := ""
	err = x.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		out, next = []auditLine{}, ""
		found, err := x.auditRecord(conn, q.Query("record"), &s)
		if err != nil || !found {
			return err
		}
		lines, err := x.ledger.Acts(conn, s)
		if err != nil {
			return err
		}
		for i, l := range lines {
			if i == p.Limit {
				next = string(out[i-1].Act)
				break
			}
			out = append(out, x.auditLine(l, c))
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "next": next})
}

// auditRecord reads what stands in the field for a record: its identifier, the
// identifier of an act, or its number, of one kind or of any.
func (x *admin) auditRecord(c db.Conn, text string, s *ledger.Search) (found bool, err error) {
	if text = strings.TrimSpace(text); text == "" {
		return true, nil
	}
	if _, err := ref.ParseID(text); err == nil {
		one := *s
		one.Act, one.Limit = ref.ID(text), 1
		lines, err := x.ledger.Acts(c, one)
		if s.Record = ref.ID(text); len(lines) > 0 {
			s.Record, s.Act = "", ref.ID(text)
		}
		return true, err
	}
	for _, k := range x.engine.Kinds().All() {
		if s.Kind != "" && s.Kind != k.Name {
			continue
		}
		r, err := x.engine.Numbered(c, k.Name, x.area, text)
		if err != nil {
			return false, err
		}
		if !r.Zero() {
			s.Record = r.ID
			return true, nil
		}
	}
	return false, nil
}

func (x *admin) auditLine(l ledger.Line, c actor.Caller) auditLine {
	out := auditLine{Act: l.Act, Seq: l.Seq, Name: l.Name, Title: l.Name, Kind: l.Kind, KindTitle: l.Kind, Area: string(x.area), Record: l.Record, Revision: l.Revision, Records: l.Entries,
		At: l.At.String(), Effective: l.Effective, Actor: x.personOf(l.Actor), OnBehalf: x.personOf(l.OnBehalf), Unit: x.people.UnitName(ref.ID(l.Unit)), Organ: l.Organ, Digest: l.Declaration}
	if k := x.engine.Kinds().Get(l.Kind); k != nil {
		out.Title, out.KindTitle, out.Matter = actTitle(k, l.Name), k.Title, k.Matter
		out.Open = l.Record != "" && !x.people.May(c, kind.Read, k).None
	}
	if l.Source != "" {
		name, _, _ := strings.Cut(l.Source, "|")
		out.Source = name
	}
	return out
}

// auditActs lists what can be asked for: every act there is, in Chinese.
func (x *admin) auditActs(q *rest.Request, _ actor.Caller) error {
	type act struct {
		Name  string `json:"name"`
		Title string `json:"title"`
	}
	var out []act
	seen := map[string]bool{}
	for _, k := range x.engine.Kinds().All() {
		names := []string{"create", "amend", "annul", "backdate", "transfer", "receive", "erase", "import", "undo"}
		for _, a := range k.Acts {
			names = append(names, a.Name)
		}
		for _, n := range names {
			if !seen[n] {
				seen[n] = true
				out = append(out, act{n, actTitle(k, n)})
			}
		}
	}
	return items(q, out, nil)
}

type signInOut struct {
	ID      string `json:"id"`
	At      string `json:"at"`
	Account string `json:"account"`
	Person  string `json:"person"`
	Event   string `json:"event"`
	Title   string `json:"title"`
	Bad     bool   `json:"bad"`
	Via     string `json:"via"` // title of the outside provider
	Address string `json:"address"`
	Agent   string `json:"agent"`
}

// signInTitles are the events of the sign-in log in Chinese; those marked ! are
// refusals.
var signInTitles = []struct {
	event auth.Event
	title string
	bad   bool
}{
	{auth.SignedIn, "登录", false}, {auth.SignedOut, "退出", false}, {auth.WrongSecret, "密码不正确", true}, {auth.NoAccount, "没有这个账号", true},
	{auth.JustLocked, "连续输错，暂时锁定", true}, {auth.Locked, "锁定期内尝试", true}, {auth.IsDisabled, "账号已锁定", true}, {auth.CodeMissing, "等待动态验证码", false},
	{auth.WrongCode, "动态验证码不正确", true}, {auth.RecoveryUsed, "使用恢复码", false}, {auth.PasswordSet, "更改密码", false}, {auth.CodesOn, "启用动态验证码", false},
	{auth.CodesOff, "停用动态验证码", false}, {auth.RecoveryNew, "重新生成恢复码", false}, {auth.KeyMade, "制作接口密钥", false}, {auth.KeyEnded, "停用接口密钥", false},
	{auth.SessionEnded, "结束登录会话", false}, {auth.Bound, "绑定外部登录", false}, {auth.Unbound, "解除外部登录绑定", false},
	{auth.NotBound, "外部身份未绑定账号", true}, {auth.OutsideRefused, "外部登录未通过", true},
}

func (x *admin) signIns(q *rest.Request, c actor.Caller) error {
	p, err := q.Page()
	if err != nil {
		return err
	}
	ask := auth.LogQuery{Account: q.Query("account"), Event: auth.Event(q.Query("event")), Before: p.Cursor, Limit: p.Limit + 1}
	if ask.From, ask.Until, err = period(q); err != nil {
		return err
	}
	out := []signInOut{}
	next := ""
	err = x.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		out, next = []signInOut{}, ""
		list, err := x.doors.auth.Log(conn, ask)
		for i, e := range list {
			if i == p.Limit {
				next = out[i-1].ID
				break
			}
			row := signInOut{ID: e.ID, At: e.At.String(), Account: e.Account, Event: string(e.Event), Title: string(e.Event), Via: x.ways.Title(e.Via), Address: e.Address, Agent: e.Agent}
			for _, t := range signInTitles {
				if t.event == e.Event {
					row.Title, row.Bad = t.title, t.bad
				}
			}
			who, _ := x.people.Caller(e.Account, c.Day)
			row.Person = who.Name
			out = append(out, row)
		}
		return err
	})
	if err != nil {
		return err
	}
	events := []map[string]string{}
	for _, t := range signInTitles {
		events = append(events, map[string]string{"event": string(t.event), "title": t.title})
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "next": next, "events": events})
}
