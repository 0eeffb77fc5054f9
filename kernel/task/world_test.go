package task_test

import (
	"context"
	"fmt"
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
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// house is a bureau with two county bureaus, each with a station, in which two
// kinds are handled.
type house struct {
	*recordtest.World
	t     *testing.T
	book  *task.Book
	units map[string]ref.ID
	who   map[string]ref.ID
}

// each runs f on every database.
func each(t *testing.T, f func(h *house)) {
	t.Helper()
	lib, err := law.Load()
	if err != nil {
		t.Fatal(err)
	}
	table, err := calendar.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	known := func(name string) bool { _, ok := actor.FindRole(name); return ok }
	var book *task.Book
	var procs *procedure.Book
	began, err := calendar.ParseInstant("2026-05-06T09:00:00+08:00")
	if err != nil {
		t.Fatal(err)
	}
	source := recordtest.Source{FS: os.DirFS("testdata"), Dir: "practice/complaint", Governs: &recordtest.Governs{
		Sections: procedure.Sections(procedure.Env{Laws: law.Titles{Library: lib}, Roles: known}),
		Steps:    append(procedure.Steps(), task.Steps()...),
		Began:    clock.Instant(began),
		New: func(set *kind.Set) (record.Life, record.Projection, func(*record.Engine)) {
			procs = procedure.NewBook(set, lib, table)
			return procs, procs, procs.On
		},
		Also: func(set *kind.Set, people *actor.Directory) (record.Projection, map[string]record.Behaviour, func(*record.Engine)) {
			book = task.NewBook(procs, people)
			return book, book.Behaviours(set), book.On
		},
	}}
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		h := &house{World: w, t: t, book: book, units: map[string]ref.ID{"bureau": w.Root}, who: map[string]ref.ID{}}
		h.people()
		f(h)
		h.whole()
	}, nil, source)
}

// whole holds every table to the acts, and the totals to the tasks.
func (h *house) whole() {
	h.t.Helper()
	if err := h.Engine.Verify(context.Background(), nil, func(x record.Finding) { h.t.Errorf("verify: %s", x) }); err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) make(kindName string, values map[string]any) ref.ID {
	h.t.Helper()
	r, err := h.Engine.Act(context.Background(), record.Request{Kind: kindName, Act: record.Create, Area: recordtest.Area, Values: values, Caller: actor.Caller{Machine: "setup", Area: recordtest.Area}})
	if err != nil {
		h.t.Fatalf("making a %s: %v", kindName, err)
	}
	return r.ID
}

func to(id ref.ID) map[string]any {
	return map[string]any{"area": string(recordtest.Area), "id": string(id)}
}

// people makes the organisation: person → unit and role.
func (h *house) people() {
	for _, u := range [][2]string{{"east", "bureau"}, {"eaststation", "east"}, {"west", "bureau"}, {"weststation", "west"}, {"centre", "bureau"}} {
		h.units[u[0]] = h.make("unit", map[string]any{"name": u[0], "sort": "division", "parent": to(h.units[u[1]])})
	}
	for _, p := range [][3]string{
		{"mei", "centre", "receiver"}, {"an", "eaststation", "officer"}, {"bo", "eaststation", "officer"}, {"hua", "east", "head"},
		{"wu", "weststation", "officer"}, {"wen", "west", "head"}, {"lei", "bureau", "leader"},
	} {
		h.who[p[0]] = h.make("person", map[string]any{"name": p[0], "account": p[0], "unit_of": to(h.units[p[1]])})
		over := h.units[p[1]]
		if p[0] == "mei" {
			over = h.Root // who receives for the whole bureau
		}
		h.make("role_grant", map[string]any{"person": to(h.who[p[0]]), "role": p[2], "over": to(over), "since": "2020-01-01", "confirmed": "yes"})
	}
	h.Reload(h.t)
}

func (h *house) caller(name string) actor.Caller {
	h.t.Helper()
	c, ok := h.People.Caller(name, h.Legal.Now().Day())
	if !ok {
		h.t.Fatalf("nobody is called %s", name)
	}
	return c
}

// at moves the clock to nine in the morning of a day.
func (h *house) at(day string) {
	x, err := calendar.ParseInstant(day + "T09:00:00+08:00")
	if err != nil {
		h.t.Fatal(err)
	}
	h.Legal.Freeze(clock.Instant(x))
}

func (h *house) file(who, kindName, what string) *record.Record {
	h.t.Helper()
	v := map[string]any{"about_what": what}
	switch kindName {
	case "grievance":
		v["received_on"], v["claimant"] = h.Legal.Now().Day(), "王某"
	case "whisper", "referral":
		v["handling_unit"], v["handler"] = to(h.caller(who).Unit), to(h.who[who])
		if kindName == "referral" {
			v["sender"] = "王某"
		}
	}
	r, err := h.Engine.Act(context.Background(), record.Request{Kind: kindName, Act: record.Create, Area: recordtest.Area, Values: v, Caller: h.caller(who)})
	if err != nil {
		h.t.Fatalf("filing: %v", err)
	}
	return r
}

func (h *house) as(c actor.Caller, r *record.Record, act string, values map[string]any) (*record.Record, error) {
	return h.Engine.Act(context.Background(), record.Request{Kind: r.Kind.Name, Act: act, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Values: values, Reason: "因故", Caller: c})
}

func (h *house) do(who string, r *record.Record, act string, values map[string]any) *record.Record {
	h.t.Helper()
	out, err := h.as(h.caller(who), r, act, values)
	if err != nil {
		h.t.Fatalf("%s %s: %v", who, act, err)
	}
	return out
}

// refused returns the code with which an act is refused, "" where it is done.
func (h *house) refused(who string, r *record.Record, act string, values map[string]any) string {
	h.t.Helper()
	_, err := h.as(h.caller(who), r, act, values)
	if err == nil {
		return ""
	}
	f := fault.As(err)
	if len(f.Fields) > 0 {
		return f.Code + ":" + f.Fields[0].Name + "." + f.Fields[0].Code
	}
	return f.Code
}

// mine shows the tasks of a caller: what they are about, the limit, the day.
func (h *house) mine(c actor.Caller) []string {
	h.t.Helper()
	out := []string{}
	h.read(func(conn db.Conn) error {
		list, err := h.book.Mine(conn, c, task.Query{Area: recordtest.Area, Limit: 100})
		for _, x := range list {
			r, err := h.Engine.GetIn(conn, c, x.Kind, x.Record, record.AsOf{})
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, fmt.Sprintf("%s %s %s", r.Title(), x.Clock, x.DueOn))
		}
		return err
	})
	return out
}

func (h *house) read(f func(c db.Conn) error) {
	h.t.Helper()
	if err := h.DB.Read(context.Background(), f); err != nil {
		h.t.Fatal(err)
	}
}

// sent files a grievance and sends it to the station in the east, to an.
func (h *house) sent(what string) *record.Record {
	h.t.Helper()
	r := h.file("mei", "grievance", what)
	return h.do("mei", r, "dispatch", map[string]any{"handling_unit": to(h.units["eaststation"]), "handler": to(h.who["an"])})
}
