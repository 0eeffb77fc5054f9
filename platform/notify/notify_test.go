package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/notify"
)

var ctx = context.Background()

// gateway is a provider of short messages: it keeps what it took by identifier,
// and takes the same identifier once.
type gateway struct {
	*httptest.Server
	mu     sync.Mutex
	asked  int
	taken  map[string]map[string]string
	fail   func(n int) (status int, body string) // of the nth request; 0: it is taken
	states map[string]string
}

func newGateway(t *testing.T) *gateway {
	g := &gateway{taken: map[string]map[string]string{}, states: map[string]string{}}
	g.Server = httptest.NewServer(http.HandlerFunc(g.serve))
	t.Cleanup(g.Close)
	return g
}

func (g *gateway) serve(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	defer g.mu.Unlock()
	var in map[string]string
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil || r.Header.Get("Authorization") != "Bearer s3cret" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	if r.URL.Path == "/state" {
		fmt.Fprintf(w, `{"id":%q,"status":%q,"time":"2026-11-30 10:00:00"}`, in["id"], g.states[in["id"]])
		return
	}
	g.asked++
	if g.fail != nil {
		if status, body := g.fail(g.asked); status != 0 {
			w.WriteHeader(status)
			_, _ = io.WriteString(w, body)
			return
		}
	}
	g.taken[in["msgid"]] = in
	fmt.Fprintf(w, `{"code":"0","data":[{"sid":"gw-%d"}]}`, len(g.taken))
}

func (g *gateway) count() (asked, taken int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.asked, len(g.taken)
}

func (g *gateway) channel() *notify.HTTP {
	return gatewayAt(g.URL)
}

func gatewayAt(address string) *notify.HTTP {
	head := map[string]string{"Authorization": "Bearer {secret}"}
	return notify.NewHTTP(notify.Config{Name: "sms", Title: "测试短信", Secret: "s3cret", Success: "code", Taken: []string{"0"}, Final: []string{"BAD_NUMBER"}, Reference: "data.0.sid", Reason: "message", Token: "tok",
		Send:    notify.Ask{URL: address + "/send", Header: head, Body: map[string]any{"mobile": "{to}", "content": "【某局】{text}", "msgid": "{id}"}},
		Poll:    &notify.Ask{URL: address + "/state", Header: head, Body: map[string]any{"id": "{id}"}},
		Receipt: notify.Words{ID: "id", State: "status", Good: []string{"DELIVRD"}, Bad: []string{"UNDELIV"}, Time: "time", Reason: "why", List: ""}})
}

// world is an outbox with messages that say what their topic says.
type world struct {
	*testing.T
	db     *db.DB
	box    *notify.Outbox
	mu     sync.Mutex
	gone   map[string]bool
	heard  []string
	refuse error
}

func newWorld(t *testing.T, d *db.DB, o notify.Parts) *world {
	t.Helper()
	w := &world{T: t, db: d, gone: map[string]bool{}}
	if err := d.Migrate(ctx, append(job.Steps(), notify.Steps()...)); err != nil {
		t.Fatal(err)
	}
	o.DB, o.Backoff, o.MaxBackoff = d, 20*time.Millisecond, 40*time.Millisecond
	o.Load = func(_ db.Conn, h notify.Held) (notify.Message, error) {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.gone[h.About] || w.gone[h.ID] {
			return notify.Message{}, notify.ErrGone
		}
		to, text, _ := strings.Cut(h.Topic, "/")
		return notify.Message{To: to, Subject: "受理告知", Text: text}, nil
	}
	o.Heard = func(_ *db.Tx, h notify.Held, r notify.Receipt) error {
		w.mu.Lock()
		defer w.mu.Unlock()
		if w.refuse != nil {
			return w.refuse
		}
		w.heard = append(w.heard, h.About+" "+string(r.State))
		return nil
	}
	w.box = notify.NewOutbox(o)
	return w
}

func (w *world) work() *job.Queue {
	w.Helper()
	q := job.New(w.db, job.Options{Poll: 10 * time.Millisecond, Lease: 2 * time.Second})
	w.box.Work(q)
	own, stop := context.WithCancel(ctx)
	done := make(chan error, 1)
	go func() { done <- q.Work(own) }()
	w.Cleanup(func() { stop(); <-done })
	return q
}

func (w *world) put(channel, about, topic string) string {
	w.Helper()
	id := notify.NewID()
	w.write(func(tx *db.Tx) error {
		return w.box.Put(tx, notify.Held{ID: id, Channel: channel, About: about, Topic: topic, Sender: "wang"})
	})
	return id
}

func (w *world) write(f func(tx *db.Tx) error) {
	w.Helper()
	if err := w.db.Write(ctx, f); err != nil {
		w.Fatal(err)
	}
}

func (w *world) get(id string) (h notify.Held) {
	w.Helper()
	if err := w.db.Read(ctx, func(c db.Conn) (err error) { h, err = notify.Get(c, id); return err }); err != nil {
		w.Fatal(err)
	}
	return h
}

func (w *world) await(id string, s notify.State) notify.Held {
	w.Helper()
	for range 400 {
		if h := w.get(id); h.State == s {
			return h
		}
		time.Sleep(10 * time.Millisecond)
	}
	w.Fatalf("message is %+v, want %s", w.get(id), s)
	return notify.Held{}
}

const to = "13812345678/您的投诉已受理。"

// TestSent sends through a real gateway: one message, its identifier, its receipt
// asked for.
func TestSent(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}})
		q := w.work()
		id := w.put("sms", "r1", to)
		h := w.await(id, notify.Sent)
		if h.Reference != "gw-1" || h.Doubt || h.Attempts != 1 {
			t.Errorf("sent as %+v", h)
		}
		g.mu.Lock()
		in := g.taken[id]
		g.states[id] = "DELIVRD"
		g.mu.Unlock()
		if in["mobile"] != "13812345678" || in["content"] != "【某局】您的投诉已受理。" {
			t.Errorf("the gateway got %v", in)
		}
		w.write(func(tx *db.Tx) error { _, err := q.Enqueue(tx, job.Spec{Kind: notify.JobSweep}); return err })
		w.await(id, notify.Delivered)
		if got := strings.Join(w.heard, ","); got != "r1 sent,r1 delivered" {
			t.Errorf("heard %s", got)
		}
	})
}

// TestGatewayDownAndBack tries again, under the same identifier, until the gateway
// is there; who counts finds one message.
func TestGatewayDownAndBack(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		g.fail = func(n int) (int, string) {
			if n <= 3 {
				return 503, "down"
			}
			return 0, ""
		}
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}})
		w.work()
		id := w.put("sms", "r1", to)
		h := w.await(id, notify.Sent)
		if asked, taken := g.count(); asked != 4 || taken != 1 || h.Attempts != 4 || !h.Doubt {
			t.Errorf("%d requests, %d messages, %+v", asked, taken, h)
		}
		var health map[string]notify.Health
		if err := d.Read(ctx, func(c db.Conn) (err error) { health, err = notify.Healths(c); return err }); err != nil {
			t.Fatal(err)
		}
		if x := health["sms"]; x.Well == 0 || x.Ill == 0 || x.Reason == "" || x.Counts[notify.Sent] != 1 {
			t.Errorf("health %+v", x)
		}
	})
}

// TestGivenUp ends after the last attempt, and at once where the gateway says that
// nothing will help; what it says of the number is not kept.
func TestGivenUp(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		g.fail = func(int) (int, string) { return 500, "" }
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}, Attempts: 3})
		w.work()
		id := w.put("sms", "r1", to)
		if h := w.await(id, notify.Failed); h.Attempts != 3 || h.Ended == 0 {
			t.Errorf("gave up as %+v", h)
		}
		g.mu.Lock()
		g.fail = func(int) (int, string) { return 200, `{"code":"BAD_NUMBER","message":"号码13812345678不存在"}` }
		g.mu.Unlock()
		id = w.put("sms", "r2", to)
		if h := w.await(id, notify.Failed); h.Attempts != 1 || strings.Contains(h.Reason, "13812345678") || !strings.Contains(h.Reason, "不存在") {
			t.Errorf("refused as %+v", h)
		}
		var open []notify.Held
		if err := d.Read(ctx, func(c db.Conn) (err error) { open, err = notify.Open(c, "wang", 10); return err }); err != nil || len(open) != 2 {
			t.Errorf("open: %v, %v", open, err)
		}
		g.mu.Lock()
		g.fail = nil
		g.mu.Unlock()
		w.put("sms", "r2", to) // another takes its place
		if err := d.Read(ctx, func(c db.Conn) (err error) { open, err = notify.Open(c, "wang", 10); return err }); err != nil || len(open) != 1 || open[0].About != "r1" {
			t.Errorf("open after the second: %v, %v", open, err)
		}
	})
}

// TestReceipts takes receipts that the gateway brings: once, twice, contrary ones,
// of nobody, with a wrong secret, from a wrong clock.
func TestReceipts(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		c := g.channel()
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{c}})
		w.work()
		a, b := w.put("sms", "r1", to), w.put("sms", "r2", to)
		w.await(a, notify.Sent)
		w.await(b, notify.Sent)
		bring := func(token, body string) (int, error) {
			list, err := c.Hear(token, "application/json", []byte(body))
			if err != nil {
				return 0, err
			}
			n, err := w.box.Take(ctx, "sms", list)
			if err != nil {
				t.Fatal(err)
			}
			return n, nil
		}
		for _, x := range []struct {
			body string
			want int
		}{
			{fmt.Sprintf(`[{"id":%q,"status":"DELIVRD","time":"1999-01-01 00:00:00"},{"id":%q,"status":"UNDELIV","why":"空号 13812345678"}]`, a, b), 2},
			{fmt.Sprintf(`[{"id":%q,"status":"DELIVRD"},{"id":%q,"status":"UNDELIV"}]`, a, b), 0}, // again
			{fmt.Sprintf(`{"id":%q,"status":"UNDELIV"}`, a), 0},                                   // contrary: it has come
			{fmt.Sprintf(`{"id":%q,"status":"DELIVRD"}`, b), 1},                                   // it has come after all
			{`{"id":"nobody","status":"DELIVRD"}`, 0},
			{fmt.Sprintf(`{"id":%q,"status":"ON_ITS_WAY"}`, a), 0},
			{`[]`, 0}, {`null`, 0}, {`"x"`, 0},
		} {
			if n, err := bring("tok", x.body); n != x.want || err != nil {
				t.Errorf("%s: %d new, %v; want %d", x.body, n, err, x.want)
			}
		}
		if h := w.get(a); h.State != notify.Delivered || (clock.Wall{}).Now()-h.Ended > 60_000 {
			t.Errorf("a clock of 1999 was believed: %+v", h)
		}
		if h := w.get(b); h.State != notify.Delivered || strings.Contains(h.Reason, "138") {
			t.Errorf("%+v", h)
		}
		if _, err := bring("", "{}"); !errors.Is(err, notify.ErrStranger) {
			t.Errorf("without the secret: %v", err)
		}
		if _, err := bring("tok", "{"); err == nil {
			t.Error("half a receipt is taken")
		}
		var health map[string]notify.Health
		if err := d.Read(ctx, func(c db.Conn) (err error) { health, err = notify.Healths(c); return err }); err != nil || health["sms"].Unknown != 1 {
			t.Errorf("receipts of nobody: %+v, %v", health, err)
		}
	})
}

// TestNotHeardNotNoted: what cannot be told to the matter is not noted, so that it
// is told again.
func TestNotHeardNotNoted(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel()}})
		w.work()
		id := w.put("sms", "r1", to)
		w.await(id, notify.Sent)
		w.mu.Lock()
		w.refuse = fault.New(fault.Unavailable, "test.x", "稍后")
		w.mu.Unlock()
		r := []notify.Receipt{{ID: id, State: notify.Delivered}}
		if _, err := w.box.Take(ctx, "sms", r); err == nil {
			t.Fatal("the receipt was taken")
		}
		if h := w.get(id); h.State != notify.Sent {
			t.Fatalf("noted all the same: %+v", h)
		}
		w.mu.Lock()
		w.refuse = nil
		w.mu.Unlock()
		if n, err := w.box.Take(ctx, "sms", r); n != 1 || err != nil {
			t.Errorf("brought again: %d, %v", n, err)
		}
	})
}

// TestErased ends what is under way and keeps nothing: a waiting one is not sent,
// a receipt that comes later changes nothing.
func TestErased(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel(), notify.NewPost("post", "邮政")}})
		waits, letter := w.put("sms", "r1", to), w.put("post", "r1", "某市某区某路1号/信")
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, letter, "EMS1234567CN") })
		w.write(func(tx *db.Tx) error { return notify.Erase(tx, "r1") })
		other := w.put("sms", "r2", to)
		w.mu.Lock()
		w.gone["r3"] = true // erased, and the outbox not yet told
		w.mu.Unlock()
		late := w.put("sms", "r3", to)
		w.work()
		w.await(other, notify.Sent)
		w.await(late, notify.Erased)
		for _, id := range []string{waits, letter} {
			if h := w.get(id); h.State != notify.Erased || h.Reference != "" || h.Sender != "" || h.Reason != "" {
				t.Errorf("after the erasure: %+v", h)
			}
		}
		if n, err := w.box.Take(ctx, "sms", []notify.Receipt{{ID: waits, State: notify.Delivered}}); n != 0 || err != nil {
			t.Errorf("a receipt for an erased message: %d, %v", n, err)
		}
		if _, taken := g.count(); taken != 1 {
			t.Errorf("%d messages went out", taken)
		}
	})
}

// TestGoneAlone: a message whose act was taken back ends alone. Another about the
// same record goes on, and what a third has come to still stands.
func TestGoneAlone(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		g := newGateway(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{g.channel(), notify.NewPost("post", "邮政")}})
		letter := w.put("post", "r1", "某市某区某路1号/信")
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, letter, "EMS1234567CN") })
		back, goes := w.put("sms", "r1", to), w.put("sms", "r1", "13812345679/另一件事")
		w.mu.Lock()
		w.gone[back] = true
		w.mu.Unlock()
		w.work()
		w.await(back, notify.Erased)
		w.await(goes, notify.Sent)
		if h := w.get(letter); h.State != notify.Sent || h.Reference != "EMS1234567CN" || h.Sender == "" {
			t.Errorf("the letter about the same record: %+v", h)
		}
	})
}

// TestLetter goes by hand: posted, signed for or returned, once.
func TestLetter(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{notify.NewPost("post", "邮政")}})
		w.work()
		id := w.put("post", "r1", "某市某区某路1号/信")
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, id, "XA1") })
		w.write(func(tx *db.Tx) error { return w.box.Post(tx, id, "XA2") }) // mistyped
		if h := w.get(id); h.State != notify.Sent || h.Reference != "XA2" {
			t.Errorf("posted: %+v", h)
		}
		w.write(func(tx *db.Tx) error {
			_, err := w.box.Note(tx, "post", notify.Receipt{Reference: "XA2", State: notify.Undeliverable, Reason: "退回：迁移新址不明"})
			return err
		})
		if h := w.get(id); h.State != notify.Undeliverable {
			t.Errorf("returned: %+v", h)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return w.box.Post(tx, id, "XA3") }); !fault.Is(err, fault.Conflict) {
			t.Errorf("posted after it came back: %v", err)
		}
	})
}

// TestHostileAddresses keeps whatever could end a line, a header or a field from
// going out, and the gateway from being asked about it.
func TestHostileAddresses(t *testing.T) {
	g := newGateway(t)
	sms := g.channel()
	s := newMailServer(t)
	for _, to := range []string{"", "1381234567", "138123456789", "13812345678\n13900000000", "13812345678,13900000000", "１３８１２３４５６７８", "+8613812345678", `13812345678","x":"`} {
		if _, err := sms.Send(ctx, notify.Message{ID: "x", To: to, Text: "文"}); !errors.As(err, new(notify.Refused)) {
			t.Errorf("to %q: %v", to, err)
		}
	}
	for _, to := range []string{"", "a", "a@b\r\nBcc: c@d", "a@b\nRCPT TO:<c@d>", "甲 <a@example.com>", "a@example.com, b@example.com", "a@example.com> SIZE=1", "甲@example.com"} {
		if _, err := s.channel().Send(ctx, notify.Message{ID: "x", To: to, Subject: "题", Text: "文"}); !errors.As(err, new(notify.Refused)) {
			t.Errorf("mail to %q: %v", to, err)
		}
	}
	for _, subject := range []string{"题\r\nBcc: c@example.com", "题\u2028", strings.Repeat("题", 101)} {
		if _, err := s.channel().Send(ctx, notify.Message{ID: "x", To: "a@example.com", Subject: subject, Text: "文"}); !errors.As(err, new(notify.Refused)) {
			t.Errorf("subject %q: %v", subject, err)
		}
	}
	for _, text := range []string{"", " ", "a\x00b", "a\r\nb", strings.Repeat("字", 351)} {
		if _, err := sms.Send(ctx, notify.Message{ID: "x", To: "13812345678", Text: text}); !errors.As(err, new(notify.Refused)) {
			t.Errorf("text %q: %v", text, err)
		}
	}
	if asked, _ := g.count(); asked != 0 || len(s.mails()) != 0 {
		t.Errorf("%d requests, %d mails went out", asked, len(s.mails()))
	}
	hostile := `","mobile":"13900000000{secret}{to}`
	if _, err := sms.Send(ctx, notify.Message{ID: "h", To: "13812345678", Text: hostile}); err != nil {
		t.Fatal(err)
	}
	if in := g.taken["h"]; in["mobile"] != "13812345678" || in["content"] != "【某局】"+hostile {
		t.Errorf("the text broke out: %v", in)
	}
}

// TestNoOtherHost follows no redirect, and CheckURL takes nothing that says where
// to go by itself.
func TestNoOtherHost(t *testing.T) {
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("the other host was asked") }))
	defer other.Close()
	g := newGateway(t)
	g.Config.Handler = http.RedirectHandler(other.URL, http.StatusTemporaryRedirect)
	if _, err := g.channel().Send(ctx, notify.Message{ID: "x", To: "13812345678", Text: "文"}); err == nil {
		t.Error("a redirect is no answer")
	}
	for _, a := range []string{"http://sms.example.com/", "ftp://127.0.0.1/", "https://{to}/", "https://a:b@example.com/", "https://", "//example.com"} {
		if notify.CheckURL(a) == nil {
			t.Errorf("%s is taken", a)
		}
	}
}
