package source

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"

	"github.com/hengjian/hengjian/platform/fault"
)

// sstBlock is how many shared strings lie between two known offsets.
const sstBlock = 16

// sst holds the shared strings of a workbook: one after the other with their
// length, in memory up to a limit, beyond it in a temporary file that is
// already removed from its folder. Only every 16th offset is kept.
type sst struct {
	n      int
	blocks []int64
	mem    []byte
	file   *os.File
	out    *bufio.Writer
	size   int64
	limit  int
	dir    string
}

// add appends a string; long says that it was cut.
func (s *sst) add(text []byte, long bool) error {
	if s.n%sstBlock == 0 {
		s.blocks = append(s.blocks, s.size)
	}
	s.n++
	head := uint64(len(text)) << 1
	if long {
		head |= 1
	}
	buf := binary.AppendUvarint(make([]byte, 0, 10), head)
	s.size += int64(len(buf) + len(text))
	if s.out == nil {
		s.mem = append(append(s.mem, buf...), text...)
		if len(s.mem) <= s.limit {
			return nil
		}
		return s.spill()
	}
	_, err := s.out.Write(buf)
	if err == nil {
		_, err = s.out.Write(text)
	}
	return disk(err)
}

// spill moves the strings to a temporary file.
func (s *sst) spill() error {
	f, err := os.CreateTemp(s.dir, "collect-strings-*")
	if err != nil {
		return disk(err)
	}
	os.Remove(f.Name())
	s.file, s.out = f, bufio.NewWriterSize(f, 256<<10)
	_, err = s.out.Write(s.mem)
	s.mem = nil
	return disk(err)
}

// done ends the writing.
func (s *sst) done() error {
	if s.out == nil {
		return nil
	}
	return disk(s.out.Flush())
}

func (s *sst) close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}

func disk(err error) error {
	if err == nil {
		return nil
	}
	return fault.New(fault.Unavailable, "collect.no_space", "服务器临时空间不足，无法展开工作簿，请联系系统管理员").With(err)
}

// sstReader looks strings up; each iteration has its own.
type sstReader struct {
	*sst
	at    [sstCache]int // block held, plus 1
	block [sstCache][]byte
}

// sstCache is the number of blocks of a spilled table that are remembered;
// blocks over 16 KiB are not.
const sstCache = 512

// get returns a string and whether it was cut.
func (s *sstReader) get(i int) (text []byte, long, ok bool, err error) {
	if i < 0 || i >= s.n {
		return nil, false, false, nil
	}
	b, err := s.load(i / sstBlock)
	if err != nil {
		return nil, false, false, err
	}
	for k := i % sstBlock; ; k-- {
		head, n := binary.Uvarint(b)
		if n <= 0 || uint64(len(b)-n) < head>>1 {
			return nil, false, false, errXML("shared string %d", i)
		}
		end := n + int(head>>1)
		if k == 0 {
			return b[n:end], head&1 == 1, true, nil
		}
		b = b[end:]
	}
}

// load returns the bytes of a block.
func (s *sstReader) load(block int) ([]byte, error) {
	from, to := s.blocks[block], s.size
	if block+1 < len(s.blocks) {
		to = s.blocks[block+1]
	}
	if s.file == nil {
		return s.mem[from:to], nil
	}
	slot := block % sstCache
	if s.at[slot] == block+1 {
		return s.block[slot], nil
	}
	b := s.block[slot][:0]
	if int64(cap(b)) < to-from {
		b = make([]byte, to-from)
	}
	b = b[:to-from]
	if _, err := s.file.ReadAt(b, from); err != nil && err != io.EOF {
		return nil, disk(err)
	}
	if len(b) <= 16<<10 {
		s.at[slot], s.block[slot] = block+1, b
	}
	return b, nil
}
