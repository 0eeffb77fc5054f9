// Package waiting collects what waits for a person (待办) from every part of the
// product: directives, grants to confirm, objections, pairs to review, rows in quarantine,
// imports of his own. Each part is a Source; the next one is a few lines in
// Sources.
package waiting

import (
	"context"
	"fmt"
	"sort"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Item is one thing that waits.
type Item struct {
	Sort    string `json:"sort"`    // what brought it here: directive, review …
	What    string `json:"what"`    // Chinese, what is to be done: 反馈交办
	Word    string `json:"word"`    // how it stands where no day is due: 待复核
	Tone    string `json:"tone"`    // shape beside the word: soon, ok, paused
	Due     string `json:"due"`     // YYYY-MM-DD, "" where nothing is due
	Number  string `json:"number"`  // of the record
	Title   string `json:"title"`   // what it is about
	Subject string `json:"subject"` // whom it is about
	From    string `json:"from"`    // who asks
	Link    string `json:"link"`    // below the desk's address
	At      string `json:"at"`      // since when it waits
	For     *Who   `json:"for"`     // of a substitute: whose it is
}

// Who is a person in words.
type Who struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// Source tells what waits for a person in one part of the product.
type Source func(ctx context.Context, c actor.Caller) ([]Item, error)

// List asks every source, in due order, what has no day last.
func List(ctx context.Context, c actor.Caller, sources []Source) ([]Item, error) {
	out := []Item{}
	for _, s := range sources {
		items, err := s(ctx, c)
		if err != nil {
			return nil, err
		}
		out = append(out, items...)
	}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if (a.Due == "") != (b.Due == "") {
			return b.Due == ""
		}
		return a.Due < b.Due
	})
	return out, nil
}

// perSource bounds what one source brings.
const perSource = 200

// Records waits with the records of a kind that a filter finds: the source of
// any matter that keeps a state in a field.
type Records struct {
	Engine *record.Engine
	Kind   string
	Filter string // CEL
	Mine   func(c actor.Caller, r *record.Record) bool
	Item   func(l *Reader, r *record.Record) Item // Sort, Link, Number, Title and At are given
}

// Reader looks things up for the items of one answer.
type Reader struct {
	Engine *record.Engine
	Conn   db.Conn
}

// Title is the title of the record that a reference field points at, "" where
// there is none.
func (l *Reader) Title(r *record.Record, field string) string {
	to := record.RefOf(r.Values[field])
	f := r.Kind.Field(field)
	if to.Zero() || f == nil {
		return ""
	}
	kinds := []string{f.Of}
	if f.Of == "" {
		kinds = nil
		for _, k := range l.Engine.Kinds().Subjects() {
			kinds = append(kinds, k.Name)
		}
	}
	for _, k := range kinds {
		if t, err := l.Engine.TitleOf(l.Conn, k, to); err == nil {
			return t
		}
	}
	return ""
}

// Source makes the source; a kind that is not declared, or of which the person
// may read nothing, brings nothing.
func (x Records) Source() Source {
	return func(ctx context.Context, c actor.Caller) ([]Item, error) {
		if x.Engine.Kinds().Get(x.Kind) == nil {
			return nil, nil
		}
		var out []Item
		err := x.Engine.DB().Read(ctx, func(conn db.Conn) error {
			out = nil
			p, err := x.Engine.ListIn(conn, record.Query{Kind: x.Kind, Area: c.Area, Filter: x.Filter, Limit: perSource, Caller: c})
			if fault.Is(err, fault.Denied) {
				return nil
			}
			if err != nil {
				return err
			}
			l := &Reader{x.Engine, conn}
			for _, r := range p.Items {
				if x.Mine != nil && !x.Mine(c, r) {
					continue
				}
				it := x.Item(l, r)
				it.Sort, it.Number, it.At = x.Kind, r.Number, r.CreatedAt.String()
				it.Link = fmt.Sprintf("/r/%s/%s/%s/%s", r.Kind.Matter, r.Kind.Name, r.Area, r.ID)
				if it.Title == "" {
					it.Title = r.Title()
				}
				out = append(out, it)
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("what waits of %s: %w", x.Kind, err)
		}
		return out, nil
	}
}
