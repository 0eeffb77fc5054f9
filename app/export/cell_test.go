package export

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"os"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"": "", "老王": "老王", "=1+1": "'=1+1", "+86": "+86", "+86-1": "'+86-1", "-": "'-", "-5": "-5", "-5.25": "-5.25", "-5.": "'-5.", "-1-1": "'-1-1",
		"@x": "'@x", "\tx": "'\tx", "\rx": "'\rx", "\nx": "'\nx", "＝1": "'＝1", "－5": "'－5", "（甲": "（甲", "1=1": "1=1",
	} {
		if got := guard(in); got != want {
			t.Errorf("guard(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCSVCellsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cells := rapid.SliceOfN(rapid.StringOf(rapid.SampledFrom([]rune("ab\",\n 中=+-'"))), 1, 5).Draw(t, "cells")
		cells = append(cells, "end") // a line of one empty cell is an empty line
		var b bytes.Buffer
		c := &csvWriter{nil, bufio.NewWriter(&b)}
		for i, s := range cells {
			if i > 0 {
				_ = c.w.WriteByte(',')
			}
			c.cell(s)
		}
		_ = c.w.Flush()
		got, err := csv.NewReader(&b).Read()
		if err != nil || strings.Join(got, "|") != strings.Join(cells, "|") {
			t.Fatalf("%q came back as %q: %v", cells, got, err)
		}
	})
}

func FuzzEscape(f *testing.F) {
	for _, s := range []string{"", "a<b>&c", "_x0041_", "_x005F_x0041_", "\x00\x1f\r\n\t", "\xff", "𠮷\ufffe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		var b bytes.Buffer
		b.WriteString("<t>")
		escape(&b, s)
		b.WriteString("</t>")
		var got string
		if err := xml.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%q became %q: %v", s, b.String(), err)
		}
		plain := utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool {
			return r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r == 0xfffe || r == 0xffff
		})
		if back := strings.ReplaceAll(got, "_x005F_", "_"); plain && !strings.Contains(s, "_x005F_") && back != s {
			t.Fatalf("%q came back as %q", s, back)
		}
	})
}

func TestLettersAndCut(t *testing.T) {
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA", 701: "ZZ", 702: "AAA"} {
		if got := letters(i); got != want {
			t.Errorf("letters(%d) = %s, want %s", i, got, want)
		}
	}
	long := strings.Repeat("字", 40_000)
	if got := utf8.RuneCountInString(cut(long)); got != maxCell {
		t.Errorf("cut to %d characters", got)
	}
	if s := strings.Repeat("字", 20_000); cut(s) != s {
		t.Error("a text that fits was cut")
	}
	if got := sheetName("抽查[年度]/计划:"+strings.Repeat("长", 40), 2); utf8.RuneCountInString(got) > 31 || strings.ContainsAny(got, `[]:*?/\`) {
		t.Errorf("sheet name %q", got)
	}
}

func TestANewSheetAtTheBound(t *testing.T) {
	legal := clock.NewLegal(clock.Wall{})
	world := recordtest.New(t, dbtest.SQLite(t, db.Options{Clock: legal}), legal, nil, recordtest.Source{FS: os.DirFS("../../kernel/record/testdata"), Dir: "practice/test"})
	k := world.Engine.Kinds().Get("shop")
	for i := range 5 {
		if _, err := world.Engine.Act(context.Background(), record.Request{Kind: k.Name, Act: record.Create, Area: recordtest.Area, Caller: world.By["officer"],
			Values: map[string]any{"name": letters(i)}}); err != nil {
			t.Fatal(err)
		}
	}
	x, err := New(world.Engine, k, record.Query{Area: recordtest.Area, Caller: world.By["officer"]}, []string{"name"})
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	w := newXLSX(&b, x)
	w.limit = 3 // the head and two rows
	if err := x.write(context.Background(), w, nil); err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(&b)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var got []string
	for _, s := range f.GetSheetList() {
		rows, err := f.GetRows(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range rows {
			got = append(got, s+"/"+r[0])
		}
	}
	want := "店铺/名称 店铺/A 店铺/B 店铺 2/名称 店铺 2/C 店铺 2/D 店铺 3/名称 店铺 3/E"
	if strings.Join(got, " ") != want {
		t.Errorf("got %v", got)
	}
}
