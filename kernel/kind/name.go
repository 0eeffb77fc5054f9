package kind

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
)

// Longest names. Together with the suffixes of indexes and child tables they
// keep every identifier within PostgreSQL's 63 bytes.
const (
	maxName  = 32
	maxIdent = 63
)

// system are the columns every book has, and words kept free for it; no field
// may take their names.
var system = []string{"area", "id", "rid", "rev", "act", "state", "unit", "owner", "secret", "number", "created_at", "updated_at", "key"}

// keywords are words that SQLite or PostgreSQL reserve.
var keywords = strings.Fields(`add all alter always analyse analyze and any array as asc asymmetric authorization
	autoincrement begin between binary both by case cast check collate collation column commit concurrently constraint
	create cross current_catalog current_date current_role current_schema current_time current_timestamp current_user
	default deferrable deferred delete desc distinct do drop else end escape except exclusive exists explain false fetch
	for foreign freeze from full glob grant group having ilike immediate in index initially inner insert instead intersect
	into is isnull join lateral leading left like limit localtime localtimestamp match natural not notnull null offset on
	only or order outer overlaps placing plan pragma primary query raise references regexp replace returning right
	rollback row rows select session_user set similar some symmetric table tablesample then to trailing transaction
	trigger true union unique update user using vacuum values variadic verbose view virtual when where window with without`)

// snake reports whether s is lower_snake without double or outer underscores.
func snake(s string) bool {
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
		case c >= '0' && c <= '9' && i > 0:
		case c == '_' && i > 0 && i < len(s)-1 && s[i-1] != '_':
		default:
			return false
		}
	}
	return s != ""
}

// BadName says why a text cannot be the name of a kind or field.
func BadName(s string) string {
	switch {
	case !snake(s):
		return fmt.Sprintf("名称“%s”应为小写英文字母、数字和单个下划线，以字母开头", clip(s))
	case len(s) > maxName:
		return fmt.Sprintf("名称“%s”超过 %d 个字符", clip(s), maxName)
	case strings.HasPrefix(s, "x_"):
		return fmt.Sprintf("名称“%s”不能以 x_ 开头（留给城市扩展的列）", s)
	case slices.Contains(keywords, s):
		return fmt.Sprintf("名称“%s”是 SQL 关键字，请换一个", s)
	}
	return ""
}

// badFieldName says why a text cannot be the name of a field.
func badFieldName(s string) string {
	why := BadName(s)
	switch {
	case why != "":
		return why
	case slices.Contains(system, s):
		return fmt.Sprintf("名称“%s”留给系统列，请换一个", s)
	case expr.Reserved(s):
		return fmt.Sprintf("名称“%s”是表达式语言的保留字，请换一个", s)
	}
	return ""
}

// didYouMean suggests the nearest of the known words.
func didYouMean(word string, known []string) string {
	best, near := "", (len([]rune(word))+1)/3 // two letters and one of them wrong is no likeness
	if len(word) < 3 {
		near = 0
	}
	for _, k := range known {
		if k == word {
			continue
		}
		if d := distance(word, k, near); d <= near && (best == "" || d < near) {
			best, near = k, d
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("，是否想写“%s”", best)
}

// distance is the number of single-character edits between two words, counted
// up to limit+1; two exchanged neighbours are one edit.
func distance(a, b string, limit int) int {
	x, y := []rune(a), []rune(b)
	if len(x) > 60 || len(x)-len(y) > limit || len(y)-len(x) > limit {
		return limit + 1
	}
	rows := make([][]int, len(x)+1)
	for i := range rows {
		rows[i] = make([]int, len(y)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(x); i++ {
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(x)][len(y)]
}
