package pades

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"regexp"
	"slices"
	"time"
	"unicode/utf16"
)

// Signature is one in a file.
type Signature struct {
	Mark
	Content []byte // what it covers: the file as it then was, but for its own place
	Value   []byte // CMS SignedData, followed by zeros
}

var (
	sigPattern  = regexp.MustCompile(`(?m)^\d+ 0 obj\n<< /Type /Sig /Filter /Adobe\.PPKLite /SubFilter /ETSI\.CAdES\.detached /Name <FEFF((?:[0-9A-F]{4})*)> /Reason <FEFF((?:[0-9A-F]{4})*)> /M \(D:(\d{14})\+08'00'\)\n/ByteRange \[0 (\d+) (\d+) (\d+)\] *\n/Contents <`)
	formPresent = []byte("/AcroForm")
)

// Read takes a signed file apart: its signatures, the first first, and the file as it
// was before them. A file without signatures is one in which there are none.
// ErrForeign where anything else was added to it.
func Read(pdf []byte) ([]Signature, []byte, error) {
	var out []Signature
	for range maxUpdates {
		f, err := parse(pdf)
		if err != nil {
			return nil, nil, err
		}
		catalog, err := f.object(f.root)
		if err != nil {
			return nil, nil, err
		}
		if !bytes.Contains(catalog, formPresent) {
			slices.Reverse(out)
			return out, pdf, nil
		}
		s, before, err := last(f)
		if err != nil {
			return nil, nil, err
		}
		out, pdf = append(out, s), before
	}
	return nil, nil, fmt.Errorf("%w：签名太多", ErrForeign)
}

// last reads the last update of a file, which must be a signature, and the file
// before it.
func last(f *file) (Signature, []byte, error) {
	var s Signature
	update := f.raw[f.updates:]
	m, ends := sigPattern.FindSubmatch(update), sigPattern.FindIndex(update)
	if m == nil {
		return s, nil, fmt.Errorf("%w：最后一次更新不是签名", ErrForeign)
	}
	at, err := time.ParseInLocation("20060102150405", string(m[3]), beijing)
	if err != nil {
		return s, nil, fmt.Errorf("%w：签名时间不对", ErrForeign)
	}
	s.Mark = Mark{Name: text(m[1]), Reason: text(m[2]), At: at}
	// What it must be, made anew on what was before.
	before, foreign := f.raw[:max(0, f.updates-1)], fmt.Errorf("%w：签名所在的更新与应有的不同", ErrForeign)
	u, err := Prepare(before, s.Mark, max(0, bytes.IndexByte(update[ends[1]:], '>'))/2)
	if err != nil || len(u.raw) != len(f.raw) || !bytes.Equal(u.raw[:u.start+1], f.raw[:u.start+1]) || !bytes.Equal(u.raw[u.end-1:], f.raw[u.end-1:]) {
		return s, nil, foreign
	}
	place := f.raw[u.start+1 : u.end-1]
	if s.Value, err = hex.DecodeString(string(place)); err != nil || !bytes.Equal(hex.AppendEncode(nil, s.Value), place) { // one way to write it
		return s, nil, foreign
	}
	s.Content = u.Content()
	return s, before, nil
}

// text reads a text of UTF-16 in hexadecimal.
func text(hexed []byte) string {
	b, err := hex.DecodeString(string(hexed))
	if err != nil {
		return ""
	}
	var units []uint16
	for i := 0; i+1 < len(b); i += 2 {
		units = append(units, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(units))
}
