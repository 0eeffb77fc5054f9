package erasure

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// File is the name of the list in a data folder.
const File = "erasures.jsonl"

// maxLine bounds a line of a list from outside.
const maxLine = 64 << 10

// Line is one erasure. A line with Through alone says that the ledger had been
// looked through up to about that act.
type Line struct {
	Area    ref.Area `json:"area,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Record  ref.ID   `json:"record,omitempty"`
	Act     ref.ID   `json:"act,omitempty"` // of the erasure
	At      string   `json:"at,omitempty"`  // RFC 3339, legal time
	Reason  string   `json:"reason,omitempty"`
	Through ref.ID   `json:"through,omitempty"`
}

// Ref is the record that was erased.
func (l Line) Ref() ref.Ref { return ref.Ref{Area: l.Area, ID: l.Record} }

func line(area ref.Area, kind string, record, act ref.ID, at clock.Instant, reason string) Line {
	return Line{Area: area, Kind: kind, Record: record, Act: act, At: at.String(), Reason: reason}
}

// Parse reads a list, oldest first. A last line without its end was being
// written when the machine stopped and is passed over; any other bad line is a
// fault that names it. A record that stands twice is returned once, as first
// written.
func Parse(r io.Reader) (lines []Line, through ref.ID, err error) {
	in := bufio.NewReaderSize(r, 64<<10)
	seen := map[ref.Ref]bool{}
	for n := 1; ; n++ {
		text, err := readLine(in)
		if errors.Is(err, io.EOF) {
			return lines, through, nil
		}
		if err != nil {
			return nil, "", bad(n, err)
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		l, err := parseLine(text)
		if err != nil {
			return nil, "", bad(n, err)
		}
		if l.Through != "" {
			through = max(through, l.Through)
			continue
		}
		if !seen[l.Ref()] {
			seen[l.Ref()] = true
			lines = append(lines, l)
		}
	}
}

// readLine returns the next whole line; io.EOF also for a line without its end.
func readLine(in *bufio.Reader) ([]byte, error) {
	var out []byte
	for {
		part, err := in.ReadSlice('\n')
		out = append(out, part...)
		if len(out) > maxLine {
			return nil, errors.New("line too long")
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return out, err
		}
	}
}

func parseLine(text []byte) (Line, error) {
	var l Line
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&l); err != nil {
		return l, err
	}
	ids := []ref.ID{l.Record, l.Act}
	if l.Through != "" {
		ids = []ref.ID{l.Through}
	} else if !l.Area.Valid() || l.Kind == "" || len(l.Kind) > 100 {
		return l, fmt.Errorf("area %q, kind %q", l.Area, l.Kind)
	}
	for _, id := range ids {
		if _, err := ref.ParseID(string(id)); err != nil {
			return l, err
		}
	}
	if l.Through == "" && (l.Reason == "" || utf8.RuneCountInString(l.Reason) > 2000) {
		return l, errors.New("no ground")
	}
	return l, nil
}

func bad(n int, cause error) error {
	return fault.Newf(fault.Invalid, "erasure.line", "删除清单第 %d 行有误", n).With(cause)
}

// Read reads the list at path; a list that is not there is empty.
func Read(path string) ([]Line, ref.ID, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", fault.Newf(fault.Unavailable, "erasure.read", "读不到删除清单 %s", path).With(err)
	}
	defer func() { _ = f.Close() }() // only read
	return Parse(f)
}

// Append adds lines to the list at path and makes them durable. An unfinished
// last line is ended first, so that what follows can be read.
func Append(path string, lines ...Line) (err error) {
	if len(lines) == 0 {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if err := cutTail(f); err != nil {
		return err
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, l := range lines {
		if err := enc.Encode(l); err != nil {
			return err
		}
	}
	if _, err := f.Write(b.Bytes()); err != nil {
		return err
	}
	return f.Sync()
}

// cutTail removes an unfinished last line; the ledger still has it.
func cutTail(f *os.File) error {
	st, err := f.Stat()
	if err != nil || st.Size() == 0 {
		return err
	}
	end := st.Size()
	buf := make([]byte, min(end, maxLine))
	if _, err := f.ReadAt(buf, end-int64(len(buf))); err != nil {
		return err
	}
	if buf[len(buf)-1] == '\n' {
		return nil
	}
	return f.Truncate(end - int64(len(buf)) + int64(bytes.LastIndexByte(buf, '\n')) + 1)
}
