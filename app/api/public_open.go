package api

import (
	"io"

	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// dataSet is one line of the catalogue of open data.
type dataSet struct {
	pubNotice
	Total  record.Total `json:"total"`
	Newest string       `json:"newest"`
	CSV    string       `json:"csv"`
	JSONL  string       `json:"jsonl"`
	Feed   string       `json:"feed"`
	Start  string       `json:"start"` // cursor of the feed from the first act
	Now    string       `json:"now"`   // and from what is shown now
}

func (p *public) catalogue(q *rest.Request) error {
	out := struct {
		Office  string    `json:"office"`
		Today   string    `json:"today"`
		Licence any       `json:"licence"`
		Sets    []dataSet `json:"sets"`
	}{p.office, p.today().String(), p.about.Licence, []dataSet{}}
	for _, n := range p.portal.Notices.All() {
		base := "/api/public/open/" + n.Name
		d := dataSet{pubNotice: p.described(n), CSV: base + "/file?format=csv", JSONL: base + "/file?format=jsonl", Feed: base + "/feed", Start: p.portal.Start(n, p.today())}
		for i, f := range n.Fields {
			d.Fields[i].Options = p.options(f)
		}
		d.Fields = append(d.Fields, described(periodFields[0]), described(periodFields[1]))
		var err error
		if d.Now, err = p.portal.Now(q.Context(), n, p.today()); err != nil {
			return err
		}
		if d.Total, err = p.portal.Count(q.Context(), n, p.today()); err != nil {
			return err
		}
		if d.Newest, err = p.newest(q, n); err != nil {
			return err
		}
		out.Sets = append(out.Sets, d)
	}
	return p.answer(q, out)
}

func described(f *kind.Field) pubField {
	return pubField{Name: f.Name, Title: f.Title, Type: f.Type, Help: f.Help}
}

// options are the values a coded field may have; a long list is only named.
func (p *public) options(f *kind.Field) []kind.Option {
	if len(f.Options) > 0 {
		return f.Options
	}
	list := f.Of
	if f.Type == kind.List {
		list = f.List
	}
	if f.Type != kind.Code && list == f.Of || list == "" {
		return nil
	}
	if all := p.codes.Options(list); len(all) <= maxOptions {
		return all
	}
	return nil
}

// periodFields are the days of a publication, as files have them.
var periodFields = [2]*kind.Field{
	{Name: "published_from", Title: "公示自", Type: kind.Date, Help: "开始公示的日期；没有另行规定的，为收录之日"},
	{Name: "published_until", Title: "公示至", Type: kind.Date, Help: "公示的最后一日；空白为没有规定"},
}

// file streams everything a notice shows. Codes are in words in CSV, raw in
// JSON Lines; the header Link tells where the feed goes on from.
func (p *public) file(q *rest.Request) error {
	n, err := p.notice(q)
	if err != nil {
		return err
	}
	format, err := export.ParseFormat(q.Query("format"))
	if err == nil && format == export.XLSX {
		err = fault.Bad("export.format", "格式不正确", fault.Field{Name: "format", Code: "unknown", Text: "格式应为 csv 或 jsonl"})
	}
	if err != nil {
		return err
	}
	if err := p.allow(p.files, q); err != nil {
		return err
	}
	day := p.today()
	now, err := p.portal.Now(q.Context(), n, day) // before anything is read: what is written meanwhile is told again
	if err != nil {
		return err
	}
	query := n.Query(p.area, day)
	query.Sort = "id"
	fields := append(append([]*kind.Field{}, n.Fields...), periodFields[:]...)
	x := export.Through(p.engine, n.Kind, query, fields, func(r *record.Record) (*record.Record, bool) { return published(n, r) })
	q.SetHeader("Link", "</api/public/open/"+n.Name+"/feed?cursor="+now+`>; rel="next"`)
	q.SetHeader("Cache-Control", freshFor)
	return q.Stream(format.ContentType(), n.Kind.Title+"_"+day.String()+"."+string(format), func(w io.Writer) error {
		return x.Write(q.Context(), w, format, nil)
	})
}

// published is a record as the public may take it along.
func published(n *publication.Notice, r *record.Record) (*record.Record, bool) {
	period, ok := n.Period(r)
	if !ok {
		return nil, false
	}
	shown, _ := n.Show(r)
	shown.Values[periodFields[0].Name] = period.From.String()
	if !period.Until.IsZero() {
		shown.Values[periodFields[1].Name] = period.Until.String()
	}
	return shown, true
}

// feed answers what changed after a cursor: put with the record as it is shown
// now, gone where it is shown no longer.
func (p *public) feed(q *rest.Request) error {
	n, err := p.notice(q)
	if err != nil {
		return err
	}
	if err := p.allow(p.asks, q); err != nil {
		return err
	}
	day := p.today()
	cursor := q.Query("cursor")
	if cursor == "" {
		cursor = p.portal.Start(n, day)
	}
	f, err := p.portal.Follow(q.Context(), n, cursor, day)
	if err != nil {
		return err
	}
	type item struct {
		Op    string         `json:"op"`
		ID    ref.ID         `json:"id"`
		From  string         `json:"published_from,omitempty"`
		Until string         `json:"published_until,omitempty"`
		Value map[string]any `json:"values,omitempty"`
	}
	out := struct {
		Items []item `json:"items"`
		Next  string `json:"next"`
		Done  bool   `json:"done"`
		Reset bool   `json:"reset"`
	}{[]item{}, f.Next, f.Done, f.Reset}
	err = p.engine.DB().Read(q.Context(), func(c db.Conn) error {
		l := p.labels(c)
		for _, ch := range f.Changes {
			if ch.Entry == nil {
				out.Items = append(out.Items, item{Op: "gone", ID: ch.Record.ID})
				continue
			}
			e := p.entry(l, *ch.Entry)
			out.Items = append(out.Items, item{"put", e.ID, e.From, e.Until, e.Values})
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.answer(q, out)
}
