package law

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// Mark says how sure a rule is.
type Mark string

// The marks.
const (
	Read      Mark = "V"  // read in the text itself
	Secondary Mark = "V2" // read in a secondary source
	Memory    Mark = "M"  // from memory
	Doubtful  Mark = "M?" // from memory, and the number is doubtful
)

// Unsure reports whether the rule must be shown as unconfirmed (待核实).
func (m Mark) Unsure() bool { return m == Memory || m == Doubtful }

// Text says in Chinese what the mark means.
func (m Mark) Text() string {
	switch m {
	case Read:
		return "已核对原文"
	case Secondary:
		return "据二手资料"
	case Memory:
		return "待核实"
	case Doubtful:
		return "待核实，数字存疑"
	}
	return ""
}

// Kind is the rank of a text.
type Kind string

// The kinds of texts.
const (
	Statute    Kind = "law"        // 法律
	Regulation Kind = "regulation" // 行政法规
	Rule       Kind = "rule"       // 部门规章
	Judicial   Kind = "judicial"   // 司法解释
	Document   Kind = "document"   // 规范性文件
	Standard   Kind = "standard"   // 标准、技术规范
)

// Text names the kind in Chinese.
func (k Kind) Text() string {
	return map[Kind]string{Statute: "法律", Regulation: "行政法规", Rule: "部门规章",
		Judicial: "司法解释", Document: "规范性文件", Standard: "标准"}[k]
}

// Law is one legal text.
type Law struct {
	ID         string
	Title      string // official name, without book-title marks
	Number     string // 文号, of the version now in force
	Issuer     string
	Kind       Kind
	From       calendar.Date // first day in force
	Until      calendar.Date // last day in force; zero if it still is
	ReplacedBy string        // id of the text that took its place
	Mark       Mark          // certainty of number and dates
	Note       string
	History    []Version // earlier and amended versions, ascending
	Articles   []Article // in the order of the file
	Periods    []Period  // how it counts, ascending
	Clocks     []Clock   // in the order of the file
	articles   map[string]int
}

// Version is a version of a text: as first issued or amended.
type Version struct {
	Title  string // where the name was another
	Number string
	From   calendar.Date
	Mark   Mark
	Note   string
}

// Article is an article the product cites.
type Article struct {
	No    string // "15", "15-1" for 第十五条之一
	Title string // our own words
	Mark  Mark
}

// Period is how a text counts its periods from a day on.
type Period struct {
	From    calendar.Date
	Article string // "" where the text is silent
	Mark    Mark
	Note    string
	Regime  calendar.Regime
}

// InForce reports whether the text was in force on the day.
func (l *Law) InForce(d calendar.Date) bool {
	return !d.Before(l.From) && (l.Until.IsZero() || !d.After(l.Until))
}

// TitleAt returns the name the text had on the day, in book-title marks.
func (l *Law) TitleAt(d calendar.Date) string {
	title := l.Title
	for _, v := range slices.Backward(l.History) {
		if !d.Before(v.From) {
			if v.Title != "" {
				title = v.Title
			}
			break
		}
	}
	return "《" + title + "》"
}

// NumberAt returns the 文号 of the version in force on the day.
func (l *Law) NumberAt(d calendar.Date) string {
	for _, v := range slices.Backward(l.History) {
		if !d.Before(v.From) {
			return v.Number
		}
	}
	return l.Number
}

// Article returns the article of the number, paragraphs ignored.
func (l *Law) Article(no string) (Article, bool) {
	ref, err := ParseArticle(no)
	if err != nil {
		return Article{}, false
	}
	i, ok := l.articles[ref.Base()]
	if !ok {
		return Article{}, false
	}
	return l.Articles[i], true
}

// PeriodAt returns how the text counts a period that begins on the day.
func (l *Law) PeriodAt(d calendar.Date) (Period, bool) {
	for _, p := range slices.Backward(l.Periods) {
		if !d.Before(p.From) {
			return p, true
		}
	}
	return Period{}, false
}

// ClockNames lists the clocks of the text, each name once.
func (l *Law) ClockNames() []string {
	var out []string
	for _, c := range l.Clocks {
		if !slices.Contains(out, c.Name) {
			out = append(out, c.Name)
		}
	}
	return out
}
