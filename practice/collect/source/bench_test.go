package source

import (
	"context"
	"fmt"
	"runtime"
	"testing"
)

// benchRows is the size of the tables of the benchmarks.
const benchRows = 50_000

// benchTable are fictional rows as wide as those of a register (9 columns,
// about 380 bytes).
func benchTable(n int) [][]string {
	table := [][]string{{"企业名称", "统一社会信用代码", "注册日期", "企业类型", "注册资金", "经营范围", "所在省份", "地区", "注册地址"}}
	for i := range n {
		table = append(table, []string{
			fmt.Sprintf("某市第%d虚构商贸有限公司", i), fmt.Sprintf("91371002MA%08d", i), fmt.Sprintf("20%02d-%02d-%02d", i%20, 1+i%12, 1+i%28), "N/A", "100.00",
			"日用百货、文体用品、五金交电、水产品、建筑材料、洗涤用品、化妆品、机械设备及配件的销售；备案范围内的货物及技术进出口。(依法须经批准的项目)",
			"山东", "威海", fmt.Sprintf("虚构路%d号", i)})
	}
	return table
}

func bench(b *testing.B, write func(testing.TB, [][]string) []byte, work func(*File)) {
	f := opened(b, write(b, benchTable(benchRows)), Options{})
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		work(f)
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func drain(b *testing.B) func(*File) {
	return func(f *File) {
		n := 0
		for _, err := range f.Rows(context.Background(), 0) {
			if err != nil {
				b.Fatal(err)
			}
			n++
		}
		if n != benchRows {
			b.Fatal(n)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	for _, form := range forms {
		if form.name == "xlsx shared" {
			continue // excelize writes it too slowly
		}
		b.Run(form.name, func(b *testing.B) { bench(b, form.write, drain(b)) })
	}
}

func BenchmarkSkip(b *testing.B) {
	bench(b, forms[0].write, func(f *File) {
		for range f.Rows(context.Background(), benchRows) {
			break
		}
	})
}

func BenchmarkProfile(b *testing.B) {
	bench(b, forms[0].write, func(f *File) {
		p, err := Examine(context.Background(), f, Recognise(f.Columns, f.Samples, business), business, ProfileOptions{})
		if err != nil || p.Rows != benchRows {
			b.Fatal(err)
		}
	})
}

// BenchmarkSeen remembers 3 million keys and reports what that costs.
func BenchmarkSeen(b *testing.B) {
	for b.Loop() {
		var m0, m1 runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m0)
		s := &seen{max: 6_000_000}
		for i := range uint64(3_000_000) {
			s.put(i*0x9E3779B97F4A7C15, uint32(i), uint32(i+1), false)
		}
		runtime.GC()
		runtime.ReadMemStats(&m1)
		b.ReportMetric(float64(m1.HeapAlloc-m0.HeapAlloc)/(1<<20), "MB")
		runtime.KeepAlive(s)
	}
}
