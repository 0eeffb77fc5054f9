package story

import (
	"strconv"

	"github.com/hengjian/hengjian/kernel/calendar"
)

// expect reads what must hold: of a record, or of somebody's tasks.
func (r *reader) expect() *expect {
	x := &expect{}
	switch w := r.peek(); {
	case w.is("task"):
		r.next()
		it := item{Place: w.Place, sort: "task", name: r.want("待办的名称")}
		r.task(x, &it)
		if r.peek().is("due") {
			r.next()
			it.due = r.want("到期日")
			r.day(it.due)
		}
		x.items = append(x.items, it)
		r.done()
		return x
	case w.is("no"):
		r.next()
		r.keyword("task")
		it := item{Place: w.Place, sort: "notask"}
		r.task(x, &it)
		x.items = append(x.items, it)
		r.done()
		return x
	}
	x.rec = r.want("记录名")
	if !r.more() {
		r.say(r.end(), "缺少应当成立的内容")
	}
	for r.more() {
		it, ok := r.item()
		if !ok {
			return x
		}
		x.items = append(x.items, it)
	}
	return x
}

// task reads: of RECORD for WHO.
func (r *reader) task(x *expect, it *item) {
	r.keyword("of")
	x.rec = r.want("记录名")
	r.keyword("for")
	it.whom = r.want("何人")
}

func (r *reader) item() (item, bool) {
	w := r.next()
	it := item{Place: w.Place, sort: w.text}
	switch {
	case w.pair:
		it.sort, it.value = "field", w
	case w.is("step"):
		it.name = r.want("环节")
	case w.is("law"):
		it.name = r.want("适用的规定")
	case w.is("clock"):
		it.name = r.want("期限")
		it.clock = r.clock()
	case w.is("act"):
		it.name = r.want("办理动作")
		it.open = r.keyword("open", "closed").is("open")
		r.keyword("to")
		it.whom = r.want("何人")
		it.texts = r.texts()
	case w.is("owes"):
		it.whom = r.want("告知何人")
		if it.whom.is("nothing") {
			break
		}
		r.keyword("of")
		it.name = r.want("告知的事项")
	case w.is("ledger"):
		it.n = r.number()
	case w.is("seen"):
		r.keyword("by")
		it.whom = r.want("何人")
		if r.peek().is("hiding") {
			r.next()
			it.hiding = append(it.hiding, r.want("字段"))
			for r.peek().is("and") {
				r.next()
				it.hiding = append(it.hiding, r.want("字段"))
			}
		}
	case w.is("unseen"):
		r.keyword("by")
		it.whom = r.want("何人")
	case w.is("brings"):
		it.name = r.want("业务类型")
		it.rec = r.want("记录名")
	case w.is("parts"):
		it.name = r.want("部分的业务类型")
		it.n = r.number()
	default:
		r.say(w.Place, "这里应为“字段=值”、step、law、clock、act、owes、ledger、seen、unseen、parts 或 brings"+got(w))
		return it, false
	}
	return it, true
}

func (r *reader) texts() []word {
	var out []word
	for r.more() && r.peek().quoted && !r.peek().pair {
		out = append(out, r.next())
	}
	return out
}

func (r *reader) number() int {
	w := r.want("数字")
	n, err := strconv.Atoi(w.text)
	if err != nil && w.text != "" {
		r.say(w.Place, "“"+w.text+"”不是整数")
	}
	return n
}

// clock reads what must hold of a clock, as long as it goes on.
func (r *reader) clock() *clockWant {
	c := &clockWant{}
	from := r.i
	for r.more() {
		w := r.peek()
		day := map[string]*word{"due": &c.due, "start": &c.start, "stop": &c.stop, "safe": &c.safe, "warn": &c.warn}[w.text]
		switch {
		case w.pair || w.quoted:
			return c
		case day != nil:
			r.next()
			r.once(w, day, "日期")
			r.day(*day)
			if w.is("due") && r.more() && len(r.peek().text) == 5 && r.peek().text[2] == ':' && !r.peek().pair {
				c.due.text += " " + r.next().text
			}
		case w.is("left"):
			r.next()
			n := r.number()
			c.left = &n
		case w.is("limit"):
			r.next()
			n := r.want("期限的长度")
			n.text += " " + r.want("期限的单位").text
			if _, err := calendar.ParseLimit(n.text); err != nil {
				r.say(n.Place, "“"+n.text+"”不是期限；期限如 7 workdays、60 days、24 hours")
			}
			c.limit = n
		case w.is("run"):
			r.next()
			if c.run = r.number(); c.run < 1 {
				r.say(w.Place, "run 从 1 起数")
			}
		case w.is("provisional", "暂定"):
			r.next()
			yes := true
			c.provisional = &yes
		case w.is("settled", "确定"):
			r.next()
			no := false
			c.provisional = &no
		case w.is("none", "无"):
			r.next()
			c.none = true
		case stateOf(w.text) != "":
			r.next()
			if c.state.Line != 0 {
				r.say(w.Place, "期限的状态写了两次")
			}
			c.state = w
		default:
			if r.i == from {
				r.say(w.Place, "缺少对期限的要求：due、start、stop、left、limit、safe、warn、run、none、provisional 或者一种状态（"+stateWords()+"）")
			}
			return c
		}
	}
	if r.i == from {
		r.say(r.end(), "缺少对期限的要求：due、start、stop、left、limit、safe、warn、run、none、provisional 或者一种状态（"+stateWords()+"）")
	}
	return c
}

// public reads: sees RECORD [in NOTICE] {field=value}, or sees nothing of RECORD.
func (r *reader) public() *public {
	p := &public{}
	r.keyword("sees")
	if r.peek().is("nothing") {
		r.next()
		r.keyword("of")
		p.nothing, p.rec = true, r.want("记录名")
		r.done()
		return p
	}
	p.rec = r.want("记录名")
	if r.peek().is("in") {
		r.next()
		p.notice = r.want("公示的种类")
	}
	p.values = r.values()
	r.done()
	return p
}
