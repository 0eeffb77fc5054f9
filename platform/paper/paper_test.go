package paper_test

import (
	"archive/zip"
	"bytes"
	"io"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/platform/paper/papertest"
)

func sheet() paper.Sheet {
	return paper.Sheet{Organ: "示例市市场监督管理局", Title: "投诉受理决定书", Number: "示市监投受〔2026〕1号", Blocks: []paper.Block{
		{Sort: paper.Line, Text: "林某："},
		{Sort: paper.Para, Text: strings.Repeat("你于2026年11月20日提出的投诉（登记编号：投诉〔2026〕371002000123，“牛奶变质”）收悉。", 6)},
		{Sort: paper.Heading, Text: "一、事实"},
		{Sort: paper.Table, Widths: []int{1, 3}, Rows: [][]string{{"投诉人", "林某"}, {"诉求", strings.Repeat("退还货款并赔偿损失；", 12)}}},
		{Sort: paper.Seal, Text: "示例市市场监督管理局", Day: "2026年11月29日"},
		{Sort: paper.Cut, Text: "送达回证"},
		{Sort: paper.Small, Text: "本联由送达人带回归档。"},
	}}
}

func TestPDF(t *testing.T) {
	f := papertest.Font(t)
	p := paper.Print{Mark: "草稿", Link: "https://example.invalid/d/abcdefgh", Notice: "扫码核验本文书。", Seal: "演示签名\n不是印章"}
	one, err := f.PDF(sheet(), p)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.HasPrefix(one, []byte("%PDF-")) || len(one) < 20_000 {
		t.Fatalf("no PDF with a font in it: %d bytes", len(one))
	}
	if path := os.Getenv("PAPER_OUT"); path != "" { // to look at
		if err := os.WriteFile(path, one, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	// Printed again, by many at once, it is the same to the byte: what was signed can
	// be made anew.
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			again, err := f.PDF(sheet(), p)
			if err != nil || !bytes.Equal(one, again) {
				t.Errorf("printed again it differs (%v)", err)
			}
		})
	}
	wg.Wait()
}

func TestNoBlankGlyph(t *testing.T) {
	f := papertest.Font(t)
	for name, bad := range map[string]func(*paper.Sheet){
		"a name":  func(s *paper.Sheet) { s.Blocks[0].Text = "𠮷某：" },
		"a cell":  func(s *paper.Sheet) { s.Blocks[3].Rows[0][1] = "林😀" },
		"a title": func(s *paper.Sheet) { s.Title += "\u200b" },
	} {
		s := sheet()
		bad(&s)
		if _, err := f.PDF(s, paper.Print{}); fault.As(err) == nil || fault.As(err).Code != "paper.glyph" {
			t.Errorf("%s with a character of no glyph is printed: %v", name, err)
		}
	}
	if got := f.Missing("㐂䶮鿍龘𬭎𫍯〔〕①√￥·—"); len(got) > 0 {
		t.Errorf("rare characters that the font has are said to be missing: %q", got)
	}
}

func TestWord(t *testing.T) {
	b, err := paper.Word(sheet(), paper.Print{Mark: "草稿"})
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	text, _ := io.ReadAll(r)
	for _, want := range []string{"投诉受理决定书", "示市监投受〔2026〕1号", "林某：", "退还货款", "送达回证", "草稿"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%s is not in the Word file", want)
		}
	}
}

// FuzzLines: whatever a text is, its lines hold every character of it but spaces
// where lines were broken, and none is wider than the page but by one that hangs.
func FuzzLines(f *testing.F) {
	font := papertest.Font(f)
	for _, s := range []string{"你好，世界。", "（）《》", "abc def-ghi_jkl 2026年", strings.Repeat("，", 40), strings.Repeat("a", 300), ""} {
		f.Add(s, 200.0)
	}
	bare := strings.NewReplacer(" ", "", "\n", "").Replace
	f.Fuzz(func(t *testing.T, s string, width float64) {
		if len(s) > 2000 || !(width >= 60 && width < 2000) {
			return
		}
		s = strings.ToValidUTF8(s, "")
		lines := font.Lines(s, 14, width, 28)
		if got := bare(strings.Join(lines, "")); got != bare(s) {
			t.Fatalf("%q became %q", s, got)
		}
	})
}
