package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Simulation is a version of a procedure tried over the live records.
type Simulation struct {
	Law        string         `json:"law"`
	Title      string         `json:"title"`
	Transition string         `json:"transition"` // pin, switch, "" for what each declaration says
	Seen       int            `json:"seen"`       // records under way
	Late       int            `json:"late"`
	Stuck      int            `json:"stuck"`
	NoAct      int            `json:"no_act"`
	Moved      int            `json:"moved"` // records of which a due day moves
	Records    []Simulated    `json:"records"`
	Kinds      map[string]int `json:"kinds"` // records under way by kind
}

// Simulated is a record that would notice.
type Simulated struct {
	Kind   string   `json:"kind"`
	Title  string   `json:"title"` // of the kind
	Number string   `json:"number"`
	Record ref.Ref  `json:"record"`
	Step   string   `json:"step"`
	Stuck  string   `json:"stuck,omitempty"`
	NoAct  bool     `json:"no_act,omitempty"`
	Late   []string `json:"late,omitempty"`
	Moved  []string `json:"moved,omitempty"`
	Gone   []string `json:"gone,omitempty"`
	New    []string `json:"new,omitempty"`
}

// Simulate tries a law over every record under way: as the installation declares
// it, or as the declarations in a folder do that are to take their place. It only
// reads.
func (a *App) Simulate(ctx context.Context, lawID string, hand procedure.Hand, folder string) (*Simulation, error) {
	book := a.Procedures
	if folder != "" {
		set, err := a.proposed(folder)
		if err != nil {
			return nil, err
		}
		book = procedure.NewBook(set, a.Law, a.Days)
	}
	s := &Simulation{Law: lawID, Title: lawID, Transition: string(hand), Records: []Simulated{}, Kinds: map[string]int{}}
	if l, ok := a.Law.Law(lawID); ok {
		s.Title = l.Title
	}
	found := false
	for _, k := range a.governed() {
		t, err := book.Try(k.Name, lawID, hand, a.today())
		if err != nil {
			return nil, err
		}
		if t == nil {
			continue
		}
		found = true
		q := record.Query{Kind: k.Name, Area: a.Area(), Caller: actor.Caller{Machine: "simulate", Area: a.Area()}}
		err = a.Engine.Each(ctx, q, func(r *record.Record) error {
			if r.State != record.Active {
				return nil
			}
			return a.DB.Read(ctx, func(c db.Conn) error { return s.try(c, a, t, r) })
		})
		if err != nil {
			return nil, err
		}
	}
	if !found {
		return nil, fault.Bad("procedure.law", "没有这个程序", fault.Field{Name: "--law", Code: "unknown", Text: "没有业务声明了 " + lawID + " 的程序"})
	}
	return s, nil
}

func (s *Simulation) try(c db.Conn, a *App, t *procedure.Trial, r *record.Record) error {
	e, ok, err := a.Procedures.Effect(c, r, t, a.Clock.Now())
	if err != nil || !ok {
		return err
	}
	s.Seen++
	s.Kinds[r.Kind.Name]++
	if e.Nothing() {
		return nil
	}
	if len(e.Late) > 0 {
		s.Late++
	}
	if e.Stuck != "" {
		s.Stuck++
	}
	if e.NoAct {
		s.NoAct++
	}
	if len(e.Moved) > 0 {
		s.Moved++
	}
	s.Records = append(s.Records, Simulated{r.Kind.Name, r.Kind.Title, r.Number, r.Ref(), e.Step, e.Stuck, e.NoAct, e.Late, e.Moved, e.Gone, e.New})
	return nil
}

// kindLine is where a declaration says which kind it is.
var kindLine = regexp.MustCompile(`(?m)^kind:\s*([a-z0-9_]+)`)

// proposed loads the declarations of the product with those of a folder in the
// place of the ones they are to replace.
func (a *App) proposed(folder string) (*kind.Set, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.yaml"))
	if err != nil || len(files) == 0 {
		return nil, fault.Bad("procedure.kinds", "没有声明", fault.Field{Name: "--kinds", Code: "empty", Text: folder + " 中没有 *.yaml"})
	}
	own := map[string]string{} // path of the declaration that is replaced → file
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			return nil, fault.Newf(fault.Invalid, "procedure.kinds", "读不到 %s", f).With(err)
		}
		m := kindLine.FindSubmatch(text)
		if m == nil || a.Kinds.Get(string(m[1])) == nil {
			return nil, fault.Bad("procedure.kinds", "不是现有业务的声明", fault.Field{Name: "--kinds", Code: "unknown", Text: f + " 须声明一个现有的业务类型（kind:）"})
		}
		own[a.Kinds.Get(string(m[1])).File] = f
	}
	sources, err := a.sources()
	if err != nil {
		return nil, err
	}
	for i, s := range sources {
		sources[i].FS = replaced{s.FS, s.Dir, own}
	}
	set, problems := kind.Load(a.env(nil), sources...)
	if len(problems) > 0 {
		return nil, fault.New(fault.Invalid, "kind.declaration", "拟用的业务声明有误：\n"+problems.Error())
	}
	return set, nil
}

// replaced is a folder of declarations with some of its files taken from elsewhere.
type replaced struct {
	fs.FS
	dir string
	own map[string]string
}

// Open opens the file that takes the place of the one named, or that one.
func (r replaced) Open(name string) (fs.File, error) {
	if f, ok := r.own[path.Join(r.dir, name)]; ok {
		return os.Open(f)
	}
	return r.FS.Open(name)
}

// ReadDir lists the folder; what is replaced keeps its name.
func (r replaced) ReadDir(name string) ([]fs.DirEntry, error) { return fs.ReadDir(r.FS, name) }

// Transition reads how records are to be carried over in a simulation.
func Transition(text string) (procedure.Hand, error) {
	switch h := procedure.Hand(strings.TrimSpace(text)); h {
	case "", procedure.Pin, procedure.Switch:
		return h, nil
	}
	return "", errors.New("应为 pin（按原办法办完）或 switch（改按新办法）")
}
