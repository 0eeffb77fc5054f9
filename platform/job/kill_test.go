package job_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/job"
)

// victimEnv holds the database of the process that is to be killed.
const victimEnv = "HENGJIAN_TEST_JOB_VICTIM"

const killRows = 2000

func TestMain(m *testing.M) {
	if url := os.Getenv(victimEnv); url != "" {
		victim(url)
		return
	}
	os.Exit(m.Run())
}

// victim works on the jobs of a database until it is killed.
func victim(url string) {
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if err := writer(d).Work(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// writer adds one kind that writes rows 1 … killRows, ten in a transaction with
// its position.
func writer(d *db.DB) *job.Queue {
	q := job.New(d, quick())
	q.Add("write", job.Kind{Run: func(ctx context.Context, r *job.Run) error {
		from := 0
		if r.Checkpoint != nil {
			var err error
			if from, err = strconv.Atoi(string(r.Checkpoint)); err != nil {
				return err
			}
		}
		for from < killRows {
			err := d.Write(ctx, func(tx *db.Tx) error {
				for n := from + 1; n <= from+10; n++ {
					if _, err := tx.Exec(`INSERT INTO work_row (n, who) VALUES ($1, $2)`, n, strconv.Itoa(os.Getpid())); err != nil {
						return err
					}
				}
				return r.Progress(tx, job.Progress{Done: int64(from + 10), Total: killRows, State: []byte(strconv.Itoa(from + 10))})
			})
			if err != nil {
				return err
			}
			from += 10
			time.Sleep(5 * time.Millisecond)
		}
		return nil
	}})
	return q
}

// TestKilledJobGoesOn kills the working process with SIGKILL again and again;
// the rows, which have a primary key, must come out whole and once, and progress
// must never fall back.
func TestKilledJobGoesOn(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			url := ""
			if dialect == "sqlite" {
				url = t.TempDir()
			} else {
				url = dbtest.PostgresURL(t)
			}
			d := reopen(t, url)
			migrate(t, d)
			id := enqueue(t, d, writer(d), job.Spec{Kind: "write"})
			if dialect == "sqlite" { // the victim takes the folder
				if err := d.Close(); err != nil {
					t.Fatal(err)
				}
			}
			done := int64(0)
			for kill := range 4 {
				c := exec.Command(os.Args[0])
				c.Env = append(os.Environ(), victimEnv+"="+url)
				c.Stderr = os.Stderr
				if err := c.Start(); err != nil {
					t.Fatal(err)
				}
				time.Sleep(time.Duration(150+rand.IntN(150)) * time.Millisecond)
				if dialect == "postgres" {
					time.Sleep(700 * time.Millisecond * time.Duration(min(kill, 1))) // the dead one's lease runs out first
				}
				if err := c.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = c.Wait() // killed
				if dialect == "sqlite" {
					d = reopen(t, url)
				}
				var s job.Status
				var rows, most int64
				err := d.Read(ctx, func(c db.Conn) (err error) {
					if s, err = job.Get(c, id); err != nil {
						return err
					}
					return c.QueryRow(`SELECT count(*), coalesce(max(n), 0) FROM work_row`).Scan(&rows, &most)
				})
				if err != nil {
					t.Fatal(err)
				}
				if rows != s.Done || most != s.Done || s.Done < done {
					t.Fatalf("kill %d: %d rows up to %d, progress %d after %d", kill, rows, most, s.Done, done)
				}
				t.Logf("kill %d at %d of %d, state %s, attempt %d", kill, s.Done, killRows, s.State, s.Attempt)
				done = s.Done
				if dialect == "sqlite" {
					if err := d.Close(); err != nil {
						t.Fatal(err)
					}
				}
			}
			if done == 0 {
				t.Error("no kill fell into the work: the test shows nothing")
			}
			if dialect == "sqlite" {
				d = reopen(t, url)
			}
			q := writer(d)
			stop := start(t, q)
			s := await(t, q, id, job.Done)
			stop()
			var rows int64
			if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT count(*) FROM work_row`).Scan(&rows) }); err != nil || rows != killRows || s.Done != killRows {
				t.Errorf("%d rows, %+v: %v", rows, s, err)
			}
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func reopen(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return d
}
