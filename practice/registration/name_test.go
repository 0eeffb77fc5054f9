package registration

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFindBranch(t *testing.T) {
	for _, tt := range []struct {
		name string
		want Branch
	}{
		{"甲银行股份有限公司某州西城支行", Branch{true, "支行", "甲银行股份有限公司", "甲银行股份有限公司"}},
		{"乙人寿保险股份有限公司某州中心支公司某东吉隆营销服务部", Branch{true, "营销服务部", "乙人寿保险股份有限公司某州中心支公司", "乙人寿保险股份有限公司"}},
		{"丙商场有限公司第二分店", Branch{true, "分店", "丙商场有限公司", "丙商场有限公司"}},
		{"丁县高堂供销合作社三门门市部", Branch{true, "门市部", "丁县高堂供销合作社", "丁县高堂供销合作社"}},
		{"戊石化有限责任公司山东某地石油分公司第18加油站", Branch{true, "加油站", "戊石化有限责任公司山东某地石油分公司", "戊石化有限责任公司"}},
		{"己（北京）科技有限公司（威海分公司）", Branch{true, "分公司", "己(北京)科技有限公司", "己(北京)科技有限公司"}},
		{"庚建筑有限公司威海分公司)", Branch{true, "分公司", "庚建筑有限公司", "庚建筑有限公司"}},
		{"辛农村商业银行股份有限公司", Branch{}},
		{"某市利民门市部", Branch{}},
		{"某市便民超市", Branch{}},
		{"中国某银行某市支行", Branch{true, "支行", "中国某银行", "中国某银行"}},
		{"某某建筑工程有限公司", Branch{}},
		{"某县邮电支局", Branch{true, "支局", "", ""}},
		{"", Branch{}},
	} {
		if d := cmp.Diff(tt.want, FindBranch(tt.name)); d != "" {
			t.Errorf("%s: %s", tt.name, d)
		}
	}
}

func TestNormalName(t *testing.T) {
	for in, want := range map[string]string{
		"甲（中国）有限公司": "甲(中国)有限公司", " 甲〔中国〕 有限公司\u200b": "甲(中国)有限公司", "甲有限公司）": "甲有限公司",
		"甲((有限公司": "甲有限公司", "ＡＢ甲有限公司": "AB甲有限公司", "甲()公司": "甲公司", "": "",
	} {
		if got := NormalName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if NameKey("甲（中国）ab有限公司") != NameKey("甲中国AB有限公司") {
		t.Error("keys differ")
	}
	if AddressKey("中国山东省甲路1号楼2号") != AddressKey("山东省甲路1幢2号") {
		t.Error("address keys differ")
	}
}

func FuzzName(f *testing.F) {
	f.Add("甲（中国）有限公司【威海分公司")
	f.Add("((()))))")
	f.Add("\xff\xfe公司分公司")
	f.Fuzz(func(t *testing.T, s string) {
		n := NormalName(s)
		if NormalName(n) != n {
			t.Fatalf("%q: normal form is not stable: %q, %q", s, n, NormalName(n))
		}
		NameKey(s)
		AddressKey(s)
		if b := FindBranch(s); len(b.ParentName) < len(b.HeadName) {
			t.Fatalf("%q: %+v", s, b)
		}
	})
}
