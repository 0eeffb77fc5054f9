package paper

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
)

// Word writes the sheet as a Word file (WordprocessingML, ISO/IEC 29500): for
// work in the office, never the document itself, which it says in its head where
// the print has a mark.
func Word(s Sheet, p Print) ([]byte, error) {
	var b strings.Builder
	b.WriteString(wordHead)
	w := wordWriter{&b}
	if p.Mark != "" {
		w.para(p.Mark, look{size: 21, align: "right", colour: "B5362B"})
	}
	w.para(s.Organ, look{size: 32, align: "center"})
	w.para(s.Title, look{size: 44, align: "center", bold: true})
	if s.Number != "" {
		w.para(s.Number, look{size: 24, align: "right"})
	}
	for _, x := range s.Blocks {
		w.block(x)
	}
	if p.Notice != "" {
		w.para(p.Notice, look{size: 18})
	}
	b.WriteString(wordFoot)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, f := range [][2]string{{"[Content_Types].xml", wordTypes}, {"_rels/.rels", wordRels}, {"word/document.xml", b.String()}} {
		part, err := z.Create(f[0])
		if err == nil {
			_, err = part.Write([]byte(f[1]))
		}
		if err != nil {
			return nil, fmt.Errorf("writing %s of a Word file: %w", f[0], err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("closing a Word file: %w", err)
	}
	return out.Bytes(), nil
}

type wordWriter struct{ b *strings.Builder }

// look is how a paragraph stands; sizes are half points.
type look struct {
	size   int
	align  string
	bold   bool
	indent bool
	colour string
}

func (w wordWriter) block(b Block) {
	switch b.Sort {
	case Para:
		w.para(b.Text, look{size: 28, indent: true})
	case Heading:
		w.para(b.Text, look{size: 28, bold: true})
	case Center:
		w.para(b.Text, look{size: 30, align: "center", bold: true})
	case Right:
		w.para(b.Text, look{size: 28, align: "right"})
	case Seal:
		w.para(b.Text, look{size: 28, align: "right"})
		w.para(b.Day, look{size: 28, align: "right"})
	case Small:
		w.para(b.Text, look{size: 21})
	case Cut:
		w.para("- - - - - - - - - - - - - - - - - - - - - - - -", look{size: 21, align: "center"})
		w.para(b.Text, look{size: 30, align: "center", bold: true})
	case Table:
		w.table(b)
	default:
		w.para(b.Text, look{size: 28})
	}
}

func (w wordWriter) para(text string, l look) {
	for _, line := range strings.Split(text, "\n") {
		w.b.WriteString("<w:p><w:pPr>")
		if l.align != "" {
			fmt.Fprintf(w.b, `<w:jc w:val="%s"/>`, l.align)
		}
		if l.indent {
			w.b.WriteString(`<w:ind w:firstLineChars="200" w:firstLine="560"/>`)
		}
		w.b.WriteString("</w:pPr><w:r><w:rPr>" + wordFont)
		if l.bold {
			w.b.WriteString("<w:b/>")
		}
		if l.colour != "" {
			fmt.Fprintf(w.b, `<w:color w:val="%s"/>`, l.colour)
		}
		fmt.Fprintf(w.b, `<w:sz w:val="%d"/></w:rPr><w:t xml:space="preserve">`, l.size)
		_ = xml.EscapeText(w.b, []byte(line)) // a builder never fails
		w.b.WriteString("</w:t></w:r></w:p>")
	}
}

func (w wordWriter) table(b Block) {
	w.b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>`)
	for _, side := range []string{"top", "left", "bottom", "right", "insideH", "insideV"} {
		fmt.Fprintf(w.b, `<w:%s w:val="single" w:sz="4" w:color="5A5A5A"/>`, side)
	}
	w.b.WriteString("</w:tblBorders></w:tblPr><w:tblGrid>")
	cols := 0
	for _, r := range b.Rows {
		cols = max(cols, len(r))
	}
	wide := shares(b.Widths, cols)
	for _, x := range wide {
		fmt.Fprintf(w.b, `<w:gridCol w:w="%d"/>`, int(x*20))
	}
	w.b.WriteString("</w:tblGrid>")
	for n, r := range b.Rows {
		w.b.WriteString("<w:tr>")
		for i := range cols {
			fmt.Fprintf(w.b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/></w:tcPr>`, int(wide[i]*20))
			text := ""
			if i < len(r) {
				text = r[i]
			}
			w.para(text, look{size: 24, bold: b.Head && n == 0})
			w.b.WriteString("</w:tc>")
		}
		w.b.WriteString("</w:tr>")
	}
	w.b.WriteString("</w:tbl>")
}

const (
	wordFont = `<w:rFonts w:ascii="FangSong" w:hAnsi="FangSong" w:eastAsia="FangSong"/>`
	wordHead = xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	wordFoot = `<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1840" w:right="1474" w:bottom="1640" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr></w:body></w:document>`
	wordRels = xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`

	wordTypes = xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
)
