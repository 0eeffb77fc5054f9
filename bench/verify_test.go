package bench

import (
	"context"
	"os"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
)

// BenchmarkVerify verifies every record of the folder HENGJIAN_BENCH_DATA
// (HENGJIAN_DB for PostgreSQL) against the ledger.
func BenchmarkVerify(b *testing.B) {
	data := os.Getenv("HENGJIAN_BENCH_DATA")
	if data == "" {
		b.Skip("set HENGJIAN_BENCH_DATA to a data folder with an imported register to measure it")
	}
	ctx := context.Background()
	a, err := app.Open(ctx, app.Config{Data: data, DB: os.Getenv("HENGJIAN_DB"), ReadOnly: true})
	if err != nil {
		b.Fatal(err)
	}
	defer a.Close()
	var all int64
	for b.Loop() {
		var n int64
		err := a.Engine.Verify(ctx, func(done int64) { n = done }, func(f record.Finding) { b.Errorf("%s", f) })
		if err != nil {
			b.Fatal(err)
		}
		all += n
	}
	b.ReportMetric(float64(all)/b.Elapsed().Seconds(), "records/s")
}
