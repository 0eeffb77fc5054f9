package source

import (
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// opened opens bytes.
func opened(t testing.TB, b []byte, opt Options) *File {
	t.Helper()
	f, err := Open(bytes.NewReader(b), int64(len(b)), "测试", opt)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func asCSV(t testing.TB, rows [][]string, delim rune) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.Comma = delim
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asGzip(t testing.TB, p []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write(p); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asXLSX(t testing.TB, rows [][]string) []byte {
	x := excelize.NewFile()
	w, err := x.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	for i, r := range rows {
		cells := make([]any, len(r))
		for j, c := range r {
			cells[j] = c
		}
		name, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := w.SetRow(name, cells); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// asSharedXLSX writes text as shared strings, as Excel does.
func asSharedXLSX(t testing.TB, rows [][]string) []byte {
	x := excelize.NewFile()
	for i, r := range rows {
		for j, c := range r {
			name, _ := excelize.CoordinatesToCellName(j+1, i+1)
			if err := x.SetCellStr("Sheet1", name, c); err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJSONL(t testing.TB, rows [][]string) []byte {
	var b bytes.Buffer
	for _, r := range rows[1:] {
		b.WriteByte('{')
		for i, c := range r {
			if i > 0 {
				b.WriteByte(',')
			}
			k, _ := json.Marshal(rows[0][i])
			v, _ := json.Marshal(c)
			b.Write(k)
			b.WriteByte(':')
			b.Write(v)
		}
		b.WriteString("}\n")
	}
	return b.Bytes()
}

func asGB(t testing.TB, p []byte) []byte {
	out, err := simplifiedchinese.GB18030.NewEncoder().Bytes(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func asUTF16(t testing.TB, p []byte) []byte {
	out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().Bytes(p)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// forms are the ways the same table is written.
var forms = []struct {
	name     string
	write    func(testing.TB, [][]string) []byte
	format   Format
	encoding Encoding
}{
	{"csv", func(t testing.TB, r [][]string) []byte { return asCSV(t, r, ',') }, CSV, UTF8},
	{"csv with bom and crlf", func(t testing.TB, r [][]string) []byte {
		return append([]byte(utf8BOM), bytes.ReplaceAll(asCSV(t, r, ','), []byte("\n"), []byte("\r\n"))...)
	}, CSV, UTF8},
	{"tabs", func(t testing.TB, r [][]string) []byte { return asCSV(t, r, '\t') }, CSV, UTF8},
	{"semicolons", func(t testing.TB, r [][]string) []byte { return asCSV(t, r, ';') }, CSV, UTF8},
	{"bars in gb18030", func(t testing.TB, r [][]string) []byte { return asGB(t, asCSV(t, r, '|')) }, CSV, GB18030},
	{"gb18030", func(t testing.TB, r [][]string) []byte { return asGB(t, asCSV(t, r, ',')) }, CSV, GB18030},
	{"gb18030 gz", func(t testing.TB, r [][]string) []byte { return asGzip(t, asGB(t, asCSV(t, r, ','))) }, CSV, GB18030},
	{"utf-16", func(t testing.TB, r [][]string) []byte { return asUTF16(t, asCSV(t, r, '\t')) }, CSV, UTF16LE},
	{"xlsx inline", asXLSX, XLSX, UTF8},
	{"xlsx shared", asSharedXLSX, XLSX, UTF8},
	{"jsonl", asJSONL, JSONL, UTF8},
	{"jsonl gz", func(t testing.TB, r [][]string) []byte { return asGzip(t, asJSONL(t, r)) }, JSONL, UTF8},
	{"jsonl gb18030", func(t testing.TB, r [][]string) []byte { return asGB(t, asJSONL(t, r)) }, JSONL, GB18030},
}

// same reads every form of a table and compares.
func same(t *testing.T, table [][]string) {
	t.Helper()
	for _, form := range forms {
		t.Run(form.name, func(t *testing.T) {
			if form.name == "xlsx shared" && len(table) > 2000 {
				t.Skip("writing it takes excelize too long")
			}
			f := opened(t, form.write(t, table), Options{})
			if f.Format != form.format || f.Encoding != form.encoding {
				t.Errorf("sniffed %s in %s", f.Format, f.Encoding)
			}
			if d := cmp.Diff(table[0], f.Names()); d != "" {
				t.Error("columns", d)
			}
			rows := all(t, f, 0)
			if len(rows) != len(table)-1 {
				t.Fatalf("%d rows, want %d", len(rows), len(table)-1)
			}
			for i, r := range rows {
				if d := cmp.Diff(table[i+1], r.Cells); d != "" || len(r.Problems) > 0 {
					t.Fatalf("line %d: %s %v", r.Line, d, r.Problems)
				}
				if r.Digest() != CellsDigest(table[i+1]) {
					t.Errorf("line %d: digest", r.Line)
				}
			}
			if mid := rows[len(rows)/2]; len(rows) > 2 {
				if rest := all(t, f, mid.Line); len(rest) != len(rows)-len(rows)/2 || rest[0].Line != mid.Line {
					t.Errorf("from line %d: %d rows", mid.Line, len(rest))
				}
			}
		})
	}
}

func TestForms(t *testing.T) {
	same(t, [][]string{
		{"企业名称", "统一社会信用代码", "注册日期", "经营范围"},
		{"甲公司", "91371000MA3D8Q5W20", "2001-01-02", "餐饮, \"小吃\"；零售|批发"},
		{"乙公司", "", "2001/1/2", "第一行\n第二行"},
		{"丙公司（分公司）", "=1+1", "-", "+86 @甲\t;"},
		{"𠮷野家", "x", "y", "<b>&amp;</b> _x00_"},
	})
}

// TestRealForms writes the real rows again in every form: two registers, all
// five when HENGJIAN_SOAK is set.
func TestRealForms(t *testing.T) {
	for city := range registers {
		if city != "chaozhou" && city != "weihai" && os.Getenv("HENGJIAN_SOAK") == "" {
			continue
		}
		t.Run(city, func(t *testing.T) {
			f, err := OpenPath(register(t, city), "", Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			table := [][]string{f.Names()}
			for _, r := range all(t, f, 0) {
				table = append(table, r.Cells)
			}
			same(t, table)
		})
	}
}

// TestExcelizeAgrees compares with excelize's own reader.
func TestExcelizeAgrees(t *testing.T) {
	x := excelize.NewFile()
	style, _ := x.NewStyle(&excelize.Style{NumFmt: 14})
	x.NewSheet("数据")
	set := func(cell string, v any) {
		if err := x.SetCellValue("数据", cell, v); err != nil {
			t.Fatal(err)
		}
	}
	set("A1", "某市登记表")
	for i, h := range []string{"名称", "日期", "金额", "号码", "真假"} {
		c, _ := excelize.CoordinatesToCellName(i+1, 3)
		set(c, h)
	}
	set("A4", "甲")
	set("B4", 36893)
	x.SetCellStyle("数据", "B4", "B4", style)
	set("C4", 0.1+0.2)
	set("D4", 123456789012345)
	set("E4", true)
	set("A6", "乙")
	set("B6", 36893.5)
	x.SetCellStyle("数据", "B6", "B6", style)
	set("C6", 1e6)
	x.SetCellFormula("数据", "E6", "1+1")
	x.SetCellRichText("数据", "D6", []excelize.RichTextRun{{Text: "富"}, {Text: "文本"}})
	var b bytes.Buffer
	if err := x.Write(&b); err != nil {
		t.Fatal(err)
	}
	f := opened(t, b.Bytes(), Options{})
	if f.Sheet != "数据" || f.Header != 3 {
		t.Errorf("sheet %q header %d", f.Sheet, f.Header)
	}
	rows := all(t, f, 0)
	want := [][]string{{"甲", "2001-01-02", "0.3", "123456789012345", "TRUE"}, {"乙", "2001-01-02 12:00:00", "1000000", "富文本", ""}}
	got := [][]string{rows[0].Cells, rows[1].Cells}
	if d := cmp.Diff(want, got); d != "" || rows[1].Line != 6 {
		t.Error(d, rows)
	}
	raw, err := x.GetRows("数据", excelize.Options{RawCellValue: true})
	if err != nil || raw[3][0] != rows[0].Cells[0] || raw[5][3] != rows[1].Cells[3] {
		t.Error(err, raw)
	}
}
