package expr

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// store is one database of the tests.
type store struct {
	name    string
	dialect Dialect
	db      *db.DB
}

// stores opens SQLite and, where HENGJIAN_TEST_PG is set, PostgreSQL in a
// schema of its own.
func stores(t testing.TB) []*store {
	t.Helper()
	out := []*store{{"sqlite", SQLite, dbtest.SQLite(t, db.Options{})}}
	if os.Getenv("HENGJIAN_TEST_PG") == "" {
		t.Log("HENGJIAN_TEST_PG is not set: PostgreSQL is left out")
		return out
	}
	d, err := db.Open(t.Context(), dbtest.PostgresURL(t), db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return append(out, &store{"postgres", PostgreSQL, d})
}

// TestDialects holds the numbers of the dialects to those of platform/db.
func TestDialects(t *testing.T) {
	for _, s := range stores(t) {
		if Dialect(s.db.Dialect()) != s.dialect {
			t.Errorf("%s: %d, platform/db has %d", s.name, s.dialect, s.db.Dialect())
		}
	}
}

// write runs f in one transaction.
func (s *store) write(t testing.TB, f func(exec func(q string, args ...any) error) error) {
	t.Helper()
	err := s.db.Write(t.Context(), func(tx *db.Tx) error {
		return f(func(q string, args ...any) error {
			if _, err := tx.Exec(q, args...); err != nil {
				return fmt.Errorf("%s: %w", q, err)
			}
			return nil
		})
	})
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
}

func (s *store) exec(t testing.TB, q string, args ...any) {
	t.Helper()
	s.write(t, func(exec func(string, ...any) error) error { return exec(q, args...) })
}

// query is one statement of read.
type query struct {
	text string
	args []any
}

// read runs queries on one snapshot and returns the last column of each row.
func (s *store) read(t testing.TB, queries ...query) [][]string {
	t.Helper()
	out := make([][]string, len(queries))
	err := s.db.Read(t.Context(), func(c db.Conn) error {
		for i, q := range queries {
			rows, err := c.Query(q.text, q.args...)
			if err != nil {
				return fmt.Errorf("%s %v: %w", q.text, q.args, err)
			}
			cols, err := rows.Columns()
			if err != nil {
				return err
			}
			vals := make([]any, len(cols))
			for j := range vals {
				vals[j] = new(any)
			}
			var last string
			vals[len(vals)-1] = &last
			for rows.Next() {
				if err := rows.Scan(vals...); err != nil {
					return err
				}
				out[i] = append(out[i], last)
			}
			if err := rows.Err(); err != nil {
				return fmt.Errorf("%s %v: %w", q.text, q.args, err)
			}
			_ = rows.Close()
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", s.name, err)
	}
	return out
}

// create makes the tables of a schema, with columns typed as the kernel does.
func (s *store) create(t testing.TB, sc *Schema) {
	t.Helper()
	text, boolean := db.Define(s.db.Dialect(), "{text}"), db.Define(s.db.Dialect(), "{bool}")
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
func (s *store) insert(exec func(string, ...any) error, sc *Schema, area, id string, rec Values) error {
	cols, marks, args := []string{"area", "id"}, []string{"$1", "$2"}, []any{area, id}
	add := func(col string, v any) {
		args = append(args, v)
		cols, marks = append(cols, col), append(marks, fmt.Sprintf("$%d", len(args)))
	}
	for _, f := range sc.Fields {
		v := rec[f.Name]
		switch {
		case f.Child != nil:
			items, _ := v.([]any)
			for i, x := range items {
				if err := exec("INSERT INTO "+f.Child.Table+" (area, id, pos, value) VALUES ($1, $2, $3, $4)", area, id, i, x); err != nil {
					return err
				}
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
	return exec("INSERT INTO "+sc.Table+" ("+strings.Join(cols, ", ")+") VALUES ("+strings.Join(marks, ", ")+")", args...)
}
