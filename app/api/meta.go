package api

import (
	"net/http"
	"sort"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// meta adds what a client needs to draw its screens.
func (a *API) meta() {
	a.fixed(http.MethodGet, "/api/meta", "meta", "产品、城市和可用的业务类型", "系统", a.getMeta)
	a.fixed(http.MethodGet, "/api/kinds/{kind}", "kind", "一个业务类型的声明", "系统", a.getKind)
	a.fixed(http.MethodGet, "/api/codes/{list}", "codes", "代码表", "系统", a.getCodes)
	a.fixed(http.MethodGet, "/api/areas", "areas", "区县和功能区", "系统", a.getAreas)
}

type county struct {
	Code       string `json:"code"`
	Name       string `json:"name"`
	Title      string `json:"title"` // in full
	Functional bool   `json:"functional"`
	Parent     string `json:"parent,omitempty"`
}

func (a *API) counties() []county {
	out := []county{}
	for _, c := range a.areas.Counties {
		name, _ := a.codes.Area(c.Code)
		out = append(out, county{c.Code, name, c.Title, c.Functional, c.Parent})
	}
	return out
}

func (a *API) getAreas(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": a.counties(), "stations": a.stations()})
}

// station is a local office with the towns it serves, as the profile has them.
type station struct {
	Code   string   `json:"code"`
	Name   string   `json:"name"`
	Title  string   `json:"title"` // in full
	County string   `json:"county"`
	Towns  []string `json:"towns"`
}

func (a *API) stations() []station {
	out := []station{}
	p := a.app.Profile
	for _, u := range p.Units {
		if len(u.Towns) == 0 {
			continue
		}
		county := u.County
		for up, ok := p.Unit(u.Parent); ok && county == ""; up, ok = p.Unit(up.Parent) {
			county = up.County
		}
		name := u.Short
		if name == "" {
			name = u.Name
		}
		out = append(out, station{u.Code, name, u.Name, county, u.Towns})
	}
	return out
}

type metaKind struct {
	Name  string   `json:"name"`
	Title string   `json:"title"`
	May   []string `json:"may"`
}

type metaMatter struct {
	Name  string     `json:"name"`
	Title string     `json:"title"`
	Group string     `json:"group"`
	Kinds []metaKind `json:"kinds"`
	// Screens are those beside the screens of its kinds that not everybody who reads
	// the kinds may open, by name.
	Screens []string `json:"screens"`
}

func (a *API) getMeta(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	matters := []metaMatter{}
	seen := map[string]bool{}
	add := func(m app.Matter) {
		seen[m.Name] = true
		mm := metaMatter{m.Name, m.Title, m.Group, []metaKind{}, []string{}}
		for _, k := range a.engine.Kinds().ByMatter(m.Name) {
			if may := a.may(c, k); len(may) > 0 {
				mm.Kinds = append(mm.Kinds, metaKind{k.Name, k.Title, may})
			}
		}
		if m.Name == "complaint" && a.app.Upstream.Open(c) == nil {
			mm.Screens = append(mm.Screens, "exchange")
		}
		if len(mm.Kinds) > 0 {
			matters = append(matters, mm)
		}
	}
	for _, m := range app.Matters() {
		add(m)
	}
	for _, k := range a.engine.Kinds().All() { // matters a city added
		if !seen[k.Matter] {
			add(app.Matter{Name: k.Matter, Title: k.Title, Group: k.Group})
		}
	}
	return q.JSON(http.StatusOK, map[string]any{
		"product": "衡鉴", "version": a.version, "today": a.engine.DB().Now().Day(), "demo": a.app.Config.Demo,
		"city":    map[string]any{"profile": a.app.City, "name": a.areas.Title, "area": a.area, "counties": a.counties()},
		"matters": matters, "files": map[string]any{"max": maxFile, "types": attachments()},
	})
}

// may lists the verbs a caller may use on a kind, whether its declaration names
// them or the roles' own rules give them.
func (a *API) may(c actor.Caller, k *kind.Kind) []string {
	verbs := map[string]bool{}
	for _, verb := range kind.Verbs() {
		verbs[verb] = true
	}
	for verb := range k.Access.Roles {
		verbs[verb] = true
	}
	var out []string
	for verb := range verbs {
		if k.Name == app.AccountKind && verb != kind.Read {
			continue // only through the administration's own operations
		}
		if !a.people.May(c, verb, k).None {
			out = append(out, verb)
		}
	}
	sort.Strings(out)
	return out
}

type metaField struct {
	Name        string        `json:"name"`
	Title       string        `json:"title"`
	Type        kind.Type     `json:"type"`
	Required    bool          `json:"required"`
	Search      bool          `json:"search"`
	Personal    bool          `json:"personal"`
	Secret      bool          `json:"secret"`
	Unique      kind.Unique   `json:"unique"`
	Max         int           `json:"max"`
	Scale       int           `json:"scale"`
	Of          string        `json:"of"`
	List        string        `json:"list"`
	Options     []kind.Option `json:"options"`
	Unit        string        `json:"unit"`
	Help        string        `json:"help"`
	Owner       string        `json:"owner"`
	Computed    bool          `json:"computed"`
	Multiline   bool          `json:"multiline"`
	Currency    bool          `json:"currency"`
	Facet       bool          `json:"facet"`
	Sortable    bool          `json:"sortable"`
	City        bool          `json:"city"`
	Article     string        `json:"article"`
	Format      string        `json:"format"`
	Until       string        `json:"until"`
	Handwritten bool          `json:"handwritten"`
	Readable    bool          `json:"readable"`
	Writable    bool          `json:"writable"`
}

func (a *API) kindOf(name string) (*kind.Kind, error) {
	k := a.engine.Kinds().Get(name)
	if k == nil {
		return nil, fault.New(fault.NotFound, "kind.notfound", "没有这个业务类型")
	}
	return k, nil
}

func (a *API) getKind(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	k, err := a.kindOf(q.Param("kind"))
	if err != nil {
		return err
	}
	read := a.people.May(c, kind.Read, k)
	write := !a.people.May(c, kind.Create, k).None || !a.people.May(c, kind.Amend, k).None
	fields := []metaField{}
	for _, f := range k.Fields {
		readable := read.Readable(f)
		fields = append(fields, metaField{Name: f.Name, Title: f.Title, Type: f.Type, Required: f.Required, Search: f.Search, Personal: f.Personal,
			Secret: f.Secret, Unique: f.Unique, Max: f.Max, Scale: f.Scale, Of: f.Of, List: f.List, Options: a.options(f), Unit: f.Unit, Help: f.Help,
			Owner: f.Owner, Computed: f.Compute != "", Multiline: f.Multiline, Currency: f.Currency, Facet: f.Index, City: f.City, Article: f.Article,
			Format: f.Format, Until: f.Until, Handwritten: f.Handwritten, Sortable: f.Stored() && f.Type != kind.List && f.Type != kind.File, Readable: readable, Writable: readable && write && f.Compute == "" && !k.SetByActs(f.Name)})
	}
	return q.JSON(http.StatusOK, map[string]any{
		"name": k.Name, "title": k.Title, "matter": k.Matter, "group": k.Group, "digest": k.DigestHex(), "file": k.File, "help": k.Help,
		"number": numberTemplate(k), "fields": fields, "list": orEmpty(k.List), "checks": checks(k), "acts": acts(k), "publish": publish(k),
		"upstream": declaredUpstream(k), "basis": a.basis(k), "about": k.About, "subject": k.Subject, "title_field": k.TitleField, "sort": k.Sort,
		"begins": k.Begins, "procedure": procedure.Of(k) != nil, "creates": creates(k), "may": orEmpty(a.may(c, k)), "source": string(k.Source),
	})
}

func orEmpty(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

// creates are the fields of a new record where an act of the procedure makes it,
// none where every field may be given.
func creates(k *kind.Kind) []string {
	out := []string{}
	if l := procedure.Of(k); l != nil {
		if a := l.Begin(); a != nil {
			return append(append(out, a.Needs...), a.Takes...)
		}
	}
	return out
}

func numberTemplate(k *kind.Kind) string {
	if k.Number == nil {
		return ""
	}
	return k.Number.Template
}

func (a *API) options(f *kind.Field) []kind.Option {
	switch {
	case f.Type == kind.Code:
		if o := a.codes.Options(f.Of); len(o) <= 100 {
			return o
		}
	case f.Type == kind.List && f.List != "":
		return a.codes.Options(f.List)
	case f.Type == kind.Area:
		var out []kind.Option
		for _, c := range a.areas.Counties {
			name, _ := a.codes.Area(c.Code)
			out = append(out, kind.Option{Value: c.Code, Title: name})
		}
		return out
	}
	return f.Options
}

func checks(k *kind.Kind) []map[string]string {
	out := []map[string]string{}
	for _, c := range k.Checks {
		out = append(out, map[string]string{"if": c.If, "say": c.Say, "article": c.Article})
	}
	return out
}

func acts(k *kind.Kind) []map[string]any {
	out := []map[string]any{}
	for _, x := range k.Acts {
		out = append(out, map[string]any{"name": x.Name, "title": x.Title, "needs": orEmpty(x.Needs), "reason": x.Reason})
	}
	return out
}

func publish(k *kind.Kind) []map[string]any {
	out := []map[string]any{}
	for _, p := range k.Publish {
		out = append(out, map[string]any{"kind": p.Kind, "on": orEmpty(p.On), "if": p.If, "from": p.From, "fields": orEmpty(p.Fields), "until": strings.Join(p.Until, "；"), "unsure": p.Unsure})
	}
	return out
}

func declaredUpstream(k *kind.Kind) any {
	if k.Upstream == nil {
		return nil
	}
	return map[string]string{"platform": k.Upstream.Platform, "number": k.Upstream.Number, "mode": k.Upstream.Mode}
}

func (a *API) basis(k *kind.Kind) []map[string]any {
	out := []map[string]any{}
	for _, b := range k.Basis {
		name := b.Law
		if c, err := a.app.Law.Resolve(b.Law, b.Article); err == nil {
			name = c.Name
		}
		out = append(out, map[string]any{"law": b.Law, "name": name, "article": b.Article, "title": b.Title, "unsure": b.Unsure})
	}
	return out
}

// maxOptions bounds one answer of a code list.
const maxOptions = 200

func (a *API) getCodes(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	all := a.codes.Options(q.Param("list"))
	if all == nil {
		return fault.New(fault.NotFound, "code.list", "没有这个代码表")
	}
	want := q.Query("q")
	out := []kind.Option{}
	if under, asked := q.HTTP().URL.Query()["under"]; asked {
		return a.codesUnder(q, under[0])
	}
	for _, o := range all {
		if want == "" || strings.HasPrefix(o.Value, want) || strings.Contains(o.Title, want) {
			if out = append(out, o); len(out) == maxOptions {
				break
			}
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

type branch struct {
	Value string `json:"value"`
	Title string `json:"title"`
	Leaf  bool   `json:"leaf"`
}

// codesUnder lists the entries directly below one of a classification that has
// levels; those of the highest level below "".
func (a *API) codesUnder(q *rest.Request, above string) error {
	out := []branch{}
	if q.Param("list") == app.IndustryList {
		t := code.GBT4754()
		for _, x := range t.Under(above) {
			out = append(out, branch{x.Code, x.Name, len(t.Under(x.Code)) == 0})
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}
