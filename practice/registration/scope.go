package registration

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
)

// doing is what is done with a thing that a scope of business names, as a set.
type doing uint8

const (
	makes  doing = 1 << iota // 生产 加工 制造
	sells                    // 销售 经营
	whole                    // 批发
	retail                   // 零售
	grows                    // 种植 养殖
	serves                   // 服务 维修 安装 运输
)

// doings are the words for each.
var doings = map[string]doing{
	"生产": makes, "加工": makes, "制造": makes, "酿造": makes, "酿制": makes, "制作": makes, "分装": makes, "精制": makes, "屠宰": makes,
	"研制": makes, "组装": makes, "装配": makes, "深加工": makes, "粗加工": makes, "制售": makes | sells | retail, "产销": makes | sells, "自产自销": makes | sells,
	"销售": sells, "经营": sells, "购销": sells, "经销": sells, "代销": sells, "代购": sells, "供应": sells, "出售": sells, "营销": sells, "收购": sells,
	"贸易": sells, "进出口": sells, "直销": sells, "专卖": sells | retail, "批发": sells | whole, "零售": sells | retail, "批零": sells | whole | retail,
	"零批": sells | whole | retail, "进口": sells, "出口": sells, "储运": serves, "配送": sells,
	"种植": grows, "养殖": grows, "饲养": grows, "繁育": grows, "栽培": grows, "培育": grows, "捕捞": grows, "放养": grows, "养植": grows, "种殖": grows, "孵化": grows, "育肥": grows,
	"服务": serves, "维修": serves, "安装": serves, "修理": serves, "检测": serves, "检验": serves, "充装": serves, "租赁": serves, "出租": serves,
	"施工": serves, "设计": serves, "咨询": serves, "运输": serves, "仓储": serves, "储存": serves, "改造": serves, "保养": serves, "维护": serves,
}

// negators begin a list of what is not done.
var negators = []string{"不含", "不包括", "不包含", "不得", "不经营", "不涉及", "不从事", "不带", "不准", "严禁", "禁止", "不生产", "不销售", "不储存", "不能", "未取得", "不允许"}

type mark struct {
	do    doing
	not   bool // begins a negation
	about bool // 除外, 以外: ends one
}

// verbs is the lexicon of doings and negations.
func verbs() *lexicon[mark] {
	l := newLexicon[mark]()
	for w, d := range doings {
		l.add(w, mark{do: d})
	}
	for _, w := range negators {
		l.add(w, mark{not: true})
	}
	l.add("除外", mark{about: true})
	l.add("以外", mark{about: true})
	return l
}

// group is a run of doings: 生产、加工、销售.
type group struct {
	from, to int
	do       doing
	head     bool // stands before its things: 销售：食品、酒
}

type span struct{ from, to int }

// scope is a scope of business, read: where its sentences end, what is done
// where, and what is said not to be done.
type scope struct {
	text   string
	groups []group
	denied []span
	stops  []int // ends of sentences
}

// scopeText brings a scope into the form that is read: half width, no blanks,
// round brackets, one kind of separators.
func scopeText(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		r = bracket(code.Half(r))
		switch r {
		case '，':
			r = ','
		case '；', '〓', '\n', '!', '！':
			r = ';'
		case '。', '．':
			r = ';'
		case '﹑', '·', '/', '|', '\\':
			r = '、'
		case '：':
			r = ':'
		}
		if code.Blank(r) {
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// readScope reads a scope in one pass.
func readScope(l *lexicon[mark], text string) *scope {
	s := &scope{text: scopeText(text)}
	for i := 0; i < len(s.text); i++ {
		if s.text[i] == ';' {
			s.stops = append(s.stops, i)
		}
	}
	s.stops = append(s.stops, len(s.text))
	var buf [48]hit[mark]
	for _, h := range l.longest(s.text, buf[:0]) {
		switch {
		case h.val.not:
			s.denied = append(s.denied, span{h.from, s.listEnd(h.to)})
		case h.val.about:
			s.denied = append(s.denied, span{s.listBegin(h.from), h.to})
		default:
			s.addGroup(h)
		}
	}
	for i := range s.groups {
		g := &s.groups[i]
		if g.to < len(s.text) && s.text[g.to] == ':' {
			g.head = true
		}
	}
	return s
}

// addGroup joins a doing to the run before it or begins a new one.
func (s *scope) addGroup(h hit[mark]) {
	if n := len(s.groups); n > 0 {
		g := &s.groups[n-1]
		switch between := s.text[g.to:h.from]; between {
		case "", "、", ",", "及", "和", "与", "或", "兼", "并", "及其", "以及", "(", ")":
			g.to, g.do = h.to, g.do|h.val.do
			return
		}
	}
	before := byte(';')
	if h.from > 0 {
		before = s.text[h.from-1]
	}
	head := before == ';' || before == ',' || before == ':' || before == '(' || before == ')'
	s.groups = append(s.groups, group{h.from, h.to, h.val.do, head})
}

// listEnd is where a denied list ends: at the bracket that holds it, else at the
// end of its clause.
func (s *scope) listEnd(i int) int {
	depth := 0
	inside := strings.Count(s.text[:i], "(") > strings.Count(s.text[:i], ")")
	for ; i < len(s.text); i++ {
		switch s.text[i] {
		case '(':
			depth++
		case ')':
			if depth == 0 {
				return i
			}
			depth--
		case ';', ',':
			if depth == 0 && !inside || s.text[i] == ';' && depth == 0 {
				return i
			}
		}
	}
	return len(s.text)
}

// listBegin is where a list that ends in 除外 begins: at 除 if it says so, at its
// bracket, else at the last separator.
func (s *scope) listBegin(i int) int {
	from := max(0, i-240)
	part := s.text[from:i]
	open := strings.LastIndexByte(part, '(')
	if open >= 0 && !strings.Contains(part[open:], ")") {
		return from + open
	}
	if j := strings.LastIndexAny(part, ",;)"); j >= 0 {
		from, part = from+j+1, part[j+1:]
	}
	if j := strings.LastIndex(part, "除"); j >= 0 {
		return from + j
	}
	if j := strings.LastIndex(part, "、"); j >= 0 {
		return from + j
	}
	return from
}

// isDenied reports whether the place is said not to be done.
func (s *scope) isDenied(from, to int) bool {
	for _, d := range s.denied {
		if from >= d.from && to <= d.to {
			return true
		}
	}
	return false
}

// doingAt tells what is done with the thing at from..to: the doing right before
// it, else the next one behind it in its sentence, else the one that heads the
// sentence. 0 where the text does not say.
func (s *scope) doingAt(from, to int) (doing, span) {
	start, end := 0, len(s.text)
	for _, p := range s.stops {
		if p < from {
			start = p + 1
			continue
		}
		end = p
		break
	}
	var head, behind *group
	for i := range s.groups {
		g := &s.groups[i]
		switch {
		case g.to <= from && g.from >= start:
			if g.head {
				head = g
			}
			if g.to == from && !g.head && behind == nil && g.from == start {
				head = g
			}
		case g.from >= from && g.to <= end && (g.from >= to || g.to <= to):
			if behind == nil && !g.head {
				behind = g
			}
		}
	}
	if head != nil && near3(s.text[head.to:from]) {
		return head.do, span{head.from, head.to}
	}
	if behind != nil {
		return behind.do, span{behind.from, behind.to}
	}
	if head != nil {
		return head.do, span{head.from, head.to}
	}
	return 0, span{}
}

// near3 reports whether at most three characters stand between a doing and its
// thing, none a separator: 零售(预包装)食品.
func near3(s string) bool {
	return utf8.RuneCountInString(s) <= 3 && !strings.ContainsAny(s, ",;)") && !strings.Contains(s, "、")
}
