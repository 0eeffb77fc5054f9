package collect

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// The states of a quarantined row.
const (
	Open    = "open"
	Fixed   = "fixed"   // it went in after all
	Dropped = "dropped" // a person decided that it stays out
	Expired = "expired" // its content was destroyed after its time
	Erased  = "erased"  // its content was destroyed with the record of the same person
)

// Keep is how many days a quarantined row can be fixed; then its content, which
// may be personal, is destroyed (个人信息保护法 art. 19).
const Keep = 90

// Row is a quarantined row.
type Row struct {
	Line     int64             `json:"line"`
	Values   map[string]string `json:"values"` // column to cell
	Problems []source.Problem  `json:"problems"`
	State    string            `json:"state"`
	At       clock.Instant     `json:"at"`
	EndedAt  string            `json:"ended_at,omitempty"`
	EndedBy  string            `json:"ended_by,omitempty"` // name of the person
	Why      string            `json:"why,omitempty"`      // for what reason a dropped row stays out
	Record   ref.ID            `json:"record,omitempty"`   // that a fixed row went to
}

// held is a quarantined row as stored.
type held struct {
	line, chunk int64
	cells       []string
	problems    []source.Problem
	state       string
}

// Quarantine lists the quarantined rows of a batch after a line; state "" lists
// all.
func (s *Service) Quarantine(ctx context.Context, c actor.Caller, id ref.ID, state string, after int64, limit int) ([]Row, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	out := []Row{}
	err = s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT line, cells, problems, state, at, coalesce(ended_at, 0), coalesce(ended_by, ''), coalesce(why, ''), record FROM collect_quarantine
			WHERE area = $1 AND batch = $2 AND line > $3 AND ($4 = '' OR state = $4) ORDER BY line LIMIT $5`, string(s.Area), string(id), after, state, int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var r Row
			var cells, problems string
			var ended clock.Instant
			if err := rows.Scan(&r.Line, &cells, &problems, &r.State, &r.At, &ended, &r.EndedBy, &r.Why, &r.Record); err != nil {
				return err
			}
			if ended != 0 {
				r.EndedAt, r.EndedBy = ended.String(), s.name(r.EndedBy)
			}
			var list []string
			if err := errors.Join(json.Unmarshal([]byte(cells), &list), json.Unmarshal([]byte(problems), &r.Problems)); err != nil {
				return fmt.Errorf("quarantined row %d of batch %s: %w", r.Line, id, err)
			}
			r.Values = map[string]string{}
			for i, x := range b.columns {
				if i < len(list) {
					r.Values[x.Name] = list[i]
				}
			}
			out = append(out, r)
		}
		return rows.Err()
	})
	return out, err
}

// Fix runs a quarantined row again with some cells changed. It returns the
// problems for which it stays out, none when it went in.
func (s *Service) Fix(ctx context.Context, c actor.Caller, id ref.ID, line int64, cells map[string]string) ([]source.Problem, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	k, err := s.kind(c, b.Kind)
	if err != nil {
		return nil, err
	}
	if err := repairable(b); err != nil {
		return nil, err
	}
	p, _ := s.plan(b.columns, k, b.Mapping)
	h, err := s.held(ctx, id, line)
	if err != nil {
		return nil, err
	}
	if h.cells, err = p.patched(h.cells, cells); err != nil {
		return nil, err
	}
	it := p.prepare(source.Row{Line: int(line), Cells: h.cells})
	r := &runner{s: s, p: p, b: b, c: c}
	for range tries {
		var problems []source.Problem
		if problems, err = r.fix(ctx, h, it); err == nil {
			return problems, nil
		}
		if x := fault.As(err); x.Code != "record.duplicate" && x.Code != "record.stale" {
			break
		}
	}
	return nil, fmt.Errorf("fixing row %d of batch %s: %w", line, id, err)
}

func repairable(b *Batch) error {
	switch b.State {
	case Done, Failed, Cancelled:
		return nil
	}
	return fault.Newf(fault.Conflict, "collect.state", "这个批次%s，不能处理隔离行", Title(b.State))
}

// patched are the cells of a row with some of them changed.
func (p *plan) patched(cells []string, change map[string]string) ([]string, error) {
	out := make([]string, len(p.mapping))
	copy(out, cells)
	for column, v := range change {
		i, ok := p.column[column]
		if !ok {
			return nil, fault.Bad("collect.column", "文件中没有这一列", fault.Field{Name: "values", Code: "column", Text: "文件中没有“" + source.DisplayText(column) + "”这一列"})
		}
		if len(v) > 64<<10 {
			return nil, fault.Bad("collect.cell", "内容过长", fault.Field{Name: "values", Code: "max", Text: "“" + column + "”的内容过长"})
		}
		out[i] = v
	}
	return out, nil
}

func (s *Service) held(ctx context.Context, id ref.ID, line int64) (*held, error) {
	h := &held{line: line}
	err := s.db.Read(ctx, func(c db.Conn) error {
		var cells, problems string
		err := c.QueryRow(`SELECT chunk, cells, problems, state FROM collect_quarantine WHERE area = $1 AND batch = $2 AND line = $3`, string(s.Area), string(id), line).
			Scan(&h.chunk, &cells, &problems, &h.state)
		if errors.Is(err, sql.ErrNoRows) {
			return fault.Newf(fault.NotFound, "collect.row", "第 %d 行不在隔离区", line)
		}
		if err != nil {
			return err
		}
		return errors.Join(json.Unmarshal([]byte(cells), &h.cells), json.Unmarshal([]byte(problems), &h.problems))
	})
	if err == nil && h.state != Open {
		err = ended(line, h.state)
	}
	return h, err
}

func ended(line int64, state string) error {
	word := map[string]string{Fixed: "已改正导入", Dropped: "已弃置", Expired: "已过期清除", Erased: "已依法删除"}[state]
	return fault.Newf(fault.Conflict, "collect.row_ended", "第 %d 行%s", line, word)
}

// fix runs one row as a chunk of its own.
func (r *runner) fix(ctx context.Context, h *held, it item) ([]source.Problem, error) {
	items := []item{it}
	var m *matched
	err := r.s.db.Read(ctx, func(c db.Conn) error {
		var err error
		m, err = r.s.match(c, r.p, items)
		return err
	})
	if err != nil {
		return nil, err
	}
	chunk := r.s.chunk(r.p.kind, r.b, r.c, m.writes)
	chunk.Also = func(tx *db.Tx, act ref.ID, out []record.Outcome) error {
		got := settle(r.p, items, m, out)[0]
		if got == quarantined {
			_, err := r.s.setRow(tx, r.b.ID, h.line, `problems = $5, cells = $6`, Open, text(blocking(items[0].problems)), text(h.cells))
			return err
		}
		if err := r.s.doubts(tx, r.b, r.p, items, m, out); err != nil {
			return err
		}
		return r.fixed(tx, h, got, act, out[0].Record.ID)
	}
	if _, err := r.s.Engine.Chunk(ctx, chunk); err != nil {
		return nil, err
	}
	return blocking(items[0].problems), nil
}

// fixed moves a row from quarantine to where it went, in its chunk and in its
// batch, and records the act as a chunk of its own, so that it can be undone.
func (r *runner) fixed(tx *db.Tx, h *held, got fate, act, rec ref.ID) error {
	d := got.counts()
	for _, q := range []struct {
		table, key string
		args       []any
	}{
		{"collect_batch", "id = $2", []any{string(r.s.Area), string(r.b.ID)}},
		{"collect_chunk", "batch = $2 AND n = $6", []any{string(r.s.Area), string(r.b.ID)}},
	} {
		args := append(q.args, d.Accepted, d.Merged, d.Unchanged)
		if q.table == "collect_chunk" {
			args = append(args, h.chunk)
		}
		if _, err := tx.Exec(`UPDATE `+q.table+` SET accepted = accepted + $3, merged = merged + $4, unchanged = unchanged + $5, quarantined = quarantined - 1 WHERE area = $1 AND `+q.key, args...); err != nil {
			return err
		}
	}
	n, err := r.s.setRow(tx, r.b.ID, h.line, `state = $5, cells = $6, record = $7, ended_at = $8, ended_by = $9`, Open, Fixed, text(h.cells), string(rec), int64(tx.Now()), r.c.Label())
	if err != nil {
		return err
	}
	if n != 1 {
		return ended(h.line, Fixed)
	}
	if act == "" {
		return nil
	}
	var last int64
	if err := tx.QueryRow(`SELECT coalesce(max(n), 0) FROM collect_chunk WHERE area = $1 AND batch = $2`, string(r.s.Area), string(r.b.ID)).Scan(&last); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE collect_batch SET chunks = $3 WHERE area = $1 AND id = $2`, string(r.s.Area), string(r.b.ID), last+1); err != nil {
		return err
	}
	return r.s.part(tx, r.b.ID, &Part{N: last + 1, Sort: sortFix, First: h.line, Last: h.line, Act: act, At: tx.Now()})
}

// setRow changes a quarantined row that is in a state.
func (s *Service) setRow(tx *db.Tx, id ref.ID, line int64, set, state string, args ...any) (int64, error) {
	return tx.Exec(`UPDATE collect_quarantine SET `+set+` WHERE area = $1 AND batch = $2 AND line = $3 AND state = $4`,
		append([]any{string(s.Area), string(id), line, state}, args...)...)
}

// Drop decides that a quarantined row stays out, and says why.
func (s *Service) Drop(ctx context.Context, c actor.Caller, id ref.ID, line int64, why string) error {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return err
	}
	why = strings.TrimSpace(why)
	if n := len([]rune(why)); n == 0 || n > 200 {
		return fault.Bad("collect.why", "弃置要写明理由", fault.Field{Name: "why", Code: "required", Text: "请写明弃置的理由，不超过 200 字"})
	}
	if _, err := s.held(ctx, id, line); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := s.setRow(tx, id, line, `state = $5, ended_at = $6, ended_by = $7, why = $8`, Open, Dropped, int64(tx.Now()), c.Label(), why)
		if err == nil && n != 1 {
			return ended(line, Dropped)
		}
		return err
	})
}

// Expire destroys the content of rows that have been in quarantine for longer
// than Keep days, what the preflights of that time showed, and the files of
// batches that ended longer ago than files are kept; it says how many rows it
// were. It is run once a day.
func (s *Service) Expire(ctx context.Context) (int64, error) {
	var n int64
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		const day = 24 * 60 * 60 * 1000
		before := int64(tx.Now()) - Keep*day
		var err error
		if n, err = tx.Exec(`UPDATE collect_quarantine SET cells = '[]', problems = '[]', state = CASE WHEN state = 'open' THEN 'expired' ELSE state END
			WHERE at < $1 AND state IN ('open', 'fixed', 'dropped') AND cells <> '[]'`, before); err != nil {
			return err
		}
		if err := s.forget(tx, before); err != nil {
			return err
		}
		return s.expireFiles(tx, tx.Now()-clock.Instant(s.keepFiles())*day)
	})
	return n, err
}

// keepFiles is for how many days the files of ended batches are kept.
func (s *Service) keepFiles() int {
	if s.KeepFiles > 0 {
		return s.KeepFiles
	}
	return KeepFiles
}

// forget takes the examples and samples out of old preflights.
func (s *Service) forget(tx *db.Tx, before int64) error {
	old, err := batches(tx, selectBatch+` WHERE area = $1 AND at < $2 AND checked NOT LIKE '%"forgotten":true%' ORDER BY id LIMIT 100`, string(s.Area), before)
	if err != nil {
		return err
	}
	for _, b := range old {
		if err := forgetBatch(tx, s.Area, b); err != nil {
			return err
		}
	}
	return nil
}
