package source

import (
	"archive/zip"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
)

// outcome opens and reads; codes holds the problems' codes in order.
func outcome(b []byte, opt Options) (rows []Row, codes []string, err error) {
	f, err := Open(bytes.NewReader(b), int64(len(b)), "x", opt)
	if err != nil {
		return nil, nil, err
	}
	defer f.Close()
	for r, err := range f.Rows(context.Background(), 0) {
		if err != nil {
			return rows, codes, err
		}
		rows = append(rows, r)
		for _, p := range r.Problems {
			codes = append(codes, p.Code)
		}
	}
	return rows, codes, nil
}

func zipped(parts ...string) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(parts); i += 2 {
		w, _ := z.Create(parts[i])
		io.WriteString(w, parts[i+1])
	}
	z.Close()
	return b.Bytes()
}

// book is a workbook around sheet data.
func book(sheet string, more ...string) []byte {
	return zipped(append([]string{
		"_rels/.rels", `<Relationships><Relationship Id="r1" Type="x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml", `<workbook xmlns:r="r"><sheets><sheet name="表" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="rId3" Type="x/externalLink" TargetMode="External" Target="file:///etc/passwd"/></Relationships>`,
		"xl/worksheets/sheet1.xml", sheet,
	}, more...)...)
}

func inline(cells ...string) string {
	var b strings.Builder
	b.WriteString("<row>")
	for _, c := range cells {
		b.WriteString(`<c t="inlineStr"><is><t>` + c + `</t></is></c>`)
	}
	return b.String() + "</row>"
}

const head = "名称,代码,日期\n"

func TestFaults(t *testing.T) {
	big := bytes.Repeat([]byte("a,b,c\n"), 6<<20)
	gz := asGzip(t, []byte(head+strings.Repeat("甲,1,2\n", 5000)))
	wide := strings.Repeat("列,", 10_000) + "列\n"
	xl := asXLSX(t, [][]string{{"名称", "代码"}, {"甲", "1"}})
	for _, c := range []struct {
		name string
		in   []byte
		opt  Options
		code string
		kind fault.Kind
	}{
		{"empty", nil, Options{}, "collect.empty_file", fault.Invalid},
		{"blank", []byte(" \n\n \r\n"), Options{}, "collect.empty_file", fault.Invalid},
		{"byte order mark only", []byte(utf8BOM), Options{}, "collect.empty_file", fault.Invalid},
		{"no header", []byte("913710027262299554,甲,2001-01-02\n913710027262299554,甲,2001-01-02\n"), Options{}, "collect.no_header", fault.Invalid},
		{"10,000 columns", []byte(wide + wide), Options{}, "collect.too_many_columns", fault.TooLarge},
		{"10,000 keys", []byte("{" + strings.TrimSuffix(strings.ReplaceAll(wide, "列,", `"k":1,`), "列\n") + `"z":1}`), Options{}, "", ""},
		{"gz bomb", asGzip(t, append([]byte(head), big...)), Options{}, "collect.archive_bomb", fault.TooLarge},
		{"gz absolute", asGzip(t, []byte(head+strings.Repeat("甲,1,2\n", 500_000))), Options{Limits: Limits{Unpacked: 3 << 20}}, "collect.archive_bomb", fault.TooLarge},
		{"gz truncated", gz[:len(gz)-12], Options{}, "collect.truncated", fault.Invalid},
		{"gz header only", gz[:12], Options{}, "collect.truncated", fault.Invalid},
		{"gz damaged", append(append([]byte{}, gz[:len(gz)-6]...), 1, 2, 3, 4, 5, 6), Options{}, "collect.corrupt", fault.Invalid},
		{"gz in gz", asGzip(t, gz), Options{}, "collect.nested_archive", fault.Invalid},
		{"xlsx in gz", asGzip(t, xl), Options{}, "collect.nested_archive", fault.Invalid},
		{"old excel", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), Options{}, "collect.old_excel", fault.Invalid},
		{"web page as xls", []byte("<html><table><tr><td>名称"), Options{}, "collect.not_a_table", fault.Invalid},
		{"pdf", []byte("%PDF-1.7\n"), Options{}, "collect.not_a_table", fault.Invalid},
		{"binary", bytes.Repeat([]byte{0, 1, 2, 3}, 1000), Options{}, "collect.not_a_table", fault.Invalid},
		{"json array", []byte(`[{"a":1}]`), Options{}, "collect.json_array", fault.Invalid},
		{"json depth", []byte(strings.Repeat(`{"a":`, 100_000)), Options{}, "collect.no_header", fault.Invalid},
		{"unknown encoding", []byte(head), Options{Encoding: "big5"}, "collect.encoding", fault.Invalid},
		{"zip of something else", zipped("a.txt", "hello"), Options{}, "collect.not_a_table", fault.Invalid},
		{"zip truncated", xl[:len(xl)/2], Options{}, "collect.truncated", fault.Invalid},
		{"xlsx empty", asXLSX(t, nil), Options{}, "collect.empty_file", fault.Invalid},
		{"xlsx no such sheet", xl, Options{Sheet: "别的"}, "collect.no_sheet", fault.NotFound},
		{"xlsx bomb", book(`<worksheet><sheetData>` + inline("名称", "代码") + strings.Repeat(" ", 64<<20) + `</sheetData></worksheet>`), Options{}, "collect.archive_bomb", fault.TooLarge},
		{"xlsx parts", zipped(strings.Split(strings.Repeat("a||", 50), "|")...), Options{Limits: Limits{Parts: 10}}, "collect.archive_bomb", fault.TooLarge},
		{"xxe", book(`<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><worksheet><sheetData>` + inline("名称", "&e;") + `</sheetData></worksheet>`), Options{}, "collect.xml_doctype", fault.Invalid},
		{"unknown entity", book(`<worksheet><sheetData>` + inline("名称", "代码") + inline("甲", "&e;") + `</sheetData></worksheet>`), Options{}, "collect.corrupt_workbook", fault.Invalid},
		{"sheet cut off", book(`<worksheet><sheetData>` + inline("名称", "代码") + inline("甲", "1") + `<row><c t="in`), Options{}, "collect.truncated", fault.Invalid},
		{"utf-16 part", book("<?xml version=\"1.0\" encoding=\"UTF-16\"?><worksheet/>"), Options{}, "collect.corrupt_workbook", fault.Invalid},
		{"shared string missing", book(`<worksheet><sheetData>` + inline("名称", "代码") + `<row><c t="s"><v>7</v></c><c><v>1</v></c></row></sheetData></worksheet>`), Options{}, "collect.corrupt_workbook", fault.Invalid},
		{"xlsx columns", book(`<worksheet><sheetData>` + inline(strings.Split(strings.Repeat("列,", 600)+"列", ",")...) + inline("甲", "1") + `</sheetData></worksheet>`), Options{}, "collect.too_many_columns", fault.TooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := outcome(c.in, c.opt)
			if c.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f := fault.As(err)
			if f == nil || f.Code != c.code || f.Kind != c.kind {
				t.Fatalf("%v, want %s", err, c.code)
			}
			if f.Text == "" || strings.Contains(f.Text, "%!") {
				t.Error(f.Text)
			}
		})
	}
}

func TestFaultNamesTheRow(t *testing.T) {
	rows := strings.Repeat("甲公司经营范围很长很长,1,2\n", 200_000)
	gz := asGzip(t, []byte(head+rows))
	got, _, err := outcome(gz[:len(gz)-len(gz)/4], Options{})
	if f := fault.As(err); f == nil || f.Code != "collect.truncated" || !strings.Contains(f.Text, "行时停止") || len(got) < 1000 {
		t.Errorf("%v after %d rows", err, len(got))
	}
}

func TestProblems(t *testing.T) {
	long := strings.Repeat("长", 400_000)
	small := Options{Limits: Limits{Cell: 100, Row: 1000}}
	for _, c := range []struct {
		name  string
		in    string
		opt   Options
		rows  int
		codes string
	}{
		{"header only", head, Options{}, 0, ""},
		{"blank lines", head + "\n\n甲,1,2\n,,\n\n", Options{}, 1, ""},
		{"old Mac line ends", "名称,代码\r甲,1\r乙,2\r", Options{}, 2, ""},
		{"no line end", head + "甲,1,2", Options{}, 1, ""},
		{"title above", "某市登记表,,\n" + head + "甲,1,2\n", Options{}, 1, ""},
		{"trailing commas", head + "甲,1,2,,,\n", Options{}, 1, ""},
		{"too few", head + "甲,1\n乙,1,2\n", Options{}, 2, "too_few_cells"},
		{"too many", head + "甲,1,2,3\n乙,1,2\n", Options{}, 2, "too_many_cells"},
		{"undecodable utf-8", head + "威海\xff,1,2\n乙,1,2\n", Options{}, 2, "undecodable"},
		{"undecodable gb18030", string(asGB(t, []byte(head+"威海渔业有限公司,1,2\n"))) + "\xff,1,2\n", Options{}, 2, "undecodable"},
		{"replacement character", head + "威\ufffd,1,2\n", Options{}, 1, "undecodable"},
		{"nul", head + "威\x00海,1,2\n", Options{}, 1, "nul"},
		{"formulas stay", head + "=1+1,@x,-2\n", Options{}, 1, ""},
		{"quote inside", head + "甲\"乙\",1,2\n", Options{}, 1, ""},
		{"quote not closed", head + "\"甲,1,2\n乙,1,2\n丙,\"1\",2\n", Options{}, 3, "bad_quote"},
		{"quote not closed to the end", head + "\"甲,1,2\n乙,1,2\n丙,1,2\n", Options{}, 3, "bad_quote"},
		{"quote within quotes", head + "\"甲\"乙\"\",1,2\n丙,1,2\n", Options{}, 2, "bad_quote"},
		{"long cell", head + long + ",1,2\n乙,1,2\n", Options{}, 2, "cell_too_long"},
		{"long quoted cell", head + "\"" + long + "\",1,2\n乙,1,2\n", Options{}, 2, "cell_too_long"},
		{"long row", head + strings.Repeat("x", 300_000) + ",1,2\n乙,1,2\n", small, 2, "row_too_long cell_too_long too_few_cells"},
		{"quote open beyond the row", head + "\"" + strings.Repeat("x\n", 3000) + "\n", Limits{Cell: 100, Row: 1000}.options(), 3000, ""},
		{"json broken", "{\"a\":1}\n{\"a\":}\nx\n{\"a\":2}", Options{}, 4, "bad_json bad_json"},
		{"json unknown key", "{\"a\":1}\n" + strings.Repeat("{\"a\":2}\n", 100_000) + "{\"a\":1,\"b\":2}\n", Options{}, 100_002, "unknown_key"},
		{"json twice", `{"a":1,"a":2}`, Options{}, 1, "duplicate_key"},
		{"json nul", `{"a":"x\u0000"}`, Options{}, 1, "nul"},
		{"json surrogate", `{"a":"\ud800"}`, Options{}, 1, "undecodable"},
		{"json long line", "{\"a\":1}\n{\"a\":\"" + strings.Repeat("x", 300_000) + "\"}\n{\"a\":2}", small, 3, "row_too_long"},
		{"json long cell", "{\"a\":\"" + strings.Repeat("x", 200) + "\"}", small, 1, "cell_too_long"},
		{"json nested", `{"a":{"b":[1,"}"]},"c":null,"d":true,"e":-1.5e3}`, Options{}, 1, ""},
		{"xlsx error value", string(book(`<worksheet><sheetData>` + inline("名称", "代码") + `<row><c t="e"><v>#REF!</v></c><c><f>1+1</f></c></row></sheetData></worksheet>`)), Options{}, 1, "formula_no_value cell_error"},
		{"xlsx 18 digits", string(book(`<worksheet><sheetData>` + inline("名称", "代码") + `<row><c><v>9.1371002726229955E17</v></c><c><v>1</v></c></row></sheetData></worksheet>`)), Options{}, 1, "number_precision"},
		{"xlsx too many", string(book(`<worksheet><sheetData>` + inline("名称", "代码") + inline("甲", "1", "2") + `</sheetData></worksheet>`)), Options{}, 1, "too_many_cells"},
		{"xlsx long cell", string(book(`<worksheet><sheetData>` + inline("名称", "代码") + inline(strings.Repeat("x", 2000), "1") + `</sheetData></worksheet>`)), Options{Limits: Limits{Cell: 100}}, 1, "cell_too_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, codes, err := outcome([]byte(c.in), c.opt)
			if err != nil {
				t.Fatal(err)
			}
			if len(rows) != c.rows {
				t.Errorf("%d rows, want %d", len(rows), c.rows)
			}
			if got := strings.Join(codes, " "); got != c.codes && c.name != "quote open beyond the row" && !sameWords(got, c.codes) {
				t.Errorf("problems %q, want %q", got, c.codes)
			}
		})
	}
}

func (l Limits) options() Options { return Options{Limits: l} }

func sameWords(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	for _, w := range x {
		if !strings.Contains(b, w) {
			return false
		}
	}
	return true
}

func TestPositionOfUndecodable(t *testing.T) {
	rows, _, err := outcome([]byte(head+"甲,威海\xff公司,2\n"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	p := rows[0].Problems[0]
	if p.Column != 2 || p.From != 2 || p.To != 3 || rows[0].Cells[1] != "威海\ufffd公司" || !strings.Contains(p.Text, "第 2 列第 3 个字符") {
		t.Errorf("%+v %q", p, rows[0].Cells)
	}
}

func TestHeadings(t *testing.T) {
	f := opened(t, []byte("名称,名称,,代码 \u200b\n甲,乙,丙,丁\n"), Options{})
	if got := strings.Join(f.Names(), "|"); got != "名称|名称（2）|第 3 列|代码" {
		t.Error(got)
	}
}

func TestDisplayName(t *testing.T) {
	for in, want := range map[string]string{
		"../../etc/passwd":             "passwd",
		`C:\数据\登记.xlsx`:                "登记.xlsx",
		"a\x00b\n\u202Egpj.exe":        "abgpj.exe",
		"..":                           "未命名文件",
		"":                             "未命名文件",
		"/":                            "未命名文件",
		"\xff.csv":                     "\ufffd.csv",
		strings.Repeat("长", 200) + "x": strings.Repeat("长", 80) + "…" + strings.Repeat("长", 38) + "x",
	} {
		if got := DisplayName(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestOpenPath(t *testing.T) {
	dir := t.TempDir()
	file, link := filepath.Join(dir, "a.csv"), filepath.Join(dir, "b.csv")
	if err := os.WriteFile(file, []byte(head+"甲,1,2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(file, link); err != nil {
		t.Fatal(err)
	}
	f, err := OpenPath(file, "", Options{})
	if err != nil || f.Name != "a.csv" {
		t.Fatal(f, err)
	}
	f.Close()
	for path, code := range map[string]string{link: "collect.not_regular", dir: "collect.not_regular", file + "x": "collect.no_file", "/dev/null": "collect.not_regular"} {
		if _, err := OpenPath(path, "", Options{}); err == nil || fault.As(err).Code != code {
			t.Errorf("%s: %v", path, err)
		}
	}
}

// endless is a file with n letters in the middle that are never held.
type endless struct {
	before, after string
	n             int64
}

func (e endless) size() int64 { return int64(len(e.before)+len(e.after)) + e.n }

func (e endless) ReadAt(p []byte, off int64) (int, error) {
	n := 0
	for n < len(p) && off < e.size() {
		k := 0
		switch end := int64(len(e.before)) + e.n; {
		case off < int64(len(e.before)):
			k = copy(p[n:], e.before[off:])
		case off >= end:
			k = copy(p[n:], e.after[off-end:])
		default:
			k = int(min(int64(len(p)-n), end-off))
			for i := range p[n : n+k] {
				p[n+i] = 'x'
			}
		}
		n, off = n+k, off+int64(k)
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}

// TestOneGigabyteField reads a field of 1 GB, unquoted and quoted, and the row
// behind it, in little memory.
func TestOneGigabyteField(t *testing.T) {
	size := int64(1 << 30)
	if testing.Short() {
		size = 64 << 20
	}
	for name, quote := range map[string]string{"unquoted": "", "quoted": `"`} {
		t.Run(name, func(t *testing.T) {
			src := endless{head + "甲,1,2\n" + quote, quote + ",1,2\n丙,1,2\n", size}
			var m0, m1 runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&m0)
			f, err := Open(src, src.size(), "big.csv", Options{})
			if err != nil {
				t.Fatal(err)
			}
			rows := all(t, f, 0)
			runtime.ReadMemStats(&m1)
			if len(rows) != 3 || rows[2].Cells[0] != "丙" || !Blocks(rows[1].Problems) || rows[2].Line != 4 {
				t.Errorf("%d rows", len(rows))
			}
			if got := m1.TotalAlloc - m0.TotalAlloc; got > 64<<20 {
				t.Errorf("%d bytes allocated", got)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	f := opened(t, []byte(head+strings.Repeat("甲,1,2\n", 10_000)), Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	n := 0
	var last error
	for _, err := range f.Rows(ctx, 0) {
		if n++; n == 10 {
			cancel()
		}
		last = err
	}
	if last != context.Canceled || n > 1000 {
		t.Error(n, last)
	}
}

func TestSpilledStrings(t *testing.T) {
	var table [][]string
	for i := range 3000 {
		table = append(table, []string{"企业" + itoa(i), "地址 " + itoa(i%7)})
	}
	table[0] = []string{"名称", "住所"}
	b := asSharedXLSX(t, table)
	f := opened(t, b, Options{Limits: Limits{Memory: 1000}, TempDir: t.TempDir()})
	for i, r := range all(t, f, 0) {
		if r.Cells[0] != table[i+1][0] || r.Cells[1] != table[i+1][1] {
			t.Fatal(r)
		}
	}
	if _, err := Open(bytes.NewReader(b), int64(len(b)), "x", Options{Limits: Limits{Memory: 1000}, TempDir: "/nonexistent"}); fault.As(err).Code != "collect.no_space" {
		t.Error(err)
	}
}
