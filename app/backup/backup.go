package backup

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

const erasuresName = erasure.File

// Options say what is backed up.
type Options struct {
	Data    string
	To      string // a new file, .tar.gz
	WithKey bool
	Version string
	Step    func(done, total int64) // bytes, may be nil
}

// Report says what a backup holds.
type Report struct {
	File        string   `json:"file"`
	Size        int64    `json:"size"`     // of the archive
	Unpacked    int64    `json:"unpacked"` // of its members
	Members     int64    `json:"members"`
	Database    int64    `json:"database"` // bytes
	Files       int64    `json:"files"`
	CreatedAt   string   `json:"created_at"`
	WithKey     bool     `json:"with_key"`
	Damaged     []string `json:"damaged"` // files whose content is not that of their digest
	Checkpoints []string `json:"checkpoints"`
}

// LastName is the file in the data folder that tells of the last backup.
const LastName = "last-backup.json"

// Make writes a backup. Nothing stands at o.To until it is complete.
func Make(ctx context.Context, o Options) (r Report, err error) {
	if !strings.HasSuffix(o.To, ".tar.gz") && !strings.HasSuffix(o.To, ".tgz") {
		return r, fault.Bad("backup.name", "备份文件名不正确", fault.Field{Name: "--to", Code: "ending", Text: "文件名应以 .tar.gz 结尾"})
	}
	if _, err := os.Lstat(o.To); err == nil {
		return r, argument("backup.exists", "--to", o.To+" 已存在；备份不覆盖已有文件，请换一个文件名")
	}
	st, err := os.Stat(filepath.Join(o.Data, dbName))
	if err != nil {
		return r, fault.Newf(fault.Unavailable, "backup.no_data", "数据目录 %s 里没有数据库", o.Data).With(err)
	}
	dir := filepath.Dir(o.To)
	if st, err := os.Stat(dir); err != nil || !st.IsDir() {
		return r, argument("backup.folder", "--to", "没有 "+dir+" 这个目录").With(err)
	}
	if free, err := Free(dir); err != nil || free < st.Size()+st.Size()/2 {
		return r, fault.Newf(fault.Unavailable, "backup.space", "%s 所在磁盘空间不足：数据库 %s，剩余 %s；备份约需数据库的一倍半", dir, Human(st.Size()), Human(free)).With(err)
	}
	work, err := os.MkdirTemp(dir, ".hengjian-backup-*") // mode 0700
	if err != nil {
		return r, fault.Newf(fault.Unavailable, "backup.folder", "不能写入 %s", dir).With(err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	about, err := copyDatabase(ctx, o, work)
	if err != nil {
		return r, fmt.Errorf("copying the database: %w", err)
	}
	part := filepath.Join(work, "part")
	if r, err = writeArchive(ctx, o, about, work, part); err != nil {
		var own *fault.Error
		if !errors.As(err, &own) {
			err = fault.Newf(fault.Unavailable, "backup.write", "备份没有写完：%s", o.To).With(err)
		}
		return r, err
	}
	if err := os.Link(part, o.To); err != nil { // never over an existing file
		return r, fault.Newf(fault.Unavailable, "backup.write", "备份没有写完：%s", o.To).With(err)
	}
	r.File = o.To
	note(o.Data, r)
	return r, syncDir(dir)
}

// argument is a fault over an argument of the commands.
func argument(code, name, text string) *fault.Error {
	return fault.Bad(code, "参数不正确", fault.Field{Name: name, Code: strings.TrimPrefix(code, "backup."), Text: text})
}

// copyDatabase copies the live database into the work folder and reads what
// the backup says about itself out of the copy.
func copyDatabase(ctx context.Context, o Options, work string) (a About, err error) {
	a = About{Format: format, Product: "hengjian", Version: o.Version, CreatedAt: clock.Wall{}.Now().String(), WithKey: o.WithKey, Checkpoints: []string{}}
	live, err := db.Open(ctx, o.Data, db.Options{ReadOnly: true})
	if err != nil {
		return a, err
	}
	err = live.CopyTo(ctx, filepath.Join(work, dbName))
	if err = errors.Join(err, live.Close()); err != nil {
		return a, err
	}
	d, err := db.Open(ctx, work, db.Options{ReadOnly: true})
	if err != nil {
		return a, err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	err = d.Read(ctx, func(c db.Conn) error {
		if err := c.QueryRow(`SELECT value FROM app_setting WHERE name = 'city'`).Scan(&a.City); err != nil {
			return fmt.Errorf("reading the city: %w", err)
		}
		rows, err := c.Query(`SELECT note FROM ledger_checkpoint c WHERE size = (SELECT max(size) FROM ledger_checkpoint d WHERE d.area = c.area) ORDER BY area`)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // its error comes from rows.Err
		for rows.Next() {
			var text string
			if err := rows.Scan(&text); err != nil {
				return err
			}
			a.Checkpoints = append(a.Checkpoints, text)
		}
		return rows.Err()
	})
	return a, err
}

func writeArchive(ctx context.Context, o Options, about About, work, part string) (r Report, err error) {
	out, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return r, err
	}
	defer func() {
		if err != nil {
			_ = out.Close() // may be closed already
		}
	}()
	sums, err := os.OpenFile(filepath.Join(work, "sums"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, sums.Close()) }()
	p, err := newPacker(ctx, out, sums, clock.Wall{}.Now().Time(), steps(o, work))
	if err != nil {
		return r, err
	}
	r = Report{CreatedAt: about.CreatedAt, WithKey: o.WithKey, Checkpoints: about.Checkpoints, Damaged: []string{}}
	if err := members(p, o, about, work, &r); err != nil {
		return r, err
	}
	if err := p.close(); err != nil {
		return r, err
	}
	r.Members, r.Unpacked = p.count, p.bytes
	st, err := out.Stat()
	if err != nil {
		return r, err
	}
	r.Size = st.Size()
	return r, errors.Join(out.Sync(), out.Close())
}

// members adds all members in their order.
func members(p *packer, o Options, about About, work string, r *Report) error {
	text, err := json.MarshalIndent(about, "", "  ")
	if err != nil {
		return err
	}
	if _, err := p.add(aboutName, int64(len(text)), bytes.NewReader(text)); err != nil {
		return err
	}
	before := p.bytes
	if _, err := p.file(dbName, filepath.Join(work, dbName)); err != nil {
		return err
	}
	r.Database = p.bytes - before
	if o.WithKey {
		if sum, err := p.file(keyName, filepath.Join(o.Data, keyName)); err != nil || sum == "" {
			return fault.Newf(fault.Unavailable, "backup.key", "读不到账本签名密钥 %s", filepath.Join(o.Data, keyName)).With(err)
		}
	}
	if _, err := p.file(erasuresName, filepath.Join(o.Data, erasuresName)); err != nil {
		return err
	}
	return each(o.Data, func(name, path string) error {
		sum, err := p.file(name, path)
		if err != nil || sum == "" || !strings.HasPrefix(name, "files/") {
			return err
		}
		r.Files++
		if !strings.HasSuffix(name, "/"+sum) {
			r.Damaged = append(r.Damaged, name)
		}
		return nil
	})
}

// each finds what is the bureau's own beside the database, and the stored files. What
// else lies in those folders, half-written files above all, is left alone.
func each(data string, f func(name, path string) error) error {
	for _, top := range slices.Concat(ownFolders, slices.Sorted(maps.Keys(ownFiles)), []string{"files"}) {
		err := filepath.WalkDir(filepath.Join(data, top), func(path string, d fs.DirEntry, err error) error {
			if errors.Is(err, fs.ErrNotExist) {
				return nil
			}
			if err != nil || !d.Type().IsRegular() {
				return err
			}
			rel, err := filepath.Rel(data, path)
			if err != nil {
				return err
			}
			if _, ok := limit(filepath.ToSlash(rel)); !ok {
				return nil
			}
			return f(filepath.ToSlash(rel), path)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// steps returns the teller of progress, nil where nobody listens.
func steps(o Options, work string) func(int64) {
	if o.Step == nil {
		return nil
	}
	var done, total int64
	count := func(path string) {
		if st, err := os.Stat(path); err == nil {
			total += st.Size()
		}
	}
	count(filepath.Join(work, dbName))
	_ = each(o.Data, func(_, path string) error { count(path); return nil }) // the real walk reports its errors
	return func(n int64) {
		done += n
		o.Step(done, max(total, done))
	}
}

// note leaves word of the backup in the data folder for doctor; a folder that
// cannot be written is no reason to fail a backup that is complete.
func note(data string, r Report) {
	if b, err := json.Marshal(map[string]any{"file": r.File, "at": r.CreatedAt, "size": r.Size}); err == nil {
		_ = os.WriteFile(filepath.Join(data, LastName), b, 0o600)
	}
}
