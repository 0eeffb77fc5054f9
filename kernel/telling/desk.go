package telling

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// Hit is something that must not stand in what is told, with its place, counted in
// characters from 1.
type Hit struct {
	Word string `json:"word"`
	At   int    `json:"at"`
	Why  string `json:"why"`
	Stop bool   `json:"stop"`
}

// Parts are what a desk is made of.
type Parts struct {
	Texts  *Set
	Book   *procedure.Book
	People *actor.Directory
	Labels func(db.Conn) func(f *kind.Field, v any, values map[string]any) string
	Check  func(text string) []Hit // what must not stand in a text
}

// Desk (告知发送) composes what is told, sends it off and hears what became of it.
type Desk struct {
	Parts
	engine *record.Engine
	box    *notify.Outbox
}

// NewDesk returns a desk; On and Through follow before its first use.
func NewDesk(p Parts) *Desk { return &Desk{Parts: p, box: notify.NewOutbox(notify.Parts{})} }

// On says which engine runs the acts.
func (d *Desk) On(e *record.Engine) { d.engine = e }

// Through says through which channels messages go; it makes their outbox.
func (d *Desk) Through(channels []notify.Channel) *notify.Outbox {
	d.box = notify.NewOutbox(notify.Parts{DB: d.engine.DB(), Channels: channels, Load: d.load, Heard: d.heard})
	return d.box
}

// Outbox is where messages wait.
func (d *Desk) Outbox() *notify.Outbox { return d.box }

// Way is one way in which somebody can be told.
type Way struct {
	Channel string      `json:"channel"`
	Title   string      `json:"title"`
	Mode    notify.Mode `json:"mode"`
	Demo    bool        `json:"demo"`
	To      string      `json:"to"` // proposed; "" where the record says none, or the caller may not read it
	Subject string      `json:"subject"`
	Text    string      `json:"text"`
	Counts  string      `json:"counts"` // when it counts as told, and why
	Unsure  bool        `json:"unsure"`
}

// Offer (待发送的告知) is a telling that is due, with what would be said.
type Offer struct {
	Act   string `json:"act"`
	Title string `json:"title"`
	Whom  string `json:"whom"`
	Who   string `json:"who"`
	Ways  []Way  `json:"ways"`
}

// Offers composes what is still to be told of a record, as the caller may see it.
func (d *Desk) Offers(c db.Conn, caller actor.Caller, r *record.Record) ([]Offer, error) {
	out := []Offer{}
	if !d.Book.Governs(r.Kind) || r.State != record.Active {
		return out, nil
	}
	course, err := d.Book.Course(c, r, d.engine.DB().Now())
	if err != nil {
		return nil, err
	}
	for _, o := range course.Owes() {
		x := Offer{Act: o.Act.Name, Title: o.Act.Title, Whom: o.Whom, Who: r.Kind.Field(o.Whom).Title, Ways: []Way{}}
		t, ok := d.Texts.of(topic(r.Kind.Name, o.Act.Name, o.Whom), r)
		if !ok {
			t = Template{Title: o.Act.Title + "告知", SMS: "【告知内容】", Text: "【告知内容】"}
		}
		fill := d.filler(c, r, course, o.Act.Name)
		for _, ch := range d.box.Channels() {
			w := Way{Channel: ch.Name(), Title: ch.Title(), Mode: ch.Mode(), Demo: ch.Demo(), Subject: t.Title, Text: fill(t.Text)}
			if w.Mode == notify.SMS {
				w.Subject, w.Text = "", fill(t.SMS)
			}
			if w.To, err = d.address(c, caller, r, o.Whom, w.Mode); err != nil {
				return nil, err
			}
			n := d.Texts.counts[w.Mode]
			w.Counts, w.Unsure = n.Basis, n.Unsure
			x.Ways = append(x.Ways, w)
		}
		out = append(out, x)
	}
	return out, nil
}

// address is where somebody can be reached, as the record or the subject it is
// about says; "" where neither does.
func (d *Desk) address(c db.Conn, caller actor.Caller, r *record.Record, whom string, m notify.Mode) (string, error) {
	field := d.Texts.to[r.Kind.Name+"."+whom][m]
	name, of := strings.CutPrefix(field, ofSubject)
	if !of {
		return strings.TrimSpace(r.Text(field)), nil
	}
	to := record.RefOf(r.Values[r.Kind.About])
	if to.Zero() {
		return "", nil
	}
	for _, k := range d.engine.Kinds().Subjects() {
		s, err := d.engine.GetIn(c, caller, k.Name, to, record.AsOf{})
		if err == nil {
			return strings.TrimSpace(s.Text(name)), nil
		}
		if !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied) {
			return "", err
		}
	}
	return "", nil
}

// filler puts what a record says into the places of a text; what it does not say
// stays to be filled in by hand: 【…】. A full stop after a place closes what has none of
// its own.
func (d *Desk) filler(c db.Conn, r *record.Record, course *procedure.Course, act string) func(string) string {
	label := d.Labels(c)
	unit := d.Handling(r)
	organ, _ := d.People.Letterhead(unit)
	return func(text string) string {
		return place.ReplaceAllStringFunc(text, func(p string) string {
			name, stop, _ := strings.Cut(p[1:], "}")
			v, title := "", name
			switch name {
			case "number":
				v, title = r.Number, "编号"
			case "no":
				_, v, _ = strings.Cut(r.Number, "〕")
				title = "编号"
			case "organ":
				v, title = organ, "机关名称"
			case "unit":
				v, title = d.People.UnitName(unit), "承办机构"
			case "day":
				v, title = course.DayOf(act).Chinese(), "日期"
			default:
				f := r.Kind.Field(name)
				title = f.Title
				if v = label(f, r.Values[name], r.Values); f.Type == kind.Date {
					day, _ := calendar.Parse(v)
					v = day.Chinese()
				}
			}
			if v = strings.TrimSpace(v); v == "" {
				return "【" + title + "】" + stop
			}
			if stop != "" && ended.MatchString(v) {
				return v
			}
			return v + stop
		})
	}
}

// ended is a text that closes its last sentence.
var ended = regexp.MustCompile(`[。！？][”’』」]*$`)

// Handling is the unit that handles a record.
func (d *Desk) Handling(r *record.Record) ref.ID {
	for _, name := range r.Kind.Parties {
		if f := r.Kind.Field(name); f != nil && f.Of == "unit" {
			if id := record.RefOf(r.Values[name]).ID; id != "" {
				return id
			}
		}
	}
	return r.Unit
}

// Line is a message of a record, for people: nothing of what it says.
type Line struct {
	notify.Held
	Act, Whom string
	To        string // hidden but for what tells it from another; "" for who may not read it
	By        string // who confirmed it
	Owed      bool   // what it should tell is still to be told
}

// Lines lists what was sent on a record, the newest first. To whom it went and why it
// did not arrive, which may name who signed, is for who reads all of the kind.
func (d *Desk) Lines(c db.Conn, caller actor.Caller, r *record.Record) ([]Line, error) {
	list, err := notify.Of(c, record.Holder(r.Ref()))
	if err != nil || len(list) == 0 {
		return nil, err
	}
	course, err := d.Book.Course(c, r, d.engine.DB().Now())
	if err != nil {
		return nil, err
	}
	said, err := d.said(c, r.Kind.Name, r.Ref())
	if err != nil {
		return nil, err
	}
	open := d.engine.ReadsAll(caller, r.Kind)
	var out []Line
	for _, h := range list {
		s := said[h.ID]
		l := Line{Held: h, Act: s.act, Whom: s.whom, By: d.People.PersonName(ref.ID(h.Sender))}
		if l.To = veiled(h.Mode, s.To); !open {
			l.To, l.Reason = "", ""
		}
		l.Owed = slices.Contains(course.Untold(l.Act), l.Whom)
		out = append(out, l)
	}
	return out, nil
}

// Letter is a letter that waits to be posted or was.
func (d *Desk) Letter(c db.Conn, r *record.Record, id string) (notify.Message, error) {
	said, err := d.said(c, r.Kind.Name, r.Ref())
	if err != nil {
		return notify.Message{}, err
	}
	h, err := notify.Get(c, id)
	if s, ok := said[id]; ok && err == nil && h.Mode == notify.Letter {
		return s.Message, nil
	}
	return notify.Message{}, fault.New(fault.NotFound, "notify.absent", "没有这条消息")
}

// veiled is an address of which nobody learns more than that it is the one he knows.
// On an envelope the name may stand anywhere, so that nothing of it is shown.
func veiled(m notify.Mode, to string) string {
	r := []rune(to)
	switch {
	case m == notify.SMS && len(r) >= 8:
		return string(r[:3]) + "****" + string(r[len(r)-4:])
	case m == notify.Mail:
		if i := slices.Index(r, '@'); i > 1 {
			return string(r[:1]) + "***" + string(r[i:])
		}
	}
	return "****"
}

// sentOff is what an act of 发送告知 said.
type sentOff struct {
	notify.Message
	act, whom string
	outdone   bool // the act it tells was done anew after it
}

// said reads what was sent off on a record, by message.
func (d *Desk) said(c db.Conn, kindName string, r ref.Ref) (map[string]sentOff, error) {
	pasts, err := d.engine.Pasts(c, kindName, r)
	if err != nil {
		return nil, err
	}
	out, by, annulled := map[string]sentOff{}, map[ref.ID]string{}, map[ref.ID]bool{}
	for _, p := range pasts {
		annulled[p.Annuls()] = true
	}
	for _, p := range pasts {
		delete(out, by[p.Annuls()])
		m := p.Said(record.Notify)
		if m == nil {
			for id, s := range out {
				s.outdone = s.outdone || s.act == p.Name && !annulled[p.Act]
				out[id] = s
			}
			continue
		}
		text := func(name string) string { s, _ := m[name].(string); return s }
		by[p.Act] = text("message")
		out[text("message")] = sentOff{notify.Message{ID: text("message"), To: text("to"), Subject: text("subject"), Text: text("text")}, text("act"), text("whom"), false}
	}
	return out, nil
}

// Unreached is a telling that was sent off and did not arrive.
type Unreached struct {
	notify.Held
	Record *record.Record
	Title  string // of the act
	Who    string
}

// Open lists what somebody sent off that did not arrive and has not been told
// otherwise, of the records he may still see.
func (d *Desk) Open(c db.Conn, caller actor.Caller, limit int) ([]Unreached, error) {
	list, err := notify.Open(c, string(caller.For()), limit)
	if err != nil {
		return nil, err
	}
	var out []Unreached
	for _, h := range list {
		kindName, r, act, whom := of(h)
		on, err := d.engine.GetIn(c, caller, kindName, r, record.AsOf{})
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		x := Unreached{Held: h, Record: on, Title: act, Who: whom}
		if a := on.Kind.Act(act); a != nil {
			x.Title = a.Title
		}
		if f := on.Kind.Field(whom); f != nil {
			x.Who = f.Title
		}
		out = append(out, x)
	}
	return out, nil
}
