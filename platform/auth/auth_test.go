package auth_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

var ctx = context.Background()

// hand is a clock that moves by hand.
type hand struct{ at atomic.Int64 }

func (h *hand) Now() clock.Instant    { return clock.Instant(h.at.Load()) }
func (h *hand) forth(d time.Duration) { h.at.Add(d.Milliseconds()) }
func (h *hand) set(at clock.Instant)  { h.at.Store(int64(at)) }
func cheap() auth.Params              { return auth.Params{Memory: 64, Passes: 1, Lanes: 1} }
func sealing() []byte                 { return bytes.Repeat([]byte{7}, 32) }
func begin() clock.Instant            { return clock.At(time.Date(2026, 5, 1, 9, 0, 0, 0, clock.Shanghai)) }
func each(t *testing.T, f func(t *testing.T, d *db.DB, a *auth.Auth, h *hand)) {
	t.Helper()
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		if err := d.Migrate(ctx, auth.Steps()); err != nil {
			t.Fatal(err)
		}
		h := &hand{}
		h.set(begin())
		a, err := auth.New(d, auth.Options{Clock: h, Hash: cheap(), Seal: sealing()})
		if err != nil {
			t.Fatal(err)
		}
		f(t, d, a, h)
	})
}

const good = "Jingying-Zhuti-7"

func write(t *testing.T, d *db.DB, f func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(ctx, f); err != nil {
		t.Fatal(err)
	}
}

func create(t *testing.T, d *db.DB, a *auth.Auth, name string) {
	t.Helper()
	s, err := a.NewSecret(ctx, "password", name, good)
	if err != nil {
		t.Fatal(err)
	}
	write(t, d, func(tx *db.Tx) error {
		return a.Create(tx, s, auth.NewAccount{PersonArea: "3710", PersonID: "p1", Duty: auth.Business})
	})
}

func signIn(a *auth.Auth, name, password string) (string, auth.Session, error) {
	return a.SignIn(ctx, auth.Credentials{Account: name, Password: password, Address: "10.1.2.3", Agent: "Test\x00\n/1"})
}

func code(err error) string {
	if err == nil {
		return ""
	}
	return fault.As(err).Code
}

func TestSignInAndSessions(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "wang.li")
		token, s, err := signIn(a, " Wang.Li ", good)
		if err != nil || s.Account.Name != "wang.li" || s.Account.PersonID != "p1" || s.Agent != "Test/1" || len(token) != 43 {
			t.Fatalf("%q %+v %v", token, s, err)
		}
		// The token is nowhere in the database, nor is the password.
		var n int64
		err = d.Read(ctx, func(c db.Conn) error {
			return c.QueryRow(`SELECT count(*) FROM auth_session s, auth_account a WHERE s.digest = $1 OR s.id = $1 OR a.hash LIKE $2`, token, "%"+good+"%").Scan(&n)
		})
		if err != nil || n != 0 {
			t.Errorf("%d rows hold a secret: %v", n, err)
		}
		for range 5 { // used now and then it stays
			h.forth(25 * time.Minute)
			if s, err = a.Open(ctx, token); err != nil || s.Account.Duty != auth.Business {
				t.Fatalf("%+v %v", s, err)
			}
		}
		h.forth(31 * time.Minute)
		if _, err := a.Open(ctx, token); code(err) != "auth.signed_out" || !fault.Is(err, fault.Unknown) {
			t.Errorf("idle: %v", err)
		}
		token, first, err := signIn(a, "wang.li", good)
		if err != nil {
			t.Fatal(err)
		}
		for range 30 {
			h.forth(24*time.Minute + 30*time.Second)
			if _, err = a.Open(ctx, token); err != nil {
				break
			}
		}
		if code(err) != "auth.signed_out" || h.Now() < first.Expires {
			t.Errorf("absolute end: %v at %s", err, h.Now())
		}
		one, s1, err1 := signIn(a, "wang.li", good)
		two, s2, err2 := signIn(a, "wang.li", good)
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		var list []auth.Session
		if err := d.Read(ctx, func(c db.Conn) (err error) { list, err = a.Sessions(c, "wang.li"); return err }); err != nil || len(list) != 2 {
			t.Errorf("%+v %v", list, err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return a.Revoke(tx, "somebody", s1.ID) }); code(err) != "auth.no_session" {
			t.Errorf("somebody else's session: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return a.Revoke(tx, "wang.li", s1.ID) })
		if _, err := a.Open(ctx, one); code(err) != "auth.signed_out" {
			t.Errorf("revoked: %v", err)
		}
		if s, err := a.Open(ctx, two); err != nil || s.ID != s2.ID {
			t.Errorf("the other: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return a.SetState(tx, "wang.li", auth.Disabled) })
		if _, err := a.Open(ctx, two); code(err) != "auth.signed_out" {
			t.Errorf("disabled: %v", err)
		}
		if _, _, err := signIn(a, "wang.li", good); code(err) != "auth.disabled" {
			t.Errorf("disabled: %v", err)
		}
		if _, _, err := signIn(a, "wang.li", "wrong"); code(err) != "auth.wrong" {
			t.Errorf("disabled and wrong: %v", err)
		}
		h.forth(48 * time.Hour)
		write(t, d, func(tx *db.Tx) error { _, err := a.Clean(tx); return err })
		for _, junk := range []string{"", "x", token + "x", strings.Repeat("\x00", 43)} {
			if _, err := a.Open(ctx, junk); code(err) != "auth.signed_out" {
				t.Errorf("%q: %v", junk, err)
			}
		}
	})
}

func TestLockOutLooksTheSame(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "known")
		for _, name := range []string{"known", "unknown", "' OR 1=1 --", "\xff\x00", strings.Repeat("x", 1000)} {
			var codes []string
			for range 6 {
				_, _, err := signIn(a, name, "guess")
				codes = append(codes, code(err))
			}
			want := []string{"auth.wrong", "auth.wrong", "auth.wrong", "auth.wrong", "auth.locked", "auth.locked"}
			if !slices.Equal(codes, want) {
				t.Errorf("%q: %v", name, codes)
			}
		}
		if _, _, err := signIn(a, "known", good); code(err) != "auth.locked" || !strings.Contains(err.Error(), "15 分钟") {
			t.Errorf("the right password opens a lock: %v", err)
		}
		h.forth(15*time.Minute + time.Second)
		for range 5 { // the second lock is longer
			_, _, _ = signIn(a, "known", "guess")
		}
		h.forth(16 * time.Minute)
		if _, _, err := signIn(a, "known", good); code(err) != "auth.locked" {
			t.Errorf("the second lock is not longer: %v", err)
		}
		h.forth(15 * time.Minute)
		if _, _, err := signIn(a, "known", good); err != nil {
			t.Errorf("after the lock: %v", err)
		}
		for range 4 { // success forgot the failures
			if _, _, err := signIn(a, "known", "guess"); code(err) != "auth.wrong" {
				t.Error(err)
			}
		}
		write(t, d, func(tx *db.Tx) error { return a.Unlock(tx, "known") })
		if _, _, err := signIn(a, "known", "guess"); code(err) != "auth.wrong" {
			t.Error(err)
		}
	})
}

func TestGuessesAtOnceCountOneByOne(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "known")
		var wg sync.WaitGroup
		var wrong atomic.Int64
		for range 40 {
			wg.Add(1)
			go func() {
				defer wg.Done()
				if _, _, err := signIn(a, "known", "guess"); code(err) == "auth.wrong" {
					wrong.Add(1)
				}
			}()
		}
		wg.Wait()
		if wrong.Load() != 4 {
			t.Errorf("%d guesses were judged before the lock", wrong.Load())
		}
	})
}

// An unknown account must cost what a known one costs: both hash once.
func TestUnknownAccountCostsTheSame(t *testing.T) {
	d := dbtest.SQLite(t, db.Options{})
	if err := d.Migrate(ctx, auth.Steps()); err != nil {
		t.Fatal(err)
	}
	a, err := auth.New(d, auth.Options{Failures: 1000, Hash: auth.Params{Memory: 16 << 10, Passes: 2, Lanes: 1}})
	if err != nil {
		t.Fatal(err)
	}
	create(t, d, a, "known")
	took := map[string][]time.Duration{}
	for range 11 { // in turns, so that a busy machine slows both
		for _, name := range []string{"known", "unknown"} {
			begin := time.Now()
			_, _, _ = signIn(a, name, "guess")
			took[name] = append(took[name], time.Since(begin))
		}
	}
	median := func(name string) time.Duration {
		slices.Sort(took[name])
		return took[name][len(took[name])/2]
	}
	known, unknown := median("known"), median("unknown")
	if ratio := float64(unknown) / float64(known); ratio < 0.4 || ratio > 2.5 {
		t.Errorf("known %s, unknown %s", known, unknown)
	}
}
