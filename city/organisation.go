package city

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/ref"
)

// ParseOrganisation reads an organisation.yaml and checks it against the areas
// of its prefecture.
func ParseOrganisation(file string, src []byte, areas *code.Areas) (*Profile, error) {
	s, root := sheet.Parse(file, src)
	f := root.Fields("profile", "area", "title", "root", "serves", "units")
	p := &Profile{Name: f["profile"].Text(), Title: f["title"].Text(), Province: areas.Province,
		Area: ref.Area(f["area"].Code()), Root: f["root"].Code(), Areas: areas}
	if p.Name == "" || p.Title == "" {
		root.Failf("缺少 profile 或 title")
	}
	if string(p.Area) != areas.Area {
		f["area"].Failf("area %s 与 areas.yaml 的 %s 不一致", p.Area, areas.Area)
	}
	for _, n := range f["serves"].List() {
		c, ok := areas.Find(n.Code())
		switch {
		case !ok:
			n.Failf("%s 不在 areas.yaml 中", n.Code())
		case p.serves(c.Code):
			n.Failf("%s 重复", c.Code)
		default:
			p.Counties = append(p.Counties, c)
		}
	}
	if len(p.Counties) == 0 {
		root.Failf("serves 不能为空")
	}
	r := &reader{p: p}
	r.units(f["units"], Unit{})
	if u, ok := p.Unit(p.Root); !ok || u.Sort != Bureau {
		f["root"].Failf("root %s 不是 units 中的局", p.Root)
	}
	for _, c := range p.Counties {
		if _, ok := p.BureauOf(c.Code); !ok {
			f["units"].Failf("%s %s 没有对应的局", c.Code, c.Title)
		}
	}
	if err := s.Err(); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *Profile) serves(county string) bool {
	return slices.ContainsFunc(p.Counties, func(c code.County) bool { return c.Code == county })
}

// reader reads the tree of units into a list.
type reader struct{ p *Profile }

func (r *reader) units(n sheet.Node, parent Unit) {
	for _, n := range n.List() {
		f := n.Fields("code", "name", "short", "sort", "organ", "series", "county", "towns", "units")
		u := Unit{Code: f["code"].Code(), Parent: parent.Code, Name: f["name"].Text(), Short: f["short"].Text(), Sort: f["sort"].Text(),
			Organ: f["organ"].Text(), Series: f["series"].Text(), County: f["county"].Code(), Towns: f["towns"].Texts()}
		if u.County == "" {
			u.County = parent.County
		}
		r.check(n, u, parent)
		r.p.Units = append(r.p.Units, u)
		r.units(f["units"], u)
	}
}

// check tells what is wrong with a unit that is about to be added.
func (r *reader) check(n sheet.Node, u, parent Unit) {
	if u.Code == "" || u.Name == "" || u.Short == "" {
		n.Failf("机构应有 code、name 和 short")
	}
	if _, twice := r.p.Unit(u.Code); twice {
		n.Failf("机构代码 %s 重复", u.Code)
	}
	if !slices.Contains([]string{Bureau, Division, Station, Team}, u.Sort) {
		n.Failf("sort 应为 bureau、division、station 或 team，实为“%s”", u.Sort)
	}
	if bureau := u.Sort == Bureau; bureau != (u.Organ != "") || bureau != (u.Series != "") {
		n.Failf("局应有 organ（公章全称）和 series（文号机关代字），其他机构不应有")
	}
	if parent.Code == "" && u.Sort != Bureau || parent.Code != "" && parent.Sort != Bureau {
		n.Failf("机构 %s 应在局之下", u.Code)
	}
	if u.County != "" && !r.p.serves(u.County) {
		n.Failf("%s 不在 serves 中", u.County)
	}
	if parent.County != "" && u.County != parent.County {
		n.Failf("机构 %s 的 county 与上级 %s 不一致", u.Code, parent.County)
	}
	if (u.Sort == Station) != (len(u.Towns) > 0) {
		n.Failf("所应有 towns，其他机构不应有")
	}
	county, _ := r.p.Areas.Find(u.County)
	for _, t := range u.Towns {
		if !slices.Contains(county.Towns, t) {
			n.Failf("%s 没有乡镇街道“%s”", county.Title, t)
		}
		if other, taken := r.p.StationOf(u.County, t); taken {
			n.Failf("“%s”已由%s管辖", t, other.Short)
		}
	}
	for _, o := range r.p.Units {
		switch {
		case u.Series != "" && o.Series == u.Series:
			n.Failf("文号机关代字 %s 与%s重复", u.Series, o.Short)
		case u.Sort == Bureau && u.County != "" && o.Sort == Bureau && o.County == u.County:
			n.Failf("%s 已有%s", u.County, o.Short)
		case o.Name == u.Name && o.Parent == u.Parent:
			n.Failf("%s 重复", u.Name)
		}
	}
}
