package auth_test

import (
	"context"
	"errors"
	"net/url"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// counter is a way to sign in that is no more than the port asks for: a desk
// clerk who knows everybody. What a real provider may do is in platform/oidc.
type counter struct {
	seen  []auth.Proof
	says  auth.Identity
	fails error
}

func (*counter) Name() string  { return "counter" }
func (*counter) Title() string { return "柜台" }
func (c *counter) Begin(_ context.Context, p auth.Proof, back string) (string, error) {
	c.seen = append(c.seen, p)
	return back + "?state=" + p.State, nil
}

func (c *counter) Finish(_ context.Context, p auth.Proof, _ string, _ url.Values) (auth.Identity, error) {
	if p != c.seen[len(c.seen)-1] {
		return auth.Identity{}, errors.New("another proof than at the beginning")
	}
	return c.says, c.fails
}

// TestTrip: a trip is over ten minutes after it began, wherever it stands; its
// secrets are its own; what is left of it goes when it is cleaned.
func TestTrip(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "wang.li")
		c := &counter{says: auth.Identity{Issuer: "counter", ID: "1", Label: "王丽"}}
		_, s, err := signIn(a, "wang.li", good)
		if err != nil {
			t.Fatal(err)
		}
		anybody := func(db.Conn, auth.Account, auth.Identity) error { return nil }
		depart := func(trip auth.Trip) (sealed string) {
			_, sealed, err := a.Depart(ctx, c, trip, "/back")
			if err != nil {
				t.Fatal(err)
			}
			return sealed
		}
		arrive := func(sealed string) {
			a.Arrive(ctx, c, false, sealed, "/back", url.Values{"state": {c.seen[len(c.seen)-1].State}}, "10.1.2.3", "Test")
		}
		complete := func(sealed string) (auth.Completed, error) {
			return a.Complete(ctx, auth.Completion{Sealed: sealed, Session: &s, Check: anybody})
		}
		sealed := depart(auth.Trip{Return: "/desk/", Account: "wang.li", Session: s.ID})
		if _, err := complete(sealed); code(err) != "auth.trip_open" {
			t.Errorf("before it is back: %v", err)
		}
		arrive(sealed)
		if out, err := complete(sealed); err != nil || !out.Bound {
			t.Fatalf("binding: %+v %v", out, err)
		}

		sealed = depart(auth.Trip{Return: "/desk/"})
		h.forth(auth.TripLife - time.Second)
		arrive(sealed)
		h.forth(time.Second)
		if _, err := complete(sealed); code(err) != "auth.trip_over" {
			t.Errorf("completed after ten minutes: %v", err)
		}
		sealed = depart(auth.Trip{Return: "/desk/"})
		h.forth(auth.TripLife)
		arrive(sealed)
		h.forth(-time.Second) // it was not taken down when it was too late
		if _, err := complete(sealed); code(err) != "auth.trip_open" {
			t.Errorf("back after ten minutes: %v", err)
		}

		sealed = depart(auth.Trip{Return: "/desk/"})
		arrive(sealed)
		out, err := complete(sealed)
		if err != nil || out.Session.Account.Name != "wang.li" {
			t.Fatalf("signing in: %+v %v", out, err)
		}
		c.fails = fault.New(fault.Denied, "counter.no", "不是本人")
		sealed = depart(auth.Trip{})
		arrive(sealed)
		if _, err := complete(sealed); code(err) != "counter.no" || fault.As(err).Text != "不是本人" || !fault.Is(err, fault.Denied) {
			t.Errorf("what the provider says: %v", err)
		}
		c.fails, c.says = nil, auth.Identity{Issuer: "counter"}
		sealed = depart(auth.Trip{})
		arrive(sealed)
		if _, err := complete(sealed); err == nil {
			t.Error("nobody at all was signed in")
		}
		secrets := map[string]bool{}
		for _, p := range c.seen {
			for _, x := range []string{p.State, p.Nonce, p.Verifier} {
				if secrets[x] || len(x) != 43 {
					t.Errorf("%q is used twice or short", x)
				}
				secrets[x] = true
			}
		}
		h.forth(auth.TripLife)
		write(t, d, func(tx *db.Tx) error { _, err := a.Clean(tx); return err })
		var left int64
		if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT count(*) FROM auth_trip`).Scan(&left) }); err != nil || left != 0 {
			t.Errorf("%d trips left, %v", left, err)
		}

		// An account that is ended takes its bindings along.
		write(t, d, func(tx *db.Tx) error { return auth.End(tx, "wang.li") })
		if err := d.Read(ctx, func(c db.Conn) error {
			list, err := a.Identities(c, "")
			if len(list) != 0 {
				t.Errorf("bindings of an ended account: %+v", list)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
	})
}
