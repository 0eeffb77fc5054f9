package upstream

import (
	"context"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// MostRows bounds one file: what a platform sends in a month is far below.
const MostRows = 20_000

// Checked is what the examination of a file found, before anything is written.
type Checked struct {
	Head
	Rows int64 `json:"rows"`
	Counts
	Problems []Found `json:"problems"`
	Preview  []Line  `json:"preview"` // the first rows that would be kept back
}

// Found is one kind of problem with how often and where first.
type Found struct {
	Problem
	Count int `json:"count"`
	Line  int `json:"line"`
}

// Asked is an uploaded file to be made a batch.
type Asked struct {
	Platform, Purpose, File, Name string
	Answers                       ref.ID // of receipts: the results they answer, "" where nobody says
}

// Examine reads a whole file, says what taking it in would do, and keeps it as a
// batch. Nothing of it has been written.
func (s *Service) Examine(ctx context.Context, c actor.Caller, q Asked) (*Batch, error) {
	if err := s.may(c, record.Create); err != nil {
		return nil, err
	}
	l, err := s.layout(q.Platform)
	if err != nil {
		return nil, err
	}
	if q.Purpose != Orders && q.Purpose != Receipts {
		return nil, fault.Bad("upstream.purpose", "没有说明导入什么", fault.Field{Name: "purpose", Code: "option", Text: "应为工单或者回执"})
	}
	b := &Batch{Platform: q.Platform, Purpose: q.Purpose, File: q.File, Name: q.Name, Answers: q.Answers, State: Ready, By: c.Label(), Checked: &Checked{Problems: []Found{}, Preview: []Line{}}}
	if err := s.answerable(ctx, b); err != nil {
		return nil, err
	}
	var rows []Row
	err = s.rows(ctx, l, b, look{}, func(h Head) error {
		b.Checked.Head = h
		if len(h.Missing) == 0 {
			return nil
		}
		bad := fault.Field{Name: "file", Code: "columns", Text: "文件缺少必有的列：" + strings.Join(h.Missing, "、")}
		return fault.Bad("upstream.columns", "文件不是"+l.Title+"的格式", bad)
	}, func(r Row) error {
		r.Cells = nil
		rows = append(rows, r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, fault.Bad("upstream.empty", "文件里没有数据行", fault.Field{Name: "file", Code: "empty", Text: "除表头外没有内容"})
	}
	if err := s.count(ctx, c, l, b, rows); err != nil {
		return nil, err
	}
	return b, s.db.Write(ctx, func(tx *db.Tx) error { return s.insert(tx, b) })
}

// look is how a file is read again: with cells of one row put right, and lines that
// are done with and do not take their number from another.
type look struct {
	patch Patch
	past  map[int]bool
}

// rows reads the rows of a batch's file as this package judges them.
func (s *Service) rows(ctx context.Context, l *Layout, b *Batch, at look, head func(Head) error, take func(Row) error) error {
	table := l.table(b.Purpose)
	today, _ := calendar.Parse(s.db.Now().Day())
	seen, n := map[string]Row{}, 0
	return s.Read(ctx, b.File, b.Name, table, at.patch, func(h Head) (func(Row) error, error) {
		if err := head(h); err != nil {
			return nil, err
		}
		return func(r Row) error {
			if n++; n > MostRows {
				return fault.Newf(fault.TooLarge, "upstream.rows", "文件超过 %d 行，请分开导出", MostRows)
			}
			l.judge(&r, b.Purpose, today)
			no := textOf(r.Values["order_no"])
			if before, ok := seen[no]; ok && no != "" {
				if before.Digest != r.Digest {
					r.bad("order_no", "duplicate", "与第 "+strconv.Itoa(before.Line)+" 行编号相同而内容不同")
				}
			} else if !at.past[r.Line] {
				seen[no] = Row{Line: r.Line, Digest: r.Digest}
			}
			return take(r)
		}, nil
	})
}

func (r *Row) bad(field, code, why string) {
	r.Problems = append(r.Problems, Problem{Field: field, Code: code, Text: why})
}

// number is what the number of an order may be made of.
var number = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z_/.〔〕()（）号第\-]*$`)

// judge holds a row to what the types of its fields do not say, and completes it.
func (l *Layout) judge(r *Row, purpose string, today calendar.Date) {
	v := r.Values
	if no := textOf(v["order_no"]); no != "" && !number.MatchString(no) {
		r.bad("order_no", "number", "编号含有不允许的字符")
	}
	if purpose == Receipts {
		if v["receipt"] == rejected && textOf(v["receipt_note"]) == "" {
			r.bad("receipt_note", "required", "退回的，应当写明原因")
		}
		if textOf(v["receipt_on"]) > today.String() {
			r.bad("receipt_on", "future", "回执日期晚于今天")
		}
		return
	}
	day, err := calendar.Parse(textOf(v["sent_on"]))
	if err != nil {
		return // said already
	}
	if day.After(today) {
		r.bad("sent_on", "future", "派单日期晚于今天")
	}
	due, err := calendar.Parse(textOf(v["platform_due"]))
	switch {
	case v["platform_due"] != nil && err == nil && due.Before(day):
		r.bad("platform_due", "before", "到期日早于派单日期")
	case v["limit_n"] != nil:
		v["limit_unit"] = l.limitUnit
		if l.limitUnit == "" {
			v["limit_unit"] = "workdays"
		}
	case v["platform_due"] != nil && err == nil && due.After(day):
		v["limit_unit"], v["limit_n"] = "days", int64(due.Sub(day))
	}
}

// count says what would become of every row.
func (s *Service) count(ctx context.Context, c actor.Caller, l *Layout, b *Batch, rows []Row) error {
	x := b.Checked
	x.Rows, b.Total = int64(len(rows)), int64(len(rows))
	byKind := map[string]int{}
	bound, err := s.bound(ctx, b)
	if err != nil {
		return err
	}
	return s.db.Read(ctx, func(conn db.Conn) error {
		x.Counts, x.Problems, x.Preview = Counts{}, []Found{}, []Line{}
		clear(byKind)
		known, err := s.known(conn, l, rows)
		if err != nil {
			return err
		}
		fresh := map[string]bool{}
		for _, r := range rows {
			fate := quarantined
			if len(r.Problems) == 0 {
				if fate, err = s.foresee(conn, c, b, &r, known, fresh, bound); err != nil {
					return err
				}
			}
			x.add(fate)
			if fate == created && l.sort(textOf(r.Values["platform_type"])) == "" {
				x.Unsorted++
			}
			for _, p := range r.Problems {
				key := p.Field + "\x00" + p.Code
				i, ok := byKind[key]
				if !ok {
					i = len(x.Problems)
					byKind[key] = i
					x.Problems = append(x.Problems, Found{Problem: s.titled(p), Line: r.Line})
				}
				x.Problems[i].Count++
			}
			if fate == quarantined && len(x.Preview) < 20 {
				x.Preview = append(x.Preview, Line{Line: int64(r.Line), OrderNo: textOf(r.Values["order_no"]), Fate: fate, Problems: s.allTitled(r.Problems)})
			}
		}
		return nil
	})
}

// foresee is the fate of a row that is sound.
func (s *Service) foresee(conn db.Conn, c actor.Caller, b *Batch, r *Row, known map[string]ref.ID, fresh map[string]bool, bound clock.Instant) (string, error) {
	no := textOf(r.Values["order_no"])
	id, ok := known[no]
	switch {
	case b.Purpose == Receipts && !ok:
		r.bad("order_no", "unknown", "本局没有这个编号的工单")
		return quarantined, nil
	case !ok && fresh[no]:
		return unchanged, nil
	case !ok:
		fresh[no] = true
		return created, nil
	}
	order, err := s.Engine.GetIn(conn, c, complaint.Order, ref.Ref{Area: s.Area, ID: id}, record.AsOf{})
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
		r.bad("order_no", "denied", "这个编号的工单您无权办理")
		return quarantined, nil
	}
	if err != nil {
		return "", err
	}
	if b.Purpose == Orders && len(differs(order, r.Values)) == 0 {
		return unchanged, nil
	}
	if b.Purpose == Receipts {
		last, err := s.last(conn, order)
		if err != nil || noted(order, last, r.Values) || last.after(bound, r.Values) {
			return unchanged, err
		}
	}
	return changed, nil
}

// known are the orders of the platform among the numbers of rows.
func (s *Service) known(conn db.Conn, l *Layout, rows []Row) (map[string]ref.ID, error) {
	var list []string
	for _, r := range rows {
		if no := textOf(r.Values["order_no"]); no != "" && !slices.Contains(list[max(0, len(list)-1):], no) {
			list = append(list, no)
		}
	}
	out := map[string]ref.ID{}
	if len(list) == 0 {
		return out, nil
	}
	held, err := s.Engine.Holders(conn, complaint.Order, s.Area, "order_no", list, "platform")
	for _, h := range held {
		if h.With[0] == l.Platform {
			out[h.Value] = h.Record.ID
		}
	}
	return out, err
}

// differs lists the fields in which a row says something else than its order. An
// empty cell says nothing.
func differs(order *record.Record, values map[string]any) []string {
	var out []string
	for _, f := range order.Kind.Fields {
		v, ok := values[f.Name]
		if !ok || v == nil || reflect.DeepEqual(plain(order.Values[f.Name]), plain(v)) {
			continue
		}
		out = append(out, f.Name)
	}
	return out
}

// plain is a value as it is compared: of a person, the name.
func plain(v any) any {
	if m, ok := v.(map[string]any); ok {
		return textOf(m["name"])
	}
	return v
}

func textOf(v any) string {
	s, _ := v.(string)
	return s
}

// titled puts the title of its field to a problem.
func (s *Service) titled(p Problem) Problem {
	if f := s.Engine.Kinds().Get(complaint.Order).Field(p.Field); f != nil {
		p.Title = f.Title
	}
	return p
}

func (s *Service) allTitled(list []Problem) []Problem {
	out := []Problem{}
	for _, p := range list {
		out = append(out, s.titled(p))
	}
	return out
}
