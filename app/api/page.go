package api

import (
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// rowPage is a page of a list, which writes itself: its rows go from the cells
// of the database to JSON without a map between.
type rowPage struct {
	items []byte // the page as JSON up to its last row
	due   []byte // members of an object: the limit that ends first on a row, by "area/id"
	total record.Total
	next  string
}

// AppendJSON ends the page; the rows are not copied once more.
func (p *rowPage) AppendJSON(before []byte) ([]byte, error) {
	b := append(p.items, ']')
	if p.due != nil {
		b = append(append(append(b, `,"due":{`...), p.due...), '}')
	}
	b = append(b, `,"total":{"count":`...)
	b = strconv.AppendInt(b, p.total.Count, 10)
	b = append(b, `,"exact":`...)
	b = strconv.AppendBool(b, p.total.Exact)
	b = append(b, `},"next":`...)
	b = append(rest.AppendString(b, p.next), '}')
	if len(before) > 0 {
		b = append(before, b...)
	}
	return b, nil
}

// rowSize is about what a row takes as JSON.
const rowSize = 1800

// list answers with a page: all fields the caller may read, or those asked for.
func (a *API) list(q *rest.Request, k *kind.Kind) error {
	query, _, err := a.query(q, k)
	if err != nil {
		return err
	}
	fields, err := a.fieldsAsked(query.Caller, k, q.Query("fields"))
	if err != nil {
		return err
	}
	var out rowPage
	err = a.engine.DB().Read(q.Context(), func(c db.Conn) error {
		rows, next, err := a.engine.Page(c, query, names(fields))
		if err != nil {
			return err
		}
		if out.due, err = a.due(c, k, rows); err != nil {
			return err
		}
		if out.items, err = a.labels(c).appendRows(append(make([]byte, 0, rowSize*(len(rows)+1)), `{"items":[`...), k, fields, rows); err != nil || next == nil {
			return err
		}
		out.next = rest.Cursor{Order: order(query), Key: next.Key, Area: string(next.Area), ID: string(next.ID)}.Encode()
		return nil
	})
	if err != nil {
		return err
	}
	if out.total, err = a.engine.Count(q.Context(), query, false); err != nil {
		return err
	}
	return q.JSON(http.StatusOK, &out)
}

// due writes the limit that ends first on each row of a kind with a procedure; nil
// for a kind without.
func (a *API) due(c db.Conn, k *kind.Kind, rows []record.Row) ([]byte, error) {
	nearest, err := a.app.Procedures.Nearest(c, k, rows)
	if err != nil || nearest == nil {
		return nil, err
	}
	b := []byte{}
	for _, r := range rows {
		n, ok := nearest[ref.Ref{Area: r.Area(), ID: r.ID()}]
		if !ok {
			continue
		}
		if len(b) > 0 {
			b = append(b, ',')
		}
		b = rest.AppendString(b, string(r.Area())+"/"+string(r.ID()))
		b = rest.AppendString(append(b, `:{"clock":`...), n.Clock)
		b = rest.AppendString(append(b, `,"due":`...), n.Due)
		b = append(strconv.AppendBool(append(b, `,"provisional":`...), n.Provisional), '}')
	}
	return b, nil
}

// fieldsAsked are the fields a caller names, all where he names none.
func (a *API) fieldsAsked(c actor.Caller, k *kind.Kind, text string) ([]*kind.Field, error) {
	if text == "" {
		return k.Fields, nil
	}
	var out []*kind.Field
	var bad []fault.Field
	for _, name := range strings.Split(text, ",") {
		f := k.Field(name)
		switch {
		case f == nil:
			bad = append(bad, fault.Field{Name: "fields", Code: "unknown", Text: k.Title + "没有名为 " + short(name) + " 的字段"})
		case !slices.Contains(out, f):
			out = append(out, f)
		}
	}
	if len(bad) > 0 {
		return nil, fault.Bad("record.fields", "所要的字段有误", bad...)
	}
	return out, a.engine.CheckReadable(c, k, names(out))
}

// short bounds a text of a caller that an error repeats.
func short(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func names(fields []*kind.Field) []string {
	out := make([]string, len(fields))
	for i, f := range fields {
		out[i] = f.Name
	}
	return out
}

// appendRows writes rows as Row has them. A label is written where it differs
// from the value: a text is its own.
func (l *labels) appendRows(b []byte, k *kind.Kind, fields []*kind.Field, rows []record.Row) ([]byte, error) {
	var subjects []ref.Ref
	for _, f := range fields {
		if !l.Names(f) {
			continue
		}
		for _, r := range rows {
			if v, ok := r.Value(f).(map[string]any); ok {
				subjects = append(subjects, record.RefOf(v))
			}
		}
	}
	if err := l.Ahead(subjects); err != nil {
		return nil, err
	}
	for i, r := range rows {
		if i > 0 {
			b = append(b, ',')
		}
		var err error
		if b, err = l.appendRow(b, k, fields, r); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func (l *labels) appendRow(b []byte, k *kind.Kind, fields []*kind.Field, r record.Row) ([]byte, error) {
	b = appendHead(b, Row{Area: r.Area(), ID: r.ID(), Kind: k.Name, Rev: r.Rev(), Number: r.Number(), Title: r.Title(), State: r.State()})
	words := []byte{}
	if r.State() != record.Active {
		words = appendMember(words, "state", record.StateTitle(r.State()))
	}
	b = append(b, `,"values":{`...)
	first := true
	value := func(name string, v any) (err error) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendName(b, name)
		b, err = rest.AppendValue(b, v)
		return err
	}
	for _, f := range fields {
		v := r.Value(f)
		if v == nil {
			continue
		}
		if err := value(f.Name, located(k, ref.Ref{Area: r.Area(), ID: r.ID()}, f, present.Raw(f, v))); err != nil {
			return nil, err
		}
		var more map[string]any
		if cur := r.Currency(f); cur != "" {
			more = map[string]any{f.Name + "_currency": cur}
			if err := value(f.Name+"_currency", cur); err != nil {
				return nil, err
			}
		}
		label := l.Label(f, v, more)
		if text, isText := v.(string); !isText || text != label {
			words = appendMember(words, f.Name, label)
		}
	}
	b = append(b, `},"labels":{`...)
	b = append(b, words...)
	return append(b, "}}"...), nil
}

// appendMember appends a member of an object whose values are texts.
func appendMember(b []byte, name, value string) []byte {
	if len(b) > 0 {
		b = append(b, ',')
	}
	return rest.AppendString(appendName(b, name), value)
}

// appendName appends the name of a member; the name of a field needs no escape.
func appendName(b []byte, name string) []byte {
	b = append(b, '"')
	b = append(b, name...)
	return append(b, '"', ':')
}

// appendHead begins a row: all but its values and labels.
func appendHead(b []byte, r Row) []byte {
	member := func(name, value string) {
		b = append(b, name...)
		b = rest.AppendString(b, value)
	}
	member(`{"area":`, string(r.Area))
	member(`,"id":`, string(r.ID))
	member(`,"kind":`, r.Kind)
	b = append(b, `,"rev":`...)
	b = strconv.AppendInt(b, r.Rev, 10)
	member(`,"number":`, r.Number)
	member(`,"title":`, r.Title)
	member(`,"state":`, r.State)
	return b
}

// AppendJSON writes a record's page as encoding/json would, several times faster.
func (o *One) AppendJSON(b []byte) ([]byte, error) {
	b = append(appendHead(b, o.Row), `,"values":`...)
	b, err := rest.AppendValue(b, o.Values)
	if err != nil {
		return nil, err
	}
	b = append(b, `,"labels":{`...)
	for i, name := range slices.Sorted(maps.Keys(o.Labels)) {
		if i > 0 {
			b = append(b, ',')
		}
		b = rest.AppendString(append(rest.AppendString(b, name), ':'), o.Labels[name])
	}
	b = append(b, '}')
	for _, m := range []struct{ name, text string }{{`,"unit":`, o.Unit}, {`,"owner":`, o.Owner}, {`,"created_at":`, o.CreatedAt}, {`,"updated_at":`, o.UpdatedAt}, {`,"declaration":`, o.Declaration}} {
		b = rest.AppendString(append(b, m.name...), m.text)
	}
	b = append(b, `,"acts":[`...)
	for i, m := range o.Acts {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendMay(b, m)
	}
	b = appendTexts(append(b, `],"masked":`...), o.Masked)
	if len(o.Undated) > 0 {
		b = appendTexts(append(b, `,"undated":`...), o.Undated)
	}
	return append(b, '}'), nil
}

func appendMay(b []byte, m record.May) []byte {
	b = rest.AppendString(append(b, `{"name":`...), m.Name)
	b = rest.AppendString(append(b, `,"title":`...), m.Title)
	b = strconv.AppendBool(append(b, `,"allowed":`...), m.Allowed)
	if m.Denied {
		b = append(b, `,"denied":true`...)
	}
	if m.Why != "" {
		b = rest.AppendString(append(b, `,"why":`...), m.Why)
	}
	b = appendTexts(append(b, `,"needs":`...), m.Needs)
	if len(m.Takes) > 0 {
		b = appendTexts(append(b, `,"takes":`...), m.Takes)
	}
	if len(m.Opens) > 0 {
		b = appendOpens(append(b, `,"opens":[`...), m.Opens)
	}
	b = strconv.AppendBool(append(b, `,"reason":`...), m.Reason)
	if m.Late != "" {
		b = rest.AppendString(append(b, `,"late":`...), m.Late)
	}
	return append(b, '}')
}

func appendOpens(b []byte, list []record.Opening) []byte {
	for i, o := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = rest.AppendString(append(b, `{"kind":`...), o.Kind)
		b = rest.AppendString(append(b, `,"title":`...), o.Title)
		b = strconv.AppendBool(append(b, `,"many":`...), o.Many)
		b = append(appendTexts(append(b, `,"fields":`...), o.Fields), '}')
	}
	return append(b, ']')
}

func appendTexts(b []byte, list []string) []byte {
	b = append(b, '[')
	for i, s := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = rest.AppendString(b, s)
	}
	return append(b, ']')
}
