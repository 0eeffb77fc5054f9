package fact

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// eventually waits until ok, for at most a minute.
func eventually(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatal("never: " + what)
}

func count(t testing.TB, d *db.DB, query string) (n int64) {
	t.Helper()
	err := d.Read(context.Background(), func(c db.Conn) error { return c.QueryRow(query).Scan(&n) })
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Several servers on one database, hearers that fail at random, tellers at
// work all the while: each effect once, each record in order.
func TestManyServers(t *testing.T) {
	const records, each = 12, 12
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		var calls atomic.Int64
		flaky := listening("signal.lead", func(tx *db.Tx, f Fact) error {
			if err := write(tx, "signal.lead", f); err != nil {
				return err
			}
			if calls.Add(1)%3 == 0 {
				return errors.New("now and then")
			}
			return nil
		})
		o := Options{Pause: time.Millisecond, Longest: 2 * time.Millisecond, Poll: 20 * time.Millisecond, Tries: 1000}
		var seams []*Seam
		for range 3 {
			s := newSeam(t, d, o, plain("enforcement.lead"), flaky)
			seams = append(seams, s)
			wg.Go(func() { s.Deliver(ctx, func(err error) { t.Error(err) }) })
		}
		var ids []ref.ID
		for range records {
			ids = append(ids, ref.NewID(1))
		}
		var tellers sync.WaitGroup
		for i, id := range ids {
			tellers.Go(func() {
				for n := range int64(each) {
					err := d.Write(ctx, func(tx *db.Tx) error { return seams[i%3].Tell(tx, made(id, n)) })
					if err != nil {
						t.Error(err)
					}
				}
			})
		}
		tellers.Wait()
		eventually(t, "everything heard", func() bool {
			return count(t, d, `SELECT count(*) FROM fact_delivery WHERE done_at IS NULL`) == 0
		})
		cancel()
		wg.Wait()
		var want []int64
		for n := range int64(each) {
			want = append(want, n)
		}
		for _, id := range ids {
			for _, h := range []string{"enforcement.lead", "signal.lead"} {
				if diff := cmp.Diff(want, heard(t, d, h, id)); diff != "" {
					t.Fatalf("%s, %s: %s", h, id, diff)
				}
			}
		}
	})
}

// A fact told is heard at once, without waiting for the timer.
func TestWokenByTheAct(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		s := newSeam(t, d, Options{Poll: time.Hour}, plain("enforcement.lead"))
		ctx, cancel := context.WithCancel(context.Background())
		var wg sync.WaitGroup
		defer wg.Wait()
		defer cancel()
		wg.Go(func() { s.Deliver(ctx, func(err error) { t.Error(err) }) })
		record := ref.NewID(1)
		for n := range int64(5) {
			tell(t, d, s, made(record, n))
			eventually(t, "woken", func() bool { return len(heard(t, d, "enforcement.lead", record)) == int(n)+1 })
		}
		// and a burst on one record, without any further act
		tell(t, d, s, made(record, 5), made(record, 6), made(record, 7))
		eventually(t, "the burst", func() bool { return len(heard(t, d, "enforcement.lead", record)) == 8 })
	})
}

// The server dies in the middle of hearing; the next one finds what was open.
func TestRestart(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		migrate(t, d)
		record := ref.NewID(1)
		ctx, cancel := context.WithCancel(context.Background())
		stopped := make(chan struct{})
		first := newSeam(t, d, Options{Pause: time.Millisecond}, listening("enforcement.lead", func(tx *db.Tx, f Fact) error {
			if err := write(tx, "enforcement.lead", f); err != nil {
				return err
			}
			if f.Values["n"] == int64(2) {
				cancel() // the server is told to stop while it hears
				return errors.New("cut off")
			}
			return nil
		}))
		tell(t, d, first, made(record, 1), made(record, 2), made(record, 3))
		go func() {
			first.Deliver(ctx, func(err error) { t.Error(err) })
			close(stopped)
		}()
		select {
		case <-stopped:
		case <-time.After(time.Minute):
			t.Fatal("Deliver does not end")
		}
		if diff := cmp.Diff([]int64{1}, heard(t, d, "enforcement.lead", record)); diff != "" {
			t.Fatal(diff)
		}
		second := newSeam(t, d, Options{}, plain("enforcement.lead"))
		eventually(t, "the rest heard", func() bool {
			drain(t, second)
			return cmp.Equal([]int64{1, 2, 3}, heard(t, d, "enforcement.lead", record))
		})
	})
}

// A hearer that hangs holds back neither other hearers nor other records.
func TestSlowHearer(t *testing.T) {
	url := dbtest.PostgresURL(t) // SQLite has one writer: there a slow act is everybody's
	d, err := db.Open(context.Background(), url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	migrate(t, d)
	stuck, other := ref.NewID(1), ref.NewID(1)
	release := make(chan struct{})
	slow := listening("signal.lead", func(tx *db.Tx, f Fact) error {
		if f.Record == stuck {
			<-release
		}
		return write(tx, "signal.lead", f)
	})
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	s := newSeam(t, d, Options{Poll: 20 * time.Millisecond}, slow, plain("enforcement.lead"))
	s2 := newSeam(t, d, Options{Poll: 20 * time.Millisecond}, slow, plain("enforcement.lead"))
	wg.Go(func() { s.Deliver(ctx, func(err error) { t.Error(err) }) })
	wg.Go(func() { s2.Deliver(ctx, func(err error) { t.Error(err) }) })
	tell(t, d, s, made(stuck, 1), made(stuck, 2), made(other, 1))
	for _, c := range []struct {
		hearer string
		record ref.ID
		n      int
	}{{"enforcement.lead", stuck, 2}, {"enforcement.lead", other, 1}, {"signal.lead", other, 1}} {
		eventually(t, fmt.Sprint(c), func() bool { return len(heard(t, d, c.hearer, c.record)) == c.n })
	}
	if got := heard(t, d, "signal.lead", stuck); len(got) != 0 {
		t.Fatalf("heard %v past the stuck fact", got)
	}
	close(release)
	eventually(t, "the stuck record", func() bool { return len(heard(t, d, "signal.lead", stuck)) == 2 })
	cancel()
	wg.Wait()
}

func BenchmarkTellAndDeliver(b *testing.B) {
	d := dbtest.SQLite(b, db.Options{})
	migrate(b, d)
	s := newSeam(b, d, Options{}, plain("enforcement.lead"))
	ctx, cancel := context.WithCancel(context.Background())
	var wg sync.WaitGroup
	wg.Go(func() { s.Deliver(ctx, func(err error) { b.Error(err) }) })
	b.ResetTimer()
	facts := make([]Fact, b.N)
	for i := range facts {
		facts[i] = made(ref.NewID(1), int64(i))
	}
	for len(facts) > 0 {
		n := min(len(facts), 500)
		tell(b, d, s, facts[:n]...)
		facts = facts[n:]
	}
	for count(b, d, `SELECT count(*) FROM fact_delivery WHERE done_at IS NULL`) > 0 {
		time.Sleep(time.Millisecond)
	}
	cancel()
	wg.Wait()
}
