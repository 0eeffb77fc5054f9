package record

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// verb is the right an act needs: declared acts need the right of their own
// name, or to amend where the kind names none.
func verb(k *kind.Kind, act string) string {
	if _, ok := k.Access.Roles[act]; ok {
		return act
	}
	switch {
	case declaredAct(k, act) != nil || act == Inform || act == Serve || act == Notify || act == Receipt:
		return Amend
	case act == Respond || act == Lift: // whom it is asked, and who asked it, is judged with the order
		return kind.Read
	}
	return act
}

func denied(k *kind.Kind, act string) error {
	title := Titles[act]
	if a := declaredAct(k, act); a != nil {
		title = a.Title
	}
	if title == "" {
		title = act
	}
	return fault.Newf(fault.Denied, "record.denied", "您没有对%s“%s”的权限；请联系安全管理员授权", k.Title, title)
}

// head is what rights to a row are judged by.
func (e *Engine) head(c db.Conn, r *Record) (actor.RowHead, error) {
	h := actor.RowHead{Area: r.Area, Unit: r.Unit, Owner: r.Owner, About: about(r), Record: r.Ref()}
	if err := e.onHead(c, r.Kind, r.Area, r.Values, &h); err != nil {
		return h, err
	}
	if !(parties{e}).Follows(r.Kind) { // nobody is a party of it
		return h, nil
	}
	rows, err := c.Query(`SELECT person, unit, only_reads FROM record_party WHERE area = $1 AND kind = $2 AND record = $3`, string(r.Area), r.Kind.Name, string(r.ID))
	if err != nil {
		return h, err
	}
	defer rows.Close()
	for rows.Next() {
		var p actor.Party
		if err := rows.Scan(&p.Person, &p.Unit, &p.Reads); err != nil {
			return h, err
		}
		h.Parties = append(h.Parties, p)
	}
	return h, rows.Err()
}

// entitled judges an act on an existing record. A record the caller may not
// even read is not found.
func (e *Engine) entitled(c db.Conn, k *kind.Kind, old *Record, q Request) error {
	h, err := e.head(c, old)
	if err != nil {
		return err
	}
	if !e.people.May(q.Caller, "read", k).Covers(h) {
		return notFound(k)
	}
	need := verb(k, q.Act)
	if q.retracts {
		need = Create
	}
	if !e.people.May(q.Caller, need, k).Covers(h) && !(e.governed(k) && e.life.Named(q.Caller, old, q.Act)) {
		return denied(k, q.Act)
	}
	return e.writable(k, q)
}

// onHead adds to a head that of the record it belongs to, where its kind follows
// another.
func (e *Engine) onHead(c db.Conn, k *kind.Kind, area ref.Area, values map[string]any, h *actor.RowHead) error {
	if k.Follows == nil {
		return nil
	}
	name, _ := values[k.Follows.Kind].(string)
	id, _ := values[k.Follows.Record].(string)
	_, spec, err := e.kind(name)
	if err != nil || spec.kind.Follows != nil {
		return nil // it belongs to nothing, so nobody reaches it
	}
	on, err := e.find(c, spec, ref.Ref{Area: area, ID: ref.ID(id)})
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	row, err := e.head(c, on)
	h.On = &actor.OnHead{Kind: name, Row: row}
	return err
}

func (e *Engine) entitledCreate(c db.Conn, k *kind.Kind, rec *Record, q Request) error {
	if q.Caller.Machine == "" && q.Caller.Person != "" && q.Caller.Area != rec.Area { // a unit is of one area, and so is what it registers
		return denied(k, Create)
	}
	h := actor.RowHead{Area: rec.Area, Unit: rec.Unit, Owner: rec.Owner}
	if err := e.onHead(c, k, rec.Area, q.Values, &h); err != nil {
		return err
	}
	if k.About != "" {
		h.About = []ref.Ref{RefOf(q.Values[k.About])}
	}
	if !q.opened && !e.people.May(q.Caller, Create, k).Covers(h) {
		return denied(k, Create)
	}
	return e.writable(k, q)
}

// guard holds acts on the organisation's own kinds to its rules: separated
// duties, the second person, delegation by the giver alone. It completes what
// the act writes.
func (e *Engine) guard(tx *db.Tx, k *kind.Kind, old *Record, q *Request) (err error) {
	if k.Matter != actor.Matter {
		return nil
	}
	var at actor.Standing
	if old != nil {
		at = actor.Standing{ID: old.ID, Owner: old.Owner, Active: old.State == Active, Values: old.Values}
		if q.Act == Annul {
			history, err := revisions(tx, old.Ref())
			if err != nil {
				return err
			}
			at.Whole = len(history) > 0 && history[0].Act == q.Annuls
		}
	}
	q.Values, err = e.people.Guard(q.Caller, k, q.Act, at, q.Values)
	return err
}

func (e *Engine) entitledImport(k *kind.Kind, ch Chunk) error {
	if !e.people.May(ch.Caller, Import, k).Covers(actor.RowHead{Area: ch.Area, Unit: ch.Unit}) {
		return denied(k, Import)
	}
	return nil
}

// writable refuses values for fields the caller may not even read, and for
// those this act does not take.
func (e *Engine) writable(k *kind.Kind, q Request) error {
	if saidUnder(q.Act) != "" && e.governed(k) {
		return nil // it writes no field
	}
	var names []string
	for name := range q.Values {
		if k.Field(name) != nil {
			names = append(names, name)
		}
	}
	if err := e.fieldsReadable(q.Caller, k, names); err != nil {
		return err
	}
	return takes(k, q, names)
}

// fieldsReadable refuses, by name, fields the caller may not read.
func (e *Engine) fieldsReadable(c actor.Caller, k *kind.Kind, names []string) error {
	return e.people.CheckReadable(c, k, names)
}

// hidden are the fields of a kind the caller may not read.
func (e *Engine) hidden(c actor.Caller, k *kind.Kind) map[string]bool {
	scope := e.people.May(c, "read", k)
	out := map[string]bool{}
	for _, f := range k.Fields {
		if !scope.Readable(f) {
			out[f.Name] = true
		}
	}
	return out
}

// mask removes what the caller may not read and says so.
func (e *Engine) mask(c actor.Caller, r *Record) { r.mask(e.hidden(c, r.Kind)) }

func (r *Record) mask(hidden map[string]bool) {
	for name := range hidden {
		if _, ok := r.Values[name]; ok {
			delete(r.Values, name)
			delete(r.Values, name+"_currency")
			r.Masked = append(r.Masked, name)
		}
	}
}

// mayRead is nil when the caller may read the record.
func (e *Engine) mayRead(c db.Conn, caller actor.Caller, r *Record) error {
	h, err := e.head(c, r)
	if err != nil {
		return err
	}
	if !e.people.May(caller, "read", r.Kind).Covers(h) {
		return notFound(r.Kind)
	}
	return nil
}

// mayList reports whether the caller may read any record of the kind at all.
func (e *Engine) mayList(c actor.Caller, k *kind.Kind) bool { return !e.people.May(c, "read", k).None }

// unrestricted reports whether the caller reads every record of the kind, so
// that kept totals are his totals.
func (e *Engine) unrestricted(c actor.Caller, k *kind.Kind, area ref.Area) bool {
	return e.people.May(c, kind.Read, k).AllIn(area)
}

// readable adds the caller's rights to a list: to its filter first, then to
// its rows.
func (e *Engine) readable(s *statement, k *kind.Kind, q Query) error {
	scope := e.people.May(q.Caller, "read", k)
	if scope.None {
		return fault.Newf(fault.Denied, "record.denied", "您没有查看%s的权限；请联系安全管理员授权", k.Title)
	}
	if q.Search != "" {
		var names []string
		for _, f := range k.Fields {
			if f.Search {
				names = append(names, f.Name)
			}
		}
		if err := e.fieldsReadable(q.Caller, k, names); err != nil {
			return err
		}
	}
	if where := scope.Where("r", k.Name, s.param); where != "" {
		s.where = append(s.where, where)
	}
	return nil
}

// Facets returns the kept totals of a field to a caller who may read all of
// the kind.
func (e *Engine) Facets(c db.Conn, caller actor.Caller, area ref.Area, kindName, field string) ([]Facet, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	f := k.Field(field)
	if f == nil || !facet(f) {
		return nil, fault.Bad("record.facet", "没有按此字段的计数", fault.Field{Name: "field", Code: "unknown", Text: fmt.Sprintf("%s没有按 %s 的计数", k.Title, clip(field))})
	}
	if err := e.fieldsReadable(caller, k, []string{field}); err != nil {
		return nil, err
	}
	if !e.unrestricted(caller, k, area) {
		return nil, fault.Newf(fault.Denied, "record.denied", "您只能查看部分%s，没有总数", k.Title)
	}
	return Facets(c, area, kindName, field)
}

// May says whether a caller may do an act on a record now, and if not, why.
type May struct {
	Name    string    `json:"name"`
	Title   string    `json:"title"`
	Allowed bool      `json:"allowed"`
	Denied  bool      `json:"denied,omitempty"` // the caller has no right to it at all, whatever the record says
	Why     string    `json:"why,omitempty"`
	Needs   []string  `json:"needs"`
	Takes   []string  `json:"takes,omitempty"` // what may be given besides
	Opens   []Opening `json:"opens,omitempty"` // parts it begins
	Reason  bool      `json:"reason"`
	// Late is set where only a limit that ran out closed the act: what was done up to
	// that day may still be entered under its day (补录).
	Late string `json:"late,omitempty"`
}

// Mays lists the acts on a record with whether the caller may do them.
func (e *Engine) Mays(c db.Conn, caller actor.Caller, r *Record) ([]May, error) {
	h, err := e.head(c, r)
	if err != nil {
		return nil, err
	}
	var out []May
	add := func(name, title string, needs, takes []string, reason bool, why string) {
		m := May{Name: name, Title: title, Needs: append([]string{}, needs...), Takes: takes, Reason: reason, Allowed: true}
		switch {
		case r.State == Erased:
			m.Allowed, m.Why = false, "内容已依法删除"
		case r.State != Active && name != Annul && name != Erase:
			m.Allowed, m.Why = false, "记录"+StateTitle(r.State)
		case !e.people.May(caller, verb(r.Kind, name), r.Kind).Covers(h) && !(e.governed(r.Kind) && e.life.Named(caller, r, name)):
			m.Allowed, m.Denied, m.Why = false, true, "没有权限；请联系安全管理员授权"
		case why != "":
			m.Allowed, m.Why = false, why
		case !e.open(c, r, name):
			m.Allowed, m.Why = false, "按现在的状态不能办理"
		default:
			if b, ok := e.behaviour(r.Kind.Name, name); ok && b.Bar != nil {
				m.Why = b.Bar(caller, r)
				m.Allowed = m.Why == ""
			}
		}
		out = append(out, m)
	}
	if e.governed(r.Kind) {
		list, err := e.life.Open(c, caller, r)
		if err != nil {
			return nil, err
		}
		for _, a := range list {
			add(a.Name, a.Title, a.Needs, a.Takes, a.Reason, a.Why)
			m := &out[len(out)-1]
			if m.Opens = a.Opens; !m.Allowed && !m.Denied && m.Why == a.Why {
				m.Late = a.Late
			}
		}
	}
	for _, a := range r.Kind.Acts {
		if !e.governed(r.Kind) || !e.life.Owns(r.Kind, a.Name) {
			add(a.Name, a.Title, a.Needs, a.Takes, a.Reason, "")
		}
	}
	if e.governed(r.Kind) {
		if err := e.maySupervise(c, caller, r, h, add); err != nil {
			return nil, err
		}
	}
	for _, name := range []string{Amend, Backdate, Annul, Transfer, Erase} {
		// An act nobody was named for is shown to those whose roles give it.
		roles, declared := r.Kind.Access.Roles[name]
		if len(roles) > 0 || !declared && e.people.May(caller, name, r.Kind).Covers(h) {
			add(name, Titles[name], nil, nil, true, "")
		}
	}
	return out, nil
}
