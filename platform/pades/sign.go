package pades

import (
	"bytes"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf16"
)

// Mark is what a signature says of itself beside the signature proper.
type Mark struct {
	Name   string    // who signs
	Reason string    // what for
	At     time.Time // when, to the second
}

// beijing is the time in which signatures say when they were made.
var beijing = time.FixedZone("UTC+8", 8*3600)

// Unsigned is a file with an empty place for one more signature.
type Unsigned struct {
	raw        []byte
	start, end int // of the place: < to > with both
}

// Room is how many bytes a signature may need beside the certificates it carries, with
// or without a time-stamp: a token brings the certificates of its service.
func Room(stamped bool) int {
	if stamped {
		return 12 << 10
	}
	return 2 << 10
}

// Prepare appends the place for a signature of at most room bytes.
func Prepare(pdf []byte, m Mark, room int) (*Unsigned, error) {
	f, err := parse(pdf)
	if err != nil {
		return nil, err
	}
	catalog, err := f.object(f.root)
	if err != nil {
		return nil, err
	}
	pageNo, err := f.firstPage(catalog)
	if err != nil {
		return nil, err
	}
	page, err := f.object(pageNo)
	if err != nil {
		return nil, err
	}
	u := &Unsigned{raw: append(bytes.Clone(pdf), '\n')} // whatever it ends with: reading takes one line end off again
	sig, field, next := f.size, f.size+1, f.size+2
	at := map[int]int{}
	put := func(n int, body []byte) {
		at[n] = len(u.raw)
		u.raw = fmt.Appendf(u.raw, "%d 0 obj\n%s\nendobj\n", n, body)
	}
	// The form lists the signatures. A file that has none yet gets one.
	form, count := 0, 1
	var fields []byte
	if x := formPattern.FindSubmatch(catalog); x != nil {
		if form, err = number(formPattern, catalog); err != nil {
			return nil, err
		}
		if fields, err = f.object(form); err != nil {
			return nil, err
		}
		count = bytes.Count(fields, []byte(" 0 R")) + 1
		put(form, listed(fields, "/Fields", field))
	} else {
		form, next = next, next+1
		put(form, fmt.Appendf(nil, "<< /SigFlags 3 /Fields [%d 0 R] >>", field))
		put(f.root, with(catalog, fmt.Sprintf("\n/AcroForm %d 0 R", form)))
	}
	info := f.info
	if info != "" && info[0] == '<' { // it must be an object of its own
		put(next, []byte(info))
		info, next = fmt.Sprintf("%d 0 R", next), next+1
	}
	put(pageNo, listed(page, "/Annots", field))
	put(field, fmt.Appendf(nil, "<< /Type /Annot /Subtype /Widget /FT /Sig /T (Signature%d) /V %d 0 R /P %d 0 R /Rect [0 0 0 0] /F 132 >>", count, sig, pageNo))

	// The signature itself, last: what stands before and after its place is signed.
	at[sig] = len(u.raw)
	u.raw = fmt.Appendf(u.raw, "%d 0 obj\n<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /ETSI.CAdES.detached /Name %s /Reason %s /M (D:%s+08'00')\n/ByteRange ", sig, written(m.Name), written(m.Reason), m.At.In(beijing).Format("20060102150405"))
	rangeAt := len(u.raw)
	u.raw = append(u.raw, bytes.Repeat([]byte(" "), rangeWidth)...)
	u.raw = append(u.raw, "\n/Contents "...)
	u.start = len(u.raw)
	u.raw = append(u.raw, '<')
	u.raw = append(u.raw, bytes.Repeat([]byte("0"), room*2)...)
	u.raw = append(u.raw, '>')
	u.end = len(u.raw)
	u.raw = append(u.raw, "\n>>\nendobj\n"...)

	table := len(u.raw)
	u.raw = append(u.raw, "xref\n"...)
	var numbers []int
	for n := range at {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	for _, n := range numbers {
		u.raw = fmt.Appendf(u.raw, "%d 1\n%010d 00000 n \n", n, at[n])
	}
	u.raw = fmt.Appendf(u.raw, "trailer\n<<\n/Size %d\n/Root %d 0 R\n", next, f.root)
	if info != "" {
		u.raw = fmt.Appendf(u.raw, "/Info %s\n", info)
	}
	u.raw = fmt.Appendf(u.raw, "/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n", f.start, table)
	copy(u.raw[rangeAt:], fmt.Sprintf("[0 %d %d %d]", u.start, u.end, len(u.raw)-u.end))
	return u, nil
}

// rangeWidth has room for four numbers.
const rangeWidth = 48

// Content is what is signed: everything but the place of the signature.
func (u *Unsigned) Content() []byte {
	return append(bytes.Clone(u.raw[:u.start]), u.raw[u.end:]...)
}

// ErrRoom says that a signature is longer than its place.
var ErrRoom = errors.New("签名连同证书和时间戳过长，放不下")

// Finish puts the signature into its place.
func (u *Unsigned) Finish(signature []byte) ([]byte, error) {
	if len(signature)*2 > u.end-u.start-2 {
		return nil, ErrRoom
	}
	out := bytes.Clone(u.raw)
	hex.Encode(out[u.start+1:], signature)
	return out, nil
}

// written is a text as a PDF file holds it: UTF-16 in hexadecimal, which needs no
// escapes.
func written(text string) string {
	b := []byte{0xFE, 0xFF}
	for _, x := range utf16.Encode([]rune(text)) {
		b = append(b, byte(x>>8), byte(x))
	}
	return fmt.Sprintf("<%X>", b)
}
