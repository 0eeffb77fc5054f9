package backup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// From says what is restored where.
type From struct {
	File         string
	Data         string // a folder that is empty or not there
	Key          string // file of the ledger's key, where the backup has none
	Erasures     string // list of erasures (erasures.jsonl) kept elsewhere
	ErasuresFrom string // the old data folder: its list and its ledger
	Quick        bool   // do not compare every record with the ledger
	Step         func(stage string, done, total int64)
}

// Restored says what a restore did.
type Restored struct {
	Data      string            `json:"data"`
	CreatedAt string            `json:"created_at"` // of the backup
	Version   string            `json:"version"`    // that made it
	City      string            `json:"city"`
	Members   int64             `json:"members"`
	Files     int64             `json:"files"`
	Bytes     int64             `json:"bytes"`
	Erasures  Replayed          `json:"erasures"`
	Logs      []ledger.Verified `json:"logs"`
	Records   int64             `json:"records"`
	Findings  []string          `json:"findings"`
	Warnings  []string          `json:"warnings"`
}

// staging is the folder, inside the new data folder, in which all is done.
const staging = ".restoring"

// Restore makes an installation out of a backup. Where it returns an error,
// the data folder is as empty as it was. Findings of the verification do not
// keep a restore from being put in place: they say what the backup held.
func Restore(ctx context.Context, o From) (r Restored, err error) {
	r = Restored{Data: o.Data, Findings: []string{}, Warnings: []string{}}
	known, err := o.erasures(ctx, &r)
	if err != nil {
		return r, err
	}
	work, err := begin(o.Data)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	about, err := o.unpackInto(ctx, work, &r)
	if err != nil {
		return r, err
	}
	r.CreatedAt, r.Version, r.City = about.CreatedAt, about.Version, about.City
	if err := o.key(work); err != nil {
		return r, err
	}
	if err := merge(work, known); err != nil {
		return r, err
	}
	if err := o.replayAndVerify(ctx, work, about, &r); err != nil {
		return r, err
	}
	return r, settle(work, o.Data)
}

func (o From) step(stage string) func(done, total int64) {
	return func(done, total int64) {
		if o.Step != nil {
			o.Step(stage, done, total)
		}
	}
}

// erasures gathers what was erased since, before anything is unpacked.
func (o From) erasures(ctx context.Context, r *Restored) ([]erasure.Line, error) {
	var all []erasure.Line
	if o.Erasures != "" {
		if _, err := os.Stat(o.Erasures); err != nil {
			return nil, argument("backup.erasures", "--erasures", "读不到删除清单 "+o.Erasures).With(err)
		}
		lines, _, err := erasure.Read(o.Erasures)
		if err != nil {
			return nil, err
		}
		all = append(all, lines...)
	}
	if o.ErasuresFrom == "" {
		if o.Erasures == "" {
			r.Warnings = append(r.Warnings, "没有提供备份之后的删除清单（--erasures 或 --erasures-from）：备份之后依法删除的内容可能重新出现")
		}
		return all, nil
	}
	lines, err := oldFolder(ctx, o.ErasuresFrom, r)
	return append(all, lines...), err
}

// oldFolder reads the list of an old data folder, and its ledger where the
// database can still be read; one of the two must be there.
func oldFolder(ctx context.Context, dir string, r *Restored) ([]erasure.Line, error) {
	list := filepath.Join(dir, erasure.File)
	_, noList := os.Stat(list)
	lines, _, err := erasure.Read(list)
	if err != nil {
		return nil, err
	}
	fromLedger, err := oldLedger(ctx, dir)
	switch {
	case err == nil:
		return append(lines, fromLedger...), nil
	case noList != nil:
		return nil, argument("backup.erasures", "--erasures-from", dir+" 里既没有删除清单，也没有可读的数据库").With(errors.Join(noList, err))
	}
	r.Warnings = append(r.Warnings, "旧数据目录的数据库读不出来，只依据其中的删除清单")
	return lines, nil
}

func oldLedger(ctx context.Context, dir string) (lines []erasure.Line, err error) {
	if _, err := os.Stat(filepath.Join(dir, dbName)); err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, dir, db.Options{ReadOnly: true})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	lines, _, err = erasure.FromLedger(ctx, d, "")
	return lines, err
}

// begin makes the folder of the work in an empty data folder.
func begin(data string) (string, error) {
	if err := os.MkdirAll(data, 0o700); err != nil {
		return "", unwritable(err)
	}
	entries, err := os.ReadDir(data)
	if err != nil {
		return "", unwritable(err)
	}
	for _, e := range entries {
		if e.Name() == staging {
			return "", fault.Newf(fault.Conflict, "backup.interrupted", "%s 里有未完成的恢复；确认没有别的恢复在进行后，删除其中的 %s 再试", data, staging)
		}
		if e.Name() != "lost+found" { // the root of a disk
			return "", argument("backup.not_empty", "--data", "目标目录 "+data+" 不是空的；请恢复到一个新目录")
		}
	}
	work := filepath.Join(data, staging)
	if err := os.Mkdir(work, 0o700); err != nil {
		return "", unwritable(err)
	}
	return work, nil
}

func (o From) unpackInto(ctx context.Context, work string, r *Restored) (a About, err error) {
	f, err := os.Open(o.File)
	if err != nil {
		return a, argument("backup.file", "--from", "读不到备份文件 "+o.File).With(err)
	}
	defer func() { _ = f.Close() }() // only read
	st, err := f.Stat()
	if err != nil {
		return a, err
	}
	done, step := int64(0), o.step("展开并核对备份")
	a, u, err := unpack(ctx, io.Reader(f), work, func(n int64) { done += n; step(done, st.Size()) })
	if err != nil {
		return a, err
	}
	r.Members, r.Files, r.Bytes = u.members, u.blobs, u.bytes
	for _, name := range u.damaged {
		r.Findings = append(r.Findings, "文件 "+name+" 在备份之前已损坏，内容与其摘要不符")
	}
	return a, nil
}

// key puts the ledger's key in place where the backup has none.
func (o From) key(work string) error {
	to := filepath.Join(work, keyName)
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	from, named := o.Key, "--key"
	if from == "" && o.ErasuresFrom != "" {
		from, named = filepath.Join(o.ErasuresFrom, keyName), "--erasures-from"
	}
	if from == "" {
		return argument("backup.no_key", "--key", "这份备份不含账本签名密钥；请用 --key 给出 ledger.key（它应与备份分开保管）")
	}
	b, err := os.ReadFile(from)
	if err != nil {
		return argument("backup.no_key", named, "读不到账本签名密钥 "+from).With(err)
	}
	if _, err := ledger.ParseKey(string(b)); err != nil {
		return argument("backup.no_key", named, from+" 不是账本签名密钥").With(err)
	}
	return os.WriteFile(to, b, 0o600)
}

// merge adds to the list of the backup what it does not have. What concerns no
// record of this backup stays in the list too: another backup may hold it.
func merge(work string, known []erasure.Line) error {
	path := filepath.Join(work, erasure.File)
	had, _, err := erasure.Read(path)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, l := range had {
		seen[l.Ref().String()] = true
	}
	var fresh []erasure.Line
	for _, l := range known {
		if !seen[l.Ref().String()] {
			seen[l.Ref().String()] = true
			fresh = append(fresh, l)
		}
	}
	return erasure.Append(path, fresh...)
}

func (o From) replayAndVerify(ctx context.Context, work string, about About, r *Restored) (err error) {
	lines, _, err := erasure.Read(filepath.Join(work, erasure.File))
	if err != nil {
		return err
	}
	a, err := app.Open(ctx, app.Config{Data: work, City: about.City})
	if err != nil {
		return fmt.Errorf("opening the restored data: %w", err)
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if r.Erasures, err = replay(ctx, a, lines); err != nil {
		return err
	}
	// What was erased again must not stand in files and free pages of the new
	// folder either.
	if err := a.Clean(ctx); err != nil {
		return err
	}
	if _, err := a.Ledger.Sequence(ctx); err != nil {
		return err
	}
	return o.verify(ctx, a, about, r)
}

// settle moves the work into the data folder, the database last: until it
// stands there, nothing takes the folder for an installation.
func settle(work, data string) error {
	entries, err := os.ReadDir(work)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if n := e.Name(); n != dbName && n != "lock" {
			if err := os.Rename(filepath.Join(work, n), filepath.Join(data, n)); err != nil {
				return unwritable(err)
			}
		}
	}
	if err := syncDir(data); err != nil {
		return err
	}
	if err := os.Rename(filepath.Join(work, dbName), filepath.Join(data, dbName)); err != nil {
		return unwritable(err)
	}
	return syncDir(data)
}
