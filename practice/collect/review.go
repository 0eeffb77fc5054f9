package collect

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The states of a review.
const (
	Same      = "same"      // merged
	Different = "different" // two subjects
)

// Review is a pair of records that may be one subject; a person decides.
type Review struct {
	ID        ref.ID        `json:"id"`
	Kind      string        `json:"kind"`
	Left      ref.Ref       `json:"left"`  // the record the import made or changed
	Right     ref.Ref       `json:"right"` // the one that was there
	Reason    string        `json:"reason"`
	Batch     ref.ID        `json:"batch"`
	Line      int64         `json:"line"`
	State     string        `json:"state"` // open, same, different
	At        clock.Instant `json:"at"`
	DecidedAt clock.Instant `json:"decided_at,omitempty"`
	DecidedBy string        `json:"decided_by,omitempty"`
	Merge     ref.ID        `json:"merge,omitempty"` // record of the kind subject_merge
}

// doubts opens the reviews of a chunk, in its transaction.
func (s *Service) doubts(tx *db.Tx, b *Batch, p *plan, items []item, m *matched, out []record.Outcome) error {
	if !p.kind.Subject {
		return nil
	}
	var rows [][]any
	seen := map[[2]ref.Ref]bool{}
	for _, d := range m.doubts {
		if d.item >= len(items) || m.place[d.item] < 0 {
			continue
		}
		left, right := out[m.place[d.item]].Record, d.other
		if right.Zero() && m.place[d.twin] >= 0 {
			right = out[m.place[d.twin]].Record
		}
		if left.Zero() || right.Zero() || left == right || seen[[2]ref.Ref{left, right}] || seen[[2]ref.Ref{right, left}] {
			continue
		}
		seen[[2]ref.Ref{left, right}] = true
		rows = append(rows, []any{string(s.Area), string(ref.NewID(tx.Now())), b.Kind, string(left.Area), string(left.ID), string(right.Area), string(right.ID),
			d.reason, string(b.ID), int64(items[d.item].line), Open, int64(tx.Now())})
	}
	return insert(tx, "collect_review", []string{"area", "id", "kind", "left_area", "left_id", "right_area", "right_id", "reason", "batch", "line", "state", "at"},
		rows, " ON CONFLICT (area, left_id, right_id) DO NOTHING")
}

const selectReview = `SELECT id, kind, left_area, left_id, right_area, right_id, reason, batch, line, state, at, coalesce(decided_at, 0), coalesce(decided_by, ''), coalesce(merge_id, '') FROM collect_review`

func scanReview(row interface{ Scan(...any) error }) (*Review, error) {
	var v Review
	err := row.Scan(&v.ID, &v.Kind, &v.Left.Area, &v.Left.ID, &v.Right.Area, &v.Right.ID, &v.Reason, &v.Batch, &v.Line, &v.State, &v.At, &v.DecidedAt, &v.DecidedBy, &v.Merge)
	return &v, err
}

// Reviews lists reviews in a state after an identifier, oldest first.
func (s *Service) Reviews(ctx context.Context, c actor.Caller, state string, after ref.ID, limit int) ([]*Review, error) {
	out := []*Review{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(selectReview+` WHERE area = $1 AND state = $2 AND id > $3 ORDER BY id LIMIT $4`, string(s.Area), state, string(after), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			v, err := scanReview(rows)
			if err != nil {
				return err
			}
			if _, err := s.kind(c, v.Kind); err == nil {
				out = append(out, v)
			}
		}
		return rows.Err()
	})
	return out, err
}

func (s *Service) review(c db.Conn, caller actor.Caller, where string, arg ref.ID) (*Review, error) {
	v, err := scanReview(c.QueryRow(selectReview+` WHERE area = $1 AND `+where, string(s.Area), string(arg)))
	if err == nil {
		_, err = s.kind(caller, v.Kind)
	}
	if errors.Is(err, sql.ErrNoRows) || fault.Is(err, fault.Denied) {
		return nil, fault.New(fault.NotFound, "collect.review", "没有找到这条待判，或您无权查看")
	}
	return v, err
}

// Decide closes a review. Same makes the left record an alias of the right one,
// by a record of the kind subject_merge; references are never rewritten.
func (s *Service) Decide(ctx context.Context, c actor.Caller, id ref.ID, decision, why string) (*Review, error) {
	if decision != Same && decision != Different {
		return nil, fault.Bad("collect.decision", "判定不正确", fault.Field{Name: "decision", Code: "enum", Text: "判定应为 same 或 different"})
	}
	var out *Review
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.review(tx, c, `id = $2`, id)
		if err != nil {
			return err
		}
		if v.State != Open {
			return fault.New(fault.Conflict, "collect.decided", "这条待判已有结论")
		}
		if why == "" {
			why = v.Reason
		}
		if decision == Same {
			r, err := s.Engine.ActIn(tx, record.Request{Kind: subject.MergeKind, Act: record.Create, Area: s.Area, Caller: c,
				Values: map[string]any{"kept": v.Right, "merged": v.Left, "why": why}})
			if err != nil {
				return err
			}
			v.Merge = r.ID
		}
		v.State, v.DecidedAt, v.DecidedBy = decision, tx.Now(), c.Label()
		out = v
		n, err := tx.Exec(`UPDATE collect_review SET state = $3, decided_at = $4, decided_by = $5, merge_id = $6 WHERE area = $1 AND id = $2 AND state = 'open'`,
			string(s.Area), string(id), v.State, int64(v.DecidedAt), v.DecidedBy, none(string(v.Merge)))
		if err == nil && n != 1 {
			return fault.New(fault.Conflict, "collect.decided", "这条待判已有结论")
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("deciding review %s: %w", id, err)
	}
	return out, nil
}

// Unmerge undoes a merge: its record is annulled and the review is open again.
func (s *Service) Unmerge(ctx context.Context, c actor.Caller, merge ref.ID, reason string) (*Review, error) {
	var out *Review
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.review(tx, c, `merge_id = $2`, merge)
		if err != nil {
			return err
		}
		r := ref.Ref{Area: s.Area, ID: merge}
		rec, err := s.Engine.GetIn(tx, c, subject.MergeKind, r, record.AsOf{})
		if err != nil {
			return err
		}
		if _, err := s.Engine.ActIn(tx, record.Request{Kind: subject.MergeKind, Act: record.Annul, Record: r, Rev: &rec.Rev, Annuls: rec.Act, Area: s.Area, Caller: c, Reason: reason}); err != nil {
			return err
		}
		v.State, v.Merge, v.DecidedAt, v.DecidedBy = Open, "", 0, ""
		out = v
		_, err = tx.Exec(`UPDATE collect_review SET state = 'open', decided_at = NULL, decided_by = NULL, merge_id = NULL WHERE area = $1 AND id = $2`, string(s.Area), string(v.ID))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("undoing merge %s: %w", merge, err)
	}
	return out, nil
}

func none(s string) any {
	if s == "" {
		return nil
	}
	return s
}
