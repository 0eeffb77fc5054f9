// Package present turns the values of records into what people and programs
// read: labels in words for screens and files, raw values for programs. The API
// and the exports share it, so that a file says what the screen says.
package present

import (
	"maps"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// maxTitles bounds the titles kept, so that a long export stays small.
const maxTitles = 20_000

// Words puts values into words; the title of a referenced record is looked up
// once. It is not safe for use by several goroutines.
type Words struct {
	codes  record.Codes
	engine *record.Engine
	conn   db.Conn
	titles map[ref.Ref]string
}

// New returns words that look titles up through conn.
func New(codes record.Codes, engine *record.Engine, conn db.Conn) *Words {
	return &Words{codes: codes, engine: engine, conn: conn, titles: map[ref.Ref]string{}}
}

// On goes on with another snapshot; nil leaves only the titles known so far.
func (w *Words) On(conn db.Conn) {
	w.conn = conn
	if len(w.titles) > maxTitles {
		clear(w.titles)
	}
}

// Names reports whether the values of a field are subjects, called by their names.
func (w *Words) Names(f *kind.Field) bool {
	if f.Type == kind.Subject {
		return true
	}
	k := w.engine.Kinds().Get(f.Of)
	return f.Type == kind.Reference && k != nil && k.Subject
}

// Ahead looks up at once the names that a list is going to need.
func (w *Words) Ahead(subjects []ref.Ref) error {
	if len(subjects) == 0 || w.conn == nil {
		return nil
	}
	names, err := subject.Names(w.conn, subjects)
	maps.Copy(w.titles, names)
	return err
}

// Raw is a value as programs read it: a moment as RFC 3339, decimals as text.
func Raw(f *kind.Field, v any) any {
	n, isNumber := v.(int64)
	switch {
	case f.Type == kind.Time && isNumber:
		return clock.Instant(n).String()
	case f.Type == kind.Number && f.Scale > 0 && isNumber:
		return record.Decimal(n, f.Scale)
	}
	return v
}

// Label is a value in words; values holds the record's other values.
func (w *Words) Label(f *kind.Field, v any, values map[string]any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return "是"
		}
		return "否"
	case string:
		return w.Text(f, x)
	case int64:
		return number(f, x, values)
	case []any:
		if len(x) == 0 {
			return ""
		}
		elem := *f
		elem.Type, elem.Of = kind.Type(f.Of), f.List
		var parts []string
		for _, it := range x {
			parts = append(parts, w.Label(&elem, it, values))
		}
		return strings.Join(parts, "、")
	case map[string]any:
		if f.Type == kind.Person || f.Type == kind.File {
			name, _ := x["name"].(string)
			return name
		}
		return w.title(f, record.RefOf(x))
	}
	return ""
}

// Text is a text in words: the title of a code, an area or an option.
func (w *Words) Text(f *kind.Field, s string) string {
	switch f.Type {
	case kind.Code:
		if title, known, _ := w.codes.Code(f.Of, s, ""); known {
			return title
		}
	case kind.Area:
		if name, known := w.codes.Area(s); known {
			return name
		}
	case kind.Enum:
		for _, o := range f.Options {
			if o.Value == s {
				return o.Title
			}
		}
	}
	return s
}

func number(f *kind.Field, n int64, values map[string]any) string {
	switch f.Type {
	case kind.Money:
		cur, _ := values[f.Name+"_currency"].(string)
		if cur == "" {
			cur = "CNY" // what a form without another currency means
		}
		return money.Amount{Fen: money.Fen(n), Currency: cur}.Text()
	case kind.Time:
		return clock.Instant(n).Time().Format("2006-01-02 15:04")
	}
	return record.Decimal(n, f.Scale)
}

// title is the title of a referenced record, its identifier where there is none.
func (w *Words) title(f *kind.Field, r ref.Ref) string {
	if r.Zero() {
		return ""
	}
	if t, ok := w.titles[r]; ok {
		return t
	}
	t := string(r.ID)
	if w.conn == nil {
		return t
	}
	if w.Names(f) {
		if h, err := subject.Get(w.conn, r); err == nil {
			t = h.Name
		}
	} else if name, err := w.engine.TitleOf(w.conn, f.Of, r); err == nil {
		t = name
	}
	w.titles[r] = t
	return t
}
