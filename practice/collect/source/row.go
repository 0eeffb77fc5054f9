package source

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Row is one record of a file. Cells line up with File.Columns; a ragged row
// keeps the cells it has and says so in Problems.
type Row struct {
	Line     int       // CSV, JSON: first physical line of the record; XLSX: row number. 1-based
	Cells    []string  // valid UTF-8 without NUL, each at most Limits.Cell bytes
	Problems []Problem // what the reader found; converting finds more
	Bytes    int       // size of the record as read, at most Limits.Row for one that is kept whole
}

// Cell returns the cell of a 0-based column, "" where the row has none.
func (r Row) Cell(i int) string {
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return r.Cells[i]
}

// Digest is the content digest of the row, to find unchanged rows: SHA-256 over
// the cells with their lengths. It does not depend on format, encoding or line.
func (r Row) Digest() [sha256.Size]byte { return CellsDigest(r.Cells) }

// CellsDigest is the digest of a row's cells. Empty cells at the end do not
// count.
func CellsDigest(cells []string) [sha256.Size]byte {
	for len(cells) > 0 && cells[len(cells)-1] == "" {
		cells = cells[:len(cells)-1]
	}
	buf := make([]byte, 0, 512)
	for _, c := range cells {
		buf = binary.AppendUvarint(buf, uint64(len(c)))
		buf = append(buf, c...)
	}
	return sha256.Sum256(buf)
}

// FileDigest returns the SHA-256 of a file in hex, and its size.
func FileDigest(r io.Reader) (string, int64, error) {
	h := sha256.New()
	n, err := io.Copy(h, r)
	if err != nil {
		return "", n, fmt.Errorf("digesting file: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), n, nil
}

// clean makes a cell fit to be kept: undecodable bytes and NUL become U+FFFD,
// each with a problem that marks it. Column is 1-based.
func clean(cell string, column int, encoding Encoding, problems []Problem) (string, []Problem) {
	if sound(cell) {
		return cell, problems
	}
	var b strings.Builder
	b.Grow(len(cell))
	broken, nul, pos := -1, -1, 0
	for i := 0; i < len(cell); pos++ {
		r, size := utf8.DecodeRuneInString(cell[i:])
		switch {
		case r == utf8.RuneError:
			if broken < 0 {
				broken = pos
			}
		case r == 0:
			r = utf8.RuneError
			if nul < 0 {
				nul = pos
			}
		}
		b.WriteRune(r)
		i += size
	}
	if broken >= 0 {
		problems = append(problems, bad("undecodable", "第 %d 列第 %d 个字符无法按 %s 解码", column, broken+1, encoding.Title()).in(column).mark(broken, broken+1))
	}
	if nul >= 0 {
		problems = append(problems, bad("nul", "第 %d 列第 %d 个字符是空字符（NUL）", column, nul+1).in(column).mark(nul, nul+1))
	}
	return b.String(), problems
}

// sound reports whether a cell is valid UTF-8 without NUL or U+FFFD.
func sound(s string) bool {
	ascii := true
	for i := 0; i < len(s); i++ {
		if s[i] == 0 {
			return false
		}
		if s[i] >= utf8.RuneSelf {
			ascii = false
		}
	}
	return ascii || utf8.ValidString(s) && !strings.ContainsRune(s, utf8.RuneError)
}

// fit compares the number of cells with the header: empty cells beyond it are
// dropped, too many or too few are a problem of the row.
func fit(cells []string, dropped, width int, problems []Problem) ([]string, []Problem) {
	n := len(cells)
	if dropped == 0 {
		for n > width && cells[n-1] == "" {
			n--
		}
	}
	switch {
	case n+dropped > width:
		problems = append(problems, bad("too_many_cells", "本行有 %d 列，表头为 %d 列", n+dropped, width))
	case n < width:
		problems = append(problems, bad("too_few_cells", "本行只有 %d 列，表头为 %d 列", n, width))
	}
	return cells[:n], problems
}
