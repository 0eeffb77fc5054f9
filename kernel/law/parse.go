package law

import (
	"errors"
	"path"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/hengjian/hengjian/kernel/calendar"
)

var (
	marks   = []Mark{Read, Secondary, Memory, Doubtful}
	kinds   = []Kind{Statute, Regulation, Rule, Judicial, Document, Standard}
	expirys = []Expiry{Lapses, MustRelease, Opens, Deemed, Late}
)

// Parse reads the text of one law. name is the file's name, for the places of
// mistakes and because it must be the law's id. Every mistake is reported, each
// as file:line:column: reason.
func Parse(name string, src []byte) (*Law, error) {
	r := &reader{file: name}
	root := r.parseFile(src)
	if root == nil {
		return nil, errors.Join(r.errs...)
	}
	l := r.law(root)
	if len(r.errs) > 0 {
		return nil, errors.Join(r.errs...)
	}
	return l, nil
}

func (r *reader) law(root ast.Node) *Law {
	t := r.table(root, "law", "title", "number", "issuer", "kind", "from", "until", "replaced_by", "mark", "note",
		"history", "period", "articles", "clocks")
	l := &Law{
		ID: r.must(t, "law"), Title: r.must(t, "title"), Number: r.text(t, "number"), Issuer: r.must(t, "issuer"),
		Kind: oneOf(r, t, "kind", kinds...), From: r.date(t, "from"), Until: r.date(t, "until"),
		ReplacedBy: r.text(t, "replaced_by"), Mark: r.mark(t), Note: r.text(t, "note"), articles: map[string]int{},
	}
	if l.ID != "" && (!isID(l.ID) || l.ID != strings.TrimSuffix(path.Base(r.file), ".yaml")) {
		r.fail(t.val["law"], "“law”应为小写字母、数字和连字符，且与文件名相同")
	}
	for _, key := range []string{"kind", "from"} {
		if t.val[key] == nil {
			r.fail(t.node, "缺少“%s”", key)
		}
	}
	if !l.Until.IsZero() && l.Until.Before(l.From) {
		r.fail(t.val["until"], "“until”早于“from”")
	}
	if l.ReplacedBy != "" && l.Until.IsZero() {
		r.fail(t.val["replaced_by"], "已被替代的应写明“until”（最后有效日）")
	}
	r.history(t, l)
	r.articles(t, l)
	r.periods(t, l)
	r.clocks(t, l)
	return l
}

// isID reports whether s is a word of lower-case letters, digits and hyphens
// that begins with a letter.
func isID(s string) bool {
	for i, c := range s {
		switch {
		case c >= 'a' && c <= 'z':
		case i > 0 && (c >= '0' && c <= '9' || c == '-' || c == '_'):
		default:
			return false
		}
	}
	return s != ""
}

// mark reads a mark, which may never be missing.
func (r *reader) mark(t *table) Mark {
	if t.val["mark"] == nil {
		r.fail(t.node, "缺少“mark”（V、V2、M、M?）")
		return ""
	}
	return oneOf(r, t, "mark", marks...)
}

func (r *reader) history(t *table, l *Law) {
	for _, n := range r.rows(t, "history") {
		v := r.table(n, "title", "number", "from", "mark", "note")
		row := Version{Title: r.text(v, "title"), Number: r.must(v, "number"), From: r.date(v, "from"), Mark: r.mark(v), Note: r.text(v, "note")}
		if v.val["from"] == nil {
			r.fail(v.node, "缺少“from”")
		}
		if k := len(l.History); k > 0 && !l.History[k-1].From.Before(row.From) {
			r.fail(v.node, "历次版本应按施行日期先后排列")
		}
		l.History = append(l.History, row)
	}
}

func (r *reader) articles(t *table, l *Law) {
	if t.val["articles"] == nil {
		return
	}
	a := r.table(t.val["articles"])
	for _, no := range a.keys {
		ref, err := ParseArticle(no)
		if err != nil || ref.Base() != no {
			r.fail(a.key[no], "条号“%s”应写作 \"15\" 或 \"15-1\"（之一）", clip(no))
			continue
		}
		row := r.table(a.val[no], "title", "mark")
		l.articles[no] = len(l.Articles)
		l.Articles = append(l.Articles, Article{No: no, Title: r.must(row, "title"), Mark: r.mark(row)})
	}
}

// article reads a reference to an article of this very text.
func (r *reader) article(t *table, l *Law, key string) string {
	s := r.text(t, key)
	if s == "" {
		return ""
	}
	if _, err := ParseArticle(s); err != nil {
		r.fail(t.val[key], "条号“%s”写法不对", clip(s))
	} else if _, ok := l.Article(s); !ok {
		r.fail(t.val[key], "引用的%s没有列在“articles”中", articleText(s))
	}
	return s
}

func (r *reader) periods(t *table, l *Law) {
	for _, n := range r.rows(t, "period") {
		p := r.table(n, "from", "article", "mark", "note", "roll_holiday", "roll_weekend", "next_hour",
			"workday_max", "workday_days", "all_workdays")
		row := Period{From: r.date(p, "from"), Article: r.article(p, l, "article"), Mark: r.mark(p), Note: r.text(p, "note"),
			Regime: calendar.Regime{RollHoliday: r.flag(p, "roll_holiday"), RollWeekend: r.flag(p, "roll_weekend"),
				NextHour: r.flag(p, "next_hour"), AllWorkdays: r.flag(p, "all_workdays")}}
		if row.From.IsZero() {
			row.From = l.From
		}
		if m := p.val["workday_max"]; m != nil {
			row.Regime.WorkdayMax = r.count(m, "workday_max", 100)
		}
		for _, d := range r.rows(p, "workday_days") {
			row.Regime.WorkdayDays = append(row.Regime.WorkdayDays, r.count(d, "workday_days", 100))
		}
		if k := len(l.Periods); k > 0 && !l.Periods[k-1].From.Before(row.From) {
			r.fail(p.node, "期间规定应按施行日期先后排列")
		}
		if row.Article == "" && row.Note == "" {
			r.fail(p.node, "期间规定应有“article”；条文没有规定的，用“note”说明")
		}
		row.Regime.Source = source(l, row)
		l.Periods = append(l.Periods, row)
	}
}

func source(l *Law, p Period) string {
	if p.Article == "" {
		return ""
	}
	return "《" + l.Title + "》" + articleText(p.Article)
}

func (r *reader) clocks(t *table, l *Law) {
	if t.val["clocks"] != nil && len(l.Periods) == 0 {
		r.fail(t.key["clocks"], "有期限的法应写明期间如何计算（“period”）")
	}
	for _, n := range r.rows(t, "clocks") {
		c, ct := r.clock(n, l)
		for _, other := range l.Clocks {
			if other.Name == c.Name && overlap(other, c) {
				r.fail(ct.node, "期限“%s”的适用时间重叠", clip(c.Name))
			}
		}
		l.Clocks = append(l.Clocks, c)
	}
}

func overlap(a, b Clock) bool {
	return (a.Until.IsZero() || b.From.IsZero() || !b.From.After(a.Until)) &&
		(b.Until.IsZero() || a.From.IsZero() || !a.From.After(b.Until))
}

func (r *reader) clock(n ast.Node, l *Law) (Clock, *table) {
	t := r.table(n, "clock", "title", "article", "mark", "starts", "stops", "limit", "pause", "extend", "expire",
		"effect", "wait", "power", "from", "until", "note")
	c := Clock{
		Name: r.must(t, "clock"), Title: r.must(t, "title"), Article: r.article(t, l, "article"), Mark: r.mark(t),
		Starts: r.must(t, "starts"), Stops: r.text(t, "stops"), Limit: r.limit(t, "limit"),
		Expire: oneOf(r, t, "expire", expirys...), Effect: r.text(t, "effect"), Wait: r.flag(t, "wait"), Power: r.flag(t, "power"),
		From: r.date(t, "from"), Until: r.date(t, "until"), Note: r.text(t, "note"),
	}
	if c.Name != "" && (!isID(c.Name) || strings.Contains(c.Name, "-")) {
		r.fail(t.val["clock"], "期限名应为小写字母、数字和下划线")
	}
	for _, key := range []string{"article", "limit", "expire"} {
		// A rule not read in the text itself may not know its article.
		if t.val[key] == nil && (key != "article" || c.Mark == Read) {
			r.fail(t.node, "缺少“%s”", key)
		}
	}
	for _, p := range r.rows(t, "pause") {
		row := r.table(p, "for", "article", "written")
		c.Pauses = append(c.Pauses, PauseGround{For: r.must(row, "for"), Article: r.article(row, l, "article"), Written: r.flag(row, "written")})
	}
	if len(c.Pauses) > 0 && c.Limit.Unit == calendar.Hour {
		r.fail(t.key["pause"], "以小时计的期限不能有扣除")
	}
	for _, e := range r.rows(t, "extend") {
		c.Extends = append(c.Extends, r.extension(e, l, c.Limit))
	}
	return c, t
}

func (r *reader) extension(n ast.Node, l *Law, limit calendar.Limit) Extension {
	t := r.table(n, "add", "by", "times", "article", "law", "if", "written")
	e := Extension{By: r.must(t, "by"), Times: 1, Law: r.text(t, "law"), If: r.text(t, "if"), Written: r.flag(t, "written")}
	switch add := r.must(t, "add"); {
	case add == "given":
	case add != "":
		e.Add = r.limit(t, "add")
		if e.Add.Unit != limit.Unit {
			r.fail(t.val["add"], "延长的单位应与期限相同")
		}
	}
	if m := t.val["times"]; m != nil {
		e.Times = r.count(m, "times", 10)
	}
	if e.Law == "" {
		e.Article = r.article(t, l, "article")
	} else {
		e.Article = r.text(t, "article") // checked when all texts are read
		if e.If == "" {
			r.fail(t.val["law"], "依另一部法的延长应写明适用的案件（“if”）")
		}
	}
	if e.Article == "" {
		r.fail(t.node, "缺少“article”")
	}
	return e
}

// sortedIDs returns the ids of laws in alphabetical order.
func sortedIDs(laws map[string]*Law) []string {
	out := make([]string, 0, len(laws))
	for id := range laws {
		out = append(out, id)
	}
	slices.Sort(out)
	return out
}
