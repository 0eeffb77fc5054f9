// Package paper sets a document on paper: A4 pages as PDF with the font embedded,
// the same sheet as a Word file, and its plain text. It knows nothing of what a
// document says; a Sheet is a title, a number and blocks of text.
//
// A character that the font has no glyph for is never left blank: Font.Missing
// names it before anything is printed, and PDF refuses it.
package paper

import "strings"

// Sheet is a document as it will stand on paper. Its JSON form is what is frozen
// when a document is issued: members are added, never renamed.
type Sheet struct {
	Organ  string  `json:"organ"`            // head: in whose name
	Title  string  `json:"title"`            // 投诉受理决定书
	Number string  `json:"number,omitempty"` // 文号
	Blocks []Block `json:"blocks"`
}

// Sort is the sort of a block.
type Sort string

// The sorts of blocks.
const (
	Line    Sort = "line"    // not indented: whom it is for
	Para    Sort = "para"    // indented by two characters
	Heading Sort = "heading" // 一、……
	Center  Sort = "center"
	Right   Sort = "right" // who signs, the day
	Table   Sort = "table"
	Seal    Sort = "seal" // the organ and the day, with the place for the seal
	Cut     Sort = "cut"  // a dashed line: below stands what is torn off, or comes back
	Small   Sort = "small"
)

// Block is a piece of a sheet.
type Block struct {
	Sort   Sort       `json:"sort"`
	Text   string     `json:"text,omitempty"`
	Day    string     `json:"day,omitempty"`    // of a seal
	Rows   [][]string `json:"rows,omitempty"`   // of a table
	Widths []int      `json:"widths,omitempty"` // of its columns, as shares; none: equal
	Head   bool       `json:"head,omitempty"`   // the first row names the columns
}

// Print says what a copy shows beside its sheet.
type Print struct {
	Mark   string // across the page: 草稿
	Link   string // where the copy is checked, as a QR code; "" prints none
	Notice string // beside the code, or alone at the foot of the last page
	Seal   string // in the place of the seal, for a copy that has none
}

// Text is the sheet as plain text, a line each; the columns of a table stand
// apart by a bar.
func (s Sheet) Text() string {
	var b strings.Builder
	line := func(text string) {
		if text != "" {
			b.WriteString(text)
			b.WriteByte('\n')
		}
	}
	line(s.Organ)
	line(s.Title)
	line(s.Number)
	b.WriteByte('\n')
	for _, x := range s.Blocks {
		switch x.Sort {
		case Table:
			for _, row := range x.Rows {
				line("| " + strings.Join(row, " | ") + " |")
			}
		case Cut:
			line("- - - - - - - - - -")
			line(x.Text)
		case Seal:
			line(x.Text)
			line(x.Day)
		case Para:
			for _, l := range strings.Split(x.Text, "\n") {
				line("　　" + l)
			}
		default:
			line(x.Text)
		}
	}
	return b.String()
}

// Words lists every text of the sheet, for a check of its characters.
func (s Sheet) Words() []string {
	out := []string{s.Organ, s.Title, s.Number}
	for _, b := range s.Blocks {
		out = append(out, b.Text, b.Day)
		for _, row := range b.Rows {
			out = append(out, row...)
		}
	}
	return out
}
