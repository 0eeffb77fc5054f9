package auth_test

import (
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// TestDoors: an account opens its own door and no other, and what it got there
// is good nowhere else; at the wrong door a wrong password is answered as ever.
func TestDoors(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		for name, duty := range map[string]auth.Duty{"officer": auth.Business, "shop": auth.Subject, "sys": auth.System} {
			s, err := a.NewSecret(ctx, "password", name, good)
			if err != nil {
				t.Fatal(err)
			}
			write(t, d, func(tx *db.Tx) error { return a.Create(tx, s, auth.NewAccount{Duty: duty}) })
		}
		for _, name := range []string{"officer", "shop", "sys"} {
			business := name == "shop"
			c := auth.Credentials{Account: name, Password: good}
			right, wrong := a.SignIn, a.SignInBusiness
			open, other := a.Open, a.OpenBusiness
			if business {
				right, wrong, open, other = wrong, right, other, open
			}
			token, _, err := right(ctx, c)
			if err != nil {
				t.Fatalf("%s at its own door: %v", name, err)
			}
			if _, err := open(ctx, token); err != nil {
				t.Errorf("%s with its own session: %v", name, err)
			}
			if _, err := other(ctx, token); !fault.Is(err, fault.Denied) {
				t.Errorf("a session of %s at the other desk: %v", name, err)
			}
			if token, _, err := wrong(ctx, c); !fault.Is(err, fault.Denied) || token != "" {
				t.Errorf("%s at the other door: %q %v", name, token, err)
			}
			c.Password = "not-the-password"
			if _, _, err := wrong(ctx, c); fault.As(err).Code != "auth.wrong" {
				t.Errorf("%s at the other door with a wrong password: %v", name, err)
			}
		}
		var sessions int64
		if err := d.Read(ctx, func(c db.Conn) error {
			return c.QueryRow(`SELECT count(*) FROM auth_session`).Scan(&sessions)
		}); err != nil || sessions != 3 {
			t.Errorf("%d sessions, %v: a refused sign-in opened one", sessions, err)
		}
	})
}

// TestCode: a code is good once, for its time, for its holder, in whatever way a
// person types it; nothing of it is stored as it is.
func TestCode(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		draw := func(holder string) (code string) {
			write(t, d, func(tx *db.Tx) (err error) { code, _, err = a.NewCode(tx, holder, time.Hour); return err })
			return code
		}
		use := func(code string) (holder string, err error) {
			err = d.Write(ctx, func(tx *db.Tx) (err error) { holder, err = a.UseCode(tx, code); return err })
			return holder, err
		}
		first := draw("3710/a")
		if len(first) != 14 || strings.Count(first, "-") != 2 || strings.ContainsAny(first, "IOSZ012il") {
			t.Errorf("a code that people misread: %s", first)
		}
		second := draw("3710/a")
		if _, err := use(first); fault.As(err).Code != "auth.code" {
			t.Errorf("a code that was replaced: %v", err)
		}
		typed := strings.ToLower(strings.ReplaceAll(second, "-", " "))
		if holder, err := use(typed); err != nil || holder != "3710/a" {
			t.Errorf("typed as %q: %s %v", typed, holder, err)
		}
		if _, err := use(second); fault.As(err).Code != "auth.code" {
			t.Errorf("used twice: %v", err)
		}
		late := draw("3710/b")
		var stored string
		if err := d.Read(ctx, func(c db.Conn) error { return c.QueryRow(`SELECT digest FROM auth_code`).Scan(&stored) }); err != nil || strings.Contains(strings.ToUpper(stored), strings.ReplaceAll(late, "-", "")) {
			t.Errorf("stored as it is: %s %v", stored, err)
		}
		h.forth(time.Hour)
		if _, err := use(late); fault.As(err).Code != "auth.code" {
			t.Errorf("after its time: %v", err)
		}
		for _, nonsense := range []string{"", "-", strings.Repeat("A", 5000), "ＡＡＡＡ", "\x00"} {
			if _, err := use(nonsense); fault.As(err).Code != "auth.code" {
				t.Errorf("%q: %v", nonsense, err)
			}
		}
	})
}
