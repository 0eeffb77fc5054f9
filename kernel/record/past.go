package record

import (
	"database/sql"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// Expr shows the record's own values to the expression language; what its
// references point at is out of reach.
func (r *Record) Expr() expr.Record { return view{r, nil} }

// Past is a record as one act left it.
type Past struct {
	Revision
	Name   string  // of the act
	Actor  string  // who did it, as the ledger has it
	Record *Record // nil where its values are erased
	Source Source
	Seq    *int64 // number in the ledger, nil while it waits
}

// Pasts returns a record as each act left it, oldest first, without asking who
// may see it.
func (e *Engine) Pasts(c db.Conn, kindName string, r ref.Ref) ([]Past, error) {
	k, _, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	history, err := revisions(c, r)
	if err != nil {
		return nil, err
	}
	events, at := make([]Event, len(history)), map[ref.ID]int{}
	for i, v := range history {
		at[v.Act] = i
	}
	if err := headers(c, r.Area, events, at); err != nil {
		return nil, err
	}
	out := make([]Past, len(history))
	erased := false
	for i, v := range history {
		out[i] = Past{Revision: v, Name: events[i].Name, Actor: events[i].Actor, Source: events[i].Source, Seq: events[i].Seq}
		if erased = erased || v.Changes == nil; !erased {
			out[i].Record = fold(k, r, history[:i+1])
		}
	}
	return out, nil
}

// Standing are the acts of a past that still count, by act: annulments, and what they
// took back, do not.
func Standing(pasts []Past) map[ref.ID]bool {
	history := make([]Revision, len(pasts))
	for i, p := range pasts {
		history[i] = p.Revision
	}
	out := map[ref.ID]bool{}
	for _, v := range standing(history) {
		out[v.Act] = true
	}
	return out
}

// CurrentName is the name a field of an older revision has now.
func (e *Engine) CurrentName(kindName, field string) string {
	if k := e.kinds.Get(kindName); k != nil && !strings.HasPrefix(field, "@") {
		return currentName(k, field)
	}
	return field
}

// Place is a place in the numbered acts of an area: after entry Entry of act
// number Seq.
type Place struct{ Seq, Entry int64 }

// Touch is a record that a numbered act wrote.
type Touch struct {
	Place
	Record ref.Ref
}

// Touched lists which records of a kind were written after a place, in the order
// of the ledger; more than window acts are never read at once. last is the
// place up to which everything has been told. Acts get their numbers after they
// are committed and never out of order, so that nothing can come in before it.
func (e *Engine) Touched(c db.Conn, area ref.Area, kindName string, after Place, window int64, limit int) (out []Touch, last Place, err error) {
	end := after.Seq + window
	var top sql.NullInt64
	if err := c.QueryRow(`SELECT max(seq) FROM ledger_act WHERE area = $1 AND seq <= $2`, string(area), end).Scan(&top); err != nil {
		return nil, after, err
	}
	if !top.Valid || top.Int64 < after.Seq {
		return nil, after, nil
	}
	rows, err := c.Query(`SELECT a.seq, h.entry, h.record FROM ledger_act a JOIN record_history h ON h.area = a.area AND h.act = a.id
		WHERE a.area = $1 AND a.seq >= $2 AND a.seq <= $3 AND h.kind = $4 AND (a.seq > $2 OR h.entry > $5)
		ORDER BY a.seq, h.entry LIMIT $6`, string(area), after.Seq, top.Int64, kindName, after.Entry, int64(limit))
	if err != nil {
		return nil, after, err
	}
	defer rows.Close()
	for rows.Next() {
		t := Touch{Record: ref.Ref{Area: area}}
		if err := rows.Scan(&t.Seq, &t.Entry, &t.Record.ID); err != nil {
			return nil, after, err
		}
		out = append(out, t)
	}
	if len(out) == limit {
		return out, out[limit-1].Place, rows.Err()
	}
	return out, Place{top.Int64, wholeAct}, rows.Err()
}

// wholeAct stands after every entry of an act.
const wholeAct = 1 << 30

// Newest is the place after every act numbered so far.
func (e *Engine) Newest(c db.Conn, area ref.Area) (Place, error) {
	var top sql.NullInt64
	err := c.QueryRow(`SELECT max(seq) FROM ledger_act WHERE area = $1`, string(area)).Scan(&top)
	if err != nil || !top.Valid {
		return Place{-1, wholeAct}, err
	}
	return Place{top.Int64, wholeAct}, nil
}

// NormalSearch brings a text to the form in which names are compared.
func NormalSearch(text string) string { return normalSearch(text) }

// Mentions reports whether a value holds a text, as the name search compares.
func Mentions(v any, text string) bool {
	n := normalSearch(text)
	for _, s := range texts(v) {
		if n != "" && strings.Contains(normalSearch(s), n) {
			return true
		}
	}
	return false
}
