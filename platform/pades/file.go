// Package pades puts signatures into PDF files and reads them out again (PAdES, ETSI
// EN 319 142-1): each signature is an update appended to the file (ISO 32000-1
// §7.5.6), so that everything an earlier one covers stays as it was to the byte.
//
// It signs files of this product, with a plain table of references, and reads what
// it signed. Reading is strict: a file is taken apart update by update, each is made
// anew from what it says and must be the same to the byte. Nothing can stand in a
// signed file, or be hidden in an update between two signatures, that this package
// would not have written.
package pades

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
)

// ErrForeign says that a file is not one that this package has signed, or that
// something was added to it or changed in it outside of what signatures cover.
var ErrForeign = errors.New("文件在签名之外被改动，或者不是本系统签名的文件")

// file is what must be known of a PDF file to append to it.
type file struct {
	raw     []byte
	at      map[int]int // offset of each object
	size    int         // numbers below are taken
	start   int         // offset of the last table
	root    int
	info    string // entry of the trailer, "" where it has none
	updates int    // least offset of an object of the last table
}

var (
	startPattern = regexp.MustCompile(`startxref\s+(\d+)\s+%%EOF\s*$`)
	linePattern  = regexp.MustCompile(`^(\d{10}) (\d{5}) ([nf])`)
	sizePattern  = regexp.MustCompile(`/Size (\d+)`)
	rootPattern  = regexp.MustCompile(`/Root (\d+) 0 R`)
	prevPattern  = regexp.MustCompile(`/Prev (\d+)`)
	infoPattern  = regexp.MustCompile(`(?s)/Info (\d+ 0 R|<<.*?>>)`)
)

// maxUpdates bounds how many tables are followed.
const maxUpdates = 32

// parse reads the tables of references, the last first.
func parse(raw []byte) (*file, error) {
	tail := raw[max(0, len(raw)-64):]
	m := startPattern.FindSubmatch(tail)
	if m == nil {
		return nil, fmt.Errorf("%w：没有结尾", ErrForeign)
	}
	f := &file{raw: raw, at: map[int]int{}, updates: len(raw)}
	next, _ := strconv.Atoi(string(m[1])) // digits
	f.start = next
	for i := range maxUpdates {
		trailer, err := f.table(next, i == 0)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			if f.size, err = number(sizePattern, trailer); err != nil {
				return nil, err
			}
			if f.root, err = number(rootPattern, trailer); err != nil {
				return nil, err
			}
			if m := infoPattern.FindSubmatch(trailer); m != nil {
				f.info = string(m[1])
			}
		}
		m := prevPattern.FindSubmatch(trailer)
		if m == nil {
			return f, nil
		}
		prev, _ := strconv.Atoi(string(m[1])) // digits
		if prev >= next {
			break
		}
		next = prev
	}
	return nil, fmt.Errorf("%w：更新太多或者成环", ErrForeign)
}

// table reads one table and returns its trailer.
func (f *file) table(at int, last bool) ([]byte, error) {
	bad := fmt.Errorf("%w：交叉引用表读不出来", ErrForeign)
	if at < 0 || at >= len(f.raw) || !bytes.HasPrefix(f.raw[at:], []byte("xref\n")) {
		return nil, bad
	}
	rest := f.raw[at+len("xref\n"):]
	line := func() string {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			i = len(rest) - 1
		}
		if i < 0 {
			return ""
		}
		l := string(bytes.TrimRight(rest[:i+1], " \r\n"))
		rest = rest[i+1:]
		return l
	}
	for {
		head := line()
		if head == "trailer" {
			break
		}
		var first, count int
		if n, err := fmt.Sscanf(head, "%d %d", &first, &count); err != nil || n != 2 || first < 0 || count < 0 || count > len(rest)/18 {
			return nil, bad
		}
		for n := first; n < first+count; n++ {
			m := linePattern.FindStringSubmatch(line())
			if m == nil {
				return nil, bad
			}
			offset, _ := strconv.Atoi(m[1]) // digits
			if m[3] != "n" {
				continue
			}
			if last {
				f.updates = min(f.updates, offset)
			}
			if _, known := f.at[n]; !known {
				f.at[n] = offset
			}
		}
	}
	end := bytes.Index(rest, []byte("startxref"))
	if end < 0 {
		return nil, bad
	}
	return rest[:end], nil
}

func number(p *regexp.Regexp, text []byte) (int, error) {
	m := p.FindSubmatch(text)
	if m == nil {
		return 0, fmt.Errorf("%w：缺少 %s", ErrForeign, p)
	}
	return strconv.Atoi(string(m[1]))
}

// object is the dictionary of an object that is one and has no stream.
func (f *file) object(n int) ([]byte, error) {
	bad := fmt.Errorf("%w：对象 %d 读不出来", ErrForeign, n)
	at, ok := f.at[n]
	head := fmt.Sprintf("%d 0 obj", n)
	if !ok || at >= len(f.raw) || !bytes.HasPrefix(f.raw[at:], []byte(head)) {
		return nil, bad
	}
	body := f.raw[at+len(head):]
	end := bytes.Index(body, []byte("endobj"))
	if end < 0 {
		return nil, bad
	}
	body = bytes.TrimSpace(body[:end])
	if !bytes.HasPrefix(body, []byte("<<")) || !bytes.HasSuffix(body, []byte(">>")) || bytes.Contains(body, []byte("stream")) {
		return nil, bad
	}
	return body, nil
}

var (
	pagesPattern = regexp.MustCompile(`/Pages (\d+) 0 R`)
	kidsPattern  = regexp.MustCompile(`/Kids \[\s*(\d+) 0 R`)
	formPattern  = regexp.MustCompile(`/AcroForm (\d+) 0 R`)
)

// firstPage is the number of the object of the first page: the widget of an
// invisible signature must stand on some page.
func (f *file) firstPage(catalog []byte) (int, error) {
	n, err := number(pagesPattern, catalog)
	if err != nil {
		return 0, err
	}
	pages, err := f.object(n)
	if err != nil {
		return 0, err
	}
	return number(kidsPattern, pages)
}

// with adds an entry to a dictionary.
func with(dict []byte, entry string) []byte {
	return append(append(bytes.Clone(bytes.TrimSpace(dict[:len(dict)-2])), entry...), "\n>>"...)
}

// listed adds a reference to a list in a dictionary, which it makes where it is not.
func listed(dict []byte, name string, n int) []byte {
	ref := fmt.Sprintf("%d 0 R", n)
	i := bytes.Index(dict, []byte(name+" ["))
	if i < 0 {
		return with(dict, "\n"+name+" ["+ref+"]")
	}
	end := i + bytes.IndexByte(dict[i:], ']')
	if end < i {
		return with(dict, "\n"+name+" ["+ref+"]")
	}
	return append(append(bytes.Clone(dict[:end]), " "+ref...), dict[end:]...)
}
