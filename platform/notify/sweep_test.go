package notify_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/notify"
)

// carrier takes every message and answers questions about it as it is told to.
type carrier struct {
	name   string
	mute   bool // it cannot be asked
	mu     sync.Mutex
	sick   error
	polled int
}

func (c *carrier) Name() string      { return c.name }
func (c *carrier) Title() string     { return c.name }
func (c *carrier) Mode() notify.Mode { return notify.SMS }
func (c *carrier) Demo() bool        { return false }
func (c *carrier) Polls() bool       { return !c.mute }

func (c *carrier) Send(_ context.Context, m notify.Message) (string, error) { return m.ID, nil }
func (c *carrier) Check(context.Context) error                              { return nil }

func (c *carrier) Poll(_ context.Context, id, _ string) (notify.Receipt, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.polled++
	if c.sick != nil {
		return notify.Receipt{}, c.sick
	}
	return notify.Receipt{ID: id, State: notify.Delivered}, nil
}

func (c *carrier) falls(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sick, c.polled = err, 0
}

func (c *carrier) asked() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.polled
}

func (w *world) health(name string) notify.Health {
	w.Helper()
	var all map[string]notify.Health
	if err := w.db.Read(ctx, func(c db.Conn) (err error) { all, err = notify.Healths(c); return err }); err != nil {
		w.Fatal(err)
	}
	return all[name]
}

// lay puts a message that is out already.
func (w *world) lay(channel, about string) string {
	w.Helper()
	id := w.put(channel, about, to)
	w.write(func(tx *db.Tx) error {
		_, err := tx.Exec(`UPDATE notify_message SET state = 'sent', reference = $1, sent_at = $2 WHERE id = $1`, id, int64(clock.Wall{}.Now())-10_000)
		return err
	})
	return id
}

// TestSickChannel: a channel that does not answer is asked once in a round and holds
// up no other; one that answers is noted as well.
func TestSickChannel(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		sick, well := &carrier{name: "a"}, &carrier{name: "b"}
		sick.falls(errors.New("短信网关没有答复"))
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{sick, well}})
		var left []string
		for i := range 3 {
			left = append(left, w.lay("a", fmt.Sprint("r", i)))
		}
		goes := w.lay("b", "s")
		w.work() // which begins with a round
		w.await(goes, notify.Delivered)
		if n := sick.asked(); n != 1 {
			t.Errorf("the sick channel was asked %d times", n)
		}
		if x, y := w.health("a"), w.health("b"); x.Ill == 0 || x.Well != 0 || y.Well == 0 || y.Ill != 0 {
			t.Errorf("health %+v, %+v", x, y)
		}
		for _, id := range left {
			if h := w.get(id); h.State != notify.Sent {
				t.Errorf("not asked, and %+v", h)
			}
		}
	})
}

// TestGivenUpUnheard: a short message of which nothing is heard for too long is given
// up whatever has become of its channel; where the channel answers it is asked first.
func TestGivenUpUnheard(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		sick, well, mute, gone := &carrier{name: "a"}, &carrier{name: "b"}, &carrier{name: "c", mute: true}, &carrier{name: "old"}
		sick.falls(errors.New("短信网关没有答复"))
		before := newWorld(t, d, notify.Parts{Channels: []notify.Channel{gone}})
		renamed := before.lay("old", "r1")
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{sick, well, mute}, Patience: 5 * time.Second})
		lost := []string{renamed, w.lay("a", "r2"), w.lay("a", "r3"), w.lay("c", "r4")}
		comes := w.lay("b", "r5")
		w.work()
		for _, id := range lost {
			w.await(id, notify.Undeliverable)
		}
		w.await(comes, notify.Delivered)
		if mute.asked() != 0 || w.health("c").Well != 0 {
			t.Errorf("a channel that cannot be asked: asked %d times, %+v", mute.asked(), w.health("c"))
		}
	})
}
