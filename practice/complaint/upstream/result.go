package upstream

import (
	"bytes"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// resultWords are what a column of results may say, resultStates how far we are.
var (
	resultWords  = []string{"order_no", "state", "unit", "refuse_ground", "end_ground", "reply", "replied_on", "give_back"}
	resultStates = []string{"accepted", "refused", "settled", "terminated", "filed", "not_filed", "redirected", "answered", "given_back"}
)

// stepStates say how far a complaint or tip-off is by the step it is in.
var stepStates = map[string]string{"consent": "accepted", "mediating": "accepted", "testing": "accepted", "halted": "accepted", "refused": "refused", "settled": "settled",
	"terminated": "terminated", "redirected": "redirected", "filed": "filed", "not_filed": "not_filed", "sent_away": "redirected"}

// mostSent bounds one file of results.
const mostSent = 5_000

// result is one row of results about to be sent.
type result struct {
	order  *record.Record
	cells  []string
	state  string // in their words
	digest string
	was    string // digest of what was sent last, "" for nothing
	had    bool
}

// Send writes the results of a platform's orders that changed since they were last
// sent as a file in its layout, and keeps it as a batch. Nothing changed is a fault.
func (s *Service) Send(ctx context.Context, c actor.Caller, platform, format string) (*Batch, error) {
	if err := s.may(c, "export"); err != nil {
		return nil, err
	}
	l, err := s.layout(platform)
	if err != nil {
		return nil, err
	}
	if format != "csv" && format != "xlsx" {
		return nil, fault.Bad("upstream.format", "导出格式不正确", fault.Field{Name: "format", Code: "option", Text: "应为 csv 或者 xlsx"})
	}
	list, err := s.results(ctx, c, l)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Conflict, "upstream.nothing", "上次导出以来没有新的结果")
	}
	var head []string
	for _, x := range l.results {
		head = append(head, x.Head)
	}
	var rows [][]string
	for _, x := range list {
		rows = append(rows, x.cells)
	}
	var file bytes.Buffer
	if err := s.Write(&file, format, l.Title+"办理结果", head, rows); err != nil {
		return nil, err
	}
	digest, _, err := s.Keep(ctx, &file, 64<<20, c.Label())
	if err != nil {
		return nil, err
	}
	n := int64(len(list))
	b := &Batch{Platform: platform, Purpose: Results, File: string(digest), State: Done, By: c.Label(), Total: n, Read: n, Counts: Counts{Changed: n}}
	return b, s.db.Write(ctx, func(tx *db.Tx) error {
		b.Name = l.Title + "办理结果_" + tx.Now().Day() + "." + format
		if err := s.insert(tx, b); err != nil {
			return err
		}
		for i, x := range list {
			if err := s.send(tx, b, i, x); err != nil {
				return err
			}
		}
		return nil
	})
}

// send notes one result as sent; a batch that went out meanwhile is a conflict.
func (s *Service) send(tx *db.Tx, b *Batch, i int, x result) error {
	area, id := string(s.Area), string(x.order.ID)
	var n int64
	var err error
	if x.had {
		n, err = tx.Exec(`UPDATE upstream_sent SET digest = $3, batch = $4, at = $5, receipt = '', receipt_at = NULL WHERE area = $1 AND record = $2 AND digest = $6`,
			area, id, x.digest, string(b.ID), int64(tx.Now()), x.was)
	} else {
		n, err = tx.Exec(`INSERT INTO upstream_sent (area, record, platform, digest, batch, at, receipt) VALUES ($1, $2, $3, $4, $5, $6, '') ON CONFLICT DO NOTHING`,
			area, id, b.Platform, x.digest, string(b.ID), int64(tx.Now()))
	}
	if err == nil && n != 1 {
		return fault.New(fault.Conflict, "upstream.raced", "另有一批结果刚刚导出，请刷新后再导出")
	}
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO upstream_row (area, batch, line, order_no, fate, problems, said, record, their_state, their_due, state) VALUES ($1, $2, $3, $4, $5, '[]', $6, $7, '', '', '')`,
		area, string(b.ID), int64(i+2), x.order.Text("order_no"), sent, x.state, id)
	return err
}

// results are the rows that say something else than what was sent last.
func (s *Service) results(ctx context.Context, c actor.Caller, l *Layout) ([]result, error) {
	var out []result
	err := s.db.Read(ctx, func(conn db.Conn) error {
		out = nil
		q := record.Query{Kind: complaint.Order, Area: s.Area, Caller: c, Sort: "id", Limit: 500,
			Filter: `platform == "` + l.Platform + `" && (step == "taken" || step == "replied" || step == "returned")`}
		for {
			page, err := s.Engine.ListIn(conn, q)
			if err != nil {
				return err
			}
			for _, order := range page.Items {
				x, err := s.result(conn, c, l, order)
				if err != nil {
					return err
				}
				if x != nil && len(out) < mostSent {
					out = append(out, *x)
				}
			}
			if page.Next == nil {
				return nil
			}
			q.Cursor = page.Next
		}
	})
	return out, err
}

// result is the row of an order; nil where there is nothing new to say.
func (s *Service) result(conn db.Conn, c actor.Caller, l *Layout, order *record.Record) (*result, error) {
	on, err := s.registered(conn, c, order)
	if err != nil {
		return nil, err
	}
	x := s.says(l, order, on)
	if x == nil {
		return nil, nil
	}
	last, err := s.last(conn, order)
	if err != nil || last.digest == x.digest && last.receipt != rejected {
		return nil, err
	}
	x.had, x.was = last.digest != "", last.digest
	return x, nil
}

// says is what an order says to its platform now, with what became of what was
// registered from it; nil where that is nothing.
func (s *Service) says(l *Layout, order, on *record.Record) *result {
	state := stateOf(order, on)
	if state == "" || len(l.only) > 0 && !slices.Contains(l.only, state) || l.says[state] == "" {
		return nil
	}
	x := &result{order: order, state: l.says[state]}
	for _, col := range l.results {
		x.cells = append(x.cells, s.cell(l, col.Of, state, order, on))
	}
	// A reply that was sent back and given again is another one, in the same words too.
	again := ""
	if step := order.Text(procedure.StepField); step == "replied" || step == "returned" {
		again = order.Text("receipt_on")
	}
	sum := sha256.Sum256([]byte(strings.Join(x.cells, "\x1f") + "\x1f" + again))
	x.digest = hex.EncodeToString(sum[:])
	return x
}

// sending is what was sent last of an order, and what the platform said of it, "" for
// nothing yet.
type sending struct {
	digest, receipt string
	at              clock.Instant
}

func (s *Service) last(conn db.Conn, order *record.Record) (sending, error) {
	var x sending
	err := conn.QueryRow(`SELECT digest, receipt, at FROM upstream_sent WHERE area = $1 AND record = $2`, string(s.Area), string(order.ID)).Scan(&x.digest, &x.receipt, &x.at)
	if errors.Is(err, sql.ErrNoRows) {
		return x, nil
	}
	return x, err
}

// registered is the complaint, else the tip-off, that an order became; nil where it
// became none that the caller may see.
func (s *Service) registered(conn db.Conn, c actor.Caller, order *record.Record) (*record.Record, error) {
	for _, kindName := range []string{complaint.Complaint, complaint.Tipoff} {
		to := record.RefOf(order.Values[kindName])
		if to.Zero() {
			continue
		}
		r, err := s.Engine.GetIn(conn, c, kindName, to, record.AsOf{})
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			return nil, nil
		}
		return r, err
	}
	return nil, nil
}

// stateOf is how far we are with an order: what was answered, else what became of
// what was registered from it.
func stateOf(order, on *record.Record) string {
	switch order.Text(procedure.StepField) {
	case "returned":
		return "given_back"
	case "replied":
		if on == nil || stepStates[on.Text(procedure.StepField)] == "" {
			return "answered"
		}
		if order.Text("platform") == complaint.Hotline {
			return "answered"
		}
	}
	if on == nil {
		return ""
	}
	return stepStates[on.Text(procedure.StepField)]
}

func (s *Service) cell(l *Layout, of, state string, order, on *record.Record) string {
	option := func(r *record.Record, name string) string {
		if r == nil || r.Kind.Field(name) == nil {
			return ""
		}
		for _, o := range r.Kind.Field(name).Options {
			if o.Value == r.Text(name) {
				return o.Title
			}
		}
		return ""
	}
	switch of {
	case "state":
		return l.says[state]
	case "unit":
		return s.Organ(record.RefOf(order.Values["handling_unit"]).ID)
	case "refuse_ground", "end_ground":
		return option(on, of)
	case "give_back":
		return option(order, "give_back_ground")
	case "reply":
		return order.Text("order_reply")
	}
	return order.Text(of)
}

// File is where the file of a batch lies, for whoever may see the batch.
func (s *Service) File(ctx context.Context, c actor.Caller, id ref.ID) (*Batch, error) {
	b, err := s.Batch(ctx, c, id)
	if err == nil && b.FileGone != 0 {
		return nil, fault.New(fault.Conflict, "upstream.file_gone", "文件已销毁：保存期满，或者同类记录中有内容已依法删除")
	}
	return b, err
}
