package collect

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"sort"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Checked is what a preflight (预检) found: what the import would do with every
// row, and the profile of the file. Nothing but this is written by it.
type Checked struct {
	Counts
	source.Profile
	Complete       bool     `json:"complete"`                   // every row was examined
	Forgotten      bool     `json:"forgotten,omitempty"`        // samples and examples were destroyed after Keep days
	CountyFoundPct *float64 `json:"county_found_pct,omitempty"` // of the rows that go in; nil where the kind has no county
}

// manyRows is a file whose keys took so much memory that it is given back before
// the rows are written.
const manyRows = 500_000

// maxConflicts bounds the rows of one key and different content.
const maxConflicts = 100_000

// Preflight examines a batch: first the file alone, then every row against the
// records. It may be run again until the batch is run.
func (s *Service) Preflight(ctx context.Context, c actor.Caller, id ref.ID, w Watch) (*Batch, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	k, err := s.kind(c, b.Kind)
	if err != nil {
		return nil, err
	}
	if err := b.Readable(); err != nil {
		return nil, err
	}
	from := []State{Checking, Ready}
	if b.chunks == 0 {
		from = append(from, Failed, Cancelled) // nothing was written yet
	}
	if err := s.move(ctx, id, Checking, "", from...); err != nil {
		return nil, err
	}
	f, err := s.open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	p, _ := s.plan(b.columns, k, b.Mapping)
	x := &examiner{s: s, p: p, b: b, c: c, w: w, problems: map[string]*source.ProblemCount{}}
	if err := x.file(ctx, f); err != nil {
		return nil, err
	}
	if err := x.rows(ctx, f); err != nil {
		return nil, err
	}
	if err := x.keep(ctx, true); err != nil {
		return nil, err
	}
	if x.profile.Rows > manyRows {
		debug.FreeOSMemory()
	}
	return s.load(ctx, id)
}

// keep stores what was found so far; all of it when the batch is ready.
func (x *examiner) keep(ctx context.Context, complete bool) error {
	checked := x.result()
	checked.Complete = complete
	err := x.s.db.Write(ctx, func(tx *db.Tx) error {
		if err := x.w.guard(tx); err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE collect_batch SET checked = $3, conflicts = $4, rows_total = $5 WHERE area = $1 AND id = $2 AND state = 'preflight'`,
			string(x.s.Area), string(x.b.ID), text(checked), text(x.conflicts), int64(x.profile.Rows))
		if err != nil {
			return err
		}
		if n != 1 {
			return fault.New(fault.Conflict, "collect.elsewhere", "这个批次已被取消")
		}
		if !complete {
			return nil
		}
		return x.s.moveIn(tx, x.b.ID, Ready, "", Checking)
	})
	if err != nil {
		return fmt.Errorf("keeping the profile of batch %s: %w", x.b.ID, err)
	}
	return nil
}

// keepEvery is after how many chunks a preflight shows what it has found.
const keepEvery = 10

// examiner gathers what a preflight finds.
type examiner struct {
	s         *Service
	p         *plan
	b         *Batch
	c         actor.Caller
	w         Watch
	profile   source.Profile
	conflicts map[string]int // key to the first line that contradicts an earlier one
	repeats   []int          // lines that repeat an earlier row, in order
	counts    Counts
	chunks    []source.Chunk
	problems  map[string]*source.ProblemCount // found after conversion
	columns   map[int]int                     // rows with such a problem, by column
	preview   []source.PreviewRow
	county    int64
}

// file profiles the file alone and finds rows of one key.
func (x *examiner) file(ctx context.Context, f *source.File) error {
	key := x.p.keyField()
	x.conflicts = map[string]int{}
	x.columns = map[int]int{}
	opt := source.ProfileOptions{Key: key, Row: func(row source.Row, values map[string]any, problems []source.Problem) {
		for _, p := range problems {
			switch p.Code {
			case "duplicate_same":
				x.repeats = append(x.repeats, row.Line)
			case "duplicate_changed":
				v, _ := values[key].(string)
				if _, had := x.conflicts[v]; v != "" && !had {
					x.conflicts[v] = row.Line
				}
			}
		}
	}, Progress: func(rows int) { x.w.step(0, int64(f.Estimate.Rows), "正在读取文件") }}
	profile, err := source.Examine(ctx, f, x.p.mapping, x.p.fields, opt)
	if err != nil {
		return err
	}
	if len(x.conflicts) > maxConflicts {
		return fault.Newf(fault.Invalid, "collect.conflicts", "文件中主键相同而内容不同的行太多（超过 %d 个主键），请检查“%s”列是否对应正确", maxConflicts, profile.Duplicates.Key)
	}
	x.profile = profile
	return nil
}

// rows compares every row with the records.
func (x *examiner) rows(ctx context.Context, f *source.File) error {
	return feed(ctx, f, x.p, 0, x.conflicts, func(items []item) error {
		for len(items) > 0 {
			n, err := x.compare(ctx, items)
			if err != nil {
				return err
			}
			items = rest(items, n)
		}
		x.w.step(x.counts.Read, int64(x.profile.Rows), "正在与已有记录比对")
		if len(x.chunks)%keepEvery == 0 {
			return x.keep(ctx, false)
		}
		return nil
	})
}

// compare works out what a chunk would do.
func (x *examiner) compare(ctx context.Context, items []item) (int, error) {
	var m *matched
	err := x.s.db.Read(ctx, func(c db.Conn) error {
		var err error
		m, err = x.s.match(c, x.p, items)
		return err
	})
	if err != nil {
		return 0, err
	}
	items = items[:m.n]
	out, err := x.s.Engine.Preview(ctx, x.s.chunk(x.p.kind, x.b, x.c, m.writes))
	if err != nil {
		return 0, err
	}
	cell := source.Chunk{N: len(x.chunks) + 1, First: items[0].line, Last: items[len(items)-1].line}
	got := settle(x.p, items, m, out)
	for i := range items {
		it := &items[i]
		if got[i] != quarantined && x.repeated(it.line) {
			got[i] = unchanged
		}
		x.counts = x.counts.plus(got[i].counts())
		cell.Rows++
		if got[i] == quarantined {
			cell.Quarantined++
			if len(x.preview) < 50 {
				x.preview = append(x.preview, x.shown(it))
			}
		} else if v := it.prepared.Values[x.p.kind.SubjectFields.County]; v != nil {
			x.county++
		}
		x.count(it)
	}
	x.chunks = append(x.chunks, cell)
	return m.n, nil
}

// repeated reports whether a line repeats an earlier row of the file; lines
// are asked for in order.
func (x *examiner) repeated(line int) bool {
	for len(x.repeats) > 0 && x.repeats[0] < line {
		x.repeats = x.repeats[1:]
	}
	return len(x.repeats) > 0 && x.repeats[0] == line
}

// count adds the problems found after conversion to the list.
func (x *examiner) count(it *item) {
	seen, columns := map[string]bool{}, map[int]bool{}
	for _, p := range it.problems[it.known:] {
		if p.Code == "duplicate_changed" {
			continue // counted with the file
		}
		code := p.Field + "." + p.Code
		if !columns[p.Column] && p.Column > 0 {
			columns[p.Column] = true
			x.columns[p.Column-1]++
		}
		if seen[code] {
			continue
		}
		seen[code] = true
		n := x.problems[code]
		if n == nil {
			n = &source.ProblemCount{Code: code, Field: p.Field, Title: x.title(p), Line: it.line, Treatment: p.Level, Example: "—"}
			if f := x.p.kind.Field(p.Field); p.Column > 0 && f != nil && !f.Personal && !f.Secret {
				cell := source.Row{Cells: it.cells}.Cell(p.Column - 1)
				if r := []rune(cell); len(r) > 40 {
					cell = string(r[:40]) + "…"
				} else if p.To <= len(r) {
					n.Mark = [2]int{p.From, p.To}
				}
				n.Example = source.DisplayText(cell)
			}
			x.problems[code] = n
		}
		n.Count++
	}
}

func (x *examiner) title(p source.Problem) string {
	field := ""
	if f := x.p.kind.Field(p.Field); f != nil {
		field = f.Title
	}
	if t := source.ProblemTitle(p.Code); t != "" {
		return field + t
	}
	if t := titles[p.Code]; t != "" {
		return field + t
	}
	return p.Text
}

// titles are the kinds of problems found after conversion.
var titles = map[string]string{
	"capital_as_written": "不能确定金额，按原文保存", "unique": "已登记在另一条记录上", "subject_unknown": "所指的监管对象不在库中", "reference": "所指的记录没有找到或者不止一条",
	"code": "不在代码表内", "enum": "不在可选范围内", "area": "不是已知区划", "max": "超过字数上限", "range": "超出范围", "state": "对应的记录已不在用",
	"type": "类型不符", "control": "含控制字符", "date": "日期无效", "owner": "归其他来源所有，未改写",
}

func (x *examiner) shown(it *item) source.PreviewRow {
	cells := make([]string, len(x.p.mapping))
	for i, m := range x.p.mapping {
		cell := source.DisplayText(source.Row{Cells: it.cells}.Cell(i))
		if r := []rune(cell); len(r) > 200 {
			cell = string(r[:200]) + "…"
		}
		if f := x.p.kind.Field(m.Field); f != nil && (f.Personal || f.Secret) && cell != "" {
			cell = "***"
		}
		cells[i] = cell
	}
	return source.PreviewRow{Line: it.line, Cells: cells, Problems: it.problems}
}

// result puts both passes together.
func (x *examiner) result() *Checked {
	out := &Checked{Counts: x.counts, Profile: x.profile}
	out.Bad, out.Chunks, out.Preview = int(x.counts.Quarantined), x.chunks, x.preview
	if out.Chunks == nil {
		out.Chunks = []source.Chunk{}
	}
	if out.Preview == nil {
		out.Preview = []source.PreviewRow{}
	}
	out.Duplicates.Conflicts = nil
	out.Problems = append([]source.ProblemCount{}, out.Problems...)
	out.Columns = append([]source.ColumnProfile{}, out.Columns...)
	for _, n := range x.problems {
		out.Problems = append(out.Problems, *n)
	}
	sort.Slice(out.Problems, func(i, j int) bool {
		a, b := out.Problems[i], out.Problems[j]
		if a.Treatment != b.Treatment {
			return a.Treatment == source.Quarantine
		}
		if a.Count != b.Count {
			return a.Count > b.Count
		}
		return a.Code < b.Code
	})
	for i := range out.Columns {
		out.Columns[i].Problems += x.columns[i]
	}
	if in := x.counts.Read - x.counts.Quarantined; in > 0 && x.p.kind.SubjectFields.County != "" {
		pct := math.Floor(float64(x.county)/float64(in)*1000) / 10
		out.CountyFoundPct = &pct
	}
	return out
}

// chunk is what the engine is asked to write.
func (s *Service) chunk(k *kind.Kind, b *Batch, c actor.Caller, writes []record.RowWrite) record.Chunk {
	return record.Chunk{Kind: k.Name, Area: s.Area, Unit: s.Unit(), Act: record.Import, Caller: c, Source: b.from(), Rows: writes}
}
