package export

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// column is one column of the file.
type column struct {
	name     string      // key in JSON Lines
	title    string      // Chinese head
	field    *kind.Field // nil for a system column
	currency bool        // the second column of money that names its currency
}

// system are the columns every kind has beside its fields.
var system = []column{{name: "number", title: "编号"}, {name: "id", title: "标识"}, {name: "state", title: "记录状态"},
	{name: "created_at", title: "登记时间"}, {name: "updated_at", title: "更新时间"}}

// ofField are the columns of a field.
func ofField(f *kind.Field) []column {
	title := f.Title
	switch {
	case f.Type == kind.Money:
		title += "（元）"
	case f.Unit != "":
		title += "（" + f.Unit + "）"
	}
	out := []column{{name: f.Name, title: title, field: f}}
	if f.Type == kind.Money && f.Currency {
		out = append(out, column{name: f.Name + "_currency", title: f.Title + "币种", field: f, currency: true})
	}
	return out
}

func allColumns(e *record.Engine, q record.Query, k *kind.Kind) []column {
	var out []column
	if k.Number != nil {
		out = append(out, system[0])
	}
	for _, f := range e.Readable(q.Caller, k) {
		out = append(out, ofField(f)...)
	}
	return out
}

func chosenColumns(e *record.Engine, q record.Query, k *kind.Kind, names []string) ([]column, error) {
	var out []column
	var bad []fault.Field
	seen := map[string]bool{}
	for _, name := range names {
		if seen[name] {
			continue
		}
		seen[name] = true
		if i := slices.IndexFunc(system, func(c column) bool { return c.name == name }); i >= 0 {
			out = append(out, system[i])
			continue
		}
		f := k.Field(name)
		switch {
		case f == nil:
			bad = append(bad, fault.Field{Name: "fields", Code: "unknown", Text: k.Title + "没有名为 " + clip(name) + " 的字段"})
		case !f.Stored():
			bad = append(bad, fault.Field{Name: "fields", Code: "computed", Text: "“" + f.Title + "”随当天计算，不能导出"})
		default:
			out = append(out, ofField(f)...)
		}
	}
	if len(bad) > 0 {
		return nil, fault.Bad("export.fields", "要导出的字段有误", bad...)
	}
	return out, e.CheckReadable(q.Caller, k, names)
}

func clip(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}
