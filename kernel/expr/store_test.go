package expr

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

// store is one database of the tests.
type store struct {
	name    string
	dialect Dialect
	conn    *sql.Conn
}

// stores opens SQLite and, where HENGJIAN_TEST_PG is set, PostgreSQL in a
// schema of its own.
func stores(t testing.TB) []*store {
	t.Helper()
	ctx := context.Background()
	lite, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "expr.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { lite.Close() })
	conn, err := lite.Conn(ctx)
	if err != nil {
		t.Fatal(err)
	}
	out := []*store{{"sqlite", SQLite, conn}}
	url := os.Getenv("HENGJIAN_TEST_PG")
	if url == "" {
		t.Log("HENGJIAN_TEST_PG is not set: PostgreSQL is left out")
		return out
	}
	pg, err := sql.Open("pgx", url)
	if err != nil {
		t.Fatal(err)
	}
	if conn, err = pg.Conn(ctx); err != nil {
		t.Fatal(err)
	}
	s := &store{"postgres", PostgreSQL, conn}
	schema := fmt.Sprintf("expr_%d_%d", os.Getpid(), rand.Uint32())
	s.exec(t, "CREATE SCHEMA "+schema)
	s.exec(t, "SET search_path TO "+schema)
	t.Cleanup(func() {
		s.exec(t, "DROP SCHEMA "+schema+" CASCADE")
		conn.Close()
		pg.Close()
	})
	return append(out, s)
}

func (s *store) exec(t testing.TB, q string, args ...any) {
	t.Helper()
	if _, err := s.conn.ExecContext(context.Background(), s.text(q), args...); err != nil {
		t.Fatalf("%s: %s: %v", s.name, q, err)
	}
}

// text turns $n into ?n for SQLite, as the store of the product does.
func (s *store) text(q string) string {
	if s.dialect == SQLite {
		return strings.ReplaceAll(q, "$", "?")
	}
	return q
}

// strings runs a query of one text column.
func (s *store) strings(t testing.TB, q string, args ...any) []string {
	t.Helper()
	rows, err := s.conn.QueryContext(context.Background(), s.text(q), args...)
	if err != nil {
		t.Fatalf("%s: %s %v: %v", s.name, q, args, err)
	}
	defer rows.Close()
	var out []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		out = append(out, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatalf("%s: %s: %v", s.name, q, err)
	}
	return out
}

// create makes the tables of a schema, with columns typed as the kernel does.
func (s *store) create(t testing.TB, sc *Schema) {
	t.Helper()
	text, boolean := "TEXT", "INTEGER"
	if s.dialect == PostgreSQL {
		text, boolean = `TEXT COLLATE "C"`, "BOOLEAN"
	}
	typ := func(ty Type) string {
		switch ty {
		case Int, Money, Instant:
			return "BIGINT"
		case Bool:
			return boolean
		}
		return text
	}
	cols := []string{"area " + text + " NOT NULL", "id " + text + " NOT NULL"}
	for _, f := range sc.Fields {
		if c := f.Child; c != nil {
			s.exec(t, fmt.Sprintf("CREATE TABLE %s (area %s, id %s, pos INTEGER, value %s NOT NULL, PRIMARY KEY (area, id, pos))", c.Table, text, text, typ(f.Elem)))
			continue
		}
		if f.Column == "" {
			continue
		}
		cols = append(cols, f.Column+" "+typ(f.Type))
		if f.AreaColumn != "" {
			cols = append(cols, f.AreaColumn+" "+text)
		}
	}
	s.exec(t, "CREATE TABLE "+sc.Table+" ("+strings.Join(cols, ", ")+", PRIMARY KEY (area, id))")
}

// insert writes a record of a schema.
func (s *store) insert(t testing.TB, sc *Schema, area, id string, rec Values) {
	t.Helper()
	cols, marks, args := []string{"area", "id"}, []string{"$1", "$2"}, []any{area, id}
	add := func(col string, v any) {
		if b, ok := v.(bool); ok && s.dialect == SQLite {
			v = map[bool]int64{true: 1, false: 0}[b]
		}
		args = append(args, v)
		cols, marks = append(cols, col), append(marks, fmt.Sprintf("$%d", len(args)))
	}
	for _, f := range sc.Fields {
		v := rec[f.Name]
		switch {
		case f.Child != nil:
			items, _ := v.([]any)
			for i, x := range items {
				s.exec(t, "INSERT INTO "+f.Child.Table+" (area, id, pos, value) VALUES ($1, $2, $3, $4)", area, id, i, x)
			}
		case f.Column == "":
		case f.Type == Ref:
			r, ok := v.(Reference)
			if ok {
				add(f.AreaColumn, r.Area)
				add(f.Column, r.ID)
			}
		default:
			add(f.Column, v)
		}
	}
	s.exec(t, "INSERT INTO "+sc.Table+" ("+strings.Join(cols, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
}
