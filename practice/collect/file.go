package collect

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The file of a batch holds everybody's row in the clear. It is needed until the
// batch has ended: undo and quarantine work without it, and that a file comes a
// second time is told by its rows. It is destroyed some days after the end, and
// at once when a record of its kind is erased: whether the file names that
// person cannot be told from the acts, because a row that changed nothing left
// none. A batch still going on loses its file when it ends.

// KeepFiles is for how many days after the end of a batch its file is kept,
// where the installation says nothing else.
const KeepFiles = 30

// Why the file of a batch was destroyed.
const (
	fileKept   = "kept"   // its time was over
	fileErased = "erased" // a record of its kind was erased
)

// holder is a batch as the holder of its file.
func holder(area ref.Area, id ref.ID) string { return "batch/" + string(area) + "/" + string(id) }

// JobsOf is what jobs of a batch are about (job.Spec.About).
func JobsOf(area ref.Area, id ref.ID) string { return holder(area, id) }

// Readable refuses a batch whose file is gone.
func (b *Batch) Readable() error {
	if b.FileGone == 0 {
		return nil
	}
	return fault.New(fault.Conflict, "collect.file_gone", "来源文件已销毁，不能再预检或导入；如需继续，请重新上传文件另建批次")
}

// FileNote says in words what became of the file, "" while it is there.
func (b *Batch) FileNote() string {
	if b.FileGone == 0 {
		return ""
	}
	why := "保存期满"
	if b.fileWhy == fileErased {
		why = "同类记录中有内容已依法删除"
	}
	return fmt.Sprintf("来源文件已于 %s 销毁（%s）；撤回本批、处理隔离行、识别重复数据不受影响", b.FileGone.Day(), why)
}

// ends reports whether a batch in this state reads its file no more.
func (s State) ends() bool { return s == Done || s == TakenBack || s == Cancelled || s == Failed }

// dropFile ends a batch's use of its file; the keeper of files destroys it after
// the commit, where nobody else uses it.
func dropFile(tx *db.Tx, area ref.Area, id ref.ID, why string) error {
	if _, err := tx.Exec(`UPDATE collect_batch SET file_gone_at = $3, file_why = $4 WHERE area = $1 AND id = $2 AND file_gone_at IS NULL`,
		string(area), string(id), int64(tx.Now()), why); err != nil {
		return err
	}
	return blob.Release(tx, holder(area, id))
}

// expireFiles destroys the files of batches that ended, or were never run,
// before an instant. One that was never run is cancelled.
func (s *Service) expireFiles(tx *db.Tx, before clock.Instant) error {
	rows, err := tx.Query(`SELECT id, state FROM collect_batch WHERE area = $1 AND file_gone_at IS NULL AND coalesce(ended_at, at) < $2
		AND state IN ('done', 'undone', 'cancelled', 'failed', 'ready', 'preflight') ORDER BY id`, string(s.Area), int64(before))
	if err != nil {
		return err
	}
	type old struct {
		id    ref.ID
		state State
	}
	var list []old
	for rows.Next() {
		var o old
		if err := rows.Scan(&o.id, &o.state); err != nil {
			rows.Close()
			return err
		}
		list = append(list, o)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, o := range list {
		if !o.state.ends() {
			if err := s.moveIn(tx, o.id, Cancelled, "来源文件保存期满，未导入即取消", o.state); err != nil {
				return err
			}
		}
		if err := dropFile(tx, s.Area, o.id, fileKept); err != nil {
			return err
		}
	}
	return nil
}

// adoptFiles notes the uses of batches that were made before uses were kept.
func adoptFiles(tx *db.Tx) error {
	rows, err := tx.Query(`SELECT area, id, file FROM collect_batch`)
	if err != nil {
		return err
	}
	found := map[string]blob.Digest{}
	for rows.Next() {
		var r ref.Ref
		var d blob.Digest
		if err := rows.Scan(&r.Area, &r.ID, &d); err != nil {
			rows.Close()
			return err
		}
		found[holder(r.Area, r.ID)] = d
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for h, d := range found {
		if !d.Valid() {
			continue
		}
		if err := blob.Adopt(tx, d, h); err != nil {
			return err
		}
	}
	return nil
}
