package upstream

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// What a batch is for.
const (
	Orders   = "orders"   // their orders, in
	Results  = "results"  // our results, out
	Receipts = "receipts" // what they took and sent back, in
)

// The states of a batch.
const (
	Ready     = "ready" // examined, not taken in
	Running   = "running"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"
	Undoing   = "undoing"
	Stuck     = "undo_failed" // the undoing ended before it was through
	Undone    = "undone"
)

// The states of a row that was kept back.
const (
	open    = "open"
	settled = "settled" // a later file brought its number
	dropped = "dropped" // a person decided that it stays out
	fixed   = "fixed"   // a person put it right, and it went in
)

// What became of a row.
const (
	created     = "created"
	changed     = "changed"
	unchanged   = "unchanged"
	quarantined = "quarantined"
	sent        = "sent"
)

// Batch is one file that came in or went out.
type Batch struct {
	ID       ref.ID        `json:"id"`
	Platform string        `json:"platform"`
	Purpose  string        `json:"purpose"`
	File     string        `json:"-"`
	Name     string        `json:"name"`
	State    string        `json:"state"`
	By       string        `json:"by"`
	At       clock.Instant `json:"-"`
	EndedAt  clock.Instant `json:"-"`
	Total    int64         `json:"total"`
	Read     int64         `json:"read"`
	Counts
	Checked  *Checked      `json:"checked,omitempty"`
	Error    string        `json:"error"`
	FileGone clock.Instant `json:"-"`
	Answers  ref.ID        `json:"answers"` // of receipts: the results they answer, "" where nobody says
	UndoBy   string        `json:"-"`
	UndoWhy  string        `json:"undo_why"`

	position int64
}

// Counts say what became of the rows of a batch.
type Counts struct {
	Created     int64 `json:"created"`
	Changed     int64 `json:"changed"`
	Unchanged   int64 `json:"unchanged"`
	Quarantined int64 `json:"quarantined"`
	Unsorted    int64 `json:"unsorted"` // of those created: a person sorts them
}

func (c *Counts) add(fate string) {
	switch fate {
	case created:
		c.Created++
	case changed:
		c.Changed++
	case unchanged:
		c.Unchanged++
	case quarantined:
		c.Quarantined++
	}
}

// Line is what became of one row.
type Line struct {
	Line     int64     `json:"line"`
	OrderNo  string    `json:"order_no"`
	Fate     string    `json:"fate"`
	Problems []Problem `json:"problems"`
	Said     string    `json:"said"`
	Record   ref.ID    `json:"record"`
	State    string    `json:"state"` // of a row that was kept back: open, settled, dropped, fixed
	Why      string    `json:"why"`
	EndedBy  string    `json:"-"`
	By       string    `json:"by"`     // the name of who dealt with it
	Undone   string    `json:"undone"` // of an undone batch: annulled, reverted, left
	Left     string    `json:"left"`   // why it was left
}

// Watch follows a long work; both may be nil. Guard runs in every transaction and
// refuses it when the work is no longer this one's to do.
type Watch struct {
	Step  func(done, total int64)
	Guard func(tx *db.Tx) error
}

func (w Watch) step(done, total int64) {
	if w.Step != nil {
		w.Step(done, max(done, total))
	}
}

func (w Watch) guard(tx *db.Tx) error {
	if w.Guard == nil {
		return nil
	}
	return w.Guard(tx)
}

const selectBatch = `SELECT id, platform, purpose, file, name, state, actor, at, coalesce(ended_at, 0), position, rows_total, rows_read, created, changed, unchanged, quarantined, unsorted,
	checked, error, coalesce(file_gone_at, 0), answers, undo_by, undo_why FROM upstream_batch WHERE area = $1`

func scanBatch(row interface{ Scan(...any) error }) (*Batch, error) {
	b := &Batch{}
	var checked string
	err := row.Scan(&b.ID, &b.Platform, &b.Purpose, &b.File, &b.Name, &b.State, &b.By, &b.At, &b.EndedAt, &b.position, &b.Total, &b.Read, &b.Created, &b.Changed, &b.Unchanged,
		&b.Quarantined, &b.Unsorted, &checked, &b.Error, &b.FileGone, &b.Answers, &b.UndoBy, &b.UndoWhy)
	if err == nil && checked != "" {
		err = json.Unmarshal([]byte(checked), &b.Checked)
	}
	return b, err
}

// needs is the right a batch wants of whoever looks at it.
func needs(purpose string) string {
	if purpose == Results {
		return "export"
	}
	return record.Create
}

// Batch returns one batch to a caller who may import, or export where it went out.
func (s *Service) Batch(ctx context.Context, c actor.Caller, id ref.ID) (*Batch, error) {
	var b *Batch
	err := s.db.Read(ctx, func(conn db.Conn) (err error) {
		b, err = scanBatch(conn.QueryRow(selectBatch+` AND id = $2`, string(s.Area), string(id)))
		return err
	})
	if errors.Is(err, sql.ErrNoRows) || err == nil && s.may(c, needs(b.Purpose)) != nil {
		return nil, fault.New(fault.NotFound, "upstream.batch", "没有找到这个批次，或您无权查看")
	}
	if err != nil {
		return nil, fmt.Errorf("batch %s: %w", id, err)
	}
	return b, nil
}

// Open refuses a caller who may neither import nor export: the exchange is not for him.
func (s *Service) Open(c actor.Caller) error {
	in := s.may(c, record.Create)
	if in == nil || s.may(c, "export") == nil {
		return nil
	}
	return in
}

// Batches lists the newest batches of what the caller may do.
func (s *Service) Batches(ctx context.Context, c actor.Caller, limit int) ([]*Batch, error) {
	if err := s.Open(c); err != nil {
		return nil, err
	}
	in, out := s.may(c, record.Create), s.may(c, "export")
	list := []*Batch{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		list = []*Batch{}
		rows, err := conn.Query(selectBatch+` ORDER BY id DESC LIMIT $2`, string(s.Area), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			b, err := scanBatch(rows)
			if err != nil {
				return err
			}
			if b.Purpose == Results && out == nil || b.Purpose != Results && in == nil {
				list = append(list, b)
			}
		}
		return rows.Err()
	})
	return list, err
}

const selectLine = `SELECT line, order_no, fate, problems, said, record, state, coalesce(why, ''), coalesce(ended_by, ''), undone, undone_why FROM upstream_row WHERE area = $1 AND batch = $2`

func scanLine(row interface{ Scan(...any) error }) (*Line, error) {
	l, problems := &Line{}, ""
	err := row.Scan(&l.Line, &l.OrderNo, &l.Fate, &problems, &l.Said, &l.Record, &l.State, &l.Why, &l.EndedBy, &l.Undone, &l.Left)
	if err == nil {
		err = json.Unmarshal([]byte(problems), &l.Problems)
	}
	return l, err
}

// Lines lists the rows of a batch after a line; fate "" takes all, else those that
// came to it, or that an undoing brought to it.
func (s *Service) Lines(ctx context.Context, c actor.Caller, id ref.ID, fate string, after int64, limit int) ([]Line, error) {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return nil, err
	}
	out := []Line{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		out = []Line{}
		rows, err := conn.Query(selectLine+` AND line > $3 AND ($4 = '' OR fate = $4 OR undone = $4) ORDER BY line LIMIT $5`, string(s.Area), string(id), after, fate, int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			l, err := scanLine(rows)
			if err != nil {
				return err
			}
			l.By = s.People.PersonName(ref.ID(l.EndedBy))
			out = append(out, *l)
		}
		return rows.Err()
	})
	return out, err
}

// Drop settles a quarantined row that is not to come in, with the reason.
func (s *Service) Drop(ctx context.Context, c actor.Caller, id ref.ID, line int64, why string) error {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return err
	}
	if why == "" || len([]rune(why)) > 300 {
		return fault.Bad("upstream.drop", "没有说明理由", fault.Field{Name: "why", Code: "required", Text: "理由必填，不超过 300 字"})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`UPDATE upstream_row SET state = 'dropped', ended_at = $4, ended_by = $5, why = $6 WHERE area = $1 AND batch = $2 AND line = $3 AND state = 'open'`,
			string(s.Area), string(id), line, int64(tx.Now()), c.Label(), why)
		if err == nil && n != 1 {
			return s.taken(tx, id, line)
		}
		return err
	})
}

// Cancel ends a batch that was not taken in, or stops one where it stands.
func (s *Service) Cancel(ctx context.Context, c actor.Caller, id ref.ID) error {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return err
	}
	return s.move(ctx, id, Cancelled, "", Ready, Running, Failed)
}

// Fail notes why a batch ended.
func (s *Service) Fail(tx *db.Tx, id ref.ID, why string) error {
	return s.moveIn(tx, id, Failed, why, Ready, Running)
}

// Title is the Chinese word of a state, as it stands in a sentence.
func Title(state string) string {
	return map[string]string{Ready: "还没有导入", Running: "正在导入", Done: "已经导入", Failed: "没有导入完", Cancelled: "已经取消", Undoing: "正在撤销", Stuck: "没有撤销完", Undone: "已经撤销"}[state]
}

func (s *Service) move(ctx context.Context, id ref.ID, to, why string, from ...string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.moveIn(tx, id, to, why, from...) })
}

func (s *Service) moveIn(tx *db.Tx, id ref.ID, to, why string, from ...string) error {
	ended := any(nil)
	if to != Running {
		ended = int64(tx.Now())
	}
	for len(from) < 4 {
		from = append(from, from[0])
	}
	n, err := tx.Exec(`UPDATE upstream_batch SET state = $3, error = $4, ended_at = $5 WHERE area = $1 AND id = $2 AND state IN ($6, $7, $8, $9)`,
		string(s.Area), string(id), to, why, ended, from[0], from[1], from[2], from[3])
	if err == nil && n != 1 {
		return s.wrongState(tx, id)
	}
	return err
}

// wrongState says how a batch stands to somebody who meant it otherwise.
func (s *Service) wrongState(c db.Conn, id ref.ID) error {
	var now string
	if err := c.QueryRow(`SELECT state FROM upstream_batch WHERE area = $1 AND id = $2`, string(s.Area), string(id)).Scan(&now); err != nil {
		return err
	}
	return fault.Newf(fault.Conflict, "upstream.state", "这个批次%s，现在不能这样做；请刷新后再看", Title(now))
}

// insert stores a new batch with its file.
func (s *Service) insert(tx *db.Tx, b *Batch) error {
	b.ID, b.At = ref.NewID(tx.Now()), tx.Now()
	if err := blob.Use(tx, blob.Digest(b.File), holder(s.Area, b.ID), blob.Uploader(b.By)); err != nil {
		return err
	}
	checked := ""
	if b.Checked != nil {
		checked = text(b.Checked)
	}
	var ended any
	if b.State == Done {
		ended = int64(b.At)
	}
	_, err := tx.Exec(`INSERT INTO upstream_batch (area, id, platform, purpose, file, name, state, actor, at, ended_at, position, rows_total, rows_read, created, changed, unchanged, quarantined, unsorted, checked, error, answers)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, $11, $12, 0, $13, 0, 0, 0, $14, '', $15)`,
		string(s.Area), string(b.ID), b.Platform, b.Purpose, b.File, b.Name, b.State, b.By, int64(b.At), ended, b.Total, b.Read, b.Changed, checked, string(b.Answers))
	return err
}

// text is a value as JSON; what is put in always has a JSON form.
func text(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic("upstream: " + err.Error())
	}
	return string(b)
}
