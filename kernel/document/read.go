package document

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/paper"
)

// Source is a folder of templates.
type Source struct {
	FS     fs.FS
	Dir    string // where it stands in the tree, e.g. "practice/complaint/documents"
	Matter string
}

// Read reads the templates; every mistake is told with its place. Link follows,
// once the kinds are known.
func Read(sources ...Source) (*Set, kind.Problems) {
	s := &Set{}
	var wrong kind.Problems
	for _, src := range sources {
		names, err := fs.Glob(src.FS, "*.yaml")
		if err != nil {
			return nil, kind.Problems{{File: src.Dir, Line: 1, Col: 1, Text: "无法读取"}}
		}
		for _, name := range names {
			full := path.Join(src.Dir, name)
			text, err := fs.ReadFile(src.FS, name)
			if err != nil {
				wrong = append(wrong, kind.Problem{File: full, Line: 1, Col: 1, Text: "无法读取"})
				continue
			}
			t, bad := parse(full, src.Matter, text)
			wrong = append(wrong, bad...)
			if t != nil && len(bad) == 0 {
				s.all = append(s.all, t)
			}
		}
	}
	wrong = append(wrong, s.doubles()...)
	return s, wrong
}

// doubles refuses two templates that would be chosen for the same.
func (s *Set) doubles() kind.Problems {
	var out kind.Problems
	seen := map[string]*Template{}
	for _, t := range s.all {
		key := strings.Join([]string{t.Kind, t.Name, t.Law, t.Place, t.From.String()}, "|")
		if twin := seen[key]; twin != nil {
			out = append(out, kind.Problem{File: t.File, Line: 1, Col: 1, Text: "与 " + twin.File + " 同名、同文本、同地区、同日起用"})
		}
		seen[key] = t
	}
	return out
}

var topKeys = []string{"template", "title", "for", "law", "from", "until", "place", "basis", "series", "number", "to", "copies", "internal", "signed", "slots", "body"}

var (
	word  = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	place = regexp.MustCompile(`^[1-9][0-9]([0-9]{2})?$`)
)

// parse reads one template.
func parse(file, matter string, src []byte) (*Template, kind.Problems) {
	root, problems := kind.ParseFile(file, src)
	if !root.Present() {
		return nil, problems()
	}
	m := root.Map(topKeys...)
	sum := sha256.Sum256(src)
	t := &Template{Name: m.Must("template").Text(), Title: m.Must("title").Text(), Kind: m.Must("for").Text(), Matter: matter, Law: m.Get("law").Text(), Place: m.Get("place").Text(),
		Series: m.Get("series").Text(), Copies: int(m.Get("copies").Int(1, 20)), Internal: m.Get("internal").Flag(), Signed: m.Get("signed").Texts(), File: file, Digest: hex.EncodeToString(sum[:]), root: root}
	if t.Copies == 0 {
		t.Copies = 1
	}
	if !word.MatchString(t.Name) || len(t.Name) > 32 {
		m.Get("template").Failf("名称应为小写英文字母、数字和下划线，不超过 32 个字符")
	} else if base := path.Base(file); base != t.Name+".yaml" && !strings.HasPrefix(base, t.Name+".") {
		m.Get("template").Failf("文件名应为 %s.yaml，或者 %s.<何时何地>.yaml", t.Name, t.Name)
	}
	t.From, _ = calendar.Parse(m.Must("from").Day())
	if m.Has("until") {
		if t.Until, _ = calendar.Parse(m.Get("until").Day()); !t.Until.IsZero() && t.Until.Before(t.From) {
			m.Get("until").Failf("早于 from")
		}
	}
	if t.Place != "" && !place.MatchString(t.Place) {
		m.Get("place").Failf("地区应为两位（省）或四位（市）数字")
	}
	for _, n := range m.Must("basis").Items() {
		b := n.Map("law", "article")
		t.Cites = append(t.Cites, Cite{Law: b.Must("law").Text(), Article: b.Must("article").Text()})
	}
	t.Number = readPattern(m.Get("number"))
	t.numbered(m)
	for _, n := range m.Get("to").Items() {
		t.To = append(t.To, readRecipient(n))
	}
	if t.Internal && len(t.To) > 0 {
		m.Get("to").Failf("内部文书不送达，不写受送达人")
	}
	for _, n := range m.Get("slots").List() {
		t.Slots = append(t.Slots, readSlot(n))
	}
	body := m.Must("body")
	for _, n := range body.List() {
		if p, ok := readPart(n); ok {
			t.Body = append(t.Body, p)
		}
	}
	if len(t.Body) == 0 {
		body.Failf("没有正文")
	}
	return t, problems()
}

// numbered checks that a number can neither be given twice nor in another year.
func (t *Template) numbered(m kind.Map) {
	names := t.Number.names()
	has := func(name string) (n int) {
		for _, x := range names {
			if x == name {
				n++
			}
		}
		return n
	}
	switch {
	case (t.Series == "") != t.Number.empty():
		m.Key("template").Failf("文号（number）和编号序列（series）要写都写")
	case t.Series == "":
	case !word.MatchString(t.Series) || len(t.Series) > 40:
		m.Get("series").Failf("编号序列应为小写英文名称")
	case has("seq") != 1 || has("year") != 1 || has("mark") != 1:
		m.Get("number").Failf("文号应含 {mark}、{year}、{seq} 各一个：缺了机关或年份会重号")
	case len(names) != 3:
		m.Get("number").Failf("文号只用 {mark}、{year}、{seq}")
	}
}

func readRecipient(n kind.Node) Recipient {
	if n.IsText() {
		return Recipient{Field: n.Text()}
	}
	m := n.Map("words")
	return Recipient{Title: m.Must("words").Text()}
}

func readSlot(n kind.Node) Slot {
	m := n.Map("name", "title", "help", "default", "optional", "max")
	s := Slot{Name: m.Must("name").Text(), Title: m.Must("title").Text(), Help: m.Get("help").Text(), Default: readPattern(m.Get("default")), Optional: m.Get("optional").Flag(), Max: int(m.Get("max").Int(1, 10000))}
	if s.Max == 0 {
		s.Max = 2000
	}
	if !word.MatchString(s.Name) || len(s.Name) > 32 {
		m.Get("name").Failf("名称应为小写英文字母、数字和下划线，不超过 32 个字符")
	}
	return s
}

var partKeys = []string{"line", "text", "heading", "center", "right", "small", "seal", "cut", "table", "widths", "head", "if"}

var sorts = map[string]paper.Sort{"line": paper.Line, "text": paper.Para, "heading": paper.Heading, "center": paper.Center, "right": paper.Right, "small": paper.Small, "seal": paper.Seal, "cut": paper.Cut, "table": paper.Table}

// readPart reads a piece of the body: one of the sorts, with a condition.
func readPart(n kind.Node) (Part, bool) {
	m := n.Map(partKeys...)
	var p Part
	found := 0
	for _, key := range m.Keys() {
		s, ok := sorts[key]
		if !ok {
			continue
		}
		found++
		p.Sort = s
		switch v := m.Get(key); s {
		case paper.Table:
			for _, r := range v.List() {
				p.Rows = append(p.Rows, readRow(r))
			}
			if len(p.Rows) == 0 {
				v.Failf("表格没有行")
			}
		default:
			p.Text = readPattern(v)
		}
	}
	if found != 1 {
		n.Failf("每一段写且只写一种：line、text、heading、center、right、small、seal、cut、table")
		return p, false
	}
	if p.Sort != paper.Table && (m.Has("widths") || m.Has("head")) {
		n.Failf("widths 和 head 只用于表格")
	}
	for _, w := range m.Get("widths").Items() {
		p.Widths = append(p.Widths, int(w.Int(1, 100)))
	}
	p.Head, p.ifAt, p.Day = m.Get("head").Flag(), m.Get("if"), p.Sort == paper.Seal
	return p, true
}

func readRow(n kind.Node) Row {
	var r Row
	cells := n
	if n.IsMap() {
		m := n.Map("row", "if")
		cells, r.ifAt = m.Must("row"), m.Get("if")
	}
	for _, c := range cells.List() {
		r.Cells = append(r.Cells, readPattern(c))
	}
	return r
}

var forms = map[string]bool{"": true, "bare": true, "item": true, "plain": true}

// readPattern reads a text with places: {name}, {name?}, {name|form}.
func readPattern(n kind.Node) pattern {
	if !n.Present() {
		return pattern{}
	}
	text := n.Prose()
	p := pattern{text: text, at: n}
	for at := 0; at < len(text); {
		open := strings.IndexAny(text[at:], "{}")
		if open < 0 {
			p.pieces = append(p.pieces, piece{literal: text[at:]})
			break
		}
		if open > 0 {
			p.pieces = append(p.pieces, piece{literal: text[at : at+open]})
		}
		at += open
		end := strings.IndexByte(text[at:], '}')
		if text[at] == '}' || end < 0 {
			n.FailInside(text, at, "花括号不成对")
			return pattern{}
		}
		name, form, _ := strings.Cut(text[at+1:at+end], "|")
		x := piece{form: form, offset: at}
		x.name, x.optional = strings.CutSuffix(name, "?")
		if bare, due := strings.CutPrefix(x.name, duePrefix); !word.MatchString(x.name) && !(due && word.MatchString(bare)) {
			n.FailInside(text, at, "括号里应为字段、空栏或者 due.期限 的名称")
		}
		if !forms[form] {
			n.FailInside(text, at, "不认识的写法“%s”；可用：bare（去掉“一、”）、item（第几项）、plain（不改写法）", form)
		}
		p.pieces = append(p.pieces, x)
		at += end + 1
	}
	return p
}
