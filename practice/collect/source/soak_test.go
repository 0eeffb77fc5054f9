package source

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
)

// TestThreeMillionRows profiles 3 million rows and watches the heap.
func TestThreeMillionRows(t *testing.T) {
	if os.Getenv("HENGJIAN_SOAK") == "" {
		t.Skip("only when HENGJIAN_SOAK is set")
	}
	const rows = 3_000_000
	path := filepath.Join(t.TempDir(), "big.csv")
	out, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriterSize(out, 1<<20)
	w.WriteString("注册号,企业名称,成立日期,住所\n")
	for i := range rows {
		fmt.Fprintf(w, "%015d,某市第%d虚构商贸有限公司,2001-01-%02d,虚构路%d号\n", i, i, 1+i%28, i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	out.Close()
	f, err := OpenPath(path, "", Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	fields := append([]FieldInfo(nil), business...)
	fields[2].Format, fields[2].Key = "", true
	m, _ := Mapped(f.Columns, fields, map[string]string{"注册号": "reg_no", "企业名称": "name", "成立日期": "established_on", "住所": "address"})
	peak := uint64(0)
	p, err := Examine(context.Background(), f, m, fields, ProfileOptions{Progress: func(n int) {
		if n%100_000 == 0 {
			var ms runtime.MemStats
			runtime.ReadMemStats(&ms)
			peak = max(peak, ms.HeapInuse)
		}
	}})
	if err != nil || p.Rows != rows || p.Duplicates.Changed != 0 || p.Duplicates.Partial {
		t.Errorf("%d rows, %+v, %v", p.Rows, p.Duplicates, err)
	}
	t.Logf("heap in use at most %d MB", peak>>20)
	if peak > 150<<20 {
		t.Errorf("heap in use %d MB", peak>>20)
	}
}
