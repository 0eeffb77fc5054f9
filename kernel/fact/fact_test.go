package fact

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

const area = ref.Area("3710")

// effect is the table a test hearer writes: a duplicate key is an effect that
// happened twice.
var effect = db.Step{Name: "test.001_effect", Statements: []string{
	`CREATE TABLE effect (hearer {text} NOT NULL, fact {text} NOT NULL, record {text} NOT NULL, n BIGINT NOT NULL, place BIGINT NOT NULL, PRIMARY KEY (hearer, fact))`,
	`CREATE TABLE place (last BIGINT NOT NULL)`, `INSERT INTO place (last) VALUES (0)`,
}}

func migrate(t testing.TB, d *db.DB) {
	t.Helper()
	if err := d.Migrate(context.Background(), append(Steps(), effect)); err != nil {
		t.Fatal(err)
	}
}

// write is the effect of hearing: a row with the place at which it was heard.
func write(tx *db.Tx, hearer string, f Fact) error {
	var place int64
	if err := tx.QueryRow(`UPDATE place SET last = last + 1 RETURNING last`).Scan(&place); err != nil {
		return err
	}
	n, _ := f.Values["n"].(int64)
	_, err := tx.Exec(`INSERT INTO effect (hearer, fact, record, n, place) VALUES ($1, $2, $3, $4, $5)`, hearer, string(f.ID), string(f.Record), n, place)
	return err
}

func made(record ref.ID, n int64) Fact {
	return Fact{Name: "complaint.lead_found", Area: area, Kind: "complaint", Record: record, Act: ref.NewID(1), Values: map[string]any{"n": n}}
}

func tell(t testing.TB, d *db.DB, s *Seam, facts ...Fact) {
	t.Helper()
	err := d.Write(context.Background(), func(tx *db.Tx) error {
		for _, f := range facts {
			if err := s.Tell(tx, f); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// heard lists what a hearer kept of a record, in the order it was heard.
func heard(t testing.TB, d *db.DB, hearer string, record ref.ID) (out []int64) {
	t.Helper()
	err := d.Read(context.Background(), func(c db.Conn) error {
		rows, err := c.Query(`SELECT n FROM effect WHERE hearer = $1 AND record = $2 ORDER BY place`, hearer, string(record))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			var n int64
			if err := rows.Scan(&n); err != nil {
				return err
			}
			out = append(out, n)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func drain(t testing.TB, s *Seam) int {
	t.Helper()
	n, err := s.Drain(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func newSeam(t testing.TB, d *db.DB, o Options, hearers ...Hearer) *Seam {
	t.Helper()
	s, err := New(d, o, hearers...)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func listening(name string, hear func(tx *db.Tx, f Fact) error) Hearer {
	return Hearer{Name: name, Hears: []string{"complaint.lead_found"}, Hear: hear}
}

func plain(name string) Hearer {
	return listening(name, func(tx *db.Tx, f Fact) error { return write(tx, name, f) })
}

func TestToldAndHeardWhole(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		var got []Fact
		s := newSeam(t, d, Options{}, listening("enforcement.lead", func(tx *db.Tx, f Fact) error { got = append(got, f); return nil }))
		f := made(ref.NewID(1), 1)
		f.Refs = map[string]ref.Ref{"respondent": {Area: "6302", ID: ref.NewID(1)}}
		f.Values = map[string]any{"amount": int64(1)<<62 + 1, "urgent": true, "none": nil, "goods": "过期牛奶", "list": []any{int64(1), "2"}, "map": map[string]any{"a": int64(-1)}}
		f.ID = ref.NewID(1)
		tell(t, d, s, f)
		if n := drain(t, s); n != 1 {
			t.Fatalf("%d deliveries", n)
		}
		f.At = got[0].At
		if diff := cmp.Diff([]Fact{f}, got); diff != "" || f.At == 0 {
			t.Fatal(diff)
		}
		if n := drain(t, s); n != 0 {
			t.Fatalf("heard %d times more", n)
		}
	})
}

func TestActRolledBackTellsNothing(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		s := newSeam(t, d, Options{}, plain("enforcement.lead"))
		told := errors.New("the act fails after it told")
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			return errors.Join(s.Tell(tx, made(ref.NewID(1), 1)), told)
		})
		if !errors.Is(err, told) {
			t.Fatal(err)
		}
		if n := drain(t, s); n != 0 {
			t.Fatalf("%d deliveries of an act that never was", n)
		}
	})
}

func TestFailingHearerHoldsBackItsRecordOnly(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		wall := clock.NewLegal(clock.Wall{})
		wall.Freeze(1_790_000_000_000)
		bad, good := ref.NewID(1), ref.NewID(1)
		broken := true
		s := newSeam(t, d, Options{Wall: wall, Tries: 3, Pause: time.Minute, Longest: 90 * time.Second}, plain("enforcement.lead"),
			listening("signal.lead", func(tx *db.Tx, f Fact) error {
				if err := write(tx, "signal.lead", f); err != nil { // before the failure: must be undone
					return err
				}
				if broken && f.Record == bad && f.Values["n"] == int64(2) {
					return fault.New(fault.Unavailable, "signal.off", "信号服务暂停")
				}
				return nil
			}))
		for n := range int64(4) {
			tell(t, d, s, made(bad, n+1), made(good, n+1))
		}
		drain(t, s)
		all := []int64{1, 2, 3, 4}
		for _, c := range []struct {
			hearer string
			record ref.ID
			want   []int64
		}{{"enforcement.lead", bad, all}, {"enforcement.lead", good, all}, {"signal.lead", good, all}, {"signal.lead", bad, []int64{1}}} {
			if diff := cmp.Diff(c.want, heard(t, d, c.hearer, c.record)); diff != "" {
				t.Fatalf("%s: %s", c.hearer, diff)
			}
		}
		// second try after a minute, third and last after 90 s
		for i, want := range []int{0, 1, 0, 1, 0, 0} {
			if n := drain(t, s); n != want {
				t.Fatalf("look %d: %d tries, want %d", i, n, want)
			}
			if i%2 == 0 {
				wall.Freeze(wall.Now() + 90_000)
			}
		}
		letters := dead(t, d)
		if len(letters) != 1 || letters[0].Tries != 3 || letters[0].Behind != 2 || letters[0].Record != bad || letters[0].Reason != "signal.off：信号服务暂停" {
			t.Fatalf("%+v", letters)
		}
		broken = false
		l := letters[0]
		again(t, d, func(tx *db.Tx) error { return s.Retry(tx, area, l.Fact, l.Hearer) })
		drain(t, s)
		if diff := cmp.Diff(all, heard(t, d, "signal.lead", bad)); diff != "" {
			t.Fatal(diff)
		}
		err := d.Write(context.Background(), func(tx *db.Tx) error { return s.Retry(tx, area, l.Fact, l.Hearer) })
		if !fault.Is(err, fault.Conflict) {
			t.Fatalf("tried again twice: %v", err)
		}
	})
}

func dead(t testing.TB, d *db.DB) (out []Letter) {
	t.Helper()
	err := d.Read(context.Background(), func(c db.Conn) (err error) {
		out, err = Dead(c, area, 10)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func again(t testing.TB, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func TestSkipLetsTheRestThrough(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		record := ref.NewID(1)
		s := newSeam(t, d, Options{Tries: 1}, listening("signal.lead", func(tx *db.Tx, f Fact) error {
			if f.Values["n"] == int64(1) {
				panic("a bug")
			}
			return write(tx, "signal.lead", f)
		}))
		tell(t, d, s, made(record, 1), made(record, 2))
		drain(t, s)
		l := dead(t, d)
		if len(l) != 1 || !strings.Contains(l[0].Reason, "a bug") {
			t.Fatalf("%+v", l)
		}
		b, err := s.Backlogs(context.Background())
		if err != nil || len(b) != 1 || b[0].Dead != 1 || b[0].Waiting != 1 || !b[0].Known || b[0].Oldest == 0 {
			t.Fatalf("%+v %v", b, err)
		}
		if err := d.Write(context.Background(), func(tx *db.Tx) error { return s.Skip(tx, area, l[0].Fact, l[0].Hearer, "") }); !fault.Is(err, fault.Invalid) {
			t.Fatalf("passed over without a reason: %v", err)
		}
		again(t, d, func(tx *db.Tx) error { return s.Skip(tx, area, l[0].Fact, l[0].Hearer, "重复投诉") })
		drain(t, s)
		if diff := cmp.Diff([]int64{2}, heard(t, d, "signal.lead", record)); diff != "" {
			t.Fatal(diff)
		}
		if l := dead(t, d); len(l) != 0 {
			t.Fatalf("%+v", l)
		}
	})
}

func TestHearerTellsOn(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		var s *Seam
		on := func(tx *db.Tx, f Fact) error {
			return s.Tell(tx, Fact{Name: "enforcement.filed", Area: area, Kind: "case", Record: ref.NewID(tx.Now()), Act: f.Act, Values: f.Values})
		}
		s = newSeam(t, d, Options{}, listening("enforcement.lead", on),
			Hearer{Name: "credit.proposal", Hears: []string{"enforcement.filed"}, Hear: func(tx *db.Tx, f Fact) error { return write(tx, "credit.proposal", f) }})
		tell(t, d, s, made(ref.NewID(1), 7))
		if n := drain(t, s); n != 2 {
			t.Fatalf("%d deliveries", n)
		}
		want := []Arrow{{"complaint.lead_found", "enforcement.lead"}, {"enforcement.filed", "credit.proposal"}}
		if diff := cmp.Diff(want, s.Arrows()); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestRefusals(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	migrate(t, d)
	s := newSeam(t, d, Options{})
	for name, change := range map[string]func(f *Fact){
		"no matter in the name": func(f *Fact) { f.Name = "lead_found" },
		"capital in the name":   func(f *Fact) { f.Name = "complaint.Lead" },
		"area of two digits":    func(f *Fact) { f.Area = "37" },
		"no record":             func(f *Fact) { f.Record = "" },
		"no act":                func(f *Fact) { f.Act = "" },
		"no kind":               func(f *Fact) { f.Kind = "" },
		"a float":               func(f *Fact) { f.Values["n"] = 1.5 },
		"an int":                func(f *Fact) { f.Values["n"] = 1 },
		"a deep float":          func(f *Fact) { f.Values["n"] = []any{map[string]any{"x": float32(1)}} },
		"NUL":                   func(f *Fact) { f.Values["n"] = "a\x00" },
		"not UTF-8":             func(f *Fact) { f.Values["n"] = "\xff" },
		"half a reference":      func(f *Fact) { f.Refs = map[string]ref.Ref{"a": {Area: area}} },
		"another time":          func(f *Fact) { f.At = 1 },
		"too much":              func(f *Fact) { f.Values["n"] = strings.Repeat("长", maxContent/3) },
	} {
		t.Run(name, func(t *testing.T) {
			f := made(ref.NewID(1), 1)
			change(&f)
			if err := d.Write(context.Background(), func(tx *db.Tx) error { return s.Tell(tx, f) }); err == nil {
				t.Fatal("told")
			}
		})
	}
	for i, hs := range [][]Hearer{
		{plain("lead")}, {plain("a.b"), plain("a.b")}, {{Name: "a.b", Hears: []string{"x.y"}}},
		{{Name: "a.b", Hear: func(*db.Tx, Fact) error { return nil }}}, {{Name: "a.b", Hears: []string{"x.y", "x.y"}, Hear: func(*db.Tx, Fact) error { return nil }}},
	} {
		if _, err := New(d, Options{}, hs...); err == nil {
			t.Errorf("hearers %d were taken", i)
		}
	}
}

func TestPause(t *testing.T) {
	s := newSeam(t, nil, Options{Pause: time.Second, Longest: 10 * time.Second})
	var got []string
	for tries := range int64(6) {
		got = append(got, fmt.Sprint(s.pause(tries)))
	}
	if diff := cmp.Diff("1s 2s 4s 8s 10s 10s", strings.Join(got, " ")); diff != "" {
		t.Fatal(diff)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(`{"n":1}`)
	f.Add(`{"n":1e400,"m":[{"a":0.5}]}`)
	f.Fuzz(func(t *testing.T, content string) {
		var v Fact
		if v.decode("null", content) != nil {
			return
		}
		for _, w := range v.Values {
			if err := checkValue(w, -1000); err != nil && !strings.Contains(err.Error(), "UTF-8") {
				t.Fatal(err)
			}
		}
	})
}
