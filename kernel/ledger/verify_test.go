package ledger

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// findings verifies everything and returns one line for each finding.
func findings(t testing.TB, l *Ledger, since ...[]byte) []string {
	t.Helper()
	var lines []string
	_, err := l.VerifyTree(context.Background(), Check{Since: since}, func(f Finding) {
		lines = append(lines, fmt.Sprintf("%s %s %d %s %s", f.Code, f.Where, f.Seq, f.Act, f.Text))
	})
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

// has reports whether a finding begins with one of the forms.
func has(lines []string, begins string) bool {
	for _, l := range lines {
		if strings.HasPrefix(l, begins) {
			return true
		}
	}
	return false
}

// touch changes the database behind the ledger's back.
func touch(t testing.TB, d *db.DB, query string, args ...any) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		n, err := tx.Exec(query, args...)
		if err == nil && n == 0 {
			t.Fatalf("%s changed nothing", query)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// filled returns a ledger with a numbered log of some tiles, checkpoints of
// several hours, one chunk, and one waiting act.
func filled(t testing.TB, d *db.DB, c *clock.Legal, s Suite) (*Ledger, []Act) {
	t.Helper()
	l := begin(t, d, s)
	acts := []Act{chunk("3301", 5)}
	for range 299 {
		acts = append(acts, act("3301", entry(1)))
	}
	for i := 0; i < len(acts); i += 100 {
		write(t, l, acts[i:i+100]...)
		sequence(t, l, 100)
		c.Freeze(began + hour*clock.Instant(i/100+1))
	}
	waiting := act("3301", entry(1))
	write(t, l, waiting)
	return l, append(acts, waiting)
}

func TestVerifyClean(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		o, c := frozen()
		dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
			c.Freeze(began)
			l, _ := filled(t, d, c, s)
			seen, order := 0, int64(0)
			got, err := l.VerifyTree(context.Background(), Check{Act: func(seq int64, leaf Leaf, hs []Hash) error {
				if seq >= 0 && seq != order {
					t.Errorf("act %d comes as %d", seq, order)
				}
				order++
				seen += len(hs)
				return nil
			}}, func(f Finding) { t.Errorf("finding %+v", f) })
			if err != nil {
				t.Fatal(err)
			}
			if len(got) != 1 || got[0].Size != 300 || got[0].Waiting != 1 || seen != 305 {
				t.Errorf("%+v, %d entries", got, seen)
			}
		})
	})
}

func TestVerifyFindsTampering(t *testing.T) {
	o, c := frozen()
	dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
		c.Freeze(began)
		l, acts := filled(t, d, c, SHA256Ed25519)
		victim, many, waiting := acts[7].ID, acts[0].ID, acts[300].ID
		for _, tc := range []struct {
			name, do, undo string
			args           []any
			want           string
		}{
			{"name", `UPDATE ledger_act SET name = name || 'x' WHERE id = $1`, `UPDATE ledger_act SET name = 'create' WHERE id = $1`, []any{string(victim)}, "ledger.column name 7 " + string(victim)},
			{"kind", `UPDATE ledger_act SET kind = 'x' WHERE id = $1`, `UPDATE ledger_act SET kind = 'shop' WHERE id = $1`, []any{string(victim)}, "ledger.column kind 7 " + string(victim)},
			{"at", `UPDATE ledger_act SET at = at + 1 WHERE id = $1`, `UPDATE ledger_act SET at = at - 1 WHERE id = $1`, []any{string(victim)}, "ledger.column at 7 " + string(victim)},
			{"actor", `UPDATE ledger_act SET actor = 'u2' WHERE id = $1`, `UPDATE ledger_act SET actor = 'u1' WHERE id = $1`, []any{string(victim)}, "ledger.column actor 7 " + string(victim)},
			{"organ", `UPDATE ledger_act SET organ = '' WHERE id = $1`, `UPDATE ledger_act SET organ = '市局' WHERE id = $1`, []any{string(victim)}, "ledger.column organ 7 " + string(victim)},
			{"revision", `UPDATE ledger_act SET revision = 2 WHERE id = $1`, `UPDATE ledger_act SET revision = 1 WHERE id = $1`, []any{string(victim)}, "ledger.column revision 7 " + string(victim)},
			{"waiting", `UPDATE ledger_act SET actor = 'u2' WHERE id = $1`, `UPDATE ledger_act SET actor = 'u1' WHERE id = $1`, []any{string(waiting)}, "ledger.column actor -1 " + string(waiting)},
			{"number", `UPDATE ledger_act SET seq = 4000 WHERE id = $1`, `UPDATE ledger_act SET seq = 7 WHERE id = $1`, []any{string(victim)}, "ledger.gap seq 4000 " + string(victim)},
			{"unnumbered", `UPDATE ledger_act SET seq = NULL WHERE id = $1`, `UPDATE ledger_act SET seq = 7 WHERE id = $1`, []any{string(victim)}, "ledger.gap seq 7 "},
			{"entries", `UPDATE ledger_act SET hashes = NULL WHERE id = $1 AND 2 > 1`, "", []any{string(many)}, "ledger.entries hashes 0 " + string(many)},
		} {
			t.Run(tc.name, func(t *testing.T) {
				touch(t, d, tc.do, tc.args...)
				if got := findings(t, l); !has(got, tc.want) {
					t.Errorf("want %q, got\n%s", tc.want, strings.Join(got, "\n"))
				}
				if tc.undo != "" {
					touch(t, d, tc.undo, tc.args...)
					if got := findings(t, l); len(got) > 0 {
						t.Errorf("undone, yet\n%s", strings.Join(got, "\n"))
					}
				}
			})
		}
	})
}

// TestVerifyFindsAnyByte flips every byte, in turn, of a leaf, of the entry
// hashes, of a tile and of a checkpoint.
func TestVerifyFindsAnyByte(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		o, c := frozen()
		d := dbtest.SQLite(t, o)
		l := begin(t, d, s)
		l.batch = 3
		acts := []Act{chunk("3301", 3), act("3301", entry(1)), act("3301", entry(1))}
		write(t, l, acts...)
		sequence(t, l, 3)
		c.Freeze(began + hour)
		write(t, l, act("3301", entry(1)))
		sequence(t, l, 1)
		leaf := " WHERE id = '" + string(acts[1].ID) + "'"
		row := " WHERE id = '" + string(acts[0].ID) + "'"
		for _, tc := range []struct{ table, column, where, want string }{
			{"ledger_act", "leaf", leaf, "ledger.node tile 0/0 1 " + string(acts[1].ID)},
			{"ledger_act", "root", leaf, "ledger.column root 1 " + string(acts[1].ID)},
			{"ledger_act", "declaration", leaf, "ledger.column declaration 1 " + string(acts[1].ID)},
			{"ledger_act", "hashes", row, "ledger.entries hashes 0 " + string(acts[0].ID)},
			{"ledger_tile", "hashes", " WHERE level = 0 AND n = 0", "ledger.node tile 0/0"},
			{"ledger_checkpoint", "root", " WHERE size = 3", "ledger.checkpoint checkpoint 3"},
			{"ledger_checkpoint", "note", " WHERE size = 3", "ledger.checkpoint checkpoint 3"},
			{"ledger_checkpoint", "note", " WHERE size = 4", "ledger.checkpoint checkpoint 4"},
		} {
			t.Run(tc.table+"."+tc.column, func(t *testing.T) { flip(t, l, tc.table, tc.column, tc.where, tc.want) })
		}
	})
}

func flip(t *testing.T, l *Ledger, table, column, where, want string) {
	var good []byte
	err := l.db.Read(context.Background(), func(c db.Conn) error {
		return c.QueryRow("SELECT " + column + " FROM " + table + where).Scan(&good)
	})
	if err != nil {
		t.Fatal(err)
	}
	put := func(b []byte) {
		var v any = b
		if column == "note" {
			v = string(b)
		}
		touch(t, l.db, "UPDATE "+table+" SET "+column+" = $1"+where, v)
	}
	for i := range good {
		bad := append([]byte{}, good...)
		bad[i] ^= 1 << (i % 8)
		put(bad)
		if got := findings(t, l); !has(got, want) {
			t.Fatalf("byte %d of %s.%s: want %q, got\n%s", i, table, column, want, strings.Join(got, "\n"))
		}
	}
	put(good)
	if got := findings(t, l); len(got) > 0 {
		t.Fatalf("restored, yet\n%s", strings.Join(got, "\n"))
	}
}

func TestVerifyFindsLosses(t *testing.T) {
	for _, tc := range []struct{ name, do, want string }{
		{"an act", `DELETE FROM ledger_act WHERE seq = 7`, "ledger.gap seq 7 "},
		{"acts at the end", `DELETE FROM ledger_act WHERE seq >= 290`, "ledger.gap seq 290 "},
		{"a tile", `DELETE FROM ledger_tile WHERE level = 0 AND n = 1`, "ledger.node tile 0/1"},
		{"the upper tile", `DELETE FROM ledger_tile WHERE level = 1`, "ledger.node tile 1/0"},
		{"part of a tile", `UPDATE ledger_tile SET hashes = substr(hashes, 1, 3200) WHERE level = 0 AND n = 0`, "ledger.node tile 0/0"},
		{"torn tile", `UPDATE ledger_tile SET hashes = substr(hashes, 1, 33) WHERE level = 0 AND n = 0`, "ledger.node tile 0/0"},
		{"all tiles", `DELETE FROM ledger_tile`, "ledger.node tile 0/0"},
		{"the last checkpoint", `DELETE FROM ledger_checkpoint WHERE size = 300`, "ledger.gap seq 200 "},
		{"all checkpoints", `DELETE FROM ledger_checkpoint`, "ledger.gap seq 0 "},
		{"all acts", `DELETE FROM ledger_act`, "ledger.gap seq 0 "},
		{"one more tile", `INSERT INTO ledger_tile (area, level, n, hashes) SELECT area, level, 9, hashes FROM ledger_tile WHERE n = 1`, "ledger.node tile 0 "},
		{"a checkpoint of another log", `UPDATE ledger_checkpoint SET area = '3302' WHERE size = 300`, "ledger.checkpoint checkpoint 300"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			o, c := frozen()
			dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
				c.Freeze(began)
				l, _ := filled(t, d, c, SHA256Ed25519)
				touch(t, d, tc.do)
				got := findings(t, l)
				if !has(got, tc.want) {
					t.Errorf("want %q, got\n%s", tc.want, strings.Join(got, "\n"))
				}
				if len(got) > 20 {
					t.Errorf("%d findings for one loss", len(got))
				}
			})
		})
	}
}
