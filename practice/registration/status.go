package registration

import (
	_ "embed"
	"sync"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/code/sheet"
)

//go:embed data/status.yaml
var statusYAML []byte

// Transition is one step in the life of a market entity.
type Transition struct {
	From, To code.Value // of the code list subject_status
	Title    string     // 歇业备案
	Basis    string     // law that allows it
	Article  string
	Unsure   bool // article or step to be confirmed against the official text
}

// Life is the status life of a market entity (登记状态). It is read-only.
type Life struct {
	list  *code.List
	steps []Transition
}

// StandardLife returns the life shipped with the product.
func StandardLife() *Life { return standardLife() }

var standardLife = sync.OnceValue(func() *Life {
	l, err := ParseLife("status.yaml", statusYAML, code.StandardLists())
	if err != nil {
		panic("practice/registration: shipped status.yaml: " + err.Error())
	}
	return l
})

// ParseLife reads transitions and checks them against the code list they name.
func ParseLife(file string, src []byte, lists *code.Lists) (*Life, error) {
	s, top := sheet.Parse(file, src)
	f := top.Fields("list", "transitions")
	list, ok := lists.Find(f["list"].Text())
	if !ok {
		f["list"].Failf("不认识的代码表 %s", f["list"].Text())
		if s.Err() == nil {
			top.Failf("缺少 list")
		}
		return nil, s.Err()
	}
	l := &Life{list: list}
	seen := map[[2]code.Value]bool{}
	for _, n := range f["transitions"].List() {
		v := n.Fields("from", "to", "title", "basis", "article", "unsure")
		t := Transition{From: code.Value(v["from"].Code()), To: code.Value(v["to"].Code()), Title: v["title"].Text(),
			Basis: v["basis"].Text(), Article: v["article"].Code(), Unsure: v["unsure"].Bool()}
		for _, x := range []code.Value{t.From, t.To} {
			if _, ok := list.Find(x); !ok {
				n.Failf("代码表 %s 没有值 %s", list.Name, x)
			}
		}
		switch {
		case t.Title == "" || t.Basis == "":
			n.Failf("每个变化都要有 title 和 basis")
		case t.Article == "" && !t.Unsure:
			n.Failf("没有条文的变化要标 unsure")
		case seen[[2]code.Value{t.From, t.To}]:
			n.Failf("%s → %s 重复", t.From, t.To)
		}
		seen[[2]code.Value{t.From, t.To}] = true
		l.steps = append(l.steps, t)
	}
	return l, s.Err()
}

// List returns the code list of states.
func (l *Life) List() *code.List { return l.list }

// From returns what may follow a state.
func (l *Life) From(v code.Value) []Transition {
	var out []Transition
	for _, t := range l.steps {
		if t.From == v {
			out = append(out, t)
		}
	}
	return out
}

// Find returns the transition between two states; it fails where the law knows
// none.
func (l *Life) Find(from, to code.Value) (Transition, bool) {
	for _, t := range l.steps {
		if t.From == from && t.To == to {
			return t, true
		}
	}
	return Transition{}, false
}

// Final reports whether nothing follows a state.
func (l *Life) Final(v code.Value) bool { return len(l.From(v)) == 0 }

// Ended reports whether an entity of that state exists no more: 注销 and 强制注销
// (公司法 art. 241 lets the latter be undone, until then it is no party to anything).
func Ended(v code.Value) bool { return v == "9" || v == "10" }
