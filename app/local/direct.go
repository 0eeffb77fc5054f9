package local

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
)

// maxFile bounds a file that a command imports.
const maxFile = 16 << 30

// Runner takes batches through preflight and import: in this process, or as
// jobs of a server.
type Runner interface {
	Through(ctx context.Context, who actor.Caller, batch ref.ID, dryRun bool, w collect.Watch) error
	// Stop ends a batch where it stands.
	Stop(ctx context.Context, who actor.Caller, batch ref.ID) error
}

// Direct does what commands ask on an open installation.
type Direct struct {
	app    *app.App
	doors  *auth.Auth
	runner Runner
	found  sync.Mutex // a bureau is founded once
	close  func() error
}

// openDirect is Direct on an installation that the command itself has opened.
func openDirect(ctx context.Context, a *app.App) (Commands, error) {
	err := a.DB.Migrate(ctx, auth.Steps())
	if err == nil {
		var doors *auth.Auth
		if doors, err = auth.New(a.DB, auth.Options{}); err == nil {
			return &Direct{app: a, doors: doors, runner: own{a.Collect, 2 * time.Second}, close: a.Close}, nil
		}
	}
	return nil, errors.Join(err, a.Close())
}

// NewDirect is Direct within a server, which keeps the installation.
func NewDirect(a *app.App, doors *auth.Auth, r Runner) *Direct {
	return &Direct{app: a, doors: doors, runner: r, close: func() error { return nil }}
}

// Close closes the installation where the command opened it.
func (d *Direct) Close() error { return d.close() }

func (d *Direct) founded(ctx context.Context) error {
	d.found.Lock()
	defer d.found.Unlock()
	_, err := d.app.Found(ctx)
	return err
}

// Appoint sets up an administrator.
func (d *Direct) Appoint(ctx context.Context, p app.NewPerson) (string, error) {
	if err := d.founded(ctx); err != nil {
		return "", err
	}
	return d.app.Appoint(ctx, d.doors, p)
}

// OpenAccount opens an account or resets its password.
func (d *Direct) OpenAccount(ctx context.Context, account string) (string, error) {
	return d.app.OpenAccount(ctx, d.doors, d.app.Setup(), account, "在服务器上以命令办理")
}

// DropCodes turns off one-time codes.
func (d *Direct) DropCodes(ctx context.Context, account string) error {
	return d.app.DropCodes(ctx, d.doors, account)
}

// MoveClock moves the clock of a demo city.
func (d *Direct) MoveClock(ctx context.Context, to clock.Instant) (clock.Instant, error) {
	if to == 0 {
		return d.app.Clock.Now(), nil
	}
	return to, d.app.MoveClock(ctx, to)
}

// CreateKey makes a key.
func (d *Direct) CreateKey(ctx context.Context, k Key) (secret string, err error) {
	ends := clock.Wall{}.Now() + clock.Instant(k.Days)*24*60*60*1000
	err = d.app.DB.Write(ctx, func(tx *db.Tx) error {
		secret, _, err = d.doors.CreateKey(tx, auth.NewKey{Account: k.Account, Title: k.Title, Scopes: k.Scopes, Expires: ends})
		return err
	})
	return secret, err
}

// open opens the file to be imported.
func (q Import) open() (*os.File, error) {
	real, err := filepath.EvalSymlinks(q.Path)
	if err == nil {
		var f *os.File
		if f, err = os.Open(real); err == nil {
			return f, nil
		}
	}
	return nil, fault.Newf(fault.Invalid, "import.file", "读不到文件 %s", q.Path).With(err)
}

// Import stores the file and imports it.
func (d *Direct) Import(ctx context.Context, q Import, step func(collect.Progress)) (Imported, error) {
	f, err := q.open()
	if err != nil {
		return Imported{}, err
	}
	defer f.Close()
	digest, _, err := d.app.Files.Put(ctx, f, maxFile, d.machine().Label())
	if err != nil {
		return Imported{}, unsent(ctx, q, err)
	}
	q.File = string(digest)
	return d.stored(ctx, q, collect.Watch{Step: step}, func(ref.ID) {})
}

// machine is in whose name a command imports.
func (d *Direct) machine() actor.Caller {
	return actor.Caller{Machine: "import", Area: d.app.Area()}
}

// stored imports a stored file; began is told its batch.
func (d *Direct) stored(ctx context.Context, q Import, w collect.Watch, began func(ref.ID)) (Imported, error) {
	if err := d.founded(ctx); err != nil {
		return Imported{}, err
	}
	who := d.machine()
	b, err := d.app.Collect.Create(ctx, who, collect.NewBatch{File: q.File, Name: q.Name, Kind: q.Kind, Source: app.Origin(q.Source), Mapping: q.Mapping})
	if err != nil {
		return Imported{}, err
	}
	began(b.ID)
	failed := d.runner.Through(ctx, who, b.ID, q.DryRun, w)
	if b, err = d.app.Collect.Batch(context.WithoutCancel(ctx), who, b.ID); err != nil {
		return Imported{}, errors.Join(failed, err)
	}
	if failed != nil {
		return Imported{}, why(b, failed)
	}
	out := Imported{File: b.Name, Batch: string(b.ID), DryRun: q.DryRun, Kind: q.Kind, Counts: b.Checked.Counts, CountyFoundPct: b.Checked.CountyFoundPct,
		Problems: map[string]int{}, Titles: map[string]string{}}
	for _, p := range b.Checked.Problems {
		out.Problems[p.Code], out.Titles[p.Code] = p.Count, p.Title
	}
	if q.DryRun {
		return out, nil
	}
	out.Counts = b.Counts
	_, err = d.app.Ledger.Sequence(ctx)
	return out, err
}

// unsent says why a file did not arrive.
func unsent(ctx context.Context, q Import, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return fault.Newf(fault.Conflict, "import.stopped", "导入已停止：%s 没有写入任何内容", q.Name)
}

// why says how an import ended that did not come to its end.
func why(b *collect.Batch, err error) error {
	switch {
	case b.State == collect.Cancelled && b.Read == 0:
		return fault.Newf(fault.Conflict, "import.stopped", "导入已停止：%s 没有写入任何内容（批次 %s）", b.Name, b.ID)
	case b.State == collect.Cancelled:
		return fault.Newf(fault.Conflict, "import.stopped", "导入已停止：%s 的 %d 行已处理，留在登记簿中；批次 %s 可在“数据归集”里继续导入或撤回", b.Name, b.Read, b.ID)
	case errors.Is(err, job.ErrStopping):
		return interrupted(b.Name, string(b.ID), b.Read)
	}
	return err
}

// interrupted says that the server went away under an import.
func interrupted(name, batch string, read int64) error {
	return fault.Newf(fault.Unavailable, "import.interrupted", "服务已停止，导入没有做完：%s 已处理 %d 行；批次 %s 在服务下次启动后自动继续，进度见“数据归集”", name, read, batch)
}

// own runs batches in this process.
type own struct {
	s interface {
		Through(ctx context.Context, who actor.Caller, batch ref.ID, dryRun bool, w collect.Watch) error
		Fail(ctx context.Context, batch ref.ID, cause error) error
		Cancel(ctx context.Context, who actor.Caller, batch ref.ID) (*collect.Batch, error)
	}
	wait time.Duration // before the first time it takes a batch up again; then twice that, and so on
}

// Through runs a batch. One that is broken off is marked so, as nobody goes on
// with it by himself.
func (o own) Through(ctx context.Context, who actor.Caller, batch ref.ID, dryRun bool, w collect.Watch) error {
	err := o.patiently(ctx, who, batch, dryRun, w)
	if err == nil {
		return nil
	}
	after := context.WithoutCancel(ctx)
	if ctx.Err() != nil {
		return errors.Join(err, o.Stop(after, who, batch))
	}
	return errors.Join(err, o.s.Fail(after, batch, err))
}

// tries is how often a batch is taken up again, where it stood, that has not come
// further: as a job of a server is.
const tries = 8

// patiently goes on where the database did not answer in time: a machine may be
// busy for a while.
func (o own) patiently(ctx context.Context, who actor.Caller, batch ref.ID, dryRun bool, w collect.Watch) error {
	var most int64
	step := w.Step
	again := 0
	w.Step = func(p collect.Progress) {
		if p.Done > most {
			most, again = p.Done, 0
		}
		if step != nil {
			step(p)
		}
	}
	for {
		err := o.s.Through(ctx, who, batch, dryRun, w)
		if again++; err == nil || fault.As(err).Code != "db.slow" || again > tries {
			return err
		}
		select {
		case <-ctx.Done():
			return errors.Join(err, ctx.Err())
		case <-time.After(time.Duration(again) * o.wait):
		}
	}
}

// Stop ends a batch where it stands.
func (o own) Stop(ctx context.Context, who actor.Caller, batch ref.ID) error {
	_, err := o.s.Cancel(ctx, who, batch)
	return err
}
