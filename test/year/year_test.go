package year

import (
	"context"
	"os"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// TestNoDayOfTheYearIsWrong lives a year and works every limit of it out a second
// time. HENGJIAN_SOAK lives the whole year of a demo city.
func TestNoDayOfTheYearIsWrong(t *testing.T) {
	// 800 subjects have sixteen orders beside those of the year, some entered late, two of
	// them lengthened in time and written down after the limit.
	r := app.Raising{Subjects: 800, Seed: 2026, Complaints: 240, Tipoffs: 120, Orders: 60}
	if os.Getenv("HENGJIAN_SOAK") != "" {
		r = app.Raising{Subjects: 2000, Seed: 2026, Complaints: 3000, Tipoffs: 1500, Orders: 400}
	}
	began := calendar.DateOf(calendar.Instant(clock.Wall{}.Now())).AddYears(-1).Start()
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Data: t.TempDir(), City: "weihai", Began: clock.Instant(began)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	if err := a.RaiseYear(ctx, r, nil, nil); err != nil {
		t.Fatal(err)
	}
	var found result
	err = a.DB.Read(ctx, func(c db.Conn) (err error) {
		found, err = check(c, a, "../../kernel/calendar/data/holidays-2007-2026.csv")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d records, %d limits, %d late, %d wrong", found.Records, found.Runs, found.Late, len(found.Wrong))
	for i, w := range found.Wrong {
		if i == 10 {
			t.Errorf("and %d more", len(found.Wrong)-i)
			break
		}
		t.Error(w)
	}
	if found.Records < r.Complaints+r.Tipoffs+r.Orders || found.Runs < 2*found.Records/2 || found.Late == 0 {
		t.Errorf("the year is too thin to show anything: %+v", found)
	}
}
