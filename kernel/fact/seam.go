package fact

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Hearer is what one matter does with facts of others.
//
// Hear writes through tx only: it may run more than once for a fact, and what
// it wrote is kept with the note that the fact was heard, or not at all. It
// may tell further facts.
type Hearer struct {
	Name  string   // <matter>.<what it makes>, stored with deliveries: never renamed
	Hears []string // names of facts
	Hear  func(tx *db.Tx, f Fact) error
}

// Arrow is one line of app/seams.golden.
type Arrow struct{ Fact, Hearer string }

// Options of a seam; the zero value is what a server uses.
type Options struct {
	Wall    clock.Clock   // times pauses between tries; nil means the wall clock
	Tries   int           // after so many a delivery is undeliverable; 0 means 12
	Pause   time.Duration // before the second try, doubled for each further one; 0 means 1 s
	Longest time.Duration // bound of the pause; 0 means 1 hour
	Poll    time.Duration // how often Deliver looks without being woken; 0 means 1 s
	Workers int           // facts heard at once by one hearer; 0 means 8
}

// Seam carries facts from those who tell to those who hear.
type Seam struct {
	db      *db.DB
	o       Options
	hearers []*hearer
	by      map[string][]*hearer // by name of fact
}

// hearer is a registered hearer with the bell that wakes its loop.
type hearer struct {
	Hearer
	bell chan struct{}
}

// New returns the seam of d. The hearers are complete: a fact that nobody
// hears is kept and delivered to nobody.
func New(d *db.DB, o Options, hearers ...Hearer) (*Seam, error) {
	if o.Wall == nil {
		o.Wall = clock.Wall{}
	}
	o.Tries, o.Workers = cmp.Or(o.Tries, 12), cmp.Or(o.Workers, 8)
	o.Pause, o.Longest, o.Poll = cmp.Or(o.Pause, time.Second), cmp.Or(o.Longest, time.Hour), cmp.Or(o.Poll, time.Second)
	s := &Seam{db: d, o: o, by: map[string][]*hearer{}}
	names := map[string]bool{}
	for _, h := range hearers {
		if !validName(h.Name) || names[h.Name] {
			return nil, fmt.Errorf("fact: hearer %q: name is not <matter>.<word> or stands twice", h.Name)
		}
		if len(h.Hears) == 0 || h.Hear == nil {
			return nil, fmt.Errorf("fact: hearer %s hears nothing", h.Name)
		}
		names[h.Name] = true
		r := &hearer{Hearer: h, bell: make(chan struct{}, 1)}
		s.hearers = append(s.hearers, r)
		for _, n := range h.Hears {
			if !validName(n) || slices.Contains(s.by[n], r) {
				return nil, fmt.Errorf("fact: hearer %s: fact %q is not a name or stands twice", h.Name, n)
			}
			s.by[n] = append(s.by[n], r)
		}
	}
	return s, nil
}

// Arrows lists who hears what, by fact and hearer.
func (s *Seam) Arrows() []Arrow {
	var out []Arrow
	for name, hs := range s.by {
		for _, h := range hs {
			out = append(out, Arrow{name, h.Name})
		}
	}
	slices.SortFunc(out, func(a, b Arrow) int {
		return cmp.Or(cmp.Compare(a.Fact, b.Fact), cmp.Compare(a.Hearer, b.Hearer))
	})
	return out
}

// Tell writes the fact and its deliveries in the act's own transaction and
// wakes the hearers once the act is durable. An empty ID and a zero time are
// filled in; any other time than the act's is refused.
func (s *Seam) Tell(tx *db.Tx, f Fact) error {
	if f.ID == "" {
		f.ID = ref.NewID(tx.Now())
	}
	if f.At == 0 {
		f.At = tx.Now()
	}
	if f.At != tx.Now() {
		return fmt.Errorf("fact %s: told at %s in an act of %s", f.Name, f.At, tx.Now())
	}
	if err := f.check(); err != nil {
		return err
	}
	refs, values, err := f.encode()
	if err != nil {
		return err
	}
	seq, err := next(tx, f.Area, f.Record)
	if err != nil {
		return fmt.Errorf("numbering fact %s: %w", f.Name, err)
	}
	_, err = tx.Exec(`INSERT INTO fact (area, id, name, kind, record, seq, act, at, refs, content) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		string(f.Area), string(f.ID), f.Name, f.Kind, string(f.Record), seq, string(f.Act), int64(f.At), refs, values)
	if err != nil {
		return fmt.Errorf("telling %s: %w", f.Name, err)
	}
	now := int64(s.o.Wall.Now())
	for _, h := range s.by[f.Name] {
		_, err := tx.Exec(`INSERT INTO fact_delivery (area, fact, hearer, record, seq, state, tries, next_at, reason) VALUES ($1, $2, $3, $4, $5, 'waiting', 0, $6, '')`,
			string(f.Area), string(f.ID), h.Name, string(f.Record), seq, now)
		if err != nil {
			return fmt.Errorf("telling %s to %s: %w", f.Name, h.Name, err)
		}
		tx.After(h.ring)
	}
	return nil
}

// ring wakes the hearer's loop, if it sleeps in this process.
func (h *hearer) ring() {
	select {
	case h.bell <- struct{}{}:
	default: // already rung
	}
}

// next returns the number of the next fact of a record. On PostgreSQL the
// record's facts are told one transaction after the other, so that a later
// number is never seen before an earlier one; SQLite has one writer anyway.
func next(tx *db.Tx, area ref.Area, record ref.ID) (int64, error) {
	if tx.Dialect() == db.Postgres {
		_, err := tx.Exec(`SELECT pg_advisory_xact_lock(7283, hashtext(current_schema() || '/' || $1::text || '/' || $2::text))`, string(area), string(record))
		if err != nil {
			return 0, err
		}
	}
	var last int64
	err := tx.QueryRow(`SELECT seq FROM fact WHERE area = $1 AND record = $2 ORDER BY seq DESC LIMIT 1`, string(area), string(record)).Scan(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	return last + 1, nil
}

// load reads a fact.
func load(tx *db.Tx, area ref.Area, id ref.ID) (Fact, error) {
	f := Fact{ID: id, Area: area}
	var record, act, refs, values string
	var at int64
	err := tx.QueryRow(`SELECT name, kind, record, act, at, refs, content FROM fact WHERE area = $1 AND id = $2`, string(area), string(id)).
		Scan(&f.Name, &f.Kind, &record, &act, &at, &refs, &values)
	if err != nil {
		return f, fmt.Errorf("reading fact %s/%s: %w", area, id, err)
	}
	f.Record, f.Act, f.At = ref.ID(record), ref.ID(act), clock.Instant(at)
	return f, f.decode(refs, values)
}
