package code

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

// County is where a subject is: a county of GB/T 2260, or a functional area
// (功能区) that a profile gives a code of its own.
type County struct {
	Code       string   // six characters; a letter marks a code of the profile's own
	Title      string   // 环翠区, 威海火炬高技术产业开发区
	Short      string   // 环翠, 高区
	Functional bool     // 功能区, inside the county Parent
	Parent     string   // statutory county of a functional area
	Names      []string // further spellings, counted anywhere in an address
	Near       []string // spellings that count only right after the city or the parent
	Towns      []string // townships and streets: 宋村镇, 天福街道
}

// Statutory returns the GB/T 2260 code the county stands under.
func (c County) Statutory() string {
	if c.Functional {
		return c.Parent
	}
	return c.Code
}

// Areas are the counties and functional areas of one prefecture, from
// city/<profile>/areas.yaml.
type Areas struct {
	Area     string // four digits, the key of the book
	Title    string // 威海市
	Province string // 山东省
	Counties []County
}

// Prefecture is the GB/T 2260 code of the city.
func (a *Areas) Prefecture() string { return a.Area + "00" }

// Find returns the county of a code.
func (a *Areas) Find(code string) (County, bool) {
	for _, c := range a.Counties {
		if c.Code == code {
			return c, true
		}
	}
	return County{}, false
}

// ParseAreas reads an areas.yaml and checks it against the national table: the
// plain counties are exactly those in force below the prefecture, a functional
// area has a parent among them and a code that GB/T 2260 does not use.
func ParseAreas(file string, src []byte, table *Divisions) (*Areas, error) {
	s, root := sheet.Parse(file, src)
	f := root.Fields("area", "title", "province", "counties")
	a := &Areas{Area: f["area"].Code(), Title: f["title"].Text(), Province: f["province"].Text()}
	if len(a.Area) != 4 || !allDigits(a.Area) {
		f["area"].Failf("area 应为四位数字")
		return nil, errOr(s, root, "缺少 area")
	}
	seen := map[string]bool{}
	for _, n := range f["counties"].List() {
		v := n.Fields("code", "title", "short", "functional", "parent", "names", "near", "towns")
		c := County{Code: v["code"].Code(), Title: v["title"].Text(), Short: v["short"].Text(), Functional: v["functional"].Bool(),
			Parent: v["parent"].Code(), Names: v["names"].Texts(), Near: v["near"].Texts(), Towns: v["towns"].Texts()}
		entry, known := table.Find(c.Code)
		switch {
		case len(c.Code) != 6 || !strings.HasPrefix(c.Code, a.Area) || !isUpper(c.Code):
			n.Failf("代码 %s 应为 6 位，以 %s 开头，由数字和大写字母组成", c.Code, a.Area)
		case seen[c.Code]:
			n.Failf("代码 %s 重复", c.Code)
		case c.Title == "":
			n.Failf("代码 %s 缺少 title", c.Code)
		case c.Functional && known:
			n.Failf("功能区代码 %s 与行政区划 %s 冲突", c.Code, entry.Name)
		case c.Functional && !seen[c.Parent]:
			n.Failf("功能区 %s 的 parent %s 应先列出", c.Title, c.Parent)
		case !c.Functional && (!known || entry.Retired()):
			n.Failf("%s 不是现行行政区划代码（GB/T 2260）", c.Code)
		case !c.Functional && entry.Name != c.Title:
			n.Failf("%s 在 GB/T 2260 中名为 %s", c.Code, entry.Name)
		}
		seen[c.Code] = true
		if c.Short == "" {
			c.Short = ShortName(c.Title)
		}
		a.Counties = append(a.Counties, c)
	}
	for _, d := range table.Under(a.Prefecture()) {
		if !seen[d.Code] {
			root.Failf("缺少 %s %s", d.Code, d.Name)
		}
	}
	return a, s.Err()
}

// errOr returns the mistakes of the sheet, or one with the text if there is none.
func errOr(s *sheet.Sheet, n sheet.Node, text string) error {
	if s.Err() == nil {
		n.Failf("%s", text)
	}
	return s.Err()
}

func isUpper(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; (c < '0' || c > '9') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}
