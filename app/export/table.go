package export

import (
	"io"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/fault"
)

// Table writes rows of texts under a head as a file, with the same care as a list of
// records: no cell is taken for a formula, no long number is rounded in XLSX. title
// names the sheet.
func Table(w io.Writer, f Format, title string, head []string, rows [][]string) error {
	x := &Export{kind: &kind.Kind{Title: title}}
	for _, h := range head {
		x.columns = append(x.columns, column{name: h, title: h})
	}
	var out interface {
		head() error
		line(cells []string) error
		end() error
	}
	switch f {
	case CSV:
		out = newCSV(w, x)
	case XLSX:
		out = newXLSX(w, x)
	default:
		return fault.Newf(fault.Invalid, "export.format", "表格不能导出为 %s", f)
	}
	if err := out.head(); err != nil {
		return broken(err)
	}
	for _, r := range rows {
		if err := out.line(r); err != nil {
			return broken(err)
		}
	}
	return broken(out.end())
}

func (c *csvWriter) line(cells []string) error {
	for i, s := range cells {
		if i > 0 {
			_ = c.w.WriteByte(',')
		}
		c.cell(guard(s))
	}
	_, err := c.w.WriteString("\r\n")
	return err
}

func (x *xlsxWriter) line(cells []string) error {
	x.open()
	for i, s := range cells {
		x.cell(i, s, false, styleText)
	}
	return x.close()
}
