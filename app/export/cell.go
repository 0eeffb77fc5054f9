package export

import (
	"strings"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/money"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
)

// cells makes the cells of a table row. Titles of codes and areas are kept,
// for they are few and come again and again.
type cells struct {
	raw   bool
	words *present.Words
	kept  map[*kind.Field]map[string]string
}

func newCells(x *Export) *cells {
	return &cells{raw: x.Raw, kept: map[*kind.Field]map[string]string{}}
}

// maxKept bounds the titles kept of one field.
const maxKept = 10_000

// cell returns the text of a column and whether it is a number.
func (c *cells) cell(col *column, r record.Row) (text string, number bool) {
	f := col.field
	if f == nil {
		return systemCell(col.name, r), false
	}
	v := r.Value(f)
	if col.currency && v != nil {
		return r.Currency(f), false
	}
	switch x := v.(type) {
	case nil:
		return "", false
	case string:
		return c.text(f, x), false
	case int64:
		switch f.Type {
		case kind.Money:
			return money.Fen(x).String(), true
		case kind.Time:
			return moment(clock.Instant(x), c.raw), false
		}
		return record.Decimal(x, f.Scale), true
	}
	if c.raw {
		return rawText(v), false
	}
	return c.words.Label(f, v, nil), false
}

func (c *cells) text(f *kind.Field, s string) string {
	if c.raw || f.Type != kind.Code && f.Type != kind.Area && f.Type != kind.Enum {
		return s
	}
	kept := c.kept[f]
	if t, ok := kept[s]; ok {
		return t
	}
	t := c.words.Text(f, s)
	if kept == nil {
		kept = map[string]string{}
		c.kept[f] = kept
	}
	if len(kept) < maxKept {
		kept[s] = t
	}
	return t
}

func systemCell(name string, r record.Row) string {
	switch name {
	case "number":
		return r.Number()
	case "id":
		return string(r.ID())
	case "created_at":
		return moment(r.CreatedAt(), false)
	case "updated_at":
		return moment(r.UpdatedAt(), false)
	}
	return record.StateTitle(r.State())
}

// moment prints a moment in Beijing time, to the second for people.
func moment(at clock.Instant, raw bool) string {
	if raw {
		return at.String()
	}
	return at.Time().Format("2006-01-02 15:04:05")
}

// rawText is a compound value in the form in which it can be read back.
func rawText(v any) string {
	switch x := v.(type) {
	case bool:
		if x {
			return "true"
		}
		return "false"
	case []any:
		parts := make([]string, len(x))
		for i, it := range x {
			parts[i], _ = it.(string)
			if n, ok := it.(int64); ok {
				parts[i] = record.Decimal(n, 0)
			}
		}
		return strings.Join(parts, "、")
	case map[string]any:
		for _, key := range []string{"digest", "name"} {
			if s, _ := x[key].(string); s != "" {
				return s
			}
		}
		return record.RefOf(x).String()
	}
	return ""
}
