package code

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChecks(t *testing.T) {
	tests := []struct {
		name, format, in string
		want             Check
	}{
		{"uscc worked L", "uscc", "91110000600037341L", fine()},
		{"uscc worked 3", "uscc", "91350100M000100Y43", fine()},
		{"uscc worked 7", "uscc", "911101083303521997", fine()},
		{"uscc check", "uscc", "91110000600037341A", Check{Level: Bad, Pos: 18, Want: "L", Text: "校验位（第 18 位）应为 L，实为 A"}},
		{"uscc letter O", "uscc", "9111000060003734OL", Check{Level: Bad, Pos: 17, Text: "第 17 位“O”不是统一社会信用代码允许的字符（是否为 0）"}},
		{"uscc full width", "uscc", "９1110000600037341L", Check{Level: Bad, Pos: 1, Text: "第 1 位“９”不是统一社会信用代码允许的字符（全角字符，应为半角 9）"}},
		{"uscc blank", "uscc", "9111000060003734 L", Check{Level: Bad, Pos: 17, Text: "第 17 位“空格”不是统一社会信用代码允许的字符"}},
		{"uscc short", "uscc", "9111000060003734", Check{Level: Bad, Text: "应为 18 位，实为 16 位"}},
		{"uscc empty", "uscc", "", Check{Level: Bad, Text: "未填写，应为 18 位"}},
		{"uscc division", "uscc", "91A10000600037341L", Check{Level: Bad, Pos: 3, Text: "第 3 位“A”应为数字"}},
		{"org", "orgcode", "330352199", fine()},
		{"org letters", "orgcode", "M000100Y4", fine()},
		{"org check", "orgcode", "330352190", Check{Level: Bad, Pos: 9, Want: "9", Text: "校验位（第 9 位）应为 9，实为 0"}},
		{"regno", "regno", "360100510003770", fine()},
		{"reg_no check", "regno", "360100510003771", Check{Level: Bad, Pos: 15, Want: "0", Text: "校验位（第 15 位）应为 0，实为 1"}},
		{"reg_no letter", "regno", "36010051000377l", Check{Level: Bad, Pos: 15, Text: "第 15 位“l”应为数字（是否为 1）"}},
		{"id", "idcard", "11010519491231002X", fine()},
		{"id check", "idcard", "110105194912310021", Check{Level: Bad, Pos: 18, Want: "X", Text: "校验位（第 18 位）应为 X，实为 1"}},
		{"id small x", "idcard", "11010519491231002x", Check{Level: Bad, Pos: 18, Text: "第 18 位“x”应为数字或 X（应为大写）"}},
		{"id 30 Feb", "idcard", "110105194902300025", Check{Level: Bad, Pos: 13, Text: "第 7–14 位出生日期“19490230”的日期不存在"}},
		{"id 29 Feb 1900", "idcard", "110105190002290025", Check{Level: Bad, Pos: 13, Text: "第 7–14 位出生日期“19000229”的日期不存在"}},
		{"id month", "idcard", "110105194913300025", Check{Level: Bad, Pos: 11, Text: "第 7–14 位出生日期“19491330”的月份不存在"}},
		{"id year", "idcard", "110105094913300025", Check{Level: Bad, Pos: 7, Text: "第 7–14 位出生日期“09491330”的年份不合理"}},
		{"id old", "idcard", "110105491231002", Check{Level: Bad, Text: "15 位身份证号码已于 2013 年停用，应填写 18 位"}},
		{"ean 13", "gtin", "6901234567892", fine()},
		{"ean 8", "gtin", "96385074", fine()},
		{"upc 12", "gtin", "036000291452", fine()},
		{"gtin 14", "gtin", "10614141000415", fine()},
		{"gtin check", "gtin", "6901234567890", Check{Level: Bad, Pos: 13, Want: "2", Text: "校验位（第 13 位）应为 2，实为 0"}},
		{"gtin length", "gtin", "690123456789", Check{Level: Bad, Pos: 12, Want: "7", Text: "校验位（第 12 位）应为 7，实为 9"}},
		{"gtin eleven", "gtin", "69012345678", Check{Level: Bad, Text: "应为 8、12、13 或 14 位，实为 11 位"}},
		{"sc", "sc", "SC10811310111839", fine()},
		{"sc two", "sc", "SC11464010500015", fine()},
		{"sc check warns", "sc", "SC10811310111830", Check{Level: Warn, Pos: 16, Want: "9", Text: "校验位（第 16 位）应为 9，实为 0"}},
		{"sc prefix warns", "sc", "QS10811310111830", Check{Level: Warn, Pos: 1, Want: "SC", Text: "食品生产许可证编号应以 SC 开头"}},
		{"jy", "jy", "JY11105050876919", fine()},
		{"jy two", "jy", "JY11108071215650", fine()},
		{"jy letter warns", "jy", "JY1110807121565O", Check{Level: Warn, Pos: 16, Text: "第 16 位“O”应为数字（是否为 0）"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, ok := FindFormat(tt.format)
			if !ok {
				t.Fatalf("no format %s", tt.format)
			}
			if d := cmp.Diff(tt.want, f.Check(tt.in)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestIDCardOn(t *testing.T) {
	if c := IDCardOn("11010519491231002X", "1949-12-30"); c.OK || c.Pos != 7 {
		t.Errorf("birth after today passed: %+v", c)
	}
	if c := IDCardOn("11010519491231002X", "1949-12-31"); !c.OK {
		t.Errorf("birth today: %+v", c)
	}
}

func TestMaskID(t *testing.T) {
	for in, want := range map[string]string{
		"371002198001012817": "3710**********2817", "": "", "1234": "****", "123456789": "1*******9",
	} {
		if got := MaskID(in); got != want {
			t.Errorf("MaskID(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	for in, want := range map[string]string{
		"91110000600037341L": "91110000600037341L",
		" ９１１１００００６０００３７３４１ｌ\u200b\ufeff": "91110000600037341L",
		"9111-0000-6000 37341 l": "91110000600037341L",
		"60003734-1":             "600037341",
		"ＳＣ108 1131 0111 839":    "SC10811310111839",
		"":                       "",
	} {
		if got := Normal(in); got != want {
			t.Errorf("Normal(%q) = %q, want %q", in, got, want)
		}
	}
}

// FuzzFormats holds what every check promises: no panic, a reason for every
// finding, a position inside the text, and a change of the expected character at
// that position that satisfies the check digit.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{"91110000600037341A", "360100510003771", "110105194912310021", "6901234567890", "SC10811310111830",
		"JY11105050876918", "330352190", "９1", "", "\xff\xfe", "91350100M000100Y4\u200b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n := Normal(Normal(s)); n != Normal(s) {
			t.Fatalf("Normal is not stable: %q", s)
		}
		for _, in := range []string{s, Normal(s)} {
			for _, fm := range Formats() {
				c := fm.Check(in)
				if c.OK != (c.Level == OK) || c.OK != (c.Text == "") {
					t.Fatalf("%s(%q): %+v", fm.Name, in, c)
				}
				if c.Pos < 0 || c.Pos > len([]rune(in))+1 {
					t.Fatalf("%s(%q): position %d", fm.Name, in, c.Pos)
				}
				if c.Level == Bad && len(c.Want) == 1 && c.Pos == len(in) {
					if r := fm.Check(in[:c.Pos-1] + c.Want); r.Level == Bad {
						t.Fatalf("%s(%q): repaired to %s and still %+v", fm.Name, in, c.Want, r)
					}
				}
			}
		}
		MaskID(s)
	})
}
