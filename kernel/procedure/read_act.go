package procedure

import (
	"maps"
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
)

var actKeys = []string{"title", "from", "to", "by", "not", "needs", "takes", "reason", "if", "sets", "document", "inform", "opens",
	"after", "until", "sign", "then", "tells", "article", "aside"}

// The words that stand for steps in from: and to:.
const (
	anyStep  = "any"
	backStep = "back"
)

// readAct reads an act, and what must follow it as acts and clocks of their own.
func readAct(v *Version, name string, key, n kind.Node) {
	m := n.Map(actKeys...)
	a := &Act{Name: name, Title: m.Must("title").Text(), Reason: m.Get("reason").Flag(), Aside: m.Get("aside").Flag(), If: m.Get("if").Prose(), key: key, src: m}
	a.From = m.Get("from").Texts()
	if slices.Equal(a.From, []string{anyStep}) {
		a.From, a.Anywhere = nil, true
	}
	if a.To = m.Get("to").Text(); a.To == backStep {
		a.To, a.Back = "", true
	}
	a.By.Roles = m.Get("by").Texts() // told apart from fields by the linker
	a.Not = m.Get("not").Texts()
	a.Needs, a.Takes = m.Get("needs").Texts(), m.Get("takes").Texts()
	a.Sets = texts(m.Get("sets"))
	a.Documents, a.Inform = m.Get("document").Texts(), m.Get("inform").Texts()
	a.Opens, a.After, a.Until = m.Get("opens").Texts(), m.Get("after").Texts(), m.Get("until").Texts()
	a.Sign = readSign(m.Get("sign"))
	a.Tells = m.Get("tells").Texts()
	a.Cites = cites(v, m.Get("article"))
	v.Acts = append(v.Acts, a)
	then := m.Get("then").Map()
	for _, what := range then.Keys() {
		goodName(then.Key(what), what)
		readDuty(v, a, what, then.Key(what), then.Get(what))
	}
}

// readDuty reads a sub-duty: what must be done, by whom and within what time,
// once the act is done. It is short for an act and a clock of the same name.
func readDuty(v *Version, of *Act, name string, key, n kind.Node) {
	m := n.Map("title", "by", "within", "if", "needs", "takes", "article")
	a := &Act{Name: name, Title: m.Must("title").Text(), Always: true, Needs: m.Get("needs").Texts(), Takes: m.Get("takes").Texts(),
		Cites: cites(v, m.Get("article")), key: key, src: m}
	a.By.Roles = m.Must("by").Texts()
	if len(a.Cites) == 0 {
		a.Cites = slices.Clone(of.Cites)
	}
	v.Acts = append(v.Acts, a)
	v.Clocks = append(v.Clocks, &Clock{Name: name, Title: a.Title, Starts: []Event{{Sort: ByAct, Name: of.Name, at: key}},
		Stops: []Event{{Sort: ByAct, Name: name, at: key}}, If: m.Get("if").Prose(), Limits: []LimitCase{{Limit: limit(m.Must("within"))}},
		Expire: law.Late, Cites: slices.Clone(a.Cites), key: key, src: m})
}

func readSign(n kind.Node) *Sign {
	if !n.Present() {
		return nil
	}
	m := n.Map("of", "need", "min")
	s := &Sign{Of: m.Must("of").Text(), Min: int(m.Get("min").Int(1, 50)), Need: 1}
	need := m.Must("need")
	if need.IsText() {
		s.All = need.OneOf("all", "any") == "all"
	} else {
		s.Need = int(need.Int(1, 50))
	}
	return s
}

// texts reads a mapping of texts.
func texts(n kind.Node) map[string]string {
	m := n.Map()
	out := map[string]string{}
	for _, k := range m.Keys() {
		out[k] = m.Get(k).Text()
	}
	return maps.Clone(out)
}
