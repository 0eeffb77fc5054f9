package story

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Stage makes fresh cities. A bureau with the people of the demo is founded once
// for each profile; every story plays on a copy, which is gone when it ends.
type Stage struct {
	dir   string
	kinds []string
	empty func() (string, error)
	copy  func(string) (string, error)
	mu    sync.Mutex
	bases map[string]*base
	read  map[string]*app.App // closed ones whose declarations the next take
}

// base is a founded city that is copied.
type base struct {
	once    sync.Once
	dir     string
	address string // "" where it is embedded
	err     error
}

// Options say on what stories play.
type Options struct {
	// Kinds are folders of declarations in the place of the product's own.
	Kinds []string
	// Empty gives an empty PostgreSQL database, in which a bureau is founded once for
	// each profile; nil: embedded ones. Copy gives one of the same content.
	Empty func() (address string, err error)
	Copy  func(address string) (string, error)
}

// NewStage makes a stage in a temporary folder; Close takes it away.
func NewStage(o Options) (*Stage, error) {
	dir, err := os.MkdirTemp("", "hengjian-story-")
	if err != nil {
		return nil, fmt.Errorf("making a folder for stories: %w", err)
	}
	s := &Stage{dir: dir, empty: o.Empty, copy: o.Copy, bases: map[string]*base{}, read: map[string]*app.App{}}
	for _, k := range o.Kinds {
		abs, err := filepath.Abs(k)
		if err != nil {
			return nil, errors.Join(err, s.Close())
		}
		s.kinds = append(s.kinds, abs)
	}
	return s, nil
}

// Check reads the declarations that stand in the place of the product's, so that what
// is wrong with them is said once and not by every story.
func (s *Stage) Check(ctx context.Context) error {
	if len(s.kinds) == 0 {
		return nil
	}
	a, err := app.Open(ctx, app.Config{Data: filepath.Join(s.dir, "check"), Began: founded, Fleeting: true, Kinds: s.kinds})
	if err != nil {
		return err
	}
	return a.Close()
}

// Close takes away everything the stage made.
func (s *Stage) Close() error { return os.RemoveAll(s.dir) }

// founded is the day before the first of any story.
var founded = clock.Instant(firstDay.AddDays(-1).Start())

// open makes the city of a story. end closes it and takes it away.
func (s *Stage) open(ctx context.Context, x *Script) (a *app.App, end func() error, err error) {
	dir, err := os.MkdirTemp(s.dir, "city-")
	if err != nil {
		return nil, nil, err
	}
	away := func() error { return os.RemoveAll(dir) }
	cfg := app.Config{Data: dir, City: x.City, Began: founded, Fleeting: true, Kinds: append(append([]string{}, s.kinds...), x.Kinds...)}
	b := s.base(ctx, x.City)
	if b.err != nil {
		return nil, nil, errors.Join(b.err, away())
	}
	if err = db.CopyFolder(b.dir, dir); err == nil && b.address != "" {
		cfg.DB, err = s.copy(b.address)
	}
	if err != nil {
		return nil, nil, errors.Join(err, away())
	}
	cfg.Began = x.Steps[0].at.to
	same := x.City + "\x00" + strings.Join(cfg.Kinds, "\x00")
	s.mu.Lock()
	cfg.Like = s.read[same]
	s.mu.Unlock()
	if a, err = app.Open(ctx, cfg); err != nil {
		return nil, nil, errors.Join(err, away())
	}
	s.mu.Lock()
	s.read[same] = a
	s.mu.Unlock()
	end = func() error { return errors.Join(a.Close(), away()) }
	return a, end, nil
}

// base is the founded city of a profile, made by whoever comes first.
func (s *Stage) base(ctx context.Context, city string) *base {
	s.mu.Lock()
	b := s.bases[city]
	if b == nil {
		b = &base{dir: filepath.Join(s.dir, fmt.Sprintf("base-%d", len(s.bases)))}
		s.bases[city] = b
	}
	s.mu.Unlock()
	b.once.Do(func() {
		if s.empty != nil {
			if b.address, b.err = s.empty(); b.err != nil {
				return
			}
		}
		a, err := app.Open(ctx, app.Config{Data: b.dir, City: city, DB: b.address, Began: founded, Fleeting: true})
		if err != nil {
			b.err = err
			return
		}
		b.err = errors.Join(found(ctx, a), a.Close())
	})
	return b
}

// found makes the bureau and its people.
func found(ctx context.Context, a *app.App) error {
	if _, err := a.Found(ctx); err != nil {
		return fmt.Errorf("founding the bureau: %w", err)
	}
	list, err := demo.People(a.Profile)
	if err != nil {
		return err
	}
	return a.Hire(ctx, list...)
}
