package portal

import (
	"cmp"
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of a search: the register is there to look somebody up in, not to be
// read through it; for that there is the open data.
const (
	mostFound = 20
	mostRead  = 1000 // rows of the name index rechecked
	readAt    = 200
	longest   = 100 // characters of what is looked for
)

// Found is the answer to a search.
type Found struct {
	Subjects  []Entry
	Documents []Entry // records found by their document number
	More      bool    // there are more subjects than are shown
}

// codeLike is what may be a unified social credit code, or an old registration
// number: looked for as a whole, never by its beginning.
var codeLike = regexp.MustCompile(`^[0-9A-Z]{15}(?:[0-9A-Z]{3})?$`)

// Find looks for subjects by a part of a name or by code, and for published
// records by document number.
func (p *Portal) Find(ctx context.Context, text string, day calendar.Date) (Found, error) {
	text = strings.TrimSpace(text)
	bad := func(why string) error {
		return fault.Bad("portal.search", "无法查询", fault.Field{Name: "q", Code: "text", Text: why})
	}
	switch {
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return Found{}, bad("含有无效字符")
	case utf8.RuneCountInString(text) > longest:
		return Found{}, bad("最多 " + strconv.Itoa(longest) + " 字")
	case !publication.Searchable(text):
		return Found{}, bad("请至少输入两个字")
	}
	var f Found
	err := p.Engine.DB().Read(ctx, func(c db.Conn) error {
		for _, n := range p.Notices.Subjects() {
			if err := p.findSubjects(c, n, text, day, &f); err != nil {
				return err
			}
		}
		for _, n := range p.Notices.About() {
			if err := p.findDocuments(c, n, text, day, &f); err != nil {
				return err
			}
		}
		return nil
	})
	return f, err
}

func (p *Portal) findSubjects(c db.Conn, n *publication.Notice, text string, day calendar.Date, f *Found) error {
	q := n.Query(p.Area, day)
	q.Sort, q.Limit = "", readAt
	code := strings.ToUpper(text)
	if field := n.Kind.SubjectFields.Code; codeLike.MatchString(code) && n.Open(field) {
		q.Filter = and(q.Filter, field+" == "+strconv.Quote(code))
		q.Limit = mostFound
		page, err := p.Engine.ListIn(c, q)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			if e, ok := p.entry(n, r, day); ok {
				f.Subjects = append(f.Subjects, e)
			}
		}
		return nil
	}
	q.Search = text
	var all []match
	living := 0
	for read := 0; read < mostRead && living <= mostFound; read += readAt {
		page, err := p.Engine.ListIn(c, q)
		if err != nil {
			return err
		}
		for _, r := range page.Items {
			if n.Find(r, text) {
				if e, ok := p.entry(n, r, day); ok {
					m := p.match(r, text, e)
					all = append(all, m)
					if !m.ended {
						living++
					}
				}
			}
		}
		if q.Cursor = page.Next; q.Cursor == nil {
			break
		}
	}
	f.More = f.More || q.Cursor != nil
	slices.SortStableFunc(all, match.before)
	for _, m := range all {
		if len(f.Subjects) == mostFound {
			f.More = true
			break
		}
		f.Subjects = append(f.Subjects, m.entry)
	}
	return nil
}

// match is a subject that was found, and how well.
type match struct {
	entry Entry
	how   int  // 0 the whole name, 1 its beginning, 2 a part of it, 3 something else of it, as its address
	ended bool // it exists no more
}

func (p *Portal) match(r *record.Record, text string, e Entry) match {
	name, want := record.NormalSearch(r.Title()), record.NormalSearch(text)
	m := match{entry: e, how: 3, ended: p.Ended != nil && p.Ended(r)}
	switch {
	case name == want:
		m.how = 0
	case strings.HasPrefix(name, want):
		m.how = 1
	case strings.Contains(name, want):
		m.how = 2
	}
	return m
}

// before puts the better match first, and of two as good the one that still exists:
// who looks for a shop looks for one he can go to.
func (m match) before(o match) int {
	if d := cmp.Compare(m.how, o.how); d != 0 || m.ended == o.ended {
		return d
	}
	if o.ended {
		return -1
	}
	return 1
}

// findDocuments finds records by the whole number of their document.
func (p *Portal) findDocuments(c db.Conn, n *publication.Notice, text string, day calendar.Date, f *Found) error {
	field := n.Kind.TitleField
	if field == "" || !n.Open(field) || !strings.ContainsFunc(text, unicode.IsDigit) {
		return nil
	}
	q := n.Query(p.Area, day)
	q.Limit = mostFound
	q.Filter = and(q.Filter, field+" in ["+strconv.Quote(text)+", "+strconv.Quote(bracketed(text))+"]")
	page, err := p.Engine.ListIn(c, q)
	if err != nil {
		return err
	}
	for _, r := range page.Items {
		if e, ok := p.entry(n, r, day); ok && len(f.Documents) < mostFound {
			e.About = p.about(c, r, day)
			f.Documents = append(f.Documents, e)
		}
	}
	return nil
}

// bracketed writes the brackets of a document number as documents have them:
// 威市监罚[2026]3号 → 威市监罚〔2026〕3号.
var brackets = strings.NewReplacer("[", "〔", "]", "〕", "【", "〔", "】", "〕", "［", "〔", "］", "〕", "（", "〔", "）", "〕", "(", "〔", ")", "〕")

func bracketed(text string) string { return brackets.Replace(text) }

func and(a, b string) string {
	if a == "" {
		return b
	}
	return a + " && " + b
}

// List returns published records of a notice, newest first.
func (p *Portal) List(ctx context.Context, n *publication.Notice, after *record.Cursor, limit int, day calendar.Date) ([]Entry, *record.Cursor, error) {
	q := n.Query(p.Area, day)
	q.Cursor, q.Limit = after, limit
	var out []Entry
	var next *record.Cursor
	err := p.Engine.DB().Read(ctx, func(c db.Conn) error {
		page, err := p.Engine.ListIn(c, q)
		if err != nil {
			return err
		}
		next = page.Next
		for _, r := range page.Items {
			if e, ok := p.entry(n, r, day); ok {
				e.About = p.about(c, r, day)
				out = append(out, e)
			}
		}
		return nil
	})
	return out, next, err
}

// Count returns how many records a notice shows.
func (p *Portal) Count(ctx context.Context, n *publication.Notice, day calendar.Date) (record.Total, error) {
	return p.Engine.Count(ctx, n.Query(p.Area, day), false)
}
