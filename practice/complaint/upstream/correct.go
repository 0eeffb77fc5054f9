package upstream

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// Cell is one cell of a row that was kept back, at the field that it feeds.
type Cell struct {
	Column    string    `json:"column"`
	Field     string    `json:"field"`
	Title     string    `json:"title"`
	Value     string    `json:"value"` // as the file has it
	Now       string    `json:"now"`   // as it was put right
	Words     []string  `json:"words"` // the platform's, where the cell is one of several
	Required  bool      `json:"required"`
	Multiline bool      `json:"multiline"`
	Problems  []Problem `json:"problems"`
}

// Held is a row that was kept back, with what the file says of it.
type Held struct {
	Line
	Cells []Cell    `json:"cells"` // none where file and corrections are destroyed
	Whole []Problem `json:"whole"` // of no cell
	Fixed *Fixed    `json:"fixed"` // nil while nobody put it right
}

// Fixed is who put a row right, and in which fields. No value of the row stands in it.
type Fixed struct {
	By     string        `json:"-"`
	ByName string        `json:"by_name"`
	At     clock.Instant `json:"-"`
	AtText string        `json:"at"`
	Titles []string      `json:"titles"`
	Why    string        `json:"why"` // "" where it is destroyed with the values
}

// Correction is what a person puts right in a row, and why.
type Correction struct {
	Cells map[string]string // by the heading of the column
	Why   string
}

// fix is a correction on its way in, and what came of it.
type fix struct {
	line   int64
	row    []Cell // as it was and is
	why    string
	digest string
	took   took
}

// fixNote and fixText are a correction as it is kept: without and with values.
type fixNote struct {
	By     string        `json:"by"`
	At     clock.Instant `json:"at"`
	Digest string        `json:"digest"`
	Titles []string      `json:"titles"`
}

type fixText struct {
	Why   string `json:"why"`
	Cells []Cell `json:"cells"`
}

func notHeld(line int64) error {
	return fault.Newf(fault.NotFound, "upstream.line", "第 %d 行没有被隔离", line)
}

// Held returns a row that was kept back, with its cells as the file has them.
func (s *Service) Held(ctx context.Context, c actor.Caller, id ref.ID, line int64) (*Held, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	h, note, texts, err := s.held(ctx, id, line)
	if err != nil {
		return nil, err
	}
	if note != nil {
		h.Fixed = &Fixed{By: note.By, ByName: s.People.PersonName(ref.ID(note.By)), At: note.At, AtText: note.At.String(), Titles: note.Titles}
	}
	switch {
	case texts != nil:
		h.Fixed.Why, h.Cells = texts.Why, texts.Cells
	case h.State != fixed && b.FileGone == 0:
		l, err := s.layout(b.Platform)
		if err != nil {
			return nil, err
		}
		row, head, _, err := s.again(ctx, l, b, look{patch: Patch{Line: int(line)}})
		if err != nil {
			return nil, err
		}
		h.Cells = s.cells(l, b, head, row.Cells)
	}
	h.place(h.Problems)
	return h, nil
}

// place puts each problem to the cell of its field.
func (h *Held) place(problems []Problem) {
	h.Whole = []Problem{}
	for i := range h.Cells {
		h.Cells[i].Problems = []Problem{}
	}
	for _, p := range problems {
		if i := slices.IndexFunc(h.Cells, func(c Cell) bool { return c.Field == p.Field }); i >= 0 && p.Field != "" {
			h.Cells[i].Problems = append(h.Cells[i].Problems, p)
		} else {
			h.Whole = append(h.Whole, p)
		}
	}
}

func (s *Service) held(ctx context.Context, id ref.ID, line int64) (h *Held, note *fixNote, texts *fixText, err error) {
	err = s.db.Read(ctx, func(c db.Conn) error {
		h, note, texts = &Held{Cells: []Cell{}}, nil, nil
		l, err := scanLine(c.QueryRow(selectLine+` AND line = $3 AND state <> ''`, string(s.Area), string(id), line))
		if errors.Is(err, sql.ErrNoRows) {
			return notHeld(line)
		}
		if err != nil {
			return err
		}
		h.Line = *l
		var a, b string
		if err := c.QueryRow(`SELECT fixed, fixed_text FROM upstream_row WHERE area = $1 AND batch = $2 AND line = $3`, string(s.Area), string(id), line).Scan(&a, &b); err != nil {
			return err
		}
		if a != "" {
			note = &fixNote{}
			err = json.Unmarshal([]byte(a), note)
		}
		if b != "" && err == nil {
			texts = &fixText{}
			err = json.Unmarshal([]byte(b), texts)
		}
		return err
	})
	if err != nil && !fault.Is(err, fault.NotFound) {
		err = fmt.Errorf("row %d of batch %s: %w", line, id, err)
	}
	return h, note, texts, err
}

// cells are the cells of a row at their fields.
func (s *Service) cells(l *Layout, b *Batch, head Head, values []string) []Cell {
	t, out := l.table(b.Purpose), []Cell{}
	for i, p := range head.Read {
		x := Cell{Column: p.Head, Field: p.Field, Title: p.Title, Words: []string{}, Problems: []Problem{}}
		if i < len(values) {
			x.Value, x.Now = values[i], values[i]
		}
		for _, o := range t.Options[p.Field] {
			x.Words = append(x.Words, o.Words...)
		}
		for _, c := range t.Columns {
			x.Required = x.Required || c.Field == p.Field && c.Required
		}
		if f := s.Engine.Kinds().Get(complaint.Order).Field(p.Field); f != nil {
			x.Multiline = f.Multiline
		}
		out = append(out, x)
	}
	return out
}

// again reads one row of a batch's file anew, judged beside all others of it; clash is
// the line of another row of the same number that says something else, 0 for none.
func (s *Service) again(ctx context.Context, l *Layout, b *Batch, at look) (row Row, head Head, clash int, err error) {
	found, numbers := false, map[string][]Row{}
	err = s.rows(ctx, l, b, at, func(h Head) error { head = h; return nil }, func(r Row) error {
		if r.Line == at.patch.Line {
			row, found = r, true
		} else if no := textOf(r.Values["order_no"]); no != "" && !at.past[r.Line] {
			numbers[no] = append(numbers[no], Row{Line: r.Line, Digest: r.Digest})
		}
		return nil
	})
	if err == nil && !found {
		err = notHeld(int64(at.patch.Line))
	}
	for _, r := range numbers[textOf(row.Values["order_no"])] {
		if r.Digest != row.Digest && clash == 0 {
			clash = r.Line
		}
	}
	return row, head, clash, err
}

// Fix runs a row that was kept back through the same checks and acts, with cells put
// right. It returns the row as it stands then: what is wrong still, at its field, or
// what it became. The same correction once more says the same again; a row that
// somebody else has dealt with is a conflict that names him.
func (s *Service) Fix(ctx context.Context, c actor.Caller, id ref.ID, line int64, q Correction) (*Held, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if b.FileGone != 0 {
		return nil, fault.New(fault.Conflict, "upstream.file_gone", "来源文件已销毁，不能就地改正；请在平台更正后重新导出、再导入")
	}
	l, err := s.layout(b.Platform)
	if err != nil {
		return nil, err
	}
	raw, head, _, err := s.again(ctx, l, b, look{patch: Patch{Line: int(line)}})
	if err != nil {
		return nil, err
	}
	f := &fix{line: line, why: strings.TrimSpace(q.Why), row: s.cells(l, b, head, raw.Cells)}
	if err := f.patch(q.Cells); err != nil {
		return nil, err
	}
	past, renumbered, err := s.doneWith(ctx, id)
	if err != nil {
		return nil, err
	}
	row, _, clash, err := s.again(ctx, l, b, look{patch: Patch{Line: int(line), Cells: q.Cells}, past: past})
	if err != nil {
		return nil, err
	}
	if other := renumbered[numberOf(row)]; clash == 0 && other != 0 && other != line {
		clash = int(other)
	}
	if clash != 0 && !slices.ContainsFunc(row.Problems, func(p Problem) bool { return p.Code == "duplicate" }) {
		row.bad("order_no", "duplicate", "与第 "+strconv.Itoa(clash)+" 行编号相同而内容不同")
	}
	f.digest = row.Digest
	if done, err := s.same(ctx, c, id, f); done || err != nil {
		if err != nil {
			return nil, err
		}
		return s.Held(ctx, c, id, line)
	}
	r := &runner{s: s, l: l, b: b, c: c, fix: f}
	if r.bound, err = s.bound(ctx, b); err != nil {
		return nil, err
	}
	in := false
	if len(row.Problems) == 0 {
		in, err = r.try(ctx, &row)
	}
	if x := fault.As(err); err != nil && x.Code == "upstream.row" { // perhaps by this very call, sent twice
		if done, again := s.same(ctx, c, id, f); done || again != nil {
			in, err = done, again
		}
	}
	if err != nil {
		return nil, fmt.Errorf("putting row %d of batch %s right: %w", line, id, err)
	}
	h, err := s.Held(ctx, c, id, line)
	if err == nil && !in {
		h.Problems = s.allTitled(row.Problems)
		h.place(h.Problems)
		for i := range h.Cells {
			h.Cells[i].Now = f.row[i].Now
		}
	}
	return h, err
}

// patch takes the correction into the cells of the row.
func (f *fix) patch(cells map[string]string) error {
	var bad []fault.Field
	changed := false
	for column, v := range cells {
		i := slices.IndexFunc(f.row, func(c Cell) bool { return c.Column == column })
		switch {
		case i < 0:
			bad = append(bad, fault.Field{Name: "cells", Code: "column", Text: "文件里没有读“" + column + "”这一列"})
		case len([]rune(v)) > 5000 || strings.ContainsRune(v, 0):
			bad = append(bad, fault.Field{Name: f.row[i].Field, Code: "max", Text: f.row[i].Title + "过长，或者含有不允许的字符"})
		default:
			changed = changed || v != f.row[i].Value
			f.row[i].Now = v
		}
	}
	if n := len([]rune(f.why)); n > 300 || n == 0 && changed {
		bad = append(bad, fault.Field{Name: "why", Code: "required", Text: "写明改正的依据，不超过 300 字"})
	}
	if len(bad) > 0 {
		return fault.Bad("upstream.fix", "改正的内容有误", bad...)
	}
	return nil
}

// doneWith are the lines of a batch that no other of it has to differ from any more,
// and the numbers that corrected ones have now.
func (s *Service) doneWith(ctx context.Context, id ref.ID) (past map[int]bool, renumbered map[string]int64, err error) {
	err = s.db.Read(ctx, func(c db.Conn) error {
		past, renumbered = map[int]bool{}, map[string]int64{}
		rows, err := c.Query(`SELECT line, order_no, state FROM upstream_row WHERE area = $1 AND batch = $2 AND state IN ('dropped', 'fixed')`, string(s.Area), string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var line int64
			var no, state string
			if err := rows.Scan(&line, &no, &state); err != nil {
				return err
			}
			if past[int(line)] = true; state == fixed {
				renumbered[no] = line
			}
		}
		return rows.Err()
	})
	return past, renumbered, err
}

// same reports whether the caller put the row right in these words before; that
// somebody else dealt with it is a conflict.
func (s *Service) same(ctx context.Context, c actor.Caller, id ref.ID, f *fix) (bool, error) {
	h, note, _, err := s.held(ctx, id, f.line)
	if err != nil || h.State == open {
		return false, err
	}
	if note != nil && note.By == c.Label() && note.Digest == f.digest {
		return true, nil
	}
	return false, s.ended(h.Line)
}

// taken is why a row is not to be dealt with any more.
func (s *Service) taken(c db.Conn, id ref.ID, line int64) error {
	l, err := scanLine(c.QueryRow(selectLine+` AND line = $3 AND state <> ''`, string(s.Area), string(id), line))
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Conflict, "upstream.row", "这一行没有被隔离")
	}
	if err != nil {
		return err
	}
	return s.ended(*l)
}

func (s *Service) ended(l Line) error {
	how := map[string]string{settled: "编号相同的行后来已导入", dropped: "已弃置", fixed: "已改正导入"}[l.State]
	if name := s.People.PersonName(ref.ID(l.EndedBy)); name != "" {
		how = "已由" + name + "处理：" + how
	}
	return fault.Newf(fault.Conflict, "upstream.row", "第 %d 行%s", l.Line, how)
}

// claim takes the row for this correction before anything is done, so that of two
// officers one waits here and is told; a batch that is being imported or taken back
// is not for corrections.
func (r *runner) claim(tx *db.Tx, row Row) error {
	area, id := string(r.s.Area), string(r.b.ID)
	n, err := tx.Exec(`UPDATE upstream_batch SET quarantined = quarantined - 1 WHERE area = $1 AND id = $2 AND state IN ('done', 'failed', 'cancelled')`, area, id)
	if err == nil && n != 1 {
		return r.s.wrongState(tx, r.b.ID)
	}
	if err != nil {
		return err
	}
	n, err = tx.Exec(`UPDATE upstream_row SET state = 'fixed', ended_at = $4, ended_by = $5 WHERE area = $1 AND batch = $2 AND line = $3 AND state = 'open'`, area, id, int64(row.Line), int64(tx.Now()), r.c.Label())
	if err == nil && n != 1 {
		return r.s.taken(tx, r.b.ID, int64(row.Line))
	}
	return err
}

// fixed notes what became of a row that was put right. What was wrong with it stays.
func (r *runner) fixed(tx *db.Tx, row Row, t took) error {
	no := numberOf(row)
	if err := r.settle(tx, no); err != nil {
		return err
	}
	note := fixNote{By: r.c.Label(), At: tx.Now(), Digest: r.fix.digest, Titles: []string{}}
	for _, c := range r.fix.row {
		if c.Now != c.Value {
			note.Titles = append(note.Titles, c.Title)
		}
	}
	area, id := string(r.s.Area), string(r.b.ID)
	if _, err := tx.Exec(`UPDATE upstream_row SET order_no = $4, fate = $5, said = $6, record = $7, their_state = $8, their_due = $9, acts = $10, fixed = $11, fixed_text = $12 WHERE area = $1 AND batch = $2 AND line = $3`,
		area, id, int64(row.Line), no, t.fate, t.said, string(t.record), textOf(row.Values["platform_state"]), textOf(row.Values["platform_due"]), text(t.acts), text(note), text(fixText{r.fix.why, r.fix.row})); err != nil {
		return err
	}
	c := t.counts()
	_, err := tx.Exec(`UPDATE upstream_batch SET created = created + $3, changed = changed + $4, unchanged = unchanged + $5, unsorted = unsorted + $6 WHERE area = $1 AND id = $2`,
		area, id, c.Created, c.Changed, c.Unchanged, c.Unsorted)
	return err
}

// forgetFixes destroys what corrections say of persons, of those made before a time.
func (s *Service) forgetFixes(tx *db.Tx, before int64) error {
	_, err := tx.Exec(`UPDATE upstream_row SET fixed_text = '' WHERE area = $1 AND fixed_text <> '' AND coalesce(ended_at, 0) < $2`, string(s.Area), before)
	return err
}
