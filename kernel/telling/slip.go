package telling

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"maps"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// Slip is one line of a file of the post office's: what became of a letter.
type Slip struct {
	Line     int    `json:"line"`
	Tracking string `json:"tracking"`
	Result   string `json:"result"` // as the file has it
	Number   string `json:"number"` // of the record
	Taken    bool   `json:"taken"`
	Text     string `json:"text"` // why not, or what was entered
}

// Bounds and words of the files.
const maxSlips = 2000

var (
	slipHeads   = []string{"运单号", "结果", "日期", "说明"}
	slipResults = map[string]notify.State{"签收": notify.Delivered, "妥投": notify.Delivered, "已签收": notify.Delivered, "退回": notify.Undeliverable, "已退回": notify.Undeliverable}
)

// Slips enters what a file of the post office's says of letters, each line an act of
// the caller on the record of its letter. A line that cannot be entered says why and
// keeps no other from being; entered twice, a line says so.
func (d *Desk) Slips(ctx context.Context, caller actor.Caller, file string) ([]Slip, error) {
	rows, err := readSlips(file)
	if err != nil {
		return nil, err
	}
	out := []Slip{}
	for _, row := range rows {
		s := Slip{Line: row.line, Tracking: strings.ToUpper(row.cells[0]), Result: row.cells[1]}
		err := d.slip(ctx, caller, &s, row.cells[2], row.cells[3])
		if f := fault.As(err); err != nil {
			if f.Kind == fault.Internal || f.Kind == fault.Unavailable {
				return nil, err
			}
			s.Text = f.Text
			for _, x := range f.Fields {
				s.Text = x.Text
			}
		}
		out = append(out, s)
	}
	return out, nil
}

// slipRow is a line of a file with its cells in the order of slipHeads.
type slipRow struct {
	line  int
	cells [4]string
}

// readSlips reads the lines of a file that have a number.
func readSlips(file string) ([]slipRow, error) {
	bad := func(text string) error {
		return fault.Bad("telling.slips", "文件读不懂", fault.Field{Name: "csv", Code: "format", Text: text})
	}
	r := csv.NewReader(strings.NewReader(strings.TrimPrefix(file, "\ufeff")))
	r.FieldsPerRecord = -1
	head, err := r.Read()
	at := map[string]int{}
	for i, name := range head {
		at[strings.TrimSpace(name)] = i
	}
	for _, name := range slipHeads[:3] {
		if _, ok := at[name]; !ok || err != nil {
			return nil, bad("第一行应有：运单号、结果、日期，可有：说明")
		}
	}
	var out []slipRow
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil || len(out) == maxSlips {
			return nil, bad("不是 CSV，或者超过 2000 行")
		}
		var x slipRow
		x.line, _ = r.FieldPos(0) // the reader leaves out empty lines
		for i, name := range slipHeads {
			if j, ok := at[name]; ok && j < len(row) {
				x.cells[i] = strings.TrimSpace(row[j])
			}
		}
		if x.cells[0] != "" {
			out = append(out, x)
		}
	}
}

// slip enters one line: for every letter that went in one envelope under its number.
func (d *Desk) slip(ctx context.Context, caller actor.Caller, s *Slip, day, note string) error {
	result, ok := slipResults[s.Result]
	on, err := calendar.Parse(strings.ReplaceAll(day, "/", "-"))
	switch {
	case !ok:
		return fault.New(fault.Invalid, "telling.result", "结果应为 签收（妥投）或 退回；在途的不必登记")
	case err != nil:
		return fault.New(fault.Invalid, "telling.day", "日期应为 YYYY-MM-DD")
	}
	letters, err := d.enveloped(ctx, caller, s.Tracking)
	if err != nil {
		return err
	}
	var numbers []string
	for _, l := range letters {
		if !slices.Contains(numbers, l.on.Number) {
			numbers = append(numbers, l.on.Number)
		}
	}
	s.Number = strings.Join(numbers, "、")
	if note == "" {
		note = s.Result
	}
	values := map[string]any{"result": string(result), "on": on.String(), "proof": note}
	for _, l := range letters {
		if l.State == result {
			s.Text = "以前已登记"
			return nil
		}
		r, err := d.engine.Get(ctx, caller, l.on.Kind.Name, l.on.Ref(), record.AsOf{}) // as the letter before left it
		if err != nil {
			return err
		}
		values := maps.Clone(values)
		values["message"] = l.ID
		if _, err := d.engine.Act(ctx, record.Request{Kind: r.Kind.Name, Act: record.Receipt, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, Caller: caller, Values: values}); err != nil {
			return err
		}
	}
	s.Taken, s.Text = true, map[notify.State]string{notify.Delivered: "已登记签收", notify.Undeliverable: "已登记退回，请另行告知"}[result]
	return nil
}

// posted is a letter with the record it is of.
type posted struct {
	notify.Held
	on *record.Record
}

// enveloped lists the letters under a number of which nothing is known yet, of the
// records the caller may see; where there is none, the latest with its result: the
// post gives a number again after years.
func (d *Desk) enveloped(ctx context.Context, caller actor.Caller, tracking string) (out []posted, _ error) {
	err := d.engine.DB().Read(ctx, func(c db.Conn) error {
		list, err := notify.Posted(c, tracking)
		if err != nil {
			return err
		}
		for _, h := range list {
			kindName, at, _, _ := of(h)
			r, err := d.engine.GetIn(c, caller, kindName, at, record.AsOf{})
			if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
				continue
			}
			if err != nil {
				return err
			}
			out = append(out, posted{h, r})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, fault.New(fault.NotFound, "telling.unknown", "没有这个运单号的信函，或者您无权办理")
	}
	if waits := slices.DeleteFunc(slices.Clone(out), func(l posted) bool { return l.State != notify.Sent }); len(waits) > 0 {
		return waits, nil
	}
	return out[:1], nil
}
