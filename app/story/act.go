package story

import (
	"context"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// act plays one act through the act runner; false where the story cannot go on.
func (sc *scene) act(a *act) bool {
	if a.sort != files && sc.records[a.rec.text] == nil {
		sc.fail(a.rec.Place, "有这条记录", "没有登记“"+a.rec.text+"”")
		return false
	}
	c, err := sc.caller(a.who, a.behalf)
	if err == nil && a.sort == looks {
		return sc.look(a, c)
	}
	var r *record.Record
	if err == nil {
		var q record.Request
		if q, err = sc.request(a, c); err == nil {
			r, err = sc.app.Engine.Act(sc.ctx, q)
			delete(sc.seen, a.who.text+" "+a.rec.text)
		}
	}
	if a.refused != nil {
		return sc.refused(a, err)
	}
	if err != nil {
		f := fault.As(err)
		sc.fail(sc.now.Place, "可以办理", "未能办理："+said(f)+"（"+f.Code+"）", sc.clocks(a.rec.text)...)
		return false
	}
	if _, err := sc.app.Facts.Drain(sc.ctx); err != nil {
		sc.broken(sc.now.Place, err)
		return false
	}
	switch a.sort {
	case files:
		sc.enter(a.rec.text, sc.kind(a.kind.text), r.Ref())
		if a.who.is(anyone) {
			sc.filed = append(sc.filed, r.Ref())
		}
	case does:
		if err := sc.parts(a, r.Ref()); err != nil {
			sc.broken(a.rec.Place, err)
			return false
		}
	}
	return true
}

// look takes the version of a record that somebody has on his screen.
func (sc *scene) look(a *act, c actor.Caller) bool {
	rec := sc.records[a.rec.text]
	r, err := sc.app.Engine.Get(sc.ctx, c, rec.kind.Name, rec.ref, record.AsOf{})
	if a.refused != nil {
		return sc.refused(a, err)
	}
	if err != nil {
		sc.fail(a.rec.Place, "看得到", said(fault.As(err)))
		return false
	}
	sc.seen[a.who.text+" "+a.rec.text] = r.Rev
	return true
}

// refused holds an act that must fail to failing as it should.
func (sc *scene) refused(a *act, err error) bool {
	if err == nil {
		sc.fail(sc.now.Place, "不能办理", "办理了", sc.clocks(a.rec.text)...)
		return false
	}
	f := fault.As(err)
	if w := a.refused.code; w.text != "" && f.Code != w.text {
		sc.fail(w.Place, "不能办理，代码 "+w.text, "代码 "+f.Code+"："+said(f))
	}
	for _, t := range a.refused.texts {
		if !strings.Contains(said(f), t.text) {
			sc.fail(t.Place, "不能办理，理由含“"+t.text+"”", said(f))
		}
	}
	return true
}

// request is what an act asks of the act runner.
func (sc *scene) request(a *act, c actor.Caller) (record.Request, error) {
	q := record.Request{Act: string(a.sort), Area: sc.app.Area(), Reason: a.reason.text, Effective: a.on.text, Caller: c}
	if a.sort == files {
		k := sc.kind(a.kind.text)
		q.Kind, q.Act = k.Name, record.Create
		if a.who.is(anyone) {
			q.Unit = sc.app.Receives()
		}
		var err error
		q.Values, err = sc.values(k, append(sc.given(k), a.values...))
		return q, err
	}
	rec := sc.records[a.rec.text]
	r, err := sc.get(rec)
	if err != nil {
		return q, err
	}
	q.Kind, q.Record, q.Area, q.Rev = rec.kind.Name, rec.ref, rec.ref.Area, &r.Rev
	if rev, ok := sc.seen[a.who.text+" "+a.rec.text]; ok {
		q.Rev = &rev
	}
	if q.Values, err = sc.values(rec.kind, a.values); err != nil {
		return q, err
	}
	governs := sc.governs(rec)
	switch a.sort {
	case does:
		q.Act = actName(rec.kind, governs, a.name.text)
		return q, sc.opening(a, q.Values)
	case tells:
		by, _ := option(procedure.Tellings, a.by.text)
		q.Act, q.Effective, q.Values = record.Inform, "", map[string]any{"act": actName(rec.kind, governs, a.name.text), "whom": field(rec.kind, a.whom.text).Name,
			"mode": by, "told_on": or(a.on.text, sc.today()), "proof": or(a.proof.text, "凭据已存")}
	case serves:
		by, _ := option(procedure.Services, a.by.text)
		day := "served_on"
		if by == procedure.Announcement {
			day = "published_on"
		}
		q.Act, q.Effective, q.Values = record.Serve, "", map[string]any{"document": a.name.text, "mode": by, day: or(a.on.text, sc.today()), "proof": or(a.proof.text, "送达凭据已存")}
	case amends:
		q.Act = record.Amend
	case backdates:
		q.Act = record.Backdate
	case erases:
		q.Act = record.Erase
	case transfers:
		q.Act, q.To = record.Transfer, ref.Area(a.to.text)
	case annuls:
		q.Act = record.Annul
		q.Annuls, err = sc.done(rec, anyAct(rec.kind, governs, a.name.text))
	}
	return q, err
}

// given are the values records of a kind have unless a story says otherwise.
func (sc *scene) given(k *kind.Kind) []word {
	var out []word
	for _, g := range sc.script.Givens {
		if sc.kind(g.kind.text) == k {
			out = append(out, g.values...)
		}
	}
	return out
}

// values reads field=value; of two for one field the later counts.
func (sc *scene) values(k *kind.Kind, list []word) (map[string]any, error) {
	out := map[string]any{}
	for _, w := range list {
		f := field(k, w.key)
		v, wrong := sc.value(f, w, sc.lookup)
		if wrong != "" {
			return nil, fault.Bad("story.value", "故事中的值有误", fault.Field{Name: f.Name, Code: "value", Text: wrong})
		}
		out[f.Name] = v
	}
	return out, nil
}

// opening adds the parts an act begins to its values.
func (sc *scene) opening(a *act, values map[string]any) error {
	for _, o := range a.opens {
		part := sc.kind(o.kind.text)
		m, err := sc.values(part, append(sc.given(part), o.values...))
		if err != nil {
			return err
		}
		list, _ := values[part.Name].([]any)
		values[part.Name] = append(list, m)
	}
	return nil
}

// parts finds the parts an act has begun: of each kind the latest, in the order in
// which the act names them.
func (sc *scene) parts(a *act, of ref.Ref) error {
	wanted := map[*kind.Kind][]string{}
	for _, o := range a.opens {
		k := sc.kind(o.kind.text)
		wanted[k] = append(wanted[k], o.rec.text)
	}
	for k, list := range wanted {
		had, err := sc.partsOf(k, of)
		if err != nil {
			return err
		}
		if len(had) < len(list) {
			return fault.Newf(fault.Internal, "story.parts", "“%s”没有产生%s", a.name.text, k.Title)
		}
		for i, name := range list {
			sc.enter(name, k, had[len(had)-len(list)+i].Ref())
		}
	}
	return nil
}

func (sc *scene) partsOf(k *kind.Kind, of ref.Ref) (out []*record.Record, err error) {
	for _, f := range k.Fields {
		if f.Type != kind.Reference || f.Of != k.Of {
			continue
		}
		err = sc.app.DB.Read(sc.ctx, func(c db.Conn) error {
			out, err = sc.app.Engine.Referring(c, k.Name, f.Name, of)
			return err
		})
		return out, err
	}
	return nil, nil
}

// done is the latest act of a name on a record that was not annulled.
func (sc *scene) done(c *cast, name string) (ref.ID, error) {
	list, err := sc.pasts(c)
	if err != nil {
		return "", err
	}
	gone := map[ref.ID]bool{}
	for i := len(list) - 1; i >= 0; i-- {
		p := list[i]
		if id := p.Annuls(); id != "" {
			gone[id] = true
		}
		if p.Name == name && !gone[p.Act] {
			return p.Act, nil
		}
	}
	return "", fault.Newf(fault.NotFound, "story.act", "没有办理过“%s”", name)
}

func (sc *scene) pasts(c *cast) (out []record.Past, err error) {
	err = sc.app.DB.Read(context.WithoutCancel(sc.ctx), func(conn db.Conn) error {
		out, err = sc.app.Engine.Pasts(conn, c.kind.Name, c.ref)
		return err
	})
	return out, err
}
