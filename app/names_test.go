package app_test

import (
	"fmt"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
)

// TestNamesOfMany: names asked for at once are those asked for one by one, however
// many they are; who is not there, or not in that area, has none.
func TestNamesOfMany(t *testing.T) {
	r := raise(t, app.Config{Data: t.TempDir()}, 60)
	err := r.DB.Read(t.Context(), func(c db.Conn) error {
		rows, err := c.Query(`SELECT area, id FROM subject ORDER BY id`)
		if err != nil {
			return err
		}
		var known []ref.Ref
		for rows.Next() {
			var x ref.Ref
			if err := rows.Scan(&x.Area, &x.ID); err != nil {
				return err
			}
			known = append(known, x)
		}
		if err := rows.Err(); err != nil || len(known) < 60 {
			t.Fatalf("%d subjects: %v", len(known), err)
		}
		for _, n := range []int{0, 1, 2, 3, 59, 60} {
			for _, more := range []int{0, 1, 196, 197, 198, 500} {
				asked := append([]ref.Ref{}, known[:n]...)
				for i := range more {
					asked = append(asked, ref.Ref{Area: "3710", ID: ref.ID(fmt.Sprintf("01m8jkdcq8e00r3xa5e%07d", i))})
				}
				if n > 0 {
					asked = append(asked, known[0], ref.Ref{Area: "620400", ID: known[0].ID}) // again, and elsewhere
				}
				got, err := subject.Names(c, asked)
				if err != nil || len(got) != n {
					t.Fatalf("%d of %d named: %v", len(got), len(asked), err)
				}
				for _, x := range known[:n] {
					h, err := subject.Get(c, x)
					if err != nil || h.Name == "" || got[x] != h.Name {
						t.Errorf("%s is called %q, not %q: %v", x.ID, got[x], h.Name, err)
					}
				}
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
