package document

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Behaviours are what the acts on documents do beyond their declaration, and what
// the erasure of a record does to its documents.
func (o *Office) Behaviours() map[string]record.Behaviour {
	out := map[string]record.Behaviour{
		Kind + "." + record.Create: {Do: o.draft},
		Kind + ".edit":             {Do: o.edit},
		Kind + ".issue":            {Do: o.issue},
		Kind + ".deliver":          {Bar: unprinted, Do: o.deliver, Then: o.delivered},
		Kind + ".attest":           {Bar: unprinted, Do: o.attest},
		Kind + ".void":             {Do: func(w *record.Doing) error { w.Values["standing"] = Void; return nil }},
	}
	for _, t := range o.Forms.All() {
		out[t.Kind+"."+record.Erase] = record.Behaviour{Then: o.eraseWith}
	}
	return out
}

// unprinted bars what needs the paper while there is none.
func unprinted(_ actor.Caller, doc *record.Record) string {
	if doc.Values["pdf"] == nil && doc.Text("standing") != Draft {
		return "文书文件还没有制成，请在文书页继续签发"
	}
	return ""
}

// on reads the record a document belongs to, as the caller may see it.
func (o *Office) on(c db.Conn, caller actor.Caller, doc *record.Record) (*record.Record, error) {
	name, r := On(doc)
	return o.engine.GetIn(c, caller, name, r, record.AsOf{})
}

func wrong(name, code, text string) error {
	return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: name, Code: code, Text: text})
}

// draft completes a new document: its form, its slots as the form proposes them.
func (o *Office) draft(w *record.Doing) error {
	if err := w.Only("record.invalid", "template", "on_kind", "on_id", "title"); err != nil {
		return err
	}
	on, err := o.on(w.Tx, w.Caller, &record.Record{Area: w.Area, Values: w.Values})
	if err != nil {
		return err
	}
	if on.State != record.Active {
		return fault.New(fault.Conflict, "document.record", "所属记录已终结，不能制作文书")
	}
	name, _ := w.Values["template"].(string)
	t := o.Forms.Find(on.Kind.Name, name, o.Book.Law(on), on.Area, calendar.DateOf(calendar.Instant(w.Tx.Now())))
	if t == nil {
		return wrong("template", "unknown", on.Kind.Title+"没有名为“"+name+"”的、适用于这条记录的文书式样")
	}
	m, err := o.matter(w.Tx, w.Caller, t, on, nil)
	if err != nil {
		return err
	}
	m.Reason = w.Reason
	slots, err := writeSlots(t.Draft(m))
	if err != nil {
		return err
	}
	on2 := on.Number
	if on2 == "" {
		on2 = on.Title()
	}
	w.Values["title"], w.Values["form"], w.Values["on_title"], w.Values["standing"], w.Values["slots"], w.Values["organ"] = t.Title, t.Digest, on2, Draft, slots, m.Organ
	return nil
}

// edit takes new slots: each a text the form asks for.
func (o *Office) edit(w *record.Doing) error {
	on, err := o.on(w.Tx, w.Caller, w.Old)
	if err != nil {
		return err
	}
	t, err := o.form(w.Old, on, calendar.DateOf(calendar.Instant(w.Tx.Now())))
	if err != nil {
		return err
	}
	text, _ := w.Values["slots"].(string)
	var given map[string]string
	if err := json.Unmarshal([]byte(text), &given); err != nil {
		return wrong("slots", "type", "空栏应为名称到文字的对象")
	}
	slots := slotsOf(w.Old)
	for name, v := range given {
		s := t.slot(name)
		if s == nil {
			return wrong(name, "unknown", "式样没有名为 "+name+" 的空栏")
		}
		if n := len([]rune(v)); n > s.Max {
			return wrong(name, "max", fmt.Sprintf("“%s”有 %d 字，最多 %d 字", s.Title, n, s.Max))
		}
		slots[name] = strings.TrimSpace(v)
	}
	w.Values["slots"], err = writeSlots(slots)
	return err
}

// issue fixes a document: the content that was fixed just before (Office.Issue)
// must be what the record gives now, and takes its number here, in the act.
func (o *Office) issue(w *record.Doing) error {
	file, _ := w.Values["content"].(map[string]any)
	digest, _ := file["digest"].(string)
	on, err := o.on(w.Tx, w.Caller, w.Old)
	if err != nil {
		return err
	}
	if err := o.maySign(w.Tx, w.Caller, w.Old.Text("template"), on); err != nil {
		return err
	}
	t, text, err := o.fixed(w.Tx, w.Caller, w.Old, on)
	if err != nil {
		return err
	}
	if sum := sha256.Sum256(text); hex.EncodeToString(sum[:]) != digest {
		return fault.New(fault.Conflict, "document.moved", "记录或者日期刚刚有变，文书内容与您看到的不同；请重新预览后签发")
	}
	now := w.Tx.Now()
	organ, mark, code := o.letterhead(on.Area, charge(on))
	year := calendar.DateOf(calendar.Instant(now)).Year()
	if t.Series != "" {
		seq, err := w.Engine.Next(w.Tx, on.Area, code, "document/"+t.Series, year)
		if err != nil {
			return err
		}
		w.Values["document_no"] = t.NumberOf(mark, year, seq)
	}
	if !t.Internal {
		w.Values["code"] = newCode()
	}
	w.Values["standing"], w.Values["organ"], w.Values["title"], w.Values["form"], w.Values["issued_on"] = Issued, organ, t.Title, t.Digest, now.Day()
	w.Values["signer"] = map[string]any{"area": string(w.Caller.Area), "id": string(w.Caller.Person)}
	return nil
}

// newCode is a code that nobody guesses: 80 random bits in letters and digits.
func newCode() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b))
}

// announced is after how many days a document served by announcement counts as
// served (程序规定 art. 82).
const announced = 30

// deliver judges 送达: on whom, how, when, by what it is proven.
func (o *Office) deliver(w *record.Doing) error {
	text := func(name string) string { s, _ := w.Values[name].(string); return strings.TrimSpace(s) }
	var bad []fault.Field
	say := func(name, code, t string) { bad = append(bad, fault.Field{Name: name, Code: code, Text: t}) }
	on, err := o.on(w.Tx, w.Caller, w.Old)
	if err != nil {
		return err
	}
	to := o.Recipients(w.Old, on)
	if len(to) == 0 {
		return fault.New(fault.Conflict, "document.internal", "内部文书不送达")
	}
	if !slices.ContainsFunc(to, func(r Recipient) bool { return r.Name() == text("recipient") }) {
		say("recipient", "unknown", "不是这份文书的受送达人")
	}
	if servedOn(w.Old, text("recipient")) && strings.TrimSpace(w.Reason) == "" { // the clocks count from the day that is there
		say("recipient", "served", "已经登记过对该受送达人的送达；登记有误的，写明更正的理由")
	}
	mode := text("mode")
	if !slices.ContainsFunc(procedure.Services, func(x kind.Option) bool { return x.Value == mode }) {
		say("mode", "option", "没有这种送达方式")
	}
	issued, _ := calendar.Parse(w.Old.Text("issued_on"))
	today := calendar.DateOf(calendar.Instant(w.Tx.Now()))
	day := func(name, title string) calendar.Date {
		d, err := calendar.Parse(text(name))
		switch {
		case text(name) == "":
			say(name, "required", title+"必填")
		case err != nil:
			say(name, "date", title+"应为 YYYY-MM-DD")
		case d.After(today):
			say(name, "future", title+"不能晚于今天")
		case d.Before(issued):
			say(name, "before", title+"不能早于签发之日 "+issued.String())
		}
		return d
	}
	if mode == procedure.Announcement {
		d := day("published_on", "公告日期")
		if w.Values["served_on"] != nil {
			say("served_on", "computed", "公告送达之日由公告日期推算，不填写")
		}
		if len(bad) == 0 {
			w.Values["served_on"] = d.AddDays(announced).String()
		}
	} else {
		if w.Values["published_on"] != nil {
			say("published_on", "not_taken", "只有公告送达填写公告日期")
		}
		day("served_on", "送达日期")
	}
	if mode == "mail" && text("tracking_no") == "" {
		say("tracking_no", "required", "邮寄送达填写邮件单号")
	}
	if mode == "left" && text("witness") == "" && w.Values["proof_file"] == nil { // art. 82 (2): a witness, or a recording
		say("witness", "required", "留置送达应当有见证人，或者附上拍照、录像（第82条第二项）")
	}
	o.recorded(mode, text, w.Values["proof_file"] != nil, say)
	if mode != "left" && text("witness") != "" {
		say("witness", "not_taken", "只有留置送达填写见证人")
	}
	if len(bad) > 0 {
		return fault.Bad("record.invalid", "提交的内容有误", bad...)
	}
	w.Values["served_to"] = addTo(w.Old, text("recipient"))
	if len(w.Values["served_to"].([]any)) == len(to) {
		w.Values["standing"] = Served
	}
	for _, name := range []string{"published_on", "tracking_no", "proof_file", "witness", "address_form", "announced_in"} { // of this service, not of the one before
		if _, given := w.Values[name]; !given {
			w.Values[name] = nil
		}
	}
	return nil
}

// recorded holds service to what 程序规定 art. 82 (3) and (5) wants on record: of the
// electronic one the consent of the recipient in a confirmation of his address, and a
// picture or a recording; of an announcement where it stands, and a recording where it
// was posted up.
func (o *Office) recorded(mode string, text func(string) string, recording bool, say func(name, code, t string)) {
	switch {
	case mode == "electronic" && text("address_form") == "":
		say("address_form", "required", "电子送达须经受送达人同意并签订送达地址确认书（第82条第三项）")
	case mode != "electronic" && text("address_form") != "":
		say("address_form", "not_taken", "只有电子送达填写送达地址确认书")
	}
	switch {
	case mode == procedure.Announcement && text("announced_in") == "":
		say("announced_in", "required", "公告送达写明公告的载体（第82条第五项）")
	case mode != procedure.Announcement && text("announced_in") != "":
		say("announced_in", "not_taken", "只有公告送达填写公告的载体")
	}
	switch {
	case recording:
	case mode == "electronic":
		say("proof_file", "required", "电子送达应当以拍照、截屏、录音、录像等方式记录，请附上（第82条第三项）")
	case mode == procedure.Announcement && text("announced_in") == "posted":
		say("proof_file", "required", "张贴公告应当以拍照、录像等方式记录，请附上（第82条第五项）")
	}
}

// servedOn reports whether a document has been served on a recipient.
func servedOn(doc *record.Record, name string) bool {
	list, _ := doc.Values["served_to"].([]any)
	return slices.Contains(list, any(name))
}

// addTo is whom a document has been served on, with one more.
func addTo(doc *record.Record, name string) []any {
	list, _ := doc.Values["served_to"].([]any)
	if servedOn(doc, name) {
		return list
	}
	return append(slices.Clone(list), name)
}

// Recipients are whom a document is for, by the form of its name.
func (o *Office) Recipients(doc, on *record.Record) []Recipient {
	day, err := calendar.Parse(doc.Text("issued_on"))
	if err != nil {
		day = calendar.DateOf(calendar.Instant(o.engine.DB().Now()))
	}
	if t := o.Forms.Find(on.Kind.Name, doc.Text("template"), o.Book.Law(on), on.Area, day); t != nil {
		return t.To
	}
	return nil
}

// eraseWith erases the documents of an erased record in the same transaction.
func (o *Office) eraseWith(tx *db.Tx, e *record.Engine, q record.Request, on *record.Record) error {
	office := actor.Caller{Machine: "document", Area: on.Area}
	for { // those that are erased are listed no more
		all, err := o.Of(tx, office, on.Kind.Name, on.Ref())
		if err != nil || len(all) == 0 {
			return err
		}
		for _, doc := range all {
			if _, err := e.ActIn(tx, record.Request{Kind: Kind, Act: record.Erase, Record: doc.Ref(), Area: doc.Area, Rev: &doc.Rev, Reason: q.Reason, Caller: office}); err != nil {
				return err
			}
		}
	}
}
