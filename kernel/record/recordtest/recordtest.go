// Package recordtest builds an engine on an empty database for tests: the
// organisation's kinds, the kinds a test brings, a bureau with a few people.
package recordtest

import (
	"context"
	"io/fs"
	"maps"
	"path/filepath"
	"testing"

	hengjian "github.com/hengjian/hengjian"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// Area is the area of the test bureau.
const Area = ref.Area("3710")

// World is an engine with people.
type World struct {
	DB     *db.DB
	Legal  *clock.Legal
	Ledger *ledger.Ledger
	Engine *record.Engine
	People *actor.Directory
	Root   ref.ID                  // the bureau
	By     map[string]actor.Caller // by role
}

// Source is a folder of declarations, with what hangs on their acts.
type Source struct {
	FS         fs.FS
	Dir        string
	Files      []string // nil: all of them
	Behaviours map[string]record.Behaviour
	Governs    *Governs
}

// Governs is what governs kinds with a procedure: the keys it reads, its tables,
// and itself once the kinds are known; on tells it the engine. Also is a package
// that builds on it.
type Governs struct {
	Sections []kind.Section
	Steps    []db.Step
	Began    clock.Instant // when the world begins, for lives that are told from an earlier day; 0: as usual
	New      func(set *kind.Set) (life record.Life, keeps record.Projection, on func(*record.Engine))
	Also     func(set *kind.Set, people *actor.Directory) (keeps record.Projection, does map[string]record.Behaviour, on func(*record.Engine)) // a package above; may be nil
}

// Each runs f on every database with a fresh world.
func Each(t *testing.T, f func(t *testing.T, w *World), projections []record.Projection, sources ...Source) {
	t.Helper()
	legal := clock.NewLegal(clock.Wall{})
	began := clock.Instant(1795225200000) // 2026-11-21 09:00 +08:00
	for _, s := range sources {
		if s.Governs != nil && s.Governs.Began != 0 {
			began = s.Governs.Began
		}
	}
	legal.Freeze(began)
	dbtest.Each(t, db.Options{Clock: legal}, func(t *testing.T, d *db.DB) {
		legal.Freeze(began)
		f(t, New(t, d, legal, projections, sources...))
	})
}

// New builds a world on an open database.
func New(t testing.TB, d *db.DB, legal *clock.Legal, projections []record.Projection, sources ...Source) *World {
	t.Helper()
	return NewIn(t, d, legal, Codes{}, projections, sources...)
}

// NewIn is New in a city with counties of its own. Steps of further packages
// are migrated before.
func NewIn(t testing.TB, d *db.DB, legal *clock.Legal, codes Codes, projections []record.Projection, sources ...Source) *World {
	t.Helper()
	ctx := context.Background()
	key, err := ledger.LoadOrCreateKey(filepath.Join(t.TempDir(), "key"), ledger.SHA256Ed25519, "test")
	if err != nil {
		t.Fatal(err)
	}
	own, err := fs.Sub(hengjian.Declarations, "kernel/actor")
	if err != nil {
		t.Fatal(err)
	}
	all := []kind.Source{{FS: own, Dir: "kernel/actor"}}
	behaviours := map[string]record.Behaviour{}
	var governs Governs
	for _, s := range sources {
		if s.Governs != nil {
			governs = *s.Governs
		}
		all = append(all, kind.Source{FS: s.FS, Dir: s.Dir, Files: s.Files})
		maps.Copy(behaviours, s.Behaviours)
	}
	set, problems := kind.Load(kind.Env{Codes: codes, Sections: governs.Sections}, all...)
	if len(problems) > 0 {
		t.Fatalf("declarations: %v", problems)
	}
	w := &World{DB: d, Legal: legal, Ledger: ledger.New(d, key), People: actor.NewDirectory(d), By: map[string]actor.Caller{}}
	steps := append(append(append(blob.Steps(), w.Ledger.Steps()...), record.Steps()...), actor.Steps()...)
	steps = append(steps, governs.Steps...)
	if err := d.Migrate(ctx, steps); err != nil {
		t.Fatal(err)
	}
	parts := record.Parts{DB: d, Kinds: set, Ledger: w.Ledger, Codes: codes, People: w.People, Projections: projections, Behaviours: behaviours}
	on := func(*record.Engine) {}
	if governs.New != nil {
		var keeps record.Projection
		parts.Life, keeps, on = governs.New(set)
		parts.Projections = append(parts.Projections, keeps)
	}
	also := func(*record.Engine) {}
	if governs.Also != nil {
		keeps, does, on := governs.Also(set, w.People)
		parts.Projections, also = append(parts.Projections, keeps), on
		maps.Copy(behaviours, does)
	}
	if w.Engine, err = record.New(parts); err != nil {
		t.Fatal(err)
	}
	on(w.Engine)
	also(w.Engine)
	if err := w.Engine.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	w.people(t)
	return w
}

// people makes a bureau and one person for each business role.
func (w *World) people(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	machine := actor.Caller{Machine: "setup", Area: Area}
	make := func(kindName string, values map[string]any) ref.ID {
		r, err := w.Engine.Act(ctx, record.Request{Kind: kindName, Act: record.Create, Area: Area, Values: values, Caller: machine})
		if err != nil {
			t.Fatalf("making a %s: %v", kindName, err)
		}
		return r.ID
	}
	to := func(id ref.ID) map[string]any { return map[string]any{"area": string(Area), "id": string(id)} }
	w.Root = make("unit", map[string]any{"name": "威海市市场监督管理局", "sort": "bureau", "organ": "威海市市场监督管理局"})
	for _, r := range actor.Roles() {
		p := make("person", map[string]any{"name": r.Title, "account": r.Name, "unit_of": to(w.Root)})
		make("role_grant", map[string]any{"person": to(p), "role": r.Name, "over": to(w.Root), "since": "2020-01-01", "confirmed": "yes"})
	}
	w.Reload(t)
}

// Reload reads the people's rights anew.
func (w *World) Reload(t testing.TB) {
	t.Helper()
	if err := w.People.Load(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, r := range actor.Roles() {
		c, ok := w.People.Caller(r.Name, w.Legal.Now().Day())
		if !ok {
			t.Fatalf("nobody has the account %s", r.Name)
		}
		w.By[r.Name] = c
	}
}

// Codes are the code lists shipped with the product, the counties of GB/T 2260
// and the functional areas of a city.
type Codes struct{ Areas *code.Areas }

// industryList is the name of GB/T 4754 in declarations.
const industryList = "gbt4754"

// Code looks a value up.
func (Codes) Code(list, value, day string) (string, bool, bool) {
	if list == industryList {
		e, ok := code.GBT4754().Find(value)
		return e.Name, ok, ok
	}
	l, ok := code.StandardLists().Find(list)
	if !ok {
		return "", false, false
	}
	e, ok := l.Find(code.Value(value))
	return e.Title, ok, ok && (day == "" || e.On(day))
}

// Area looks a division up.
func (c Codes) Area(value string) (string, bool) {
	if c.Areas != nil {
		if a, ok := c.Areas.Find(value); ok {
			return a.Title, true
		}
	}
	d, ok := code.GB2260().Find(value)
	return d.Name, ok
}

// Options lists a code list.
func (Codes) Options(list string) []kind.Option { return nil }

// Has reports whether a list exists.
func (Codes) Has(list string) bool {
	_, ok := code.StandardLists().Find(list)
	return ok || list == industryList
}
