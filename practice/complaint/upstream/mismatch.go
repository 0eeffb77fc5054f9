package upstream

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// Why what they have and what we have differ, in the order of weight.
var Reasons = []struct{ Reason, Title string }{
	{"overdue", "平台上已超期"},
	{"missing", "平台有、本局没有"},
	{"state", "状态不一致"},
	{"absent", "本局在办、平台文件里没有"},
}

// Ways are how a person may settle a mismatch.
var Ways = []struct{ Way, Title string }{
	{"corrected", "已在本系统更正"},
	{"told", "已请平台更正"},
	{"accepted", "差异属实，不必更正"},
}

// agrees are the steps of ours that a state of theirs means.
var agrees = map[string][]string{"waiting": {"received"}, "handling": {"taken"}, "answered": {"replied", "closed"}, "redo": {"taken"}, "returned": {"returned"}, "closed": {"closed", "given_back"}}

// Mismatch is one difference between a platform's last file and our orders.
type Mismatch struct {
	Platform string        `json:"platform"`
	OrderNo  string        `json:"order_no"`
	Reason   string        `json:"reason"`
	Ours     string        `json:"ours"`
	Theirs   string        `json:"theirs"`
	Record   ref.ID        `json:"record"`
	Batch    ref.ID        `json:"batch"` // the file it was last seen in
	Found    clock.Instant `json:"-"`
	State    string        `json:"state"` // open, settled by a person, gone by itself
	How      string        `json:"how"`
	Note     string        `json:"note"`
	EndedBy  string        `json:"ended_by"`
}

// Compare holds the last file of orders of every platform to what we have. What
// differs no longer is gone; what a person settled stays settled while both sides
// say the same. It runs once a day, and when asked for.
func (s *Service) Compare(ctx context.Context) error {
	for _, l := range s.layouts {
		if err := s.db.Write(ctx, func(tx *db.Tx) error { return s.compare(tx, l) }); err != nil {
			return fmt.Errorf("comparing with %s: %w", l.Platform, err)
		}
	}
	return nil
}

func (s *Service) compare(tx *db.Tx, l *Layout) error {
	b, err := scanBatch(tx.QueryRow(selectBatch+` AND platform = $2 AND purpose = 'orders' AND state = 'done' ORDER BY id DESC LIMIT 1`, string(s.Area), l.Platform))
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	found, err := s.differences(tx, l, b)
	if err != nil {
		return err
	}
	for _, m := range found {
		_, err := tx.Exec(`INSERT INTO upstream_mismatch (area, platform, order_no, reason, ours, theirs, record, batch, found_at, seen_at, state, how, note, ended_by)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, 'open', '', '', '')
			ON CONFLICT (area, platform, order_no, reason) DO UPDATE SET record = excluded.record, batch = excluded.batch, seen_at = excluded.seen_at,
			found_at = CASE WHEN upstream_mismatch.state = 'gone' THEN excluded.found_at ELSE upstream_mismatch.found_at END,
			state = CASE WHEN upstream_mismatch.state = 'settled' AND upstream_mismatch.ours = excluded.ours AND upstream_mismatch.theirs = excluded.theirs THEN 'settled' ELSE 'open' END,
			ours = excluded.ours, theirs = excluded.theirs`,
			string(s.Area), m.Platform, m.OrderNo, m.Reason, m.Ours, m.Theirs, string(m.Record), string(b.ID), int64(tx.Now()))
		if err != nil {
			return err
		}
	}
	_, err = tx.Exec(`UPDATE upstream_mismatch SET state = 'gone', ended_at = $3 WHERE area = $1 AND platform = $2 AND state = 'open' AND seen_at < $3`, string(s.Area), l.Platform, int64(tx.Now()))
	return err
}

// theirs is what a row of their file says.
type theirs struct{ no, state, due, record, fate string }

// news reports whether the file brought the order in as one that waits for us: that we
// have taken it since is what they wait for, and no difference before their next file.
func (t theirs) news() bool { return t.fate == created && t.state == "waiting" }

// differences compares the rows of a file with the orders.
func (s *Service) differences(tx *db.Tx, l *Layout, b *Batch) ([]Mismatch, error) {
	rows, err := theirRows(tx, s.Area, b.ID)
	if err != nil {
		return nil, err
	}
	var numbers []Row
	for _, t := range rows {
		numbers = append(numbers, Row{Values: map[string]any{"order_no": t.no}})
	}
	known, err := s.known(tx, l, numbers)
	if err != nil {
		return nil, err
	}
	var out []Mismatch
	machine, today, listed := actor.Caller{Machine: "upstream", Area: s.Area}, tx.Now().Day(), map[ref.ID]bool{}
	for _, t := range rows {
		m := Mismatch{Platform: l.Platform, OrderNo: t.no, Theirs: s.stateTitle(t.state)}
		id, ok := known[t.no]
		if !ok {
			m.Reason, m.Ours = "missing", "没有这个工单"
			out = append(out, m)
			continue
		}
		listed[id] = true
		order, err := s.Engine.GetIn(tx, machine, complaint.Order, ref.Ref{Area: s.Area, ID: id}, record.AsOf{})
		if err != nil {
			return nil, err
		}
		m.Record, m.Ours = id, s.Step(order)
		if want := agrees[t.state]; want != nil && !t.news() && !slices.Contains(want, order.Text(procedure.StepField)) {
			m.Reason = "state"
			out = append(out, m)
		}
		if t.due != "" && t.due < today && t.state != "closed" && t.state != "answered" {
			m.Reason, m.Theirs = "overdue", s.stateTitle(t.state)+"，"+t.due+" 到期"
			out = append(out, m)
		}
	}
	if !l.whole {
		return out, nil
	}
	return s.absent(tx, l, listed, out)
}

// absent adds our open orders that a file which lists all open ones does not have.
func (s *Service) absent(tx *db.Tx, l *Layout, listed map[ref.ID]bool, out []Mismatch) ([]Mismatch, error) {
	q := record.Query{Kind: complaint.Order, Area: s.Area, Caller: actor.Caller{Machine: "upstream", Area: s.Area}, Sort: "id", Limit: 500,
		Filter: `platform == "` + l.Platform + `" && (step == "received" || step == "taken" || step == "returned")`}
	for {
		page, err := s.Engine.ListIn(tx, q)
		if err != nil {
			return nil, err
		}
		for _, order := range page.Items {
			if !listed[order.ID] {
				out = append(out, Mismatch{Platform: l.Platform, OrderNo: order.Text("order_no"), Reason: "absent", Ours: s.Step(order), Theirs: "文件里没有", Record: order.ID})
			}
		}
		if q.Cursor = page.Next; q.Cursor == nil {
			return out, nil
		}
	}
}

func theirRows(tx *db.Tx, area ref.Area, batch ref.ID) ([]theirs, error) {
	rows, err := tx.Query(`SELECT order_no, their_state, their_due, record, fate FROM upstream_row WHERE area = $1 AND batch = $2 AND order_no <> '' ORDER BY line`, string(area), string(batch))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []theirs
	seen := map[string]bool{}
	for rows.Next() {
		var t theirs
		if err := rows.Scan(&t.no, &t.state, &t.due, &t.record, &t.fate); err != nil {
			return nil, err
		}
		if !seen[t.no] {
			seen[t.no] = true
			out = append(out, t)
		}
	}
	return out, rows.Err()
}

// stateTitle is a state of theirs in our words.
func (s *Service) stateTitle(state string) string {
	for _, o := range s.Engine.Kinds().Get(complaint.Order).Field("platform_state").Options {
		if o.Value == state {
			return o.Title
		}
	}
	return "没有写明状态"
}

// Mismatches lists what differs, of what the caller may see: who may not see an order
// is told nothing of it. state "" takes all.
func (s *Service) Mismatches(ctx context.Context, c actor.Caller, platform, reason, state string, limit int) ([]Mismatch, error) {
	if err := s.may(c, record.Create); err != nil {
		return nil, err
	}
	out := []Mismatch{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		list, err := s.mismatches(conn, platform, reason, state, limit)
		if err != nil {
			return err
		}
		out = []Mismatch{}
		for _, m := range list {
			if m.Record != "" {
				_, err := s.Engine.GetIn(conn, c, complaint.Order, ref.Ref{Area: s.Area, ID: m.Record}, record.AsOf{})
				if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
					continue
				}
				if err != nil {
					return err
				}
			}
			out = append(out, m)
		}
		return nil
	})
	return out, err
}

func (s *Service) mismatches(conn db.Conn, platform, reason, state string, limit int) ([]Mismatch, error) {
	rows, err := conn.Query(`SELECT platform, order_no, reason, ours, theirs, record, batch, found_at, state, how, note, ended_by FROM upstream_mismatch
		WHERE area = $1 AND ($2 = '' OR platform = $2) AND ($3 = '' OR reason = $3) AND ($4 = '' OR state = $4) ORDER BY CASE reason WHEN 'overdue' THEN 0 WHEN 'missing' THEN 1 WHEN 'state' THEN 2 ELSE 3 END, found_at DESC, order_no LIMIT $5`,
		string(s.Area), platform, reason, state, int64(limit))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Mismatch
	for rows.Next() {
		var m Mismatch
		if err := rows.Scan(&m.Platform, &m.OrderNo, &m.Reason, &m.Ours, &m.Theirs, &m.Record, &m.Batch, &m.Found, &m.State, &m.How, &m.Note, &m.EndedBy); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}

// Settle notes how a person dealt with a mismatch.
func (s *Service) Settle(ctx context.Context, c actor.Caller, m Mismatch) error {
	if err := s.may(c, record.Create); err != nil {
		return err
	}
	known := false
	for _, w := range Ways {
		known = known || w.Way == m.How
	}
	if !known || m.Note == "" || len([]rune(m.Note)) > 300 {
		return fault.Bad("upstream.settle", "没有说明怎样处理", fault.Field{Name: "how", Code: "option", Text: "选择处理方式"}, fault.Field{Name: "note", Code: "required", Text: "写明情况，不超过 300 字"})
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		over := fault.New(fault.Conflict, "upstream.settled", "这一项已经处理，或者已经消除")
		var id ref.ID
		err := tx.QueryRow(`SELECT record FROM upstream_mismatch WHERE area = $1 AND platform = $2 AND order_no = $3 AND reason = $4 AND state = 'open'`, string(s.Area), m.Platform, m.OrderNo, m.Reason).Scan(&id)
		if errors.Is(err, sql.ErrNoRows) {
			return over
		}
		if err == nil && id != "" { // of an order he may not see nothing is told, not even that it differs
			if _, err = s.Engine.GetIn(tx, c, complaint.Order, ref.Ref{Area: s.Area, ID: id}, record.AsOf{}); fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
				return over
			}
		}
		if err != nil {
			return err
		}
		n, err := tx.Exec(`UPDATE upstream_mismatch SET state = 'settled', how = $5, note = $6, ended_by = $7, ended_at = $8 WHERE area = $1 AND platform = $2 AND order_no = $3 AND reason = $4 AND state = 'open'`,
			string(s.Area), m.Platform, m.OrderNo, m.Reason, m.How, m.Note, c.Label(), int64(tx.Now()))
		if err == nil && n != 1 {
			return over
		}
		return err
	})
}
