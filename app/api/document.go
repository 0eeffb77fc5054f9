package api

import (
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/law"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/platform/rest"
)

// documents adds what is done with documents beside the acts of their kind.
func (a *API) documents() {
	one := "/api/documents/{area}/{id}"
	a.fixed(http.MethodGet, "/api/documents", "documents", "一条记录的文书和可以制作的式样", "文书", a.documentsOf)
	a.fixed(http.MethodGet, one, "document", "一份文书：空栏、欠缺、受送达人", "文书", a.document)
	a.fixed(http.MethodGet, one+"/pdf", "document-pdf", "文书文件，草稿带水印", "文书", a.documentPDF)
	a.fixed(http.MethodGet, one+"/word", "document-word", "文书的 Word 文件", "文书", a.documentWord)
	a.fixed(http.MethodPost, one+"/issue", "document-issue", "签发文书：编号、定稿、制成文件、签名", "文书", a.issueDocument)
}

// docRow is a document in the list of a record.
type docRow struct {
	Area     ref.Area     `json:"area"`
	ID       ref.ID       `json:"id"`
	Rev      int64        `json:"rev"`
	Title    string       `json:"title"`
	Template string       `json:"template"`
	Number   string       `json:"number"`
	Standing string       `json:"standing"`
	Words    string       `json:"standing_title"`
	Printed  bool         `json:"printed"`
	IssuedOn string       `json:"issued_on"`
	Signer   string       `json:"signer"`
	SignedBy string       `json:"signed_by"`
	Services []docService `json:"services"`
	Hands    []docHand    `json:"hands"`
	Internal bool         `json:"internal"`
}

// docService is one service of a document on one recipient.
type docService struct {
	To        string `json:"to"`
	Title     string `json:"title"`
	Mode      string `json:"mode"`
	On        string `json:"on"`
	Published string `json:"published,omitempty"`
	Proof     string `json:"proof"`
	Tracking  string `json:"tracking,omitempty"`
	Witness   string `json:"witness,omitempty"`
	Corrected string `json:"corrected,omitempty"` // why a later one stands in its place
	File      any    `json:"file,omitempty"`      // its proof: name, size, where it is read

	at clock.Instant
}

// docHand is one signature by hand under a document.
type docHand struct {
	Of        string `json:"of"`
	At        string `json:"at"`
	Before    string `json:"before"`              // the officer before whom it was written
	Digest    string `json:"digest,omitempty"`    // of the file that was signed
	Corrected string `json:"corrected,omitempty"` // why a later one stands in its place
	File      any    `json:"file,omitempty"`      // the picture: name, size, where it is read
}

// docForm is a form a document may be written on.
type docForm struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Internal bool   `json:"internal"`
}

func (a *API) documentsOf(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	r, err := refFrom(q.Query)
	if err != nil {
		return err
	}
	kindName := q.Query("kind")
	out := struct {
		Items  []docRow          `json:"items"`
		Forms  []docForm         `json:"forms"`
		Drafts map[string]string `json:"drafts"` // act → what it drafts, in words
		May    bool              `json:"may"`    // make one by hand
	}{Items: []docRow{}, Forms: []docForm{}, Drafts: map[string]string{}}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		on, err := a.engine.GetIn(conn, c, kindName, r, record.AsOf{})
		if err != nil {
			return err
		}
		docs := a.engine.Kinds().Get(document.Kind)
		if a.people.May(c, kind.Read, docs).None {
			return nil // his role has nothing to do with documents
		}
		list, err := a.app.Office.Of(conn, c, kindName, on.Ref())
		if err != nil {
			return err
		}
		for _, d := range list {
			row, err := a.docRow(conn, c, d, on)
			if err != nil {
				return err
			}
			out.Items = append(out.Items, row)
		}
		law, today := a.app.Procedures.Law(on), calendar.DateOf(calendar.Instant(a.engine.DB().Now()))
		for _, t := range a.app.Templates.Of(kindName, law, on.Area, today) {
			out.Forms = append(out.Forms, docForm{t.Name, t.Title, t.Internal})
		}
		out.May = on.State == record.Active && !a.people.May(c, record.Create, docs).None
		if life := procedure.Of(on.Kind); life != nil {
			for _, v := range life.Versions {
				for _, act := range v.Acts {
					if v.Law == law && len(act.Documents) > 0 {
						out.Drafts[act.Name] = a.titles(kindName, law, on.Area, today, act.Documents)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

// titles are the titles of forms, joined.
func (a *API) titles(kindName, law string, area ref.Area, day calendar.Date, names []string) string {
	var out []string
	for _, n := range names {
		if t := a.app.Templates.Find(kindName, n, law, area, day); t != nil {
			out = append(out, t.Title)
		}
	}
	return strings.Join(out, "、")
}

func (a *API) docRow(conn db.Conn, c actor.Caller, d, on *record.Record) (docRow, error) {
	l := a.labels(conn)
	row := docRow{Area: d.Area, ID: d.ID, Rev: d.Rev, Title: d.Text("title"), Template: d.Text("template"), Number: d.Text("document_no"), Standing: d.Text("standing"), Words: l.Text(d.Kind.Field("standing"), d.Text("standing")),
		Printed: d.Text("signature") != "", IssuedOn: d.Text("issued_on"), Signer: a.people.PersonName(record.RefOf(d.Values["signer"]).ID), SignedBy: d.Text("signed_by"), Services: []docService{}, Hands: []docHand{}}
	to := a.app.Office.Recipients(d, on)
	row.Internal = len(to) == 0
	var err error
	if d.Values["hand_file"] != nil && a.engine.CheckReadable(c, d.Kind, []string{"hand_of", "hand_file"}) == nil {
		if row.Hands, err = a.hands(conn, d); err != nil {
			return row, err
		}
	}
	if served, _ := d.Values["served_to"].([]any); len(served) == 0 {
		return row, nil
	}
	row.Services, err = a.services(conn, c, l, d, to)
	return row, err
}

// hands are the signatures by hand under a document.
func (a *API) hands(conn db.Conn, d *record.Record) ([]docHand, error) {
	out := []docHand{}
	list, err := a.app.Office.Hands(conn, d)
	for _, h := range list {
		out = append(out, docHand{Of: h.Of, At: h.At.String(), Before: a.people.PersonName(ref.ID(h.Before)), Digest: h.Digest, Corrected: h.Corrected, File: fileAt(d, h.Rev, "hand_file", h.File)})
	}
	return out, err
}

// services are the services of a document, each with its proof; what the caller
// may not read of them is left out.
func (a *API) services(conn db.Conn, c actor.Caller, l *labels, d *record.Record, to []document.Recipient) ([]docService, error) {
	out := []docService{}
	past, err := a.engine.Pasts(conn, document.Kind, d.Ref())
	if err != nil {
		return out, err
	}
	personal := a.engine.CheckReadable(c, d.Kind, []string{"proof_file", "witness"}) == nil
	for _, p := range past {
		if p.Name != "deliver" || p.Record == nil {
			continue
		}
		s := docService{at: p.At, To: p.Record.Text("recipient"), Mode: l.Text(d.Kind.Field("mode"), p.Record.Text("mode")), On: p.Record.Text("served_on"), Published: p.Record.Text("published_on"), Proof: p.Record.Text("proof"), Tracking: p.Record.Text("tracking_no")}
		s.Title = s.To
		for i := range out {
			if out[i].To == s.To && out[i].Corrected == "" {
				out[i].Corrected = p.Reason()
			}
		}
		for _, r := range to {
			if r.Name() == s.To {
				s.Title = r.Title
			}
		}
		if personal {
			s.Witness, s.File = p.Record.Text("witness"), fileAt(d, p.Rev, "proof_file", p.Record.Values["proof_file"])
		}
		out = append(out, s)
	}
	return out, nil
}

// fileAt is a file as a record held it at a revision, nil where it held none.
func fileAt(r *record.Record, rev int64, field string, v any) any {
	m, ok := located(r.Kind, r.Ref(), r.Kind.Field(field), v).(map[string]any)
	if !ok {
		return nil
	}
	m["url"] = fmt.Sprintf("%s?rev=%d", m["url"], rev)
	return m
}

// served are the proofs of the services on a record by the moment they were
// registered: the act that tells the record is in the transaction of the service.
func (a *API) served(conn db.Conn, c actor.Caller, on *record.Record) (map[clock.Instant]any, error) {
	out := map[clock.Instant]any{}
	if a.people.May(c, kind.Read, a.engine.Kinds().Get(document.Kind)).None {
		return out, nil
	}
	list, err := a.app.Office.Of(conn, c, on.Kind.Name, on.Ref())
	if err != nil {
		return out, err
	}
	l := a.labels(conn)
	for _, d := range list {
		all, err := a.services(conn, c, l, d, nil)
		if err != nil {
			return out, err
		}
		for _, s := range all {
			if s.File != nil {
				out[s.at] = s.File
			}
		}
	}
	return out, nil
}

// documentAsked reads the document a request names, as the caller may see it.
func (a *API) documentAsked(q *rest.Request) (actor.Caller, *document.View, docRow, error) {
	c, r, err := a.asked(q)
	if err != nil {
		return c, nil, docRow{}, err
	}
	var v *document.View
	var row docRow
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		if v, err = a.app.Office.View(conn, c, r); err != nil {
			return err
		}
		row, err = a.docRow(conn, c, v.Record, v.On)
		return err
	})
	return c, v, row, err
}

func (a *API) document(q *rest.Request) error {
	c, v, row, err := a.documentAsked(q)
	if err != nil {
		return err
	}
	type slot struct {
		Name     string `json:"name"`
		Title    string `json:"title"`
		Help     string `json:"help,omitempty"`
		Optional bool   `json:"optional,omitempty"`
		Max      int    `json:"max"`
		Value    string `json:"value"`
	}
	type named struct {
		Name  string `json:"name"`
		Title string `json:"title"`
		Words string `json:"words"` // who it is, in this record
	}
	out := struct {
		docRow
		Slots      []slot             `json:"slots"`
		Gaps       []document.Gap     `json:"gaps"`
		To         []named            `json:"to"`
		Modes      []kind.Option      `json:"modes"`
		Basis      []string           `json:"basis"`
		Copies     int                `json:"copies"`
		Signed     []string           `json:"signed"`
		Check      string             `json:"check"`
		Digest     string             `json:"digest"`
		Acts       []record.May       `json:"acts"`
		Signatures []document.Checked `json:"signatures"`
		Sheet      paper.Sheet        `json:"sheet"` // as it stands on paper
	}{docRow: row, Sheet: v.Sheet, Slots: []slot{}, Gaps: append([]document.Gap{}, v.Gaps...), To: []named{}, Modes: procedure.Services, Copies: v.Form.Copies, Signed: append([]string{}, v.Form.Signed...), Check: v.Record.Text("code")}
	if f, ok := v.Record.Values["pdf"].(map[string]any); ok {
		out.Digest, _ = f["digest"].(string)
	}
	if document.Fixed(v.Record) {
		if out.Sheet, err = a.app.Office.Content(q.Context(), v.Record); err != nil {
			return err
		}
	}
	if out.Signatures, err = a.app.Office.Signatures(q.Context(), v.Record); err != nil {
		return err
	}
	for _, s := range v.Form.Slots {
		out.Slots = append(out.Slots, slot{s.Name, s.Title, s.Help, s.Optional, s.Max, v.Slots[s.Name]})
	}
	out.Basis = a.cited(v.Form.Cites)
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		l := a.labels(conn)
		for _, r := range v.Form.To {
			n := named{r.Name(), r.Title, r.Title}
			if f := v.On.Kind.Field(r.Field); f != nil {
				n.Words = l.Label(f, v.On.Values[r.Field], v.On.Values)
			}
			out.To = append(out.To, n)
		}
		out.Acts, err = a.engine.Mays(conn, c, v.Record)
		return err
	})
	if err != nil {
		return err
	}
	q.SetETag(v.Record.Rev)
	return q.JSON(http.StatusOK, out)
}

// cited are articles in words, those of one text together.
func (a *API) cited(list []document.Cite) []string {
	out := []string{}
	for i, b := range list {
		article := b.Article
		if at, err := law.ParseArticle(article); err == nil {
			article = at.String()
		}
		if i > 0 && list[i-1].Law == b.Law {
			out[len(out)-1] += "、" + article
			continue
		}
		name := b.Law
		if c, err := a.app.Law.Resolve(b.Law, b.Article); err == nil {
			name = "《" + c.Name + "》"
		}
		out = append(out, name+article)
	}
	return out
}

func (a *API) documentPDF(q *rest.Request) error {
	_, v, _, err := a.documentAsked(q)
	if err != nil {
		return err
	}
	var pdf []byte
	switch {
	case v.Record.Text("standing") == document.Draft:
		pdf, err = a.app.Office.Draft(v)
	case v.Printed:
		pdf, err = a.app.Office.PDF(q.Context(), v.Record)
	case v.Record.Text("standing") == document.Void:
		return fault.New(fault.NotFound, "document.nofile", "这份文书作废时还没有制成文件")
	default:
		return fault.New(fault.Conflict, "document.unprinted", "文书已签发编号，文件还没有制成；请继续签发")
	}
	if err != nil {
		return err
	}
	return sendBytes(q, pdf, "application/pdf", v.Record.Title()+".pdf")
}

func (a *API) documentWord(q *rest.Request) error {
	_, v, _, err := a.documentAsked(q)
	if err != nil {
		return err
	}
	b, err := a.app.Office.Word(q.Context(), v)
	if err != nil {
		return err
	}
	return sendBytes(q, b, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", v.Record.Title()+".docx")
}

func (a *API) issueDocument(q *rest.Request) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	rev, err := q.IfMatch()
	if err != nil {
		return err
	}
	doc, err := a.app.Office.Issue(q.Context(), c, r, rev, a.base(q.HTTP()))
	if err != nil {
		return err
	}
	q.SetETag(doc.Rev)
	return q.JSON(http.StatusOK, map[string]any{"rev": doc.Rev, "number": doc.Text("document_no"), "standing": doc.Text("standing")})
}

func sendBytes(q *rest.Request, b []byte, mime, name string) error {
	return q.Stream(mime, rest.SafeName(name), func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// base is the address of the portal: as configured, else as whoever asks sees it.
func (a *API) base(r *http.Request) string {
	if a.address != "" {
		return a.address
	}
	u := url.URL{Scheme: "http", Host: r.Host}
	if r.TLS != nil || r.Header.Get("X-Forwarded-Proto") == "https" {
		u.Scheme = "https"
	}
	return u.String()
}
