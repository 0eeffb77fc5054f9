package document

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/paper"
)

// Template is one form of a document (文书式样): one text of law, from a day on, of
// the whole country or of one province or city.
type Template struct {
	Name, Title string
	Kind        string // of the record it is about
	Matter      string
	Law         string        // only for records under this text; "" for any
	From, Until calendar.Date // days of issue; a zero Until is open
	Place       string        // first digits of the areas it is for; "" everywhere
	Cites       []Cite
	Series      string      // numbers are counted by it; "" where the document has none
	Number      pattern     // its number
	To          []Recipient // whom it is served on, or told with
	Copies      int         // how many are made
	Internal    bool        // stays in the bureau: not served, no code to check it by
	Signed      []string    // who else signs it by hand, in words
	Slots       []Slot
	Body        []Part
	File        string
	Digest      string // SHA-256 of the file, hexadecimal

	root kind.Node
}

// Cite is an article a document rests on.
type Cite struct {
	Law, Article, Title string
	Unsure              bool
}

// Recipient is whom a document is for: a field of the record that names who, or
// words where the record names nobody, as the police.
type Recipient struct {
	Field string
	Title string
}

// Name is how a service names the recipient.
func (r Recipient) Name() string {
	if r.Field != "" {
		return r.Field
	}
	return r.Title
}

// Slot is a text an officer may write before the document is issued.
type Slot struct {
	Name, Title string
	Help        string
	Default     pattern
	Optional    bool
	Max         int
}

// Part is a piece of the body.
type Part struct {
	Sort   paper.Sort
	Text   pattern
	Day    bool // of a seal: the day of issue
	Rows   []Row
	Widths []int
	Head   bool
	If     *expr.Program

	ifAt kind.Node
}

// Row is a row of a table.
type Row struct {
	Cells []pattern
	If    *expr.Program

	ifAt kind.Node
}

// pattern is a text with places that are filled.
type pattern struct {
	pieces []piece
	text   string
	at     kind.Node
}

// piece is literal text, or a place: a field, a slot or one of the words below.
type piece struct {
	literal  string
	name     string
	form     string // how it is written: "", bare, item, plain
	optional bool   // nothing is printed where there is nothing
	offset   int
}

// empty reports whether there is nothing in the pattern.
func (p pattern) empty() bool { return len(p.pieces) == 0 }

// names lists the places of the pattern.
func (p pattern) names() []string {
	var out []string
	for _, x := range p.pieces {
		if x.name != "" {
			out = append(out, x.name)
		}
	}
	return out
}

// The words a pattern may name beside fields and slots.
var words = map[string]string{
	"organ": "名义机关", "mark": "机关代字", "unit": "承办机构", "day": "签发日期", "year": "年份", "seq": "顺序号",
	"document_no": "文号", "record_no": "登记编号", "signer": "签发人", "reason": "办理理由",
}

// duePrefix begins the day on which a clock of the record ends: due.mediate.
const duePrefix = "due."

func (t *Template) slot(name string) *Slot {
	for i := range t.Slots {
		if t.Slots[i].Name == name {
			return &t.Slots[i]
		}
	}
	return nil
}

// covers reports whether the template is for records under a text, in an area, on
// a day of issue.
func (t *Template) covers(law string, area ref.Area, day calendar.Date) bool {
	return (t.Law == "" || t.Law == law) && strings.HasPrefix(string(area), t.Place) && !day.Before(t.From) && (t.Until.IsZero() || !day.After(t.Until))
}

// Fields lists the fields of the record that the template prints or asks about.
func (t *Template) Fields() []string {
	var out []string
	seen := map[string]bool{}
	add := func(list []string) {
		for _, name := range list {
			if words[name] == "" && t.slot(name) == nil && !strings.HasPrefix(name, duePrefix) && !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	for _, s := range t.Slots {
		add(s.Default.names())
	}
	for _, p := range t.Body {
		add(p.Text.names())
		if p.If != nil {
			add(p.If.Fields())
		}
		for _, r := range p.Rows {
			for _, c := range r.Cells {
				add(c.names())
			}
			if r.If != nil {
				add(r.If.Fields())
			}
		}
	}
	return out
}

// Set is every template of an installation.
type Set struct{ all []*Template }

// All lists the templates in the order in which they were read.
func (s *Set) All() []*Template { return s.all }

// Find returns the template of a name for a record under a text, in an area, on a
// day: of several the one for the smallest place, then for this very text, then
// the latest. nil where there is none.
func (s *Set) Find(kindName, name, law string, area ref.Area, day calendar.Date) *Template {
	var best *Template
	for _, t := range s.all {
		if t.Kind == kindName && t.Name == name && t.covers(law, area, day) && (best == nil || t.closer(best)) {
			best = t
		}
	}
	return best
}

func (t *Template) closer(than *Template) bool {
	switch {
	case len(t.Place) != len(than.Place):
		return len(t.Place) > len(than.Place)
	case (t.Law != "") != (than.Law != ""):
		return t.Law != ""
	}
	return t.From.After(than.From)
}

// Of lists the templates that a record of the kind may be written by hand with,
// one of each name, as Find would choose them.
func (s *Set) Of(kindName, law string, area ref.Area, day calendar.Date) []*Template {
	var out []*Template
	seen := map[string]bool{}
	for _, t := range s.all {
		if t.Kind != kindName || seen[t.Name] {
			continue
		}
		seen[t.Name] = true
		if x := s.Find(kindName, t.Name, law, area, day); x != nil {
			out = append(out, x)
		}
	}
	return out
}

// Names reports whether a document named by an act can always be written: "" when
// there is a template of the name for the kind, for records under the text,
// everywhere and to this day. It is what procedures ask.
func (s *Set) Names(kindName, law, name string) string {
	known := false
	for _, t := range s.all {
		if t.Kind != kindName || t.Name != name {
			continue
		}
		known = true
		if (t.Law == "" || t.Law == law) && t.Place == "" && t.Until.IsZero() {
			return ""
		}
	}
	if known {
		return "文书“" + name + "”没有适用于《" + law + "》、全国通用而且现行的式样"
	}
	return "没有名为“" + name + "”的文书式样（" + kindName + " 的 documents/" + name + ".yaml）"
}
