package rest

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of a page.
const (
	DefaultLimit = 50
	MaxLimit     = 2000
	maxText      = 4000 // characters of a filter or a query
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
		if why := badText(f.value); why != "" {
			say(f.name, "text", f.name+" "+why)
		}
	}
	if len(p.Cursor) > maxCursor {
		say("cursor", "invalid", "翻页标记无效，请从第一页重新查询")
	}
	p.Sort, p.Desc = strings.CutPrefix(q.Get("sort"), "-")
	if len(bad) > 0 {
		return Page{}, fault.Bad("rest.page", fmt.Sprintf("有 %d 个查询参数需要修改", len(bad)), bad...)
	}
	return p, nil
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
