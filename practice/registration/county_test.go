package registration

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

func TestCounty(t *testing.T) {
	by := map[string]*Counties{}
	for _, p := range []string{"haidong", "weihai", "baiyin", "dayawan", "chaozhou"} {
		by[p] = NewCounties(areas(t, p), code.GB2260())
	}
	for _, tt := range []struct {
		profile, address, uscc string
		code                   string
		source                 Source
		words                  string
		sure                   Confidence
	}{
		// full names, now and before
		{"weihai", "山东省威海市文登区甲路1号", "", "371003", FromAddress, "文登区", High},
		{"weihai", "文登市甲镇乙村", "", "371003", FromAddress, "文登市", High},
		{"haidong", "青海省海东地区乐都县甲乡", "", "630202", FromAddress, "乐都县", High},
		{"haidong", "互助县甲乡", "", "630223", FromAddress, "互助县", High},
		{"chaozhou", "广东省潮安县甲镇", "", "445103", FromAddress, "潮安县", High},
		{"baiyin", "白银区甲路", "", "620402", FromAddress, "白银区", High},
		{"baiyin", "甘肃省白银市白银区甲路", "", "620402", FromAddress, "白银区", High},
		{"dayawan", "中国广东省惠州市惠阳市甲镇", "", "441303", FromAddress, "惠阳市", High},
		// short names right behind the city
		{"weihai", "山东省威海市乳山经济开发区", "", "371083", FromAddress, "乳山", Medium},
		{"haidong", "青海省循化街子乙村", "", "630225", FromAddress, "循化", Medium},
		// the name of a street is no county
		{"weihai", "威海市文登路8号", "91371002MA00000000", "371002", FromCredit, "371002", Medium},
		{"haidong", "海东市平安大道8号", "", "", FromNowhere, "", ""},
		{"baiyin", "白银饭店二楼", "", "", FromNowhere, "", ""},
		// functional areas
		{"weihai", "威海市高区甲路", "", "371071", FromAddress, "高区", Medium},
		{"weihai", "威海经济技术开发区甲路", "", "371072", FromAddress, "威海经济技术开发区", High},
		{"weihai", "威海市环翠区经区甲路", "", "371072", FromAddress, "环翠区…经区", High},
		{"weihai", "威海市乳山市经济开发区甲路", "", "371083", FromAddress, "乳山市", High},
		{"dayawan", "惠州市惠阳区大亚湾甲路", "", "4413A1", FromAddress, "惠阳区…大亚湾", High},
		{"dayawan", "惠州市惠阳区大亚湾大道8号", "", "441303", FromAddress, "惠阳区", High},
		{"baiyin", "白银市白银区高新技术产业开发区", "", "6204A1", FromAddress, "白银区…高新技术产业开发区", High},
		{"chaozhou", "潮州市枫溪区甲村", "", "4451A1", FromAddress, "枫溪区", High},
		// townships
		{"weihai", "威海市张村镇甲村", "", "371002", FromAddress, "张村镇", High},
		{"weihai", "草庙子镇甲村", "", "371073", FromAddress, "草庙子镇", High},
		{"chaozhou", "潮州市意溪乙村", "91445100MA00000000", "445102", FromAddress, "意溪", Low},
		// elsewhere
		{"dayawan", "湖南省长沙市天心区甲路", "91441323MA00000000", "430103", FromAddress, "湖南省长沙市天心区", High},
		{"dayawan", "深圳市甲路", "91441323MA00000000", "", FromNowhere, "深圳市", ""},
		// the registering office
		{"weihai", "甲路1号", "91371081MA00000000", "371003", FromRetired, "371081（文登市，已停用）→ 371003", Medium},
		{"haidong", "甲路", "91632121MA00000000", "630203", FromRetired, "632121（平安县，已停用）→ 630203", Medium},
		{"weihai", "甲路", "91371000MA00000000", "", FromNowhere, "", ""},
		{"weihai", "甲路", "91440300MA00000000", "", FromNowhere, "", ""},
		{"weihai", "", "", "", FromNowhere, "", ""},
	} {
		got := by[tt.profile].Find(tt.address, tt.uscc)
		if got.Code != tt.code || got.Source != tt.source || got.Words != tt.words || got.Confidence != tt.sure {
			t.Errorf("%s %s: %+v", tt.address, tt.uscc, got)
		}
		if f, ok := by[tt.profile].areas.Find(got.Code); ok && got.Statutory != f.Statutory() {
			t.Errorf("%s: statutory %s", tt.address, got.Statutory)
		}
	}
}

func FuzzCounty(f *testing.F) {
	f.Add("山东省威海市环翠区高区甲路", "91371081MA00000000")
	f.Add("白银市白银白银区", "\xff")
	f.Add("中国中国中国山东省山东省威海市威海市威海市威海市", "913710810000000000")
	c := NewCounties(areas(f, "weihai"), code.GB2260())
	f.Fuzz(func(t *testing.T, address, uscc string) {
		got := c.Find(address, uscc)
		if (got.Code == "") != (got.Source == FromNowhere) || got.Code != "" && (got.Title == "" || got.Words == "" || got.Statutory == "") {
			t.Fatalf("%q %q: %+v", address, uscc, got)
		}
	})
}
