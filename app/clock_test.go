package app_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// A demo city lives on at the day to which it was moved, also after a restart;
// a real bureau's clock does not move.
func TestMoveClock(t *testing.T) {
	ctx, data := context.Background(), t.TempDir()
	a, err := app.Open(ctx, app.Config{Data: data})
	if err != nil {
		t.Fatal(err)
	}
	later := clock.Wall{}.Now() + 400*24*3600*1000
	if err := a.MoveClock(ctx, later); !fault.Is(err, fault.Denied) {
		t.Fatalf("a real bureau: %v", err)
	}
	if err := a.Raise(ctx, 5, 1, nil); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = app.Open(ctx, app.Config{Data: data}); err != nil {
		t.Fatal(err)
	}
	if err := a.MoveClock(ctx, later); err != nil {
		t.Fatal(err)
	}
	for _, to := range []clock.Instant{later - 1000, later + 40*366*24*3600*1000} {
		if err := a.MoveClock(ctx, to); !fault.Is(err, fault.Invalid) {
			t.Errorf("to %s: %v", to, err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = app.Open(ctx, app.Config{Data: data}); err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	r, err := a.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Create, Area: a.Area(), Caller: a.Setup(), Values: map[string]any{"name": "新设超市"}})
	if err != nil {
		t.Fatal(err)
	}
	if r.CreatedAt < later || r.CreatedAt > later+10*60*1000 {
		t.Errorf("an act of %s is dated %s", later, r.CreatedAt)
	}
}
