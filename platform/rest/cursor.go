package rest

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/platform/fault"
)

// cursorVersion changes whenever the shape does, so that an old cursor in a
// bookmark is refused and not misread.
const cursorVersion = 1

// maxCursor bounds the encoded form.
const maxCursor = 4096

// Cursor is the place after which a list goes on (kernel.md §5): the sort key
// of the last row and its area and id, which make the order total. Order names
// the list the cursor belongs to (its sort and filter, in the caller's words or
// a digest), so that it cannot continue another one.
//
// It is opaque to callers but not secret, and it grants nothing: a list applies
// its own filter and access predicate whatever the cursor says.
type Cursor struct {
	Order string
	Key   any // nil, string, int64 or bool
	Area  string
	ID    string
}

// Encode prints the cursor: base64url of the JSON list [version, order, key, area, id].
func (c Cursor) Encode() string {
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode([]any{cursorVersion, c.Order, c.Key, c.Area, c.ID}); err != nil {
		return "" // only for a key that is none of the four types
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strings.TrimSuffix(b.String(), "\n")))
}

// DecodeCursor reads what Encode printed for the same order; anything else is a
// fault, whoever wrote it.
func DecodeCursor(text, order string) (Cursor, error) {
	c, ok := parseCursor(text)
	if !ok {
		return Cursor{}, badCursor("rest.cursor", "翻页标记无效，请从第一页重新查询")
	}
	if c.Order != order {
		return Cursor{}, badCursor("rest.cursor_order", "翻页标记与当前的筛选或排序不一致，请从第一页重新查询")
	}
	return c, nil
}

func badCursor(code, text string) error {
	return fault.Bad(code, text, fault.Field{Name: "cursor", Code: "invalid", Text: text})
}

func parseCursor(text string) (c Cursor, ok bool) {
	if text == "" || len(text) > maxCursor {
		return c, false
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return c, false
	}
	v, err := decode(raw, true)
	list, isList := v.([]any)
	if err != nil || !isList || len(list) != 5 || list[0] != int64(cursorVersion) {
		return c, false
	}
	var ok1, ok2, ok3 bool
	c.Order, ok1 = list[1].(string)
	c.Area, ok2 = list[3].(string)
	c.ID, ok3 = list[4].(string)
	if !ok1 || !ok2 || !ok3 || !word(c.Area, 32) || !word(c.ID, 64) {
		return c, false
	}
	switch k := list[2].(type) {
	case nil, int64, bool:
	case string:
		if !utf8.ValidString(k) || strings.ContainsRune(k, 0) {
			return c, false
		}
	default:
		return c, false
	}
	c.Key = list[2]
	return c, c.Encode() == text // one text for one place
}

// word accepts what an area or an id can be: letters, digits, - and _.
func word(s string, most int) bool {
	if len(s) > most {
		return false
	}
	for i := range len(s) {
		c := s[i]
		if (c < '0' || c > '9') && (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && c != '-' && c != '_' {
			return false
		}
	}
	return true
}
