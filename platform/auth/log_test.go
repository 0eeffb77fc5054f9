package auth_test

import (
	"slices"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
)

// TestLog holds that every try at the door leaves one line, and none of them
// tells what was typed where no account has that name.
func TestLog(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "wang")
		try := func(account, password string) {
			h.forth(time.Second)
			_, _, _ = a.SignIn(ctx, auth.Credentials{Account: account, Password: password, Address: "10.0.0.9", Agent: "Firefox\x00"}) // what is refused is logged
		}
		try("wang", good)
		try("my-secret-password", "x")
		for range 6 {
			try("wang", "wrong")
		}
		write(t, d, func(tx *db.Tx) error { return a.Unlock(tx, "wang") })
		write(t, d, func(tx *db.Tx) error { return a.SetState(tx, "wang", auth.Disabled) })
		try("wang", good)
		ask := func(q auth.LogQuery) (out []auth.Entry) {
			t.Helper()
			q.Limit = 100
			if err := d.Read(ctx, func(c db.Conn) (err error) { out, err = a.Log(c, q); return err }); err != nil {
				t.Fatal(err)
			}
			return out
		}
		var events []auth.Event
		for _, e := range ask(auth.LogQuery{}) {
			events = append(events, e.Event)
			if e.Address != "10.0.0.9" || e.Agent != "Firefox" || e.Account != "wang" && e.Account != "" {
				t.Errorf("%+v", e)
			}
		}
		want := []auth.Event{auth.IsDisabled, auth.Locked, auth.JustLocked, auth.WrongSecret, auth.WrongSecret, auth.WrongSecret, auth.WrongSecret, auth.NoAccount, auth.SignedIn}
		if !slices.Equal(events, want) {
			t.Errorf("%v\nexpected %v", events, want)
		}
		if got := ask(auth.LogQuery{Account: "wang", Event: auth.SignedIn}); len(got) != 1 {
			t.Errorf("%+v", got)
		}
		all := ask(auth.LogQuery{})
		if got := ask(auth.LogQuery{Before: all[2].ID}); len(got) != len(all)-3 || got[0].ID != all[3].ID {
			t.Errorf("the next page: %+v", got)
		}
		if got := ask(auth.LogQuery{From: all[3].At, Until: all[1].At}); len(got) != 2 {
			t.Errorf("a period: %+v", got)
		}
		h.forth(367 * 24 * time.Hour)
		write(t, d, func(tx *db.Tx) error { _, err := a.Clean(tx); return err })
		if got := ask(auth.LogQuery{}); len(got) != 0 {
			t.Errorf("past its time: %+v", got)
		}
	})
}
