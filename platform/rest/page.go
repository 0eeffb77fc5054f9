package rest

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 2000
	maxText      = 4096 // bytes of one parameter: a filter, a cursor
)

// Page is what a caller may ask of a list. Filter, Query and Sort are only
// bounded here; the list knows its fields.
type Page struct {
	Limit  int
	Cursor string // opaque; see DecodeCursor
	Filter string // CEL
	Query  string // q
	Sort   string // field name, "" for the list's own order
	Desc   bool   // "-field"
}

// ParsePage reads limit, cursor, filter, q and sort, and names every bad one.
func ParsePage(q url.Values) (Page, error) {
	p := Page{Limit: DefaultLimit}
	var bad []fault.Field
	say := func(name, code, text string) {
		bad = append(bad, fault.Field{Name: name, Code: code, Text: text})
	}
	for _, name := range []string{"limit", "cursor", "filter", "q", "sort"} {
		if len(q[name]) > 1 {
			say(name, "duplicate", name+" 只能出现一次")
		}
	}
	if s := q.Get("limit"); s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 1 || n > MaxLimit {
			say("limit", "range", fmt.Sprintf("limit 应为 1 至 %d 的整数", MaxLimit))
		}
		p.Limit = n
	}
	p.Cursor, p.Filter, p.Query = q.Get("cursor"), q.Get("filter"), q.Get("q")
	for _, f := range []struct{ name, value string }{{"filter", p.Filter}, {"q", p.Query}, {"sort", q.Get("sort")}} {
		if why := badText(f.value); why != "" { // where no Server stood in front
			say(f.name, "text", f.name+" "+why)
		}
	}
	p.Sort, p.Desc = strings.CutPrefix(q.Get("sort"), "-")
	if len(bad) > 0 {
		return Page{}, fault.Bad("rest.page", fmt.Sprintf("有 %d 个查询参数需要修改", len(bad)), bad...)
	}
	return p, nil
}

// checkURL stops NUL and invalid UTF-8 at the door (kernel.md §5), whoever reads
// the path and the parameters later, and a query that cannot be read for sure.
func checkURL(u *url.URL) error {
	if badText(u.Path) != "" {
		return fault.New(fault.NotFound, "rest.no_route", "没有这个接口")
	}
	if u.RawQuery == "" {
		return nil
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return fault.Bad("rest.query", "查询参数格式不正确", fault.Field{Name: "query", Code: "invalid", Text: "查询参数格式不正确，特殊字符须转义"}).With(err)
	}
	var bad []fault.Field
	for name, values := range q {
		clean := strings.ToValidUTF8(strings.ReplaceAll(name, "\x00", "�"), "�")
		why := badText(name)
		for _, v := range values {
			if why == "" {
				why = badText(v)
			}
		}
		if why != "" {
			bad = append(bad, fault.Field{Name: clip(clean), Code: "text", Text: clip(clean) + " " + why})
		}
	}
	if len(bad) > 0 {
		slices.SortFunc(bad, func(a, b fault.Field) int { return strings.Compare(a.Name, b.Name) })
		return fault.Bad("rest.query", fmt.Sprintf("有 %d 个查询参数需要修改", len(bad)), bad...)
	}
	return nil
}

func badText(s string) string {
	switch {
	case len(s) > maxText:
		return fmt.Sprintf("过长，最多 %d 字节", maxText)
	case strings.ContainsRune(s, 0) || strings.ToValidUTF8(s, "") != s:
		return "含有无效字符（NUL 或不是 UTF-8）"
	}
	return ""
}
