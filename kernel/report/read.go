package report

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"path"
	"regexp"
	"strings"
	"unicode/utf16"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Source is a folder of reports.
type Source struct {
	FS     fs.FS
	Dir    string // as problems name it
	Matter string
}

var topKeys = []string{"report", "title", "to", "form_no", "maker", "approval", "period", "cut", "due", "basis", "note", "unsure", "columns", "rows", "checks", "layout"}

var (
	word = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
	cell = regexp.MustCompile(`^[A-Z]{1,2}[1-9][0-9]{0,2}$`)
)

// The most a report may have; a table beyond is two reports.
const (
	maxColumns = 60
	maxRows    = 60
)

// Read reads every report of the folders; Link must follow.
func Read(sources ...Source) (*Set, kind.Problems) {
	s := &Set{}
	var out kind.Problems
	for _, src := range sources {
		files, err := fs.Glob(src.FS, "*.yaml")
		if err != nil {
			continue // the pattern is right
		}
		for _, file := range files {
			name := path.Join(src.Dir, file)
			text, err := fs.ReadFile(src.FS, file)
			if err != nil {
				out = append(out, kind.Problem{File: name, Line: 1, Col: 1, Text: "无法读取：" + err.Error()})
				continue
			}
			d, problems := Parse(name, src.Matter, text)
			out = append(out, problems...)
			if d == nil {
				continue
			}
			if path.Base(file) != d.Name+".yaml" {
				out = append(out, kind.Problem{File: name, Line: 1, Col: 1, Text: "文件名应为 " + d.Name + ".yaml"})
			}
			if s.Find(d.Name) != nil {
				out = append(out, kind.Problem{File: name, Line: 1, Col: 1, Text: "报表“" + d.Name + "”重复"})
				continue
			}
			s.all = append(s.all, d)
		}
	}
	return s, out
}

// Parse reads one report.
func Parse(file, matter string, src []byte) (*Definition, kind.Problems) {
	root, problems := kind.ParseFile(file, src)
	if !root.Present() {
		return nil, problems()
	}
	m := root.Map(topKeys...)
	sum := sha256.Sum256(src)
	d := &Definition{Name: name(m.Must("report")), Title: m.Must("title").Text(), Matter: matter, To: m.Must("to").Text(), FormNo: m.Get("form_no").Text(), Maker: m.Get("maker").Text(), Approval: m.Get("approval").Text(),
		Period: m.Must("period").OneOf("month", "quarter", "half", "year"), Cut: int(m.Get("cut").Int(1, 28)), Due: int(m.Must("due").Int(1, 90)), Note: m.Get("note").Prose(), Unsure: m.Get("unsure").Flag(),
		Source: string(src), Digest: hex.EncodeToString(sum[:]), root: root}
	if d.Cut > 0 && d.Period != "month" {
		m.Key("cut").Failf("只有月报可以规定统计截止日")
	}
	for _, n := range m.Must("basis").Items() {
		b := n.Map("law", "article")
		d.Basis = append(d.Basis, Cite{Law: b.Must("law").Text(), Article: b.Must("article").Text()})
	}
	for _, n := range m.Must("columns").List() {
		d.Columns = append(d.Columns, readColumn(n))
	}
	for _, n := range m.Must("rows").List() {
		d.Rows = append(d.Rows, readRow(n))
	}
	for _, n := range m.Get("checks").List() {
		d.Checks = append(d.Checks, readCheck(n))
	}
	if len(d.Columns) == 0 || len(d.Columns) > maxColumns {
		m.Must("columns").Failf("应有 1 到 %d 列", maxColumns)
	}
	if len(d.Rows) == 0 || len(d.Rows) > maxRows {
		m.Must("rows").Failf("应有 1 到 %d 行", maxRows)
	}
	d.Layout = readLayout(m.Must("layout"))
	d.arithmetic()
	return d, problems()
}

func name(n kind.Node) string {
	s := n.Text()
	if s != "" && (!word.MatchString(s) || len(s) > 32 || expr.Reserved(s)) {
		n.Failf("名称应为小写英文字母、数字和下划线，不超过 32 个字符，不用表达式的保留字")
	}
	return s
}

func readColumn(n kind.Node) *Column {
	m := n.Map("name", "title", "code", "group", "unit", "note", "unsure", "count", "sum", "avg", "on", "clock", "edge", "in_time", "if", "calc", "share", "in", "hand")
	c := &Column{Name: name(m.Must("name")), Title: m.Must("title").Text(), Code: m.Must("code").Text(), Group: m.Get("group").Text(), Note: m.Get("note").Text(), Unsure: m.Get("unsure").Flag(), at: m}
	if c.Unit = m.Get("unit").OneOf(Pieces, Yuan, Percent); c.Unit == "" {
		c.Unit = Pieces
	}
	sorts := 0
	for _, how := range []string{"count", "sum", "avg"} {
		if !m.Has(how) {
			continue
		}
		sorts++
		c.How = how
		c.Kind, c.Field, _ = strings.Cut(m.Get(how).Text(), ".")
		if (how == "count") != (c.Field == "") {
			m.Get(how).Failf("count 写业务类型，sum 和 avg 写“业务类型.字段”")
		}
	}
	for _, how := range []string{"calc", "share"} {
		if m.Has(how) {
			sorts++
		}
	}
	c.Share, c.Hand = m.Get("share").Text(), m.Get("hand").Flag()
	if c.Hand {
		sorts++
	}
	if sorts != 1 {
		n.Failf("应当而且只能写 count、sum、avg、calc、share、hand 之一")
	}
	c.On, c.Clock = m.Get("on").Text(), m.Get("clock").Text()
	if c.Counted() && (c.On == "") == (c.Clock == "") {
		n.Failf("应当写明按哪个日期字段（on）或者哪个期限（clock）计入本期，二者择一")
	}
	if c.Clock != "" {
		c.Edge = m.Must("edge").OneOf("starts", "stops")
	}
	if m.Has("in_time") {
		in := m.Get("in_time").Flag()
		if c.InTime = &in; c.Edge != "stops" {
			m.Key("in_time").Failf("只有按期限停止（edge: stops）计数的列可以问是否按期")
		}
	}
	if c.Share != "" {
		m.Must("in")
		if c.Unit = Percent; m.Has("unit") {
			m.Key("unit").Failf("占比的单位是 %%，不必写")
		}
	} else if c.Unit == Percent {
		m.Get("unit").Failf("只有占比（share）以 %% 为单位")
	}
	if !c.Counted() {
		for _, key := range []string{"on", "clock", "edge", "in_time", "if"} {
			if m.Has(key) {
				m.Key(key).Failf("只用于对记录计数、求和、求平均的列")
			}
		}
	}
	return c
}

func readRow(n kind.Node) *Row {
	m := n.Map("name", "title", "code", "if", "each", "sum")
	r := &Row{Name: name(m.Must("name")), Title: m.Must("title").Text(), Code: m.Must("code").Text(), If: m.Get("if").Prose(), Each: m.Get("each").Text(), Sum: m.Get("sum").Text(), progs: map[string]*expr.Program{}, at: m}
	if r.If != "" && r.Each != "" || r.Sum != "" && (r.If != "" || r.Each != "") {
		n.Failf("if、each、sum 最多写一个")
	}
	return r
}

func readCheck(n kind.Node) *Check {
	m := n.Map("name", "say", "warn", "rows", "if", "total", "of", "adds", "jump", "least", "columns")
	c := &Check{Name: name(m.Must("name")), Say: m.Must("say").Text(), Warn: m.Get("warn").Flag(), Rows: m.Get("rows").Texts(), Total: m.Get("total").Text(), Of: m.Get("of").Text(), Adds: m.Get("adds").Texts(),
		Jump: int(m.Get("jump").Int(1, 10000)), Least: m.Get("least").Int(0, 1_000_000_000), Cols: m.Get("columns").Texts(), at: m}
	sorts := 0
	for _, key := range []string{"if", "total", "jump"} {
		if m.Has(key) {
			sorts++
		}
	}
	if sorts != 1 {
		n.Failf("应当而且只能写 if（算式为真即有误）、total（分项之和）、jump（与上期相比）之一")
	}
	if m.Has("total") {
		m.Must("of")
		m.Must("adds")
	}
	if m.Has("jump") {
		if m.Must("columns"); !c.Warn {
			n.Failf("与上期相比的审核只能是须说明的警告（warn: true）")
		}
	}
	return c
}

func readLayout(n kind.Node) *Layout {
	m := n.Map("sheet", "texts", "head", "foot")
	l := &Layout{Sheet: m.Must("sheet").Text(), Head: m.Must("head").Text()}
	if l.Head != "" && !cell.MatchString(l.Head) {
		m.Get("head").Failf("应为单元格，例如 A6")
	}
	if len(utf16.Encode([]rune(l.Sheet))) > 31 || strings.ContainsAny(l.Sheet, `[]:*?/\`) || strings.Trim(l.Sheet, "'") != l.Sheet {
		m.Get("sheet").Failf("工作表名不超过 31 个字，不含 [ ] : * ? / \\，不以单引号开头、结尾")
	}
	placed := func(n kind.Node) Placed {
		p := n.Map("at", "to", "text", "style")
		x := Placed{At: p.Must("at").Text(), To: p.Get("to").Text(), Text: p.Must("text").Text(), Style: p.Get("style").OneOf("title", "right", "plain")}
		for _, key := range []string{"at", "to"} {
			if s := p.Get(key).Text(); s != "" && !cell.MatchString(s) {
				p.Get(key).Failf("应为单元格，例如 A2")
			}
		}
		for _, w := range places.FindAllStringSubmatch(x.Text, -1) {
			if _, ok := sheetWords[w[1]]; !ok {
				p.Get("text").Failf("不认识的 {%s}；可用：%s", w[1], knownWords())
			}
		}
		return x
	}
	for _, n := range m.Get("texts").List() {
		l.Texts = append(l.Texts, placed(n))
	}
	for _, n := range m.Get("foot").List() {
		l.Foot = append(l.Foot, placed(n))
	}
	return l
}

// arithmetic compiles what is worked out from columns of the same row. A column
// may name only those before it, so that nothing goes round.
func (d *Definition) arithmetic() {
	d.schema = &expr.Schema{Kind: d.Name}
	seen := map[string]bool{}
	for _, c := range d.Columns {
		if seen[c.Name] {
			c.at.Get("name").Failf("列“%s”重复", c.Name)
			continue
		}
		want := expr.Want{Type: expr.Int}
		if c.Unit == Yuan {
			want.Type = expr.Money
		}
		c.Calc = c.at.Get("calc").CompileOn(d.schema, want)
		c.In = c.at.Get("in").CompileOn(d.schema, expr.Want{Type: expr.Int})
		if of := d.Column(c.Share); c.Share != "" && (of == nil || !seen[c.Share] || of.Unit != Pieces) {
			c.at.Get("share").Failf("“%s”不是前面的、以件计的列", c.Share)
		}
		f := expr.Field{Name: c.Name, Type: want.Type, Nullable: true}
		if c.Unit == Percent {
			f.Scale = 2
		}
		d.schema.Fields = append(d.schema.Fields, f)
		seen[c.Name] = true
	}
	for _, c := range d.Checks {
		c.If = c.at.Get("if").CompileOn(d.schema, expr.Condition())
	}
}
