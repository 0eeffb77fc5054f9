package collect

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Parts are what a service is made of.
type Parts struct {
	Engine    *record.Engine
	People    *actor.Directory
	Preparers map[string]Preparer // by kind
	Area      ref.Area
	Unit      func() ref.ID // in charge of what is imported; a bureau may be founded while the service stands
	// Open opens a stored file; the service closes it.
	Open      func(ctx context.Context, digest, name string) (*source.File, error)
	KeepFiles int    // days the file of an ended batch is kept; 0: KeepFiles
	Traces    Traces // the projection that erases, for batches that end after an erasure
	// Lists gives the values of a code list, for reading titles; may be nil.
	Lists func(list string) []source.Option
	Areas []source.Option // the city's own areas, for reading their names
}

// Service imports batches. It is safe for use by many goroutines; a batch is
// run by one at a time, which its position guards.
type Service struct {
	Parts
	db *db.DB
}

// New makes a service.
func New(p Parts) *Service { return &Service{Parts: p, db: p.Engine.DB()} }

// Progress is how far a batch has come.
type Progress struct {
	Done, Total int64
	Text        string // what is being done, Chinese
}

// Watch follows a long work; both may be nil. Guard runs in every transaction
// and refuses it when the work is no longer this one's to do.
type Watch struct {
	Step  func(Progress)
	Guard func(tx *db.Tx) error
}

func (w Watch) step(done, total int64, text string) {
	if w.Step != nil {
		w.Step(Progress{Done: done, Total: max(done, total), Text: text})
	}
}

func (w Watch) guard(tx *db.Tx) error {
	if w.Guard == nil {
		return nil
	}
	return w.Guard(tx)
}

// kind returns a kind that the caller may import: where the rows would stand,
// under the unit in charge. Whoever may import elsewhere only sees no batch here.
func (s *Service) kind(c actor.Caller, name string) (*kind.Kind, error) {
	k := s.Engine.Kinds().Get(name)
	if k == nil {
		return nil, fault.Newf(fault.NotFound, "collect.kind", "没有名为 %s 的业务类型", source.DisplayName(name))
	}
	if !s.People.May(c, record.Import, k).Covers(actor.RowHead{Area: s.Area, Unit: s.Unit()}) || c.Machine == "" && c.Area != s.Area {
		return nil, fault.Newf(fault.Denied, "collect.denied", "您没有归集%s数据的权限；请联系安全管理员授权", k.Title)
	}
	return k, nil
}

// Lists returns the options of code lists, with every other spelling.
func Lists(lists *code.Lists) func(list string) []source.Option {
	return func(name string) []source.Option {
		l, ok := lists.Find(name)
		if !ok {
			return nil
		}
		var out []source.Option
		for _, e := range l.Entries {
			out = append(out, source.Option{Value: string(e.Value), Title: e.Title, Names: e.Names, Parent: string(e.Parent), Retired: e.Until != ""})
		}
		return out
	}
}

// Areas returns the areas of a city, by the names people give them.
func Areas(areas *code.Areas) []source.Option {
	var out []source.Option
	for _, c := range areas.Counties {
		out = append(out, source.Option{Value: c.Code, Title: c.Title, Names: append([]string{c.Short}, c.Names...)})
	}
	return out
}

// open opens the file of a batch.
func (s *Service) open(ctx context.Context, b *Batch) (*source.File, error) {
	if err := b.Readable(); err != nil {
		return nil, err
	}
	f, err := s.Open(ctx, b.File, b.Name)
	if err != nil {
		return nil, fmt.Errorf("opening the file of batch %s: %w", b.ID, err)
	}
	return f, nil
}
