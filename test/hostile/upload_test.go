package hostile

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

const head = "企业名称,统一社会信用代码,注册地址\n"

// book is an XLSX of one sheet, whose XML is given, with parts as named.
func book(t *testing.T, sheet func(io.Writer), more ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	add := func(name string, f func(io.Writer)) {
		p, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f(p)
	}
	text := func(s string) func(io.Writer) { return func(w io.Writer) { _, _ = io.WriteString(w, s) } } // into memory
	const x = `<?xml version="1.0" encoding="UTF-8"?>`
	add("[Content_Types].xml", text(x+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>`))
	add("_rels/.rels", text(x+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`))
	add("xl/workbook.xml", text(x+`<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>`))
	add("xl/_rels/workbook.xml.rels", text(x+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`))
	add("xl/worksheets/sheet1.xml", sheet)
	for _, name := range more {
		add(name, text("x"))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func cells(rows ...[]string) func(io.Writer) {
	return func(w io.Writer) {
		fmt.Fprint(w, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>`)
		for i, r := range rows {
			fmt.Fprintf(w, `<row r="%d">`, i+1)
			for _, c := range r {
				fmt.Fprintf(w, `<c t="inlineStr"><is><t>%s</t></is></c>`, c)
			}
			fmt.Fprint(w, `</row>`)
		}
		fmt.Fprint(w, `</sheetData></worksheet>`)
	}
}

// bomb is a sheet that is thousands of times its size in the file.
func bomb(w io.Writer) {
	fmt.Fprint(w, `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1"><c t="inlineStr"><is><t>`)
	block := bytes.Repeat([]byte("0"), 1<<20)
	for range 600 {
		_, _ = w.Write(block)
	}
	fmt.Fprint(w, `</t></is></c></row></sheetData></worksheet>`)
}

func zipped(write func(io.Writer)) []byte {
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	write(z)
	_ = z.Close() // into memory
	return b.Bytes()
}

// uploads sends files that are bombs, broken, or not what they are called. Each
// is refused in plain words, or its bad rows are quarantined.
func (w *world) uploads(t *testing.T) {
	header := []string{"企业名称", "统一社会信用代码", "注册地址"}
	columns := make([]string, 10_000)
	for i := range columns {
		columns[i] = fmt.Sprintf("列%d", i)
	}
	for _, f := range []struct {
		name, file string
		content    []byte
		taken      bool // it may be taken in: its rows are then accounted for
	}{
		{"empty", "空.csv", nil, false},
		{"only a mark", "空.csv", []byte("\uFEFF"), false},
		{"only lines", "空.csv", []byte("\n\n\n\n"), false},
		{"only a header", "头.csv", []byte(head), true},
		{"10,000 columns", "宽.csv", []byte(strings.Join(columns, ",") + "\n"), false},
		{"10,000 columns in a row", "宽.csv", []byte(head + repeat("x,", 10_000) + "x\n"), true},
		{"10,000 columns of XLSX", "宽.xlsx", book(t, cells(columns)), false},
		{"NUL", "零.csv", []byte(head + "甲\x00店,,路\n"), true},
		{"nothing but NUL", "零.csv", bytes.Repeat([]byte{0}, 100_000), false},
		{"broken UTF-8", "码.csv", []byte(head + "甲\xff\xfe店,,路\n乙店,,路\n"), true},
		{"half a character at the end", "码.csv", []byte(head + "甲店,,路\xe5\xb1"), true},
		{"UTF-16", "码.csv", []byte("\xff\xfe\x01\x4f\x1a\x4e\n\x00"), true},
		{"random bytes", "乱.csv", []byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + repeat("\xd3\x07\x91", 5000)), true},
		{"formulas", "式.csv", []byte(head + "=HYPERLINK(\"http://x\"),@SUM(1+1),-2+3+cmd|' /C calc'!A0\n"), true},
		{"formulas of XLSX", "式.xlsx", book(t, cells(header, []string{"=1+1", "+1", "@x"})), true},
		{"an open quote", "引.csv", []byte(head + "\"甲店,,路\n乙店,,路\n" + repeat("丙店,,路\n", 200)), true},
		{"quotes in the middle", "引.csv", []byte(head + "甲\"店\",,\"路\"x\n"), true},
		{"a field of 20 MB", "大.csv", append([]byte(head), []byte(repeat("甲", 7<<20)+",,路\n")...), true},
		{"duplicate columns", "重.csv", []byte("企业名称,企业名称,企业名称\n甲,乙,丙\n"), true},
		{"zip bomb", "弹.xlsx", book(t, bomb), true},
		{"path in a zip", "径.xlsx", book(t, cells(header, []string{"甲", "", ""}), "../../../../tmp/hengjian-escaped", "/etc/hengjian-escaped"), true},
		{"cut XLSX", "断.xlsx", book(t, cells(header))[:300], false},
		{"a zip that is no XLSX", "别.xlsx", []byte("PK\x03\x04" + repeat("\x00", 200)), false},
		{"entities", "体.xlsx", book(t, func(w io.Writer) {
			fmt.Fprint(w, `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;&c;</t></is></c></row></sheetData></worksheet>`)
		}), true},
		{"gz bomb", "弹.csv.gz", zipped(func(w io.Writer) {
			block := bytes.Repeat([]byte("0"), 1<<20)
			for range 600 {
				_, _ = w.Write(block)
			}
		}), false},
		{"gz bomb of rows", "弹.csv.gz", zipped(func(w io.Writer) {
			fmt.Fprint(w, head)
			for range 3 {
				_, _ = io.WriteString(w, repeat("甲店,913710000000000000,路\n", 1000))
			}
		}), true},
		{"cut gz", "断.csv.gz", zipped(func(w io.Writer) { fmt.Fprint(w, head+repeat("甲店,,路\n", 1000)) })[:60], true},
		{"gz in gz", "套.csv.gz", zipped(func(w io.Writer) { _, _ = w.Write(zipped(func(w io.Writer) { fmt.Fprint(w, head) })) }), false},
		{"JSON lines of depth", "深.jsonl", []byte(repeat("[", 100_000) + "\n"), false},
		{"JSON lines half broken", "行.jsonl", []byte(`{"Name":"甲店","CreditCode":""}` + "\n{\"Name\":\n" + `{"Name":1e400}` + "\n"), true},
		{"JSON for CSV", "错.csv", []byte(`{"a":1}`), true},
		{"HTML for XLSX", "错.xlsx", []byte("<html><table><tr><td>企业名称</td></tr></table></html>"), true},
		{"an old XLS", "旧.xls", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + repeat("\x00", 600)), false},
		{"a path for a name", "../../../etc/cron.d/x.csv", []byte(head + "甲店,,路\n"), true},
		{"NUL in a name", "x\x00.csv", []byte(head + "甲店,,路\n"), true},
		{"a very long name", repeat("名", 2000) + ".csv", []byte(head + "甲店,,路\n"), true},
		{"a name of markup", "<img src=x onerror=alert(1)>.csv", []byte(head + "甲店,,路\n"), true},
	} {
		t.Run(f.name, func(t *testing.T) {
			began := time.Now()
			a := w.steward.Upload(f.file, f.content)
			status := sane(t, a)
			if took := time.Since(began); took > 15*time.Second {
				t.Errorf("it took %v", took)
			}
			if status != http.StatusOK {
				return
			}
			if !f.taken {
				t.Errorf("taken in: %.300s", a.Body)
				return
			}
			w.imports(t, a)
		})
	}
	t.Run("no file", func(t *testing.T) {
		for _, ct := range []string{"multipart/form-data", "multipart/form-data; boundary=x", "multipart/form-data; boundary=" + repeat("b", 5000), "text/plain", "application/json"} {
			refused(t, w.steward.Do(http.MethodPost, "/api/collect/files", []byte("--x\r\n"), "Content-Type", ct))
		}
	})
	t.Run("a file that was never sent", func(t *testing.T) {
		for _, digest := range []string{repeat("0", 64), "sha256:" + repeat("0", 64), "../../ledger.key", "", "x"} {
			refused(t, w.steward.Post("/api/collect/batches", map[string]any{"file": digest, "name": "x", "kind": "business", "source": "bureau-file"}))
		}
	})
}

// imports takes an uploaded file to the end: it becomes ready or fails in plain
// words, and every row read is accounted for.
func (w *world) imports(t *testing.T, upload livetest.Answer) {
	t.Helper()
	var up struct {
		File, Name string
		Columns    []struct{ Name string }
	}
	upload.Into(t, http.StatusOK, &up)
	if strings.ContainsAny(up.Name, "/\\\x00") || len(up.Name) > 1000 {
		t.Errorf("it is kept under the name %.80q", up.Name)
	}
	request := map[string]any{"file": up.File, "name": up.Name, "kind": "business", "source": "bureau-file"}
	a := w.steward.Post("/api/collect/batches", request)
	if sane(t, a) != http.StatusOK {
		return // no column says what it is
	}
	var b struct {
		ID, State, Error                               string
		Read, Accepted, Merged, Unchanged, Quarantined int
	}
	a.Into(t, http.StatusOK, &b)
	ran := false
	for deadline := time.Now().Add(40 * time.Second); b.State != "done" && b.State != "failed"; time.Sleep(30 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it is still %q: %+v", b.State, b)
		}
		w.steward.Get("/api/collect/batches/"+b.ID).Into(t, http.StatusOK, &b)
		if b.State == "ready" && !ran {
			ran = true
			w.steward.Post("/api/collect/batches/"+b.ID+"/run", map[string]any{}).Into(t, http.StatusOK, &b)
		}
	}
	if b.State == "failed" && (!han.MatchString(b.Error) || english.MatchString(b.Error)) {
		t.Errorf("it failed without plain words: %q", b.Error)
	}
	if b.State == "done" && b.Read != b.Accepted+b.Merged+b.Unchanged+b.Quarantined {
		t.Errorf("rows are not accounted for: %+v", b)
	}
	var q json.RawMessage
	w.steward.Get("/api/collect/batches/"+b.ID+"/quarantine").Into(t, http.StatusOK, &q)
}
