package record

import (
	"context"
	"fmt"
	"sync"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Projection keeps a table of another package true to the records it follows:
// it is told of every change inside the act's transaction.
type Projection interface {
	// Follows reports whether changes of the kind concern it.
	Follows(k *kind.Kind) bool
	// Apply brings its table up to the changes.
	Apply(tx *db.Tx, changes []Change) error
	// Erase destroys whatever it holds of the record; it is asked for every
	// kind, followed or not, before the record's own values go.
	Erase(tx *db.Tx, r *Erasing) error
	// Verify compares its table with records of one kind as they stand.
	Verify(c db.Conn, records []*Record, say func(r *Record, problem string)) error
}

// Totalled is a projection that keeps numbers too, which no single record tells.
type Totalled interface {
	// VerifyTotals compares those of a kind with what they count.
	VerifyTotals(c db.Conn, k *kind.Kind, say func(problem string)) error
}

// Change is one record before and after an act.
type Change struct {
	Old *Record // nil when created
	New *Record
	Act string // what was done
}

// Engine runs acts on records and reads them.
type Engine struct {
	db          *db.DB
	kinds       *kind.Set
	ledger      *ledger.Ledger
	codes       Codes
	people      *actor.Directory
	projections []Projection
	files       blob.Store
	erased      func()
	behaviours  map[string]Behaviour
	life        Life
	facts       Teller
	specs       map[string]*tableSpec
	rules       map[string]*rules
	filters     filters
	stops       stopGrams
	reach       reach
	indexed     sync.Map // tableIndexes by table
}

// Parts are what an engine is made of.
type Parts struct {
	DB          *db.DB
	Kinds       *kind.Set
	Ledger      *ledger.Ledger
	Codes       Codes
	People      *actor.Directory
	Projections []Projection
	Files       blob.Store           // what files records hold is verified against; nil: nothing
	Erased      func()               // told after the commit of an erasure; may be nil
	Behaviours  map[string]Behaviour // by "<kind>.<act>"
	Life        Life                 // what governs kinds with a procedure; nil: there are none
	Facts       Teller               // takes what acts tell other matters; nil: nobody hears
}

// New makes an engine; Migrate must be called once before it is used.
func New(p Parts) (*Engine, error) {
	e := &Engine{db: p.DB, kinds: p.Kinds, ledger: p.Ledger, codes: p.Codes, people: p.People,
		behaviours: p.Behaviours, life: p.Life, facts: p.Facts, files: p.Files, erased: p.Erased, specs: map[string]*tableSpec{}, rules: map[string]*rules{}, reach: usualReach()}
	e.projections = append([]Projection{orders{e}, parties{e}}, p.Projections...)
	for _, k := range p.Kinds.All() {
		e.specs[k.Name] = newTableSpec(k)
		r, err := compileRules(p.Kinds, k)
		if err != nil {
			return nil, fmt.Errorf("kind %s: %w", k.Name, err)
		}
		e.rules[k.Name] = r
	}
	return e, nil
}

// Kinds returns the declarations.
func (e *Engine) Kinds() *kind.Set { return e.kinds }

// DB returns the database, for packages that keep tables of their own.
func (e *Engine) DB() *db.DB { return e.db }

// Load reads what the engine keeps in memory: the stop bigrams.
func (e *Engine) Load(ctx context.Context) error {
	return e.db.Read(ctx, e.stops.load)
}

// kind returns a declared kind or a fault that names it.
func (e *Engine) kind(name string) (*kind.Kind, *tableSpec, error) {
	k := e.kinds.Get(name)
	if k == nil {
		return nil, nil, fault.Newf(fault.NotFound, "record.kind", "没有名为 %s 的业务类型", clip(name))
	}
	return k, e.specs[name], nil
}
