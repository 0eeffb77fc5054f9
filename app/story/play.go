package story

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Failure is one thing in a story that was not as it says.
type Failure struct {
	Place
	Statement string
	Want, Got string
	Why       []string // the arithmetic of the clock
}

// Outcome is how a story went.
type Outcome struct {
	Script   *Script
	Problems Problems // what is wrong with it as it is written; then it was not played
	Failures []Failure
	Visited  map[string]bool // what of the procedures it went through (visit.go)
	Took     time.Duration
}

// Passed reports whether the story went as it says.
func (o *Outcome) Passed() bool { return len(o.Problems) == 0 && len(o.Failures) == 0 }

// Play plays stories side by side, each on its own city, and returns how each went,
// in their order. An error is one of the machine: a story that fails is none.
func (s *Stage) Play(ctx context.Context, scripts []*Script) ([]*Outcome, error) {
	out := make([]*Outcome, len(scripts))
	errs := make([]error, len(scripts))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(max(runtime.NumCPU(), 1), max(len(scripts), 1)) {
		wg.Go(func() {
			for i := range next {
				out[i], errs[i] = s.play(ctx, scripts[i])
			}
		})
	}
	for i := range scripts {
		next <- i
	}
	close(next)
	wg.Wait()
	return out, errors.Join(errs...)
}

// play plays one story.
func (s *Stage) play(ctx context.Context, x *Script) (out *Outcome, err error) {
	began := clock.Wall{}.Now()
	out = &Outcome{Script: x, Visited: map[string]bool{}}
	defer func() { out.Took = time.Duration(clock.Wall{}.Now()-began) * time.Millisecond }()
	if len(x.Steps) == 0 || x.Steps[0].at == nil {
		return out, nil // said when it was read
	}
	a, end, err := s.open(ctx, x)
	if err != nil {
		if f := fault.As(err); f.Kind == fault.Invalid { // its city, its declarations
			out.Problems = Problems{{x.Place, said(f)}}
			return out, nil
		}
		return nil, fmt.Errorf("city of %s: %w", x.Name(), err)
	}
	defer func() { err = errors.Join(err, end()) }()
	list, err := demo.People(a.Profile)
	if err != nil {
		return nil, err
	}
	n := &names{app: a, people: list}
	had := len(list)
	if out.Problems = bind(n, x); len(out.Problems) > 0 {
		return out, nil
	}
	sc := &scene{ctx: ctx, names: n, script: x, out: out, records: map[string]*cast{}, seen: map[string]int64{}}
	if err := a.Hire(ctx, n.people[had:]...); err != nil {
		return nil, err
	}
	for i := range x.Steps {
		if !sc.step(&x.Steps[i]) {
			return out, nil
		}
	}
	sc.observe()
	sc.verify()
	return out, nil
}

// cast is a record of the story.
type cast struct {
	kind *kind.Kind
	ref  ref.Ref
}

// scene is a story being played.
type scene struct {
	*names
	ctx     context.Context
	script  *Script
	out     *Outcome
	records map[string]*cast
	order   []string
	filed   []ref.Ref        // by the public
	seen    map[string]int64 // by person and record: the version on his screen
	now     *step
}

func (sc *scene) fail(at Place, want, got string, why ...string) {
	sc.out.Failures = append(sc.out.Failures, Failure{at, sc.now.text, want, got, why})
}

// broken says that something could not even be looked at.
func (sc *scene) broken(at Place, err error) { sc.fail(at, "可以核对", said(fault.As(err))) }

// step plays one statement; false ends the story, for what follows rests on it.
func (sc *scene) step(st *step) bool {
	sc.now = st
	switch {
	case st.at != nil:
		sc.observe()
		if _, err := sc.app.Ledger.Sequence(sc.ctx); err != nil { // as a server does all the time
			sc.broken(st.Place, err)
		}
		sc.app.Clock.Freeze(st.at.to)
	case st.act != nil:
		return sc.act(st.act)
	case st.expect != nil:
		sc.expect(st.expect)
	case st.public != nil:
		sc.public(st.public)
	}
	return true
}

// anyone is the public of a story: one person, who holds the receipt of whatever he
// filed.
const anyone = "public"

// caller is who acts, with the rights of today.
func (sc *scene) caller(w, behalf word) (actor.Caller, error) {
	if w.is(anyone) {
		return actor.Caller{Public: "story", Account: "public:story", Area: sc.app.Area(), Day: sc.today(), Holds: sc.filed}, nil
	}
	if rec := sc.records[w.text]; rec != nil {
		return actor.Caller{Account: w.text, Name: w.text, Area: sc.app.Area(), Day: sc.today(), Subject: rec.ref}, nil
	}
	p, _ := sc.person(w.text)
	c, ok := sc.app.People.Caller(p.Account, sc.today())
	if !ok {
		return c, fault.Newf(fault.NotFound, "story.person", "%s今天不在岗", w.text)
	}
	if behalf.Line == 0 {
		return c, nil
	}
	g, _ := sc.person(behalf.text)
	giver, _ := sc.app.People.Caller(g.Account, sc.today())
	return sc.app.People.Act(c, giver.Person)
}

// get reads a record as it stands, whoever may see it.
func (sc *scene) get(c *cast) (*record.Record, error) {
	return sc.app.Engine.Get(sc.ctx, sc.app.Setup(), c.kind.Name, c.ref, record.AsOf{})
}

// course is where a record stands in its procedure; nil where it has none.
func (sc *scene) course(c *cast) (*procedure.Course, error) {
	if procedure.Of(c.kind) == nil {
		return nil, nil
	}
	var course *procedure.Course
	err := sc.app.DB.Read(sc.ctx, func(conn db.Conn) error {
		r, err := sc.app.Engine.GetIn(conn, sc.app.Setup(), c.kind.Name, c.ref, record.AsOf{})
		if err != nil {
			return err
		}
		course, err = sc.app.Procedures.Course(conn, r, sc.app.DB.Now())
		return err
	})
	return course, err
}

// governs is the version under which a record lives, nil where that cannot be told.
func (sc *scene) governs(c *cast) *procedure.Version {
	if course, err := sc.course(c); err == nil && course != nil {
		return course.Version
	}
	return nil
}

func (sc *scene) lookup(name string) (ref.Ref, bool) {
	c, ok := sc.records[name]
	if !ok {
		return ref.Ref{}, false
	}
	return c.ref, true
}

func (sc *scene) enter(name string, k *kind.Kind, r ref.Ref) {
	sc.records[name] = &cast{k, r}
	sc.order = append(sc.order, name)
}

// verify holds the whole city to its books: what the ledger says of each record of
// the kinds of the story is what stands in its row and its clocks.
func (sc *scene) verify() {
	at := sc.script.Place
	sc.now = &step{sentence: sentence{text: "（故事结束：核验账本、记录与期限）"}}
	if _, err := sc.app.Ledger.Sequence(sc.ctx); err != nil {
		sc.broken(at, err)
		return
	}
	var found []string
	if err := sc.app.Engine.Verify(sc.ctx, nil, func(f record.Finding) { found = append(found, f.String()) }); err != nil {
		sc.broken(at, err)
		return
	}
	if len(found) > 0 {
		slices.Sort(found)
		sc.fail(at, "账本、记录与期限相符", strings.Join(found, "；"))
	}
}

// said is a fault in words, with every field.
func said(f *fault.Error) string {
	var b strings.Builder
	b.WriteString(f.Text)
	for _, x := range f.Fields {
		b.WriteString("；" + x.Name + "：" + x.Text)
	}
	if f.Cause != nil {
		b.WriteString("（" + f.Cause.Error() + "）")
	}
	return b.String()
}
