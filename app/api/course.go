package api

import (
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

// courseOut is where a record stands in its procedure (办理经过): the text it
// lives under, the steps it went through and those ahead, its limits with their
// arithmetic, who must still be told.
type courseOut struct {
	Law    lawOut        `json:"law"`
	Begun  string        `json:"begun"`
	Carry  *carryOut     `json:"carry"`
	Step   string        `json:"step"`
	Stays  []stayOut     `json:"stays"`
	Ahead  [][]aheadOut  `json:"ahead"`
	Usual  []usualOut    `json:"usual"` // acts by which it usually goes on, the first first
	Clocks []courseClock `json:"clocks"`
	Owed   []owedOut     `json:"owed"`
	Modes  []kind.Option `json:"modes"`
	Parts  []partOut     `json:"parts"`
}

// partOut is a part of the record (查封扣押、听证…) with where it stands itself.
type partOut struct {
	Matter string `json:"matter"`
	Kind   string `json:"kind"`
	Sort   string `json:"sort"` // the title of its kind
	Area   string `json:"area"`
	ID     string `json:"id"`
	Title  string `json:"title"`
	Step   string `json:"step"`
	Ended  bool   `json:"ended"`
	Clock  string `json:"clock"` // the limit that ends first, "" where none runs
	Due    string `json:"due"`
}

type lawOut struct {
	ID     string `json:"id"`
	Title  string `json:"title"`
	Number string `json:"number"`
	From   string `json:"from"`
}

type carryOut struct {
	Records string `json:"records"`
	Basis   string `json:"basis"`
	Unsure  bool   `json:"unsure"`
}

type stepOut struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// aheadOut is a step that may come; by when the law wants the record there, "" where
// no limit says.
type aheadOut struct {
	stepOut
	Due string `json:"due"`
}

// usualOut is an act by which the record usually goes on, and whose it is.
type usualOut struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	By    string `json:"by"`    // Chinese: 分管领导
	Leads bool   `json:"leads"` // it is the next thing to do
}

type stayOut struct {
	stepOut
	From  string `json:"from"`
	Until string `json:"until"`
}

type owedOut struct {
	Act   string `json:"act"`
	Title string `json:"title"`
	Whom  string `json:"whom"`
	Who   string `json:"who"`
}

// courseClock is one run of a clock.
type courseClock struct {
	Name        string                `json:"name"`
	Title       string                `json:"title"`
	State       string                `json:"state"`
	Article     string                `json:"article"`
	City        bool                  `json:"city"`
	Unsure      bool                  `json:"unsure"`
	Limit       string                `json:"limit"`
	Start       string                `json:"start"`
	Due         string                `json:"due"`
	Weekday     string                `json:"weekday"`
	Stop        string                `json:"stop"`
	LastSafe    string                `json:"last_safe"`
	Provisional bool                  `json:"provisional"`
	Wait        bool                  `json:"wait"`
	Expiry      string                `json:"expiry"`
	Stops       string                `json:"stops"` // Chinese: what ends it
	Arithmetic  []string              `json:"arithmetic"`
	Days        []calendar.CountedDay `json:"days"`
}

// course tells where a record stands in its procedure.
func (a *API) course(q *rest.Request, k *kind.Kind) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	var out courseOut
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := a.engine.GetIn(conn, c, k.Name, r, record.AsOf{})
		if err != nil {
			return err
		}
		course, err := a.app.Procedures.Course(conn, rec, a.engine.DB().Now())
		if err != nil {
			return err
		}
		if out, err = a.showCourse(k, course); err != nil {
			return err
		}
		out.Parts, err = a.showParts(conn, c, rec)
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func (a *API) showCourse(k *kind.Kind, c *procedure.Course) (courseOut, error) {
	v := c.Version
	out := courseOut{Law: lawOut{ID: v.Law, Title: v.Law, From: v.From.String()}, Step: c.Step, Usual: []usualOut{}, Stays: []stayOut{}, Ahead: [][]aheadOut{}, Clocks: []courseClock{}, Owed: []owedOut{}, Modes: procedure.Tellings}
	if l, ok := a.app.Law.Law(v.Law); ok {
		out.Law.Title, out.Law.Number = l.Title, l.NumberAt(v.From)
	}
	if t := v.Carry; t != nil {
		out.Carry = &carryOut{string(t.Records), t.Basis, t.Unsure}
	}
	for _, s := range c.Stays() {
		x := stayOut{stepOut{s.Step.Name, s.Step.Title}, s.From.String(), s.Until.String()}
		if out.Begun == "" {
			out.Begun = x.From
		}
		out.Stays = append(out.Stays, x)
	}
	from := []*procedure.Step{v.Step(c.Step)}
	for _, list := range c.Ahead() {
		var steps []aheadOut
		due := c.NextDue(from, list).String()
		from = list
		for _, s := range list {
			steps = append(steps, aheadOut{stepOut{s.Name, s.Title}, due})
		}
		out.Ahead = append(out.Ahead, steps)
	}
	for _, u := range c.Usual() {
		out.Usual = append(out.Usual, usualOut{u.Name, u.Title, a.app.Procedures.Whose(k, c.Version, u.Act), u.Leads})
	}
	for _, o := range c.Owes() {
		out.Owed = append(out.Owed, owedOut{o.Act.Name, o.Act.Title, o.Whom, k.Field(o.Whom).Title})
	}
	for _, r := range c.Runs {
		x, err := a.showRun(k, c, r)
		if err != nil {
			return out, err
		}
		out.Clocks = append(out.Clocks, x)
	}
	return out, nil
}

// showParts tells where the parts of a record stand that the caller may read.
func (a *API) showParts(conn db.Conn, c actor.Caller, r *record.Record) ([]partOut, error) {
	list, err := a.app.Procedures.Parts(conn, r)
	out := []partOut{}
	if err != nil {
		return out, err
	}
	for _, x := range list {
		may, err := a.engine.MayDo(conn, c, kind.Read, x)
		if err != nil {
			return out, err
		}
		if !may {
			continue
		}
		course, err := a.app.Procedures.Course(conn, x, a.engine.DB().Now())
		if err != nil {
			return out, err
		}
		s := course.Version.Step(course.Step)
		p := partOut{Matter: x.Kind.Matter, Kind: x.Kind.Name, Sort: x.Kind.Title, Area: string(x.Area), ID: string(x.ID), Title: x.Title(), Step: s.Title, Ended: s.End}
		if r := course.First(); r != nil {
			p.Clock, p.Due = r.Clock.Title, r.Due.String()
		}
		out = append(out, p)
	}
	return out, nil
}

func (a *API) showRun(of *kind.Kind, c *procedure.Course, r *procedure.Run) (courseClock, error) {
	k := r.Clock
	x := courseClock{Name: k.Name, Title: k.Title, State: string(c.State(r)), City: k.City, Unsure: k.Unsure, Start: r.Start.String(), Stop: r.Stop.String(), Provisional: r.Provisional, Wait: k.Wait, Expiry: k.Expire.Text(), Stops: a.app.Procedures.Stops(of, c.Version, k), Arithmetic: []string{}, Days: []calendar.CountedDay{}}
	if x.Article = k.Basis(); x.Article == "" && len(k.Cites) > 0 {
		x.Article = a.articleOf(c.Version.Law, k.Cites[0])
	}
	res, err := c.Reckoned(r)
	if err != nil {
		return x, err
	}
	x.Limit, x.Arithmetic, x.Days = res.Limit.Chinese(), append(x.Arithmetic, res.Steps...), append(x.Days, res.Days...)
	if !r.Stopped {
		x.Due, x.Weekday = r.Due.String(), r.Due.WeekdayText()
		if r.DueAt != 0 {
			x.Due = r.DueAt.Time().Format("2006-01-02T15:04:05+08:00")
		}
	}
	if k.Power && !r.Stopped {
		x.LastSafe = r.LastSafe.String()
	}
	return x, nil
}

// articleOf is an article in words; of another text than the record's with the
// name of that text.
func (a *API) articleOf(own string, c procedure.Cite) string {
	text := c.Article
	if ref, err := law.ParseArticle(c.Article); err == nil {
		text = ref.String()
	}
	if l, ok := a.app.Law.Law(c.Law); ok && c.Law != own {
		return "《" + l.Title + "》" + text
	}
	return text
}
