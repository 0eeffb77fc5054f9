package complaint

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// maxRepresentatives is how many may act for joint complainants (art. 12).
const maxRepresentatives = 2

// Behaviours are what hangs on the acts of the matter, by <kind>.<act>.
func Behaviours(organs Organs, head Head) map[string]record.Behaviour {
	out := map[string]record.Behaviour{
		Draw + ".create":         {Do: draw(head), Then: drawn},
		Complaint + ".dispatch":  {Do: received(organs), Then: passOrder},
		Tipoff + ".dispatch":     {Do: received(organs), Then: passOrder},
		Order + ".create":        {Do: kept},
		Complaint + ".create":    {Do: begun},
		ODR + ".complain":        {Do: channelled, Then: toComplaint},
		Complaint + ".amend":     {Do: all(represented, reclaimed, withdrawn)},
		Complaint + ".backdate":  {Do: all(represented, withdrawn)},
		Complaint + ".identify":  {Do: withdrawn},
		Complaint + ".annul":     {Do: unnamed},
		Complaint + ".accept":    {Bar: mandated},
		Complaint + ".link":      {Do: linked("same_dispute_as")},
		Tipoff + ".repeat":       {Do: linked("same_as")},
		Tipoff + ".resort":       {Do: resorted},
		Complaint + ".resort":    {Do: replaced},
		Consultation + ".resort": {Do: replaced},
	}
	answers := Shipped()
	for act, field := range checkedField {
		out[act] = record.Behaviour{Do: answers.checked(field)}
	}
	return out
}

// lines are the lines of a text that say something.
func lines(s string) []string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// begun is what a complaint is held to when it is registered.
func begun(w *record.Doing) error {
	if err := afterTalk(w); err != nil {
		return err
	}
	return represented(w)
}

// represented holds joint complaints to art. 12: at most two of the complainants
// are chosen, and they are among them.
func represented(w *record.Doing) error {
	value := func(name string) string {
		if v, ok := w.Values[name]; ok {
			s, _ := v.(string)
			return s
		}
		if w.Old != nil {
			return w.Old.Text(name)
		}
		return ""
	}
	_, chosen := w.Values["representatives"]
	_, joint := w.Values["together_with"]
	if !chosen && !joint {
		return nil
	}
	people, all := lines(value("representatives")), lines(value("together_with"))
	bad := func(code, text string) error {
		return fault.Bad("complaint.representatives", "代表人不符合规定", fault.Field{Name: "representatives", Code: code, Text: text})
	}
	if len(people) > maxRepresentatives {
		return bad("max", fmt.Sprintf("代表人不超过 %d 名（第十二条），写了 %d 名", maxRepresentatives, len(people)))
	}
	if len(people) > 0 && len(all) == 0 {
		return bad("joint", "有共同投诉人的才推选代表人；请先填写共同投诉人")
	}
	first := personName(w.Values["complainant"])
	if first == "" && w.Old != nil {
		first = personName(w.Old.Values["complainant"])
	}
	for _, p := range people {
		ok := strings.HasPrefix(p, first) && first != ""
		for _, one := range all {
			ok = ok || strings.HasPrefix(one, p) || strings.HasPrefix(p, one)
		}
		if !ok {
			return bad("among", fmt.Sprintf("“%s”不在投诉人和共同投诉人之中；代表人从投诉人中推选（第十二条）", p))
		}
	}
	return nil
}

// reclaimed holds a claim that representatives change to art. 12: whom they represent
// has agreed to it. The consent is given with this change; an earlier one was to
// something else.
func reclaimed(w *record.Doing) error {
	claim, given := w.Values["claim"].(string)
	if !given || w.Old == nil || w.Old.Text("representatives") == "" || claim == w.Old.Text("claim") {
		return nil
	}
	if agreed, _ := w.Values["represented_consent"].(bool); agreed {
		return nil
	}
	return fault.Bad("complaint.representatives", "变更诉求应经被代表的投诉人同意", fault.Field{Name: "represented_consent", Code: "required", Text: "共同投诉的代表人变更诉求，应当经被代表的投诉人同意（第十二条）；已经同意的，在本次更正中一并填写"})
}

// mandated closes acceptance while an agent has not handed in his mandate: without
// it the material is incomplete (art. 11, 16 ⑤). Registration is not refused: the
// call is taken down and the paper asked for, which stops no limit.
func mandated(_ actor.Caller, r *record.Record) string {
	if r.Values["agent"] != nil && r.Values["mandate"] == nil {
		return "由代理人投诉，还没有提供授权委托书原件（第十一条）；补齐后受理，或者依第十六条第五项处理"
	}
	return ""
}

// linked refuses a record that names itself.
func linked(field string) func(*record.Doing) error {
	return func(w *record.Doing) error {
		if to := record.RefOf(w.Values[field]); !to.Zero() && to == w.Old.Ref() {
			return fault.Bad("complaint.link", "不能关联自己", fault.Field{Name: field, Code: "self", Text: "应为另一件"})
		}
		return nil
	}
}

// resorted wants the complaint that takes the place of a tip-off to be there.
func resorted(w *record.Doing) error {
	if w.Values["sort_as"] == AsComplaint && record.RefOf(w.Values["split_with"]).Zero() {
		return fault.Bad("complaint.resort", "改按投诉的，应当先登记投诉", fault.Field{Name: "split_with", Code: "required", Text: "填写已登记的投诉；在“重新分类”里一并登记即可"})
	}
	return nil
}

// replaced wants the record that takes the place of this one to be there: the two
// are one step of Desk.Register.
func replaced(w *record.Doing) error {
	as, _ := w.Values["sort_as"].(string)
	var n int64
	err := w.Tx.QueryRow(`SELECT count(*) FROM complaint_link WHERE area = $1 AND to_id = $2 AND kind = $3`, string(w.Old.Area), string(w.Old.ID), as).Scan(&n)
	if err == nil && n == 0 {
		err = fault.Bad("complaint.resort", "还没有按新的类别登记", fault.Field{Name: "sort_as", Code: "missing", Text: "请在“重新分类”里填写新登记，原件随即终结"})
	}
	return err
}

// Shipped are the templates and words shipped with the product.
func Shipped() *Answers {
	a, err := ParseAnswers("answers.yaml", answerYAML)
	if err != nil {
		panic("practice/complaint: shipped answers.yaml: " + err.Error())
	}
	return a
}
