package record

import (
	"database/sql"
	"errors"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Declared is a declaration under which this installation has run.
type Declared struct {
	Digest string
	Kind   string
	File   string
	Source string
	First  clock.Instant // when it began to run here
}

// Declarations lists the declarations that have run, of one kind or of all
// (""), kind by kind, the newest first.
func (e *Engine) Declarations(c db.Conn, kindName string) ([]Declared, error) {
	rows, err := c.Query(`SELECT digest, kind, file, source, first_at FROM record_declaration WHERE $1 = '' OR kind = $1 ORDER BY kind, first_at DESC, digest`, kindName)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Declared
	for rows.Next() {
		var d Declared
		if err := rows.Scan(&d.Digest, &d.Kind, &d.File, &d.Source, &d.First); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// Head returns what rights to a record are judged by, for whoever asks who may
// do something with it. It tells nothing of what the record holds.
func (e *Engine) Head(c db.Conn, kindName string, r ref.Ref) (actor.RowHead, error) {
	_, spec, err := e.kind(kindName)
	if err != nil {
		return actor.RowHead{}, err
	}
	rec, err := e.find(c, spec, r)
	if err != nil {
		return actor.RowHead{}, err
	}
	return e.head(c, rec)
}

// ByUnique returns the record of a kind that has a value in a field that is unique
// everywhere, or a zero reference.
func (e *Engine) ByUnique(c db.Conn, kindName, field, value string) (ref.Ref, error) {
	var r ref.Ref
	err := c.QueryRow(`SELECT area, id FROM record_directory WHERE kind = $1 AND field = $2 AND value = $3`, kindName, field, value).Scan(&r.Area, &r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return ref.Ref{}, nil
	}
	return r, err
}

// Numbered returns the record of a kind that has a number, or a zero reference.
func (e *Engine) Numbered(c db.Conn, kindName string, area ref.Area, number string) (ref.Ref, error) {
	k, _, err := e.kind(kindName)
	if err != nil || k.Number == nil {
		return ref.Ref{}, err
	}
	r := ref.Ref{Area: area}
	err = c.QueryRow(`SELECT id FROM `+k.Table+` WHERE area = $1 AND number = $2`, string(area), number).Scan(&r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return ref.Ref{}, nil
	}
	return r, err
}
