package document

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
)

// numberMark stands in fixed content where the number will: it is taken only when
// the content is fixed. It is a private character without a glyph, so that content
// in which it already stands is refused as one that cannot be printed.
const numberMark = "\uE000"

// maxFile bounds what is kept of a document.
const maxFile = 20 << 20

// fixed is the content of a document as it would be issued now, without its
// number; what it lacks refuses it, field by field.
func (o *Office) fixed(c db.Conn, caller actor.Caller, doc, on *record.Record) (*Template, []byte, error) {
	if caller.Person == "" {
		return nil, nil, fault.New(fault.Denied, "document.person", "文书由具名的人员签发")
	}
	t, err := o.form(doc, on, calendar.DateOf(calendar.Instant(o.engine.DB().Now())))
	if err != nil {
		return nil, nil, err
	}
	if err := o.readable(caller, t, on.Kind); err != nil {
		return nil, nil, err
	}
	m, err := o.matter(c, caller, t, on, slotsOf(doc))
	if err != nil {
		return nil, nil, err
	}
	sheet, gaps := t.Fill(m)
	gaps = append(gaps, o.blanks(t, m, sheet)...)
	if t.Series != "" {
		m.Number = numberMark
		sheet, _ = t.Fill(m)
	}
	if m.Mark == "" && t.Series != "" {
		gaps = append(gaps, Gap{"organ", "名义机关没有机关代字，不能编号"})
	}
	if len(gaps) > 0 {
		var bad []fault.Field
		for _, g := range gaps {
			bad = append(bad, fault.Field{Name: g.Name, Code: "lacks", Text: g.Text})
		}
		return nil, nil, fault.Bad("document.lacks", "文书还不能签发："+gaps[0].Text, bad...)
	}
	text, err := json.Marshal(sheet)
	return t, text, err
}

// blanks are the characters the font cannot print, with the field that holds them
// where it can be told.
func (o *Office) blanks(t *Template, m Matter, s paper.Sheet) []Gap {
	font, err := o.Font()
	if err != nil {
		return nil // told where it is printed
	}
	var out []Gap
	seen := map[rune]bool{}
	for _, w := range s.Words() {
		for _, r := range font.Missing(w) {
			if seen[r] {
				continue
			}
			seen[r] = true
			name, title := "content", "正文"
			for _, f := range t.Fields() {
				if fd := m.Record.Kind.Field(f); fd != nil && strings.ContainsRune(m.Label(fd, m.Record.Values[f], m.Record.Values), r) {
					name, title = f, fd.Title
				}
			}
			for _, slot := range t.Slots {
				if strings.ContainsRune(m.Slots[slot.Name], r) {
					name, title = slot.Name, slot.Title
				}
			}
			out = append(out, Gap{name, fmt.Sprintf("“%s”中的“%c”（U+%04X）字体里没有，印出来会是空白；请核对用字，或者由管理员换用收有该字的字体", title, r, r)})
		}
	}
	return out
}

// View is a document with what its page shows.
type View struct {
	Record  *record.Record
	On      *record.Record
	Form    *Template
	Slots   map[string]string
	Gaps    []Gap
	Sheet   paper.Sheet
	Printed bool // it is issued and its file is there
}

// View reads a document for a caller who may read everything it prints.
func (o *Office) View(c db.Conn, caller actor.Caller, r ref.Ref) (*View, error) {
	doc, err := o.engine.GetIn(c, caller, Kind, r, record.AsOf{})
	if err != nil {
		return nil, err
	}
	on, err := o.on(c, caller, doc)
	if err != nil {
		return nil, err
	}
	day, err := calendar.Parse(doc.Text("issued_on"))
	if err != nil {
		day = calendar.DateOf(calendar.Instant(o.engine.DB().Now()))
	}
	t, err := o.form(doc, on, day)
	if err != nil {
		return nil, err
	}
	if err := o.readable(caller, t, on.Kind); err != nil {
		return nil, err
	}
	if err := o.engine.CheckReadable(caller, doc.Kind, []string{"slots", "pdf"}); err != nil {
		return nil, err
	}
	v := &View{Record: doc, On: on, Form: t, Slots: slotsOf(doc), Printed: doc.Values["pdf"] != nil}
	if Fixed(doc) {
		return v, nil
	}
	m, err := o.matter(c, caller, t, on, v.Slots)
	if err != nil {
		return nil, err
	}
	v.Sheet, v.Gaps = t.Fill(m)
	v.Gaps = append(v.Gaps, o.blanks(t, m, v.Sheet)...)
	return v, nil
}

// Fixed reports whether a document has been issued, and so has content of its own:
// one that was voided as a draft has none.
func Fixed(doc *record.Record) bool { return doc.Values["content"] != nil }

// Content is what was fixed when a document was issued, with its number.
func (o *Office) Content(ctx context.Context, doc *record.Record) (paper.Sheet, error) {
	var s paper.Sheet
	b, err := o.file(ctx, doc, "content")
	if err != nil {
		return s, err
	}
	no, err := json.Marshal(doc.Text("document_no"))
	if err != nil {
		return s, err
	}
	b = bytes.ReplaceAll(b, []byte(numberMark), no[1:len(no)-1])
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("reading the content of document %s: %w", doc.ID, err)
	}
	return s, nil
}

// file reads a file of a document.
func (o *Office) file(ctx context.Context, doc *record.Record, field string) ([]byte, error) {
	f, _ := doc.Values[field].(map[string]any)
	digest, _ := f["digest"].(string)
	r, err := o.Read.Open(ctx, blob.Digest(digest))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(io.LimitReader(r, maxFile))
}

// Draft prints a draft with a mark across it; PDF serves an issued document's own
// file.
func (o *Office) Draft(v *View) ([]byte, error) {
	font, err := o.Font()
	if err != nil {
		return nil, err
	}
	sheet := v.Sheet
	for i := range sheet.Blocks { // a draft shows what it can: the gap is told beside it
		sheet.Blocks[i].Text = shown(font, sheet.Blocks[i].Text)
		for _, row := range sheet.Blocks[i].Rows {
			for j := range row {
				row[j] = shown(font, row[j])
			}
		}
	}
	return font.PDF(sheet, paper.Print{Mark: "草稿", Notice: "草稿，未签发，不具有效力。", Seal: "签发后在此处盖章"})
}

// shown writes a character without a glyph by its number.
func shown(font *paper.Font, text string) string {
	for _, r := range font.Missing(text) {
		text = strings.ReplaceAll(text, string(r), fmt.Sprintf("【U+%04X】", r))
	}
	return text
}

// PDF is the file of an issued document, as it was signed.
func (o *Office) PDF(ctx context.Context, doc *record.Record) ([]byte, error) {
	return o.file(ctx, doc, "pdf")
}

// Word is the document as a Word file, for work in the office.
func (o *Office) Word(ctx context.Context, v *View) ([]byte, error) {
	if !Fixed(v.Record) {
		return paper.Word(v.Sheet, paper.Print{Mark: map[bool]string{true: "草稿", false: "草稿，已作废"}[v.Record.Text("standing") == Draft]})
	}
	s, err := o.Content(ctx, v.Record)
	if err != nil {
		return nil, err
	}
	return paper.Word(s, paper.Print{Mark: "供办公使用，不是文书原件；以签发的 PDF 为准"})
}

// Issue issues a draft (签发) and makes its file. Fixing and numbering are one act
// of the person; printing and signing follow it as an act of the office, so that
// nothing slow, and no service of others, holds the book. Where the second failed,
// Issue goes on from there. Going on prints the address of the check into the file,
// asks the seal service for a signature and cannot be done again, so that it takes
// the right to issue: the act that seals is the office's own and asks for nobody's.
// It need not be the same person; a file that is there already is left as it is.
// base is the address under which copies are checked.
func (o *Office) Issue(ctx context.Context, caller actor.Caller, r ref.Ref, rev int64, base string) (*record.Record, error) {
	var doc *record.Record
	var text []byte
	font, err := o.Font()
	if err != nil {
		return nil, err
	}
	err = o.engine.DB().Read(ctx, func(c db.Conn) error {
		var err error
		if doc, err = o.engine.GetIn(c, caller, Kind, r, record.AsOf{}); err != nil {
			return err
		}
		if err := o.engine.CheckEntitled(c, caller, doc, "issue"); err != nil || doc.Text("standing") != Draft {
			return err
		}
		on, err := o.on(c, caller, doc)
		if err != nil {
			return err
		}
		if err := o.maySign(c, caller, doc.Text("template"), on); err != nil {
			return err
		}
		if _, text, err = o.fixed(c, caller, doc, on); err != nil {
			return err
		}
		organ, _, _ := o.letterhead(on.Area, charge(on))
		return o.Signer.Ready(organ, o.engine.DB().Now()) // before a number is taken
	})
	if err != nil {
		return nil, err
	}
	if doc.Text("standing") == Draft {
		d, size, err := o.Files.Put(ctx, bytes.NewReader(text), maxFile, caller.Label())
		if err != nil {
			return nil, err
		}
		doc, err = o.engine.Act(ctx, record.Request{Kind: Kind, Act: "issue", Record: r, Area: r.Area, Rev: &rev, Caller: caller,
			Values: map[string]any{"content": map[string]any{"digest": string(d), "name": "content.json", "size": size, "type": "application/json"}}})
		if err != nil {
			return nil, err
		}
	}
	if doc.Text("standing") != Issued || doc.Values["pdf"] != nil {
		return doc, nil
	}
	return o.seal(ctx, font, doc, base)
}

// seal prints an issued document, has it signed, and keeps the signed file: that is
// the version of the document, and its digest what everybody is told.
func (o *Office) seal(ctx context.Context, font *paper.Font, doc *record.Record, base string) (*record.Record, error) {
	sheet, err := o.Content(ctx, doc)
	if err != nil {
		return nil, err
	}
	signer := o.People.PersonName(record.RefOf(doc.Values["signer"]).ID)
	organ := doc.Text("organ")
	p := paper.Print{Seal: fmt.Sprintf("%s\n签发人 %s\n%s", o.Signer.Words(organ), font.Printable(signer), doc.Text("issued_on"))}
	if code := doc.Text("code"); code != "" {
		p.Link = strings.TrimSuffix(base, "/") + "/d/" + code
		p.Notice = "扫描二维码，或者打开 " + p.Link + "，可以核验本文书是否由本机关签发、内容有无改动、现在是否有效。核验页不显示当事人信息。"
	}
	printed, err := font.PDF(sheet, p)
	if err != nil {
		return nil, err
	}
	pdf, sig, err := o.Signer.Sign(ctx, Paper{PDF: printed, Organ: organ, Signer: signer, Title: doc.Text("title"), Number: doc.Text("document_no"), At: o.engine.DB().Now()})
	if err != nil {
		why := "电子签名没有完成"
		if f := fault.As(err); f != nil {
			why = f.Text
		}
		return nil, fault.New(fault.Unavailable, "document.sign", "文书已经签发编号，文件还没有制成："+why+"。排除后请继续签发，文号不变").With(err)
	}
	told, err := json.Marshal(sig)
	if err != nil {
		return nil, err
	}
	who := actor.Caller{Machine: "document", Area: doc.Area}
	d, size, err := o.Files.Put(ctx, bytes.NewReader(pdf), maxFile, who.Label())
	if err != nil {
		return nil, err
	}
	name := doc.Text("document_no")
	if name == "" {
		name = doc.Text("title")
	}
	return o.engine.Act(ctx, record.Request{Kind: Kind, Act: "seal", Record: doc.Ref(), Area: doc.Area, Rev: &doc.Rev, Caller: who,
		Values: map[string]any{"pdf": map[string]any{"digest": string(d), "name": name + ".pdf", "size": size, "type": "application/pdf"}, "signature": string(told), "signed_by": sig.Words}})
}

// Signed reads the signature of a document.
func Signed(doc *record.Record) (Signature, bool) {
	var s Signature
	err := json.Unmarshal([]byte(doc.Text("signature")), &s)
	return s, err == nil && (s.Value != "" || len(s.Marks) > 0)
}
