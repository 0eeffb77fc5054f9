// Package desk remembers how a person likes to work: his saved views of lists,
// his choice of columns and rows a page. It holds no business: a view is the
// address of a list, and what it finds is judged anew each time it is opened.
package desk

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Tables are the machine tables of this package.
func Tables() []string { return []string{"desk_view", "desk_choice"} }

// Steps are the package's schema changes.
func Steps() []db.Step {
	return []db.Step{{Name: "desk.001_tables", Statements: []string{
		`CREATE TABLE desk_view (id {text} PRIMARY KEY, screen {text} NOT NULL, name {text} NOT NULL, query {text} NOT NULL,
			person {text} NOT NULL, unit {text} NOT NULL, at BIGINT NOT NULL)`,
		`CREATE INDEX desk_view_person ON desk_view (person, screen)`,
		`CREATE INDEX desk_view_unit ON desk_view (unit, screen)`,
		`CREATE TABLE desk_choice (person {text} NOT NULL, screen {text} NOT NULL, value {text} NOT NULL, PRIMARY KEY (person, screen))`,
	}}}
}

// View is a saved list: its filters, order and columns as the address has them.
type View struct {
	ID     ref.ID        `json:"id"`
	Screen string        `json:"screen"`
	Name   string        `json:"name"`
	Query  string        `json:"query"`
	Person ref.ID        `json:"-"`
	Unit   ref.ID        `json:"-"` // whose people also see it, "" for nobody else
	At     clock.Instant `json:"-"`
}

// Bounds of what one person may keep.
const (
	maxViews  = 100
	maxName   = 40
	maxQuery  = 8000
	maxChoice = 4000
)

// Views lists a person's views of a screen and those shared with his unit, by
// name; of every screen for "".
func Views(ctx context.Context, d *db.DB, c actor.Caller, screen string) ([]View, error) {
	out := []View{}
	err := d.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT id, screen, name, query, person, unit, at FROM desk_view WHERE ($1 = '' OR screen = $1) AND (person = $2 OR unit <> '' AND unit = $3) ORDER BY name, id`,
			screen, string(c.Person), string(c.Unit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v View
			if err := rows.Scan(&v.ID, &v.Screen, &v.Name, &v.Query, &v.Person, &v.Unit, &v.At); err != nil {
				return err
			}
			out = append(out, v)
		}
		return rows.Err()
	})
	return out, err
}

// Save keeps a view; one of the same person, screen and name is replaced.
func Save(ctx context.Context, d *db.DB, c actor.Caller, screen, name, query string, share bool) (View, error) {
	v := View{Screen: screen, Name: strings.TrimSpace(name), Query: query, Person: c.Person}
	var bad []fault.Field
	if n := len([]rune(v.Name)); n == 0 || n > maxName {
		bad = append(bad, fault.Field{Name: "name", Code: "length", Text: "视图名称应为 1 至 40 字"})
	}
	if screen == "" || len(screen) > 80 {
		bad = append(bad, fault.Field{Name: "screen", Code: "length", Text: "没有说明是哪个列表"})
	}
	if len(query) > maxQuery {
		bad = append(bad, fault.Field{Name: "query", Code: "length", Text: "条件过长，不能保存"})
	}
	if len(bad) > 0 {
		return v, fault.Bad("desk.view", "视图未保存", bad...)
	}
	if c.Person == "" {
		return v, fault.New(fault.Denied, "desk.person", "只有在册人员可以保存视图")
	}
	if share {
		v.Unit = c.Unit
	}
	err := d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(`DELETE FROM desk_view WHERE person = $1 AND screen = $2 AND name = $3`, string(v.Person), screen, v.Name); err != nil {
			return err
		}
		var n int
		if err := tx.QueryRow(`SELECT count(*) FROM desk_view WHERE person = $1`, string(v.Person)).Scan(&n); err != nil {
			return err
		}
		if n >= maxViews {
			return fault.Newf(fault.Conflict, "desk.full", "最多保存 %d 个视图，请先删除不用的", maxViews)
		}
		v.ID, v.At = ref.NewID(tx.Now()), tx.Now()
		_, err := tx.Exec(`INSERT INTO desk_view (id, screen, name, query, person, unit, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			string(v.ID), screen, v.Name, query, string(v.Person), string(v.Unit), int64(v.At))
		return err
	})
	return v, err
}

// Drop deletes one of the person's own views.
func Drop(ctx context.Context, d *db.DB, c actor.Caller, id ref.ID) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`DELETE FROM desk_view WHERE id = $1 AND person = $2`, string(id), string(c.Person))
		if err == nil && n == 0 {
			err = fault.New(fault.NotFound, "desk.view", "没有这个视图，或不是您保存的")
		}
		return err
	})
}

// Choice returns what a person chose on a screen, nil for nothing yet.
func Choice(ctx context.Context, d *db.DB, c actor.Caller, screen string) (json.RawMessage, error) {
	var out json.RawMessage
	err := d.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT value FROM desk_choice WHERE person = $1 AND screen = $2`, string(c.Person), screen)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				return err
			}
			out = json.RawMessage(s)
		}
		return rows.Err()
	})
	return out, err
}

// Choose remembers a choice; an empty one forgets it.
func Choose(ctx context.Context, d *db.DB, c actor.Caller, screen string, value map[string]any) error {
	if c.Person == "" || screen == "" || len(screen) > 80 {
		return fault.New(fault.Denied, "desk.person", "只有在册人员的选择会被记住")
	}
	b, err := json.Marshal(value)
	if err != nil || len(b) > maxChoice {
		return fault.New(fault.Invalid, "desk.choice", "选择的内容过长，没有记住").With(err)
	}
	return d.Write(ctx, func(tx *db.Tx) error {
		if len(value) == 0 {
			_, err := tx.Exec(`DELETE FROM desk_choice WHERE person = $1 AND screen = $2`, string(c.Person), screen)
			return err
		}
		_, err := tx.Exec(`INSERT INTO desk_choice (person, screen, value) VALUES ($1, $2, $3) ON CONFLICT (person, screen) DO UPDATE SET value = excluded.value`,
			string(c.Person), screen, string(b))
		return err
	})
}
