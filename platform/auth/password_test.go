package auth_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestPasswordRules(t *testing.T) {
	each(t, func(t *testing.T, _ *db.DB, a *auth.Auth, _ *hand) {
		for _, c := range []struct {
			password string
			codes    string
		}{
			{good, ""}, {"正确的马电池订书钉Aa1", ""}, {"xK9#mmQw2z", ""},
			{"short1A", "short"}, {"alllowercase", "classes"}, {"ALLUPPER1234", "classes"},
			{"Wang.Li-2026", "account"}, {"abc", "short classes"}, {"", "short classes"},
			{"Password123!", "common"}, {"P@ssw0rd123", "common"}, {"Admin@123456", "common"}, {"Aa123456789!", "common"}, {"Hengjian@2026", "common"},
			{"Qwer1234!@#$", "common"}, {"1qaz@WSX3edc", "common"}, {"Scjg@20262026", "common"},
			{"Jingying\x00Zhuti7", "text"}, {"Jingying\xffZhuti7", "text"}, {strings.Repeat("aB3-", 40), "long"},
		} {
			_, err := a.NewSecret(ctx, "new", "wang.li", c.password)
			var codes []string
			var f *fault.Error
			if errors.As(err, &f) {
				for _, x := range f.Fields {
					codes = append(codes, x.Code)
				}
			}
			if got := strings.Join(codes, " "); got != c.codes {
				t.Errorf("%q: %q, want %q (%v)", c.password, got, c.codes, err)
			}
		}
	})
}

func TestPasswordHistoryAndAge(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, a *auth.Auth, h *hand) {
		create(t, d, a, "wang")
		change := func(password string, must bool, keep string) error {
			s, err := a.NewSecret(ctx, "new", "wang", password)
			if err != nil {
				return err
			}
			return d.Write(ctx, func(tx *db.Tx) error { return a.SetPassword(tx, s, must, keep) })
		}
		if err := change(good, false, ""); code(err) != "auth.password" {
			t.Errorf("the same again: %v", err)
		}
		keep, ks, err := signIn(a, "wang", good)
		if err != nil {
			t.Fatal(err)
		}
		other, _, _ := signIn(a, "wang", good)
		for i := range 5 { // the clock stands still: changes in one millisecond
			if err := change(fmt.Sprintf("Xuncha-Juzhang-%d", i), i == 4, ks.ID); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := a.Open(ctx, other); code(err) != "auth.signed_out" {
			t.Errorf("another session outlives the change: %v", err)
		}
		s, err := a.Open(ctx, keep)
		if err != nil || !s.Account.MustChange {
			t.Errorf("%+v %v", s, err)
		}
		if err := change("Xuncha-Juzhang-0", false, ""); code(err) != "auth.password" {
			t.Errorf("the fifth last: %v", err)
		}
		if err := change(good, false, ""); err != nil {
			t.Errorf("the sixth last: %v", err)
		}
		if _, _, err := signIn(a, "wang", "Xuncha-Juzhang-4"); code(err) != "auth.wrong" {
			t.Errorf("the old one still opens: %v", err)
		}
		_, s, err = signIn(a, "wang", good)
		if err != nil || s.Account.MustChange {
			t.Errorf("%+v %v", s, err)
		}
		h.forth(91 * 24 * time.Hour)
		if _, s, err = signIn(a, "wang", good); err != nil || !s.Account.MustChange {
			t.Errorf("91 days: %+v %v", s, err)
		}
		// Two at once: one wins.
		s1, err1 := a.NewSecret(ctx, "new", "wang", "Diyige-Mima-88x")
		s2, err2 := a.NewSecret(ctx, "new", "wang", "Dierge-Mima-88x")
		if err1 != nil || err2 != nil {
			t.Fatal(err1, err2)
		}
		write(t, d, func(tx *db.Tx) error { return a.SetPassword(tx, s1, false, "") })
		if err := d.Write(ctx, func(tx *db.Tx) error { return a.SetPassword(tx, s2, false, "") }); code(err) != "auth.race" {
			t.Errorf("two at once: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return a.Create(tx, s1, auth.NewAccount{Duty: auth.Audit}) }); code(err) != "auth.taken" {
			t.Errorf("a second account of the name: %v", err)
		}
		if err := d.Write(ctx, func(tx *db.Tx) error { return a.Create(tx, s1, auth.NewAccount{Duty: "boss"}) }); code(err) != "auth.duty" {
			t.Errorf("a duty that is none: %v", err)
		}
	})
}

func TestNames(t *testing.T) {
	for in, want := range map[string]string{"Admin": "admin", " wang.li ": "wang.li", "ｗａｎｇ": "wang", "王力": "王力", "a": "", "a b": "", "a'b": "", "": "", "\xff\xff": "", strings.Repeat("x", 65): "", "a\x00b": ""} {
		got, err := auth.ParseName(in)
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}
