package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint"
)

// strict reads JSON of known shape.
func strict(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	d.UseNumber()
	if err := d.Decode(into); err != nil {
		name, text := "", "内容的写法不正确"
		var typ *json.UnmarshalTypeError
		if errors.As(err, &typ) {
			name, text = typ.Field, typ.Field+" 的类型不正确"
		} else if _, field, ok := strings.Cut(err.Error(), "unknown field "); ok {
			name = strings.Trim(field, `"`)
			text = "不认识的内容 " + name
		}
		return fault.Bad("rest.body", "提交的内容有误", fault.Field{Name: name, Code: "unknown", Text: text}).With(err)
	}
	return nil
}

// shownFiles lets through what a consumer photographs, records or scans.
func shownFiles(mime string) error {
	for _, good := range []string{"image/", "application/pdf", "video/", "audio/", "application/zip", "text/plain", "application/octet-stream"} {
		if strings.HasPrefix(mime, good) && mime != "image/svg+xml" {
			return nil
		}
	}
	return fault.Bad("complaint.file", "不收这种文件", fault.Field{Name: "file", Code: "type", Text: "只收照片、PDF、音视频、Word、Excel 和纯文本"})
}

// markOut is one line of what was and what comes.
type markOut struct {
	Title       string `json:"title"`
	At          string `json:"at"`
	On          string `json:"on"`
	By          string `json:"by"`
	Weekday     string `json:"weekday"`
	Within      string `json:"within"`
	Note        string `json:"note"`
	State       string `json:"state"`
	Late        bool   `json:"late"`
	Provisional bool   `json:"provisional"`
}

// pairOut is a field in words.
type pairOut struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Long  bool   `json:"long"`
}

type toldOut struct {
	What string `json:"what"`
	Mode string `json:"mode"`
	On   string `json:"on"`
}

// standingOut is where a record stands, for who holds its receipt.
type standingOut struct {
	ref.Ref
	Kind      string       `json:"kind"`
	KindTitle string       `json:"kind_title"`
	Rev       int64        `json:"rev"`
	Number    string       `json:"number"`
	Brief     string       `json:"brief"`
	Trader    string       `json:"trader"`
	Filed     string       `json:"filed"`
	Title     string       `json:"title"`
	Say       string       `json:"say"`
	Step      string       `json:"step"`
	Ended     bool         `json:"ended"`
	Marks     []markOut    `json:"marks"`
	Told      []toldOut    `json:"told"`
	Shows     []pairOut    `json:"shows"`
	Mine      []pairOut    `json:"mine"` // what he wrote
	Files     []string     `json:"files"`
	Papers    []paperOut   `json:"papers"` // served on him
	Acts      []record.May `json:"acts"`
}

// mine are the fields in which the public finds again what it wrote.
var mine = []string{"goods", "bought_on", "claim", "amount", "facts", "clues", "place", "supplement", "complainant_reply", "complainant_answer", "withdraw_asked_on", "rating", "rating_words", "decline_reason", "broken_reason"}

// traders are the fields that say whom a record is about as the public wrote it.
var traders = map[string]string{complaint.Complaint: "respondent_as_written", complaint.Tipoff: "reported_as_written", complaint.ODR: "trader_as_written"}

func (f *filings) standing(c db.Conn, who actor.Caller, kindName string, r ref.Ref) (standingOut, error) {
	rec, err := f.engine.GetIn(c, who, kindName, r, record.AsOf{})
	if err != nil {
		return standingOut{}, err
	}
	s, err := f.progress.Of(c, who, rec)
	if err != nil {
		return standingOut{}, err
	}
	papers, err := f.served(c, kindName, r)
	if err != nil {
		return standingOut{}, err
	}
	l := f.labels(c)
	out := standingOut{Papers: papersOf(papers), Ref: rec.Ref(), Kind: kindName, KindTitle: rec.Kind.Title, Rev: rec.Rev, Number: rec.Number, Brief: rec.Text("matter_in_brief"), Trader: rec.Text(traders[kindName]), Filed: rec.CreatedAt.String(),
		Title: s.Title, Say: s.Say, Step: s.Step, Ended: s.Ended, Marks: []markOut{}, Told: []toldOut{}, Shows: f.pairs(l, rec, s.Shows), Mine: f.pairs(l, rec, mine), Files: []string{}, Acts: append([]record.May{}, s.Acts...)}
	for _, m := range s.Marks {
		x := markOut{Title: m.Title, On: m.On.String(), By: m.By.String(), Within: m.Within, Note: m.Note, State: m.State, Late: m.Late, Provisional: m.Provisional}
		if m.At != 0 {
			x.At = clock.Instant(m.At).String()
		}
		if !m.By.IsZero() {
			x.Weekday = m.By.WeekdayText()
		}
		out.Marks = append(out.Marks, x)
	}
	for _, t := range s.Told {
		out.Told = append(out.Told, toldOut(t))
	}
	list, _ := rec.Values["materials"].([]any)
	for _, x := range list {
		if m, ok := x.(map[string]any); ok {
			name, _ := m["name"].(string)
			out.Files = append(out.Files, name)
		}
	}
	return out, nil
}

func (f *filings) pairs(l *labels, rec *record.Record, names []string) []pairOut {
	out := []pairOut{}
	for _, fd := range rec.Kind.Fields {
		for _, name := range names {
			if fd.Name != name || rec.Values[name] == nil {
				continue
			}
			text := l.Label(fd, rec.Values[name], rec.Values)
			if fd.Unit != "" && fd.Type == kind.Number {
				text += " " + fd.Unit
			}
			out = append(out, pairOut{name, fd.Title, text, fd.Multiline})
		}
	}
	return out
}

// opened shows a receipt; wrong ones are counted against the client, wrong digits
// against the code too, so that nobody tries them out.
func (f *filings) opened(q *rest.Request, code, digits string, do func() error) error {
	now := clock.Wall{}.Now().Time()
	client, code := f.client(q), complaint.PlainCode(code) // one bucket however it is written
	mine, ok := f.tries.Lend(client, now)
	its, ok2 := f.tails.Lend(code, now)
	if !ok || !ok2 {
		mine()
		its()
		return fault.New(fault.TooMany, "complaint.tries", "试得太频繁，请过几分钟再试；也可拨打 12315")
	}
	err := do()
	if x := fault.As(err); err == nil || x.Code != "complaint.receipt" {
		mine()
		its()
	}
	return err
}

// look answers where everything stands that a receipt is for.
func (f *filings) look(q *rest.Request) error {
	var in struct{ Code, Tail string }
	if err := read(q, &in); err != nil {
		return err
	}
	var out receiptOut
	err := f.opened(q, in.Code, in.Tail, func() (err error) {
		out, err = f.whole(q, in.Code, in.Tail)
		return err
	})
	if err != nil {
		return err
	}
	q.SetHeader("Cache-Control", "no-store")
	return q.JSON(http.StatusOK, out)
}

// act does what the holder of a receipt may do on one of his records.
func (f *filings) act(q *rest.Request) error {
	var in struct {
		Code   string           `json:"code"`
		Tail   string           `json:"tail"`
		Kind   string           `json:"kind"`
		Area   ref.Area         `json:"area"`
		ID     ref.ID           `json:"id"`
		Rev    int64            `json:"rev"`
		Act    string           `json:"act"`
		Values map[string]any   `json:"values"`
		Slip   string           `json:"slip"`
		Files  []map[string]any `json:"files"`
	}
	key, err := q.IdempotencyKey()
	if err != nil {
		return err
	}
	if err := read(q, &in); err != nil {
		return err
	}
	d := complaint.Deed{Kind: in.Kind, Record: ref.Ref{Area: in.Area, ID: in.ID}, Act: in.Act, Rev: in.Rev, Values: in.Values, Files: in.Files, Key: key}
	if in.Slip != "" {
		if d.Who, err = f.app.Slips.Who(in.Slip, wall()); err != nil {
			return err
		}
	}
	if in.Act == record.Create || in.Act == record.Inform || in.Act == record.Serve {
		return fault.New(fault.NotFound, "record.act", "没有这个办理动作")
	}
	if err := f.opened(q, in.Code, in.Tail, func() error { return f.app.Portal.Do(q.Context(), in.Code, in.Tail, d) }); err != nil {
		return err
	}
	out, err := f.whole(q, in.Code, in.Tail)
	if err != nil {
		return err
	}
	q.SetHeader("Cache-Control", "no-store")
	return q.JSON(http.StatusOK, out)
}

// whole is everything a receipt is for, as it stands.
func (f *filings) whole(q *rest.Request, code, digits string) (receiptOut, error) {
	out := receiptOut{Office: f.office, Items: []standingOut{}}
	err := f.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out.Items = out.Items[:0]
		v, err := f.app.Portal.Open(c, code, digits)
		if err != nil {
			return err
		}
		for _, r := range v.Records {
			x, err := f.standing(c, v.Caller, r.Kind.Name, r.Ref())
			if err != nil {
				return err
			}
			out.Items = append(out.Items, x)
		}
		return nil
	})
	return out, err
}
