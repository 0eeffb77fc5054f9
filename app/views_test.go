package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/apptest"
	"github.com/hengjian/hengjian/app/waiting"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/view/dossier"
)

// raised is a small demo city.
type raised struct {
	*app.App
	t *testing.T
}

// raise opens a copy of a demo city of n subjects: 10, which has no orders of the
// platforms above, 60 or 150.
func raise(t *testing.T, c app.Config, n int) *raised {
	t.Helper()
	c.City = "weihai"
	a := apptest.Open(t, c, n, 7)
	closed(t, a)
	return &raised{a, t}
}

func (r *raised) who(account string) actor.Caller {
	c, ok := r.People.Caller(account, r.DB.Now().Day())
	if !ok {
		r.t.Fatalf("nobody has the account %s", account)
	}
	return c
}

func (r *raised) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *raised) act(account string, q record.Request) *record.Record {
	r.t.Helper()
	q.Area, q.Caller = r.Area(), r.who(account)
	out, err := r.Engine.Act(context.Background(), q)
	r.must(err)
	return out
}

func (r *raised) read(f func(db.Conn) error) {
	r.t.Helper()
	r.must(r.DB.Read(context.Background(), f))
}

func (r *raised) to(id ref.ID) map[string]any {
	return map[string]any{"area": string(r.Area()), "id": string(id)}
}

// TestCountsAddUp: groups make the total, what has a label and what has none
// make the whole, and permits are those of the subjects found.
func TestCountsAddUp(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 150)
		ctx := context.Background()
		q := record.Query{Kind: "business", Area: a.Area(), Caller: a.who("wangfang")}
		count := func(q record.Query) int64 {
			t.Helper()
			n, err := a.Engine.Count(ctx, q, true)
			a.must(err)
			return n.Count
		}
		about := func(q record.Query, kind, distinct string) int64 {
			t.Helper()
			n, err := a.Engine.CountAbout(ctx, q, kind, distinct)
			a.must(err)
			return n
		}
		for _, filter := range []string{"", `county == "371002"`, `status == "1" && established_on > date("2015-01-01")`} {
			q.Filter = filter
			groups, err := a.Engine.Groups(ctx, q, "sort")
			a.must(err)
			all, sum, permits := count(q), int64(0), int64(0)
			for _, g := range groups {
				sum += g.Count
				narrow := q
				narrow.Filter = strings.TrimPrefix(filter+` && sort == "`+g.Value+`"`, " && ")
				if n := count(narrow); n != g.Count {
					t.Errorf("%q: group %s of %d opens %d", filter, g.Value, g.Count, n)
				}
				permits += about(narrow, "permit", "")
			}
			if sum != all || all == 0 {
				t.Errorf("%q: groups make %d of %d", filter, sum, all)
			}
			if n := about(q, "permit", ""); n != permits || n == 0 {
				t.Errorf("%q: %d permits, by groups %d", filter, n, permits)
			}
			with, without := q, q
			with.With, without.With = []record.With{{Kind: "permit"}}, []record.With{{Kind: "permit", Not: true}}
			if x, y := count(with), count(without); x+y != all || x == 0 || y == 0 {
				t.Errorf("%q: with a permit %d, without %d, of %d", filter, x, y, all)
			}
			if n := about(with, "permit", ""); n != permits {
				t.Errorf("%q: those with a permit have %d permits, all have %d", filter, n, permits)
			}
		}
		q.Filter = ""
		tags, err := a.Engine.Groups(ctx, record.Query{Kind: "tag", Area: a.Area(), Caller: q.Caller}, "label")
		a.must(err)
		if n := about(q, "tag", "label"); n != int64(len(tags)) || n == 0 {
			t.Errorf("%d labels, listed %d", n, len(tags))
		}
		label := q
		label.With = []record.With{{Kind: "tag", Field: "label", Values: []string{tags[0].Value}}}
		if n := count(label); n != tags[0].Count { // a label stands once on a subject
			t.Errorf("%s is on %d, found %d", tags[0].Value, tags[0].Count, n)
		}
		for name, with := range map[string]record.With{"no such kind": {Kind: "person"}, "no such field": {Kind: "tag", Field: "nothing", Values: []string{"x"}}, "no value": {Kind: "tag", Field: "label"}} {
			bad := q
			bad.With = []record.With{with}
			if _, err := a.Engine.Count(ctx, bad, true); err == nil {
				t.Errorf("%s is taken", name)
			}
		}
	})
}

func TestFindNumbersAndPeople(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		leader := a.who("leader")
		d := a.act("leader", record.Request{Kind: "directive", Act: record.Create, Values: map[string]any{"text": "查清来源", "due": "2099-01-01", "receiver": a.to(a.who("wangfang").Person)}})
		a.read(func(conn db.Conn) error {
			permits, err := a.Engine.ListIn(conn, record.Query{Kind: "permit", Area: a.Area(), Limit: 1, Caller: leader})
			if err != nil {
				return err
			}
			no := permits.Items[0].Text("document_no")
			for _, x := range []struct{ q, kind, title string }{{d.Number, "directive", "查清来源"}, {d.Number[:len(d.Number)-2], "directive", "查清来源"}, {"王芳", "person", "王芳"}, {no, "permit", no}} {
				hits, err := a.Engine.Find(conn, leader, a.Area(), x.q, 20)
				if err != nil {
					return err
				}
				if !slices.ContainsFunc(hits, func(h record.Hit) bool { return h.Kind == x.kind && h.Title == x.title }) {
					t.Errorf("%s is not found as %s: %v", x.q, x.kind, hits)
				}
			}
			hits, err := a.Engine.Find(conn, a.who("head"), a.Area(), d.Number, 20)
			if len(hits) != 0 {
				t.Errorf("a directive is found by who is no party: %v", hits)
			}
			return err
		})
	})
}

// TestLimitsWait: what has a limit waits for its handler until it is done, for
// nobody else; what nobody was given waits for who registered it.
func TestLimitsWait(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		sources := waiting.Sources(a.Engine, a.People, a.Collect, a.Procedures, a.Tasks)
		waits := func(account string) string {
			t.Helper()
			items, err := waiting.List(context.Background(), a.who(account), sources)
			a.must(err)
			for _, it := range items {
				if it.Title == "手机壳褪色" {
					return it.What + " " + it.Word + " " + it.Due
				}
			}
			return ""
		}
		today := a.DB.Now().Day()
		r := a.act("reception", record.Request{Kind: "complaint", Act: record.Create, Values: map[string]any{"received_on": today, "matter_in_brief": "手机壳褪色", "complainant": "林某",
			"complainant_phone": "15400001234", "complainant_address": "和平路5号", "respondent_as_written": "饰品店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "褪色", "claim": "退款"}})
		first, _ := calendar.Parse(today)
		if got, want := waits("reception"), "分送投诉  "+first.AddDays(1).String(); got != want {
			t.Errorf("who receives waits for %q, want %q", got, want)
		}
		food := a.who("food")
		r = a.act("reception", record.Request{Kind: "complaint", Act: "dispatch", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"handling_unit": a.to(food.Unit), "handler": a.to(food.Person)}})
		if got, want := waits("food"), "24小时响应  "+first.AddDays(1).String(); got != want {
			t.Errorf("the handler waits for %q, want %q", got, want)
		}
		r = a.act("food", record.Request{Kind: "complaint", Act: "contact", Record: r.Ref(), Rev: &r.Rev})
		if got, want := waits("food"), "受理期限  "+a.Days.AddWorkdays(first, 7).String(); got != want {
			t.Errorf("the handler waits for %q, want %q", got, want)
		}
		if got := waits("reception") + waits("team"); got != "" {
			t.Errorf("others wait for %q", got)
		}
		r = a.act("food", record.Request{Kind: "complaint", Act: "refuse", Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"refuse_ground": "handled", "refuse_reason": "法院已受理"}})
		a.act("food", record.Request{Kind: "complaint", Act: record.Inform, Record: r.Ref(), Rev: &r.Rev, Values: map[string]any{"act": "refuse", "whom": "complainant", "mode": "phone", "told_on": today, "proof": "录音"}})
		if got := waits("food"); got != "" {
			t.Errorf("told, and still waits for %q", got)
		}
	})
}

// TestWaiting follows what waits for each side of a directive, of a grant and of
// an objection.
func TestWaiting(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		sources := waiting.Sources(a.Engine, a.People, a.Collect, a.Procedures, a.Tasks)
		waits := func(account string) (out []string) {
			t.Helper()
			items, err := waiting.List(context.Background(), a.who(account), sources)
			a.must(err)
			for _, it := range items {
				if it.Link == "" || it.Title == "" {
					t.Errorf("%s waits without link or title: %+v", account, it)
				}
				if k := a.Kinds.Get(it.Sort); k == nil || procedure.Of(k) == nil { // what has limits: see TestLimitsWait
					out = append(out, it.What+" "+it.Due)
				}
			}
			return out
		}
		expect := func(account string, want ...string) {
			t.Helper()
			if got := waits(account); !slices.Equal(got, want) {
				t.Errorf("%s waits for %q, want %q", account, got, want)
			}
		}
		give := func(due string) *record.Record {
			return a.act("leader", record.Request{Kind: "directive", Act: record.Create, Values: map[string]any{"text": "查", "due": due, "receiver": a.to(a.who("wangfang").Person)}})
		}
		give("2098-03-01")
		d := give("2097-01-01")
		expect("wangfang", "反馈交办 2097-01-01", "反馈交办 2098-03-01", "答复异议 ")
		expect("leader")
		expect("head", "答复异议 ") // what a business of the demo objects to; who may answer sees it, the leader does not
		a.act("wangfang", record.Request{Kind: "directive", Act: "answer", Record: d.Ref(), Rev: &d.Rev, Values: map[string]any{"reply": "查清"}})
		expect("wangfang", "反馈交办 2098-03-01", "答复异议 ")
		expect("leader", "办结交办 2097-01-01")
		a.act("secadmin", record.Request{Kind: "role_grant", Act: record.Create, Values: map[string]any{
			"person": a.to(a.who("food").Person), "role": "officer", "over": a.to(a.who("food").Unit), "since": a.DB.Now().Day(), "why": "轮岗", "confirmed": "no"}})
		expect("leader", "办结交办 2097-01-01", "复核授权 ")
		expect("secadmin") // his own proposal
		expect("auditadmin")
	})
}

func TestRecentActsOfOthers(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		var s *record.Record
		a.read(func(conn db.Conn) error {
			p, err := a.Engine.ListIn(conn, record.Query{Kind: "business", Area: a.Area(), Limit: 1, Caller: a.who("wangfang")})
			s = p.Items[0]
			return err
		})
		a.act("wangfang", record.Request{Kind: "business", Act: record.Amend, Record: s.Ref(), Rev: &s.Rev, Values: map[string]any{"staff": int64(12)}, Reason: "现场核实"})
		a.act("leader", record.Request{Kind: "directive", Act: record.Create, Values: map[string]any{"text": "查", "due": "2099-01-01", "receiver": a.to(a.who("team").Person)}})
		recent := func(account string) []record.Recent {
			var out []record.Recent
			a.read(func(conn db.Conn) (err error) {
				who := a.who(account)
				out, err = a.Engine.Recent(conn, who, a.Area(), who.Label(), 400) // beyond what the demo does one by one after collecting
				return err
			})
			return out
		}
		first := recent("head")[0]
		if first.Name != record.Amend || first.Actor != a.who("wangfang").Label() || first.Record.ID != s.ID || first.Rows != 1 {
			t.Errorf("the head sees first %s by %s on %s", first.Name, first.Actor, first.Record.Title())
		}
		if x := recent("wangfang")[0]; x.Actor == a.who("wangfang").Label() || x.Record.Kind.Name == "directive" {
			t.Errorf("the officer sees his own act, or a directive of others: %s on %s", x.Name, x.Record.Title())
		}
		list := recent("head")
		if !slices.IsSortedFunc(list, func(x, y record.Recent) int { return strings.Compare(string(y.Act), string(x.Act)) }) {
			t.Error("not newest first")
		}
		if !slices.ContainsFunc(list, func(x record.Recent) bool { return x.Rows > 1 }) {
			t.Error("no act on many records, though the city was collected")
		}
	})
}

// TestDossierGoesBack: the counts of a dossier add up to its timeline, on any
// day; subjects at one address and of one name are found through the keys.
func TestDossierGoesBack(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		ctx := context.Background()
		who := a.who("wangfang")
		made := func(name, address, person string) *record.Record {
			return a.act("wangfang", record.Request{Kind: "business", Act: record.Create, Values: map[string]any{"name": name, "address": address,
				"representative": map[string]any{"name": person, "id": ""}}})
		}
		first := made("甲试验商店", "威海市环翠区试验路 128 号", "试验人甲")
		twin := made("乙试验商店", "山东省威海市环翠区试验路１２８号", "试验人乙")
		same := made("丙试验商店", "威海市文登区试验路9号", "试验人甲")
		written := a.DB.Now()
		a.must(a.MoveClock(ctx, written+40*24*3600*1000))
		a.act("wangfang", record.Request{Kind: "tag", Act: record.Create, Values: map[string]any{"subject": a.to(first.ID), "label": "校园周边"}})
		a.act("wangfang", record.Request{Kind: "business", Act: record.Amend, Record: first.Ref(), Rev: &first.Rev, Values: map[string]any{"staff": int64(3)}, Reason: "现场核实"})
		read := func(as record.AsOf) *dossier.Dossier {
			t.Helper()
			d, err := dossier.Read(ctx, a.Engine, who, first.Ref(), as)
			a.must(err)
			sum := 0
			for _, n := range d.Acts {
				sum += n
			}
			if sum != len(d.Timeline) {
				t.Errorf("counts make %d, the timeline %d", sum, len(d.Timeline))
			}
			return d
		}
		now, then := read(record.AsOf{}), read(record.AsOf{At: written})
		if len(now.Timeline) != 3 || now.Acts["tag"] != 1 || now.Acts["business"] != 2 {
			t.Errorf("now: %v", now.Acts)
		}
		if len(then.Timeline) != 1 || then.Acts["business"] != 1 || then.Subject.Values["staff"] != nil {
			t.Errorf("then: %v %v", then.Acts, then.Subject.Values)
		}
		if len(now.Changes) != 2 || !slices.Equal(now.Changes, then.Changes) {
			t.Errorf("days of change: %v, seen from then %v", now.Changes, then.Changes)
		}
		related := map[string][]ref.ID{}
		for _, r := range now.Related {
			for _, h := range r.Heads {
				related[r.Name] = append(related[r.Name], h.Ref.ID)
			}
			if r.Count < len(r.Heads) {
				t.Errorf("%s: %d counted, %d shown", r.Name, r.Count, len(r.Heads))
			}
		}
		if !slices.Equal(related["同一住所"], []ref.ID{twin.ID}) || !slices.Equal(related["同名负责人"], []ref.ID{same.ID}) {
			t.Errorf("related: %v; twin %s, same %s", related, twin.ID, same.ID)
		}
		if err := a.Engine.Verify(ctx, nil, func(f record.Finding) { t.Errorf("verify: %s", f) }); err != nil {
			t.Fatal(err)
		}
	})
}

// TestKeysAreRefilled: heads written without keys get them at the next start.
func TestKeysAreRefilled(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a := raise(t, c, 60)
		ctx := context.Background()
		keyed := func() (n int) {
			a.read(func(conn db.Conn) error {
				return conn.QueryRow(`SELECT count(*) FROM subject WHERE keyed = 1 AND address_key IS NOT NULL`).Scan(&n)
			})
			return n
		}
		want := keyed()
		a.must(a.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE subject SET address_key = NULL, person_key = NULL, keyed = 0`)
			return err
		}))
		if n := keyed(); n != 0 || want == 0 {
			t.Fatalf("%d keyed, of %d before", n, want)
		}
		a.must(subject.Refill(ctx, a.DB, a.Engine))
		if n := keyed(); n != want {
			t.Errorf("%d keyed again, want %d", n, want)
		}
	})
}

// Nothing is left to be linked by name in a demo city: a branch has its company,
// or an import of any file would be seen to touch records it does not name.
func TestDemoBranchesHaveTheirCompany(t *testing.T) {
	a := raise(t, app.Config{Data: t.TempDir()}, 700)
	a.read(func(c db.Conn) error {
		waiting, err := a.Engine.Lacking(c, "business", a.Area(), "parent_name", "parent", "", 1000)
		for _, h := range waiting {
			t.Errorf("%s names %s and has no parent", h.Record, h.Value)
		}
		return err
	})
}
