package money

import (
	"testing"

	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/platform/fault"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in   string
		want Fen
		ok   bool
	}{
		{"0", 0, true}, {"1234.5", 123450, true}, {"1,234.56", 123456, true}, {"-3", -300, true}, {"+3.10", 310, true},
		{" １，２３４．５６　", 123456, true}, {"12.3400", 1234, true}, {"10000000000000", Max, true}, {"-10000000000000.00", Min, true},
		{"10000000000000.01", 0, false}, {"12.345", 0, false}, {"1,23", 0, false}, {"1,,234", 0, false}, {",123", 0, false},
		{"", 0, false}, {".", 0, false}, {".5", 0, false}, {"5.", 0, false}, {"abc", 0, false}, {"1e3", 100000, true},
		{"5.0E-4", 0, false}, {"5E-2", 5, true}, {"1e999", 0, false}, {"1e", 0, false}, {"--1", 0, false}, {"1 000", 0, false},
		{"99999999999999999999999999", 0, false}, {"0000000000000000000000001", 100, true},
	} {
		got, err := Parse(tt.in)
		if (err == nil) != tt.ok || got != tt.want {
			t.Errorf("Parse(%q) = %d, %v; want %d, %v", tt.in, got, err, tt.want, tt.ok)
		}
		if err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("Parse(%q): %v is no fault", tt.in, err)
		}
	}
}

func TestDecimal(t *testing.T) {
	if f, why := Decimal("5.0E-4", 4); f != 500 || why != "" {
		t.Errorf("5.0E-4 万 = %d %s", f, why)
	}
	if f, why := Decimal("25,602.6685", 4); f != 25602668500 || why != "" {
		t.Errorf("25,602.6685 万 = %d %s", f, why)
	}
}

func TestText(t *testing.T) {
	for f, want := range map[Fen]string{
		8_000_000_00: "800.00 万元", 1234_56: "1,234.56 元", 0: "0.00 元", -5: "-0.05 元", 10_000_00: "1.00 万元",
		10_001_00: "10,001.00 元", 12_500_00: "1.25 万元", 100_000_000_000_00: "10,000,000.00 万元", -10_000_00: "-1.00 万元", 999: "9.99 元",
	} {
		if got := f.Text(); got != want {
			t.Errorf("%d: %s, want %s", f, got, want)
		}
	}
	if got := (Amount{150 * Wan, "USD"}).Text(); got != "150.00 万美元" {
		t.Error(got)
	}
	if got := (Amount{150 * Wan, "CNY"}).Text(); got != "150.00 万元" {
		t.Error(got)
	}
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := Fen(rapid.Int64Range(int64(Min), int64(Max)).Draw(t, "fen"))
		for _, s := range []string{f.String(), f.Grouped()} {
			if g, err := Parse(s); err != nil || g != f {
				t.Fatalf("%d → %s → %d, %v", f, s, g, err)
			}
		}
	})
}

func TestCurrencies(t *testing.T) {
	for name, code := range map[string]string{"人民币": "CNY", "人民币元": "CNY", "香港元": "HKD", "港元": "HKD", "港币": "HKD",
		"美元": "USD", "日元": "JPY", "欧元": "EUR", "澳元": "AUD", "新台币": "TWD", "USD": "USD"} {
		if c, ok := Named(name); !ok || c.Code != code {
			t.Errorf("%s → %+v", name, c)
		}
	}
	if _, ok := Named("金元券"); ok {
		t.Error("金元券 found")
	}
	if c, _ := Find("JPY"); c.Digits != 0 || c.Number != "392" || c.Unit != "日元" {
		t.Errorf("%+v", c)
	}
	if n := len(Currencies()); n < 150 {
		t.Errorf("%d currencies", n)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"1,234.56", "-0.01", "1e3", "１２", "\xff", "9999999999999999999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		v, err := Parse(s)
		if err != nil {
			return
		}
		if !v.Valid() {
			t.Fatalf("%q: %d out of bounds", s, v)
		}
		if w, err := Parse(v.String()); err != nil || w != v {
			t.Fatalf("%q → %s → %v, %v", s, v, w, err)
		}
	})
}
