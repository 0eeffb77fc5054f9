package source

import (
	"context"
	"errors"
	"io"
	"iter"
	"os"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/hengjian/hengjian/platform/fault"
)

// Format is the format of a file.
type Format string

// The formats that are read.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSONL Format = "jsonl"
)

// Column is one column of a file.
type Column struct {
	Name   string `json:"name"`   // unique; an empty heading becomes 第 n 列, a repeated one gets （2）
	Head   string `json:"head"`   // as written
	Sample string `json:"sample"` // first value that is not empty, within the sample
}

// Estimate is the expected number of rows.
type Estimate struct {
	Rows  int  `json:"rows"`
	Exact bool `json:"exact"`
}

// File is an opened file; Close it. Rows may be called several times, also at
// once.
type File struct {
	Name      string // for display, see DisplayName
	Size      int64
	Format    Format
	Packed    bool // gzip
	Encoding  Encoding
	Delimiter rune // CSV
	Sheet     string
	Sheets    []string // XLSX: all visible sheets
	Header    int      // line of the header; 0 for JSON Lines
	Columns   []Column
	Samples   [][]string // up to 200 sound rows from the beginning, for Recognise
	Estimate  Estimate

	limits  Limits
	tempDir string
	src     io.ReaderAt
	close   []func() error
	rows    func(ctx context.Context, from int, yield func(Row) bool) error
}

// samples is how many rows Open keeps for Recognise.
const samples = 200

// OpenPath opens a file of the file system for reading. It must be a regular
// file: links, devices and folders are refused. Name is shown to people; ""
// takes the path's.
func OpenPath(path, name string, opt Options) (*File, error) {
	if name == "" {
		name = path
	}
	name = DisplayName(name)
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return nil, fault.Newf(fault.NotFound, "collect.no_file", "找不到文件“%s”", name).With(err)
	case errors.Is(err, syscall.ELOOP):
		return nil, fault.Newf(fault.Invalid, "collect.not_regular", "“%s”是符号链接，请直接指定文件", name).With(err)
	case err != nil:
		return nil, fault.Newf(fault.Unavailable, "collect.open_failed", "无法打开文件“%s”", name).With(err)
	}
	st, err := f.Stat()
	if err != nil || !st.Mode().IsRegular() {
		f.Close()
		return nil, fault.Newf(fault.Invalid, "collect.not_regular", "“%s”不是普通文件", name).With(err)
	}
	file, err := Open(f, st.Size(), name, opt)
	if err != nil {
		f.Close()
		return nil, err
	}
	file.close = append(file.close, f.Close)
	return file, nil
}

// Open sniffs a file: format and encoding by its content, the name only shown.
// Every error is a fault with a sentence for the person who brought the file.
func Open(src io.ReaderAt, size int64, name string, opt Options) (*File, error) {
	f := &File{Name: DisplayName(name), Size: size, limits: opt.Limits.filled(), src: src, tempDir: opt.TempDir}
	if size == 0 {
		return nil, fault.Newf(fault.Invalid, "collect.empty_file", "文件“%s”是空的", f.Name)
	}
	var magic [8]byte
	n, err := src.ReadAt(magic[:], 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, fault.Newf(fault.Unavailable, "collect.read_failed", "读取文件“%s”失败", f.Name).With(err)
	}
	head := string(magic[:n])
	switch {
	case strings.HasPrefix(head, "PK\x03\x04"), strings.HasPrefix(head, "PK\x05\x06"):
		err = f.openXLSX(opt)
	case strings.HasPrefix(head, "\xD0\xCF\x11\xE0"):
		err = fault.Newf(fault.Invalid, "collect.old_excel", "“%s”是旧版 .xls 或加密的工作簿，请另存为未加密的 .xlsx 或 CSV", f.Name)
	default:
		f.Packed = strings.HasPrefix(head, "\x1F\x8B")
		err = f.openText(opt)
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

// Close releases the file and its temporary files.
func (f *File) Close() error {
	var first error
	for _, c := range f.close {
		if err := c(); err != nil && first == nil {
			first = err
		}
	}
	f.close = nil
	return first
}

// OnClose adds what else ends with the file, such as what it is read from.
func (f *File) OnClose(end func() error) { f.close = append(f.close, end) }

// Rows yields the rows whose Line is at least from (0 or 1: all), in the order
// of the file, without the header and without rows in which every cell is
// empty. Rows before from are skimmed, not built. A fault ends the sequence and
// names the row it happened at.
func (f *File) Rows(ctx context.Context, from int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		n, stopped := 0, false
		err := f.rows(ctx, from, func(r Row) bool {
			if n++; n%256 == 0 && ctx.Err() != nil {
				return false
			}
			stopped = !yield(r, nil)
			return !stopped
		})
		if stopped {
			return
		}
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			yield(Row{}, err)
		}
	}
}

// Names returns the names of the columns.
func (f *File) Names() []string {
	names := make([]string, len(f.Columns))
	for i, c := range f.Columns {
		names[i] = c.Name
	}
	return names
}

// DisplayName makes a file name fit to be shown: the last part of a path of
// either kind, without control, bidirectional or invalid characters, at most
// 120 characters. It is never used to open anything.
func DisplayName(name string) string {
	name = strings.ToValidUTF8(name, "�")
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' {
			return -1
		}
		return r
	}, name)
	name = strings.TrimSpace(name)
	if strings.Trim(name, ".") == "" {
		return "未命名文件"
	}
	if n := utf8.RuneCountInString(name); n > 120 {
		r := []rune(name)
		name = string(r[:80]) + "…" + string(r[n-39:])
	}
	return name
}
