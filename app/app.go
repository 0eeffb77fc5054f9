// Package app composes the product: configuration, the declarations, the
// matters and what each of them needs. Nothing else knows all the parts.
package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	hengjian "github.com/hengjian/hengjian"
	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/app/desk"
	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/practice/registration"
)

// Config says where the product keeps its things.
type Config struct {
	Data     string // folder: embedded database, files, ledger key
	DB       string // postgres:// address; "" is the embedded database in Data
	City     string // profile of a new database; "" keeps the one it has
	Suite    string // algorithms of a new ledger: sha256-ed25519 (default) or sm3-sm2 (商用密码)
	ReadOnly bool
	Demo     bool // the legal clock may be moved
	// KeepFiles is for how many days the source file of an ended import is kept;
	// 0 is the default of practice/collect.
	KeepFiles int
}

// App is the running product.
type App struct {
	Config     Config
	DB         *db.DB
	Clock      *clock.Legal
	Blobs      *blob.Folder
	Files      *blob.Keeper
	Ledger     *ledger.Ledger
	Key        *ledger.Key
	Kinds      *kind.Set
	Engine     *record.Engine
	People     *actor.Directory
	Codes      record.Codes
	Areas      *code.Areas
	Law        *law.Library
	Days       *calendar.Table
	Procedures *procedure.Book
	Collect    *collect.Service
	Notices    *publication.Set // what the public sees
	Liaison    *liaison.Desk
	City       string // name of the profile
	Profile    *city.Profile

	erasures *erasure.Journal
	cleaner  *cleaner
	close    []func() error
}

// Area is the area of the bureau this installation serves.
func (a *App) Area() ref.Area { return a.Profile.Area }

// Open opens the product: it brings the schema up to the declarations and
// loads what is kept in memory. A bad declaration is an error that lists every
// mistake with file, line, column and reason.
func Open(ctx context.Context, cfg Config) (a *App, err error) {
	a = &App{Config: cfg, Clock: clock.NewLegal(clock.Wall{})}
	defer func() {
		if err != nil {
			err = errors.Join(err, a.Close())
		}
	}()
	if err := a.openStores(ctx); err != nil {
		return a, err
	}
	if err := a.chooseCity(ctx); err != nil {
		return a, err
	}
	if err := a.declare(); err != nil {
		return a, err
	}
	return a, a.start(ctx)
}

// Close closes everything that Open opened, last first.
func (a *App) Close() error {
	var errs []error
	for i := len(a.close) - 1; i >= 0; i-- {
		errs = append(errs, a.close[i]())
	}
	a.close = nil
	return errors.Join(errs...)
}

func (a *App) openStores(ctx context.Context) error {
	address := a.Config.DB
	if address == "" {
		address = a.Config.Data
	} else if !a.Config.ReadOnly { // the embedded database takes the lock itself
		lock, err := db.LockFolder(a.Config.Data)
		if err != nil {
			return err
		}
		a.close = append(a.close, lock.Close)
	}
	d, err := db.Open(ctx, address, db.Options{Clock: a.Clock, ReadOnly: a.Config.ReadOnly})
	if err != nil {
		return fmt.Errorf("opening the database: %w", err)
	}
	a.DB = d
	a.close = append(a.close, d.Close)
	if !a.Config.ReadOnly {
		if err := os.MkdirAll(filepath.Join(a.Config.Data, "files"), 0o700); err != nil {
			return fault.Newf(fault.Unavailable, "app.folder", "数据目录不可写：%s", a.Config.Data).With(err)
		}
	}
	if a.Blobs, err = blob.OpenFolder(filepath.Join(a.Config.Data, "files")); err != nil {
		return err
	}
	a.close = append(a.close, a.Blobs.Close)
	a.Files = blob.NewKeeper(a.DB, a.Blobs)
	return nil
}

// Tables are the machine tables only this package writes.
func Tables() []string { return []string{"app_setting", "app_verification"} }

// settingStep makes the table of the installation's own settings.
var settingStep = db.Step{Name: "app.001_setting", Statements: []string{
	`CREATE TABLE app_setting (name {text} PRIMARY KEY, value {text} NOT NULL)`,
}}

// chooseCity fixes the profile of a new database and reads that of an old one.
func (a *App) chooseCity(ctx context.Context) error {
	if !a.Config.ReadOnly {
		if err := a.DB.Migrate(ctx, []db.Step{settingStep, verificationStep}); err != nil {
			return err
		}
	}
	had, err := a.Setting(ctx, "city")
	if err != nil {
		return err
	}
	want := a.Config.City
	switch {
	case had == "" && want == "":
		want = "weihai"
	case want == "":
		want = had
	case had != "" && had != want:
		return OtherCity(had, want)
	}
	if a.Profile, err = city.Load(want); err != nil {
		if fault.Is(err, fault.NotFound) {
			return fault.Newf(fault.Invalid, "app.city", "没有名为 %s 的城市；可用：%s", want, strings.Join(city.Profiles(), "、"))
		}
		return err
	}
	a.City, a.Areas = want, a.Profile.Areas
	demo, err := a.Setting(ctx, "demo")
	if err != nil {
		return err
	}
	a.Config.Demo = demo == "yes"
	if err := a.wind(ctx); err != nil {
		return err
	}
	if had == "" && !a.Config.ReadOnly {
		return a.set(ctx, "city", want)
	}
	return nil
}

// OtherCity is the refusal to serve one city from the data of another.
func OtherCity(had, want string) error {
	return fault.Newf(fault.Invalid, "app.city", "这个数据目录属于 %s，不能改作 %s", had, want)
}

// Setting returns a setting of this installation, "" where it has none.
func (a *App) Setting(ctx context.Context, name string) (value string, err error) {
	err = a.DB.Read(ctx, func(c db.Conn) error {
		rows, err := c.Query(`SELECT value FROM app_setting WHERE name = $1`, name)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			if err := rows.Scan(&value); err != nil {
				return err
			}
		}
		return rows.Err()
	})
	return value, err
}

func (a *App) set(ctx context.Context, name, value string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error { return Set(tx, name, value) })
}

// Set stores a setting in a running write.
func Set(tx *db.Tx, name, value string) error {
	_, err := tx.Exec(`INSERT INTO app_setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value`, name, value)
	return err
}

// declare loads the law library, the code lists and every declaration.
func (a *App) declare() error {
	var err error
	if a.Law, err = law.Load(); err != nil {
		return err
	}
	if a.Days, err = calendar.Shipped(); err != nil {
		return err
	}
	c := codes{code.StandardLists(), code.GBT4754(), code.GB2260(), a.Areas}
	a.Codes = c
	sources, err := a.sources()
	if err != nil {
		return err
	}
	own := procedure.Sections(procedure.Env{Laws: law.Titles{Library: a.Law}, Roles: knownRole})
	set, problems := kind.Load(kind.Env{Laws: law.Titles{Library: a.Law}, Codes: c, Formats: knownFormat, Roles: knownRole, Sections: own}, sources...)
	if len(problems) > 0 {
		return fault.New(fault.Invalid, "kind.declaration", "业务声明有误：\n"+problems.Error())
	}
	a.Kinds = set
	a.Procedures = procedure.NewBook(set, a.Law, a.Days)
	a.Notices, err = publication.New(set, a.Days)
	return err
}

// sources lists the declarations: those of the product, folder by folder, then
// those a bureau keeps in the folder kinds/ of its data.
func (a *App) sources() ([]kind.Source, error) {
	var out []kind.Source
	for _, group := range []string{"kernel", "practice"} {
		dirs, err := fs.ReadDir(hengjian.Declarations, group)
		if err != nil {
			return nil, err
		}
		for _, d := range dirs {
			dir := path.Join(group, d.Name())
			sub, err := fs.Sub(hengjian.Declarations, dir)
			if err != nil {
				return nil, err
			}
			out = append(out, kind.Source{FS: sub, Dir: dir})
		}
	}
	own := filepath.Join(a.Config.Data, "kinds")
	if st, err := os.Stat(own); err == nil && st.IsDir() {
		out = append(out, kind.Source{FS: os.DirFS(own), Dir: "kinds", City: a.City})
	}
	return out, nil
}

func knownFormat(name string) bool { _, ok := code.FindFormat(name); return ok }

func knownRole(name string) bool { _, ok := actor.FindRole(name); return ok }

// suite is the suite of the ledger: that of the key that is there, else as
// configured. A log keeps its suite for good.
func (a *App) suite(keyFile string) (ledger.Suite, error) {
	if text, err := os.ReadFile(keyFile); err == nil {
		k, err := ledger.ParseKey(string(text))
		if err != nil {
			return 0, fmt.Errorf("ledger key %s: %w", keyFile, err)
		}
		return k.Suite(), nil
	}
	if a.Config.Suite == "" {
		return ledger.SHA256Ed25519, nil
	}
	s, err := ledger.ParseSuite(a.Config.Suite)
	if err != nil {
		return 0, fault.Bad("app.suite", "账本算法不正确", fault.Field{Name: "--suite", Code: "unknown", Text: "应为 sha256-ed25519 或 sm3-sm2"}).With(err)
	}
	return s, nil
}

// start migrates the schema and loads what is kept in memory.
func (a *App) start(ctx context.Context) error {
	var err error
	keyFile := filepath.Join(a.Config.Data, "ledger.key")
	suite, err := a.suite(keyFile)
	if err != nil {
		return err
	}
	if a.Key, err = ledger.LoadOrCreateKey(keyFile, suite, "hengjian-"+a.City); err != nil {
		return fmt.Errorf("ledger key %s: %w", keyFile, err)
	}
	a.Ledger = ledger.New(a.DB, a.Key)
	a.People = actor.NewDirectory(a.DB)
	a.erasures = erasure.Open(a.Config.Data)
	a.cleaner = newCleaner(a)
	a.Engine, err = record.New(record.Parts{DB: a.DB, Kinds: a.Kinds, Ledger: a.Ledger, Codes: a.Codes, People: a.People, Projections: a.projections(), Behaviours: behaviours(), Life: a.Procedures, Files: a.Blobs, Erased: a.cleaner.nudge})
	if err != nil {
		return err
	}
	a.Procedures.On(a.Engine)
	if !a.Config.ReadOnly {
		if err := a.DB.Migrate(ctx, a.steps()); err != nil {
			return err
		}
		if err := a.Engine.Migrate(ctx); err != nil {
			return err
		}
	}
	if err := a.Ledger.Start(ctx); err != nil {
		return err
	}
	if !a.Config.ReadOnly {
		if err := subject.Refill(ctx, a.DB, a.Engine); err != nil {
			return err
		}
		if err := a.erasures.Refill(ctx, a.DB); err != nil {
			return err
		}
	}
	if err := a.Engine.Load(ctx); err != nil {
		return err
	}
	if err := a.People.Load(ctx); err != nil {
		return err
	}
	a.Collect = collect.New(collect.Parts{Engine: a.Engine, People: a.People, Preparers: a.preparers(), Area: a.Area(), Unit: a.root, Open: a.OpenSource, Lists: collect.Lists(code.StandardLists()),
		KeepFiles: a.Config.KeepFiles, Traces: traces()})
	a.Liaison = liaison.New(a.Engine, func(status string) bool { return registration.Ended(code.Value(status)) })
	if !a.Config.ReadOnly {
		a.cleaner.start()
		a.close = append(a.close, a.cleaner.stop)
	}
	return nil
}

// Root is the bureau itself, "" before it is founded.
func (a *App) Root() ref.ID { return a.root() }

// root is the bureau of the profile, "" before it is founded.
func (a *App) root() ref.ID { return a.unitsByName()[a.Profile.Root] }

func (a *App) projections() []record.Projection {
	return []record.Projection{subject.Heads{}, subject.Aliases{}, closure{}, collect.NewLikeness(a.preparers()), traces(), jobs{}, accountStates{}, a.Procedures, a.erasures}
}

func (a *App) steps() []db.Step {
	var out []db.Step
	for _, s := range [][]db.Step{blob.Steps(), job.Steps(), a.Ledger.Steps(), record.Steps(), actor.Steps(), subject.Steps(), procedure.Steps(), collect.Steps(), desk.Steps(), auth.Steps()} {
		out = append(out, s...)
	}
	return out
}

// closure keeps the table of which unit is below which.
type closure struct{}

// Follows reports whether the kind is that of units.
func (closure) Follows(k *kind.Kind) bool { return k.Name == "unit" }

// Apply rebuilds the closure.
func (closure) Apply(tx *db.Tx, _ []record.Change) error { return actor.RebuildClosure(tx) }

// Erase does nothing: the closure holds no values.
func (closure) Erase(*db.Tx, *record.Erasing) error { return nil }

// Verify does nothing: the closure follows from the units.
func (closure) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }
