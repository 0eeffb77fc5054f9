package source

import (
	"archive/zip"
	"encoding/binary"
	"io"
	"path"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// workbook is the frame of an XLSX file (ECMA-376): its parts, sheets, date
// formats and shared strings. Nothing outside the archive is ever opened;
// relations to the outside are not followed.
type workbook struct {
	f        *File
	parts    map[string]*zip.File
	sheets   []sheet
	date1904 bool
	dates    []bool // by cell format: shows a day
	strings  sst
}

// sheet is a visible worksheet.
type sheet struct {
	name string
	part *zip.File
}

// maxDirectory bounds the directory of the archive, which is read into memory.
const maxDirectory = 8 << 20

// openWorkbook reads everything but the sheets.
func (f *File) openWorkbook() (*workbook, error) {
	if err := f.checkDirectory(); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(f.src, f.Size)
	if err != nil {
		return nil, fault.Newf(fault.Invalid, "collect.corrupt_workbook", "“%s”不是完整的工作簿，请重新传送", f.Name).With(err)
	}
	if len(z.File) > f.limits.Parts {
		return nil, fault.Newf(fault.TooLarge, "collect.archive_bomb", "“%s”内含 %d 个部分，最多 %d 个", f.Name, len(z.File), f.limits.Parts)
	}
	w := &workbook{f: f, parts: map[string]*zip.File{}, strings: sst{limit: f.limits.Memory, dir: f.tempDir}}
	for _, p := range z.File {
		name := partName("", p.Name)
		if _, dup := w.parts[name]; !dup {
			w.parts[name] = p
		}
	}
	main, err := w.mainPart()
	if err != nil {
		return nil, err
	}
	for _, read := range []func(string) error{w.readSheets, w.readStyles, w.readStrings} {
		if err := read(main); err != nil {
			w.strings.close()
			return nil, err
		}
	}
	return w, nil
}

// checkDirectory refuses an archive whose directory alone would fill memory.
func (f *File) checkDirectory() error {
	tail := make([]byte, min(f.Size, 66<<10))
	if _, err := f.src.ReadAt(tail, f.Size-int64(len(tail))); err != nil && err != io.EOF {
		return broken(err)
	}
	i := strings.LastIndex(string(tail), "PK\x05\x06")
	if i < 0 || len(tail)-i < 22 {
		return fault.Newf(fault.Invalid, "collect.truncated", "“%s”不完整（压缩目录缺失），请重新传送", f.Name)
	}
	size := int64(binary.LittleEndian.Uint32(tail[i+12:]))
	offset := int64(binary.LittleEndian.Uint32(tail[i+16:]))
	end := f.Size - int64(len(tail)-i)
	if size > maxDirectory || offset > f.Size || f.Size-offset > maxDirectory+66<<10 || end-size < 0 {
		return fault.Newf(fault.TooLarge, "collect.archive_bomb", "“%s”的压缩目录异常，已拒绝读取", f.Name)
	}
	return nil
}

// partName resolves the target of a relation against the folder of its part.
func partName(dir, target string) string {
	target = strings.ReplaceAll(target, `\`, "/")
	if !strings.HasPrefix(target, "/") {
		target = dir + "/" + target
	}
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+target), "/"))
}

// scan opens a part under the limits. Size and ratio of the directory are
// checked first, then what really comes out.
func (w *workbook) scan(p *zip.File) (*xmlScanner, io.Closer, error) {
	packed, unpacked := int64(p.CompressedSize64), int64(p.UncompressedSize64)
	lim := w.f.limits
	if p.Flags&1 != 0 {
		return nil, nil, fault.Newf(fault.Invalid, "collect.encrypted", "“%s”已加密，请另存为未加密的工作簿", w.f.Name)
	}
	if unpacked < 0 || unpacked > lim.Unpacked || unpacked > ratioFrom && unpacked/lim.Ratio > packed {
		return nil, nil, bomb(unpacked, packed)
	}
	r, err := p.Open()
	if err != nil {
		return nil, nil, errXML("opening %s: %w", p.Name, err)
	}
	return newXMLScanner(&guarded{r: r, size: packed, max: lim.Unpacked, ratio: lim.Ratio}, lim.Cell), r, nil
}

// each calls fn at every start tag of a part; a part that is missing is empty.
func (w *workbook) each(name string, fn func(x *xmlScanner) error) error {
	p := w.parts[name]
	if p == nil {
		return nil
	}
	x, c, err := w.scan(p)
	if err != nil {
		return err
	}
	defer c.Close()
	for {
		tag, err := x.next()
		if err == io.EOF {
			return nil
		}
		if err == nil && tag == xmlStart {
			err = fn(x)
		}
		if err != nil {
			return err
		}
	}
}

// relation is one entry of a .rels part.
type relation struct{ id, kind, target string }

// relations reads the internal relations of a part.
func (w *workbook) relations(part string) ([]relation, error) {
	dir, base := path.Split(part)
	dir = strings.TrimSuffix(dir, "/")
	var rels []relation
	err := w.each(partName(dir, "_rels/"+base+".rels"), func(x *xmlScanner) error {
		if x.is("Relationship") && x.attr("TargetMode") != "External" && len(rels) < 10_000 {
			kind := x.attr("Type")
			rels = append(rels, relation{x.attr("Id"), kind[strings.LastIndexByte(kind, '/')+1:], partName(dir, x.attr("Target"))})
		}
		return nil
	})
	return rels, err
}

func (w *workbook) mainPart() (string, error) {
	rels, err := w.relations("")
	if err != nil {
		return "", err
	}
	for _, r := range rels {
		if r.kind == "officeDocument" && w.parts[r.target] != nil {
			return r.target, nil
		}
	}
	if w.parts["xl/workbook.xml"] != nil {
		return "xl/workbook.xml", nil
	}
	return "", fault.Newf(fault.Invalid, "collect.not_a_table", "“%s”是压缩包但不是 XLSX 工作簿", w.f.Name)
}

// readSheets lists the visible worksheets.
func (w *workbook) readSheets(main string) error {
	rels, err := w.relations(main)
	if err != nil {
		return err
	}
	target := map[string]string{}
	for _, r := range rels {
		if r.kind == "worksheet" {
			target[r.id] = r.target
		}
	}
	err = w.each(main, func(x *xmlScanner) error {
		switch {
		case x.is("workbookPr"):
			v := x.attr("date1904")
			w.date1904 = v == "1" || v == "true"
		case x.is("sheet") && x.attr("state") == "" || x.is("sheet") && x.attr("state") == "visible":
			// sheetId and r:id differ in their local name
			if p := w.parts[target[x.attr("id")]]; p != nil && len(w.sheets) < 200 {
				w.sheets = append(w.sheets, sheet{clip(DisplayText(x.attr("name")), 60), p})
			}
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		err = fault.Newf(fault.Invalid, "collect.no_sheet", "“%s”中没有可见的工作表", w.f.Name)
	}
	return err
}

// readStyles finds the cell formats that show a day.
func (w *workbook) readStyles(main string) error {
	custom := map[string]bool{}
	inCells := false
	return w.each(w.related(main, "styles"), func(x *xmlScanner) error {
		switch {
		case x.is("numFmt") && len(custom) < 10_000:
			custom[x.attr("numFmtId")] = dateFormat(x.attr("formatCode"))
		case x.is("cellXfs"):
			inCells = true
		case x.is("cellStyles"), x.is("dxfs"), x.is("cellStyleXfs"):
			inCells = false
		case x.is("xf") && inCells && len(w.dates) < 65_536:
			id := x.attr("numFmtId")
			day, own := custom[id]
			if n, err := strconv.Atoi(id); !own && err == nil {
				day = n >= 14 && n <= 17 || n == 22 || n >= 27 && n <= 31 || n == 36 || n >= 50 && n <= 54 || n >= 57 && n <= 58
			}
			w.dates = append(w.dates, day)
		}
		return nil
	})
}

// related returns the part of a relation kind, "" if there is none.
func (w *workbook) related(main, kind string) string {
	rels, err := w.relations(main)
	if err != nil {
		return ""
	}
	for _, r := range rels {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}

// dateFormat reports whether a number format shows a day: a y or d outside
// quotes, brackets and escapes.
func dateFormat(format string) bool {
	for i := 0; i < len(format); i++ {
		switch c := format[i]; c {
		case '\\', '_', '*':
			i++
		case '"':
			i += 1 + strings.IndexByte(format[i+1:]+`"`, '"')
		case '[':
			i += 1 + strings.IndexByte(format[i+1:]+"]", ']')
		case ';':
			return false
		case 'y', 'Y', 'd', 'D':
			return true
		}
	}
	return false
}

// readStrings reads the shared strings. Phonetic runs are not part of the text.
func (w *workbook) readStrings(main string) error {
	p := w.parts[w.related(main, "sharedStrings")]
	if p == nil {
		return nil
	}
	x, c, err := w.scan(p)
	if err != nil {
		return err
	}
	defer c.Close()
	var text []byte
	long, phonetic := false, 0
	for {
		tag, err := x.next()
		if err == io.EOF {
			return w.strings.done()
		}
		if err != nil {
			return err
		}
		switch {
		case x.is("si") && tag == xmlStart:
			text, long, phonetic = text[:0], false, 0
		case x.is("si"):
			if err := w.strings.add(text, long); err != nil {
				return err
			}
		case x.is("rPh") && tag == xmlStart:
			phonetic++
		case x.is("rPh"):
			phonetic--
		case x.is("t") && tag == xmlStart && phonetic <= 0:
			x.collect()
		case x.is("t") && x.on:
			x.stop()
			long = long || x.long
			if text = append(text, x.text...); len(text) > w.f.limits.Cell {
				text, long = text[:w.f.limits.Cell], true
			}
		}
	}
}
