package upstream

import (
	"context"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
)

// KeepFiles is for how many days after its end the file of a batch is kept: it holds
// everybody's row in the clear.
const KeepFiles = 30

// Traces destroys what this package holds of an erased record: every file that may
// name the person, and the texts of the rows of the order.
type Traces struct{}

// Follows no kind: Traces only erases.
func (Traces) Follows(*kind.Kind) bool { return false }

// Apply does nothing.
func (Traces) Apply(*db.Tx, []record.Change) error { return nil }

// Verify does nothing: a batch follows from no record.
func (Traces) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// Erase destroys what is held of a record about to be erased. Which file names the
// person cannot be told from the acts, so that all go; a batch that is not taken in
// yet needs its file anew.
func (Traces) Erase(tx *db.Tx, r *record.Erasing) error {
	if !slices.Contains([]string{complaint.Order, complaint.Complaint, complaint.Tipoff, complaint.Consultation}, r.Kind.Name) {
		return nil
	}
	// Whom a correction names cannot be told either: what they say goes with the files.
	if _, err := tx.Exec(`UPDATE upstream_row SET fixed_text = '' WHERE area = $1 AND fixed_text <> ''`, string(r.Area)); err != nil {
		return err
	}
	for _, q := range []string{
		`UPDATE upstream_row SET said = '', problems = '[]', why = '' WHERE area = $1 AND order_no IN (SELECT order_no FROM upstream_row WHERE area = $1 AND record = $2)`,
		`UPDATE upstream_mismatch SET note = '' WHERE area = $1 AND record = $2`,
	} {
		if _, err := tx.Exec(q, string(r.Area), string(r.ID)); err != nil {
			return err
		}
	}
	return drop(tx, r.Area, `SELECT id FROM upstream_batch WHERE area = $1 AND file_gone_at IS NULL ORDER BY id`, string(r.Area))
}

// Expire destroys the files of batches that ended long ago, or were never taken in,
// and what was put right as long ago.
func (s *Service) Expire(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		before := int64(tx.Now()) - KeepFiles*24*60*60*1000
		if err := s.forgetFixes(tx, before); err != nil {
			return err
		}
		return drop(tx, s.Area, `SELECT id FROM upstream_batch WHERE area = $1 AND file_gone_at IS NULL AND coalesce(ended_at, at) < $2 ORDER BY id`, string(s.Area), before)
	})
}

// drop ends the use of files; the keeper of files destroys them after the commit. A
// batch that still wanted its file has failed.
func drop(tx *db.Tx, area ref.Area, query string, args ...any) error {
	list, err := db.Column[ref.ID](tx.Query(query, args...))
	if err != nil {
		return err
	}
	for _, id := range list {
		if _, err := tx.Exec(`UPDATE upstream_batch SET file_gone_at = $3, error = CASE WHEN state IN ('ready', 'running', 'failed') THEN '来源文件已销毁，请重新上传' ELSE error END,
			ended_at = coalesce(ended_at, $3), state = CASE WHEN state IN ('ready', 'running') THEN 'failed' ELSE state END, checked = '' WHERE area = $1 AND id = $2`, string(area), string(id), int64(tx.Now())); err != nil {
			return err
		}
		if err := blob.Release(tx, holder(area, id)); err != nil {
			return err
		}
	}
	return nil
}
