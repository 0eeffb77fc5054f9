package source

import (
	"bytes"
	"context"
	"encoding/csv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/platform/fault"
)

// tight are limits small enough for a fuzzer to reach.
var tight = Options{Limits: Limits{Cell: 64, Row: 256, Columns: 8, Unpacked: 1 << 20, Parts: 64, Memory: 64}}

// sane reads whatever it is given and checks what must always hold: errors are
// faults in Chinese, cells are clean, bounded and in order.
func sane(t *testing.T, b []byte, opt Options) {
	f, err := Open(bytes.NewReader(b), int64(len(b)), "x", opt)
	if err == nil {
		defer f.Close()
		line := 0
		for r, e := range f.Rows(context.Background(), 0) {
			if e != nil {
				err = e
				break
			}
			if r.Line <= line {
				t.Fatalf("line %d after %d", r.Line, line)
			}
			line = r.Line
			if len(r.Cells) > f.limits.Columns {
				t.Fatalf("%d cells", len(r.Cells))
			}
			for _, c := range r.Cells {
				if !utf8.ValidString(c) || strings.IndexByte(c, 0) >= 0 || len(c) > max(f.limits.Cell, 1024)*3 {
					t.Fatalf("cell %q", c)
				}
			}
			r.Digest()
		}
		if err == nil {
			m := Recognise(f.Columns, f.Samples, business)
			if _, err := Examine(context.Background(), f, m, business, ProfileOptions{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err != nil {
		e := fault.As(err)
		if e.Kind == fault.Internal || !strings.HasPrefix(e.Code, "collect.") || e.Text == "" {
			t.Fatalf("no fault for a person: %v", err)
		}
	}
}

func FuzzOpen(f *testing.F) {
	table := [][]string{{"名称", "统一社会信用代码", "成立日期"}, {"甲公司", "913710027262299554", "2001-01-02"}, {"乙\"公司\"", "", "\n"}}
	for _, form := range forms {
		f.Add(form.write(f, table))
	}
	f.Add([]byte(head + "\"甲,1,2\n乙,1,2\n丙,\"1\",2\n"))
	f.Add([]byte("\xff\xfe\x00\xd8"))
	f.Fuzz(func(t *testing.T, b []byte) {
		sane(t, b, Options{})
		sane(t, b, tight)
	})
}

func FuzzCSV(f *testing.F) {
	f.Add("a,b\n1,\"x\ny\"\n")
	f.Add("a;b\n\"\"\"\";\r\n")
	f.Fuzz(func(t *testing.T, s string) {
		sane(t, []byte(s), tight)
		// Where the standard library reads it strictly, so do we, cell by cell.
		if !sound(s) || strings.ContainsRune(s, '\r') {
			return
		}
		r := csv.NewReader(strings.NewReader(s))
		r.FieldsPerRecord = -1
		want, err := r.ReadAll()
		if err != nil {
			return
		}
		sc := &csvScanner{win: newWindow(strings.NewReader(s)), lim: Limits{}.filled(), delim: ',', eol: '\n', line: 1}
		var got [][]string
		for {
			rec, err := sc.next()
			if err != nil {
				break
			}
			if rec.problem != nil {
				t.Fatalf("%q: %v", s, rec.problem)
			}
			if len(sc.ends) == 1 && len(sc.text) == 0 {
				continue // an empty line; the library skips it, and keeps a lone ""
			}
			got = append(got, sc.cells())
		}
		var full [][]string
		for _, w := range want {
			if len(w) != 1 || w[0] != "" {
				full = append(full, w)
			}
		}
		if d := cmp.Diff(full, got); d != "" {
			t.Fatalf("%q: %s", s, d)
		}
	})
}

func FuzzJSONL(f *testing.F) {
	f.Add("{\"a\":1,\"b\":\"\\u4e2d\"}\n{\"b\":[1,{\"c\":null}]}\n")
	f.Fuzz(func(t *testing.T, s string) { sane(t, []byte("{"+s), tight) })
}

func FuzzSheet(f *testing.F) {
	f.Add(`<worksheet><dimension ref="A1:B2"/><sheetData>` + inline("名称", "代码") + `<row r="3"><c r="B3" t="s"><v>0</v></c></row></sheetData></worksheet>`)
	f.Add(`<x:worksheet><x:sheetData><x:row><x:c t="str"><x:f>1</x:f><x:v><![CDATA[<a>]]>&#x4e2d;</x:v></x:c></x:row><!-- - --></x:sheetData></x:worksheet>`)
	f.Fuzz(func(t *testing.T, sheet string) {
		sane(t, book(sheet, "xl/sharedStrings.xml", "<sst><si><t>甲</t></si></sst>"), tight)
	})
}

func FuzzStrings(f *testing.F) {
	f.Add(`<sst><si><r><t>甲</t></r><rPh><t>x</t></rPh></si></sst>`, `<styleSheet><numFmts><numFmt numFmtId="170" formatCode="yyyy&quot;年&quot;"/></numFmts><cellXfs><xf numFmtId="170"/></cellXfs></styleSheet>`)
	f.Fuzz(func(t *testing.T, sst, styles string) {
		sane(t, book(`<worksheet><sheetData>`+inline("名称", "代码")+`<row><c t="s"><v>0</v></c><c s="0"><v>3</v></c></row></sheetData></worksheet>`,
			"xl/sharedStrings.xml", sst, "xl/styles.xml", styles), tight)
	})
}

func FuzzConvert(f *testing.F) {
	for _, s := range []string{"2001年1月2日", "36893.5", "￥1,234万元", "913710027262299554", "\u200b\ufeff", "甲；乙"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !sound(s) {
			return
		}
		for i := range business {
			_, problems := converter(&business[i], 4)(s)
			for _, p := range problems {
				if p.From < 0 || p.To < p.From || p.To > utf8.RuneCountInString(s) || p.Text == "" || !utf8.ValidString(p.Text) {
					t.Fatalf("%s %q: %+v", business[i].Name, s, p)
				}
			}
		}
	})
}
