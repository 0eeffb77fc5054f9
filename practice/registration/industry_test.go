package registration

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

func TestSuggest(t *testing.T) {
	in := StandardIndustries()
	for _, tt := range []struct{ name, scope, first, words string }{
		{"甲市某建筑工程有限公司", "房屋建筑施工，建筑材料销售", "4790", "建筑工程"},
		{"甲县某养殖专业合作社", "肉羊养殖、销售。", "0314", "肉羊养殖、销售"},
		{"甲种植专业合作社", "马铃薯种植、销售；蔬菜种植", "0123", "马铃薯种植、销售"},
		{"甲市某商店", "日用百货零售", "5211", "日用百货零售"},
		{"甲贸易有限公司", "五金交电、日用百货批发", "5174", "五金交电…批发"},
		{"甲贸易有限公司", "销售：建筑材料（不含木材）、五金", "5165", "销售…建筑材料"},
		{"甲市某大药房", "", "5251", "大药房"},
		{"甲某渔具有限公司", "钓鱼竿的生产、销售", "2449", "钓鱼竿…生产、销售"},
		{"甲陶瓷厂", "生产：日用陶瓷、工艺陶瓷", "3074", "生产…日用陶瓷"},
		{"甲运输公司", "普通货运", "5431", "普通货运"},
		{"甲银行股份有限公司乙支行", "吸收公众存款；代理发行债券", "6621", "吸收公众存款"},
		{"甲专业合作社", "羊、牛养殖、销售", "0314", "羊、牛养殖、销售"},
		{"甲信用社", "存款、贷款", "6623", "信用社"},
	} {
		got := in.Suggest(tt.name, tt.scope)
		if len(got) == 0 || got[0].Code != tt.first || got[0].Words != tt.words {
			t.Errorf("%s %s: %+v", tt.name, tt.scope, got)
		}
	}
	if got := in.Suggest("甲", "化工产品（不含农药）"); len(got) > 0 && got[0].Code == "5167" {
		t.Errorf("denied thing suggested: %+v", got)
	}
	if got := in.Suggest("", ""); got != nil {
		t.Errorf("from nothing: %+v", got)
	}
}

func TestIndustryMistakes(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"words:\n  - {code: 999, of: [甲乙]}\n", "不是国民经济行业小类代码"},
		{"words:\n  - {code: 0111, do: [eat], of: [甲乙]}\n", "不认识的动作 eat"},
	} {
		if _, err := ParseIndustries("x.yaml", []byte(tt.src), code.GBT4754()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	f.Add("甲大药房", "销售：食品（不含酒类）；农药除外、批发零售")
	f.Add("\xff部", "生产生产生产、销售、、（（批发")
	in := StandardIndustries()
	f.Fuzz(func(t *testing.T, name, scope string) {
		got := in.Suggest(name, scope)
		if len(got) > 5 {
			t.Fatal("too many")
		}
		for i, g := range got {
			if g.Name == "" || g.Words == "" || g.Score < 0 || g.Score > 100 || i > 0 && g.Score > got[i-1].Score {
				t.Fatalf("%+v", got)
			}
		}
	})
}
