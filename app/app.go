// Package app composes the product: configuration, the declarations, the
// matters and what each of them needs. Nothing else knows all the parts.
package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/app/desk"
	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/fact"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
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
	// Began is the moment at which the legal clock stands still from the start, for
	// a city of which a story is told or that lives a year; 0: it follows the machine's.
	Began clock.Instant
	// Fleeting says that nothing need outlast the process.
	Fleeting bool
	// Kinds are folders of declarations that stand in the place of the product's own
	// of the same kinds, or beside them: what stories try out.
	Kinds []string
	// Like is an installation of the same city and Kinds whose declarations, which do
	// not change, are taken as they were read; nil: they are read.
	Like *App
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
	Facts      *fact.Seam    // what matters tell each other
	Templates  *document.Set // forms of documents
	Tasks      *task.Book
	Office     *document.Office
	Tellings   *telling.Desk // what is told of acts, sent off and heard of
	Tables     *report.Set   // declared reports to superiors
	Reports    *report.Desk  // the reports themselves
	Collect    *collect.Service
	Notices    *publication.Set // what the public sees
	Liaison    *liaison.Desk
	Complaints *complaint.Desk
	Portal     *complaint.Portal // what the public files at the portal
	Slips      *complaint.Slips
	Upstream   *upstream.Service                                   // files to and from the platforms above
	Text       func(ctx context.Context, phone, text string) error // gateway for short messages (notify port); nil: none is configured
	City       string                                              // name of the profile
	Profile    *city.Profile

	erasures *erasure.Journal
	cleaner  *cleaner
	facts    *facts
	traces   *complaint.Traces
	close    []func() error

	Moved func(tx *db.Tx) error // asked when the clock of a demo city is moved; nil: nothing
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
	if cfg.Began != 0 {
		a.Clock.Freeze(cfg.Began)
	}
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
	d, err := db.Open(ctx, address, db.Options{Clock: a.Clock, ReadOnly: a.Config.ReadOnly, Fleeting: a.Config.Fleeting})
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
	if o := a.Config.Like; o != nil {
		a.Law, a.Days, a.Codes, a.Kinds, a.Notices, a.Templates, a.Tables = o.Law, o.Days, o.Codes, o.Kinds, o.Notices, o.Templates, o.Tables
		a.Procedures = procedure.NewBook(a.Kinds, a.Law, a.Days)
		return nil
	}
	var err error
	if a.Law, err = law.Load(); err != nil {
		return err
	}
	if a.Days, err = days(a.Config.Data); err != nil {
		return err
	}
	a.Codes = a.lists()
	sources, err := a.sources()
	if err != nil {
		return err
	}
	templates, problems := document.Read(a.templates()...)
	if len(problems) > 0 {
		return fault.New(fault.Invalid, "document.template", "文书式样有误：\n"+problems.Error())
	}
	names := templates.Names
	if len(a.Config.Kinds) > 0 {
		names = nil // what a story tries out has no templates yet
	}
	set, problems := kind.Load(a.env(names), sources...)
	if len(problems) > 0 {
		return fault.New(fault.Invalid, "kind.declaration", "业务声明有误：\n"+problems.Error())
	}
	if problems := templates.Link(set, law.Titles{Library: a.Law}); len(problems) > 0 {
		return fault.New(fault.Invalid, "document.template", "文书式样有误：\n"+problems.Error())
	}
	if a.Tables, problems = report.Read(a.reports()...); len(problems) == 0 {
		problems = a.Tables.Link(set, law.Titles{Library: a.Law})
	}
	if len(problems) > 0 {
		return fault.New(fault.Invalid, "report.declaration", "报表制度有误：\n"+problems.Error())
	}
	a.Kinds, a.Templates = set, templates
	a.Procedures = procedure.NewBook(set, a.Law, a.Days)
	a.Notices, err = publication.New(set, a.Days)
	return err
}

// lists are the code lists declarations and values are checked against.
func (a *App) lists() codes {
	return codes{code.StandardLists(), code.GBT4754(), code.GB2260(), a.Areas}
}

// env is what declarations may refer to; documents nil: any form of a document.
func (a *App) env(documents func(kind, law, template string) string) kind.Env {
	own := append(procedure.Sections(procedure.Env{Laws: law.Titles{Library: a.Law}, Roles: knownRole, Documents: documents}), record.HearSection(procedure.Tellers))
	return kind.Env{Laws: law.Titles{Library: a.Law}, Codes: a.lists(), Formats: knownFormat, Roles: knownRole, Sections: own}
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
	secret, err := a.Key.Derive("complaint traces")
	if err != nil {
		return err
	}
	a.traces = complaint.NewTraces(secret)
	a.People = actor.NewDirectory(a.DB)
	a.Tasks = task.NewBook(a.Procedures, a.People)
	a.Reports = report.NewDesk(a.Tables, a.Kinds, a.People)
	a.erasures = erasure.Open(a.Config.Data)
	a.cleaner = newCleaner(a)
	a.facts = &facts{}
	if err := a.openOffice(); err != nil {
		return err
	}
	if err := a.openTellings(); err != nil {
		return err
	}
	a.Engine, err = record.New(record.Parts{DB: a.DB, Kinds: a.Kinds, Ledger: a.Ledger, Codes: a.Codes, People: a.People, Projections: a.projections(), Behaviours: a.behaviours(), Life: a.Procedures, Facts: a.facts, Files: a.Blobs, Erased: a.cleaner.nudge})
	if err != nil {
		return err
	}
	a.Procedures.On(a.Engine)
	a.Tasks.On(a.Engine)
	a.Office.On(a.Engine)
	a.Tellings.On(a.Engine)
	a.Reports.On(a.Engine)
	a.Procedures.Drafts(a.drafts)
	if err := a.hear(); err != nil {
		return err
	}
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
		if err := a.Tasks.Refill(ctx, a.DB); err != nil {
			return err
		}
	}
	if err := a.Engine.Load(ctx); err != nil {
		return err
	}
	if err := a.People.Load(ctx); err != nil {
		return err
	}
	a.Collect = collect.New(collect.Parts{Engine: a.Engine, People: a.People, Preparers: a.preparers(), Area: a.Area(), Unit: a.root, Open: a.OpenSource, Lists: importLists,
		Areas: collect.Areas(a.Areas), KeepFiles: a.Config.KeepFiles, Traces: traces()})
	a.Liaison = liaison.New(a.Engine, func(status string) bool { return registration.Ended(code.Value(status)) })
	router, err := a.Router()
	if err != nil {
		return err
	}
	if a.Complaints, err = complaint.New(complaint.Parts{Engine: a.Engine, Book: a.Procedures, Traces: a.traces, Router: router}); err != nil {
		return err
	}
	a.Portal = complaint.NewPortal(a.Engine, a.Area(), a.Receives)
	seal, err := a.Key.Derive("portal slips")
	if err != nil {
		return err
	}
	a.Slips = complaint.NewSlips(seal)
	if err := a.openUpstream(); err != nil {
		return err
	}
	if !a.Config.ReadOnly {
		a.cleaner.start()
		a.close = append(a.close, a.cleaner.stop)
	}
	return nil
}

// Root is the bureau itself, "" before it is founded.
func (a *App) Root() ref.ID { return a.root() }

// Receives is the unit that receives what the public files for the whole bureau
// (Order 121 art. 41): where the people sit who register complaints.
func (a *App) Receives() ref.ID {
	if u := a.People.SeatOf(a.Area(), "receiver", a.DB.Now().Day()); u != "" {
		return u
	}
	return a.root()
}

// root is the bureau of the profile, "" before it is founded.
func (a *App) root() ref.ID { return a.unitsByName()[a.Profile.Root] }

func (a *App) projections() []record.Projection {
	return []record.Projection{subject.Heads{}, subject.Aliases{}, closure{}, collect.NewLikeness(a.preparers()), traces(), jobs{}, accountStates{}, messages{}, complaint.Receipts{}, upstream.Traces{}, a.Procedures, a.Tasks, a.traces, a.erasures}
}

func (a *App) steps() []db.Step {
	var out []db.Step
	for _, s := range [][]db.Step{blob.Steps(), job.Steps(), a.Ledger.Steps(), fact.Steps(), record.Steps(), actor.Steps(), subject.Steps(), procedure.Steps(), task.Steps(), complaint.Steps(), upstream.Steps(), collect.Steps(), desk.Steps(), notify.Steps(), auth.Steps()} {
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
