package code

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
	"sync"
)

//go:embed data/industry.csv
var industryCSV []byte

// Industry is an entry of the industrial classification GB/T 4754-2017.
type Industry struct {
	Code   string // A; 01; 011; 0111
	Name   string
	Parent string // code above; empty for a letter
	Level  int    // 1 门类, 2 大类, 3 中类, 4 小类
}

// Industries is the classification. It is read-only.
type Industries struct {
	list []Industry
	by   map[string]int
	kids map[string][]int
}

// GBT4754 returns the classification shipped with the product: 20 sections, 97
// divisions, 473 groups and 1,381 classes.
func GBT4754() *Industries { return nationalIndustries() }

var nationalIndustries = sync.OnceValue(func() *Industries {
	t, err := readIndustries(industryCSV)
	if err != nil {
		panic("kernel/code: shipped industry.csv: " + err.Error())
	}
	return t
})

func readIndustries(src []byte) (*Industries, error) {
	r := csv.NewReader(bytes.NewReader(src))
	r.FieldsPerRecord = 4
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	t := &Industries{by: map[string]int{}, kids: map[string][]int{}}
	for i, f := range rows {
		if i == 0 {
			continue
		}
		level, err := strconv.Atoi(f[3])
		if err != nil || level != len(f[0]) || f[1] == "" {
			return nil, fmt.Errorf("line %d: bad code, name or level", i+1)
		}
		if _, known := t.by[f[2]]; level > 1 && !known || level > 2 && f[2] != f[0][:level-1] {
			return nil, fmt.Errorf("line %d: parent %s of %s", i+1, f[2], f[0])
		}
		if _, twice := t.by[f[0]]; twice {
			return nil, fmt.Errorf("line %d: %s stands twice", i+1, f[0])
		}
		n := len(t.list)
		t.list = append(t.list, Industry{f[0], f[1], f[2], level})
		t.by[f[0]] = n
		t.kids[f[2]] = append(t.kids[f[2]], n)
	}
	return t, nil
}

// Find returns the entry of a code. A class is also found with its letter in
// front, as registers write it (C1311).
func (t *Industries) Find(code string) (Industry, bool) {
	if len(code) > 1 && code[0] >= 'A' && code[0] <= 'T' {
		e, ok := t.Find(code[1:])
		if !ok || t.Section(e.Code).Code != code[:1] {
			return Industry{}, false
		}
		return e, true
	}
	i, ok := t.by[code]
	if !ok {
		return Industry{}, false
	}
	return t.list[i], true
}

// All returns every entry in the order of the standard.
func (t *Industries) All() []Industry { return append([]Industry(nil), t.list...) }

// Under returns the entries directly below a code; sections below "".
func (t *Industries) Under(code string) []Industry {
	var out []Industry
	for _, i := range t.kids[code] {
		out = append(out, t.list[i])
	}
	return out
}

// Section returns the section (门类) an entry belongs to.
func (t *Industries) Section(code string) Industry {
	for i, ok := t.by[code]; ok; i, ok = t.by[t.list[i].Parent] {
		if t.list[i].Level == 1 {
			return t.list[i]
		}
	}
	return Industry{}
}

// Path writes an entry with all above it: 制造业 › 农副食品加工业 › 谷物磨制.
func (t *Industries) Path(code string) string {
	var parts []string
	for i, ok := t.by[code]; ok; i, ok = t.by[t.list[i].Parent] {
		parts = append([]string{t.list[i].Name}, parts...)
	}
	return strings.Join(parts, " › ")
}

// Check judges an industry code.
func (t *Industries) Check(s string) Check {
	if _, ok := t.Find(s); !ok {
		return bad(0, "", "%s 不是国民经济行业分类（GB/T 4754-2017）代码", s)
	}
	return fine()
}
