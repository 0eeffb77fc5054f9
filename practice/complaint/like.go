package complaint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Probe is what is looked for: a record as it stands, or one that is being
// written and not yet registered.
type Probe struct {
	Kind       string // Complaint or Tipoff
	Self       ref.ID // left out; "" for one not yet registered
	Day        calendar.Date
	Phone      string
	Name       string
	Address    string
	Trader     string // as the complainant wrote it
	Respondent ref.ID
	Goods      string
	Brief      string
	BoughtOn   string
	Amount     int64 // fen; 0 is none
	Quantity   int64
}

// ProbeOf is the probe for a record that is there.
func ProbeOf(r *record.Record) Probe {
	p := Probe{Kind: r.Kind.Name, Self: r.ID, Brief: r.Text("matter_in_brief"), BoughtOn: r.Text("bought_on"), Goods: r.Text("goods")}
	p.Day, _ = calendar.Parse(r.Text("received_on"))
	p.Amount, _ = r.Values["amount"].(int64)
	p.Quantity, _ = r.Values["quantity"].(int64)
	if r.Kind.Name == Tipoff {
		p.Phone, p.Name, p.Trader, p.Respondent = r.Text("informant_phone"), personName(r.Values["informant"]), r.Text("reported_as_written"), record.RefOf(r.Values["reported"]).ID
		return p
	}
	p.Phone, p.Name, p.Address = r.Text("complainant_phone"), personName(r.Values["complainant"]), r.Text("complainant_address")
	p.Trader, p.Respondent = r.Text("respondent_as_written"), record.RefOf(r.Values["respondent"]).ID
	return p
}

// Found is one record that is alike, with why.
type Found struct {
	Area    ref.Area `json:"area"`
	ID      ref.ID   `json:"id"`
	Kind    string   `json:"kind"`
	Number  string   `json:"number"`
	Title   string   `json:"title"`
	Trader  string   `json:"trader"`
	Day     string   `json:"day"`
	Step    string   `json:"step"` // in words
	Ended   bool     `json:"ended"`
	Reasons []string `json:"reasons"` // which fields agree
	series  ref.ID
}

// Evidence is one factor of art. 17 found, with the records that make it.
type Evidence struct {
	Sign
	Text    string  `json:"text"`
	Records []Found `json:"records"`
}

// Proposal is a series that a person may open or join.
type Proposal struct {
	Text    string  `json:"text"`
	Days    int     `json:"days"`
	Series  ref.ID  `json:"series"` // one that is there already, "" where none is
	Name    string  `json:"name"`
	Records []Found `json:"records"`
}

// Likeness is everything that is alike. A machine proposes it; linking is an act
// of a person.
type Likeness struct {
	Duplicates []Found    `json:"duplicates"` // perhaps the same dispute (art. 16 ②, 35)
	History    []Found    `json:"history"`    // earlier ones from the same telephone
	HistoryN   int        `json:"history_n"`
	Series     []Proposal `json:"series"`
	Evidence   []Evidence `json:"evidence"`
}

// How far back and how many are looked at. A telephone with more than the bound
// is evidence enough.
const (
	lookDays = 365
	readRows = 40
	showRows = 8
)

type row struct {
	id   ref.ID
	kind string
	trace
}

// Like finds what is alike among the records the caller may read.
func (d *Desk) Like(c db.Conn, caller actor.Caller, p Probe) (*Likeness, error) {
	l := &looking{desk: d, conn: c, caller: caller, probe: p, read: map[ref.ID]*record.Record{}}
	if err := l.collect(); err != nil {
		return nil, err
	}
	return l.judge()
}

type looking struct {
	desk   *Desk
	conn   db.Conn
	caller actor.Caller
	probe  Probe
	want   trace // of the probe
	phone  []row // from the same telephone
	addr   []row
	trader []row // against the same trader
	read   map[ref.ID]*record.Record
}

// collect reads the rows of each key, of those the caller may read.
func (l *looking) collect() error {
	p, t := l.probe, l.desk.traces
	l.want = trace{phone: t.digest("phone", phoneKey(p.Phone)), name: t.digest("name", textKey(p.Name)), address: t.digest("address", addressKey(p.Address)),
		trader: t.digest("trader", traderKey(p.Trader)), respondent: string(p.Respondent)}
	since := p.Day.AddDays(-lookDays).String()
	const selects = `SELECT id, kind, on_day, phone, name, address, trader, respondent FROM complaint_trace WHERE area = $1 AND kind = $2 AND on_day >= $3 AND `
	const newest = ` ORDER BY on_day DESC LIMIT 300`
	var err error
	if l.want.phone != 0 {
		if l.phone, err = l.rows(selects+`phone = $4`+newest, since, l.want.phone); err != nil {
			return err
		}
	}
	if l.want.address != 0 {
		if l.addr, err = l.rows(selects+`address = $4`+newest, since, l.want.address); err != nil {
			return err
		}
	}
	var byName, byRef []row
	if l.want.trader != 0 {
		if byName, err = l.rows(selects+`trader = $4`+newest, since, l.want.trader); err != nil {
			return err
		}
	}
	if l.want.respondent != "" {
		if byRef, err = l.rows(selects+`respondent = $4`+newest, since, l.want.respondent); err != nil {
			return err
		}
	}
	seen := map[ref.ID]bool{}
	for _, x := range append(byRef, byName...) {
		if !seen[x.id] {
			seen[x.id] = true
			l.trader = append(l.trader, x)
		}
	}
	slices.SortStableFunc(l.trader, func(a, b row) int { return strings.Compare(b.day, a.day) })
	return nil
}

func (l *looking) rows(query, since string, key any) ([]row, error) {
	rows, err := l.conn.Query(query, string(l.caller.Area), l.probe.Kind, since, key)
	if err != nil {
		return nil, fmt.Errorf("looking for what is alike: %w", err)
	}
	defer rows.Close()
	var out []row
	for rows.Next() {
		var x row
		if err := rows.Scan(&x.id, &x.kind, &x.day, &x.phone, &x.name, &x.address, &x.trader, &x.respondent); err != nil {
			return nil, err
		}
		if x.id != l.probe.Self {
			out = append(out, x)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	return l.readable(out)
}

// readable keeps the rows whose records the caller may read.
func (l *looking) readable(in []row) ([]row, error) {
	refs := make([]ref.Ref, len(in))
	for i, x := range in {
		refs[i] = ref.Ref{Area: l.caller.Area, ID: x.id}
	}
	may, err := l.desk.engine.Among(l.conn, l.caller, l.probe.Kind, refs)
	if err != nil {
		return nil, err
	}
	ok := map[ref.ID]bool{}
	for _, r := range may {
		ok[r.ID] = true
	}
	return slices.DeleteFunc(in, func(x row) bool { return !ok[x.id] }), nil
}

// get reads a record once; nil where it is gone.
func (l *looking) get(id ref.ID) (*record.Record, error) {
	if r, ok := l.read[id]; ok {
		return r, nil
	}
	r, err := l.desk.engine.GetIn(l.conn, l.caller, l.probe.Kind, ref.Ref{Area: l.caller.Area, ID: id}, record.AsOf{})
	if err != nil {
		return nil, err
	}
	l.read[id] = r
	return r, nil
}

// found is a row as it is shown.
func (l *looking) found(x row, reasons ...string) (Found, error) {
	r, err := l.get(x.id)
	if err != nil {
		return Found{}, err
	}
	f := Found{Area: r.Area, ID: r.ID, Kind: r.Kind.Name, Number: r.Number, Title: r.Title(), Trader: r.Text("respondent_as_written"), Day: r.Text("received_on"),
		Step: l.desk.book.StepTitle(r), Reasons: append([]string{}, reasons...), series: record.RefOf(r.Values["series"]).ID}
	if f.Trader == "" {
		f.Trader = r.Text("reported_as_written")
	}
	for _, v := range procedure.Of(r.Kind).Versions {
		if s := v.Step(r.Text(procedure.StepField)); s != nil && s.End {
			f.Ended = true
		}
	}
	return f, nil
}

func (l *looking) show(rows []row, why func(row) []string) ([]Found, error) {
	out := []Found{}
	for _, x := range rows[:min(len(rows), showRows)] {
		f, err := l.found(x, why(x)...)
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

func (l *looking) sameTrader(x row) string {
	switch {
	case l.want.respondent != "" && x.respondent == l.want.respondent:
		return "被投诉人相同（登记库同一经营主体）"
	case l.want.trader != 0 && x.trader == l.want.trader:
		return "被投诉人名称相同"
	}
	return ""
}
