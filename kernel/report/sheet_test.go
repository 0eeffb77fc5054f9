package report

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

func sheet(t *testing.T) *Sheet {
	t.Helper()
	d := parsed(t, visits(t), testKinds(t))
	f := table(t, d, Hand{"total": {"more": 250}},
		&Line{Row: "total", Title: "合计", Code: "01", Cells: cells{"came": 6, "paid": 123456, "whispers": 3}},
		&Line{Row: "way", Value: "door", Title: "=1+1", Code: "03.1", Cells: cells{"came": 0, "paid": 5}},
		&Line{Row: "ways", Title: "各方式之和", Code: "06", Cells: cells{}})
	span, _ := d.Span("2026-Q3")
	return &Sheet{Definition: d, Figures: f, Period: span, Unit: "某局", Filler: "{title}", SentOn: "2026-10-09", State: "已报出"}
}

// TestExcel: the workbook has every text, heading and figure in its place, figures as
// numbers, and what people wrote as nothing but text.
func TestExcel(t *testing.T) {
	var buf bytes.Buffer
	if err := sheet(t).Excel(&buf); err != nil {
		t.Fatal(err)
	}
	x, err := excelize.OpenReader(&buf)
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	for cell, want := range map[string]string{
		"A1": "来访季报", "A2": "2026年第三季度　表一　某局　已报出",
		"B4": "指标", "C4": "代码", "B6": "甲", "C6": "乙", "D4": "来访", "D5": "来访（件）", "E5": "退款（元）", "G4": "密报（件）", "D6": "1", "K6": "8",
		"B7": "合计", "C7": "01", "D7": "6", "E7": "1,234.56", "F7": "", "H7": "2.50", "I7": "1,237.06", "K7": "66.67",
		"B8": "=1+1", "D8": "0", "E8": "0.05", "G8": "", "B9": "各方式之和", "D9": "0", "B11": "填表人：{title}　2026年10月9日",
	} {
		if got, err := x.GetCellValue("季报", cell); err != nil || got != want {
			t.Errorf("%s holds %q, want %q (%v)", cell, got, want, err)
		}
	}
	if f, _ := x.GetCellFormula("季报", "B8"); f != "" {
		t.Errorf("a title is a formula: %s", f)
	}
	merged, err := x.GetMergeCells("季报")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range merged {
		got = append(got, m.GetStartAxis()+":"+m.GetEndAxis())
	}
	if all := strings.Join(got, " "); !strings.Contains(all, "A1:F1") || !strings.Contains(all, "D4:F4") || !strings.Contains(all, "G4:G5") {
		t.Errorf("merged are %s", all)
	}
}

func TestTable(t *testing.T) {
	s := sheet(t)
	want := [][]string{
		{"指标", "代码", "来访·来访（件）", "来访·退款（元）", "来访·平均用时（件）", "密报（件）", "其他退款（元）", "退款合计（元）", "合计（件）", "占比（%）"},
		{"", "", "1", "2", "3", "4", "5", "6", "7", "8"},
		{"合计", "01", "6", "1234.56", "", "3", "2.50", "1237.06", "9", "66.67"},
		{"=1+1", "03.1", "0", "0.05", "", "", "", "", "", ""},
		{"各方式之和", "06", "0", "0.05", "", "", "", "", "", ""},
	}
	if diff := cmp.Diff(want, s.Table()); diff != "" {
		t.Error(diff)
	}
	if s.Name() != "来访季报_2026-Q3" {
		t.Errorf("the file is called %s", s.Name())
	}
}
