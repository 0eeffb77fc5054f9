package pinyin

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestInitials(t *testing.T) {
	for in, want := range map[string]string{
		"乳山市百川建筑工程有限公司": "rssbcjzgcyxgs", "单县人民医院": "sxrmyy", "乐清市": "yqs", "乐都区": "ldq", "六安市": "las", "厦门大厦": "xmds",
		"中国农业银行乐亭支行": "zgnyyhltzh", "长沙": "cs", "长子县": "zzx", "重庆重工": "cqzg", "会宁县会计": "hnxkj", "西藏藏药": "xzzy",
		"威海ＡＢ科技（集团）": "whabkjjt", "3M中国": "3mzg", "": "", "海参养殖": "hsyz", "给排水": "jps", "霞涌": "xc", "曾翟": "zz", "𠮷野家": "jyj",
	} {
		if got := Initials(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
	if got := strings.Join(Syllables("威海AB科技2厂"), " "); got != "wei hai ab ke ji 2 chang" {
		t.Error(got)
	}
}

func TestSortKey(t *testing.T) {
	names := []string{"张三", "3M", "阿里", "王五", "AB公司", "安", "李四", "威海", "文登", "荣成", "乳山", "乐清", "长沙"}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(SortKey(a), SortKey(b)) })
	if got := strings.Join(names, " "); got != "3M AB公司 阿里 安 长沙 李四 荣成 乳山 王五 威海 文登 乐清 张三" {
		t.Error(got)
	}
}

func TestExceptionsAreWellFormed(t *testing.T) {
	for _, src := range []string{"乐清 yue4\n", "乐 yue4 qing1\n"} {
		if _, err := build(src); err == nil {
			t.Errorf("%q accepted", src)
		}
	}
	for _, l := range strings.Split(exceptions, "\n") {
		f := strings.Fields(l)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		for _, s := range f[1:] {
			if n := len(s) - 1; n < 1 || s[n] < '1' || s[n] > '5' {
				t.Errorf("%s: %s", f[0], s)
			}
		}
	}
}

func FuzzPinyin(f *testing.F) {
	f.Add("威海AB（科技）")
	f.Add("\xff𠮷 ")
	f.Fuzz(func(t *testing.T, s string) {
		in, key := Initials(s), SortKey(s)
		if !utf8.ValidString(in) || !utf8.ValidString(key) || strings.ContainsRune(key, 0) {
			t.Fatalf("%q: %q %q", s, in, key)
		}
		if n := utf8.RuneCountInString(s); len(in) > n {
			t.Fatalf("%q: %d letters of %d characters", s, len(in), n)
		}
	})
}

func BenchmarkInitials(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Initials("乳山市百川建筑工程有限公司")
	}
}

func BenchmarkSortKey(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		SortKey("乳山市百川建筑工程有限公司")
	}
}
