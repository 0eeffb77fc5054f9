package business

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/law"
)

//go:embed data/due.yaml
var dueYAML []byte

// basis is where a rule stands.
type basis struct {
	law, article string // of the library
	text         string // of a text the library does not hold
	mark         law.Mark
}

type renewal struct {
	words            []string
	before, earliest calendar.Limit
	basis            basis
}

type annual struct {
	from, until string // MM-DD
	states      []string
	basis       basis
}

// Rules say what falls due and when.
type Rules struct {
	renewals []renewal
	annual   annual
}

// StandardRules are the rules shipped with the product.
func StandardRules() *Rules { return standardRules() }

var standardRules = sync.OnceValue(func() *Rules {
	r, err := parseRules("due.yaml", dueYAML)
	if err != nil {
		panic("view/business: shipped rules: " + err.Error())
	}
	return r
})

func parseRules(name string, src []byte) (*Rules, error) {
	s, root := sheet.Parse(name, src)
	top := root.Fields("renewals", "annual")
	out := &Rules{}
	limit := func(n sheet.Node) calendar.Limit {
		if !n.Present() {
			return calendar.Limit{}
		}
		l, err := calendar.ParseLimit(n.Text())
		if err != nil || l.Unit != calendar.Day && l.Unit != calendar.Workday {
			n.Failf("期限应以 days 或 workdays 计")
		}
		return l
	}
	from := func(f map[string]sheet.Node) basis {
		b := basis{law: f["law"].Text(), article: f["article"].Code(), text: f["text"].Text(), mark: law.Mark(f["mark"].Text())}
		if !slices.Contains([]law.Mark{law.Read, law.Secondary, law.Memory, law.Doubtful}, b.mark) || (b.law == "") == (b.text == "") {
			f["mark"].Failf("应写明 mark，以及 law 或 text 之一")
		}
		return b
	}
	for _, n := range top["renewals"].List() {
		f := n.Fields("words", "before", "earliest", "law", "article", "text", "mark")
		out.renewals = append(out.renewals, renewal{f["words"].Texts(), limit(f["before"]), limit(f["earliest"]), from(f)})
	}
	f := top["annual"].Fields("from", "until", "law", "article", "text", "mark", "states")
	out.annual = annual{f["from"].Code(), f["until"].Code(), f["states"].Codes(), from(f)}
	if n := len(out.renewals); n == 0 || len(out.renewals[n-1].words) > 0 {
		top["renewals"].Failf("最后一条应不写 words，管其余的许可")
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("reading what falls due: %w", err)
	}
	return out, nil
}

// renewal is the rule for a permit of that name.
func (r *Rules) renewal(name string) renewal {
	i := slices.IndexFunc(r.renewals, func(x renewal) bool {
		return len(x.words) == 0 || slices.ContainsFunc(x.words, func(w string) bool { return strings.Contains(name, w) })
	})
	return r.renewals[i]
}
