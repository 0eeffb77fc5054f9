package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
)

// An account that was let in, or shut out, past the acts on it is found.
func TestAccountStatesAreVerified(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		ctx := context.Background()
		a := raise(t, c, 60).App
		doors, err := auth.New(a.DB, auth.Options{})
		if err != nil {
			t.Fatal(err)
		}
		found := func() string {
			t.Helper()
			var out []string
			if err := a.Engine.Verify(ctx, nil, func(f record.Finding) { out = append(out, f.String()) }); err != nil {
				t.Fatal(err)
			}
			return strings.Join(out, "\n")
		}
		set := func(s auth.State) {
			t.Helper()
			if err := a.DB.Write(ctx, func(tx *db.Tx) error { return doors.SetState(tx, "wangfang", s) }); err != nil {
				t.Fatal(err)
			}
		}
		if got := found(); got != "" {
			t.Fatalf("at first: %s", got)
		}
		set(auth.Disabled)
		if got := found(); !strings.Contains(got, "没有锁定它的办理动作") {
			t.Errorf("shut out without an act: %q", got)
		}
		set(auth.Active)
		if err := a.LockAccount(ctx, doors, a.Setup(), "wangfang", "试验"); err != nil {
			t.Fatal(err)
		}
		if got := found(); got != "" {
			t.Errorf("locked by an act: %s", got)
		}
		set(auth.Active)
		if got := found(); !strings.Contains(got, "却可以登录") {
			t.Errorf("let in past its lock: %q", got)
		}
	})
}
