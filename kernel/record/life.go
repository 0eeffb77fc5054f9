package record

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// OwnedBySubject is the owner of fields whose values are the subject's own: it
// alone writes them, and the bureau reads.
const OwnedBySubject = "subject"

// subjectDesk is the source of what a subject writes at its own desk (企业端).
var subjectDesk = Source{Name: "企业端", Owner: OwnedBySubject}

// about are the subjects a record is about.
func about(r *Record) []ref.Ref {
	var out []ref.Ref
	if r.Kind.Subject {
		out = append(out, r.Ref())
	}
	if r.Kind.About != "" {
		if to := RefOf(r.Values[r.Kind.About]); !to.Zero() {
			out = append(out, to)
		}
	}
	return out
}

// asSubject completes the request of a subject: what it makes is about itself
// and comes from its own desk; the unit in charge is that of the subject.
func (e *Engine) asSubject(tx *db.Tx, k *kind.Kind, q *Request) error {
	q.Source = subjectDesk
	if q.Act != Create || k.About == "" {
		return nil
	}
	values := map[string]any{k.About: map[string]any{"area": string(q.Caller.Subject.Area), "id": string(q.Caller.Subject.ID)}}
	for name, v := range q.Values {
		values[name] = v
	}
	q.Values, q.Area = values, q.Caller.Subject.Area
	for _, sort := range e.kinds.Subjects() {
		self, err := e.find(tx, e.specs[sort.Name], q.Caller.Subject)
		if err == nil {
			q.Unit = self.Unit
			return nil
		}
		if !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	return notFound(k)
}

// takes refuses fields that are not this act's to write: what only acts move, at
// a declared act what it does not name, and for a subject what is not its own.
func takes(k *kind.Kind, q Request, names []string) error {
	slices.Sort(names)
	a := declaredAct(k, q.Act)
	subject := !q.Caller.Subject.Zero()
	var wrong []fault.Field
	for _, name := range names {
		f := k.Field(name)
		switch {
		case a != nil && !a.Writes(name):
			wrong = append(wrong, *bad(f, "not_taken", "不在“%s”时填写", a.Title))
		case a == nil && k.SetByActs(name):
			wrong = append(wrong, *bad(f, "set_by_act", "随办理动作改变，不能直接填写"))
		case subject && name == k.About && q.Act == Create: // judged already: it is itself
		case subject && (f.Owner != OwnedBySubject || name == k.About):
			wrong = append(wrong, *bad(f, "owner", "不由经营主体填写"))
		}
	}
	if len(wrong) > 0 {
		return fault.Bad("record.invalid", "提交的内容有误", wrong...)
	}
	return nil
}

// open reports whether a declared act may be done as the record stands: its
// condition is true.
func (e *Engine) open(c db.Conn, r *Record, act string) bool {
	prog := e.rules[r.Kind.Name].guards[act]
	if prog == nil {
		return true
	}
	yes, err := prog.Test(view{r, e.targets(c)}, env(e.db.Now()))
	return err == nil && yes
}

// setByAct adds what a declared act itself writes.
func setByAct(a *kind.Act, k *kind.Kind, values map[string]any, now clock.Instant) map[string]any {
	if a == nil || len(a.Sets) == 0 {
		return values
	}
	out := map[string]any{}
	for name, v := range values {
		out[name] = v
	}
	for name, text := range a.Sets {
		switch k.Field(name).Type {
		case kind.Date:
			out[name] = now.Day()
		case kind.Time:
			out[name] = int64(now)
		default:
			out[name] = text
		}
	}
	return out
}
