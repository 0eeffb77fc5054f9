package story

import (
	"slices"

	"github.com/hengjian/hengjian/platform/clock"
)

// Script is one story as it is written, its names not yet looked up.
type Script struct {
	Place
	Title  string
	City   string   // profile, "" for the usual one
	Kinds  []string // folders of declarations, made absolute
	People []person
	Givens []given
	Steps  []step
}

// Name is what a report calls the story.
func (s *Script) Name() string { return s.File + ":" + s.Title }

// person is somebody who is not of the cast of the city.
type person struct {
	Place
	name, role, unit, over word
}

// given are values that records of a kind have unless a story says otherwise.
type given struct {
	Place
	kind   word
	values []word
}

// step is one statement of the life that is told.
type step struct {
	sentence
	at     *at
	act    *act
	expect *expect
	public *public
}

// at moves the clock.
type at struct{ to clock.Instant }

// sort is what sort of act a statement asks for.
type sort string

const (
	files     sort = "files"
	tells     sort = "tells"
	serves    sort = "serves"
	amends    sort = "amends"
	annuls    sort = "annuls"
	backdates sort = "backdates"
	transfers sort = "transfers"
	erases    sort = "erases"
	looks     sort = "looks"
	does      sort = "" // an act of the kind
)

// act is something a person does.
type act struct {
	who, behalf word // behalf: for whom, by delegation
	sort        sort
	name        word // the act done, told, annulled; the document served
	kind        word // files
	rec         word
	whom        word // tells
	by          word // way of telling or serving
	on          word // day
	proof       word
	reason      word
	to          word // transfers
	values      []word
	opens       []opens
	refused     *refused
}

// opens is a part that an act begins, with its name in the story.
type opens struct {
	kind, rec word
	values    []word
}

// refused is how an act must fail.
type refused struct {
	code  word // may be missing
	texts []word
}

// expect is what must hold of a record, or of somebody's tasks.
type expect struct {
	rec   word
	items []item
}

// item is one thing that must hold.
type item struct {
	Place
	sort   string // field, step, law, clock, act, owes, ledger, seen, unseen, parts, brings, task, notask
	name   word   // step, law, clock, act, kind of part, what a task is about
	whom   word   // who; owes: who must be told
	value  word   // field
	open   bool
	n      int
	texts  []word
	clock  *clockWant
	due    word
	hiding []word
	rec    word // brings: the name of the record that came
}

// clockWant is what must hold of one run of a clock.
type clockWant struct {
	run         int // 0: the latest
	none        bool
	due, start  word
	stop, safe  word
	warn, limit word
	left        *int
	state       word
	provisional *bool
}

// public is what the public must see of a record.
type public struct {
	rec     word
	nothing bool
	notice  word
	values  []word
}

// Dated are the clocks, as the story calls them, of which it says a day or a length:
// what it depends on when a limit is changed.
func (s *Script) Dated() []string {
	var out []string
	for _, st := range s.Steps {
		if st.expect == nil {
			continue
		}
		for _, it := range st.expect.items {
			if c := it.clock; c != nil && (c.due.text != "" || c.warn.text != "" || c.limit.text != "" || c.left != nil) && !slices.Contains(out, it.name.text) {
				out = append(out, it.name.text)
			}
		}
	}
	return out
}
