package story

import (
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/app/waiting"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// expect holds a record to what must be so of it.
func (sc *scene) expect(x *expect) {
	c := sc.records[x.rec.text]
	if c == nil { // the act that should have made it was to be refused
		sc.fail(x.rec.Place, "有这条记录", "没有登记“"+x.rec.text+"”")
		return
	}
	for i := range x.items {
		if err := sc.item(c, &x.items[i]); err != nil {
			sc.broken(x.items[i].Place, err)
		}
	}
}

func (sc *scene) item(c *cast, it *item) error {
	switch it.sort {
	case "field":
		return sc.field(c, it)
	case "ledger":
		list, err := sc.pasts(c)
		if err == nil && len(list) != it.n {
			var names []string
			for _, p := range list {
				names = append(names, p.Name)
			}
			sc.fail(it.Place, fmt.Sprintf("账本有 %d 行", it.n), fmt.Sprintf("%d 行：%s", len(list), strings.Join(names, "、")))
		}
		return err
	case "seen", "unseen":
		return sc.sees(c, it)
	case "act":
		return sc.may(c, it)
	case "parts":
		k := sc.kind(it.name.text)
		list, err := sc.partsOf(k, c.ref)
		if err == nil && len(list) != it.n {
			sc.fail(it.Place, fmt.Sprintf("%d 件%s", it.n, k.Title), fmt.Sprintf("%d 件", len(list)))
		}
		return err
	case "brings":
		return sc.brings(c, it)
	case "task", "notask":
		return sc.task(c, it)
	}
	course, err := sc.course(c)
	if err != nil {
		return err
	}
	if course == nil {
		return fault.Newf(fault.Invalid, "story.procedure", "%s没有程序", c.kind.Title)
	}
	switch it.sort {
	case "step":
		want := stepName(c.kind, course.Version, it.name.text)
		if course.Step != want {
			sc.fail(it.Place, "环节 "+it.name.text, "环节 "+titleOf(course.Version, course.Step))
		}
	case "law":
		if course.Version.Law != it.name.text {
			sc.fail(it.Place, "适用 "+it.name.text, "适用 "+course.Version.Law)
		}
	case "clock":
		return sc.clock(course, c, it)
	case "owes":
		sc.owes(course, c, it)
	}
	return nil
}

func titleOf(v *procedure.Version, step string) string {
	if s := v.Step(step); s != nil {
		return s.Title
	}
	return step
}

func (sc *scene) field(c *cast, it *item) error {
	r, err := sc.get(c)
	if err != nil {
		return err
	}
	w := it.value
	if builtIn(w.key) {
		if got := builtInValue(r, w.key); got != w.text {
			sc.fail(it.Place, w.key+" 为“"+w.text+"”", "“"+got+"”")
		}
		return nil
	}
	f := field(c.kind, w.key)
	want, wrong := sc.value(f, w, sc.lookup)
	if wrong != "" {
		return fault.New(fault.Invalid, "story.value", wrong)
	}
	if got := r.Values[f.Name]; !same(f, got, want) {
		sc.fail(it.Place, f.Title+" 为"+or(w.text, "（空）"), sc.show(f, got))
	}
	return nil
}

// sees holds what somebody may see of a record.
func (sc *scene) sees(c *cast, it *item) error {
	who, err := sc.caller(it.whom, word{})
	if err != nil {
		return err
	}
	r, err := sc.app.Engine.Get(sc.ctx, who, c.kind.Name, c.ref, record.AsOf{})
	switch {
	case err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Denied):
		return err
	case it.sort == "unseen":
		if err == nil {
			sc.fail(it.Place, it.whom.text+"看不到", "看得到")
		}
		return nil
	case err != nil:
		sc.fail(it.Place, it.whom.text+"看得到", "看不到："+said(fault.As(err)))
		return nil
	}
	for _, w := range it.hiding {
		if f := field(c.kind, w.text); !slices.Contains(r.Masked, f.Name) {
			sc.fail(w.Place, it.whom.text+"看不到"+f.Title, "看得到："+sc.show(f, r.Values[f.Name]))
		}
	}
	return nil
}

// brings finds the record that another matter made of what it heard of this one, and
// gives it its name in the story.
func (sc *scene) brings(c *cast, it *item) error {
	k := sc.kind(it.name.text)
	named := map[ref.ID]bool{}
	for _, x := range sc.records {
		named[x.ref.ID] = true
	}
	for _, f := range k.Fields {
		if f.Type != kind.Reference || f.Of != c.kind.Name {
			continue
		}
		var list []*record.Record
		err := sc.app.DB.Read(sc.ctx, func(conn db.Conn) (err error) {
			list, err = sc.app.Engine.Referring(conn, k.Name, f.Name, c.ref)
			return err
		})
		if err != nil {
			return err
		}
		for _, r := range list {
			if !named[r.ID] {
				sc.enter(it.rec.text, k, r.Ref())
				return nil
			}
		}
	}
	sc.fail(it.Place, "由此产生"+k.Title, "没有产生")
	return nil
}

// may holds whether an act is open to somebody, and why not.
func (sc *scene) may(c *cast, it *item) error {
	who, err := sc.caller(it.whom, word{})
	if err != nil {
		return err
	}
	var mays []record.May
	err = sc.app.DB.Read(sc.ctx, func(conn db.Conn) error {
		r, err := sc.app.Engine.GetIn(conn, who, c.kind.Name, c.ref, record.AsOf{})
		if fault.Is(err, fault.NotFound) {
			mays = nil
			return nil
		}
		if err != nil {
			return err
		}
		mays, err = sc.app.Engine.Mays(conn, who, r)
		return err
	})
	if err != nil {
		return err
	}
	name := anyAct(c.kind, sc.governs(c), it.name.text)
	got, why := "不能办理："+it.whom.text+"看不到这条记录", "看不到这条记录"
	open := false
	for _, m := range mays {
		got = "不能办理：没有这个办理动作"
		if m.Name == name {
			if open, why = m.Allowed, m.Why; open {
				got = "可以办理"
			} else {
				got = "不能办理：" + m.Why
			}
			break
		}
	}
	want := map[bool]string{true: it.whom.text + "可以办理“" + it.name.text + "”", false: it.whom.text + "不能办理“" + it.name.text + "”"}[it.open]
	if open != it.open {
		sc.fail(it.Place, want, got)
		return nil
	}
	for _, t := range it.texts {
		if !strings.Contains(why, t.text) {
			sc.fail(t.Place, want+"，理由含“"+t.text+"”", got)
		}
	}
	return nil
}

func (sc *scene) owes(course *procedure.Course, c *cast, it *item) {
	var got []string
	found := false
	for _, o := range course.Owes() {
		f := c.kind.Field(o.Whom)
		got = append(got, "“"+o.Act.Title+"”告知"+f.Title)
		found = found || !it.whom.is("nothing") && f == field(c.kind, it.whom.text) && o.Act.Name == actName(c.kind, course.Version, it.name.text)
	}
	text := "没有待告知的"
	if len(got) > 0 {
		text = "待告知：" + strings.Join(got, "、")
	}
	switch {
	case it.whom.is("nothing") && len(got) > 0:
		sc.fail(it.Place, "没有待告知的", text)
	case !it.whom.is("nothing") && !found:
		sc.fail(it.Place, "“"+it.name.text+"”还要告知"+it.whom.text, text)
	}
}

// task holds what waits for somebody.
func (sc *scene) task(c *cast, it *item) error {
	who, err := sc.caller(it.whom, word{})
	if err != nil {
		return err
	}
	list, err := waiting.List(sc.ctx, who, waiting.Sources(sc.app.Engine, sc.app.People, sc.app.Collect, sc.app.Procedures, sc.app.Tasks))
	if err != nil {
		return err
	}
	var got []string
	for _, t := range list {
		if !strings.HasSuffix(t.Link, "/"+string(c.ref.ID)) {
			continue
		}
		got = append(got, strings.TrimSpace(t.What+" "+t.Due+" "+t.Word))
		if it.sort == "task" && t.What == it.name.text && (it.due.text == "" || it.due.text == t.Due) {
			return nil
		}
	}
	have := "没有这条记录的待办"
	if len(got) > 0 {
		have = strings.Join(got, "、")
	}
	switch {
	case it.sort == "task":
		sc.fail(it.Place, strings.TrimSpace(it.whom.text+"有待办“"+it.name.text+"” "+it.due.text), have)
	case len(got) > 0:
		sc.fail(it.Place, it.whom.text+"没有这条记录的待办", have)
	}
	return nil
}

// public holds what the public sees of a record today.
func (sc *scene) public(p *public) {
	c := sc.records[p.rec.text]
	if c == nil {
		sc.fail(p.rec.Place, "有这条记录", "没有登记“"+p.rec.text+"”")
		return
	}
	r, err := sc.get(c)
	if err != nil {
		sc.broken(p.rec.Place, err)
		return
	}
	today, _ := calendar.Parse(sc.today())
	shown := ""
	for _, n := range sc.app.Notices.All() {
		if n.Kind != c.kind || p.notice.text != "" && n.Name != p.notice.text || !n.Shown(r, today) {
			continue
		}
		shown = n.Name
		if p.nothing {
			break
		}
		seen, _ := n.Show(r)
		for _, w := range p.values {
			f := field(c.kind, w.key)
			want, _ := sc.value(f, w, sc.lookup)
			if got := seen.Values[f.Name]; !same(f, got, want) {
				sc.fail(w.Place, "公众看到 "+f.Title+" 为"+or(w.text, "（空）"), sc.show(f, got))
			}
		}
		return
	}
	switch {
	case p.nothing && shown != "":
		sc.fail(p.rec.Place, "公众看不到", "公示 "+shown+" 可见")
	case !p.nothing:
		sc.fail(p.rec.Place, "公众看得到", "没有公示")
	}
}
