package notify_test

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
)

// victimEnv holds the database and the gateway of the process that is to be killed.
const victimEnv = "HENGJIAN_TEST_NOTIFY_VICTIM"

func TestMain(m *testing.M) {
	if v := os.Getenv(victimEnv); v != "" {
		victim(v)
		return
	}
	os.Exit(m.Run())
}

// victim sends what waits until it is killed.
func victim(v string) {
	url, gateway, _ := strings.Cut(v, "|")
	d, err := db.Open(ctx, url, db.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	q := job.New(d, job.Options{Poll: 10 * time.Millisecond, Lease: 500 * time.Millisecond})
	plainBox(d, gateway).Work(q)
	if err := q.Work(ctx); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// plainBox is an outbox whose messages all say the same.
func plainBox(d *db.DB, gateway string) *notify.Outbox {
	return notify.NewOutbox(notify.Parts{DB: d, Channels: []notify.Channel{gatewayAt(gateway)}, Backoff: 20 * time.Millisecond,
		Load: func(db.Conn, notify.Held) (notify.Message, error) {
			return notify.Message{To: "13812345678", Text: "文字"}, nil
		},
		Heard: func(*db.Tx, notify.Held, notify.Receipt) error { return nil }})
}

// TestKilledBetweenSendAndNote kills the process, with SIGKILL, when the gateway has
// taken the message and nobody has noted it. The next process sends it again under
// the same identifier, which the gateway takes once, and the message says so.
func TestKilledBetweenSendAndNote(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			url := t.TempDir()
			if dialect == "postgres" {
				url = dbtest.PostgresURL(t)
			}
			g := newGateway(t)
			has, dead := make(chan bool, 1), make(chan bool)
			serve := g.Config.Handler
			g.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				serve.ServeHTTP(w, r)
				select {
				case <-dead: // the second process gets its answer
				case has <- true:
					<-dead
				}
			})
			d, err := db.Open(ctx, url, db.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Migrate(ctx, append(job.Steps(), notify.Steps()...)); err != nil {
				t.Fatal(err)
			}
			id := notify.NewID()
			err = d.Write(ctx, func(tx *db.Tx) error {
				return plainBox(d, g.URL).Put(tx, notify.Held{ID: id, Channel: "sms", About: "r1"})
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Close(); err != nil { // the victim takes the folder
				t.Fatal(err)
			}
			c := exec.Command(os.Args[0])
			c.Env = append(os.Environ(), victimEnv+"="+url+"|"+g.URL)
			c.Stderr = os.Stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			select {
			case <-has:
			case <-time.After(20 * time.Second):
				t.Fatal("the victim sent nothing")
			}
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
			_ = c.Wait() // killed
			close(dead)
			if d, err = db.Open(ctx, url, db.Options{}); err != nil {
				t.Fatal(err)
			}
			defer d.Close()
			w := &world{T: t, db: d, box: plainBox(d, g.URL)}
			if h := w.get(id); h.State != notify.Sending {
				t.Fatalf("after the kill: %+v", h)
			}
			w.work()
			h := w.await(id, notify.Sent)
			if asked, taken := g.count(); asked != 2 || taken != 1 || !h.Doubt || h.Attempts != 2 {
				t.Errorf("%d requests, %d messages, %+v", asked, taken, h)
			}
		})
	}
}
