package collect_test

import (
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/practice/collect"
)

// TestLongImport holds that the memory of an import does not grow with its
// file. HENGJIAN_SOAK_ROWS=3000000 makes it the soak test.
func TestLongImport(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("HENGJIAN_SOAK_ROWS"))
	if err != nil {
		t.Skip("set HENGJIAN_SOAK_ROWS to a number of rows")
	}
	legal := clock.NewLegal(clock.Wall{})
	legal.Freeze(frozen)
	w := build(t, dbtest.SQLite(t, db.Options{Clock: legal}), legal, "weihai")
	most := 0
	watch := collect.Watch{Step: func(collect.Progress) { most = max(most, resident(t)) }}
	begin := time.Now()
	b, err := w.service.Preflight(ctx, w.steward, w.batch("business", w.put(synthetic(t, n)), "long.csv", province).ID, watch)
	if err != nil {
		t.Fatal(err)
	}
	check := time.Since(begin)
	begin = time.Now()
	if b, err = w.service.Run(ctx, w.steward, b.ID, watch); err != nil {
		t.Fatal(err)
	}
	run := time.Since(begin)
	w.accounts(b)
	if b.Accepted != int64(n) {
		t.Errorf("%+v", b.Counts)
	}
	t.Logf("%d rows: preflight %.0f rows/s, import %.0f rows/s, at most %d MB of memory", n, float64(n)/check.Seconds(), float64(n)/run.Seconds(), most)
	if most > 300 {
		t.Errorf("%d MB", most)
	}
}

// resident is the memory of this process that no file backs, in MB.
func resident(t testing.TB) int {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Skip("no /proc here")
	}
	for _, line := range strings.Split(string(status), "\n") {
		if rest, ok := strings.CutPrefix(line, "RssAnon:"); ok {
			kb, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return kb >> 10
		}
	}
	return 0
}
