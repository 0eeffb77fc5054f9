package upstream

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
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// What an undoing brings a row to.
const (
	annulled = "annulled" // the order, and what was registered from it, are annulled
	reverted = "reverted" // the order says again what it said before
	left     = "left"     // it stays, with the reason
)

// TakenBack is what undoing a batch does, or did.
type TakenBack struct {
	Annulled   int64  `json:"annulled"`
	Registered int64  `json:"registered"` // complaints, tip-offs and consultations annulled with their orders
	Reverted   int64  `json:"reverted"`
	Left       int64  `json:"left"`
	Pending    int64  `json:"pending"` // of one that goes on: rows still to be taken back
	Stays      []Line `json:"stays"`   // the first of those that stay, with the reason
}

// mostStays bounds the list of what stays: all of it is in the rows.
const mostStays = 200

// wrote is a row of a batch that wrote something.
type wrote struct {
	Line
	acts []acted
}

// BeginUndo lets the undoing of a batch of orders begin; the work itself is Undo.
func (s *Service) BeginUndo(tx *db.Tx, c actor.Caller, b *Batch, why string) error {
	why = strings.TrimSpace(why)
	if n := len([]rune(why)); n == 0 || n > 300 {
		return fault.Bad("upstream.undo", "没有说明理由", fault.Field{Name: "why", Code: "required", Text: "写明撤销导入的理由，不超过 300 字"})
	}
	if b.Purpose != Orders {
		return fault.New(fault.Conflict, "upstream.undo", "只有导入的工单可以撤销；结果已经发出，回执已经记录在工单上")
	}
	if b.Created+b.Changed == 0 {
		return fault.New(fault.Conflict, "upstream.undo", "这个批次没有写入任何工单，没有可撤销的")
	}
	if err := s.moveIn(tx, b.ID, Undoing, "", Done, Failed, Cancelled, Stuck); err != nil {
		return err
	}
	_, err := tx.Exec(`UPDATE upstream_batch SET undo_by = $3, undo_why = $4 WHERE area = $1 AND id = $2`, string(s.Area), string(b.ID), c.Label(), why)
	return err
}

// Undo takes a batch back, its last row first, each in a transaction of its own with
// the mark that it was done, so that after a crash it goes on with the next. What was
// created and not touched since is annulled, with what was registered from it; what
// was changed goes back; what others have built on stays, and says why.
func (s *Service) Undo(ctx context.Context, c actor.Caller, id ref.ID, w Watch) error {
	b, err := s.Batch(ctx, c, id)
	if err != nil || b.State == Undone {
		return err
	}
	if b.State != Undoing {
		return s.db.Read(ctx, func(conn db.Conn) error { return s.wrongState(conn, id) })
	}
	list, err := s.wrote(ctx, id)
	if err != nil {
		return err
	}
	total, done := int64(len(list)), int64(0)
	for i := len(list) - 1; i >= 0; i-- {
		if done++; list[i].Undone != "" {
			continue
		}
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("undoing batch %s: %w", id, err)
		}
		if err := s.undoRow(ctx, c, b, list[i], w); err != nil {
			return fmt.Errorf("undoing row %d of batch %s: %w", list[i].Line.Line, id, err)
		}
		w.step(done, total)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := w.guard(tx); err != nil {
			return err
		}
		return s.undone(tx, c, b)
	})
}

// FailUndo notes why an undoing ended before it was through.
func (s *Service) FailUndo(tx *db.Tx, id ref.ID, why string) error {
	return s.moveIn(tx, id, Stuck, why, Undoing)
}

// wrote are the rows of a batch that wrote something, by line.
func (s *Service) wrote(ctx context.Context, id ref.ID) (out []wrote, err error) {
	err = s.db.Read(ctx, func(c db.Conn) error {
		out = nil
		rows, err := c.Query(`SELECT line, order_no, fate, record, undone, undone_why, acts FROM upstream_row WHERE area = $1 AND batch = $2 AND fate IN ('created', 'changed') ORDER BY line`, string(s.Area), string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			x, acts := wrote{Line: Line{Problems: []Problem{}}}, ""
			if err := rows.Scan(&x.Line.Line, &x.OrderNo, &x.Fate, &x.Record, &x.Undone, &x.Left, &acts); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(acts), &x.acts); err != nil {
				return fmt.Errorf("acts of row %d of batch %s: %w", x.Line.Line, id, err)
			}
			out = append(out, x)
		}
		return rows.Err()
	})
	return out, err
}

// undoRow takes one row back, or notes why it stays.
func (s *Service) undoRow(ctx context.Context, c actor.Caller, b *Batch, x wrote, w Watch) error {
	refused := ""
	for try := 0; ; try++ {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			if err := w.guard(tx); err != nil {
				return err
			}
			to, why, seen := left, refused, map[ref.ID]*record.Record{}
			if refused == "" {
				var err error
				if to, why, err = s.weigh(tx, c, x, seen); err != nil {
					return err
				}
			}
			if to != left {
				if err := s.takeBack(tx, c, b, x, seen); err != nil {
					return err
				}
			}
			return s.mark(tx, b, x, to, why)
		})
		f := fault.As(err)
		switch {
		case err == nil || over(f):
			return err
		case f.Kind == fault.Stale && try < tries || f.Kind == fault.Conflict && try < tries:
		case f.Kind == fault.Stale || f.Kind == fault.Conflict || f.Kind == fault.Invalid || f.Kind == fault.Denied || f.Kind == fault.NotFound:
			if refused != "" {
				return err
			}
			refused = f.Text
		default:
			return err
		}
	}
}

// weigh says what undoing a row does: annulled, reverted, or left and why; it keeps the
// records as it saw them.
func (s *Service) weigh(c db.Conn, who actor.Caller, x wrote, seen map[ref.ID]*record.Record) (to, why string, err error) {
	if len(x.acts) == 0 {
		return left, "导入时没有记下办理的编号，请逐件处理", nil
	}
	last := map[ref.ID]ref.ID{} // by record: the last act of the row on it
	mine := map[ref.ID]bool{}
	for _, a := range x.acts {
		last[a.Record], mine[a.Act] = a.Act, true
	}
	for _, a := range x.acts {
		if seen[a.Record] != nil {
			continue
		}
		r, err := s.Engine.GetIn(c, who, a.Kind, ref.Ref{Area: s.Area, ID: a.Record}, record.AsOf{})
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			return left, "已归他人办理，您无权查看", nil
		}
		if err != nil {
			return "", "", err
		}
		seen[a.Record] = r
		if why, err := s.stands(c, r, last[a.Record], mine, x); err != nil || why != "" {
			return left, why, err
		}
	}
	if x.Fate == changed {
		return reverted, "", nil
	}
	return annulled, "", nil
}

// stands is why a record that a row wrote cannot be taken back, "" where it can.
func (s *Service) stands(c db.Conn, r *record.Record, last ref.ID, mine map[ref.ID]bool, x wrote) (string, error) {
	if r.State != record.Active {
		return r.Kind.Title + record.StateTitle(r.State), nil
	}
	if r.Act != last {
		if why, err := s.since(c, r, last, mine); err != nil || why != "" {
			return why, err
		}
	}
	if r.Kind.Name == complaint.Order {
		var at int64
		err := c.QueryRow(`SELECT at FROM upstream_sent WHERE area = $1 AND record = $2`, string(s.Area), string(r.ID)).Scan(&at)
		if err == nil {
			return "办理结果已向平台导出", nil
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return "", err
		}
	}
	if x.Fate == created {
		if named, err := s.Desk.Named(c, r.Ref(), x.Record); err != nil || named {
			return "已有其他记录与" + r.Kind.Title + "关联", err
		}
	}
	return "", nil
}

// since is what was done on a record after the last act of a row, "" for nothing that
// still counts. What the calendar brought about is no act of anybody.
func (s *Service) since(c db.Conn, r *record.Record, last ref.ID, mine map[ref.ID]bool) (string, error) {
	pasts, err := s.Engine.Pasts(c, r.Kind.Name, r.Ref())
	if err != nil {
		return "", err
	}
	counts, after := record.Standing(pasts), false
	for _, p := range pasts {
		switch {
		case mine[p.Act] && !counts[p.Act]:
			return r.Kind.Title + "的这次办理已另行撤销", nil
		case after && counts[p.Act] && !mine[p.Act] && p.Name != record.Expire && p.Name != record.Reckon:
			return r.Kind.Title + "在导入之后又有办理：" + actTitle(r, p.Name), nil
		}
		after = after || p.Act == last
	}
	return "", nil
}

func actTitle(r *record.Record, name string) string {
	for _, a := range r.Kind.Acts {
		if a.Name == name {
			return a.Title
		}
	}
	if t := record.Titles[name]; t != "" {
		return t
	}
	return name
}

// takeBack annuls the acts of a row, the last first. What somebody did since the
// records were weighed is a conflict: they are weighed again.
func (s *Service) takeBack(tx *db.Tx, c actor.Caller, b *Batch, x wrote, seen map[ref.ID]*record.Record) (err error) {
	for i := len(x.acts) - 1; i >= 0; i-- {
		a, r := x.acts[i], seen[x.acts[i].Record]
		q := record.Request{Kind: a.Kind, Record: r.Ref(), Area: s.Area, Rev: &r.Rev, Annuls: a.Act, Reason: "撤销导入“" + b.Name + "”：" + b.UndoWhy, Caller: c}
		if seen[a.Record], err = s.Engine.Retract(tx, q); err != nil {
			return err
		}
	}
	return nil
}

// mark notes what became of a row, and lets the rows that its number had settled wait
// again. That the batch is still being undone, and the row not yet, is asked here.
func (s *Service) mark(tx *db.Tx, b *Batch, x wrote, to, why string) error {
	n, err := tx.Exec(`UPDATE upstream_row SET undone = $4, undone_why = $5 WHERE area = $1 AND batch = $2 AND line = $3 AND undone = ''
		AND EXISTS (SELECT 1 FROM upstream_batch WHERE area = $1 AND id = $2 AND state = 'undoing')`, string(s.Area), string(b.ID), x.Line.Line, to, why)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "upstream.elsewhere", "这个批次正由另一处撤销")
	}
	if err != nil || to != annulled {
		return err
	}
	_, err = tx.Exec(`UPDATE upstream_row SET state = 'open', ended_at = NULL, ended_by = NULL, settled_by = '' WHERE area = $1 AND order_no = $2 AND settled_by = $3 AND state = 'settled'
		AND batch IN (SELECT id FROM upstream_batch WHERE area = $1 AND state IN ('done', 'failed', 'cancelled'))`, string(s.Area), x.OrderNo, string(b.ID))
	return err
}

// undone ends an undoing: what was kept back needs nobody any more, and what differs
// from the platform is worked out from the file before it.
func (s *Service) undone(tx *db.Tx, c actor.Caller, b *Batch) error {
	if _, err := tx.Exec(`UPDATE upstream_row SET state = 'dropped', ended_at = $3, ended_by = $4, why = '批次已撤销' WHERE area = $1 AND batch = $2 AND state = 'open'`, string(s.Area), string(b.ID), int64(tx.Now()), c.Label()); err != nil {
		return err
	}
	if err := s.moveIn(tx, b.ID, Undone, "", Undoing); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE upstream_mismatch SET state = 'gone', ended_at = $3 WHERE area = $1 AND batch = $2 AND state = 'open'`, string(s.Area), string(b.ID), int64(tx.Now())); err != nil {
		return err
	}
	l, err := s.layout(b.Platform)
	if err != nil {
		return err
	}
	return s.compare(tx, l)
}

// UndoOf tells what undoing a batch would do or did.
func (s *Service) UndoOf(ctx context.Context, c actor.Caller, id ref.ID) (*TakenBack, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	list, err := s.wrote(ctx, id)
	if err != nil {
		return nil, err
	}
	var out *TakenBack
	begun := b.State == Undoing || b.State == Stuck || b.State == Undone
	err = s.db.Read(ctx, func(conn db.Conn) error {
		out = &TakenBack{Stays: []Line{}}
		if b.Purpose != Orders {
			return nil
		}
		for _, x := range list {
			if !begun {
				if x.Undone, x.Left, err = s.weigh(conn, c, x, map[ref.ID]*record.Record{}); err != nil {
					return err
				}
			}
			out.add(x)
		}
		return nil
	})
	return out, err
}

func (u *TakenBack) add(x wrote) {
	switch x.Undone {
	case annulled:
		u.Annulled++
		for _, a := range x.acts {
			if a.Kind != complaint.Order {
				u.Registered++
			}
		}
	case reverted:
		u.Reverted++
	case left:
		if u.Left++; len(u.Stays) < mostStays {
			u.Stays = append(u.Stays, x.Line)
		}
	default:
		u.Pending++
	}
}
