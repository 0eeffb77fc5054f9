package complaint_test

import (
	"context"
	"errors"
	"os"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

type m = map[string]any

// bureau is the test bureau with two offices below it, an officer in each, and
// the complaint desk.
type bureau struct {
	*recordtest.World
	t     *testing.T
	desk  *complaint.Desk
	book  *procedure.Book
	units map[string]ref.ID
}

func each(t *testing.T, f func(t *testing.T, b *bureau)) {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := &bureau{}
	traces := complaint.NewTraces([]byte("test"))
	governs := recordtest.Governs{
		Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}}),
		Steps:    append(procedure.Steps(), complaint.Steps()...),
		New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
			b.book = procedure.NewBook(set, lib, calendar.MustShipped())
			return b.book, b.book, b.book.On
		},
	}
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		b.World, b.t, b.units = w, t, map[string]ref.ID{}
		for _, u := range []string{"east", "west"} {
			b.units[u] = b.setup("unit", m{"name": u, "sort": "station", "parent": b.to(w.Root)}).ID
			p := b.setup("person", m{"name": u, "account": u, "unit_of": b.to(b.units[u])}).ID
			b.setup("role_grant", m{"person": b.to(p), "role": "officer", "over": b.to(b.units[u]), "since": "2020-01-01", "confirmed": "yes"})
		}
		w.Reload(t)
		router, err := complaint.NewRouter(func(string) complaint.Place { return complaint.Place{} }, func(string, string) (ref.ID, ref.ID) { return "", "" }, w.People.UnitName)
		if err != nil {
			t.Fatal(err)
		}
		if b.desk, err = complaint.New(complaint.Parts{Engine: w.Engine, Book: b.book, Traces: traces, Router: router}); err != nil {
			t.Fatal(err)
		}
		f(t, b)
	}, []record.Projection{traces}, recordtest.Source{FS: os.DirFS("."), Dir: "practice/complaint", Behaviours: complaint.Behaviours(func(u ref.ID) string { return b.People.Organ(u) }, func(db.Conn, ref.Area) (string, error) { return "head of the ledger", nil }), Governs: &governs})
}

func (b *bureau) to(id ref.ID) m { return m{"area": string(recordtest.Area), "id": string(id)} }

func (b *bureau) setup(kindName string, values m) *record.Record {
	b.t.Helper()
	r, err := b.Engine.Act(context.Background(), record.Request{Kind: kindName, Act: record.Create, Area: recordtest.Area, Values: values, Caller: actor.Caller{Machine: "setup", Area: recordtest.Area}})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *bureau) who(account string) actor.Caller {
	b.t.Helper()
	c, ok := b.People.Caller(account, b.Legal.Now().Day())
	if !ok {
		b.t.Fatalf("nobody has the account %s", account)
	}
	return c
}

// act does one act on a record as it now stands.
func (b *bureau) act(account string, r *record.Record, name string, values m) (*record.Record, error) {
	q := record.Request{Kind: r.Kind.Name, Act: name, Record: r.Ref(), Area: recordtest.Area, Values: values, Caller: b.who(account), Reason: "试验"}
	now, err := b.Engine.Get(context.Background(), actor.Caller{Machine: "setup", Area: recordtest.Area}, r.Kind.Name, r.Ref(), record.AsOf{})
	if err != nil {
		return nil, err
	}
	q.Rev = &now.Rev
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

func (b *bureau) get(account, kindName string, r ref.Ref) (*record.Record, error) {
	return b.Engine.Get(context.Background(), b.who(account), kindName, r, record.AsOf{})
}

// dispute is a complaint of an invented consumer; more goes over it.
func dispute(more m) m {
	out := m{"received_on": "2026-11-20", "channel": "hotline", "matter_in_brief": "健身卡停业不退费", "complainant": m{"name": "周敏"}, "complainant_phone": "15400000001",
		"complainant_address": "幸福路12号3单元401", "respondent_as_written": "飞跃健身（幸福店）", "respondent_address": "幸福路30号", "goods": "健身年卡", "facts": "办卡四个月后停业", "claim": "退还余款", "amount": int64(120000)}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func tip(more m) m {
	out := m{"received_on": "2026-11-20", "channel": "hotline", "matter_in_brief": "涉嫌虚假宣传", "informant": m{"name": "周敏"}, "informant_phone": "15400000001",
		"reported_as_written": "飞跃健身（幸福店）", "clues": "宣传页写有保证减重"}
	for k, v := range more {
		out[k] = v
	}
	return out
}

func (b *bureau) register(account string, in complaint.Intake) []*record.Record {
	b.t.Helper()
	out, err := b.desk.Register(context.Background(), b.who(account), in)
	if err != nil {
		b.t.Fatalf("registering by %s: %v", account, err)
	}
	return out
}

func (b *bureau) complaint(more m) *record.Record {
	b.t.Helper()
	return b.register("receiver", complaint.Intake{As: complaint.AsComplaint, Values: map[string]m{"complaint": dispute(more)}})[0]
}

// fields are the fields an error names, nil where it names none.
func fields(err error) []string {
	var f *fault.Error
	var out []string
	if errors.As(err, &f) {
		for _, x := range f.Fields {
			out = append(out, x.Name)
		}
	}
	return out
}

// courseOf writes the clocks of a record into out: "due state" by name.
func courseOf(b *bureau, r *record.Record, out map[string]string) func(db.Conn) error {
	return func(c db.Conn) error {
		now, err := b.Engine.GetIn(c, actor.Caller{Machine: "setup", Area: recordtest.Area}, r.Kind.Name, r.Ref(), record.AsOf{})
		if err != nil {
			return err
		}
		course, err := b.book.Course(c, now, b.DB.Now())
		if err != nil {
			return err
		}
		for _, x := range course.Runs {
			out[x.Clock.Name] = x.Due.String() + " " + string(course.State(x))
		}
		return nil
	}
}
