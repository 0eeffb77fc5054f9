package record

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// fileCheck reads again every file that records hold. A file that many records
// hold is read once, as far as maxSeen digests are remembered.
type fileCheck struct {
	e    *Engine
	due  []dueFile              // of the records of one batch
	seen map[blob.Digest]string // what is wrong with the file, "" nothing
}

type dueFile struct {
	attached
	r   ref.Ref
	act ref.ID
}

const maxSeen = 100_000

// uses compares the files a record's acts name with the uses that keep them, and
// remembers them to be read.
func (f *fileCheck) uses(c db.Conn, r *Record, history []Revision, say func(ref.ID, string, ...any)) error {
	if !holdsFiles(r.Kind) {
		return nil
	}
	list, err := blob.UsedBy(c, Holder(r.Ref()))
	if err != nil {
		return err
	}
	if r.State == Erased {
		if len(list) > 0 {
			say("", "已删除的记录仍占用 %d 个文件", len(list))
		}
		return nil
	}
	used := map[blob.Digest]bool{}
	for _, d := range list {
		used[d] = true
	}
	told := map[blob.Digest]bool{}
	for _, v := range history {
		for _, x := range filesIn(r.Kind, v.Changes) {
			if told[x.digest] {
				continue
			}
			told[x.digest] = true
			if !used[x.digest] {
				say(v.Act, "%s：文件“%s”没有登记为本记录所用", x.field, x.name)
			}
			f.due = append(f.due, dueFile{x, r.Ref(), v.Act})
		}
	}
	return nil
}

// run reads the files of the records that were looked at since it last ran.
func (f *fileCheck) run(ctx context.Context, spec *tableSpec, report func(Finding)) error {
	if f.e.files == nil {
		return nil
	}
	for _, x := range f.due {
		wrong, known := f.seen[x.digest]
		if !known {
			var err error
			if wrong, err = f.read(ctx, x.digest); err != nil {
				return fmt.Errorf("reading file %s of %s: %w", x.digest, x.r, err)
			}
			if len(f.seen) >= maxSeen {
				clear(f.seen)
			}
			f.seen[x.digest] = wrong
		}
		if wrong == "" {
			continue
		}
		if gone, err := f.erasedSince(ctx, spec, x.r); err != nil || gone {
			if err != nil {
				return err
			}
			delete(f.seen, x.digest)
			continue
		}
		report(Finding{spec.kind.Name, x.r, x.act, fmt.Sprintf("%s：文件“%s”（摘要 %s…）%s", x.field, x.name, x.digest[:12], wrong)})
	}
	return nil
}

// read says what is wrong with a stored file.
func (f *fileCheck) read(ctx context.Context, d blob.Digest) (wrong string, err error) {
	r, err := f.e.files.Open(ctx, d)
	if fault.Is(err, fault.NotFound) {
		return "不见了，且没有删除办理", nil
	}
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	for { // in pieces, so that a long file does not hold up who cancels
		if err := ctx.Err(); err != nil {
			return "", err
		}
		_, err := io.CopyN(h, r, 1<<20)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "读不出来", nil // a bad sector is a finding, the other files still count
		}
	}
	if hex.EncodeToString(h.Sum(nil)) != string(d) {
		return "内容与摘要不符，已被改动", nil
	}
	return "", nil
}

// erasedSince reports whether a record was erased after its batch was read.
func (f *fileCheck) erasedSince(ctx context.Context, spec *tableSpec, r ref.Ref) (gone bool, err error) {
	err = f.e.db.Read(ctx, func(c db.Conn) error {
		var state string
		err := c.QueryRow("SELECT state FROM "+spec.kind.Table+" WHERE area = $1 AND id = $2", string(r.Area), string(r.ID)).Scan(&state)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		gone = state == Erased
		return err
	})
	return gone, err
}

// EachErased tells of every record that was erased, by which act: what is
// missing of them is missing rightly.
func (e *Engine) EachErased(ctx context.Context, tell func(Finding)) error {
	return e.db.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT area, kind, record, id, seq FROM ledger_act WHERE name = 'erase' ORDER BY area, id`)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var f Finding
			var seq sql.NullInt64
			if err := rows.Scan(&f.Record.Area, &f.Kind, &f.Record.ID, &f.Act, &seq); err != nil {
				return err
			}
			f.Text = "已依法删除（该办理尚未编号）"
			if seq.Valid {
				f.Text = fmt.Sprintf("已由第 %d 条办理依法删除", seq.Int64)
			}
			tell(f)
		}
		return rows.Err()
	})
}
