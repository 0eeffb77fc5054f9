package collect

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Leftover is a record that an undo left with values of the batch, because a
// later act stands on it.
type Leftover struct {
	Record ref.Ref  `json:"record"`
	Title  string   `json:"title"`
	Fields []string `json:"fields"`
	Why    string   `json:"why"`
}

// Undone tells what became of an undo.
type Undone struct {
	Withdrawn int64      `json:"withdrawn"`
	Reverted  int64      `json:"reverted"`
	Left      []Leftover `json:"left"`
}

// whyLeft is the one reason for which something stays.
const whyLeft = "导入之后又有办理，保留现值"

// Undo takes a batch back, its last chunk first, each by a counter-act. It goes
// on where it was stopped. Records untouched since are withdrawn, fields whose
// last writer is the batch go back, what others have built on stays and is
// listed.
func (s *Service) Undo(ctx context.Context, c actor.Caller, id ref.ID, w Watch) (*Undone, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	if err := s.move(ctx, id, Undoing, "", Done, Cancelled, Failed, Undoing); err != nil {
		return nil, err
	}
	acts, total, err := s.standing(ctx, id)
	if err != nil {
		return nil, err
	}
	reason := "撤回批次 " + b.Name
	for i, a := range acts {
		if err := ctx.Err(); err != nil {
			return nil, fmt.Errorf("undoing batch %s: %w", id, err)
		}
		also := func(tx *db.Tx, undo ref.ID, r record.UndoResult) error {
			if err := w.guard(tx); err != nil {
				return err
			}
			return s.undone(tx, id, a, undo, r)
		}
		if a.act == "" {
			err = s.db.Write(ctx, func(tx *db.Tx) error { return also(tx, "", record.UndoResult{}) })
		} else {
			_, err = s.Engine.UndoChunk(ctx, b.Kind, s.Area, a.act, c, reason, also)
		}
		if err != nil {
			return nil, fmt.Errorf("undoing chunk %d of batch %s: %w", a.n, id, err)
		}
		w.step(int64(total-len(acts)+i+1), int64(total), "正在撤回")
	}
	if err := s.tidy(ctx, b.Kind); err != nil {
		return nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		// Nobody has to decide about records that are gone.
		if _, err := tx.Exec(`DELETE FROM collect_review WHERE area = $1 AND batch = $2 AND state = 'open'`, string(s.Area), string(id)); err != nil {
			return err
		}
		if err := s.moveIn(tx, id, TakenBack, "", Undoing); err != nil {
			return err
		}
		return s.endedBy(tx, id, c)
	})
	if err != nil {
		return nil, err
	}
	return s.UndoOf(ctx, c, id)
}

// written is a chunk that still stands.
type written struct {
	n   int64
	act ref.ID
}

func (s *Service) standing(ctx context.Context, id ref.ID) (out []written, total int, err error) {
	err = s.db.Read(ctx, func(c db.Conn) error {
		if err := c.QueryRow(`SELECT count(*) FROM collect_chunk WHERE area = $1 AND batch = $2`, string(s.Area), string(id)).Scan(&total); err != nil {
			return err
		}
		rows, err := c.Query(`SELECT n, act FROM collect_chunk WHERE area = $1 AND batch = $2 AND undone_at IS NULL ORDER BY n DESC`, string(s.Area), string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var x written
			if err := rows.Scan(&x.n, &x.act); err != nil {
				return err
			}
			out = append(out, x)
		}
		return rows.Err()
	})
	return out, total, err
}

// undone records that a chunk was taken back.
func (s *Service) undone(tx *db.Tx, id ref.ID, x written, undo ref.ID, r record.UndoResult) error {
	var left any
	if len(r.Left) > 0 {
		left = text(r.Left)
	}
	n, err := tx.Exec(`UPDATE collect_chunk SET undone_at = $4, undo_act = $5, withdrawn = $6, reverted = $7, left_alone = $8
		WHERE area = $1 AND batch = $2 AND n = $3 AND undone_at IS NULL`,
		string(s.Area), string(id), x.n, int64(tx.Now()), string(undo), int64(r.Withdrawn), int64(r.Reverted), left)
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "collect.elsewhere", "这个批次正由另一处撤回")
	}
	return err
}

// UndoOf tells what the undo of a batch did and what it left.
func (s *Service) UndoOf(ctx context.Context, c actor.Caller, id ref.ID) (*Undone, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	out := &Undone{Left: []Leftover{}}
	seen := map[ref.Ref]int{}
	err = s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT coalesce(withdrawn, 0), coalesce(reverted, 0), coalesce(left_alone, '') FROM collect_chunk WHERE area = $1 AND batch = $2 AND undone_at IS NOT NULL ORDER BY n`, string(s.Area), string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var withdrawn, reverted int64
			var left string
			if err := rows.Scan(&withdrawn, &reverted, &left); err != nil {
				return err
			}
			out.Withdrawn, out.Reverted = out.Withdrawn+withdrawn, out.Reverted+reverted
			if left == "" {
				continue
			}
			var alone []record.LeftAlone
			if err := json.Unmarshal([]byte(left), &alone); err != nil {
				return fmt.Errorf("leftovers of batch %s: %w", id, err)
			}
			for _, a := range alone {
				out.leave(b.Kind, s, seen, a)
			}
		}
		return rows.Err()
	})
	if err != nil {
		return nil, err
	}
	err = s.db.Read(ctx, func(conn db.Conn) error {
		for i := range out.Left[:min(len(out.Left), 1000)] {
			if out.Left[i].Title, err = s.Engine.TitleOf(conn, b.Kind, out.Left[i].Record); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

func (u *Undone) leave(kindName string, s *Service, seen map[ref.Ref]int, a record.LeftAlone) {
	at, had := seen[a.Record]
	if !had {
		at = len(u.Left)
		seen[a.Record] = at
		u.Left = append(u.Left, Leftover{Record: a.Record, Fields: []string{}, Why: whyLeft})
	}
	k := s.Engine.Kinds().Get(kindName)
	for _, name := range a.Fields {
		if f := k.Field(name); f != nil {
			u.Left[at].Fields = append(u.Left[at].Fields, f.Title)
		}
	}
}
