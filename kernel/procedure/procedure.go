package procedure

import (
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
)

// StepField is the field in which a record of a kind with a procedure stands:
// moved by acts alone.
const StepField = "step"

// Create is the event of a record being registered, and the act that does it
// where no declared act creates.
const Create = "create"

// Part is a record of another kind that belongs to this one and lives with it:
// a seizure, a hearing, a test (kernel.md §7).
type Part struct {
	Kind string
	Many bool
}

// Life is what a kind declares under `procedures:`: the versions of its
// procedure, the earliest first.
type Life struct {
	Versions []*Version
}

// Version is the procedure under one text of law (程序的一个版本).
type Version struct {
	Law    string // text it is from
	From   calendar.Date
	Until  calendar.Date // the day before the next version; zero: open
	Steps  []*Step
	Acts   []*Act
	Clocks []*Clock
	Carry  *Transition // how records begun under the version before are carried over; nil for the first
	at     kind.Node
	former *Version // of a record that was moved here: what it began under
}

// Step is where a record stands (环节).
type Step struct {
	Name, Title string
	Start, End  bool
	key         kind.Node
}

// Act is one thing that may be done (办理动作).
type Act struct {
	Name, Title string
	From        []string // steps in which it is open; none: it creates the record
	Anywhere    bool     // from: any — every step that is no end
	Always      bool     // in every step, ends included: a sub-duty that may be discharged late
	To          string   // step it leads to; "" stays
	Back        bool     // to: back — the step from which the present one was entered
	By          By
	Not         []string // person fields, or acts, whose people may not do it (回避、审办分离)
	Needs       []string // fields that must be given
	Takes       []string // fields that may be given
	Reason      bool
	Aside       bool   // lawful, but not how a record usually goes on
	If          string // condition over the record as it stands
	Sets        map[string]string
	Documents   []string // templates of what is issued
	Inform      []string // fields that name who must be told
	Opens       []string // kinds of parts it begins
	After       []string // waiting clocks that must have run out, parts that must have ended, informed(act)
	Until       []string // clocks after whose end it is closed
	Sign        *Sign
	Tells       []string // facts
	Cites       []Cite

	Guard *expr.Program // of If
	Term  string        // If in words
	key   kind.Node     // where it stands in the declaration
	src   kind.Map
}

// Creates reports whether the act begins a record.
func (a *Act) Creates() bool { return len(a.From) == 0 && !a.Anywhere && !a.Always }

// By says who may do an act: roles, or people the record itself names.
type By struct {
	Roles  []string
	Fields []string // fields that name a person
	Owner  bool     // who is in charge of the record (主办人)
}

// Sign asks for several people: the act counts with the last signature (会签、集体讨论).
type Sign struct {
	Of   string // role, or list field that names the people
	Role bool
	All  bool
	Need int // signatures needed, where not all
	Min  int // at least so many people must be asked
}

// Cite is an article a rule rests on.
type Cite struct {
	Law     string
	Article string
	Title   string
	Unsure  bool
}

// Sort is the sort of an event.
type Sort string

// The sorts of events that clocks hear.
const (
	ByAct      Sort = "act"      // an act was done
	ByStep     Sort = "step"     // a step was entered
	ByField    Sort = "field"    // the day that stands in a date field
	ByPart     Sort = "part"     // the day in a date field of a part
	Informed   Sort = "informed" // all whom an act must tell have been told (告知)
	Served     Sort = "served"   // a document has been served on all it is for (送达)
	Opened     Sort = "opened"   // a part has begun
	Ended      Sort = "ended"    // the last open part has ended
	ClockEnded Sort = "expired"  // another clock has run out
)

// Event is something that starts, stops or voids a clock.
type Event struct {
	Sort Sort
	Name string // act, step, field, document, part or clock
	Of   string // field of a part
	Day  string // date field that gives the day instead of the event's own
	at   kind.Node
}

// Clock is one limit that runs over a record (办理期限).
type Clock struct {
	Name, Title string
	Starts      []Event
	Stops       []Event
	Restarts    []Event // the limit begins anew
	Voids       []Event // it is as if it had not begun
	If          string
	Limits      []LimitCase // the first whose condition holds
	Warn        calendar.Limit
	Pauses      []Pause
	Extends     []Extension
	Expire      law.Expiry
	To          string            // step that expiry leads to, for lapses and deemed
	Opens       string            // act whose ground expiry opens
	OpensWith   map[string]string // the value that is open to it only then
	Wait        bool              // not before
	Power       bool              // limits a power: the last safe working day is shown
	Cites       []Cite
	City        bool // a promise of the city, not a limit of law
	Superior    bool // set by a superior for this record, and binding as a limit of law is
	Unsure      bool

	Guard *expr.Program
	key   kind.Node
	src   kind.Map
}

// LimitCase is a limit and when it is this one. Where the text leaves the length
// to who decides (限期改正), Given is the field in which it stands and Limit has
// the unit alone.
type LimitCase struct {
	If    string
	Limit calendar.Limit
	Given string
	Guard *expr.Program
	ifAt  kind.Node

	givenAt kind.Node
}

// Pause is time that does not count (不计入期限).
type Pause struct {
	Step    string // while the record stands there
	Serving string // while a document is being served in that way (公告送达)
	Part    string // while such a part is open
	From    string // date fields of the part that bound it instead
	Until   string
	If      string // condition over the part
	For     string // what it is, for the arithmetic
	Written bool   // must be told in writing; else it is refused
	Cites   []Cite
	Guard   *expr.Program
	at      kind.Node
}

// Extension is a lengthening (延长) by an act.
type Extension struct {
	By    string         // act
	Add   calendar.Limit // zero: as the act says in the field Given
	Given string
	Times int
	If    string
	Cites []Cite
	Guard *expr.Program
	at    kind.Node
}

// Services are the ways of serving a document (送达方式), with their words.
var Services = []kind.Option{{Value: "direct", Title: "直接送达"}, {Value: "left", Title: "留置送达"}, {Value: "electronic", Title: "电子送达"}, {Value: "mail", Title: "邮寄送达"},
	{Value: "entrusted", Title: "委托送达"}, {Value: "announcement", Title: "公告送达"}}

// Hand says whether records begun before go on as they were or move over.
type Hand string

// The ways of carrying over.
const (
	Pin    Hand = "pin"    // they end under the text they began under
	Switch Hand = "switch" // they go on under the new one
)

// Transition is how what was under way is carried over (过渡): a choice with its
// basis, which belongs to the legal section.
type Transition struct {
	From    string // law of the version before
	Records Hand
	Clocks  map[string]Hand   // clocks that go the other way
	Steps   map[string]string // steps of the version before that have another name now
	Basis   string
	Unsure  bool
	at      kind.Node
}

// Of returns the life a kind declares, nil where it has none.
func Of(k *kind.Kind) *Life {
	l, _ := k.Sections[keyProcedures].(*Life)
	return l
}

// PartsOf returns the parts a kind declares.
func PartsOf(k *kind.Kind) []Part {
	p, _ := k.Sections[keyParts].([]Part)
	return p
}

// Begin is the declared act that begins a record today, nil where it is registered
// as one of a plain kind.
func (l *Life) Begin() *Act {
	for _, a := range l.Versions[len(l.Versions)-1].Acts {
		if a.Creates() {
			return a
		}
	}
	return nil
}

// At returns the version that governs a record begun on the day: the latest
// that is not later. nil before the first.
func (l *Life) At(begun calendar.Date) *Version {
	var out *Version
	for _, v := range l.Versions {
		if !begun.Before(v.From) {
			out = v
		}
	}
	return out
}

// Step returns the step of the name, or nil.
func (v *Version) Step(name string) *Step {
	for _, s := range v.Steps {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// Start is the step a record begins in.
func (v *Version) Start() *Step {
	for _, s := range v.Steps {
		if s.Start {
			return s
		}
	}
	return nil
}

// Act returns the act of the name, or nil.
func (v *Version) Act(name string) *Act {
	for _, a := range v.Acts {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Clock returns the clock of the name, or nil.
func (v *Version) Clock(name string) *Clock {
	for _, c := range v.Clocks {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// OpenIn reports whether the act may be done in the step, whatever else must
// hold.
func (v *Version) OpenIn(a *Act, step string) bool {
	if a.Always {
		return true
	}
	if a.Anywhere {
		s := v.Step(step)
		return s != nil && !s.End
	}
	for _, f := range a.From {
		if f == step {
			return true
		}
	}
	return false
}
