package procedure

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
)

// Sheet is one version of a procedure as people read it (程序图表): all in words,
// from the declaration alone. The product shows it, docs/procedures prints it.
type Sheet struct {
	Kind, Title string
	Law         string
	LawTitle    string
	Number      string // of the text when the version began
	Latest      string // of the text as it was last amended while the version holds; its articles are cited
	From, Until calendar.Date
	Carry       *SheetCarry
	Steps       []SheetStep
	Acts        []SheetAct
	Clocks      []SheetClock
	Parts       []string
}

// SheetCarry is how what was under way is carried over, with its basis.
type SheetCarry struct {
	From   string
	How    string
	Clocks []string // that go the other way
	Basis  string
	Unsure bool
}

// SheetStep is a step with the acts that are open in it.
type SheetStep struct {
	Name, Title string
	Start, End  bool
}

// SheetAct is an act in words.
type SheetAct struct {
	Name, Title string
	From        []string // steps, by name; of an act open in every step all that are no end
	To          string   // "" stays
	Back        bool
	Creates     bool
	By          string
	Terms       []string // what else must hold or follows
	Article     string
	Unsure      bool
}

// SheetClock is a limit in words.
type SheetClock struct {
	Name, Title string
	Limit       string
	Starts      string
	Stops       string
	Terms       []string // pauses, extensions, warnings, conditions
	Expiry      string
	Article     string
	City        bool
	Superior    bool
	Unsure      bool
}

// Basis is what the limit rests on, in words.
func (c SheetClock) Basis() string { return basisText(c.City, c.Superior, c.Article) }

// Basis is what the clock rests on, in words, where that is no article.
func (c *Clock) Basis() string { return basisText(c.City, c.Superior, "") }

func basisText(city, superior bool, article string) string {
	switch {
	case city:
		return "本市承诺"
	case superior:
		return "上级规定"
	}
	return article
}

// Sheet puts a version of a kind's procedure into words.
func (b *Book) Sheet(k *kind.Kind, v *Version) Sheet {
	w := words{b: b, k: k, v: v}
	s := Sheet{Kind: k.Name, Title: k.Title, Law: v.Law, LawTitle: v.Law, From: v.From, Until: v.Until}
	if l, ok := b.laws.Law(v.Law); ok {
		s.LawTitle, s.Number, s.Latest = l.Title, l.NumberAt(v.From), l.Number
		if !v.Until.IsZero() {
			s.Latest = l.NumberAt(v.Until)
		}
	}
	if t := v.Carry; t != nil {
		s.Carry = &SheetCarry{From: b.lawTitle(t.From), How: handText(t.Records), Basis: t.Basis, Unsure: t.Unsure}
		for _, x := range v.Clocks {
			if h, ok := t.Clocks[x.Name]; ok {
				s.Carry.Clocks = append(s.Carry.Clocks, "“"+x.Title+"”"+handText(h))
			}
		}
	}
	for _, x := range v.Steps {
		s.Steps = append(s.Steps, SheetStep{x.Name, x.Title, x.Start, x.End})
	}
	for _, a := range v.Acts {
		s.Acts = append(s.Acts, w.act(a))
	}
	for _, x := range v.Clocks {
		s.Clocks = append(s.Clocks, w.clock(x))
	}
	for _, p := range PartsOf(k) {
		if part := b.kinds.Get(p.Kind); part != nil {
			s.Parts = append(s.Parts, part.Title)
		}
	}
	return s
}

func handText(h Hand) string {
	if h == Switch {
		return "改按新办法"
	}
	return "仍按原办法办完"
}

// words puts names of one version into words.
type words struct {
	b *Book
	k *kind.Kind
	v *Version
}

func (w words) act(a *Act) SheetAct {
	s := SheetAct{Name: a.Name, Title: a.Title, To: a.To, Back: a.Back, Creates: a.Creates(), By: w.by(a), From: a.From}
	if a.Anywhere || a.Always {
		s.From = nil
		for _, x := range w.v.Steps {
			if w.v.OpenIn(a, x.Name) {
				s.From = append(s.From, x.Name)
			}
		}
	}
	s.Article, s.Unsure = w.articles(a.Cites)
	say := func(format string, list []string, title func(string) string) {
		if len(list) > 0 {
			s.Terms = append(s.Terms, fmt.Sprintf(format, joinTitles(list, title)))
		}
	}
	say("填写%s", a.Needs, w.field)
	if a.Reason {
		s.Terms = append(s.Terms, "说明理由")
	}
	if a.If != "" {
		s.Terms = append(s.Terms, "条件："+a.Term)
	}
	say("%s应当回避", a.Not, w.whom)
	owed := func(name string) bool { return call.MatchString(name) }
	say("须%s已届满或者结束", slices.DeleteFunc(slices.Clone(a.After), owed), w.waits)
	say("须%s", slices.DeleteFunc(slices.Clone(a.After), func(name string) bool { return !owed(name) }), w.owed)
	say("限%s届满前", a.Until, w.waits)
	say("同时登记%s", a.Opens, w.part)
	say("告知%s", a.Inform, w.field)
	if x := a.Sign; x != nil {
		who := w.field(x.Of)
		if x.Role {
			who = role(x.Of)
		}
		switch {
		case !x.All:
			s.Terms = append(s.Terms, fmt.Sprintf("%s %d 人签署", who, max(x.Need, x.Min)))
		case x.Min > 0:
			s.Terms = append(s.Terms, fmt.Sprintf("%s全体签署，不少于 %d 人", who, x.Min))
		default:
			s.Terms = append(s.Terms, who+"全体签署")
		}
	}
	return s
}

func (w words) by(a *Act) string {
	var out []string
	for _, r := range a.By.Roles {
		out = append(out, role(r))
	}
	for _, f := range a.By.Fields {
		out = append(out, w.field(f))
	}
	if a.By.Owner {
		out = append(out, "承办人")
	}
	if len(out) == 0 && a.Sign != nil {
		if a.Sign.Role {
			return role(a.Sign.Of)
		}
		return w.field(a.Sign.Of)
	}
	return strings.Join(out, "、")
}

func role(name string) string {
	if name == kind.SubjectRole {
		return "当事人（企业端）"
	}
	if r, ok := actor.FindRole(name); ok {
		return r.Title
	}
	return name
}

// counted is how a limit is called that a person gives in a unit.
var counted = map[calendar.Unit]string{calendar.Hour: "小时数", calendar.Day: "日数", calendar.Workday: "工作日数", calendar.Month: "月数"}

func (w words) clock(k *Clock) SheetClock {
	s := SheetClock{Name: k.Name, Title: k.Title, Starts: w.events(k.Starts), Stops: w.events(k.Stops), City: k.City, Superior: k.Superior, Unsure: k.Unsure, Expiry: k.Expire.Text()}
	for i, l := range k.Limits {
		text := l.Limit.Chinese()
		if l.Given != "" {
			text = "“" + w.field(l.Given) + "”所写的" + counted[l.Limit.Unit]
		}
		if l.If != "" {
			text = w.condition(l.If, l.Guard) + "：" + text
		}
		if i > 0 {
			s.Limit += "；"
		}
		s.Limit += text
	}
	var unsure bool
	s.Article, unsure = w.articles(k.Cites)
	s.Unsure = s.Unsure || unsure
	switch {
	case k.Wait:
		s.Expiry = "届满后方可办理"
	case k.To != "":
		s.Expiry += "，转为“" + w.step(k.To) + "”"
	case k.Opens != "":
		s.Expiry = "届满后可以办理“" + w.actTitle(k.Opens) + "”"
		for f, v := range k.OpensWith {
			s.Expiry += "（" + w.field(f) + "：" + w.option(f, v) + "）"
		}
	}
	if k.If != "" {
		s.Terms = append(s.Terms, "条件："+w.condition(k.If, k.Guard))
	}
	for _, p := range k.Pauses {
		s.Terms = append(s.Terms, w.pause(p))
	}
	for _, x := range k.Extends {
		add := "，日数由决定写明"
		if x.Add.N > 0 {
			add = x.Add.Chinese()
		}
		text := fmt.Sprintf("经“%s”可延长%s", w.actTitle(x.By), add)
		if x.Times > 1 {
			text += fmt.Sprintf("，至多 %d 次", x.Times)
		}
		s.Terms = append(s.Terms, text+w.cited(x.Cites))
	}
	if len(k.Restarts) > 0 {
		s.Terms = append(s.Terms, w.events(k.Restarts)+"重新起算")
	}
	if len(k.Voids) > 0 {
		s.Terms = append(s.Terms, w.events(k.Voids)+"视为没有起算")
	}
	if k.Warn.N > 0 {
		s.Terms = append(s.Terms, "届满前"+k.Warn.Chinese()+"提示")
	}
	if k.Power {
		s.Terms = append(s.Terms, "提示最后一个稳妥的工作日")
	}
	return s
}

func (w words) pause(p Pause) string {
	text := ""
	switch {
	case p.Step != "":
		text = "“" + w.step(p.Step) + "”期间不计入"
	case p.Serving != "":
		text = inWords(Services, p.Serving) + "期间不计入"
	case p.From != "":
		text = w.part(p.Part) + "自" + w.partField(p.Part, p.From) + "至" + w.partField(p.Part, p.Until) + "不计入"
	default:
		text = w.part(p.Part) + "期间不计入"
	}
	if p.Written {
		text += "，须书面告知"
	}
	return text + w.cited(p.Cites)
}

// cited is an article in brackets, "" where none is cited.
func (w words) cited(list []Cite) string {
	if text, _ := w.articles(list); text != "" {
		return "（" + text + "）"
	}
	return ""
}

func (w words) articles(list []Cite) (text string, unsure bool) {
	var out []string
	for _, c := range list {
		x := c.Article
		if ref, err := law.ParseArticle(c.Article); err == nil {
			x = ref.String()
		}
		if c.Law != w.v.Law {
			x = "《" + w.b.lawTitle(c.Law) + "》" + x
		}
		out = append(out, x)
		unsure = unsure || c.Unsure
	}
	return strings.Join(out, "、"), unsure
}

func joinTitles(list []string, title func(string) string) string {
	var out []string
	for _, x := range list {
		if t := title(x); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return strings.Join(out, "、")
}
