package registration

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFlags(t *testing.T) {
	f := StandardFlags()
	for _, tt := range []struct{ title, name, scope, want string }{
		{"sale of a list", "甲商贸有限公司", "销售：食品、日用百货、服装。", "food_sale:销售…食品"},
		{"list then sale", "甲商贸有限公司", "预包装食品、五金交电零售；软件开发。", "food_sale:预包装食品"},
		{"made", "甲实业有限公司", "糕点、饼干的生产；机械销售", "food_production:糕点…生产"},
		{"made and sold", "甲实业有限公司", "生产、销售：酱油、食醋。", "food_production:生产、销售…酱油 food_sale:生产、销售…酱油"},
		{"denied list", "甲化工有限公司", "化工产品(不含危险化学品、监控化学品、烟花爆竹)销售", ""},
		{"except", "甲化工有限公司", "化工产品（危险化学品除外）、建材销售", ""},
		{"except without bracket", "甲公司", "日用百货、药品除外、食品销售", "food_sale:食品销售"},
		{"shielded", "甲机械有限公司", "食品机械、餐饮设备、柴油机、燃气灶的销售", ""},
		{"name", "甲市康民大药房", "", "drug:大药房@name"},
		{"hazard", "甲气体有限公司", "氧气、乙炔、氩气批发", "hazardous_chemical:氧气…批发"},
		{"school", "甲县第二中学食堂", "热食类食品制售", "catering:食堂@name school_canteen:二中…食堂@name food_production:食品制售 food_sale:食品制售"},
		{"farm", "甲供销社", "化肥，农药，日用百货", "farm_supply:化肥"},
		{"fuel", "甲石化加油站", "汽油、柴油零售", "fuel_station:加油站@name"},
		{"special", "甲工程有限公司", "电梯安装、维修；锅炉配件销售", "special_equipment:电梯安装"},
		{"device", "甲科技有限公司", "Ⅱ类医疗器械的销售", "device:Ⅱ类医疗器械"},
		{"shielded name", "甲石油天然气股份有限公司乙公司", "自行车销售", ""},
		{"sea food", "甲水产有限公司", "海产品加工；海产品销售", "food_production:海产品加工"},
		{"nothing", "甲建筑工程有限公司", "房屋建筑施工，建筑材料销售", ""},
		{"full width", "甲商贸", "销售：　食　品；", "food_sale:销售…食品"},
	} {
		t.Run(tt.title, func(t *testing.T) {
			var got []string
			for _, g := range f.Find(tt.name, tt.scope) {
				s := g.Flag + ":" + g.Words
				if g.Field == "name" {
					s += "@name"
				}
				got = append(got, s)
			}
			want := strings.Fields(tt.want)
			slices.Sort(got)
			slices.Sort(want)
			if d := cmp.Diff(strings.Join(want, " "), strings.Join(got, " ")); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFlagMistakes(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"flags:\n  - {flag: a, title: 甲, of: [x]}\n", "不认识的名词表 x"},
		{"flags:\n  - {flag: a, title: 甲, when: [eat]}\n", "不认识的动作 eat"},
		{"flags:\n  - {flag: a}\n", "都要有 flag 和 title"},
		{"flags:\n  - {flag: a, title: 甲, wrods: []}\n", "不认识的键 wrods"},
	} {
		if _, err := ParseFlags("x.yaml", []byte(tt.src)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

func FuzzFlags(f *testing.F) {
	f.Add("甲大药房", "销售：食品（不含酒类）；农药除外")
	f.Add("", "((不含)除外)除外；；：：")
	f.Add("\xff", "\xff销售\xff食品")
	fl := StandardFlags()
	f.Fuzz(func(t *testing.T, name, scope string) {
		for _, g := range fl.Find(name, scope) {
			if g.Words == "" || g.Title == "" {
				t.Fatalf("%+v", g)
			}
		}
	})
}
