package procedure

import (
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
)

const (
	keyParts      = "parts"
	keyProcedures = "procedures"
)

// Env is what a procedure may refer to beside its kind. A nil member is not
// checked against, which is for tests only.
type Env struct {
	Laws  kind.Laws
	Roles func(name string) bool
	// Documents says why an act under a text cannot name a document, "" where it can.
	Documents func(kind, law, template string) string
}

// Sections are the keys of a declaration that this package reads.
func Sections(env Env) []kind.Section {
	return []kind.Section{
		{Key: keyParts, Parse: func(n kind.Node, k *kind.Kind) any { return readParts(n) }, Check: checkParts},
		{Key: keyProcedures, Parse: func(n kind.Node, k *kind.Kind) any { return readLife(n, k) }, Check: func(set *kind.Set, k *kind.Kind, v any, n kind.Node) {
			l := &linker{env: env, set: set, k: k}
			l.life(v.(*Life), n)
		}},
	}
}

func readParts(n kind.Node) []Part {
	var out []Part
	m := n.Map()
	for _, name := range m.Keys() {
		out = append(out, Part{Kind: name, Many: m.Get(name).Map("many").Get("many").Flag()})
	}
	return out
}

func checkParts(set *kind.Set, k *kind.Kind, v any, n kind.Node) {
	m := n.Map()
	for _, p := range v.([]Part) {
		at := m.Key(p.Kind)
		switch part := set.Get(p.Kind); {
		case part == nil:
			at.Failf("没有名为“%s”的业务类型", p.Kind)
		case part.Of != k.Name:
			at.Failf("“%s”没有以 of: %s 声明自己是它的组成部分", p.Kind, k.Name)
		case parent(part) == nil: // refused with the part
		case Of(part) == nil:
			at.Failf("“%s”没有程序，不知道它何时结束", p.Kind)
		default:
			parent(part).Index = true // the parts of a record are looked up with every act
		}
	}
}

// readLife reads the versions of a procedure, one or a list.
func readLife(n kind.Node, k *kind.Kind) *Life {
	l := &Life{}
	for _, e := range n.List() {
		if v := readVersion(e); v != nil {
			l.Versions = append(l.Versions, v)
		}
	}
	if n.IsList() && len(n.List()) == 0 {
		n.Failf("至少要有一个版本")
	}
	for i, v := range l.Versions {
		if i == 0 {
			continue
		}
		before := l.Versions[i-1]
		if !v.From.IsZero() && !before.From.IsZero() {
			if !before.From.Before(v.From) {
				n.List()[i].Failf("版本应按施行之日先后排列")
			}
			before.Until = v.From.AddDays(-1)
		}
	}
	addStep(n, k, l)
	addActs(k, l)
	return l
}

// addStep gives the kind the field in which its records stand.
func addStep(n kind.Node, k *kind.Kind, l *Life) {
	f := &kind.Field{Name: StepField, Title: "环节", Type: kind.Enum, Index: true, ByActs: true, Line: n.Line()}
	for _, v := range slices.Backward(l.Versions) { // titles as the law now in force has them
		for _, s := range v.Steps {
			if !slices.ContainsFunc(f.Options, func(o kind.Option) bool { return o.Value == s.Name }) {
				f.Options = append(f.Options, kind.Option{Value: s.Name, Title: s.Title})
			}
		}
	}
	for _, v := range l.Versions { // what comes in by an import stands at the beginning
		if s := v.Start(); s != nil {
			f.Default = `"` + s.Name + `"`
		}
	}
	if !k.AddField(f) {
		n.Failf("字段名“%s”留给程序的环节，请换一个", StepField)
	}
}

func readVersion(n kind.Node) *Version {
	m := n.Map("law", "from", "steps", "acts", "clocks", "transition")
	v := &Version{Law: m.Must("law").Text(), at: n}
	v.From = day(m.Must("from"))
	steps := m.Must("steps").Map()
	for _, name := range steps.Keys() {
		s := steps.Get(name).Map("title", "start", "end")
		v.Steps = append(v.Steps, &Step{Name: name, Title: s.Must("title").Text(), Start: s.Get("start").Flag(), End: s.Get("end").Flag(), key: steps.Key(name)})
		goodName(steps.Key(name), name)
	}
	acts := m.Must("acts").Map()
	for _, name := range acts.Keys() {
		goodName(acts.Key(name), name)
		readAct(v, name, acts.Key(name), acts.Get(name))
	}
	clocks := m.Get("clocks").Map()
	for _, name := range clocks.Keys() {
		goodName(clocks.Key(name), name)
		v.Clocks = append(v.Clocks, readClock(v, name, clocks.Key(name), clocks.Get(name)))
	}
	v.Carry = readTransition(m.Get("transition"))
	if v.Law == "" {
		return nil
	}
	return v
}

func readTransition(n kind.Node) *Transition {
	if !n.Present() {
		return nil
	}
	m := n.Map("from", "records", "clocks", "steps", "basis", "unsure")
	t := &Transition{From: m.Must("from").Text(), Records: Hand(m.Must("records").OneOf(string(Pin), string(Switch))), Basis: m.Must("basis").Text(),
		Unsure: m.Get("unsure").Flag(), Clocks: map[string]Hand{}, Steps: map[string]string{}, at: n}
	clocks := m.Get("clocks").Map()
	for _, name := range clocks.Keys() {
		t.Clocks[name] = Hand(clocks.Get(name).OneOf(string(Pin), string(Switch)))
	}
	steps := m.Get("steps").Map()
	for _, name := range steps.Keys() {
		t.Steps[name] = steps.Get(name).Text()
	}
	return t
}

var word = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)

// goodName refuses what is no name of a step, an act or a clock. None of them
// becomes a column, so that words of SQL are free.
func goodName(n kind.Node, name string) {
	if !word.MatchString(name) || len(name) > 32 {
		n.Failf("名称“%s”应为小写英文字母、数字和单个下划线，以字母开头，不超过 32 个字符", name)
	}
}

// day reads a day.
func day(n kind.Node) calendar.Date {
	d, _ := calendar.Parse(n.Day()) // told by Day already
	return d
}

// limit reads a limit such as "7 workdays".
func limit(n kind.Node) calendar.Limit {
	s := n.Text()
	if s == "" {
		return calendar.Limit{}
	}
	l, err := calendar.ParseLimit(s)
	if err != nil {
		n.Failf("%s", err.Error())
	}
	return l
}

// cites reads articles: of the version's own text, or "law-id 41" of another.
func cites(v *Version, n kind.Node) []Cite {
	var out []Cite
	for _, s := range n.Texts() {
		c := Cite{Law: v.Law, Article: s}
		if law, article, ok := strings.Cut(s, " "); ok {
			c = Cite{Law: law, Article: article}
		}
		out = append(out, c)
	}
	return out
}
