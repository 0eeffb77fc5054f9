package demo

import (
	"embed"
	"fmt"
	"strconv"
	"sync"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

//go:embed data/*.yaml data/people/*.yaml
var dataFiles embed.FS

// words is everything the city is made of, as the files of data/ have it.
type words struct {
	surnames, men, women               []string
	nameA, nameB, nameWhole, nameOwner []string
	avoid                              map[string]bool
	roadA, roadB, roadKinds            []string
	estates, blocks                    []string
	provinces                          []province
	trades                             []trade
	permits                            map[string]permit
	penalties                          []penalty
	tags                               []tag
	disputes                           []dispute
	reports                            []report
	guides                             guides
}

type province struct {
	name, group, short       string
	surnames, villages, head []string
}

// trade is one line of trades.yaml.
type trade struct {
	key, industry, since string
	in                   []string
	weight               [3]int // by sort: company, individual, coop
	names                [3][]string
	permit, general      []string
	old                  []string
	permits, cause       []string
	capital, staff       [2]int // 万元; persons
}

// permit is one line of permits.yaml.
type permit struct {
	key, name, number, check, organ, sort, since, content string
	years, rate                                           int
}

// penalty is one line of penalties.yaml.
type penalty struct {
	cause                                       []string
	organ, word, violation, facts, basis, trade string
	sorts                                       []string
	fine, confiscated                           [2]int // 元
}

// tag is one line of tags.yaml.
type tag struct {
	label, colour, why string
	rate               int // of a thousand
	trades             []string
}

// dispute and report are lines of complaints.yaml.
type dispute struct {
	brief, goods, facts, claim string
	amount                     [2]int // 元
}

type report struct{ brief, clues, law string }

// shipped reads the data once; a mistake in it is a mistake of the build.
var shipped = sync.OnceValue(func() *words {
	w, err := readWords()
	if err != nil {
		panic("app/demo: shipped data: " + err.Error())
	}
	return w
})

func open(name string) (*sheet.Sheet, sheet.Node, error) {
	src, err := dataFiles.ReadFile("data/" + name)
	if err != nil {
		return nil, sheet.Node{}, err
	}
	s, root := sheet.Parse(name, src)
	return s, root, nil
}

func readWords() (*words, error) {
	w := &words{avoid: map[string]bool{}, permits: map[string]permit{}}
	for _, r := range []struct {
		file string
		read func(*words, sheet.Node)
	}{{"words.yaml", readNames}, {"trades.yaml", readTrades}, {"permits.yaml", readPermits}, {"penalties.yaml", readPenalties}, {"tags.yaml", readTags}, {"complaints.yaml", readComplaints}, {"guidance.yaml", readGuidance}} {
		s, root, err := open(r.file)
		if err != nil {
			return nil, err
		}
		r.read(w, root)
		if err := s.Err(); err != nil {
			return nil, err
		}
	}
	for _, t := range w.trades {
		for _, p := range t.permits {
			if _, ok := w.permits[p]; !ok {
				return nil, fmt.Errorf("trades.yaml: %s: no permit %s", t.key, p)
			}
		}
	}
	return w, nil
}

func readNames(w *words, root sheet.Node) {
	f := root.Fields("surnames", "given_men", "given_women", "name_a", "name_b", "name_whole", "avoid", "name_owner", "road_a", "road_b", "road_kinds", "estates", "blocks", "provinces")
	w.surnames, w.men, w.women = f["surnames"].Texts(), f["given_men"].Texts(), f["given_women"].Texts()
	w.nameA, w.nameB, w.nameWhole, w.nameOwner = f["name_a"].Texts(), f["name_b"].Texts(), f["name_whole"].Texts(), f["name_owner"].Texts()
	w.roadA, w.roadB, w.roadKinds = f["road_a"].Texts(), f["road_b"].Texts(), f["road_kinds"].Texts()
	w.estates, w.blocks = f["estates"].Texts(), f["blocks"].Texts()
	for _, a := range f["avoid"].Texts() {
		w.avoid[a] = true
	}
	for _, n := range f["provinces"].List() {
		v := n.Fields("name", "group", "short", "surnames", "villages", "village_heads")
		w.provinces = append(w.provinces, province{v["name"].Text(), v["group"].Text(), v["short"].Text(), v["surnames"].Texts(), v["villages"].Texts(), v["village_heads"].Texts()})
	}
}

func readTrades(w *words, root sheet.Node) {
	for _, n := range root.Fields("trades")["trades"].List() {
		f := n.Fields("key", "industry", "since", "in", "weight", "words", "permit", "general", "old", "permits", "capital", "staff", "cause")
		by := f["words"].Fields("company", "individual", "coop")
		t := trade{key: f["key"].Text(), industry: f["industry"].Code(), since: f["since"].Code(), in: f["in"].Texts(), permit: f["permit"].Texts(), general: f["general"].Texts(),
			old: f["old"].Texts(), permits: f["permits"].Texts(), cause: f["cause"].Texts(), capital: pair(f["capital"]), staff: pair(f["staff"]),
			names: [3][]string{by["company"].Texts(), by["individual"].Texts(), by["coop"].Texts()}}
		ws := numbers(f["weight"])
		if len(ws) != 3 {
			n.Failf("weight: want three numbers")
			continue
		}
		for i, x := range ws {
			if t.weight[i] = x; x > 0 && len(t.names[i]) == 0 {
				n.Failf("%s: a weight without words", t.key)
			}
		}
		w.trades = append(w.trades, t)
	}
}

func readPermits(w *words, root sheet.Node) {
	for _, n := range root.Fields("permits")["permits"].List() {
		f := n.Fields("key", "name", "number", "check", "organ", "years", "sort", "rate", "since", "content")
		p := permit{key: f["key"].Text(), name: f["name"].Text(), number: f["number"].Text(), check: f["check"].Text(), organ: f["organ"].Text(),
			sort: f["sort"].Code(), since: f["since"].Code(), content: f["content"].Text(), years: number(f["years"]), rate: number(f["rate"])}
		w.permits[p.key] = p
	}
}

func readPenalties(w *words, root sheet.Node) {
	for _, n := range root.Fields("penalties")["penalties"].List() {
		f := n.Fields("cause", "organ", "word", "violation", "facts", "basis", "sorts", "fine", "confiscated", "of")
		p := penalty{cause: f["cause"].Texts(), organ: f["organ"].Text(), word: f["word"].Text(), violation: f["violation"].Text(), facts: f["facts"].Text(),
			basis: f["basis"].Text(), trade: f["of"].Text(), sorts: f["sorts"].Codes(), fine: pair(f["fine"])}
		if f["confiscated"].Present() {
			p.confiscated = pair(f["confiscated"])
		}
		w.penalties = append(w.penalties, p)
	}
}

func readTags(w *words, root sheet.Node) {
	for _, n := range root.Fields("tags")["tags"].List() {
		f := n.Fields("label", "colour", "rate", "trades", "why")
		w.tags = append(w.tags, tag{label: f["label"].Text(), colour: f["colour"].Text(), why: f["why"].Text(), rate: number(f["rate"]), trades: f["trades"].Texts()})
	}
}

func readComplaints(w *words, root sheet.Node) {
	all := root.Fields("complaints", "tipoffs")
	for _, n := range all["complaints"].List() {
		f := n.Fields("brief", "goods", "facts", "claim", "amount")
		w.disputes = append(w.disputes, dispute{f["brief"].Text(), f["goods"].Text(), f["facts"].Text(), f["claim"].Text(), pair(f["amount"])})
	}
	for _, n := range all["tipoffs"].List() {
		f := n.Fields("brief", "clues", "law")
		w.reports = append(w.reports, report{f["brief"].Text(), f["clues"].Text(), f["law"].Text()})
	}
}

func number(n sheet.Node) int {
	v, err := strconv.Atoi(n.Code())
	if err != nil {
		n.Failf("want a number: %v", err)
	}
	return v
}

func numbers(n sheet.Node) []int {
	var out []int
	for _, e := range n.List() {
		out = append(out, number(e))
	}
	return out
}

// pair reads [from, to].
func pair(n sheet.Node) [2]int {
	v := numbers(n)
	if len(v) != 2 || v[0] > v[1] {
		n.Failf("want [from, to]")
		return [2]int{}
	}
	return [2]int{v[0], v[1]}
}
