package notify_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
)

// TestNotHeardNotSentAgain: a message that is out is noted so whatever the matter
// says, and told to the matter again until it is heard; it goes out once.
func TestNotHeardNotSentAgain(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}})
		w.refuse = fault.New(fault.Unavailable, "test.x", "稍后")
		w.work()
		id := w.put("sms", "r1", to)
		w.await(id, notify.Sent)
		time.Sleep(100 * time.Millisecond) // some attempts
		w.mu.Lock()
		w.refuse = nil
		w.mu.Unlock()
		heard := func() []string { w.mu.Lock(); defer w.mu.Unlock(); return slices.Clone(w.heard) }
		for range 400 {
			if len(heard()) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if asked, _ := g.count(); asked != 1 || strings.Join(heard(), ",") != "r1 sent" {
			t.Errorf("sent %d times, heard %v", asked, heard())
		}
	})
}

// TestSentThoughNobodyAsks: where the question for the receipt cannot be queued, the
// message is noted as sent all the same.
func TestSentThoughNobodyAsks(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}})
		q := job.New(d, job.Options{})
		w.box.Work(q)
		w.write(func(tx *db.Tx) error { // one that has ended and is in the way of the next
			id, err := q.Enqueue(tx, job.Spec{Kind: notify.JobSweep, Key: "soon"})
			if err != nil {
				return err
			}
			if err := q.Cancel(tx, id); err != nil {
				return err
			}
			_, err = tx.Exec(`CREATE UNIQUE INDEX test_soon ON job_queue (key) WHERE key = 'soon'`)
			return err
		})
		w.work()
		id := w.put("sms", "r1", to)
		w.await(id, notify.Sent)
		time.Sleep(100 * time.Millisecond)
		if asked, _ := g.count(); asked != 1 || w.get(id).State != notify.Sent {
			t.Errorf("sent %d times: %+v", asked, w.get(id))
		}
	})
}

// TestManyReceipts takes all that a gateway brings in one go.
func TestManyReceipts(t *testing.T) {
	var b strings.Builder
	for i := range 2500 {
		fmt.Fprintf(&b, `%s{"id":"m%d","status":"DELIVRD"}`, map[bool]string{true: "[", false: ","}[i == 0], i)
	}
	list, err := gatewayAt("http://127.0.0.1").Hear("tok", "application/json", []byte(b.String()+"]"))
	if err != nil || len(list) != 2500 {
		t.Errorf("%d receipts, %v", len(list), err)
	}
}
