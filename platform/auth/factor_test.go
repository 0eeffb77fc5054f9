package auth_test

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestKeys(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "hub")
		var secret string
		var k auth.Key
		n := auth.NewKey{Account: "hub", Title: "省平台接口", Scopes: []string{"registration.*", "ledger.read"}, Expires: h.Now() + 1000*3600*24}
		write(t, d, func(tx *db.Tx) (err error) { secret, k, err = a.CreateKey(tx, n); return err })
		got, err := a.OpenKey(ctx, secret)
		if err != nil || got.ID != k.ID || got.Account.Name != "hub" || !strings.HasPrefix(secret, got.Prefix) || got.Used != h.Now() {
			t.Fatalf("%+v %v", got, err)
		}
		for scope, want := range map[string]bool{"registration.read": true, "ledger.read": true, "ledger.write": false, "registrationx": false} {
			if got.Allows(scope) != want {
				t.Errorf("%s: %v", scope, !want)
			}
		}
		for _, bad := range []string{"", secret[:len(secret)-1], secret[:len(secret)-1] + "!", "hjk_" + strings.Repeat("a", 43), strings.TrimPrefix(secret, "hjk_")} {
			if _, err := a.OpenKey(ctx, bad); code(err) != "auth.key_unknown" {
				t.Errorf("%q: %v", bad, err)
			}
		}
		bad := auth.NewKey{Account: "hub", Scopes: []string{"a*b", "'; DROP"}, Expires: h.Now() - 1}
		err = d.Write(ctx, func(tx *db.Tx) error { _, _, err := a.CreateKey(tx, bad); return err })
		if f := fault.As(err); f.Code != "auth.key" || len(f.Fields) != 4 {
			t.Errorf("%v", err)
		}
		var list []auth.Key
		if err := d.Read(ctx, func(c db.Conn) (err error) { list, err = a.Keys(c, ""); return err }); err != nil || len(list) != 1 || len(list[0].Scopes) != 2 {
			t.Errorf("%+v %v", list, err)
		}
		h.forth(25 * time.Hour)
		if _, err := a.OpenKey(ctx, secret); code(err) != "auth.key_unknown" {
			t.Errorf("expired: %v", err)
		}
		n.Expires = h.Now() + 1000*3600
		write(t, d, func(tx *db.Tx) (err error) { secret, k, err = a.CreateKey(tx, n); return err })
		write(t, d, func(tx *db.Tx) error { return a.RevokeKey(tx, "hub", k.ID) })
		if _, err := a.OpenKey(ctx, secret); code(err) != "auth.key_unknown" {
			t.Errorf("revoked: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return a.RevokeKey(tx, "hub", k.ID) }); code(err) != "auth.no_key" {
			t.Errorf("revoked twice: %v", err)
		}
	})
}

func TestOneTimeCodes(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "sec")
		var key *otp.Key
		write(t, d, func(tx *db.Tx) (err error) { key, err = a.EnrolTOTP(tx, "sec"); return err })
		if !strings.HasPrefix(key.URL(), "otpauth://totp/") {
			t.Error(key.URL())
		}
		now := func() string {
			c, err := totp.GenerateCode(key.Secret(), h.Now().Time())
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		if _, _, err := signIn(a, "sec", good); err != nil {
			t.Errorf("not confirmed yet: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := a.ConfirmTOTP(tx, "sec", "000000x"); return err }); code(err) != "auth.code" {
			t.Error(err)
		}
		var recovery []string
		write(t, d, func(tx *db.Tx) (err error) { recovery, err = a.ConfirmTOTP(tx, "sec", now()); return err })
		with := func(c string) error {
			_, _, err := a.SignIn(ctx, auth.Credentials{Account: "sec", Password: good, Code: c})
			return err
		}
		if err := with(""); code(err) != "auth.code_required" {
			t.Error(err)
		}
		if err := with(now()); code(err) != "auth.wrong" {
			t.Errorf("a code used before: %v", err)
		}
		h.forth(30 * time.Second)
		if err := with(now()); err != nil {
			t.Error(err)
		}
		if err := with(now()); code(err) != "auth.wrong" {
			t.Errorf("a code used before: %v", err)
		}
		h.forth(90 * time.Second)
		old := now()
		h.forth(5 * time.Minute)
		if err := with(old); code(err) != "auth.wrong" {
			t.Errorf("an old code: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := a.EnrolTOTP(tx, "sec"); return err }); code(err) != "auth.totp_on" {
			t.Errorf("enrolled over a confirmed one: %v", err)
		}
		if len(recovery) != 10 {
			t.Fatalf("%d recovery codes", len(recovery))
		}
		if err := with(strings.ToUpper(recovery[3])); err != nil {
			t.Errorf("a recovery code: %v", err)
		}
		if err := with(recovery[3]); code(err) != "auth.wrong" {
			t.Errorf("a recovery code used before: %v", err)
		}
		if err := with(recovery[4]); err != nil {
			t.Errorf("another recovery code: %v", err)
		}
		factor := func() auth.Factor {
			var f map[string]auth.Factor
			if err := d.Read(ctx, func(c db.Conn) (err error) { f, err = a.Factors(c, "sec"); return err }); err != nil {
				t.Fatal(err)
			}
			return f["sec"]
		}
		if f := factor(); !f.On || f.Recovery != 8 {
			t.Errorf("%+v", f)
		}
		var renewed []string
		write(t, d, func(tx *db.Tx) (err error) { renewed, err = a.RenewRecovery(tx, "sec"); return err })
		if err := with(recovery[5]); code(err) != "auth.wrong" || factor().Recovery != 10 || len(renewed) != 10 {
			t.Errorf("a recovery code that was replaced: %v %+v", err, factor())
		}
		other, err := auth.New(d, auth.Options{Clock: h, Hash: cheap(), Seal: bytes.Repeat([]byte{8}, 32)})
		if err != nil {
			t.Fatal(err)
		}
		if _, _, err := other.SignIn(ctx, auth.Credentials{Account: "sec", Password: good, Code: "123456"}); code(err) != "auth.totp_key" {
			t.Errorf("under another sealing key: %v", err)
		}
		write(t, d, func(tx *db.Tx) error { return a.DropTOTP(tx, "sec") })
		if err := with(""); err != nil {
			t.Error(err)
		}
		if f := factor(); f.On || f.Recovery != 0 {
			t.Errorf("after dropping: %+v", f)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { _, err := a.RenewRecovery(tx, "sec"); return err }); code(err) != "auth.totp_not_on" {
			t.Error(err)
		}
	})
}

func TestCookieAndHeader(t *testing.T) {
	c := auth.Cookie("t", true)
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteStrictMode || c.Name != "__Host-hj_session" || c.Path != "/" || c.Domain != "" || auth.Cookie("t", false).Name != "hj_session" || auth.NoCookie(false).MaxAge != -1 {
		t.Errorf("%+v", c)
	}
	for _, x := range []struct {
		header, cookie, secret string
		key                    bool
	}{
		{"", "", "", false}, {"", "abc", "abc", false}, {"Bearer k", "", "k", true}, {"bearer  k ", "abc", "k", true}, {"Basic x", "abc", "abc", false},
	} {
		r := httptest.NewRequest("GET", "/", nil)
		if x.header != "" {
			r.Header.Set("Authorization", x.header)
		}
		if x.cookie != "" {
			r.AddCookie(auth.Cookie(x.cookie, false))
		}
		if secret, key := auth.Presented(r, false); secret != x.secret || key != x.key {
			t.Errorf("%+v: %q %v", x, secret, key)
		}
		if secret, key := auth.Presented(r, true); !key && secret != "" {
			t.Errorf("%+v: behind TLS the plain name is taken: %q", x, secret)
		}
	}
}
