package registration

import (
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/code/sheet"
)

// industryEnds are the endings of the standard's names and what they say is
// done.
var industryEnds = []struct {
	end string
	do  doing
}{
	{"专门零售", retail}, {"零售", retail}, {"批发", whole}, {"加工制造", makes}, {"制造业", makes}, {"制造", makes}, {"加工", makes}, {"生产", makes}, {"酿造", makes},
	{"种植", grows}, {"饲养", grows}, {"养殖", grows}, {"捕捞", grows}, {"培育", grows},
}

// ParseIndustries reads the curated words and joins them with the names of the
// table.
func ParseIndustries(file string, src []byte, table *code.Industries) (*Industries, error) {
	s, top := sheet.Parse(file, src)
	terms := map[string][]industryTerm{}
	var order []string
	add := func(w string, t industryTerm) {
		w = scopeText(w)
		if utf8.RuneCountInString(w) < 2 || strings.HasPrefix(w, "其他") {
			return
		}
		for _, o := range terms[w] {
			if o.code == t.code && o.do == t.do {
				return
			}
		}
		if _, ok := terms[w]; !ok {
			order = append(order, w)
		}
		terms[w] = append(terms[w], t)
	}
	f := top.Fields("words", "not")
	for _, n := range f["words"].List() {
		v := n.Fields("code", "do", "of")
		c := v["code"].Code()
		if e, ok := table.Find(c); !ok || e.Level != 4 {
			v["code"].Failf("%s 不是国民经济行业小类代码", c)
		}
		var do doing
		for _, d := range v["do"].Texts() {
			switch d {
			case "wholesale":
				do |= whole
			case "retail":
				do |= retail
			default:
				b, ok := doingNames[d]
				if !ok || b == 0 {
					v["do"].Failf("不认识的动作 %s", d)
				}
				do |= b
			}
		}
		for _, w := range v["of"].Texts() {
			add(w, industryTerm{c, do, true})
		}
	}
	for _, e := range table.All() {
		if e.Level != 4 || strings.HasPrefix(e.Name, "其他") || strings.Contains(e.Name, "未列明") {
			continue
		}
		standardWords(e, add)
	}
	t := &Industries{words: newLexicon[[]industryTerm](), verbs: verbs(), table: table}
	for _, w := range f["not"].Texts() {
		if _, ok := terms[scopeText(w)]; ok {
			f["not"].Failf("“%s”同时是行业用词", w)
		}
		t.words.add(scopeText(w), nil)
	}
	for _, w := range order {
		t.words.add(w, terms[w])
	}
	return t, s.Err()
}

// standardWords takes the words out of a name of the standard: the whole name,
// and what stands before its ending, split at 、 和 及 与.
func standardWords(e code.Industry, add func(string, industryTerm)) {
	name := scopeText(e.Name)
	add(name, industryTerm{code: e.Code})
	if strings.Contains(name, "设备") && strings.HasSuffix(name, "制造") {
		return // 皮革加工专用设备制造 makes no leather
	}
	for _, x := range industryEnds {
		things, ok := strings.CutSuffix(name, x.end)
		if !ok {
			continue
		}
		for _, w := range strings.FieldsFunc(things, func(r rune) bool { return strings.ContainsRune("、和及与(),", r) }) {
			if w != "" && !generic[w] {
				add(w, industryTerm{e.Code, x.do, false})
			}
		}
		return
	}
	if t, ok := strings.CutSuffix(name, "服务"); ok && utf8.RuneCountInString(t) >= 3 && !strings.ContainsAny(t, "、和及与") {
		add(t, industryTerm{code: e.Code})
	}
}

// generic are words too wide to point at a class.
var generic = map[string]bool{"设备": true, "产品": true, "器材": true, "制品": true, "用品": true, "材料": true, "配件": true, "零部件": true, "零配件": true,
	"相关": true, "类似": true, "专用设备": true, "综合": true, "器具": true, "装置": true, "部件": true, "机械": true, "类似制品": true}
