package app

import (
	"strings"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/practice/complaint"
)

// openTellings makes the desk from which people are told. Through what messages go
// is said by a server; without one nothing is sent off.
func (a *App) openTellings() error {
	texts, err := a.texts()
	if err != nil {
		return fault.New(fault.Invalid, "telling.template", "告知式样有误：\n"+err.Error())
	}
	labels := func(c db.Conn) func(*kind.Field, any, map[string]any) string {
		return present.New(a.Codes, a.Engine, c).Label
	}
	answers := complaint.Shipped()
	a.Tellings = telling.NewDesk(telling.Parts{Texts: texts, Book: a.Procedures, People: a.People, Labels: labels, Check: func(text string) []telling.Hit {
		hits := []telling.Hit{}
		for _, h := range answers.Check(text) {
			hits = append(hits, telling.Hit(h))
		}
		return hits
	}})
	return nil
}

// texts are the templates of what is told.
func (a *App) texts() (*telling.Set, error) {
	switch {
	case a.Config.Like != nil:
		return a.Config.Like.Tellings.Texts, nil
	case len(a.Config.Kinds) > 0:
		return telling.Read(a.Kinds) // what a story tries out has no templates yet
	}
	return telling.Read(a.Kinds, a.tellings()...)
}

// messages ends what is under way about an erased record.
type messages struct{}

// Follows no kind: it only erases.
func (messages) Follows(*kind.Kind) bool { return false }

// Apply does nothing.
func (messages) Apply(*db.Tx, []record.Change) error { return nil }

// Erase ends the messages about the record and destroys what is known of them.
func (messages) Erase(tx *db.Tx, r *record.Erasing) error {
	return notify.Erase(tx, record.Holder(r.Ref()))
}

// Verify does nothing: a message follows from an act, and ends by what the outside says.
func (messages) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// Letter prints a letter: on the first sheet the address as it goes on the envelope,
// below it what is told.
func (a *App) Letter(on *record.Record, m notify.Message) ([]byte, error) {
	font, err := a.Office.Font()
	if err != nil {
		return nil, err
	}
	organ, _ := a.People.Letterhead(a.Tellings.Handling(on))
	sheet := paper.Sheet{Organ: organ, Title: m.Subject, Blocks: []paper.Block{
		{Sort: paper.Line, Text: "收件地址和收件人（可剪下贴在信封上）："}, {Sort: paper.Line, Text: m.To}, {Sort: paper.Cut, Text: "编号 " + on.Number}}}
	for _, line := range strings.Split(m.Text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			sheet.Blocks = append(sheet.Blocks, paper.Block{Sort: paper.Para, Text: line})
		}
	}
	if missing := font.Missing(sheet.Text()); len(missing) > 0 {
		return nil, fault.Newf(fault.Conflict, "telling.glyph", "字体里没有这些字，不能打印：%s", string(missing))
	}
	return font.PDF(sheet, paper.Print{})
}
