package api

import (
	"net/http"
	"slices"
	"sort"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) rightOperations() []adminOperation {
	const get = http.MethodGet
	return []adminOperation{
		{get, "/api/admin/roles", "admin-roles", "角色与持有人", grantDuties, x.listRoles},
		{get, "/api/admin/roles/titles", "admin-role-titles", "角色的名称", anybody, x.roleTitles},
		{get, "/api/admin/grants", "admin-grants", "全部授权及是否生效", grantDuties, x.listGrants},
		{get, "/api/admin/why", "admin-why", "某人可以做什么，凭什么；本人可查自己", anybody, x.why},
		{get, "/api/admin/who", "admin-who", "某事谁可以做，凭什么", grantDuties, x.who},
		{get, "/api/admin/verbs", "admin-verbs", "各业务类型可做的办理", threeDuties, x.verbs},
	}
}

type grantOut struct {
	Person    named    `json:"person"`
	Unit      string   `json:"unit"`
	Role      string   `json:"role"`
	Title     string   `json:"title"`
	Duty      string   `json:"duty"`
	Over      named    `json:"over"`
	Own       bool     `json:"own"`
	Matters   []string `json:"matters"`
	Since     string   `json:"since"`
	Until     string   `json:"until"`
	By        string   `json:"by"`
	Confirmed string   `json:"confirmed_by"`
	Counts    bool     `json:"counts"`
	Why       string   `json:"why"`
}

func (x *admin) grants(who ref.ID, day string) []grantOut {
	var out []grantOut
	for _, g := range x.people.Grants(x.area, who, day) {
		by := g.ByName
		if g.By == "" {
			by = "安装时设置"
		}
		out = append(out, grantOut{named{string(x.area), string(g.PersonID), g.PersonName}, g.Unit, g.Role, g.Title, string(g.Duty), named{"", string(g.Over), g.OverName},
			g.Own, orEmpty(g.Matters), g.Since, g.Until, by, g.Second, g.Counts, g.Why})
	}
	return out
}

func (x *admin) listGrants(q *rest.Request, c actor.Caller) error {
	return items(q, x.grants("", c.Day), nil)
}

type roleOut struct {
	Name    string              `json:"name"`
	Title   string              `json:"title"`
	Duty    string              `json:"duty"`
	DutyTo  string              `json:"duty_title"`
	May     map[string][]string `json:"may"` // verb in Chinese → what with
	Base    string              `json:"base"`
	Matters []string            `json:"matters"`
	Codes   bool                `json:"codes_required"`
	Holders []named             `json:"holders"`
	Idle    int                 `json:"idle"` // grants that do not count
}

// listRoles shows the roles with who holds them today.
func (x *admin) listRoles(q *rest.Request, c actor.Caller) error {
	var out []roleOut
	all := x.people.Grants(x.area, "", c.Day)
	for _, r := range x.people.RolesOf(x.area) {
		row := roleOut{Name: r.Name, Title: r.Title, Duty: string(r.Duty), DutyTo: dutyTitle(r.Duty), May: map[string][]string{}, Base: r.Base, Matters: orEmpty(r.Matters), Holders: []named{},
			Codes: x.people.CodeRequired(actor.Caller{Area: x.area, Day: c.Day, Roles: []actor.Held{{Role: r.Name}}})}
		if r.Duty == actor.Business {
			for verb, what := range r.May {
				row.May[actor.VerbTitle(verb, &kind.Kind{})] = what
			}
		} else {
			x.administers(r, row.May)
		}
		for _, g := range all {
			switch {
			case g.Role != r.Name:
			case g.Counts:
				row.Holders = append(row.Holders, named{"", string(g.PersonID), g.PersonName})
			default:
				row.Idle++
			}
		}
		out = append(out, row)
	}
	return items(q, out, nil)
}

// administers adds what an administrator's role may do, which the declarations
// of the organisation's kinds say one by one.
func (x *admin) administers(r actor.Role, may map[string][]string) {
	for _, k := range x.engine.Kinds().All() {
		for _, verb := range actor.VerbsOf(k) {
			if slices.Contains(k.Access.Roles[verb], r.Name) {
				title := actor.VerbTitle(verb, k)
				may[title] = append(may[title], k.Title)
			}
		}
	}
}

// roleTitles names the roles, for whoever is shown one.
func (x *admin) roleTitles(q *rest.Request, _ actor.Caller) error {
	out := []map[string]string{}
	for _, r := range x.people.RolesOf(x.area) {
		out = append(out, map[string]string{"name": r.Name, "title": r.Title})
	}
	return items(q, out, nil)
}

// kindAndVerb reads what is asked about, for why and who.
func (x *admin) kindAndVerb(q *rest.Request) (*kind.Kind, string, error) {
	k, err := x.kindOf(q.Query("kind"))
	if err != nil {
		return nil, "", err
	}
	verb := q.Query("verb")
	for _, v := range actor.VerbsOf(k) {
		if v == verb {
			return k, verb, nil
		}
	}
	return nil, "", fault.Bad("admin.verb", "没有这项办理", fault.Field{Name: "verb", Code: "unknown", Text: k.Title + "没有这项办理"})
}

// head is what rights to the record asked about are judged by; nil where none
// is named. The record itself is not shown: who asks need not be let see it.
func (x *admin) head(q *rest.Request, k *kind.Kind) (h *actor.RowHead, err error) {
	text := q.Query("record")
	if text == "" {
		return nil, nil
	}
	err = x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		r := ref.Ref{Area: x.area, ID: ref.ID(text)}
		if _, err := ref.ParseID(text); err != nil {
			if r, err = x.engine.Numbered(c, k.Name, x.area, text); err != nil {
				return err
			}
		}
		if r.Zero() {
			return fault.Bad("admin.record", "没有找到这条记录", fault.Field{Name: "record", Code: "unknown", Text: "请填写记录的 26 位标识或完整编号"})
		}
		got, err := x.engine.Head(c, k.Name, r)
		h = &got
		return err
	})
	return h, err
}

type rightOut struct {
	Kind   string     `json:"kind"`
	Title  string     `json:"title"`
	Matter string     `json:"matter"` // title
	Verbs  []verbSeen `json:"verbs"`
}

type verbSeen struct {
	Verb  string       `json:"verb"`
	Title string       `json:"title"`
	Scope string       `json:"scope"`
	By    []actor.Line `json:"by"`
}

// why tells everything a person may do with the chain that gives it, or, with
// kind and verb, that one thing line by line.
func (x *admin) why(q *rest.Request, c actor.Caller) error {
	id := ref.ID(q.Query("person"))
	if id == "" {
		id = c.Person
	}
	if c.Duty != actor.Security && c.Duty != actor.Audit && id != c.Person {
		return fault.New(fault.Denied, "admin.denied", "只能查自己的权限；他人的由安全管理员、审计管理员查")
	}
	p, ok := x.people.Person(id)
	if !ok {
		return fault.New(fault.NotFound, "admin.person", "没有这名人员")
	}
	as := x.people.As(id, c.Day)
	if q.Query("kind") != "" {
		return x.whyOne(q, as)
	}
	rights := []rightOut{}
	for _, k := range x.engine.Kinds().All() {
		row := rightOut{k.Name, k.Title, matterTitle(k.Matter), []verbSeen{}}
		for _, r := range x.people.Rights(as, k) {
			row.Verbs = append(row.Verbs, verbSeen{r.Verb, r.Title, r.Scope, r.By})
		}
		if len(row.Verbs) > 0 {
			rights = append(rights, row)
		}
	}
	posts := []string{}
	for _, post := range as.Posts {
		posts = append(posts, x.people.UnitName(post.Unit)+post.Duty)
	}
	given := []map[string]any{}
	for _, g := range x.people.Delegations(id, c.Day) {
		given = append(given, map[string]any{"giver": g.GiverName, "taker": g.TakerName, "taken": g.Taker == id, "role": g.Role, "matters": orEmpty(g.Matters), "since": g.Since, "until": g.Until, "counts": g.Counts})
	}
	return q.JSON(http.StatusOK, map[string]any{
		"person": named{string(p.Area), string(p.ID), p.Name}, "account": p.Account, "unit": x.people.UnitName(p.Unit), "left_on": p.LeftOn, "posts": posts, "day": c.Day,
		"duty": string(as.Duty), "duty_title": dutyTitle(as.Duty), "grants": orNone(x.grants(id, c.Day)), "delegations": given, "rights": rights,
	})
}

func orNone[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func (x *admin) whyOne(q *rest.Request, as actor.Caller) error {
	k, verb, err := x.kindAndVerb(q)
	if err != nil {
		return err
	}
	h, err := x.head(q, k)
	if err != nil {
		return err
	}
	scope := x.people.May(as, actor.MayBy(verb, k), k)
	out := map[string]any{"lines": x.people.Why(as, actor.MayBy(verb, k), k), "may": !scope.None}
	if h != nil {
		out["covers"] = scope.Covers(*h)
	}
	return q.JSON(http.StatusOK, out)
}

type whoOut struct {
	Person named        `json:"person"`
	Unit   string       `json:"unit"`
	Scope  string       `json:"scope"`
	By     []actor.Line `json:"by"`
	For    string       `json:"for"` // of a delegation: whose rights
}

// who tells who may do something with a kind, or with one of its records.
func (x *admin) who(q *rest.Request, c actor.Caller) error {
	k, verb, err := x.kindAndVerb(q)
	if err != nil {
		return err
	}
	h, err := x.head(q, k)
	if err != nil {
		return err
	}
	right := actor.MayBy(verb, k)
	out := []whoOut{}
	look := func(as actor.Caller, p actor.Person, behalf string) {
		scope := x.people.May(as, right, k)
		if scope.None || h != nil && !scope.Covers(*h) {
			return
		}
		for _, r := range x.people.Rights(as, k) {
			if r.Verb == right {
				out = append(out, whoOut{named{string(p.Area), string(p.ID), p.Name}, x.people.UnitName(p.Unit), r.Scope, r.By, behalf})
			}
		}
	}
	for _, p := range x.people.People(x.area) {
		as := x.people.As(p.ID, c.Day)
		look(as, p, "")
		for _, giver := range x.people.Givers(as) {
			if behalf, err := x.people.Act(as, giver.ID); err == nil { // else the delegation ended meanwhile
				look(behalf, p, giver.Name)
			}
		}
	}
	named := []string{}
	for _, r := range k.Access.Roles[right] {
		if role, ok := actor.FindRole(r); ok {
			r = role.Title
		}
		named = append(named, r)
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "rule": named, "secret": k.Access.Secret, "title": actor.VerbTitle(verb, k) + k.Title})
}

// matterTitle is a matter in Chinese; one that a bureau added has only its name.
func matterTitle(name string) string {
	for _, m := range app.Matters() {
		if m.Name == name {
			return m.Title
		}
	}
	return name
}

func (x *admin) verbs(q *rest.Request, _ actor.Caller) error {
	type verb struct {
		Verb  string `json:"verb"`
		Title string `json:"title"`
	}
	type of struct {
		Kind   string `json:"kind"`
		Title  string `json:"title"`
		Matter string `json:"matter"`
		Number bool   `json:"numbered"`
		Verbs  []verb `json:"verbs"`
	}
	var out []of
	for _, k := range x.engine.Kinds().All() {
		row := of{k.Name, k.Title, matterTitle(k.Matter), k.Number != nil, []verb{}}
		for _, v := range actor.VerbsOf(k) {
			row.Verbs = append(row.Verbs, verb{v, actor.VerbTitle(v, k)})
		}
		out = append(out, row)
	}
	sort.SliceStable(out, func(i, j int) bool { return out[i].Matter < out[j].Matter })
	return items(q, out, nil)
}
