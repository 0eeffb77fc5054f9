package notify_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/notify"
)

// TestIllegibleReference: whatever bytes a gateway calls a message by, the message
// is noted as sent and goes out once; its receipt is found by the same bytes, and
// one of nobody does not stop those that come with it.
func TestIllegibleReference(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		for what, said := range map[string]string{"NUL": `gw\u0000-7`, "half a character": "gw-\xff8", "no character": `gw\ud800-9`, "long": strings.Repeat("京", 300) + "-7"} {
			t.Run(what, func(t *testing.T) {
				g := newGateway(t)
				g.fail = func(int) (int, string) { return http.StatusOK, `{"code":"0","data":[{"sid":"` + said + `"}]}` }
				c := notify.NewHTTP(notify.Config{Name: "sms", Title: "测试短信", Secret: "s3cret", Success: "code", Taken: []string{"0"}, Reference: "data.0.sid", Token: "tok",
					Send:    notify.Ask{URL: g.URL + "/send", Header: map[string]string{"Authorization": "Bearer {secret}"}, Body: map[string]any{"mobile": "{to}", "content": "{text}", "msgid": "{id}"}},
					Receipt: notify.Words{ID: "id", Reference: "sid", State: "status", Good: []string{"OK"}}})
				w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{c}})
				w.work()
				id := w.put("sms", "r1", to)
				h := w.await(id, notify.Sent)
				if asked, _ := g.count(); asked != 1 || h.Attempts != 1 || h.Reference == "" {
					t.Errorf("%s: asked %d times, %+v", what, asked, h)
				}
				if what == "NUL" {
					list, err := c.Hear("tok", "application/x-www-form-urlencoded", []byte(url.Values{"id": {"x\x00\xff"}, "sid": {"y\x00\xff"}, "status": {"OK"}}.Encode()))
					if err != nil || len(list) != 1 {
						t.Fatalf("%v, %v", list, err)
					}
					mine, err := c.Hear("tok", "application/json", []byte(`{"sid":"`+said+`","status":"OK"}`))
					if err != nil || len(mine) != 1 {
						t.Fatalf("%v, %v", mine, err)
					}
					if n, err := w.box.Take(ctx, "sms", append(list, mine...)); n != 1 || err != nil {
						t.Errorf("receipts: %d new, %v", n, err)
					}
					w.await(id, notify.Delivered)
				}
			})
		}
	})
}
