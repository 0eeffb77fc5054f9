package dbtest

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
)

// Plan is how SQLite reads what a query asks for, its steps joined by "; ".
func Plan(t testing.TB, d *db.DB, query string, args ...any) string {
	t.Helper()
	var plan []string
	err := d.Read(context.Background(), func(c db.Conn) error {
		plan = nil
		rows, err := c.Query("EXPLAIN QUERY PLAN "+query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id, parent, unused int
			var detail string
			if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			plan = append(plan, detail)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(plan, "; ")
}
