package telling

import (
	_ "embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/notify"
)

//go:embed data/counts.yaml
var countsYAML []byte

// Count says when a telling of a mode counts as done.
type Count struct {
	State  notify.State
	Basis  string
	Unsure bool
}

// Template (告知式样) is what is said to somebody of an act.
type Template struct {
	If    *expr.Program // nil: always
	Title string
	SMS   string
	Text  string // of a mail or a letter
}

// Set is the templates of an installation.
type Set struct {
	texts  map[string][]Template             // by topic; the first whose condition holds
	to     map[string]map[notify.Mode]string // by <kind>.<whom>: where his address stands
	counts map[notify.Mode]Count
}

// topic is how a telling is known.
func topic(kind, act, whom string) string { return kind + "." + act + "." + whom }

// Source is a folder of templates.
type Source struct {
	FS  fs.FS
	Dir string // where it stands in the tree
}

// Read reads the templates of the folders; a later one stands in the place of an
// earlier one of the same telling. Every mistake is told with its place.
func Read(kinds *kind.Set, sources ...Source) (*Set, error) {
	s := &Set{texts: map[string][]Template{}, to: map[string]map[notify.Mode]string{}, counts: map[notify.Mode]Count{}}
	if err := s.readCounts(); err != nil {
		return nil, err
	}
	var wrong []string
	for _, src := range sources {
		names, err := fs.Glob(src.FS, "*.yaml")
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			b, err := fs.ReadFile(src.FS, name)
			if err != nil {
				return nil, err
			}
			sh, root := sheet.Parse(path.Join(src.Dir, name), b)
			s.file(kinds, root)
			if err := sh.Err(); err != nil {
				wrong = append(wrong, err.Error())
			}
		}
	}
	if len(wrong) > 0 {
		return nil, fmt.Errorf("%s", strings.Join(wrong, "\n"))
	}
	return s, nil
}

func (s *Set) readCounts() error {
	sh, root := sheet.Parse("counts.yaml", countsYAML)
	for _, n := range root.Fields("counts")["counts"].List() {
		f := n.Fields("mode", "counts", "basis", "unsure")
		c := Count{notify.State(f["counts"].Text()), f["basis"].Text(), f["unsure"].Bool()}
		if c.State != notify.Sent && c.State != notify.Delivered || c.Basis == "" {
			n.Failf("counts 应为 sent 或 delivered，并写明 basis")
		}
		s.counts[notify.Mode(f["mode"].Text())] = c
	}
	return sh.Err()
}

// file reads the tellings of one kind and holds them to its declaration.
func (s *Set) file(kinds *kind.Set, root sheet.Node) {
	f := root.Fields("for", "to", "tellings")
	k := kinds.Get(f["for"].Text())
	if k == nil || procedure.Of(k) == nil {
		root.Failf("for：没有名为“%s”的、有程序的业务类型", f["for"].Text())
		return
	}
	for _, p := range f["to"].Pairs() {
		if k.Field(p.Key) == nil {
			p.Value.Failf("没有名为 %s 的字段", p.Key)
		}
		at := map[notify.Mode]string{}
		for _, x := range p.Value.Pairs(string(notify.SMS), string(notify.Mail), string(notify.Letter)) {
			field := x.Value.Text()
			if name, of := strings.CutPrefix(field, ofSubject); of {
				if k.About == "" || !slices.ContainsFunc(kinds.Subjects(), func(sk *kind.Kind) bool { return sk.Field(name) != nil }) {
					x.Value.Failf("监管对象没有名为 %s 的字段", name)
				}
			} else if k.Field(field) == nil {
				x.Value.Failf("没有名为 %s 的字段", field)
			}
			at[notify.Mode(x.Key)] = field
		}
		s.to[k.Name+"."+p.Key] = at
	}
	own := map[string][]Template{}
	for _, n := range f["tellings"].List() {
		telling(kinds, k, n, own)
	}
	maps.Copy(s.texts, own)
}

// ofSubject begins the name of a field of the subject a record is about.
const ofSubject = "about."

func telling(kinds *kind.Set, k *kind.Kind, n sheet.Node, own map[string][]Template) {
	f := n.Fields("acts", "whom", "if", "title", "sms", "text")
	t := Template{If: condition(kinds, k, f["if"]), Title: f["title"].Text(), SMS: strings.TrimSpace(f["sms"].Text()), Text: strings.TrimSpace(f["text"].Text())}
	if t.Title == "" || t.SMS == "" || t.Text == "" {
		n.Failf("应有 title、sms、text")
	}
	for _, x := range []string{"sms", "text"} {
		checkPlaces(k, f[x])
	}
	for _, act := range f["acts"].Texts() {
		for _, whom := range f["whom"].Texts() {
			if !informs(k, act, whom) {
				n.Failf("%s的办理“%s”不须告知 %s", k.Title, act, whom)
			}
			at := topic(k.Name, act, whom)
			if had := own[at]; len(had) > 0 && had[len(had)-1].If == nil {
				n.Failf("办理“%s”对 %s 的告知前面已有不分情形的一条，轮不到这一条", act, whom)
			}
			own[at] = append(own[at], t)
		}
	}
}

// condition reads on which records a text is used.
func condition(kinds *kind.Set, k *kind.Kind, n sheet.Node) *expr.Program {
	if !n.Present() {
		return nil
	}
	p, err := expr.Compile(n.Text(), kinds.Schema(k), expr.Condition())
	switch {
	case err != nil:
		n.Failf("if：%s", err)
		return nil
	case p.UsesToday():
		n.Failf("if：告知的内容不能随办理当天变化（today）")
	case k.Access.Secret:
		n.Failf("%s应当保密，告知的内容不能随记录变化", k.Title)
	}
	return p
}

// of is the text of a telling that a record asks for.
func (s *Set) of(topic string, r *record.Record) (Template, bool) {
	for _, t := range s.texts[topic] {
		if t.If == nil {
			return t, true
		}
		if yes, err := t.If.Test(r.Expr(), expr.Env{}); err == nil && yes {
			return t, true
		}
	}
	return Template{}, false
}

// informs reports whether an act of the kind names somebody who must be told.
func informs(k *kind.Kind, act, whom string) bool {
	return slices.ContainsFunc(procedure.Of(k).Versions, func(v *procedure.Version) bool {
		a := v.Act(act)
		return a != nil && slices.Contains(a.Inform, whom)
	})
}

// place is what stands in a text for a value, with the full stop after it.
var place = regexp.MustCompile(`\{([a-z_0-9]+)\}(。?)`)

// words are places that are no fields.
var words = map[string]bool{"number": true, "no": true, "organ": true, "unit": true, "day": true}

// checkPlaces holds the places of a text to the kind. What is told of a record that
// is kept secret names nothing of it but the digits of its number, which itself begins
// with what it is, and days: a short message is read by whoever holds the telephone
// (Order 121 art. 37).
func checkPlaces(k *kind.Kind, n sheet.Node) {
	for _, m := range place.FindAllStringSubmatch(n.Text(), -1) {
		field := k.Field(m[1])
		switch {
		case k.Access.Secret && m[1] == "number":
			n.Failf("%s应当保密，编号只写其中的数字（{no}）", k.Title)
		case words[m[1]]:
		case field == nil:
			n.Failf("没有名为 %s 的字段", m[1])
		case field.Type == kind.File:
			n.Failf("字段 %s 是附件，不能写进告知", m[1])
		case k.Access.Secret && field.Type != kind.Date:
			n.Failf("%s应当保密，告知里只能写编号和日期，不能写 %s", k.Title, field.Title)
		}
	}
}
