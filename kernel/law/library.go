package law

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed texts/*.yaml
var texts embed.FS

// Library is all legal texts the product knows. It is immutable and safe for
// concurrent use.
type Library struct {
	laws map[string]*Law
	ids  []string
}

// Load reads the texts that come with the product.
func Load() (*Library, error) {
	sub, err := fs.Sub(texts, "texts")
	if err != nil {
		return nil, err
	}
	return ReadAll(sub)
}

// MustLoad is Load for wiring and tests.
func MustLoad() *Library {
	l, err := Load()
	if err != nil {
		panic(err)
	}
	return l
}

// ReadAll reads every *.yaml at the root of each file system; a later one may
// add texts (a city's), not replace any. All mistakes are reported at once.
func ReadAll(sources ...fs.FS) (*Library, error) {
	lib := &Library{laws: map[string]*Law{}}
	var errs []error
	for _, fsys := range sources {
		names, err := fs.Glob(fsys, "*.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			src, err := fs.ReadFile(fsys, name)
			if err != nil {
				return nil, fmt.Errorf("reading law %s: %w", name, err)
			}
			l, err := Parse(name, src)
			switch {
			case err != nil:
				errs = append(errs, err)
			case lib.laws[l.ID] != nil:
				errs = append(errs, fmt.Errorf("%s:1:1: 法“%s”已经存在", name, l.ID))
			default:
				lib.laws[l.ID] = l
			}
		}
	}
	lib.ids = sortedIDs(lib.laws)
	errs = append(errs, lib.link()...)
	if len(errs) > 0 {
		return nil, errors.Join(errs...)
	}
	return lib, nil
}

// link checks what one text says of another.
func (lib *Library) link() []error {
	var errs []error
	fail := func(l *Law, format string, args ...any) {
		errs = append(errs, fmt.Errorf("%s.yaml: %s", l.ID, fmt.Sprintf(format, args...)))
	}
	for _, id := range lib.ids {
		l := lib.laws[id]
		if l.ReplacedBy != "" {
			next := lib.laws[l.ReplacedBy]
			if next == nil {
				fail(l, "替代它的“%s”没有收录", l.ReplacedBy)
			} else if next.From != l.Until.AddDays(1) {
				fail(l, "替代它的“%s”应自 %s 起施行", l.ReplacedBy, l.Until.AddDays(1))
			}
		}
		for _, c := range l.Clocks {
			for _, e := range c.Extends {
				if e.Law == "" {
					continue
				}
				if _, err := lib.Resolve(e.Law, e.Article); err != nil {
					fail(l, "期限“%s”的延长：%v", c.Name, err)
				}
			}
		}
	}
	return errs
}

// Law returns the text of the id.
func (lib *Library) Law(id string) (*Law, bool) {
	l, ok := lib.laws[id]
	return l, ok
}

// Laws returns all texts by id.
func (lib *Library) Laws() []*Law {
	out := make([]*Law, len(lib.ids))
	for i, id := range lib.ids {
		out[i] = lib.laws[id]
	}
	return out
}

// Citation is a resolved reference to a text.
type Citation struct {
	Law       string `json:"law"`
	Name      string `json:"name"` // official name
	Number    string `json:"number,omitempty"`
	Article   string `json:"article,omitempty"`
	Title     string `json:"title,omitempty"` // of the article, our own words
	Certainty Mark   `json:"certainty"`
	Unsure    bool   `json:"unsure"`
}

// String prints 《…》第二十三条.
func (c Citation) String() string {
	s := "《" + c.Name + "》"
	if c.Article != "" {
		s += articleText(c.Article)
	}
	return s
}

// Resolve finds the text and article a declaration cites. Without an article it
// cites the text as a whole. The certainty is the article's, or the text's own.
func (lib *Library) Resolve(id, article string) (Citation, error) {
	l, ok := lib.laws[id]
	if !ok {
		return Citation{}, lib.unknown(id, lib.ids)
	}
	c := Citation{Law: id, Name: l.Title, Number: l.Number, Article: article, Certainty: l.Mark}
	if article != "" {
		if _, err := ParseArticle(article); err != nil {
			return Citation{}, err
		}
		a, ok := l.Article(article)
		if !ok {
			return Citation{}, fault.Newf(fault.NotFound, "law.unknown_article", "《%s》没有收录%s", l.Title, articleText(article))
		}
		c.Title, c.Certainty = a.Title, a.Mark
	}
	c.Unsure = c.Certainty.Unsure()
	return c, nil
}

func (lib *Library) unknown(id string, known []string) error {
	return fault.Newf(fault.NotFound, "law.unknown_law", "没有名为“%s”的法；已收录：%s", clip(id), strings.Join(known, "、"))
}

// withClocks lists the ids of texts that set clocks.
func (lib *Library) withClocks() []string {
	var out []string
	for _, id := range lib.ids {
		if len(lib.laws[id].Clocks) > 0 {
			out = append(out, id)
		}
	}
	return out
}

// Clock returns the clock of the name as it stood on the day that pins the
// text. A text not in force on that day is an error that names the one that was.
func (lib *Library) Clock(id, name string, on calendar.Date) (*Law, *Clock, error) {
	l, ok := lib.laws[id]
	if !ok {
		return nil, nil, lib.unknown(id, lib.withClocks())
	}
	names := l.ClockNames()
	if !slices.Contains(names, name) {
		if len(names) == 0 {
			return nil, nil, fault.Newf(fault.NotFound, "law.unknown_clock", "《%s》没有收录期限；有期限的法：%s", l.Title, strings.Join(lib.withClocks(), "、"))
		}
		return nil, nil, fault.Newf(fault.NotFound, "law.unknown_clock", "《%s》没有名为“%s”的期限；可用：%s", l.Title, clip(name), strings.Join(names, "、"))
	}
	if !l.InForce(on) {
		return nil, nil, lib.notInForce(l, on)
	}
	var since []string
	for i := range l.Clocks {
		c := &l.Clocks[i]
		if c.Name != name {
			continue
		}
		if c.applies(on) {
			return l, c, nil
		}
		since = append(since, span(c.From, c.Until))
	}
	return nil, nil, fault.Newf(fault.Invalid, "law.no_version", "%s 起算的“%s”没有收录；《%s》此期限收录的是 %s 的规定",
		on, name, l.Title, strings.Join(since, "、"))
}

func span(from, until calendar.Date) string {
	switch {
	case from.IsZero():
		return until.String() + " 以前"
	case until.IsZero():
		return from.String() + " 以后"
	}
	return from.String() + " 至 " + until.String()
}

// notInForce names the text that was in force instead, earlier or later.
func (lib *Library) notInForce(l *Law, on calendar.Date) error {
	when := "自 " + l.From.String() + " 起施行"
	if on.After(l.From) {
		when = "自 " + l.Until.AddDays(1).String() + " 起废止"
	}
	if other := lib.insteadOf(l, on); other != nil {
		return fault.Newf(fault.Invalid, "law.not_in_force", "《%s》（%s）%s；%s 有效的是《%s》（%s）",
			l.Title, l.ID, when, on, other.Title, other.ID)
	}
	return fault.Newf(fault.Invalid, "law.not_in_force", "《%s》（%s）%s，%s 有效的规定没有收录", l.Title, l.ID, when, on)
}

// insteadOf follows the line of replacements to the text in force on the day.
func (lib *Library) insteadOf(l *Law, on calendar.Date) *Law {
	for next := lib.laws[l.ReplacedBy]; next != nil; next = lib.laws[next.ReplacedBy] {
		if next.InForce(on) {
			return next
		}
	}
	for range lib.ids {
		i := slices.IndexFunc(lib.ids, func(id string) bool { return lib.laws[id].ReplacedBy == l.ID })
		if i < 0 {
			return nil
		}
		if l = lib.laws[lib.ids[i]]; l.InForce(on) {
			return l
		}
	}
	return nil
}

// Titles answers the citations of declarations from a library, in the form they
// ask for: the title of the article, or of the text, and whether it is unsure.
type Titles struct{ *Library }

// Resolve returns the title of an article, or of the text.
func (t Titles) Resolve(id, article string) (string, bool, error) {
	c, err := t.Library.Resolve(id, article)
	if err != nil {
		return "", false, err
	}
	title := c.Title
	if title == "" {
		title = c.Name
	}
	return title, c.Unsure, nil
}
