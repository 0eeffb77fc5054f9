package publication

import (
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Notice is one declared publication, compiled. It is immutable.
type Notice struct {
	Name   string // of the sort of notice: penalty_notice
	Kind   *kind.Kind
	Decl   kind.Publication
	Fields []*kind.Field // shown, in the order of the declaration

	cond, from *expr.Program
	limits     []calendar.Limit
	ends       []end
	days       *calendar.Table
}

// end is an expression that gives the last day.
type end struct {
	text string
	prog *expr.Program
}

// Set is every notice of a running product, in the order of the declarations.
type Set struct {
	list []*Notice
	by   map[string]*Notice
}

// New compiles the publications of all kinds. One that waits for steps (`on:`)
// shows nothing until the procedure of its kind is declared.
func New(kinds *kind.Set, days *calendar.Table) (*Set, error) {
	s := &Set{by: map[string]*Notice{}}
	for _, k := range kinds.All() {
		for _, p := range k.Publish {
			if len(p.On) > 0 {
				continue
			}
			n, err := compile(kinds, k, p, days)
			if err != nil {
				return nil, fmt.Errorf("%s:%d: publication %s: %w", k.File, p.Line, p.Kind, err)
			}
			if s.by[n.Name] != nil {
				return nil, fmt.Errorf("%s:%d: publication %s is declared by %s too", k.File, p.Line, p.Kind, s.by[n.Name].Kind.Name)
			}
			s.by[n.Name] = n
			s.list = append(s.list, n)
		}
	}
	return s, nil
}

func compile(kinds *kind.Set, k *kind.Kind, p kind.Publication, days *calendar.Table) (*Notice, error) {
	n := &Notice{Name: p.Kind, Kind: k, Decl: p, days: days}
	if k.Access.Secret {
		return nil, fmt.Errorf("kind %s is secret", k.Name)
	}
	for _, name := range p.Fields {
		f := k.Field(name)
		if f == nil || !f.Stored() || f.Type == kind.File || f.Type == kind.Subject || f.Type == kind.Reference {
			return nil, fmt.Errorf("field %s is no value of its own: computed anew, a file, or the way to a record that may not be published", name)
		}
		n.Fields = append(n.Fields, f)
	}
	schema := kinds.Schema(k)
	var err error
	if p.If != "" {
		if n.cond, err = expr.Compile(p.If, schema, expr.Condition()); err != nil {
			return nil, err
		}
	}
	if p.From != "" {
		if n.from, err = expr.Compile(p.From, schema, expr.Want{Type: expr.Date}); err != nil {
			return nil, err
		}
	}
	for _, text := range p.Until {
		if l, err := calendar.ParseLimit(text); err == nil {
			n.limits = append(n.limits, l)
			continue
		}
		prog, err := expr.Compile(text, schema, expr.Want{Type: expr.Date})
		if err != nil {
			return nil, err
		}
		n.ends = append(n.ends, end{text, prog})
	}
	return n, nil
}

// All returns the notices.
func (s *Set) All() []*Notice { return slices.Clone(s.list) }

// Get returns the notice of that name, or nil.
func (s *Set) Get(name string) *Notice { return s.by[name] }

// Subjects returns the notices that show subjects themselves.
func (s *Set) Subjects() []*Notice { return s.filter(func(n *Notice) bool { return n.Kind.Subject }) }

// About returns the notices of records about a subject.
func (s *Set) About() []*Notice {
	return s.filter(func(n *Notice) bool { return !n.Kind.Subject && n.Kind.About != "" })
}

func (s *Set) filter(keep func(*Notice) bool) []*Notice {
	var out []*Notice
	for _, n := range s.list {
		if keep(n) {
			out = append(out, n)
		}
	}
	return out
}

// Reader is in whose name the public reads: the installation itself, which sees
// every record, behind the predicate of a notice, which shows what it shows.
func Reader(area ref.Area) actor.Caller { return actor.Caller{Machine: "publication", Area: area} }

// Query asks for the records a notice shows on a day.
func (n *Notice) Query(area ref.Area, day calendar.Date) record.Query {
	return record.Query{Kind: n.Kind.Name, Area: area, Filter: n.Filter(day), Sort: "-id", Caller: Reader(area)}
}
