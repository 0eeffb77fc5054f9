package record

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/fact"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

const keyHears = "hears"

// The words a setting may name beside the fields of the record that tells.
const (
	fromRecord = "record" // the record itself
	fromDay    = "day"    // the effective day of the act that told
)

// Hearing (听取) is what a kind makes of a fact of another matter: a record of its
// own, that waits for a person. A hearer decides nothing.
type Hearing struct {
	Fact string
	Set  []Setting
}

// Setting is what one field of the new record gets.
type Setting struct {
	Field string
	From  string // field of the record that told, or one of the words above; "" takes Text
	Text  string
}

// Hears returns what a kind hears.
func Hears(k *kind.Kind) []Hearing {
	h, _ := k.Sections[keyHears].([]Hearing)
	return h
}

// HearSection reads `hears:`. told lists the kinds that tell a fact.
//
//	hears:
//	  - {fact: complaint.lead_found, set: {complaint: record, found_on: day, what: lead_found, source: '"mediation"'}}
func HearSection(told func(set *kind.Set, fact string) []*kind.Kind) kind.Section {
	return kind.Section{
		Key: keyHears,
		Parse: func(n kind.Node, _ *kind.Kind) any {
			var out []Hearing
			for _, e := range n.List() {
				m := e.Map("fact", "set")
				h := Hearing{Fact: m.Must("fact").Text()}
				set := m.Must("set").Map()
				for _, name := range set.Keys() {
					s := Setting{Field: name, From: set.Get(name).Text()}
					if t, ok := quoted(s.From); ok {
						s.From, s.Text = "", t
					}
					h.Set = append(h.Set, s)
				}
				out = append(out, h)
			}
			return out
		},
		Check: func(set *kind.Set, k *kind.Kind, v any, n kind.Node) {
			for i, e := range n.List() {
				checkHearing(k, v.([]Hearing)[i], e.Map(), told(set, v.([]Hearing)[i].Fact))
			}
		},
	}
}

func quoted(s string) (string, bool) {
	if len(s) < 2 || s[0] != '"' || s[len(s)-1] != '"' {
		return "", false
	}
	return s[1 : len(s)-1], true
}

func checkHearing(k *kind.Kind, h Hearing, m kind.Map, tellers []*kind.Kind) {
	if len(tellers) == 0 {
		m.Get("fact").Failf("没有办理动作产生业务事件“%s”", h.Fact)
		return
	}
	set := m.Get("set").Map()
	for _, s := range h.Set {
		own, at := k.Field(s.Field), set.Get(s.Field)
		if own == nil {
			set.Key(s.Field).Failf("没有名为“%s”的字段", s.Field)
			continue
		}
		for _, t := range tellers {
			if why := misfit(own, s, t); why != "" {
				at.Failf("%s", why)
			}
		}
	}
	for _, t := range tellers {
		if t.Access.Secret && !k.Access.Secret {
			m.Get("fact").Failf("%s是保密的业务，听取它的业务类型也须保密", t.Title)
		}
	}
}

// misfit is why a setting cannot be taken from a kind, "" where it can.
func misfit(own *kind.Field, s Setting, t *kind.Kind) string {
	switch s.From {
	case "":
		switch {
		case own.Type != kind.Text && own.Type != kind.Enum:
			return own.Title + "不是文本，不能写成固定的值"
		case own.Type == kind.Enum && !slices.ContainsFunc(own.Options, func(o kind.Option) bool { return o.Value == s.Text }):
			return own.Title + "没有“" + s.Text + "”这一项"
		}
	case fromRecord:
		if own.Type != kind.Reference || own.Of != t.Name {
			return own.Title + "不是指向" + t.Title + "的字段"
		}
	case fromDay:
		if own.Type != kind.Date {
			return own.Title + "不是日期"
		}
	default:
		f := t.Field(s.From)
		switch {
		case f == nil:
			return t.Title + "没有名为“" + s.From + "”的字段"
		case f.Type != own.Type || f.Of != own.Of:
			return own.Title + "与" + t.Title + "的“" + f.Title + "”类型不同"
		case (f.Personal || f.Secret) && !own.Personal && !own.Secret:
			return t.Title + "的“" + f.Title + "”是个人信息或者保密的，这里的" + own.Title + "也须如此"
		}
	}
	return ""
}

// tell tells the facts of an act, in its transaction. A fact carries the record,
// the day and no values: who hears it reads the record, so that nothing outlives
// an erasure there.
func (e *Engine) tell(tx *db.Tx, q Request, a *act) error {
	r := a.writes[0].rec
	if e.facts == nil || !e.governed(r.Kind) {
		return nil
	}
	for _, name := range e.life.Tells(r, q.Act) {
		day := q.Effective
		if day == "" {
			day = tx.Now().Day()
		}
		if err := e.facts.Tell(tx, fact.Fact{Name: name, Area: r.Area, Kind: r.Kind.Name, Record: r.ID, Act: a.header.ID, Values: map[string]any{fromDay: day}}); err != nil {
			return err
		}
	}
	return nil
}

// Teller takes the facts of acts (业务事件); package fact's seam is one.
type Teller interface {
	Tell(tx *db.Tx, f fact.Fact) error
}

// Hearers are what the kinds hear, for the seam.
func (e *Engine) Hearers() []fact.Hearer {
	var out []fact.Hearer
	for _, k := range e.kinds.All() {
		hears := Hears(k)
		if len(hears) == 0 {
			continue
		}
		h := fact.Hearer{Name: k.Matter + "." + k.Name, Hear: func(tx *db.Tx, f fact.Fact) error {
			for _, h := range hears {
				if h.Fact == f.Name {
					if err := e.heard(tx, k, h, f); err != nil {
						return err
					}
				}
			}
			return nil
		}}
		for _, x := range hears {
			h.Hears = append(h.Hears, x.Fact)
		}
		out = append(out, h)
	}
	return out
}

// heard makes the record that a fact calls for. A record that was annulled or
// erased meanwhile has nothing to say any more.
func (e *Engine) heard(tx *db.Tx, k *kind.Kind, h Hearing, f fact.Fact) error {
	told, err := e.GetForAct(tx, f.Kind, ref.Ref{Area: f.Area, ID: f.Record})
	if err != nil {
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		return err
	}
	if told.State != Active {
		return nil
	}
	q := Request{Kind: k.Name, Act: Create, Area: f.Area, Unit: told.Unit, Values: map[string]any{}, Caller: actor.Caller{Machine: "业务事件", Area: f.Area}}
	day, _ := f.Values[fromDay].(string)
	if day <= tx.Now().Day() {
		q.Effective = day
	}
	for _, s := range h.Set {
		switch v := told.Values[s.From]; {
		case s.From == "":
			q.Values[s.Field] = s.Text
		case s.From == fromRecord:
			q.Values[s.Field] = map[string]any{"area": string(f.Area), "id": string(f.Record)}
		case s.From == fromDay:
			q.Values[s.Field] = day
		case v != nil:
			q.Values[s.Field] = v
		}
	}
	_, err = e.ActIn(tx, q)
	return err
}
