package api

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/view/portal"
)

// pubEntry is a published record.
type pubEntry struct {
	Notice string            `json:"notice"`
	Area   ref.Area          `json:"area"`
	ID     ref.ID            `json:"id"`
	Rev    int64             `json:"rev"`
	Title  string            `json:"title"`
	Values map[string]any    `json:"values"`
	Labels map[string]string `json:"labels"`
	Masked []string          `json:"masked"`
	From   string            `json:"from"`
	Until  string            `json:"until"` // "" where no last day is fixed
	About  *ref.Ref          `json:"about"`
}

func (p *public) entry(l *labels, e portal.Entry) pubEntry {
	row := l.row(e.Record)
	out := pubEntry{Notice: e.Notice.Name, Area: row.Area, ID: row.ID, Rev: row.Rev, Title: publicTitle(e), Values: row.Values, Labels: row.Labels,
		Masked: append([]string{}, e.Masked...), From: e.Period.From.String(), Until: e.Period.Until.String()}
	if !e.About.Zero() {
		out.About = &e.About
	}
	return out
}

// publicTitle is the title a record has in public: where the field that names it
// is not shown, the first text that is; else that of its kind.
func publicTitle(e portal.Entry) string {
	if t := e.Record.Text(e.Notice.Kind.TitleField); t != "" {
		return t
	}
	for _, f := range e.Notice.Fields {
		if t := e.Record.Text(f.Name); t != "" && f.Type == kind.Text && e.Notice.Open(f.Name) {
			return t
		}
	}
	return e.Notice.Kind.Title
}

func (p *public) entries(conn db.Conn, list []portal.Entry) []pubEntry {
	out := make([]pubEntry, 0, len(list))
	l := p.labels(conn)
	for _, e := range list {
		out = append(out, p.entry(l, e))
	}
	return out
}

// pubNotice tells what a notice shows.
type pubNotice struct {
	Name   string     `json:"name"`
	Title  string     `json:"title"`
	Help   string     `json:"help"`
	Basis  string     `json:"basis"`  // 企业信息公示暂行条例 第6条
	Unsure bool       `json:"unsure"` // the legal section has not settled it
	Fields []pubField `json:"fields"`
}

type pubField struct {
	Name    string        `json:"name"`
	Title   string        `json:"title"`
	Type    kind.Type     `json:"type"`
	Unit    string        `json:"unit,omitempty"`
	Help    string        `json:"help,omitempty"`
	Mask    string        `json:"mask,omitempty"`
	List    string        `json:"list,omitempty"`    // name of its code list
	Options []kind.Option `json:"options,omitempty"` // in the data catalogue
}

func (p *public) described(n *publication.Notice) pubNotice {
	out := pubNotice{Name: n.Name, Title: n.Kind.Title, Help: n.Kind.Help, Unsure: n.Decl.Unsure}
	if b := n.Decl.Basis; b.Law != "" {
		out.Basis = b.Law
		if c, err := p.app.Law.Resolve(b.Law, b.Article); err == nil {
			out.Basis = c.Name + " 第" + b.Article + "条"
		}
	}
	for _, f := range n.Fields {
		x := pubField{Name: f.Name, Title: f.Title, Type: f.Type, Unit: f.Unit, Help: f.Help, Mask: n.Decl.Mask[f.Name]}
		switch {
		case f.Type == kind.Code:
			x.List = f.Of
		case f.Type == kind.List:
			x.List = f.List
		}
		if f.Type == kind.Money {
			x.Unit = "分"
		}
		out.Fields = append(out.Fields, x)
	}
	return out
}

func (p *public) allDescribed() map[string]pubNotice {
	out := map[string]pubNotice{}
	for _, n := range p.portal.Notices.All() {
		out[n.Name] = p.described(n)
	}
	return out
}

func (p *public) search(q *rest.Request) error {
	if err := p.allow(p.asks, q); err != nil {
		return err
	}
	f, err := p.portal.Find(q.Context(), q.Query("q"), p.today())
	if err != nil {
		return err
	}
	out := struct {
		Subjects  []pubEntry           `json:"subjects"`
		Documents []pubEntry           `json:"documents"`
		More      bool                 `json:"more"`
		Notices   map[string]pubNotice `json:"notices"`
	}{More: f.More, Notices: p.allDescribed()}
	err = p.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out.Subjects, out.Documents = p.entries(c, f.Subjects), p.entries(c, f.Documents)
		return nil
	})
	if err != nil {
		return err
	}
	return p.answer(q, out)
}

// publicRef is the record named in the path; what cannot be one is not found.
func publicRef(q *rest.Request) (ref.Ref, error) {
	r, err := refOf(q)
	if err != nil {
		return r, portal.NotFound()
	}
	return r, nil
}

func (p *public) subject(q *rest.Request) error {
	r, err := publicRef(q)
	if err != nil {
		return err
	}
	page, err := p.portal.Page(q.Context(), r, p.today())
	if err != nil {
		return err
	}
	out := struct {
		Today    string               `json:"today"`
		Subject  pubEntry             `json:"subject"`
		Supplied map[string]string    `json:"supplied"`
		Entries  []pubEntry           `json:"entries"`
		Notices  map[string]pubNotice `json:"notices"`
		Disputes *portal.Disputes     `json:"disputes"`
	}{Today: p.today().String(), Notices: p.allDescribed(), Disputes: portal.CountDisputes(page.Entries)}
	err = p.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out.Subject, out.Entries = p.entry(p.labels(c), page.Subject), p.entries(c, page.Entries)
		out.Supplied = p.supplied(c, page.Supplied)
		return nil
	})
	if err != nil {
		return err
	}
	return p.answer(q, out)
}

// supplied names the source of a record; what no source gave the bureau entered.
func (p *public) supplied(c db.Conn, s portal.Supply) map[string]string {
	name := p.office
	if s.Source.Name != "" {
		name = p.source(c, s.Source, 0).Source
	}
	return map[string]string{"source": name, "at": s.At.String()}
}

func (p *public) list(q *rest.Request) error {
	n, err := p.notice(q)
	if err != nil {
		return err
	}
	if err := p.allow(p.asks, q); err != nil {
		return err
	}
	var after *record.Cursor
	order := "public|" + n.Name
	if text := q.Query("cursor"); text != "" {
		c, err := rest.DecodeCursor(text, order)
		if err != nil {
			return err
		}
		after = &record.Cursor{Area: ref.Area(c.Area), ID: ref.ID(c.ID)}
	}
	list, next, err := p.portal.List(q.Context(), n, after, 20, p.today())
	if err != nil {
		return err
	}
	total, err := p.portal.Count(q.Context(), n, p.today())
	if err != nil {
		return err
	}
	out := struct {
		Today  string       `json:"today"`
		Notice pubNotice    `json:"notice"`
		Items  []pubEntry   `json:"items"`
		Total  record.Total `json:"total"`
		Next   string       `json:"next"`
	}{Today: p.today().String(), Notice: p.described(n), Total: total}
	if next != nil {
		out.Next = rest.Cursor{Order: order, Area: string(next.Area), ID: string(next.ID)}.Encode()
	}
	err = p.engine.DB().Read(q.Context(), func(c db.Conn) error { out.Items = p.entries(c, list); return nil })
	if err != nil {
		return err
	}
	return p.answer(q, out)
}

// named is the notice and the record that a path names.
func (p *public) named(q *rest.Request) (n *publication.Notice, r ref.Ref, err error) {
	if n, err = p.notice(q); err == nil {
		r, err = publicRef(q)
	}
	return n, r, err
}

func (p *public) one(q *rest.Request) error {
	n, r, err := p.named(q)
	if err != nil {
		return err
	}
	var out struct {
		Today  string    `json:"today"`
		Notice pubNotice `json:"notice"`
		Entry  pubEntry  `json:"entry"`
	}
	out.Today, out.Notice = p.today().String(), p.described(n)
	err = p.engine.DB().Read(q.Context(), func(c db.Conn) error {
		e, err := p.portal.Get(c, n, r, p.today())
		if err != nil {
			return err
		}
		out.Entry = p.entry(p.labels(c), e)
		return nil
	})
	if err != nil {
		return err
	}
	return p.answer(q, out)
}

// proof answers with the proofs of a published record.
func (p *public) proof(q *rest.Request) error {
	n, r, err := p.named(q)
	if err != nil {
		return err
	}
	if err := p.allow(p.asks, q); err != nil {
		return err
	}
	proofs, err := p.portal.Proofs(q.Context(), n, r, p.today())
	if err != nil {
		return err
	}
	type one struct {
		Fields []string     `json:"fields"`
		Act    ref.ID       `json:"act"`
		At     string       `json:"at"`
		Proof  ledger.Proof `json:"proof"`
	}
	out := struct {
		Record    ref.Ref `json:"record"`
		Kind      string  `json:"kind"`
		Algorithm string  `json:"algorithm"`
		Key       string  `json:"key"`
		Proofs    []one   `json:"proofs"`
	}{r, n.Kind.Name, p.ledger.Suite().String(), p.app.Key.Public(), []one{}}
	for _, x := range proofs {
		out.Proofs = append(out.Proofs, one{x.Fields, x.Act, x.At.String(), x.Proof})
	}
	return p.answer(q, out)
}

type ledgerHead struct {
	Size      int64       `json:"size"`
	Root      ledger.Hash `json:"root"`
	Note      string      `json:"checkpoint"`
	At        string      `json:"at"`
	Algorithm string      `json:"algorithm"`
	Key       string      `json:"key"`
}

func (p *public) head(q *rest.Request) (ledgerHead, error) {
	cp, err := p.ledger.Checkpoint(q.Context(), p.area)
	return ledgerHead{cp.Size, cp.Root, cp.Note, cp.At.String(), p.ledger.Suite().String(), p.app.Key.Public()}, err
}

func (p *public) ledgerHead(q *rest.Request) error {
	h, err := p.head(q)
	if err != nil {
		return err
	}
	return p.answer(q, h)
}

// site answers what the front page says.
func (p *public) site(q *rest.Request) error {
	type count struct {
		pubNotice
		record.Total
		Subject bool   `json:"subject"`
		Newest  string `json:"newest"`
	}
	out := struct {
		Office  string       `json:"office"`
		City    string       `json:"city"`
		Area    ref.Area     `json:"area"`
		Today   string       `json:"today"`
		Demo    bool         `json:"demo"`
		About   portal.About `json:"about"`
		Notices []count      `json:"notices"`
		Ledger  *ledgerHead  `json:"ledger"`
		Version string       `json:"version"`
	}{Office: p.office, City: p.app.Profile.Title, Area: p.area, Today: p.today().String(), Demo: p.app.Config.Demo, About: p.about, Version: p.version}
	for _, n := range p.portal.Notices.All() {
		total, err := p.portal.Count(q.Context(), n, p.today())
		if err != nil {
			return err
		}
		c := count{pubNotice: p.described(n), Total: total, Subject: n.Kind.Subject}
		if c.Newest, err = p.newest(q, n); err != nil {
			return err
		}
		out.Notices = append(out.Notices, c)
	}
	h, err := p.head(q)
	if err != nil {
		return err
	}
	if h.Size > 0 {
		out.Ledger = &h
	}
	return p.answer(q, out)
}

// newest is when the newest record a notice shows came in, "" where it shows none.
func (p *public) newest(q *rest.Request, n *publication.Notice) (string, error) {
	list, _, err := p.portal.List(q.Context(), n, nil, 1, p.today())
	if err != nil || len(list) == 0 {
		return "", err
	}
	return list[0].Record.CreatedAt.String(), nil
}
