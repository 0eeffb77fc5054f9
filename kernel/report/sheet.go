package report

import (
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// places are where words are put into a text: {title}.
var places = regexp.MustCompile(`\{([^{}]*)\}`)

// sheetWords are what a text of the layout may name. The head of the unit signs by
// hand: his place stays blank, whoever locked the report.
var sheetWords = map[string]string{
	"title": "表名", "form_no": "表号", "maker": "制表机关", "approval": "批准文号", "period": "报告期", "unit": "填报单位", "filler": "填表人",
	"checker": "审核人", "head": "单位负责人（留空，由本人签名）", "sent_on": "报出日期", "version": "版次", "state": "状态",
}

func knownWords() string { return strings.Join(slices.Sorted(maps.Keys(sheetWords)), "、") }

// words are the values of sheetWords for one report.
func (s *Sheet) words() map[string]string {
	day := func(v string) string {
		if d, err := calendar.Parse(v); err == nil {
			return d.Chinese()
		}
		return ""
	}
	d := s.Definition
	return map[string]string{"title": d.Title, "form_no": d.FormNo, "maker": d.Maker, "approval": d.Approval, "period": s.Period.Title(), "unit": s.Unit, "filler": s.Filler,
		"checker": s.Checker, "head": "", "sent_on": day(s.SentOn), "version": s.Version, "state": s.State}
}

// Sheet is one report as it is put on paper.
type Sheet struct {
	Definition                    *Definition
	Figures                       *Figures
	Period                        Span
	Unit, Filler, Checker         string
	SentOn, Version, State        string
	sheet                         string
	f                             *excelize.File
	titled, head, body, left, end int // styles
}

// fill puts the words into a text.
func (s *Sheet) fill(text string) string {
	w := s.words()
	return places.ReplaceAllStringFunc(text, func(p string) string { return w[p[1:len(p)-1]] })
}

// Excel writes the workbook in the superior's layout.
func (s *Sheet) Excel(w io.Writer) error {
	f := excelize.NewFile()
	defer f.Close()
	s.f, s.sheet = f, s.Definition.Layout.Sheet
	if err := f.SetSheetName("Sheet1", s.sheet); err != nil {
		return err
	}
	if err := s.styles(); err != nil {
		return err
	}
	for _, p := range s.Definition.Layout.Texts {
		if err := s.place(p, p.At, p.To); err != nil {
			return err
		}
	}
	row, err := s.table()
	if err != nil {
		return err
	}
	for _, p := range s.Definition.Layout.Foot {
		col, _, err := excelize.SplitCellName(p.At)
		if err != nil {
			return err
		}
		if err := s.place(p, fmt.Sprintf("%s%d", col, row), ""); err != nil {
			return err
		}
	}
	landscape, fit := "landscape", 1
	if err := f.SetPageLayout(s.sheet, &excelize.PageLayoutOptions{Orientation: &landscape, FitToWidth: &fit}); err != nil {
		return err
	}
	return f.Write(w)
}

func (s *Sheet) styles() (err error) {
	font := func(size float64, bold bool) *excelize.Font {
		return &excelize.Font{Family: "宋体", Size: size, Bold: bold}
	}
	lines := []excelize.Border{}
	for _, side := range []string{"left", "right", "top", "bottom"} {
		lines = append(lines, excelize.Border{Type: side, Color: "000000", Style: 1})
	}
	number := "#,##0.00"
	for _, x := range []struct {
		at *int
		of excelize.Style
	}{
		{&s.titled, excelize.Style{Font: font(16, true), Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center"}}},
		{&s.head, excelize.Style{Font: font(10, false), Border: lines, Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true}}},
		{&s.left, excelize.Style{Font: font(10, false), Border: lines, Alignment: &excelize.Alignment{Vertical: "center", WrapText: true}}},
		{&s.body, excelize.Style{Font: font(10, false), Border: lines, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}}},
		{&s.end, excelize.Style{Font: font(10, false), Border: lines, CustomNumFmt: &number, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "center"}}},
	} {
		if *x.at, err = s.f.NewStyle(&x.of); err != nil {
			return err
		}
	}
	return nil
}

// place writes a text, merged where it says so.
func (s *Sheet) place(p Placed, at, to string) error {
	if to != "" {
		if err := s.f.MergeCell(s.sheet, at, to); err != nil {
			return err
		}
	}
	if p.Style == "title" {
		if err := s.f.SetCellStyle(s.sheet, at, at, s.titled); err != nil {
			return err
		}
	}
	return s.f.SetCellStr(s.sheet, at, s.fill(p.Text))
}

// table writes headings, codes and lines; it returns the row below them.
func (s *Sheet) table() (int, error) {
	col, row, err := excelize.CellNameToCoordinates(s.Definition.Layout.Head)
	if err != nil {
		return 0, err
	}
	at := func(c, r int) string { n, _ := excelize.CoordinatesToCellName(c, r); return n }
	put := func(c, r int, v any, style int) error {
		if err := s.f.SetCellStyle(s.sheet, at(c, r), at(c, r), style); err != nil || v == nil {
			return err
		}
		return s.f.SetCellValue(s.sheet, at(c, r), v)
	}
	merge := func(c, r, toC, toR int, text string) error {
		for x := c; x <= toC; x++ {
			for y := r; y <= toR; y++ {
				if err := put(x, y, nil, s.head); err != nil {
					return err
				}
			}
		}
		if c != toC || r != toR {
			if err := s.f.MergeCell(s.sheet, at(c, r), at(toC, toR)); err != nil {
				return err
			}
		}
		return s.f.SetCellStr(s.sheet, at(c, r), text)
	}
	cols := s.Definition.Columns
	for i, stub := range []string{"指标", "代码"} {
		if err := merge(col+i, row, col+i, row+1, stub); err != nil {
			return 0, err
		}
	}
	if err := merge(col, row+2, col, row+2, "甲"); err != nil {
		return 0, err
	}
	if err := merge(col+1, row+2, col+1, row+2, "乙"); err != nil {
		return 0, err
	}
	for i := 0; i < len(cols); {
		c, n := cols[i], 1
		for c.Group != "" && i+n < len(cols) && cols[i+n].Group == c.Group {
			n++
		}
		x := col + 2 + i
		if c.Group != "" {
			if err := merge(x, row, x+n-1, row, c.Group); err != nil {
				return 0, err
			}
		}
		for j := range n {
			from := row + 1
			if c.Group == "" {
				from = row
			}
			if err := merge(x+j, from, x+j, row+1, cols[i+j].Title+"（"+cols[i+j].Unit+"）"); err != nil {
				return 0, err
			}
			if err := merge(x+j, row+2, x+j, row+2, cols[i+j].Code); err != nil {
				return 0, err
			}
		}
		i += n
	}
	r := row + 3
	for _, l := range s.Figures.Lines {
		if err := put(col, r, l.Title, s.left); err != nil {
			return 0, err
		}
		if err := put(col+1, r, l.Code, s.head); err != nil {
			return 0, err
		}
		for i, c := range cols {
			var v any
			style := s.body
			if n, ok := l.Cells[c.Name]; ok {
				if v = n; c.Unit != Pieces {
					v, style = float64(n)/100, s.end
				}
			}
			if err := put(col+2+i, r, v, style); err != nil {
				return 0, err
			}
		}
		r++
	}
	stub, _ := excelize.ColumnNumberToName(col)
	if err := s.f.SetColWidth(s.sheet, stub, stub, 24); err != nil {
		return 0, err
	}
	for i := range 2 {
		if err := s.f.SetRowHeight(s.sheet, row+i, 30); err != nil {
			return 0, err
		}
	}
	return r + 1, nil
}

// Name is the name of the file without its ending.
func (s *Sheet) Name() string {
	return s.Definition.Title + "_" + s.Period.Name
}

// Table is the table as rows of texts: headings, codes, lines.
func (s *Sheet) Table() [][]string {
	head, codes := []string{"指标", "代码"}, []string{"", ""}
	for _, c := range s.Definition.Columns {
		title := c.Title + "（" + c.Unit + "）"
		if c.Group != "" {
			title = c.Group + "·" + title
		}
		head, codes = append(head, title), append(codes, c.Code)
	}
	out := [][]string{head, codes}
	for _, l := range s.Figures.Lines {
		row := []string{l.Title, l.Code}
		for _, c := range s.Definition.Columns {
			row = append(row, text(c, l))
		}
		out = append(out, row)
	}
	return out
}
