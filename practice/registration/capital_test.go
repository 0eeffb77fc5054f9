package registration

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/money"
)

func TestReadCapital(t *testing.T) {
	const wan = money.Wan
	for _, tt := range []struct {
		in      string
		fen     money.Fen
		cur     string
		problem string
	}{
		{"88万人民币", 88 * wan, "CNY", ""},
		{"50万人民币元", 50 * wan, "CNY", ""},
		{"50万元人民币", 50 * wan, "CNY", ""},
		{"50万元", 50 * wan, "CNY", ""},
		{"5.44万人民币", 54400_00, "CNY", ""},
		{"0万人民币", 0, "CNY", ""},
		{"300(万元人民币)", 300 * wan, "CNY", ""},
		{"5,000(万元人民币)", 5000 * wan, "CNY", ""},
		{"2,031.6000(万元)", 20316000_00, "CNY", ""},
		{"150.8000(万元人民币)", 1508000_00, "CNY", ""},
		{"600(万人民币元)", 600 * wan, "CNY", ""},
		{"600.5(万人民币元)", 6005000_00, "CNY", ""},
		{"300(万元人民币元)", 300 * wan, "CNY", ""},
		{"10,000(万美元)", 10000 * wan, "USD", ""},
		{"66万美元", 66 * wan, "USD", ""},
		{"25,602.6685(万香港元)", 256026685_00, "HKD", ""},
		{"200(万港元)", 200 * wan, "HKD", ""},
		{"200万港元", 200 * wan, "HKD", ""},
		{"30,000(万日元)", 30000 * wan, "JPY", ""},
		{"12.5(万欧元)", 125000_00, "EUR", ""},
		{"300（万元人民币）", 300 * wan, "CNY", ""},
		{"３００（万元）", 300 * wan, "CNY", ""},
		{" 300 万 元 ", 300 * wan, "CNY", ""},
		{"人民币300万元", 300 * wan, "CNY", ""},
		{"人民币叁佰万元", 0, "", "没有数字"},
		{"￥3000000", 3000000_00, "CNY", ""},
		{"USD100万", 100 * wan, "USD", ""},
		{"美元100万元", 100 * wan, "USD", ""},
		{"1.2亿元", 12000 * wan, "CNY", ""},
		{"500000元", 500000_00, "CNY", ""},
		{"500000元整", 500000_00, "CNY", ""},
		{"5.0E-4万人民币", 5_00, "CNY", ""},
		{"1E+3万元", 1000 * wan, "CNY", ""},
		{"980()", 0, "", "没有写单位"},
		{"980（）", 0, "", "没有写单位"},
		{"100", 0, "", "没有写单位"},
		{"100.5", 0, "", "没有写单位"},
		{"880(万)", 0, "", "写了数量级，没有写币种"},
		{"100万金币", 0, "", "单位“金币”不认识"},
		{"100-200万元", 0, "", "数额不是规范的数字"},
		{"100万元200万元", 0, "", "含有多个数字"},
		{"-5万元", 0, "", "数额为负"},
		{"0.0000001万元", 0, "", "数额不足一分，无法精确表示"},
		{"99999999999999万元", 0, "", "数额超出可记录的范围"},
		{"人民币100万美元", 0, "", "数字前后的币种不一致"},
	} {
		c := ReadCapital(tt.in)
		if c.Fen != tt.fen || c.Currency != tt.cur || c.Problem != tt.problem || c.Read != (tt.problem == "") || c.Kept != tt.in {
			t.Errorf("%q: %+v", tt.in, c)
		}
	}
	for _, s := range []string{"", "N/A", " n/a ", "-", "()", "无", "——"} {
		if c := ReadCapital(s); !c.Absent || c.Read || c.Problem != "" {
			t.Errorf("%q: %+v", s, c)
		}
	}
}

func TestCapitalBesideItsCurrency(t *testing.T) {
	for _, tt := range []struct {
		in, named string
		fen       money.Fen
		cur       string
		problem   string
	}{
		{"10000.00元", "USD", 10000_00, "USD", ""},
		{"500万元", "HKD", 500 * money.Wan, "HKD", ""},
		{"10000.00元", "CNY", 10000_00, "CNY", ""},
		{"10000.00", "EUR", 0, "", "没有写单位"},
		{"500万", "CNY", 500 * money.Wan, "CNY", ""},
		{"500万美元", "USD", 500 * money.Wan, "USD", ""},
		{"500万美元", "CNY", 0, "", "金额所写的币种与币种一栏不同"},
		{"500万人民币", "USD", 0, "", "金额所写的币种与币种一栏不同"},
		{"若干", "USD", 0, "", "没有数字"},
	} {
		values := map[string]any{"capital": tt.in, "capital_currency": tt.named}
		var p Prepared
		p.capital(inCurrency(ReadCapital(tt.in), tt.named), values)
		if tt.problem != "" {
			if values["capital"] != nil || values["capital_currency"] != nil || values["capital_as_written"] != tt.in || len(p.Notes) != 1 || !strings.HasPrefix(p.Notes[0].Text, tt.problem) {
				t.Errorf("%s %s: %v %+v", tt.in, tt.named, values, p.Notes)
			}
			continue
		}
		if values["capital"] != int64(tt.fen) || values["capital_currency"] != tt.cur || len(p.Notes) != 0 {
			t.Errorf("%s %s: %v %+v", tt.in, tt.named, values, p.Notes)
		}
	}
	values := map[string]any{"capital": "", "capital_currency": "CNY"}
	var p Prepared
	if p.capital(inCurrency(ReadCapital(""), "CNY"), values); len(values) != 0 {
		t.Errorf("the currency of no amount is kept: %v", values)
	}
}

func FuzzReadCapital(f *testing.F) {
	for _, s := range []string{"88万人民币", "2,031.6000(万元)", "5.0E-4万人民币", "()", "９（万", "\xff1万元"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c := ReadCapital(s)
		if c.Kept != s || c.Read && (c.Absent || c.Problem != "" || c.Currency == "" || !c.Fen.Valid() || c.Fen < 0) {
			t.Fatalf("%q: %+v", s, c)
		}
		if !c.Read && !c.Absent && c.Problem == "" {
			t.Fatalf("%q: neither read, absent nor refused", s)
		}
	})
}
