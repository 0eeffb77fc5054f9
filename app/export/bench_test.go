package export_test

import (
	"context"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

var businesses = recordtest.Source{FS: os.DirFS("../../practice/registration"), Dir: "practice/registration"}

// rows is how many businesses the benchmarks export; HENGJIAN_BENCH_ROWS
// raises it to millions.
func rows() int {
	if n, err := strconv.Atoi(os.Getenv("HENGJIAN_BENCH_ROWS")); err == nil {
		return n
	}
	return 100_000
}

// register fills the register of businesses with n invented rows.
func register(b *testing.B, n int) *recordtest.World {
	b.Helper()
	legal := clock.NewLegal(clock.Wall{})
	w := recordtest.New(b, dbtest.SQLite(b, db.Options{Clock: legal}), legal, nil, businesses)
	for from := 0; from < n; from += 2000 {
		ch := record.Chunk{Kind: "business", Area: recordtest.Area, Act: record.Import, Caller: machine, Source: record.Source{Name: "bench", Owner: "province"}}
		for i := from; i < min(from+2000, n); i++ {
			ch.Rows = append(ch.Rows, record.RowWrite{Line: int64(i + 2), Values: m{"name": fmt.Sprintf("威海市环翠区第%d号便利店（个体工商户）", i), "status": "1", "sort": "individual",
				"type": "个体工商户", "representative": m{"name": "王五", "id": ""}, "capital": int64(i) * 100, "established_on": "2020-02-29", "approved_on": "2021-03-01",
				"organ": "威海市环翠区行政审批服务局", "address": fmt.Sprintf("山东省威海市环翠区新威路%d号", i), "county": "371002", "industry": "F5212", "branch": false, "staff": int64(i % 30),
				"scope": "许可项目：食品销售；烟草制品零售。（依法须经批准的项目，经相关部门批准后方可开展经营活动，具体经营项目以审批结果为准）一般项目：日用百货销售；五金产品零售；文具用品零售。"}})
		}
		if _, err := w.Engine.Chunk(context.Background(), ch); err != nil {
			b.Fatal(err)
		}
	}
	return w
}

// BenchmarkExport measures rows a second, all columns of the widest register,
// and the highest resident heap while exporting.
func BenchmarkExport(b *testing.B) {
	n := rows()
	w := register(b, n)
	k := w.Engine.Kinds().Get("business")
	for _, f := range []export.Format{export.CSV, export.XLSX, export.JSONL} {
		for name, fields := range map[string][]string{"all": nil, "7columns": k.List} {
			b.Run(string(f)+"/"+name, func(b *testing.B) {
				for b.Loop() {
					x, err := export.New(w.Engine, k, record.Query{Area: recordtest.Area, Caller: machine}, fields)
					if err != nil {
						b.Fatal(err)
					}
					var done int64
					peak := watch()
					if err := x.Write(context.Background(), io.Discard, f, func(d int64) { done = d }); err != nil || done != int64(n) {
						b.Fatal(done, err)
					}
					b.ReportMetric(peak(), "peakMB")
				}
				b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
			})
		}
	}
	b.Run("read", func(b *testing.B) { // the ceiling: reading alone
		for b.Loop() {
			err := w.Engine.Each(context.Background(), record.Query{Kind: "business", Sort: "id", Area: recordtest.Area, Caller: machine}, func(*record.Record) error { return nil })
			if err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
	})
}

// BenchmarkExcelize is the streaming writer of excelize on the same cells.
func BenchmarkExcelize(b *testing.B) {
	n := rows()
	row := make([]any, 20)
	for i := range row {
		row[i] = "威海市环翠区行政审批服务局"
	}
	for b.Loop() {
		peak := watch()
		f := excelize.NewFile()
		sw, err := f.NewStreamWriter("Sheet1")
		if err != nil {
			b.Fatal(err)
		}
		for i := 1; i <= n; i++ {
			if err := sw.SetRow("A"+strconv.Itoa(i), row); err != nil {
				b.Fatal(err)
			}
		}
		if err := sw.Flush(); err != nil {
			b.Fatal(err)
		}
		if err := f.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
		_ = f.Close()
		b.ReportMetric(peak(), "peakMB")
	}
	b.ReportMetric(float64(n)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

// watch samples the memory the runtime holds until the returned function is
// called, which gives the highest in MB.
func watch() func() float64 {
	runtime.GC()
	var peak atomic.Uint64
	stop := make(chan struct{})
	go func() {
		t := time.NewTicker(20 * time.Millisecond)
		defer t.Stop()
		for {
			var s runtime.MemStats
			runtime.ReadMemStats(&s)
			peak.Store(max(peak.Load(), s.HeapInuse+s.StackInuse))
			select {
			case <-stop:
				return
			case <-t.C:
			}
		}
	}()
	return func() float64 { close(stop); return float64(peak.Load()) / 1e6 }
}
