package procedure

import (
	"cmp"
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// Done is one act in the past of a record, as its history has it; an act that
// was annulled is not among them.
type Done struct {
	ID      ref.ID
	Act     string
	At      clock.Instant
	Day     calendar.Date // its effective day; zero: the day of At
	By      ref.ID        // the person
	Record  expr.Record   // the record as it stood after the act
	Telling *Telling      // of the act that told somebody
	Service *Service      // of the act that served a document
	Asked   string        // of 加签: the act that waits for the signature
	Settled ref.ID        // of an answer, or of 减签: the act by which it was asked
}

// Telling is one person told of one act (告知).
type Telling struct {
	Act  string // what was told
	Whom string // field that names who was told
}

// Service is one document served (送达).
type Service struct {
	Document  string
	Mode      string
	Published calendar.Date // by announcement: the day it was published
	Served    calendar.Date // the day it counts as served; of an announcement it may be still to come
}

// PartPast is a part of the record, as its own course has it.
type PartPast struct {
	Kind   string
	Opened clock.Instant
	Ended  clock.Instant // 0: it goes on
	Record expr.Record
}

// Past is everything the course of a record depends on.
type Past struct {
	Acts  []Done // the oldest first
	Parts []PartPast
	Now   clock.Instant
	Table *calendar.Table
	// Titles of the fields and the parts a reason may name.
	Titles map[string]string
	// Regime says how a text counts its periods for a record begun as this one was.
	Regime func(law string) *calendar.Regime
}

// Course is how a record has gone and where it stands: a pure function of its
// procedure and its past.
type Course struct {
	Version *Version
	Step    string
	Back    string // the step from which it came there
	Since   clock.Instant
	Runs    []*Run      // in the order in which they began
	Signed  []ref.ID    // who has signed the act that waits for signatures
	Signing string      // that act
	Record  expr.Record // as it stands
	past    *Past
	steps   []stay
	acts    []Done // that took effect
	told    map[string]map[string]calendar.Date
	asked   map[ref.ID]string // signatures asked for besides and not yet given: by which act, on which (加签)
	done    map[string]int    // how often an act took effect
	lapses  []*lapse          // limits that ran out, while nothing has been done since that might rest on it
	dated   bool              // it is the course of a day that has passed
}

// stay is a time the record stood in a step; the zero until is now.
type stay struct {
	step        string
	from, until calendar.Date
	law         bool // a limit that ran out brought it there
}

// happening is one thing that happens: an act, a part beginning or ending, a
// document that counts as served.
type happening struct {
	at   clock.Instant
	act  *Done
	part *PartPast
	end  bool
	doc  *Service
}

// Follow works out the course of a record under a version.
func (v *Version) Follow(past Past) (*Course, error) {
	c := &Course{Version: v, past: &past, told: map[string]map[string]calendar.Date{}, asked: map[ref.ID]string{}, done: map[string]int{}}
	for _, h := range past.happenings() {
		if err := c.expire(h.at); err != nil {
			return nil, err
		}
		c.happen(h)
	}
	if err := c.expire(past.Now); err != nil {
		return nil, err
	}
	return c, c.project()
}

func (p *Past) happenings() []happening {
	var out []happening
	for i := range p.Acts {
		d := &p.Acts[i]
		if d.Day.IsZero() {
			d.Day = calendar.DateOf(calendar.Instant(d.At))
		}
		out = append(out, happening{at: d.At, act: d})
		if s := d.Service; s != nil && !s.Served.IsZero() {
			// A service that was entered late counts like an act that was: from its day on.
			if from := clock.Instant(s.Served.Start()); from <= p.Now {
				out = append(out, happening{at: max(d.At, from), doc: s})
			}
		}
	}
	for i := range p.Parts {
		x := &p.Parts[i]
		out = append(out, happening{at: x.Opened, part: x})
		if x.Ended > 0 {
			out = append(out, happening{at: x.Ended, part: x, end: true})
		}
	}
	slices.SortStableFunc(out, func(a, b happening) int { return cmp.Compare(a.at, b.at) })
	return out
}

// happen takes one thing into the course.
func (c *Course) happen(h happening) {
	day := calendar.DateOf(calendar.Instant(h.at))
	switch {
	case h.act != nil:
		c.act(h.act)
		if h.act.Act == record.Expire || h.act.Act == record.Reckon {
			return // the calendar writes down what has come about: nothing new
		}
	case h.doc != nil:
		c.hear(heard{doc: h.doc.Document}, h.doc.Served, h.at)
	case !h.end:
		c.hear(heard{opened: h.part.Kind}, day, h.at)
	default:
		if !slices.ContainsFunc(c.past.Parts, func(p PartPast) bool {
			return p.Kind == h.part.Kind && p.Opened <= h.at && (p.Ended == 0 || p.Ended > h.at)
		}) {
			c.hear(heard{ended: h.part.Kind}, day, h.at)
		}
	}
	if c.rests(h) {
		c.lapses = nil
	}
}

// act takes in an act: its signatures, its step, what the clocks make of it.
func (c *Course) act(d *Done) {
	c.Record = d.Record
	if t := d.Telling; t != nil {
		c.tell(t, d)
	}
	if d.Asked != "" {
		c.asked[d.ID] = d.Asked
	}
	delete(c.asked, d.Settled)
	a := c.Version.doneAs(d.Act)
	if a == nil && d.Act != Create {
		c.redate()
		return
	}
	if a != nil && a.Sign != nil && !c.signed(a, d) {
		return
	}
	c.acts = append(c.acts, *d)
	c.done[d.Act]++
	h := heard{act: d.Act}
	switch {
	case a == nil || a.Creates():
		h.step = c.Version.first()
	case a.Back:
		h.step = c.Back
	default:
		h.step = a.To
	}
	if a != nil && len(a.Inform) > 0 {
		c.told[a.Name] = map[string]calendar.Date{} // who was told of it before must be told again
	}
	c.late(h, a, d)
	c.enter(h.step, d.Day, d.At)
	c.redate()
	c.extend(d)
	c.hear(h, d.Day, d.At)
}

// enter moves the record to a step.
func (c *Course) enter(step string, day calendar.Date, at clock.Instant) {
	if step == "" || c.Version.Step(step) == nil {
		return
	}
	if n := len(c.steps); n > 0 {
		c.steps[n-1].until = day
	}
	c.steps = append(c.steps, stay{step: step, from: day})
	c.Back, c.Step, c.Since = c.Step, step, at
	c.Signing, c.Signed = "", nil
}

// tell notes who was told of an act; when everybody has been, the clocks hear it.
func (c *Course) tell(t *Telling, d *Done) {
	a := c.Version.Act(t.Act)
	if a == nil || c.told[t.Act] == nil {
		return
	}
	c.told[t.Act][t.Whom] = d.Day
	last := d.Day
	for _, whom := range a.Inform {
		day, ok := c.told[t.Act][whom]
		if !ok {
			return
		}
		if day.After(last) {
			last = day
		}
	}
	c.hear(heard{told: t.Act}, last, d.At)
}

// Untold lists who must still be told of the latest doing of an act.
func (c *Course) Untold(act string) []string {
	a := c.Version.Act(act)
	if a == nil || c.told[act] == nil {
		return nil
	}
	var out []string
	for _, whom := range a.Inform {
		if _, ok := c.told[act][whom]; !ok {
			out = append(out, whom)
		}
	}
	return out
}

// signed takes in a signature and reports whether the act counts with it.
func (c *Course) signed(a *Act, d *Done) bool {
	if c.Signing != a.Name {
		c.Signing, c.Signed = a.Name, nil
	}
	if !slices.Contains(c.Signed, d.By) {
		c.Signed = append(c.Signed, d.By)
	}
	if len(c.Signed) < c.signatures(a) {
		return false
	}
	c.Signing, c.Signed = "", nil
	return true
}

// signatures is how many people must sign an act.
func (c *Course) signatures(a *Act) int {
	s := a.Sign
	if !s.All {
		return max(s.Need, s.Min)
	}
	if s.Role {
		return max(1, s.Min)
	}
	return max(1, s.Min, len(people(c.Record, s.Of)))
}

// held is a record as conditions see it, with what its fields hold: to a
// condition a person is a name.
type held struct {
	expr.Record
	values map[string]any
}

// holds returns what a field holds.
func (h held) holds(field string) any { return h.values[field] }

// people lists the identifiers of the people a field names.
func people(r expr.Record, field string) []ref.ID {
	if r == nil {
		return nil
	}
	v, _ := r.Get(field)
	if h, ok := r.(held); ok {
		v = h.holds(field)
	}
	var out []ref.ID
	add := func(x any) {
		if m, ok := x.(map[string]any); ok {
			if id, _ := m["id"].(string); id != "" {
				out = append(out, ref.ID(id))
			}
		}
	}
	if list, ok := v.([]any); ok {
		for _, x := range list {
			add(x)
		}
	} else {
		add(v)
	}
	return out
}

// dateIn returns the day that stands in a field, zero where none does.
func dateIn(r expr.Record, field string) calendar.Date {
	if r == nil {
		return calendar.Date{}
	}
	v, _ := r.Get(field)
	s, _ := v.(string)
	d, _ := calendar.Parse(s)
	return d
}
