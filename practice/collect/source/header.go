package source

import (
	"strings"
	"unicode"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/platform/fault"
)

// header finds the header among the first records of a table: the first that
// fills most of the width and holds nothing that looks like data. It sets
// Header, Columns and Samples and returns the header's index.
func (f *File) header(records [][]string, lines []int) (int, error) {
	n := min(len(records), f.limits.Header)
	width := 0
	for _, r := range records[:n] {
		width = max(width, filled(r))
	}
	at := -1
	for i, r := range records[:n] {
		if k := filled(r); 10*k >= 6*width && k >= min(2, width) && !dataRow(r) {
			at = i
			break
		}
	}
	if at < 0 {
		return 0, fault.Newf(fault.Invalid, "collect.no_header", "“%s”没有表头：第 %d 行起就是数据，请在第一行加上各列名称", f.Name, lines[0])
	}
	head := records[at]
	for len(head) > 0 && strings.TrimSpace(head[len(head)-1]) == "" && !reaches(records[at+1:n], len(head)-1) {
		head = head[:len(head)-1]
	}
	if len(head) > f.limits.Columns {
		return 0, tooManyColumns(len(head), f.limits.Columns, lines[at])
	}
	f.Header = lines[at]
	f.name(head)
	for _, r := range records[at+1:] {
		if r == nil || len(f.Samples) == samples {
			break
		}
		f.sample(r)
	}
	return at, nil
}

// reaches reports whether one of the records has something in column i.
func reaches(records [][]string, i int) bool {
	for _, r := range records {
		if i < len(r) && strings.TrimSpace(r[i]) != "" {
			return true
		}
	}
	return false
}

// sample keeps a row for Recognise, cells beyond the header dropped.
func (f *File) sample(cells []string) {
	if len(cells) > len(f.Columns) {
		cells = cells[:len(f.Columns)]
	}
	f.Samples = append(f.Samples, cells)
	for i, c := range cells {
		if f.Columns[i].Sample == "" {
			f.Columns[i].Sample = clip(strings.TrimSpace(c), 80)
		}
	}
}

// name makes the columns' names unique.
func (f *File) name(head []string) {
	seen := map[string]bool{}
	for i, h := range head {
		h = clip(Heading(h), 200)
		name := h
		if name == "" {
			name = "第 " + itoa(i+1) + " 列"
		}
		for base, n := name, 2; seen[name]; n++ {
			name = base + "（" + itoa(n) + "）"
		}
		seen[name] = true
		f.Columns = append(f.Columns, Column{Name: name, Head: h})
	}
}

// Heading is a heading as it is kept: without invisible characters, blanks in a
// row made one.
func Heading(s string) string {
	s = strings.Map(func(r rune) rune {
		if r != ' ' && r != 0x3000 && !unicode.IsSpace(r) && code.Blank(r) {
			return -1
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

func filled(cells []string) int {
	n := 0
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			n++
		}
	}
	return n
}

// dataRow reports whether a row holds what no heading is: a code that checks, a
// date, or a number of five digits and more.
func dataRow(cells []string) bool {
	for _, c := range cells {
		c = strings.TrimSpace(c)
		if len(c) < 5 || len(c) > 40 || !strings.ContainsAny(c, "0123456789") {
			continue
		}
		if code.USCC(c).OK {
			return true
		}
		if _, _, ok := plainDate(c); ok {
			return true
		}
		digits := strings.Trim(c, "0123456789.,-")
		if digits == "" {
			return true
		}
	}
	return false
}

// clip cuts a text to n characters.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}
