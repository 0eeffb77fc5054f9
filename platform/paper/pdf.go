package paper

import (
	"fmt"
	"image"
	"image/color"
	"strconv"
	"strings"

	"github.com/boombuler/barcode/qr"
	"github.com/signintech/gopdf"
)

// Measures of a page in points: A4 with the margins of official papers
// (GB/T 9704: 37 mm above, 28 mm left, 26 mm right, 35 mm below).
const (
	pageWidth, pageHeight         = 595.28, 841.89
	marginTop, marginBottom       = 92.0, 82.0
	marginLeft, marginRight       = 79.0, 74.0
	bodySize, bodyLead            = 14.0, 25.0
	smallSize, smallLead          = 10.5, 16.0
	tableSize, tableLead          = 12.0, 19.0
	titleSize, organSize          = 21.0, 16.0
	codeSide                      = 62.0
	textWidth                     = pageWidth - marginLeft - marginRight
	ink                     uint8 = 30
	sealRed                       = 0xB5
	markGrey                uint8 = 228
	cellPad                       = 5.0
	numberGap                     = 10.0
	producer                      = "Hengjian"
)

// setter sets a sheet page by page.
type setter struct {
	pdf   *gopdf.GoPdf
	font  *Font
	print Print
	y     float64
	err   error
}

// PDF prints the sheet. The same sheet and print give the same bytes.
func (f *Font) PDF(s Sheet, p Print) ([]byte, error) {
	if err := f.check(append(s.Words(), p.Mark, p.Notice, p.Seal)); err != nil {
		return nil, err
	}
	pdf := &gopdf.GoPdf{}
	pdf.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	pdf.SetInfo(gopdf.PdfInfo{Title: s.Title, Author: s.Organ, Subject: s.Number, Producer: producer})
	if err := pdf.AddTTFFontFromFontContainer(family, &f.container); err != nil {
		return nil, fmt.Errorf("setting the font: %w", err)
	}
	w := &setter{pdf: pdf, font: f, print: p}
	w.page()
	w.head(s)
	for _, b := range s.Blocks {
		w.block(b)
	}
	w.foot()
	w.folios()
	if w.err != nil {
		return nil, fmt.Errorf("setting a page: %w", w.err)
	}
	return pdf.GetBytesPdfReturnErr()
}

func (w *setter) try(err error) {
	if w.err == nil {
		w.err = err
	}
}

// page begins a page, with the mark across it.
func (w *setter) page() {
	w.pdf.AddPage()
	w.y = marginTop
	if w.print.Mark == "" {
		return
	}
	size := 110.0
	w.pdf.SetTextColor(markGrey, markGrey, markGrey)
	x, y := pageWidth/2, pageHeight/2
	w.pdf.Rotate(45, x, y)
	w.text(x-w.font.width(w.print.Mark, size)/2, y-size/2, w.print.Mark, size)
	w.pdf.RotateReset()
	w.pdf.SetTextColor(ink, ink, ink)
}

// room begins a new page where less than n points are left.
func (w *setter) room(n float64) {
	if w.y+n > pageHeight-marginBottom && w.y > marginTop {
		w.page()
	}
}

func (w *setter) text(x, y float64, text string, size float64) {
	if text == "" {
		return
	}
	w.try(w.pdf.SetFont(family, "", size))
	w.pdf.SetXY(x, y+size) // gopdf places the foot of the letters
	w.try(w.pdf.Text(text))
}

// bold is text set twice, a hair apart: the font has one weight.
func (w *setter) bold(x, y float64, text string, size float64) {
	w.text(x, y, text, size)
	w.text(x+size/48, y, text, size)
}

func (w *setter) centred(text string, size, lead float64, bold bool) {
	for _, l := range w.font.breakLines(text, size, textWidth, 0) {
		w.room(lead)
		x := marginLeft + (textWidth-w.font.width(l, size))/2
		if bold {
			w.bold(x, w.y, l, size)
		} else {
			w.text(x, w.y, l, size)
		}
		w.y += lead
	}
}

func (w *setter) head(s Sheet) {
	w.pdf.SetTextColor(ink, ink, ink)
	w.centred(s.Organ, organSize, 26, false)
	w.y += 2
	w.centred(s.Title, titleSize, 32, true)
	if s.Number != "" {
		w.y += 4
		x := pageWidth - marginRight - w.font.width(s.Number, 12)
		w.text(x, w.y, s.Number, 12)
		w.y += 18 + numberGap
	} else {
		w.y += 14
	}
}

func (w *setter) block(b Block) {
	switch b.Sort {
	case Line:
		w.run(b.Text, bodySize, bodyLead, 0)
	case Para:
		w.run(b.Text, bodySize, bodyLead, 2*bodySize)
	case Heading:
		w.room(2 * bodyLead)
		w.y += 4
		w.bold(marginLeft, w.y, b.Text, bodySize)
		w.y += bodyLead
	case Center:
		w.y += 6
		w.centred(b.Text, 15, bodyLead, true)
	case Right:
		w.right(b.Text, bodySize, bodyLead)
	case Small:
		w.run(b.Text, smallSize, smallLead, 0)
	case Table:
		w.table(b)
	case Seal:
		w.seal(b)
	case Cut:
		w.cut(b.Text)
	}
}

// run sets running text; every paragraph in it is indented alike.
func (w *setter) run(text string, size, lead, indent float64) {
	for _, l := range w.paragraphs(text, size, textWidth, indent) {
		w.room(lead)
		x := marginLeft
		if l.first {
			x += indent
		}
		w.text(x, w.y, l.text, size)
		w.y += lead
	}
}

type setLine struct {
	text  string
	first bool // of its paragraph
}

func (w *setter) paragraphs(text string, size, width, indent float64) []setLine {
	var out []setLine
	for _, p := range strings.Split(text, "\n") {
		for i, l := range w.font.breakLines(p, size, width, indent) {
			out = append(out, setLine{l, i == 0})
		}
	}
	return out
}

func (w *setter) right(text string, size, lead float64) {
	for _, l := range strings.Split(text, "\n") {
		w.room(lead)
		w.text(pageWidth-marginRight-w.font.width(l, size)-2*size, w.y, l, size)
		w.y += lead
	}
}

// seal sets the organ and the day with the place of the seal over them; where the
// copy has no seal, what it is instead stands in its frame.
func (w *setter) seal(b Block) {
	const side = 92.0
	words := w.font.breakLines(w.print.Seal, 8, side-12, 0)
	more := max(0, 68+11*float64(len(words))-side) // they stand below the day
	w.room(side + 20 + more)
	w.y += bodyLead
	wide := max(w.font.width(b.Text, bodySize), w.font.width(b.Day, bodySize))
	centre := pageWidth - marginRight - 2*bodySize - wide/2
	if w.print.Seal != "" {
		w.frame(centre-side/2, w.y+bodyLead-side/2, side, side+more, words)
	}
	w.text(centre-w.font.width(b.Text, bodySize)/2, w.y, b.Text, bodySize)
	w.y += bodyLead
	w.text(centre-w.font.width(b.Day, bodySize)/2, w.y, b.Day, bodySize)
	w.y += bodyLead + 22 + more
}

// frame says in red, inside a dashed square, what stands for the seal: a seal is
// a circle with the organ's name, and this is none.
func (w *setter) frame(x, y, wide, high float64, words []string) {
	w.pdf.SetStrokeColor(sealRed, 0x36, 0x2B)
	w.pdf.SetLineWidth(0.6)
	w.pdf.SetCustomLineType([]float64{3, 2}, 0)
	w.pdf.RectFromUpperLeftWithStyle(x, y, wide, high, "D")
	w.pdf.SetLineType("")
	w.pdf.SetTextColor(sealRed, 0x36, 0x2B)
	for i, l := range words { // at the bottom, below the day
		w.text(x+6, y+high-4-float64(len(words)-i)*11, l, 8)
	}
	w.pdf.SetTextColor(ink, ink, ink)
	w.pdf.SetStrokeColor(ink, ink, ink)
}

func (w *setter) cut(text string) {
	w.room(60)
	w.y += 14
	w.pdf.SetStrokeColor(120, 120, 120)
	w.pdf.SetLineWidth(0.5)
	w.pdf.SetCustomLineType([]float64{4, 3}, 0)
	w.pdf.Line(marginLeft, w.y, pageWidth-marginRight, w.y)
	w.pdf.SetLineType("")
	w.y += 12
	if text != "" {
		w.centred(text, 15, bodyLead, true)
	}
}

// table sets rows with rules around every cell; a row stays on one page where it
// fits on one.
func (w *setter) table(b Block) {
	cols := 0
	for _, r := range b.Rows {
		cols = max(cols, len(r))
	}
	if cols == 0 {
		return
	}
	widths := shares(b.Widths, cols)
	w.y += 4
	w.pdf.SetStrokeColor(90, 90, 90)
	w.pdf.SetLineWidth(0.5)
	for n, row := range b.Rows {
		cells := make([][]string, cols)
		high := 1
		for i := range cols {
			if i < len(row) {
				for _, p := range strings.Split(row[i], "\n") {
					cells[i] = append(cells[i], w.font.breakLines(p, tableSize, widths[i]-2*cellPad, 0)...)
				}
			}
			high = max(high, len(cells[i]))
		}
		for high > 0 { // a row higher than a page goes on on the next
			fits := int((pageHeight - marginBottom - w.y - 2*cellPad) / tableLead)
			if fits < min(high, 30) && w.y > marginTop {
				w.page()
				w.pdf.SetStrokeColor(90, 90, 90)
				continue
			}
			take := min(high, fits)
			w.row(cells, widths, take, b.Head && n == 0)
			for i := range cells {
				cells[i] = cells[i][min(take, len(cells[i])):]
			}
			high -= take
		}
	}
	w.y += 8
}

func (w *setter) row(cells [][]string, widths []float64, lines int, head bool) {
	h := float64(lines)*tableLead + 2*cellPad
	x := marginLeft
	for i, c := range cells {
		w.pdf.RectFromUpperLeftWithStyle(x, w.y, widths[i], h, "D")
		for j, l := range c[:min(lines, len(c))] {
			if head {
				w.bold(x+(widths[i]-w.font.width(l, tableSize))/2, w.y+cellPad+1+float64(j)*tableLead, l, tableSize)
				continue
			}
			w.text(x+cellPad, w.y+cellPad+1+float64(j)*tableLead, l, tableSize)
		}
		x += widths[i]
	}
	w.y += h
}

// shares turns shares of columns into points.
func shares(of []int, cols int) []float64 {
	sum := 0
	list := make([]int, cols)
	for i := range list {
		list[i] = 1
		if i < len(of) && of[i] > 0 {
			list[i] = of[i]
		}
		sum += list[i]
	}
	out := make([]float64, cols)
	for i, n := range list {
		out[i] = textWidth * float64(n) / float64(sum)
	}
	return out
}

// foot sets the code by which the copy is checked, and the notice beside it, at
// the foot of the last page.
func (w *setter) foot() {
	if w.print.Link == "" && w.print.Notice == "" {
		return
	}
	side := 0.0
	if w.print.Link != "" {
		side = codeSide
	}
	lines := w.font.breakLines(w.print.Notice, 8.5, textWidth-side-10, 0)
	high := max(side, float64(len(lines))*13) + 8
	w.room(high)
	y := pageHeight - marginBottom - high + 8
	w.pdf.SetStrokeColor(200, 200, 200)
	w.pdf.SetLineWidth(0.4)
	w.pdf.Line(marginLeft, y-6, pageWidth-marginRight, y-6)
	x := marginLeft
	if w.print.Link != "" {
		w.code(x, y)
		x += side + 10
	}
	w.pdf.SetTextColor(90, 90, 90)
	for i, l := range lines {
		w.text(x, y+2+float64(i)*13, l, 8.5)
	}
	w.pdf.SetTextColor(ink, ink, ink)
}

// code draws a QR code as squares, not as a picture: sharp on any printer.
func (w *setter) code(x, y float64) {
	c, err := qr.Encode(w.print.Link, qr.M, qr.Auto)
	if err != nil {
		w.try(err)
		return
	}
	n := c.Bounds().Dx()
	unit := codeSide / float64(n)
	w.pdf.SetFillColor(0, 0, 0)
	for j := range n {
		for i := 0; i < n; i++ {
			run := 0
			for i+run < n && dark(c, i+run, j) {
				run++
			}
			if run > 0 {
				w.pdf.RectFromUpperLeftWithStyle(x+float64(i)*unit, y+float64(j)*unit, float64(run)*unit, unit, "F")
				i += run
			}
		}
	}
	w.pdf.AddExternalLink(w.print.Link, x, y, codeSide, codeSide)
}

func dark(m image.Image, x, y int) bool {
	g, _ := color.GrayModel.Convert(m.At(x, y)).(color.Gray)
	return g.Y < 128
}

// folios sets the number of each page, once all are there.
func (w *setter) folios() {
	n := w.pdf.GetNumberOfPages()
	for i := 1; i <= n && n > 1; i++ {
		w.try(w.pdf.SetPage(i))
		t := "— " + strconv.Itoa(i) + " / " + strconv.Itoa(n) + " —"
		w.text((pageWidth-w.font.width(t, 9))/2, pageHeight-44, t, 9)
	}
}
