package city

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestProfiles(t *testing.T) {
	if diff := cmp.Diff([]string{"baiyin", "chaozhou", "dayawan", "haidong", "weihai"}, Profiles()); diff != "" {
		t.Fatal(diff)
	}
	areas := map[string]string{"baiyin": "6204", "chaozhou": "4451", "dayawan": "4413", "haidong": "6302", "weihai": "3710"}
	for _, name := range Profiles() {
		t.Run(name, func(t *testing.T) {
			p, err := Load(name)
			if err != nil {
				t.Fatal(err)
			}
			if string(p.Area) != areas[name] {
				t.Errorf("area %s", p.Area)
			}
			for _, c := range p.Counties {
				b, ok := p.BureauOf(c.Code)
				if !ok || b.Organ == "" || b.Series == "" {
					t.Errorf("%s has no bureau with a seal", c.Title)
				}
				for _, town := range c.Towns { // nobody is nobody's
					s, ok := p.StationOf(c.Code, town)
					if !ok {
						t.Errorf("%s %s has no station", c.Title, town)
						continue
					}
					if o, ok := p.Organ(s.Code); !ok || o.Code != b.Code {
						t.Errorf("%s acts in the name of %s", s.Name, o.Name)
					}
				}
			}
			if !slices.ContainsFunc(p.Units, func(u Unit) bool { return u.Short == "信用科" && strings.HasPrefix(u.Code, p.Root) }) {
				t.Error("no 信用科 at the root")
			}
		})
	}
}

func TestDistrictProfile(t *testing.T) {
	p, err := Load("dayawan")
	if err != nil {
		t.Fatal(err)
	}
	root, _ := p.Unit(p.Root)
	if root.Parent != "441300" || len(p.Counties) != 1 || p.Counties[0].Code != "4413A1" || len(p.Areas.Counties) < 6 {
		t.Fatalf("%+v %+v", root, p.Counties)
	}
}

func TestUnknownProfile(t *testing.T) {
	for _, name := range []string{"", ".", "..", "nowhere", "../city/weihai", "weihai/areas.yaml"} {
		if _, err := Load(name); !fault.Is(err, fault.NotFound) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestStrict(t *testing.T) {
	good, err := files.ReadFile("dayawan/organisation.yaml")
	if err != nil {
		t.Fatal(err)
	}
	areas, err := files.ReadFile("dayawan/areas.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ old, new, want string }{
		"unknown key":         {"title: 惠州", "colour: red\ntitle: 惠州", "不认识的键 colour"},
		"other area":          {`area: "4413"`, `area: "4414"`, "不一致"},
		"unknown county":      {`serves: ["4413A1"]`, `serves: ["4413A1", "4413A9"]`, "不在 areas.yaml"},
		"county twice":        {`serves: ["4413A1"]`, `serves: ["4413A1", "4413A1"]`, "重复"},
		"county not served":   {`serves: ["4413A1"]`, `serves: ["4413A1", "441302"]`, "没有对应的局"},
		"root is no bureau":   {`root: "4413A1"`, `root: "4413A1-k01"`, "不是 units 中的局"},
		"code twice":          {"4413A1-k02", "4413A1-k01", "机构代码 4413A1-k01 重复"},
		"bad sort":            {"sort: team", "sort: squad", "sort 应为"},
		"bureau without seal": {"        organ: 惠州大亚湾经济技术开发区市场监督管理局\n", "", "公章全称"},
		"series twice":        {"series: 惠湾市监", "series: 惠市监", "文号机关代字 惠市监"},
		"unknown town":        {"towns: [霞涌街道]", "towns: [霞涌镇]", "没有乡镇街道"},
		"town twice":          {"towns: [霞涌街道]", "towns: [澳头街道]", "已由澳头所管辖"},
		"station, no towns":   {", towns: [霞涌街道]", "", "所应有 towns"},
		"no short name":       {"short: 信用科, ", "", "code、name 和 short"},
		"other profile":       {"profile: dayawan", "profile: weihai", "names profile"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(string(good), c.old, c.new, 1)
			if text == string(good) {
				t.Fatalf("%q is not in the file", c.old)
			}
			fsys := fstest.MapFS{"dayawan/organisation.yaml": {Data: []byte(text)}, "dayawan/areas.yaml": {Data: areas}}
			_, err := LoadFrom(fsys, "dayawan")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("%v, want %q", err, c.want)
			}
		})
	}
}

func FuzzOrganisation(f *testing.F) {
	good, err := files.ReadFile("dayawan/organisation.yaml")
	if err != nil {
		f.Fatal(err)
	}
	src, err := files.ReadFile("dayawan/areas.yaml")
	if err != nil {
		f.Fatal(err)
	}
	areas, err := code.ParseAreas("areas.yaml", src, code.GB2260())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Fuzz(func(t *testing.T, src []byte) {
		p, err := ParseOrganisation("o.yaml", src, areas)
		if err == nil && (len(p.Units) == 0 || len(p.Counties) == 0) {
			t.Fatal("an empty organisation was taken")
		}
	})
}
