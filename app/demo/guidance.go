package demo

import "github.com/hengjian/hengjian/kernel/code/sheet"

// guides are the lines of guidance.yaml.
type guides struct {
	orders    []order
	talks     []talk
	reminders []reminder
	advices   []advice
}

type order struct {
	brief, wrong, provision, basis, demand string
	days                                   int
	atOnce                                 bool
}

type talk struct{ matter, ground, facts, promises string }

type reminder struct{ matter, facts, advice, sort string }

type advice struct{ topic, question, advised string }

func readGuidance(w *words, root sheet.Node) {
	all := root.Fields("orders", "talks", "reminders", "advices")
	for _, n := range all["orders"].List() {
		f := n.Fields("brief", "wrong", "provision", "basis", "demand", "days", "at_once")
		w.guides.orders = append(w.guides.orders, order{f["brief"].Text(), f["wrong"].Text(), f["provision"].Text(), f["basis"].Text(), f["demand"].Text(), number(f["days"]), f["at_once"].Present()})
	}
	for _, n := range all["talks"].List() {
		f := n.Fields("matter", "ground", "facts", "promises")
		w.guides.talks = append(w.guides.talks, talk{f["matter"].Text(), f["ground"].Text(), f["facts"].Text(), f["promises"].Text()})
	}
	for _, n := range all["reminders"].List() {
		f := n.Fields("matter", "facts", "advice", "sort")
		w.guides.reminders = append(w.guides.reminders, reminder{f["matter"].Text(), f["facts"].Text(), f["advice"].Text(), f["sort"].Text()})
	}
	for _, n := range all["advices"].List() {
		f := n.Fields("topic", "question", "advised")
		w.guides.advices = append(w.guides.advices, advice{f["topic"].Text(), f["question"].Text(), f["advised"].Text()})
	}
}

// Order is what an office orders a business to correct, found so many days
// before today; limit is how many days it is given where it is not at once.
func (g *Generator) Order(addressee string, ago int) map[string]any {
	o := pick(g, g.w.guides.orders)
	v := map[string]any{"found_on": g.Today.AddDays(-ago).String(), "addressee": addressee, "wrong_in_brief": o.brief, "wrong": o.wrong, "provision": o.provision,
		"order_basis": o.basis, "demand": o.demand, "manner": "within", "limit_days": int64(o.days), "source": pick(g, []string{"patrol", "patrol", "draw", "complaint"})}
	if o.atOnce {
		v["manner"] = "at_once"
		delete(v, "limit_days")
	}
	return v
}

// Talk is what an office calls a business in for, and what the business promises.
func (g *Generator) Talk(addressee string, ago int) (values map[string]any, promises string) {
	t := pick(g, g.w.guides.talks)
	return map[string]any{"proposed_on": g.Today.AddDays(-ago).String(), "addressee": addressee, "matter": t.matter, "ground": t.ground, "facts": t.facts}, t.promises
}

// Reminder is what an office reminds a business of.
func (g *Generator) Reminder(addressee string, ago int) map[string]any {
	r := pick(g, g.w.guides.reminders)
	return map[string]any{"drawn_on": g.Today.AddDays(-ago).String(), "addressee": addressee, "matter": r.matter, "facts": r.facts, "advice": r.advice, "sort": r.sort}
}

// Advice is what a business asks and an office advises.
func (g *Generator) Advice(addressee string, ago int) (values map[string]any, advised string) {
	a := pick(g, g.w.guides.advices)
	return map[string]any{"begun_on": g.Today.AddDays(-ago).String(), "addressee": addressee, "topic": a.topic, "question": a.question}, a.advised
}
