package oversight_test

import (
	"context"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/oversight"
)

type m = map[string]any

// bureau is the test bureau with a station that has two people of its own, and
// a shop to give directives on.
type bureau struct {
	*recordtest.World
	t       *testing.T
	station ref.ID
	shop    *record.Record
}

func each(t *testing.T, f func(t *testing.T, b *bureau)) {
	t.Helper()
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		b := &bureau{World: w, t: t}
		b.station = b.made("unit", m{"name": "竹岛所", "sort": "station", "parent": b.to(w.Root)}).ID
		for _, p := range []string{"chen", "lin"} {
			id := b.made("person", m{"name": p, "account": p, "unit_of": b.to(b.station)}).ID
			b.made("role_grant", m{"person": b.to(id), "role": "officer", "over": b.to(b.station), "since": "2020-01-01", "confirmed": "yes"})
		}
		w.Reload(t)
		b.shop = b.made("shop", m{"name": "老王超市"})
		f(t, b)
	}, nil, recordtest.Source{FS: os.DirFS("."), Dir: "practice/oversight", Behaviours: oversight.Behaviours()},
		recordtest.Source{FS: os.DirFS("../../kernel/record/testdata"), Dir: "practice/test"})
}

func (b *bureau) to(id ref.ID) m { return m{"area": string(recordtest.Area), "id": string(id)} }

func (b *bureau) made(kind string, values m) *record.Record {
	b.t.Helper()
	r, err := b.Engine.Act(context.Background(), record.Request{Kind: kind, Act: record.Create, Area: recordtest.Area, Values: values,
		Caller: actor.Caller{Machine: "setup", Area: recordtest.Area}})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bureau) who(account string) actor.Caller {
	c, ok := b.People.Caller(account, b.Legal.Now().Day())
	if !ok {
		b.t.Fatalf("nobody has the account %s", account)
	}
	return c
}

func (b *bureau) act(account string, r *record.Record, name string, values m) (*record.Record, error) {
	q := record.Request{Kind: oversight.Kind, Act: name, Area: recordtest.Area, Values: values, Caller: b.who(account), Reason: "试验"}
	if r != nil {
		q.Record, q.Rev = r.Ref(), &r.Rev
	}
	return b.Engine.Act(context.Background(), q)
}

func (b *bureau) must(account string, r *record.Record, name string, values m) *record.Record {
	b.t.Helper()
	out, err := b.act(account, r, name, values)
	if err != nil {
		b.t.Fatalf("%s by %s: %v", name, account, err)
	}
	return out
}

func (b *bureau) refused(want fault.Kind, account string, r *record.Record, name string, values m) {
	b.t.Helper()
	if _, err := b.act(account, r, name, values); !fault.Is(err, want) {
		b.t.Errorf("%s by %s: %v, want %v", name, account, err, want)
	}
}

func (b *bureau) sees(account string) int {
	b.t.Helper()
	p, err := b.Engine.List(context.Background(), record.Query{Kind: oversight.Kind, Area: recordtest.Area, Caller: b.who(account)})
	if err != nil {
		b.t.Fatal(err)
	}
	return len(p.Items)
}

func (b *bureau) give(more m) *record.Record {
	b.t.Helper()
	v := m{"text": "一周内查清来源", "due": "2026-11-27", "on_kind": "shop", "on_id": string(b.shop.ID)}
	for k, x := range more {
		v[k] = x
	}
	return b.must("head", nil, record.Create, v)
}

func TestADirectiveIsAnsweredAndClosed(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.give(m{"receiver_unit": b.to(b.station)})
		if d.Text("standing") != oversight.Open || d.Text("on_title") != b.shop.Number+" 老王超市" || d.Number != "交办〔2026〕371000"+"00001" && d.Number == "" {
			t.Errorf("made as %v %s", d.Values, d.Number)
		}
		for account, n := range map[string]int{"head": 1, "chen": 1, "lin": 1, "officer": 0, "leader": 0, "steward": 0} {
			if got := b.sees(account); got != n {
				t.Errorf("%s sees %d, want %d", account, got, n)
			}
		}
		b.refused(fault.NotFound, "officer", d, "answer", m{"reply": "我来答"})
		b.refused(fault.Denied, "chen", d, "close", nil)
		b.refused(fault.Conflict, "head", d, "close", nil) // nothing answered yet
		b.refused(fault.Conflict, "head", d, "answer", m{"reply": "自己答"})
		b.refused(fault.Invalid, "chen", d, "answer", m{"reply": "查清", "standing": "closed"})
		d = b.must("head", d, "remind", nil)
		d = b.must("head", d, "remind", nil)
		if d.Values["reminders"] != int64(2) || d.Text("reminded_on") != "2026-11-21" {
			t.Errorf("reminded: %v", d.Values)
		}
		d = b.must("chen", d, "answer", m{"reply": "进货凭证齐全"})
		b.refused(fault.Conflict, "lin", d, "answer", m{"reply": "再答"})
		b.refused(fault.Conflict, "head", d, "remind", nil)
		d = b.must("head", d, "return", nil)
		d = b.must("lin", d, "answer", m{"reply": "补充了检验报告"})
		d = b.must("head", d, "close", nil)
		b.refused(fault.Conflict, "head", d, "withdraw", nil)
		if d.Text("standing") != oversight.Closed || record.RefOf(d.Values["replied_by"]).ID != b.who("lin").Person {
			t.Errorf("closed: %v", d.Values)
		}
		if err := b.Engine.Verify(context.Background(), nil, func(f record.Finding) { t.Errorf("verify: %s", f) }); err != nil {
			t.Fatal(err)
		}
	})
}

func TestWhoMayGive(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		v := func(more m) m {
			out := m{"text": "查", "due": "2026-11-27", "receiver": b.to(b.who("officer").Person)}
			for k, x := range more {
				out[k] = x
			}
			return out
		}
		for account, want := range map[string]fault.Kind{"officer": fault.Denied, "chen": fault.Denied, "viewer": fault.Denied, "steward": fault.Denied, "reviewer": fault.Denied, "system_admin": fault.Denied} {
			b.refused(want, account, nil, record.Create, v(nil))
		}
		d := b.must("head", nil, record.Create, v(nil))
		if n := b.sees("leader"); n != 0 {
			t.Errorf("the leader sees %d directives of another", n)
		}
		b.refused(fault.NotFound, "leader", d, "withdraw", nil)
		for name, bad := range map[string]m{
			"nobody is to do it": {"receiver": nil},
			"due in the past":    {"due": "2026-11-20"},
			"state of one's own": {"standing": "closed"},
			"another as giver":   {"giver": b.to(b.who("leader").Person)},
			"no such record":     {"on_kind": "shop", "on_id": string(d.ID)},
			"title of one's own": {"on_title": "大王超市"},
		} {
			if _, err := b.act("head", nil, record.Create, v(bad)); !fault.Is(err, fault.Invalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		d = b.must("head", d, "withdraw", nil)
		b.refused(fault.Conflict, "officer", d, "answer", m{"reply": "晚了"})
		for _, act := range []string{record.Amend, record.Annul, record.Backdate} {
			b.refused(fault.Denied, "head", d, act, m{"text": "改"})
		}
	})
}

// TestButtonsSayWhy holds the acts a screen offers to those the server takes.
func TestButtonsSayWhy(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		d := b.give(m{"receiver": b.to(b.who("officer").Person)})
		offered := func(account string) (open []string) {
			err := b.DB.Read(context.Background(), func(c db.Conn) error {
				r, err := b.Engine.GetIn(c, b.who(account), oversight.Kind, d.Ref(), record.AsOf{})
				if err != nil {
					return err
				}
				acts, err := b.Engine.Mays(c, b.who(account), r)
				for _, a := range acts {
					if a.Allowed {
						open = append(open, a.Name)
					} else if a.Why == "" {
						t.Errorf("%s: %s is closed without a reason", account, a.Name)
					}
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return open
		}
		check := func(want map[string][]string) {
			t.Helper()
			for account, acts := range want {
				if diff := cmp.Diff(acts, offered(account)); diff != "" {
					t.Errorf("%s is offered (-want +got):\n%s", account, diff)
				}
			}
		}
		check(map[string][]string{"head": {"remind", "withdraw"}, "officer": {"answer"}})
		d = b.must("officer", d, "answer", m{"reply": "已查清"})
		check(map[string][]string{"head": {"close", "return", "withdraw"}, "officer": nil})
		d = b.must("head", d, "close", nil)
		check(map[string][]string{"head": nil, "officer": nil})
	})
}
