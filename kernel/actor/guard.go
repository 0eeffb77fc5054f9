package actor

import (
	"maps"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// confirmAct is the act by which a second person confirms a grant or a role.
const confirmAct = "confirm"

// Standing is the record an act is about, as it stands; the zero value for a
// new one.
type Standing struct {
	ID     ref.ID
	Owner  ref.ID // who made it
	Active bool
	Values map[string]any
	Whole  bool // of an annulment: it takes back the record itself, not a later act
}

// Guard holds an act on one of the organisation's own kinds to its rules, after
// entitlement and before anything is written: separation of duties, the second
// person, delegation by the giver alone, no circle of units. It returns the
// values to write, completed by what only the runner can say (who confirmed).
// Other kinds and the installation itself pass untouched.
func (d *Directory) Guard(c Caller, k *kind.Kind, act string, at Standing, values map[string]any) (map[string]any, error) {
	if k.Matter != Matter || c.Machine != "" {
		return values, nil
	}
	s := d.current()
	now := maps.Clone(at.Values)
	if now == nil {
		now = map[string]any{}
	}
	maps.Copy(now, values)
	if k.Name == "unit" {
		return values, s.guardUnit(at.ID, now)
	}
	switch {
	case k.Name == "account" && act == "confirm_code_reset" && (c.Person == "" || refID(at.Values["asked_by"]) == c.Person):
		return nil, refuse("second_person", "申请人与确认人不能是同一人")
	case k.Name == "sign_in_rule" && act == kind.Create:
		return values, guardRule(s, c, now)
	case k.Name != "role_grant" && k.Name != "role" && k.Name != "delegation":
		return values, nil
	}
	// Annulling an annulment would bring a right back without a second person.
	if act != kind.Create && !at.Active {
		return nil, refuse("ended", "“%s”已撤销，不能恢复；请重新登记", k.Title)
	}
	if act == kind.Annul && !at.Whole {
		return nil, refuse("whole", "“%s”只能整条撤销", k.Title)
	}
	switch k.Name {
	case "role_grant":
		if err := s.guardGrant(c, act, now); err != nil {
			return nil, err
		}
		return second(c, act, at.Owner, refID(now["person"]), values)
	case "role":
		if err := guardRole(act, now); err != nil {
			return nil, err
		}
		return second(c, act, at.Owner, "", values)
	}
	return values, s.guardDelegation(c, act, at.Values, now)
}

// refID reads the identifier of a reference value.
func refID(v any) ref.ID {
	switch x := v.(type) {
	case map[string]any:
		id, _ := x["id"].(string)
		return ref.ID(id)
	case ref.Ref:
		return x.ID
	}
	return ""
}

func text(v any) string { s, _ := v.(string); return s }

func refuse(code, format string, args ...any) error {
	return fault.Newf(fault.Denied, "actor."+code, format, args...)
}

// second keeps the two persons of a grant apart: who proposes cannot confirm.
func second(c Caller, act string, owner, person ref.ID, values map[string]any) (map[string]any, error) {
	if act != confirmAct {
		if text(values["confirmed"]) == "yes" || refID(values["confirmed_by"]) != "" {
			return nil, refuse("second_person", "登记时不能同时复核；须由另一人复核后生效")
		}
		return values, nil
	}
	switch {
	case c.OnBehalf != "":
		return nil, refuse("second_person", "复核须由本人办理，不能代办")
	case c.Person == "" || c.Person == owner:
		return nil, refuse("second_person", "登记人与复核人不能是同一人")
	case c.Person == person:
		return nil, refuse("second_person", "不能复核给自己的授权")
	}
	for name := range values {
		if name != "confirmed" && name != "confirmed_by" {
			return nil, refuse("confirm_only", "复核时不能改动授权内容；如有不妥，请撤销后重新登记")
		}
	}
	return map[string]any{"confirmed": "yes", "confirmed_by": map[string]any{"area": string(c.Area), "id": string(c.Person)}}, nil
}

// guardGrant refuses grants that would join separated duties. It looks at every
// grant of the person that has not ended, confirmed or not, also future ones.
func (s *snapshot) guardGrant(c Caller, act string, now map[string]any) error {
	if act == kind.Annul {
		return nil
	}
	person, ok := s.people[refID(now["person"])]
	if !ok {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "person", Code: "unknown", Text: "没有这名人员"})
	}
	if act == kind.Create && person.ID == c.Person {
		return refuse("own_grant", "不能给自己授权")
	}
	role, ok := s.role(person.Area, text(now["role"]))
	if !ok {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "role", Code: "unknown", Text: "没有这个角色，或自设角色尚未复核"})
	}
	for _, g := range s.grants[person.ID] {
		other, known := s.role(person.Area, g.role)
		if !known || g.until != "" && g.until <= c.Day {
			continue
		}
		if why := clash(other, role); why != "" {
			return refuse("separate_duties", "%s已有或待复核角色%s：%s", person.Name, "“"+other.Title+"”", why)
		}
	}
	return nil
}

func guardRole(act string, now map[string]any) error {
	name := text(now["name"])
	if _, taken := FindRole(name); (taken || reserved(name)) && act != kind.Annul {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "name", Code: "taken", Text: "“" + name + "”是产品自带的角色"})
	}
	return nil
}

// guardRule refuses a rule for a role that does not exist.
func guardRule(s *snapshot, c Caller, now map[string]any) error {
	if _, ok := s.role(c.Area, text(now["role"])); !ok {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "role", Code: "unknown", Text: "没有这个角色"})
	}
	return nil
}

// guardDelegation lets only the giver delegate or take back, and no
// administrator's role change hands.
func (s *snapshot) guardDelegation(c Caller, act string, old, now map[string]any) error {
	giver, taker := refID(now["giver"]), refID(now["taker"])
	switch {
	case act == kind.Annul && (c.Duty == Security || refID(old["giver"]) == c.Person):
		return nil
	case c.OnBehalf != "":
		return refuse("no_chain", "受托人不能再委托")
	case giver != c.Person:
		return refuse("own_delegation", "只能委托本人的权限")
	case taker == giver:
		return refuse("own_delegation", "不能委托给本人")
	case text(now["until_on"]) == "":
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "until_on", Code: "required", Text: "委托须有截止日期"})
	}
	if _, ok := s.people[taker]; !ok {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "taker", Code: "unknown", Text: "没有这名人员"})
	}
	for _, p := range []ref.ID{giver, taker} {
		for _, g := range s.grants[p] {
			if r, ok := FindRole(g.role); ok && r.Duty != Business && (g.until == "" || g.until > c.Day) {
				return refuse("separate_duties", "%s担任“%s”，管理员的权限不能委托，也不能受托办理业务", s.people[p].Name, r.Title)
			}
		}
	}
	return nil
}

// guardUnit refuses a circle.
func (s *snapshot) guardUnit(self ref.ID, now map[string]any) error {
	parent := refID(now["parent"])
	if parent == "" {
		return nil
	}
	if _, ok := s.units[parent]; !ok {
		return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "parent", Code: "unknown", Text: "没有这个上级机构"})
	}
	if self == "" {
		return nil
	}
	var names []string
	for _, u := range s.above[parent] {
		names = append(names, s.units[u].Name)
		if u == self {
			return fault.Bad("actor.invalid", "提交的内容有误", fault.Field{Name: "parent", Code: "circle", Text: "上下级成环：" + strings.Join(names, " → ")})
		}
	}
	return nil
}
