package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Hit is one record a search across kinds found.
type Hit struct {
	Record  *Record `json:"-"`
	Kind    string  `json:"kind"`
	Title   string  `json:"title"`
	Code    string  `json:"code"`
	County  string  `json:"county"`
	Address string  `json:"address"`
	Why     string  `json:"why"` // what matched: 名称, 代码, 编号
}

// candidates is how many rows of a kind a search ranks.
const candidates = 200

// perOther is how many hits each kind that is no sort of subject may bring.
const perOther = 5

// Find looks for text in names, codes and numbers of every kind the caller may
// read, subjects first; at most limit hits, the best of each kind first. A third
// of them is left to the other kinds, so that a frequent word in the names of
// subjects does not hide a record of that number or a person of that name.
func (e *Engine) Find(c db.Conn, caller actor.Caller, area ref.Area, text string, limit int) ([]Hit, error) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 200 {
		return nil, nil
	}
	var out []Hit
	for _, subjects := range []bool{true, false} {
		for _, k := range e.kinds.All() {
			if k.Subject != subjects || !searched(k) && k.Number == nil || !e.mayList(caller, k) || len(out) >= limit {
				continue
			}
			room := limit - len(out)
			if subjects {
				room = min(room, limit-limit/3)
			} else {
				room = min(room, perOther)
			}
			hits, err := e.findIn(c, caller, area, k, text, room)
			if err != nil {
				return nil, err
			}
			out = append(out, hits...)
		}
	}
	return out, nil
}

func (e *Engine) findIn(c db.Conn, caller actor.Caller, area ref.Area, k *kind.Kind, text string, limit int) ([]Hit, error) {
	var out []Hit
	seen := map[ref.ID]bool{}
	add := func(r *Record, why string) {
		if !seen[r.ID] && len(out) < limit {
			seen[r.ID] = true
			out = append(out, hitOf(r, why))
		}
	}
	numbers, err := e.byNumber(c, caller, area, k, text, limit)
	if err != nil {
		return nil, err
	}
	for _, r := range numbers {
		add(r, "编号")
	}
	for _, f := range k.Fields {
		if f.Format == "" || f.Unique == "" && !f.Index || e.fieldsReadable(caller, k, []string{f.Name}) != nil {
			continue
		}
		found, err := e.byCode(c, caller, area, k, f, code.Normal(text), limit)
		if err != nil {
			return nil, err
		}
		for _, r := range found {
			add(r, f.Title)
		}
	}
	if !searched(k) {
		return out, nil
	}
	p, err := e.ListIn(c, Query{Kind: k.Name, Area: area, Search: text, Sort: "-id", Limit: min(candidates, 4*limit), Caller: caller})
	if err != nil {
		return nil, err
	}
	n := normalSearch(text)
	for _, want := range []func(string) bool{
		func(s string) bool { return s == n },
		func(s string) bool { return strings.HasPrefix(s, n) },
		func(s string) bool { return strings.Contains(s, n) },
		func(string) bool { return true },
	} {
		for _, r := range p.Items {
			if want(normalSearch(r.Title())) {
				add(r, "名称")
			}
		}
	}
	return out, nil
}

// minNumber is the shortest beginning of a number that is looked for, in
// characters: one character begins too many.
const minNumber = 2

// byNumber finds records whose own number begins with text, or whose number
// from elsewhere (文号), a field unique in the area, does.
func (e *Engine) byNumber(c db.Conn, caller actor.Caller, area ref.Area, k *kind.Kind, text string, limit int) ([]*Record, error) {
	if len([]rune(text)) < minNumber {
		return nil, nil
	}
	var columns []string
	if k.Number != nil {
		columns = append(columns, "number")
	}
	for _, f := range k.Fields {
		if f.Type == kind.Text && f.Unique == kind.UniqueArea && f.Format == "" && e.fieldsReadable(caller, k, []string{f.Name}) == nil {
			columns = append(columns, f.Column())
		}
	}
	var out []*Record
	for _, column := range columns {
		found, err := e.beginning(c, caller, area, k, column, text, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// minCode is the shortest beginning of a code that is looked for.
const minCode = 4

// byCode finds records whose code begins with text.
func (e *Engine) byCode(c db.Conn, caller actor.Caller, area ref.Area, k *kind.Kind, f *kind.Field, text string, limit int) ([]*Record, error) {
	if len(text) < minCode || len(text) > 20 || !latin(strings.ToLower(text)) {
		return nil, nil
	}
	return e.beginning(c, caller, area, k, f.Column(), text, limit)
}

// beginning finds the records whose column begins with text, through its index.
func (e *Engine) beginning(c db.Conn, caller actor.Caller, area ref.Area, k *kind.Kind, column, text string, limit int) ([]*Record, error) {
	s, err := e.statement(c, Query{Kind: k.Name, Area: area, Caller: caller})
	if err != nil {
		return nil, err
	}
	col := "r." + column
	s.where = append(s.where, col+" >= "+s.param(text), col+" < "+s.param(text+"\U0010FFFF"))
	rows, err := c.Query("SELECT "+s.spec.selectAs("r")+" FROM "+k.Table+" r"+whereClause(s.where)+" ORDER BY "+col+fmt.Sprintf(" LIMIT %d", limit), s.args...)
	if err != nil {
		return nil, err
	}
	var out []*Record
	err = collectRows(rows, s.spec, func(r *Record) { e.mask(caller, r); out = append(out, r) })
	return out, err
}

func hitOf(r *Record, why string) Hit {
	h := Hit{Record: r, Kind: r.Kind.Name, Title: r.Title(), Why: why}
	if m := r.Kind.SubjectFields; r.Kind.Subject {
		h.Code, h.County, h.Address = r.Text(m.Code), r.Text(m.County), r.Text(m.Address)
	}
	return h
}
