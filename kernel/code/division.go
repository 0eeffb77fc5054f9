package code

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"sort"
	"strings"
	"sync"
)

//go:embed data/division.csv
var divisionCSV []byte

// Division is an administrative division of GB/T 2260 under one name during one
// stretch of time.
type Division struct {
	Code      string // six digits
	Name      string // full name: 环翠区
	From      string // first edition that lists it, YYYY-MM; empty: before 2002-12
	Until     string // first edition that no longer lists it; empty: in force
	Successor string // code that took its place where there is exactly one
}

// Retired reports whether the code is no longer in force.
func (d Division) Retired() bool { return d.Until != "" }

// Level is 1 for a province, 2 for a prefecture, 3 for a county.
func (d Division) Level() int { return divisionLevel(d.Code) }

func divisionLevel(code string) int {
	switch {
	case strings.HasSuffix(code, "0000"):
		return 1
	case strings.HasSuffix(code, "00"):
		return 2
	}
	return 3
}

// Divisions is the table of divisions with its history. It is read-only.
type Divisions struct {
	spans map[string][]Division // by code, oldest first
	under map[string][]string   // current codes by the code above
	named map[string][]string   // prefectures and provinces by full name
}

// GB2260 returns the national table shipped with the product.
func GB2260() *Divisions { return nationalDivisions() }

var nationalDivisions = sync.OnceValue(func() *Divisions {
	d, err := readDivisions(divisionCSV)
	if err != nil {
		panic("kernel/code: shipped division.csv: " + err.Error())
	}
	return d
})

func readDivisions(src []byte) (*Divisions, error) {
	r := csv.NewReader(bytes.NewReader(src))
	r.FieldsPerRecord = 5
	rows, err := r.ReadAll()
	if err != nil {
		return nil, err
	}
	d := &Divisions{spans: map[string][]Division{}, under: map[string][]string{}, named: map[string][]string{}}
	for i, f := range rows {
		if i == 0 {
			continue
		}
		if len(f[0]) != 6 || !allDigits(f[0]) || f[1] == "" {
			return nil, fmt.Errorf("line %d: bad code or name", i+1)
		}
		d.spans[f[0]] = append(d.spans[f[0]], Division{f[0], f[1], f[2], f[3], f[4]})
	}
	for code, spans := range d.spans {
		sort.Slice(spans, func(i, j int) bool { return spans[i].From < spans[j].From })
		last := spans[len(spans)-1]
		if last.Successor != "" && len(d.spans[last.Successor]) == 0 {
			return nil, fmt.Errorf("%s: unknown successor %s", code, last.Successor)
		}
		if !last.Retired() {
			d.under[above(code)] = append(d.under[above(code)], code)
		}
		if last.Level() < 3 {
			for _, s := range spans {
				d.named[s.Name] = append(d.named[s.Name], code)
			}
		}
	}
	for _, codes := range d.under {
		sort.Strings(codes)
	}
	for _, codes := range d.named {
		sort.Strings(codes)
	}
	return d, nil
}

// All returns every division under every name it had, by code and time.
func (d *Divisions) All() []Division {
	codes := make([]string, 0, len(d.spans))
	for c := range d.spans {
		codes = append(codes, c)
	}
	sort.Strings(codes)
	var out []Division
	for _, c := range codes {
		out = append(out, d.spans[c]...)
	}
	return out
}

// above is the code one level up; empty for a province.
func above(code string) string {
	switch divisionLevel(code) {
	case 1:
		return ""
	case 2:
		return code[:2] + "0000"
	}
	return code[:4] + "00"
}

// Find returns the latest entry of a code.
func (d *Divisions) Find(code string) (Division, bool) {
	spans := d.spans[code]
	if len(spans) == 0 {
		return Division{}, false
	}
	return spans[len(spans)-1], true
}

// FindOn returns the entry of a code on a day (YYYY-MM-DD) or in a month.
func (d *Divisions) FindOn(code, day string) (Division, bool) {
	if len(day) > 7 {
		day = day[:7]
	}
	for _, s := range d.spans[code] {
		if s.From <= day && (s.Until == "" || day < s.Until) {
			return s, true
		}
	}
	return Division{}, false
}

// History returns every entry of a code, oldest first.
func (d *Divisions) History(code string) []Division {
	return append([]Division(nil), d.spans[code]...)
}

// Current follows the successors of a code to a division in force. It fails
// where a division was merged or divided and has no single successor.
func (d *Divisions) Current(code string) (Division, bool) {
	for range 8 {
		e, ok := d.Find(code)
		if !ok {
			return Division{}, false
		}
		if !e.Retired() {
			return e, true
		}
		code = e.Successor
	}
	return Division{}, false
}

// Under returns the divisions in force directly below a code: provinces below
// the empty code, the counties of a prefecture, the prefectures of a province.
// A county below its province (省直辖县) stands below xx9000 as in the standard.
func (d *Divisions) Under(code string) []Division {
	var out []Division
	for _, c := range d.under[code] {
		e, _ := d.Find(c)
		out = append(out, e)
	}
	return out
}

// Named returns the provinces and prefectures that have or had this full name.
func (d *Divisions) Named(name string) []string { return append([]string(nil), d.named[name]...) }

// Retired returns every retired code whose chain of successors ends at code.
func (d *Divisions) Retired(code string) []Division {
	var out []Division
	for c, spans := range d.spans {
		last := spans[len(spans)-1]
		if cur, ok := d.Current(c); ok && last.Retired() && cur.Code == code {
			out = append(out, last)
		}
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Code < out[j].Code })
	return out
}

// FullName writes a division with all that is above it: 山东省威海市环翠区.
func (d *Divisions) FullName(code string) string {
	var parts []string
	for c := code; c != ""; c = above(c) {
		if e, ok := d.Find(c); ok {
			parts = append([]string{e.Name}, parts...)
		}
	}
	return strings.Join(parts, "")
}

// Check judges a division code: six digits, known to the table; a retired code
// is a warning that names its successor.
func (d *Divisions) Check(s string) Check {
	if c, ok := length(s, 6); !ok {
		return c
	}
	if c, ok := digits(s, 1, 6); !ok {
		return c
	}
	e, ok := d.Find(s)
	switch cur, has := d.Current(s); {
	case !ok:
		return bad(0, "", "%s 不是行政区划代码（GB/T 2260）", s)
	case e.Retired() && has:
		return bad(0, cur.Code, "%s（%s）已停用，现为 %s（%s）", s, e.Name, cur.Code, cur.Name).warned()
	case e.Retired():
		return bad(0, "", "%s（%s）已停用，没有唯一的后继代码", s, e.Name).warned()
	}
	return fine()
}

// ShortName cuts the sort off a division's name: 环翠区 → 环翠, 互助土族自治县 →
// 互助. A name of two characters stays as it is (单县, 芒市).
func ShortName(name string) string {
	s := name
	for _, end := range []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗"} {
		if t, ok := strings.CutSuffix(s, end); ok {
			return cutPeople(t)
		}
	}
	for _, end := range []string{"地区", "新区", "林区", "省", "市", "县", "区", "旗", "盟"} {
		if t, ok := strings.CutSuffix(s, end); ok && len([]rune(t)) > 1 {
			return t
		}
	}
	return s
}

// peoples are the names that stand before 自治… in names of divisions.
var peoples = []string{"蒙古族", "蒙古", "回族", "藏族", "维吾尔", "苗族", "彝族", "壮族", "布依族", "朝鲜族", "满族", "侗族",
	"瑶族", "白族", "土家族", "哈尼族", "哈萨克族", "哈萨克", "傣族", "黎族", "傈僳族", "佤族", "畲族", "拉祜族", "水族", "东乡族", "纳西族",
	"景颇族", "柯尔克孜", "土族", "达斡尔族", "达斡尔", "仫佬族", "羌族", "布朗族", "撒拉族", "毛南族", "仡佬族", "锡伯", "普米族",
	"塔吉克", "怒族", "鄂温克族", "鄂温克", "保安族", "裕固族", "独龙族", "鄂伦春", "各族"}

func cutPeople(s string) string {
	for again := true; again; {
		again = false
		for _, p := range peoples {
			if t, ok := strings.CutSuffix(s, p); ok && len([]rune(t)) > 1 {
				s, again = t, true
				break
			}
		}
	}
	return s
}
