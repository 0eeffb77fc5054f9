package upstream

import (
	"context"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// Entry (录入助手) is a record as it is typed into a platform that it did not come
// from, field by field in the platform's order (Order 121 art. 40).
type Entry struct {
	Title  string  `json:"title"`
	Unsure string  `json:"unsure"`
	Number string  `json:"number"` // the platform's, once it is typed in; "" before
	Fields []Typed `json:"fields"`
}

// Typed is one field to copy; one the caller may not read is only named.
type Typed struct {
	Head   string `json:"head"`
	Value  string `json:"value"`
	Masked bool   `json:"masked"`
}

// Entries are what a record says to the platforms it may have to be typed into.
func (s *Service) Entries(ctx context.Context, c actor.Caller, kindName string, r ref.Ref) ([]Entry, error) {
	out := []Entry{}
	rec, err := s.Engine.Get(ctx, c, kindName, r, record.AsOf{})
	if err != nil {
		return nil, err
	}
	for _, l := range s.layouts {
		columns := l.entry[rec.Kind.Name]
		if len(columns) == 0 {
			continue
		}
		e := Entry{Title: l.Title, Unsure: l.Unsure, Number: rec.Text("external_no"), Fields: []Typed{}}
		for _, col := range columns {
			t := Typed{Head: col.Head, Masked: slices.Contains(rec.Masked, col.Of)}
			if f := rec.Kind.Field(col.Of); f != nil && !t.Masked {
				t.Value = typed(f, rec.Values[col.Of])
			}
			e.Fields = append(e.Fields, t)
		}
		out = append(out, e)
	}
	return out, nil
}

func typed(f *kind.Field, v any) string {
	switch x := v.(type) {
	case string:
		return x
	case int64:
		if f.Type == kind.Money {
			return money.Fen(x).String()
		}
		return record.Decimal(x, f.Scale)
	case map[string]any:
		return textOf(x["name"])
	}
	return ""
}
