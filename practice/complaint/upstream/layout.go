package upstream

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/practice/complaint"
)

//go:embed layouts/*.yaml
var layoutFiles embed.FS

// Layout (格式) is how one platform writes and reads its files.
type Layout struct {
	Platform string `json:"platform"`
	Title    string `json:"title"`
	Unsure   string `json:"unsure"` // why it is not settled, "" where it is
	Orders   Table  `json:"-"`
	Receipts Table  `json:"-"`

	channel   string
	whole     bool   // a file of orders lists every open one
	limitUnit string // of a limit without one
	types     map[string][]string
	states    map[string][]string
	results   []Column
	only      []string          // results that are sent; nil: all
	says      map[string]string // our results in their words
	verdicts  map[string][]string
	entry     map[string][]Column
}

// Table is what a file of a platform has.
type Table struct {
	Columns []Source
	Options map[string][]Option // by field: their words for our values
}

// Source is a column that is read: the field it feeds and the headings it goes by.
type Source struct {
	Field    string
	Heads    []string
	Required bool
}

// Option is one of our values with the words a file has for it.
type Option struct {
	Value string
	Words []string
}

// Column is a column that is written, or a field to copy.
type Column struct{ Head, Of string }

// Layouts are those shipped with the product, in the order of their names.
func Layouts() ([]*Layout, error) {
	files, err := fs.Glob(layoutFiles, "layouts/*.yaml")
	if err != nil {
		return nil, err
	}
	var out []*Layout
	for _, file := range files {
		src, err := layoutFiles.ReadFile(file)
		if err != nil {
			return nil, err
		}
		l, err := ParseLayout(path.Base(file), src)
		if err != nil {
			return nil, fmt.Errorf("practice/complaint/upstream: %w", err)
		}
		out = append(out, l)
	}
	return out, nil
}

// ParseLayout reads a layout.
func ParseLayout(file string, src []byte) (*Layout, error) {
	s, top := sheet.Parse(file, src)
	f := top.Fields("platform", "title", "unsure", "channel", "orders", "results", "receipts", "entry")
	l := &Layout{Platform: f["platform"].Text(), Title: f["title"].Text(), Unsure: f["unsure"].Text(), channel: f["channel"].Text(), entry: map[string][]Column{}}
	if l.Platform != complaint.National && l.Platform != complaint.Hotline || l.Title == "" || l.channel == "" {
		top.Failf("platform 应为 %s 或 %s，并有 title 和 channel", complaint.National, complaint.Hotline)
	}
	o := f["orders"].Fields("whole", "columns", "limit_unit", "types", "states")
	l.whole, l.limitUnit = o["whole"].Bool(), o["limit_unit"].Text()
	l.types, l.states = words(o["types"]), words(o["states"])
	l.Orders = Table{Columns: sources(o["columns"], "order_no", "sent_on", "platform_state", "matter_in_brief", "content"), Options: map[string][]Option{"platform_state": options(l.states)}}
	r := f["results"].Fields("columns", "only", "states")
	l.results, l.only, l.says = columns(r["columns"], resultWords), r["only"].Texts(), map[string]string{}
	for _, p := range r["states"].Pairs(resultStates...) {
		l.says[p.Key] = p.Value.Text()
	}
	x := f["receipts"].Fields("columns", "accepted", "rejected")
	l.verdicts = map[string][]string{accepted: x["accepted"].Texts(), rejected: x["rejected"].Texts()}
	l.Receipts = Table{Columns: sources(x["columns"], "order_no", "receipt"), Options: map[string][]Option{"receipt": options(l.verdicts)}}
	for _, p := range f["entry"].Pairs(complaint.Complaint, complaint.Tipoff) {
		l.entry[p.Key] = columns(p.Value, nil)
	}
	return l, s.Err()
}

// table is what a file for a purpose has.
func (l *Layout) table(purpose string) Table {
	if purpose == Receipts {
		return l.Receipts
	}
	return l.Orders
}

func sources(n sheet.Node, must ...string) []Source {
	var out []Source
	for _, e := range n.List() {
		v := e.Fields("field", "heads", "required")
		c := Source{v["field"].Text(), v["heads"].Texts(), v["required"].Bool()}
		if c.Field == "" || len(c.Heads) == 0 {
			e.Failf("应有 field 和 heads")
		}
		out = append(out, c)
	}
	for _, name := range must {
		if !slices.ContainsFunc(out, func(c Source) bool { return c.Field == name && c.Required }) {
			n.Failf("缺少必有的列 %s（required: true）", name)
		}
	}
	return out
}

func columns(n sheet.Node, known []string) []Column {
	var out []Column
	for _, e := range n.List() {
		v := e.Fields("head", "of")
		c := Column{v["head"].Text(), v["of"].Text()}
		if c.Head == "" || c.Of == "" || known != nil && !slices.Contains(known, c.Of) {
			e.Failf("应有 head 和 of；of 可用：%s", strings.Join(known, "、"))
		}
		out = append(out, c)
	}
	return out
}

func words(n sheet.Node) map[string][]string {
	out := map[string][]string{}
	for _, p := range n.Pairs() {
		out[p.Key] = p.Value.Texts()
	}
	return out
}

func options(of map[string][]string) []Option {
	var out []Option
	for value, words := range of {
		out = append(out, Option{value, words})
	}
	slices.SortFunc(out, func(a, b Option) int { return strings.Compare(a.Value, b.Value) })
	return out
}

// sort is what an order of a type is, "" where its code does not say: a person sorts it.
func (l *Layout) sort(theirs string) string {
	for as, words := range l.types {
		if slices.Contains(words, strings.TrimSpace(theirs)) {
			return as
		}
	}
	return ""
}
