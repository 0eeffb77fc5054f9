package story

// act reads what follows “as”.
func (r *reader) act() *act {
	a := &act{who: r.want("办理人")}
	if r.peek().is("for") {
		r.next()
		a.behalf = r.want("委托人")
	}
	verb := r.want("办理动作")
	switch s := sort(verb.text); {
	case verb.quoted:
		a.name, a.rec = verb, r.want("记录名")
	case s == files:
		a.sort, a.kind, a.rec = s, r.want("业务类型"), r.want("记录名")
	case s == tells:
		a.sort, a.whom = s, r.want("告知何人")
		r.keyword("of")
		a.name = r.want("告知的事项")
		r.in(a)
	case s == serves || s == annuls:
		a.sort, a.name = s, r.want(map[sort]string{serves: "文书", annuls: "撤销的办理动作"}[s])
		r.in(a)
	case s == amends || s == backdates || s == erases:
		a.sort, a.rec = s, r.want("记录名")
	case s == transfers:
		a.sort, a.rec = s, r.want("记录名")
		r.keyword("to")
		a.to = r.want("地区代码")
	case s == looks:
		a.sort = s
		r.keyword("at")
		a.rec = r.want("记录名")
	default:
		a.name, a.rec = verb, r.want("记录名")
	}
	r.rest(a)
	return a
}

func (r *reader) in(a *act) {
	r.keyword("in")
	a.rec = r.want("记录名")
}

// rest reads what an act says: values, the way, the day, the reason, parts, and
// last that it is refused.
func (r *reader) rest(a *act) {
	for r.more() {
		w := r.peek()
		switch {
		case w.pair:
			a.values = append(a.values, r.values()...)
			continue
		case w.is("by") && (a.sort == tells || a.sort == serves):
			r.next()
			r.once(w, &a.by, "方式")
		case w.is("on"):
			r.next()
			r.once(w, &a.on, "日期")
			r.day(a.on)
		case w.is("proof") && (a.sort == tells || a.sort == serves):
			r.next()
			r.once(w, &a.proof, "凭据")
		case w.is("reason"):
			r.next()
			r.once(w, &a.reason, "理由")
		case w.is("opens") && a.sort == does:
			r.next()
			a.opens = append(a.opens, opens{kind: r.want("部分的业务类型"), rec: r.want("记录名"), values: r.values()})
		case w.is("refused"):
			r.next()
			a.refused = &refused{}
			if r.more() && !r.peek().quoted && !r.peek().pair {
				a.refused.code = r.next()
			}
			for r.more() && r.peek().quoted && !r.peek().pair {
				a.refused.texts = append(a.refused.texts, r.next())
			}
			r.done()
			return
		default:
			r.done()
			return
		}
	}
}

// once reads a word that may be given once.
func (r *reader) once(key word, to *word, what string) {
	if to.Line != 0 {
		r.say(key.Place, "“"+key.text+"”写了两次")
	}
	*to = r.want(what)
}
