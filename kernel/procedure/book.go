package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

var _ record.Life = (*Book)(nil)

// Book runs procedures on records: it is what governs the acts of their kinds
// (record.Life), and keeps the table of running clocks true to them
// (record.Projection, clocks.go).
type Book struct {
	kinds  *kind.Set
	laws   *law.Library
	table  *calendar.Table
	engine *record.Engine
	drafts func(tx *db.Tx, q record.Request, r *record.Record, names []string) error
	hears  []Follower
}

// Follower is told the course of a record whenever its clocks were worked out
// anew, in the transaction that did it: after an act on it or on one of its
// parts, and when the days are projected again. A record that is no longer in
// force has no course: c is nil.
type Follower interface {
	Course(tx *db.Tx, r *record.Record, c *Course) error
}

// Tell lets a follower hear of courses; it is called once, before the first act.
func (b *Book) Tell(f Follower) { b.hears = append(b.hears, f) }

func (b *Book) told(tx *db.Tx, r *record.Record, c *Course) error {
	for _, f := range b.hears {
		if err := f.Course(tx, r, c); err != nil {
			return err
		}
	}
	return nil
}

// Ended reports whether a record stands in a step that is an end.
func (b *Book) Ended(r *record.Record) bool {
	s := b.version(r, b.engine.DB().Now()).Step(r.Text(StepField))
	return s != nil && s.End
}

// NewBook returns the book of a running installation.
func NewBook(kinds *kind.Set, laws *law.Library, table *calendar.Table) *Book {
	return &Book{kinds: kinds, laws: laws, table: table}
}

// On says which engine runs the acts; it is called once, before the first.
func (b *Book) On(e *record.Engine) { b.engine = e }

// Governs reports whether the acts of the kind follow a procedure.
func (b *Book) Governs(k *kind.Kind) bool { return Of(k) != nil }

// Owns reports whether the act is one of the procedure's.
func (b *Book) Owns(k *kind.Kind, act string) bool {
	return slices.ContainsFunc(Of(k).Versions, func(v *Version) bool { return v.Act(act) != nil })
}

// Begins is the act that makes a record of the kind.
func (b *Book) Begins(k *kind.Kind) string {
	if a := Of(k).Begin(); a != nil {
		return a.Name
	}
	return Create
}

// begun is the day that pins a text to a record: that of the field the kind
// names, or the day it was registered.
func begun(r *record.Record) calendar.Date {
	if d, err := calendar.Parse(r.Text(r.Kind.Begins)); err == nil && r.Kind.Begins != "" {
		return d
	}
	return calendar.DateOf(calendar.Instant(r.CreatedAt))
}

// version is the procedure that governs a record today.
func (b *Book) version(r *record.Record, now clock.Instant) *Version {
	return Of(r.Kind).For(begun(r), calendar.DateOf(calendar.Instant(now)))
}

// Clock is a clock of the record's procedure, nil where there is none.
func (b *Book) Clock(r *record.Record, name string) *Clock {
	return b.version(r, b.engine.DB().Now()).Clock(name)
}

// Limit is the length of a clock of a kind as it is today, nil where there is no
// such clock or its length depends on the record.
func (b *Book) Limit(kindName, name string) *calendar.Limit {
	k := b.kinds.Get(kindName)
	if k == nil || Of(k) == nil {
		return nil
	}
	today := calendar.DateOf(calendar.Instant(b.engine.DB().Now()))
	c := Of(k).For(today, today).Clock(name)
	if c == nil || len(c.Limits) != 1 || c.Limits[0].Given != "" {
		return nil
	}
	return &c.Limits[0].Limit
}

// Law is the text that governs a record, "" where it has no procedure.
func (b *Book) Law(r *record.Record) string {
	if Of(r.Kind) == nil {
		return ""
	}
	return b.version(r, b.engine.DB().Now()).Law
}

// Owing is the latest act on a record that named a document, with whom it must
// still tell and whether the document counts as served; "" where no act did.
func (b *Book) Owing(c db.Conn, r *record.Record, document string) (act string, untold []string, served bool, err error) {
	course, err := b.Course(c, r, b.engine.DB().Now())
	if err != nil {
		return "", nil, false, err
	}
	for _, d := range slices.Backward(course.acts) {
		if a := course.Version.doneAs(d.Act); a != nil && slices.Contains(a.Documents, document) {
			return a.Name, course.Untold(a.Name), course.serviceOf(document) != nil, nil
		}
	}
	return "", nil, false, nil
}

// Drafts says what makes the documents that acts name, in their transaction.
func (b *Book) Drafts(make func(tx *db.Tx, q record.Request, r *record.Record, names []string) error) {
	b.drafts = make
}

// StepTitle is the step a record stands in, in words.
func (b *Book) StepTitle(r *record.Record) string {
	if s := b.version(r, b.engine.DB().Now()).Step(r.Text(StepField)); s != nil {
		return s.Title
	}
	return r.Text(StepField)
}

// Course works out how a record has gone and where it stands, from its acts and
// its parts.
func (b *Book) Course(c db.Conn, r *record.Record, now clock.Instant) (*Course, error) {
	pasts, err := b.engine.Pasts(c, r.Kind.Name, r.Ref())
	if err != nil {
		return nil, err
	}
	past := Past{Now: now, Table: b.table, Titles: b.titles(r.Kind)}
	annulled := map[ref.ID]bool{}
	for _, p := range pasts {
		if a := p.Annuls(); a != "" {
			annulled[a] = true
		}
	}
	for i, p := range pasts {
		if annulled[p.Act] || p.Name == record.Annul || p.Record == nil {
			continue
		}
		d := Done{ID: p.Act, Act: p.Name, At: p.At, By: ref.ID(p.Actor), Record: held{p.Record.Expr(), p.Record.Values}}
		if i == 0 && p.Name != b.Begins(r.Kind) {
			d.Act = Create // it came by an import, or from another area
		}
		if p.Effective != "" {
			d.Day, _ = calendar.Parse(p.Effective)
		}
		said(&d, p)
		past.Acts = append(past.Acts, d)
	}
	if past.Parts, err = b.parts(c, r, now); err != nil {
		return nil, err
	}
	day := begun(r)
	past.Regime = func(id string) *calendar.Regime { return b.regime(id, day) }
	course, err := b.version(r, now).Follow(past)
	if err != nil {
		return nil, fmt.Errorf("course of %s %s: %w", r.Kind.Name, r.Ref(), err)
	}
	return course, nil
}

// said takes what an act said of tellings, services and signatures besides.
func said(d *Done, p record.Past) {
	text := func(m map[string]any, key string) string { s, _ := m[key].(string); return s }
	day := func(m map[string]any, key string) calendar.Date { x, _ := calendar.Parse(text(m, key)); return x }
	if m := p.Said(record.Inform); m != nil {
		d.Telling = &Telling{Act: text(m, "act"), Whom: text(m, "whom")}
		if x := day(m, "told_on"); !x.IsZero() {
			d.Day = x
		}
	}
	switch p.Name {
	case record.AddSigner:
		d.Asked = text(p.Said(p.Name), "awaited")
	case record.Respond, record.DropSigner:
		d.Settled = ref.ID(text(p.Said(p.Name), "order"))
	}
	if m := p.Said(record.Serve); m != nil {
		d.Service = &Service{Document: text(m, "document"), Mode: text(m, "mode"), Published: day(m, "published_on"), Served: day(m, "served_on")}
	}
}

// regime is how a text counts its periods for a record begun on the day; a text
// that says nothing of it counts plainly.
func (b *Book) regime(id string, day calendar.Date) *calendar.Regime {
	if l, ok := b.laws.Law(id); ok {
		if p, ok := l.PeriodAt(day); ok {
			return &p.Regime
		}
		if len(l.Periods) > 0 {
			return &l.Periods[0].Regime
		}
	}
	return &calendar.Regime{}
}

func (b *Book) titles(k *kind.Kind) map[string]string {
	out := map[string]string{}
	for _, f := range k.Fields {
		out[f.Name] = f.Title
	}
	for _, p := range PartsOf(k) {
		if part := b.kinds.Get(p.Kind); part != nil {
			out[p.Kind] = part.Title
		}
	}
	return out
}

// Anew lets a record that goes on in another area begin there: it is a new one in
// the first step of its text.
func (b *Book) Anew(r *record.Record) {
	r.Values[StepField] = b.version(r, r.CreatedAt).first()
}

// Open lists the acts of the record's procedure with why each is not open.
func (b *Book) Open(c db.Conn, caller actor.Caller, r *record.Record) ([]record.Open, error) {
	course, err := b.Course(c, r, b.engine.DB().Now())
	if err != nil {
		return nil, err
	}
	var out []record.Open
	for _, a := range course.Version.Acts {
		if a.Creates() {
			continue
		}
		o := record.Open{Name: a.Name, Title: a.Title, Needs: a.Needs, Takes: a.Takes, Opens: b.openings(r.Kind, a), Reason: a.Reason}
		if bars := course.Bars(a, caller.Person); len(bars) > 0 {
			o.Why = sentence(bars)
			if caller.Person != "" {
				day, err := course.EnteredLate(a, caller.Person)
				if err != nil {
					return nil, err
				}
				o.Late = day.String()
			}
		}
		out = append(out, o)
	}
	return out, nil
}

func sentence(bars []Bar) string {
	var texts []string
	for _, x := range bars {
		texts = append(texts, x.Text)
	}
	return strings.Join(texts, "；")
}

// Named reports whether the record itself names the caller for an act.
func (b *Book) Named(caller actor.Caller, r *record.Record, act string) bool {
	if caller.Person == "" {
		return false
	}
	for _, v := range Of(r.Kind).Versions {
		a := v.Act(act)
		if a == nil {
			continue
		}
		if a.By.Owner && r.Owner == caller.Person {
			return true
		}
		names := a.By.Fields
		if a.Sign != nil && !a.Sign.Role {
			names = append(slices.Clone(names), a.Sign.Of)
		}
		for _, f := range names {
			if slices.Contains(people(held{r, r.Values}, f), caller.Person) {
				return true
			}
		}
	}
	return false
}

// Do judges an act and completes what it writes: the step it leads to.
func (b *Book) Do(w *record.Doing, act string) error {
	k := w.Kind
	if w.Old == nil {
		return b.begin(w, act, k)
	}
	// An act is judged on the day it is dated: an extension that was approved in
	// time and is entered late was in time, a decision dated into a wait was not.
	now := w.Tx.Now()
	day, err := calendar.Parse(w.Effective)
	if w.Effective != "" && err == nil {
		now = min(now, clock.Instant(day.AddDays(1).Start())-1)
	}
	course, err := b.Course(w.Tx, w.Old, now)
	if err != nil {
		return err
	}
	whole := course
	if b.Owns(k, act) {
		if course, err = whole.AsOn(day); err != nil {
			return err
		}
	}
	if last := course.last(); b.Owns(k, act) && course.Today().Before(last.Day) {
		return fault.Bad("record.effective", "生效日期不正确", fault.Field{Name: "effective", Code: "order", Text: fmt.Sprintf("生效日期不能早于上一次办理（%s）", last.Day)})
	}
	switch act {
	case record.Inform:
		return course.telling(w)
	case record.Serve:
		return course.service(w)
	case record.Annul:
		return course.mayAnnul(w.Annuls)
	case record.Amend, record.Backdate: // a correction opens no ground either
		for _, a := range course.Version.Acts {
			if wrong := course.early(a, w.Values); len(wrong) > 0 {
				return fault.Bad("record.invalid", "提交的内容有误", wrong...)
			}
		}
		return nil
	}
	a := course.Version.Act(act)
	if a == nil {
		if b.Owns(k, act) {
			return fault.Newf(fault.Conflict, "procedure.no_act", "这条%s适用《%s》，其中没有“%s”", k.Title, b.lawTitle(course.Version.Law), act)
		}
		return nil // an act of every kind
	}
	if bars := course.Bars(a, w.Caller.Person); len(bars) > 0 {
		return fault.New(fault.Conflict, "procedure."+bars[0].Code, sentence(bars))
	}
	if err := b.opening(a, w); err != nil {
		return err
	}
	if err := course.values(a, w, k); err != nil {
		return err
	}
	step := course.leads(a, w.Caller.Person)
	if step == "" && course != whole && course.counts(a, w.Caller.Person) {
		step = course.Step // limits that ran out since run out after it, if they still do (Engine.ActIn)
	}
	if step != "" {
		w.Values[StepField] = step
	}
	return nil
}

// last is the latest act that took effect.
func (c *Course) last() Done {
	if n := len(c.acts); n > 0 {
		return c.acts[n-1]
	}
	return Done{}
}

func (b *Book) lawTitle(id string) string {
	if l, ok := b.laws.Law(id); ok {
		return l.Title
	}
	return id
}

// begin completes the act that makes a record: it stands in the first step of
// the text its day pins it to.
func (b *Book) begin(w *record.Doing, act string, k *kind.Kind) error {
	l := Of(k)
	today := calendar.DateOf(calendar.Instant(w.Tx.Now()))
	day := today
	if s, _ := w.Values[k.Begins].(string); k.Begins != "" && s != "" {
		if d, err := calendar.Parse(s); err == nil {
			day = d
		}
	}
	v := l.For(day, today)
	if a := v.Act(act); a != nil {
		if err := needs(a, w.Values, k); err != nil {
			return err
		}
		set(a, k, w)
	}
	w.Values[StepField] = v.first()
	return nil
}

// set adds what an act itself writes.
func set(a *Act, k *kind.Kind, w *record.Doing) {
	for name, text := range a.Sets {
		switch k.Field(name).Type {
		case kind.Date:
			w.Values[name] = w.Tx.Now().Day()
		case kind.Time:
			w.Values[name] = int64(w.Tx.Now())
		default:
			w.Values[name] = text
		}
	}
}

// needs refuses an act without what it needs.
func needs(a *Act, values map[string]any, k *kind.Kind) error {
	var missing []fault.Field
	for _, name := range a.Needs {
		if v := values[name]; v == nil || v == "" {
			missing = append(missing, fault.Field{Name: name, Code: "required", Text: k.Field(name).Title + "必填"})
		}
	}
	if len(missing) > 0 {
		return fault.Bad("record.invalid", "提交的内容有误", missing...)
	}
	return nil
}

// values judges what an act writes: what it needs is there, what it takes not is
// not, and a ground that only time opens has been opened.
func (c *Course) values(a *Act, w *record.Doing, k *kind.Kind) error {
	if err := needs(a, w.Values, k); err != nil {
		return err
	}
	var wrong []fault.Field
	for name := range w.Values {
		if f := k.Field(name); f != nil && !slices.Contains(a.Needs, name) && !slices.Contains(a.Takes, name) {
			wrong = append(wrong, fault.Field{Name: name, Code: "not_taken", Text: fmt.Sprintf("%s不在“%s”时填写", f.Title, a.Title)})
		}
	}
	wrong = append(wrong, c.early(a, w.Values)...)
	if len(wrong) > 0 {
		return fault.Bad("record.invalid", "提交的内容有误", wrong...)
	}
	set(a, k, w)
	return nil
}

// early are the values that only time opens and has not opened.
func (c *Course) early(a *Act, written map[string]any) []fault.Field {
	var wrong []fault.Field
	for field, values := range c.Closed(a) {
		if v, _ := written[field].(string); values[v] != "" {
			wrong = append(wrong, fault.Field{Name: field, Code: "not_yet", Text: values[v]})
		}
	}
	return wrong
}

// leads is the step an act leads to when this person does it: none while
// signatures are still wanting.
func (c *Course) leads(a *Act, by ref.ID) string {
	switch {
	case !c.counts(a, by):
		return ""
	case a.Back:
		return c.Back
	}
	return a.To
}

// counts reports whether an act takes effect when this person does it: it does not
// while signatures are still wanting.
func (c *Course) counts(a *Act, by ref.ID) bool {
	if a.Sign == nil {
		return true
	}
	signed := 0
	if c.Signing == a.Name {
		signed = len(c.Signed)
	}
	return signed+1 >= c.signatures(a)
}

// mayAnnul lets the last act that moved the record be annulled, and none before:
// what came after rests on it.
func (c *Course) mayAnnul(act ref.ID) error {
	for i := len(c.acts) - 1; i >= 0; i-- {
		d := c.acts[i]
		a := c.Version.doneAs(d.Act)
		if d.ID == act {
			return nil
		}
		if a != nil && (a.To != "" || a.Back || a.Creates()) {
			for _, e := range c.acts[:i] {
				if e.ID == act {
					return fault.Newf(fault.Conflict, "procedure.annul", "其后已经办理了“%s”，请先撤销它", a.Title)
				}
			}
		}
	}
	return nil
}
