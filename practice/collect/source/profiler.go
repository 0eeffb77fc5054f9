package source

import (
	"context"
	"hash/maphash"
	"math"
	"sort"
)

// ProfileOptions are the bounds and hooks of a profile; zero means defaults.
type ProfileOptions struct {
	Key       string                                                   // field by which rows are compared; "" is the first key field that is mapped
	Check     func(values map[string]any) []Problem                    // rules over several fields, on rows that converted
	Progress  func(rows int)                                           // called after every chunk
	Row       func(row Row, values map[string]any, problems []Problem) // called for every row; values are reused
	Keys      int                                                      // keys remembered; 6 million
	Conflicts int                                                      // conflicts listed; 10,000
	Preview   int                                                      // rows previewed; 50
}

// Profiler gathers a Profile row by row. It is not safe for use by several
// goroutines.
type Profiler struct {
	opt    ProfileOptions
	conv   *Conversion
	out    Profile
	values map[string]any
	kinds  map[problemKind]*ProblemCount
	seen   seen
	seed   maphash.Seed
	key    int // column of the key, or -1
}

type problemKind struct {
	field  string
	column int
	code   string
	level  Level
}

// NewProfiler begins a profile of a file under a mapping.
func NewProfiler(f *File, m Mapping, fields []FieldInfo, opt ProfileOptions) *Profiler {
	def := func(p *int, n int) {
		if *p <= 0 {
			*p = n
		}
	}
	def(&opt.Keys, 6_000_000)
	def(&opt.Conflicts, 10_000)
	def(&opt.Preview, 50)
	p := &Profiler{opt: opt, conv: NewConversion(m, fields), values: map[string]any{}, kinds: map[problemKind]*ProblemCount{}, seed: maphash.MakeSeed(), key: -1}
	p.seen.max = opt.Keys
	p.out = Profile{Estimate: f.Estimate, Columns: []ColumnProfile{}, Problems: []ProblemCount{}, Chunks: []Chunk{}, Preview: []PreviewRow{}, Missing: []string{}}
	for i, x := range m {
		c := ColumnProfile{Column: x.Column, Field: x.Field, Title: x.Title, Convert: x.Convert}
		if t := p.conv.columns[i]; t.field != nil {
			c.Personal = t.field.Personal
			if p.key < 0 && (opt.Key == t.field.Name || opt.Key == "" && t.field.Key) {
				p.key, c.Key = i, true
				p.out.Duplicates.Key = t.field.Title
			}
		}
		p.out.Columns = append(p.out.Columns, c)
	}
	for _, f := range p.conv.Missing() {
		p.out.Missing = append(p.out.Missing, f.Title)
	}
	return p
}

// Examine profiles a whole file in one pass.
func Examine(ctx context.Context, f *File, m Mapping, fields []FieldInfo, opt ProfileOptions) (Profile, error) {
	p := NewProfiler(f, m, fields, opt)
	for row, err := range f.Rows(ctx, 0) {
		if err != nil {
			return p.Result(), err
		}
		p.Add(row)
	}
	return p.Result(), nil
}

// Add takes one row. The values are valid until the next call; the problems
// hold those of the row so far: of two rows with one key and different content
// only the later can say so here, see Conflicts for the earlier.
func (p *Profiler) Add(row Row) (map[string]any, []Problem) {
	clear(p.values)
	problems := p.conv.convert(row, p.values)
	if p.opt.Check != nil && !Blocks(problems) {
		problems = append(problems, p.opt.Check(p.values)...)
	}
	p.chunk(row.Line)
	problems = p.compare(row, problems)
	for i := range p.out.Columns {
		c := &p.out.Columns[i]
		cell := row.Cell(i)
		if absent(cell) {
			continue
		}
		if c.Filled++; c.Filled == 1 {
			c.Sample = p.shown(i, clip(DisplayText(cell), 80))
		}
	}
	p.count(row, problems)
	if Blocks(problems) {
		p.quarantine(len(p.out.Chunks) - 1)
		if len(p.out.Preview) < p.opt.Preview {
			p.preview(row, problems)
		}
	}
	if p.opt.Row != nil {
		p.opt.Row(row, p.values, problems)
	}
	if p.opt.Progress != nil && p.out.Rows%ChunkRows == 0 {
		p.opt.Progress(p.out.Rows)
	}
	return p.values, problems
}

// chunk counts the row into its chunk.
func (p *Profiler) chunk(line int) {
	if p.out.Rows%ChunkRows == 0 {
		p.out.Chunks = append(p.out.Chunks, Chunk{N: len(p.out.Chunks) + 1, First: line})
	}
	c := &p.out.Chunks[len(p.out.Chunks)-1]
	c.Rows++
	c.Last = line
	p.out.Rows++
}

func (p *Profiler) quarantine(chunk int) {
	p.out.Bad++
	p.out.Chunks[chunk].Quarantined++
}

// compare looks for an earlier row with the same key.
func (p *Profiler) compare(row Row, problems []Problem) []Problem {
	if p.key < 0 || row.Line >= seenBad {
		return problems
	}
	t := p.conv.columns[p.key]
	var key string
	switch v := p.values[t.field.Name].(type) {
	case string:
		key = v
	case nil:
		return problems
	default:
		key = row.Cell(p.key)
	}
	var h maphash.Hash
	h.SetSeed(p.seed)
	for i, t := range p.conv.columns {
		if t.field != nil {
			h.WriteString(row.Cell(i))
			h.WriteByte(0)
		}
	}
	content := uint32(h.Sum64())
	first := p.seen.put(maphash.String(p.seed, key), content, uint32(row.Line), Blocks(problems))
	if first == nil {
		p.out.Duplicates.Partial = p.out.Duplicates.Partial || p.seen.n >= p.seen.max
		return problems
	}
	line := int(first.line &^ seenBad)
	dup := note("duplicate_same", "与第 %d 行重复，内容相同", line)
	if first.content != content {
		dup = bad("duplicate_changed", "与第 %d 行%s相同而内容不同", line, t.field.Title)
		p.out.Duplicates.Changed++
		p.conflict(first, line, row.Line)
	} else {
		p.out.Duplicates.Same++
	}
	dup.Field = t.field.Name
	return append(problems, dup.in(p.key+1))
}

// conflict lists two rows and quarantines the earlier one too.
func (p *Profiler) conflict(first *seenSlot, line, second int) {
	if len(p.out.Duplicates.Conflicts) < p.opt.Conflicts {
		p.out.Duplicates.Conflicts = append(p.out.Duplicates.Conflicts, Conflict{line, second})
	} else {
		p.out.Duplicates.Partial = true
	}
	if first.line&seenBad != 0 {
		return
	}
	first.line |= seenBad
	chunks := p.out.Chunks
	p.quarantine(sort.Search(len(chunks), func(i int) bool { return chunks[i].Last >= line }))
}

// count counts the problems of a row by kind and by column, each once a row.
func (p *Profiler) count(row Row, problems []Problem) {
	for i, x := range problems {
		kind := problemKind{x.Field, 0, x.Code, x.Level}
		if x.Field == "" {
			kind.column = x.Column
		}
		again, column := false, false
		for _, y := range problems[:i] {
			again = again || y.Field == x.Field && y.Code == x.Code && y.Level == x.Level && (x.Field != "" || y.Column == x.Column)
			column = column || y.Column == x.Column
		}
		if !column && x.Column > 0 && x.Column <= len(p.out.Columns) {
			p.out.Columns[x.Column-1].Problems++
		}
		if again {
			continue
		}
		n := p.kinds[kind]
		if n == nil {
			if len(p.kinds) >= 1000 {
				continue
			}
			n = p.example(row, x)
			p.kinds[kind] = n
		}
		n.Count++
	}
}

// Result is the profile of the rows added so far. The profiler may go on.
func (p *Profiler) Result() Profile {
	out := p.out
	out.Columns = append([]ColumnProfile(nil), p.out.Columns...)
	out.Chunks = append([]Chunk(nil), p.out.Chunks...)
	for i := range out.Columns {
		if out.Rows > 0 {
			out.Columns[i].FilledPct = math.Floor(float64(out.Columns[i].Filled)/float64(out.Rows)*1000) / 10
		}
	}
	out.Problems = make([]ProblemCount, 0, len(p.kinds))
	for _, n := range p.kinds {
		out.Problems = append(out.Problems, *n)
	}
	sort.Slice(out.Problems, func(i, j int) bool {
		a, b := out.Problems[i], out.Problems[j]
		switch {
		case a.Treatment != b.Treatment:
			return a.Treatment == Quarantine
		case a.Count != b.Count:
			return a.Count > b.Count
		}
		return a.Code < b.Code
	})
	return out
}
