package source

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Encoding is the character encoding of a text file.
type Encoding string

// The encodings that are read. GB 18030-2005 contains GBK and GB 2312.
const (
	UTF8    Encoding = "utf-8"
	GB18030 Encoding = "gb18030"
	UTF16LE Encoding = "utf-16le" // only with a byte order mark
	UTF16BE Encoding = "utf-16be"
)

// Title is the name of the encoding as the screen shows it.
func (e Encoding) Title() string {
	switch e {
	case GB18030:
		return "GB 18030"
	case UTF16LE, UTF16BE:
		return "UTF-16"
	}
	return "UTF-8"
}

// decode turns a stream into UTF-8. Of UTF-8 nothing is changed: broken bytes
// stay and are found cell by cell; the other decoders put U+FFFD.
func (e Encoding) decode(r io.Reader) io.Reader {
	switch e {
	case GB18030:
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder())
	case UTF16LE:
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder())
	case UTF16BE:
		return transform.NewReader(r, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder())
	}
	return r
}

// utf8BOM is the byte order mark that Excel writes before CSV.
const utf8BOM = "\xEF\xBB\xBF"

// bom returns the encoding a byte order mark names.
func bom(b []byte) (Encoding, bool) {
	switch {
	case bytes.HasPrefix(b, []byte(utf8BOM)):
		return UTF8, true
	case bytes.HasPrefix(b, []byte("\xFF\xFE")):
		return UTF16LE, true
	case bytes.HasPrefix(b, []byte("\xFE\xFF")):
		return UTF16BE, true
	}
	return "", false
}

// evidence is what windows of a file say about its encoding.
type evidence struct {
	chars   int // UTF-8 sequences of two bytes and more
	wide    int // of those, three bytes and more, as Chinese text has
	badUTF8 int
	badGB   int
	pairs   int // GB 18030 characters of two and four bytes
}

// look adds a window. A character cut off at its end counts for nothing; one
// cut off at its beginning is avoided by starting windows after a line end.
func (e *evidence) look(b []byte) {
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if !utf8.FullRune(b[i:]) {
			break
		}
		r, size := utf8.DecodeRune(b[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			e.badUTF8++
		case size >= 3:
			e.chars, e.wide = e.chars+1, e.wide+1
		default:
			e.chars++
		}
		i += size
	}
	for i := 0; i < len(b); {
		size, whole, ok := gbRune(b[i:])
		if !whole {
			break
		}
		if !ok {
			e.badGB++
		} else if size > 1 {
			e.pairs++
		}
		i += size
	}
}

// gbRune measures the GB 18030 character at the start of b by its structure.
func gbRune(b []byte) (size int, whole, ok bool) {
	c := b[0]
	switch {
	case c < 0x80:
		return 1, true, true
	case c == 0x80 || c == 0xFF:
		return 1, true, false
	case len(b) < 2:
		return 0, false, false
	case b[1] >= 0x40 && b[1] <= 0xFE && b[1] != 0x7F:
		return 2, true, true
	case b[1] < 0x30 || b[1] > 0x39:
		return 1, true, false
	case len(b) < 4:
		return 0, false, false
	case b[2] >= 0x81 && b[2] <= 0xFE && b[3] >= 0x30 && b[3] <= 0x39:
		return 4, true, true
	}
	return 1, true, false
}

// decided reports whether any character beyond ASCII was seen.
func (e *evidence) decided() bool { return e.chars+e.badUTF8+e.pairs+e.badGB > 0 }

// verdict chooses. Text that is faultless UTF-8 and has a character of three
// bytes is UTF-8; faultless UTF-8 of two-byte characters alone that is also
// faultless GB 18030 is Chinese text that happens to fit (联通); otherwise the
// reading with fewer faults per character wins.
func (e *evidence) verdict() Encoding {
	switch {
	case !e.decided():
		return UTF8
	case e.badUTF8 == 0 && (e.wide > 0 || e.badGB > 0):
		return UTF8
	case e.badUTF8 == 0:
		return GB18030
	case e.badGB == 0:
		return GB18030
	case e.badUTF8*(e.pairs+1) <= e.badGB*(e.chars+1):
		return UTF8
	}
	return GB18030
}
