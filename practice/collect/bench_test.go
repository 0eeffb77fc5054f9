package collect_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// usccFor makes a credit code with sound check digits out of a number.
func usccFor(n int) string {
	const symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("%08d", n)
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += int(org[i]-'0') * w
	}
	check := map[int]string{10: "X", 11: "0"}[11-sum%11]
	if check == "" {
		check = strconv.Itoa(11 - sum%11)
	}
	body := "91371002" + org + check
	sum = 0
	for i, w := range []int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28} {
		sum += strings.IndexByte(symbols, body[i]) * w
	}
	return body + string(symbols[(31-sum%31)%31])
}

// synthetic writes a register of fictional businesses.
func synthetic(t testing.TB, rows int) string {
	path := filepath.Join(t.TempDir(), "synthetic.csv")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := csv.NewWriter(f)
	pick := func(n int, words string) string { w := strings.Fields(words); return w[n%len(w)] }
	_ = w.Write([]string{"企业名称", "统一社会信用代码", "成立日期", "注册资本", "经营范围", "住所"})
	for i := range rows {
		name := "威海" + pick(i, "海 山 云 松 石 泉 林 峰 岭 湖 江 河") + pick(i/12, "达 顺 隆 昌 兴 盛 泰 和 瑞 祥 安 康 宁 富 贵") + pick(i/180, "源 通 汇 聚 辉 煌 腾 飞 鹏 程") +
			strconv.Itoa(i/1800) + pick(i/7, "商贸 建筑工程 食品 渔业 机械 信息科技 物流 餐饮管理 服装 医药") + "有限公司"
		_ = w.Write([]string{name, usccFor(i + 1), fmt.Sprintf("%04d-%02d-%02d", 1990+i%30, 1+i%12, 1+i%28), strconv.Itoa(10+i%990) + "万元人民币",
			pick(i, "食品、日用百货的批发零售 建筑工程施工总承包;建筑材料销售 水产品养殖、加工、销售 普通货物道路运输 计算机软硬件开发;技术服务 餐饮服务 药品零售;医疗器械销售") + "(依法须经批准的项目，经相关部门批准后方可开展经营活动)。",
			"威海市" + pick(i, "环翠区 文登区 荣成市 乳山市") + "海滨路" + strconv.Itoa(i) + "号"})
	}
	w.Flush()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestRate measures imports against plain prepared inserts of the rows that
// they wrote, with the same indexes. It is run by hand: HENGJIAN_RATE=100000.
func TestRate(t *testing.T) {
	n, err := strconv.Atoi(os.Getenv("HENGJIAN_RATE"))
	if err != nil {
		t.Skip("set HENGJIAN_RATE to a number of rows to measure")
	}
	legal := clock.NewLegal(clock.Wall{})
	legal.Freeze(frozen)
	for _, c := range []struct {
		name string
		path func() string
	}{{"weihai", func() string { return register(t, "weihai") }}, {"synthetic", func() string { return synthetic(t, n) }}} {
		t.Run(c.name, func(t *testing.T) {
			w := build(t, dbtest.SQLite(t, db.Options{Clock: legal}), legal, "weihai")
			digest := w.put(c.path())
			begin := time.Now()
			b := w.checked("business", digest, "a.csv", province)
			check := time.Since(begin)
			begin = time.Now()
			used := cpu()
			b = w.run(b)
			run, used := time.Since(begin), cpu()-used
			var mem runtime.MemStats
			runtime.ReadMemStats(&mem)
			all, main := w.plain(t, legal, nil), w.plain(t, legal, []string{"registration_business", "registration_business__flags", "registration_business__former_names", "registration_business__tags", "registration_business_grams"})
			begin = time.Now()
			again := w.checked("business", digest, "again.csv", province)
			w.run(again)
			t.Logf("CPU: import %.2f s, plain inserts of all that was written %.2f s (×%.2f), of table and name index alone %.2f s (×%.2f)", used.Seconds(), all.cpu.Seconds(), used.Seconds()/all.cpu.Seconds(), main.cpu.Seconds(), used.Seconds()/main.cpu.Seconds())
			t.Logf("%d rows: preflight %.0f rows/s, import %.0f rows/s (%.2f s); plain inserts of all that was written %.2f s (×%.2f), of table and name index alone %.2f s (×%.2f); again %.2f s; heap from the system %d MB",
				b.Read, float64(b.Read)/check.Seconds(), float64(b.Read)/run.Seconds(), run.Seconds(), all.wall.Seconds(), run.Seconds()/all.wall.Seconds(), main.wall.Seconds(), run.Seconds()/main.wall.Seconds(), time.Since(begin).Seconds(), mem.Sys>>20)
		})
	}
}

// plain copies the rows of tables into an empty database of the same schema by
// prepared inserts of one row each, 2,000 to a transaction.
func (w *world) plain(t *testing.T, legal *clock.Legal, tables []string) (out cost) {
	t.Helper()
	to := build(t, dbtest.SQLite(t, db.Options{Clock: legal, Timeout: time.Hour}), legal, "weihai")
	if tables == nil {
		tables = []string{"registration_business", "registration_business__flags", "registration_business__former_names", "registration_business__tags", "registration_business_grams",
			"record_history", "record_directory", "subject", "collect_likeness", "ledger_act"}
	}
	for _, table := range tables {
		c := w.copy(t, to, table)
		out.wall, out.cpu = out.wall+c.wall, out.cpu+c.cpu
	}
	return out
}

func (w *world) copy(t *testing.T, to *world, table string) cost {
	t.Helper()
	query := "SELECT * FROM " + table
	if table == "registration_business_grams" {
		query = "SELECT rid AS rowid, _search AS body FROM registration_business"
	} else if table == "record_history" || table == "record_directory" {
		query += " WHERE kind = 'business'"
	} else if table == "ledger_act" {
		query += " WHERE kind = 'business'"
	}
	var rows [][]any
	var cols []string
	err := w.DB.Read(context.Background(), func(c db.Conn) error {
		r, err := c.Query(query)
		if err != nil {
			return err
		}
		defer r.Close()
		if cols, err = r.Columns(); err != nil {
			return err
		}
		for r.Next() {
			row := make([]any, len(cols))
			dest := make([]any, len(cols))
			for i := range row {
				dest[i] = &row[i]
			}
			if err := r.Scan(dest...); err != nil {
				return err
			}
			if table == "registration_business_grams" {
				row[1] = pairs(row[1].(string))
			}
			rows = append(rows, row)
		}
		return r.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	places := make([]string, len(cols))
	for i := range places {
		places[i] = "$" + strconv.Itoa(i+1)
	}
	insert := "INSERT INTO " + table + " (" + strings.Join(cols, ", ") + ") VALUES (" + strings.Join(places, ", ") + ")"
	begin, used := time.Now(), cpu()
	for len(rows) > 0 {
		n := min(len(rows), 2000)
		err := to.DB.Write(context.Background(), func(tx *db.Tx) error {
			for _, row := range rows[:n] {
				if _, err := tx.Exec(insert, row...); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		rows = rows[n:]
	}
	return cost{time.Since(begin), cpu() - used}
}

// cost is what some work took.
type cost struct{ wall, cpu time.Duration }

// cpu is the time this process has computed so far, which other processes of
// the machine disturb less than wall time.
func cpu() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// pairs are the neighbouring characters of a text, as a name index takes them.
func pairs(s string) string {
	var out []string
	r := []rune(s)
	for i := 1; i < len(r); i++ {
		if r[i-1] > 0x7f && r[i] > 0x7f {
			out = append(out, string(r[i-1:i+1]))
		}
	}
	return strings.Join(out, " ")
}
