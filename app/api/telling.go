package api

import (
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/notify"
	"github.com/hengjian/hengjian/platform/rest"
)

// tellings adds what is done with tellings beside the acts on their records, and
// where gateways bring receipts.
func (a *API) tellings() {
	a.fixed(http.MethodGet, "/api/tellings/{kind}/{area}/{id}", "tellings", "一条记录待发送的告知和已发送的", "告知", a.tellingsOf)
	a.fixed(http.MethodGet, "/api/tellings/{kind}/{area}/{id}/letters/{message}", "telling-letter", "一封信函，带地址", "告知", a.tellingLetter)
	a.fixed(http.MethodPost, "/api/tellings/check", "telling-check", "告知内容中不能写的", "告知", a.tellingWords)
	a.fixed(http.MethodPost, "/api/tellings/slips", "telling-slips", "登记邮政回执：一个 CSV 文件", "告知", a.tellingSlips)
	a.fixed(http.MethodPost, "/api/receipts/{channel}/{token}", "receipts", "通道送来的回执", "告知", a.receipts)
}

// sentOut is a message of a record.
type sentOut struct {
	ID        string       `json:"id"`
	Act       string       `json:"act"`
	Title     string       `json:"title"`
	Who       string       `json:"who"`
	Channel   string       `json:"channel"`
	Mode      notify.Mode  `json:"mode"`
	Demo      bool         `json:"demo"`
	To        string       `json:"to"`
	State     notify.State `json:"state"`
	Doubt     bool         `json:"doubt"`
	Reference string       `json:"reference"`
	Reason    string       `json:"reason"`
	Queued    string       `json:"queued"`
	Sent      string       `json:"sent"`
	Ended     string       `json:"ended"`
	By        string       `json:"by"`
	Owed      bool         `json:"owed"`
	Settled   bool         `json:"settled"`
}

// recordAsked reads the record a request names with its kind, as the caller may see it.
func (a *API) recordAsked(conn db.Conn, q *rest.Request, c actor.Caller, r ref.Ref) (*record.Record, error) {
	if a.engine.Kinds().Get(q.Param("kind")) == nil {
		return nil, noRecord()
	}
	return a.engine.GetIn(conn, c, q.Param("kind"), r, record.AsOf{})
}

func (a *API) tellingsOf(q *rest.Request) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	out := struct {
		Offers []telling.Offer `json:"offers"`
		Sent   []sentOut       `json:"sent"`
		May    bool            `json:"may"`
	}{Sent: []sentOut{}}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := a.recordAsked(conn, q, c, r)
		if err != nil {
			return err
		}
		if out.Offers, err = a.app.Tellings.Offers(conn, c, rec); err != nil {
			return err
		}
		lines, err := a.app.Tellings.Lines(conn, c, rec)
		for _, l := range lines {
			out.Sent = append(out.Sent, a.sentOut(rec, l))
		}
		return err
	})
	if err != nil {
		return err
	}
	wrong, err := a.engine.Check(q.Context(), record.Request{Kind: q.Param("kind"), Act: record.Notify, Record: r, Area: r.Area, Caller: c})
	out.May = err == nil && len(wrong) == 0 && c.Person != ""
	return q.JSON(http.StatusOK, out)
}

func (a *API) sentOut(rec *record.Record, l telling.Line) sentOut {
	out := sentOut{ID: l.ID, Act: l.Act, Title: l.Act, Channel: l.Channel, Mode: l.Mode, To: l.To, State: l.State, Doubt: l.Doubt, Reference: l.Reference, Reason: l.Reason,
		Queued: moment(l.Queued), Sent: moment(l.Sent), Ended: moment(l.Ended), By: l.By, Owed: l.Owed, Settled: l.Settled}
	if ch := a.app.Tellings.Outbox().Channel(l.Channel); ch != nil {
		out.Channel, out.Demo = ch.Title(), ch.Demo()
	}
	if act := rec.Kind.Act(l.Act); act != nil {
		out.Title = act.Title
	}
	if f := rec.Kind.Field(l.Whom); f != nil {
		out.Who = f.Title
	}
	return out
}

func (a *API) tellingLetter(q *rest.Request) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	var rec *record.Record
	var m notify.Message
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) (err error) {
		if rec, err = a.recordAsked(conn, q, c, r); err != nil {
			return err
		}
		if err := a.engine.CheckReadable(c, rec.Kind, personal(rec.Kind)); err != nil { // the address stands on it
			return err
		}
		m, err = a.app.Tellings.Letter(conn, rec, q.Param("message"))
		return err
	})
	if err != nil {
		return err
	}
	pdf, err := a.app.Letter(rec, m)
	if err != nil {
		return err
	}
	return sendBytes(q, pdf, "application/pdf", m.Subject+".pdf")
}

func (a *API) tellingWords(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	m, err := q.Object()
	if err == nil {
		err = only(m, "text")
	}
	if err != nil {
		return err
	}
	text, _ := m["text"].(string)
	return items(q, a.app.Tellings.Check(text), nil)
}

// tellingSlips enters what a file of the post office's says, in the caller's name.
func (a *API) tellingSlips(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	m, err := q.Object()
	if err == nil {
		err = only(m, "csv")
	}
	if err != nil {
		return err
	}
	text, _ := m["csv"].(string)
	list, err := a.app.Tellings.Slips(q.Context(), c, text)
	return items(q, list, err)
}

// receipts takes what a gateway brings; who does not know its secret finds nothing.
func (a *API) receipts(q *rest.Request) error {
	l, ok := a.app.Tellings.Outbox().Channel(q.Param("channel")).(notify.Listener)
	if !ok {
		return notify.ErrStranger
	}
	body, err := q.Body()
	if err != nil {
		return err
	}
	list, err := l.Hear(q.Param("token"), q.Header("Content-Type"), body)
	if err != nil {
		return err
	}
	if _, err := a.app.Tellings.Outbox().Take(q.Context(), q.Param("channel"), list); err != nil {
		return err
	}
	w := q.Writer()
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	_, err = w.Write([]byte(l.Answer()))
	return err
}

// personal are the fields of a kind that say something of a person.
func personal(k *kind.Kind) []string {
	var out []string
	for _, f := range k.Fields {
		if f.Personal {
			out = append(out, f.Name)
		}
	}
	return out
}
