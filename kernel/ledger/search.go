package ledger

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"strconv"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Search asks for acts of one log, the newest first. Empty members ask nothing.
type Search struct {
	Area   ref.Area
	Actor  string
	Units  []ref.ID
	Name   string // of the act
	Kind   string
	Record ref.ID
	Act    ref.ID
	Source string // beginning of the source, such as that of an import
	From   clock.Instant
	Until  clock.Instant // 0: no end
	Before ref.ID        // the last act seen
	Limit  int
}

// Line is one act as its leaf heads it: who did what to which record, and no
// value of it.
type Line struct {
	Act         ref.ID
	Seq         int64 // -1: not numbered yet
	Name, Kind  string
	Record      ref.ID
	Revision    int64
	Declaration string // digest, in hexadecimal
	At          clock.Instant
	Effective   string
	Actor       string
	OnBehalf    string
	Organ       string
	Unit        string
	Source      string
	Entries     int64
}

// Acts returns the lines a search finds. It reads in the order of time through
// the key; what is rare in a long log takes as long as reading the period.
func (l *Ledger) Acts(c db.Conn, s Search) ([]Line, error) {
	args := []any{}
	param := func(v any) string { args = append(args, v); return placeholder(len(args)) }
	where := "area = " + param(string(s.Area))
	is := func(column, value string) {
		if value != "" {
			where += " AND " + column + " = " + param(value)
		}
	}
	is("actor", s.Actor)
	is("name", s.Name)
	is("kind", s.Kind)
	is("id", string(s.Act))
	if s.Record != "" {
		// An act on several records stands under the first; its others are found by their history.
		is("record", string(s.Record))
	}
	if len(s.Units) > 0 {
		in := ""
		for i, u := range s.Units {
			if i > 0 {
				in += ", "
			}
			in += param(string(u))
		}
		where += " AND unit IN (" + in + ")"
	}
	if s.Source != "" {
		where += " AND source >= " + param(s.Source) + " AND source < " + param(s.Source+"\U0010ffff")
	}
	if s.From != 0 {
		where += " AND id >= " + param(string(ref.First(s.From))) + " AND at >= " + param(int64(s.From))
	}
	if s.Until != 0 {
		where += " AND id < " + param(string(ref.First(s.Until+slack))) + " AND at < " + param(int64(s.Until))
	}
	if s.Before != "" {
		where += " AND id < " + param(string(s.Before))
	}
	rows, err := c.Query(`SELECT id, coalesce(seq, -1), name, kind, record, revision, declaration, at, effective, actor, on_behalf, organ, unit, source, entries
		FROM ledger_act WHERE `+where+` ORDER BY area DESC, id DESC LIMIT `+param(int64(s.Limit)), args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []Line
	for rows.Next() {
		var x Line
		var digest []byte
		if err := rows.Scan(&x.Act, &x.Seq, &x.Name, &x.Kind, &x.Record, &x.Revision, &digest, &x.At, &x.Effective, &x.Actor, &x.OnBehalf, &x.Organ, &x.Unit, &x.Source, &x.Entries); err != nil {
			return nil, err
		}
		x.Declaration = hex.EncodeToString(digest)
		out = append(out, x)
	}
	return out, rows.Err()
}

// slack is how far the time inside an identifier may run ahead of the act's own:
// identifiers made within one millisecond count on.
const slack = clock.Instant(60_000)

// Log is how one log stands.
type Log struct {
	Checkpoint
	Waiting int64 `json:"waiting"` // acts not numbered yet
}

// Logs lists the logs of the database with their newest checkpoint.
func (l *Ledger) Logs(ctx context.Context) ([]Log, error) {
	var out []Log
	err := l.db.Read(ctx, func(c db.Conn) error {
		out = nil
		areas, err := allAreas(c)
		if err != nil {
			return err
		}
		for _, a := range areas {
			x := Log{}
			if x.Checkpoint, err = l.last(c, a); err != nil {
				return err
			}
			if err := c.QueryRow(`SELECT count(*) FROM ledger_act WHERE area = $1 AND seq IS NULL`, string(a)).Scan(&x.Waiting); err != nil {
				return err
			}
			out = append(out, x)
		}
		return nil
	})
	return out, err
}

// Checkpoints lists signed checkpoints of a log, the newest first, smaller than
// before (0: no bound). They are shown as stored; VerifyTree judges them.
func (l *Ledger) Checkpoints(c db.Conn, area ref.Area, before int64, limit int) ([]Checkpoint, error) {
	if before == 0 {
		before = 1 << 62
	}
	rows, err := c.Query(`SELECT note FROM ledger_checkpoint WHERE area = $1 AND size < $2 ORDER BY size DESC LIMIT $3`, string(area), before, limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []Checkpoint
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		x, err := OpenCheckpoint([]byte(text), l.trusted)
		if err != nil {
			return nil, fault.Newf(fault.Internal, "ledger.checkpoint", "账本 %s 有一个检查点的签名无效或密钥已更换，请核验账本", area).With(err)
		}
		out = append(out, x)
	}
	return out, rows.Err()
}

// SignedAt returns the signed checkpoint of a size, or the first later one, which
// covers it: of an hour only the last is kept. notfound where there is neither.
func (l *Ledger) SignedAt(c db.Conn, area ref.Area, size int64) (note string, err error) {
	err = c.QueryRow(`SELECT note FROM ledger_checkpoint WHERE area = $1 AND size >= $2 ORDER BY size LIMIT 1`, string(area), size).Scan(&note)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.NotFound, "ledger.no_checkpoint", "没有这个检查点")
	}
	return note, err
}

func placeholder(n int) string { return "$" + strconv.Itoa(n) }
