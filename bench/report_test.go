package bench

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// BenchmarkReport fills the monthly report of a city with many complaints and, beside
// it, counts the same rows by the plainest statements: HENGJIAN_BENCH_COMPLAINTS is
// how many there are (20,000), the year's spread over it.
func BenchmarkReport(b *testing.B) {
	n := 20_000
	if s := os.Getenv("HENGJIAN_BENCH_COMPLAINTS"); s != "" {
		var err error
		if n, err = strconv.Atoi(s); err != nil {
			b.Fatal(err)
		}
	}
	b.Run("sqlite", func(b *testing.B) { reportOn(b, app.Config{Data: b.TempDir()}, n) })
	b.Run("postgres", func(b *testing.B) { reportOn(b, app.Config{Data: b.TempDir(), DB: dbtest.PostgresURL(b)}, n) })
}

func reportOn(b *testing.B, c app.Config, n int) {
	ctx := context.Background()
	c.City = "weihai"
	c.Began = clock.Instant(calendar.DateOf(calendar.Instant(clock.Wall{}.Now())).AddDays(-365).Start())
	a, err := app.Open(ctx, c)
	if err != nil {
		b.Fatal(err)
	}
	if err := a.RaiseYear(ctx, app.Raising{Subjects: 60, Seed: 7, Complaints: 400, Tipoffs: 100}, func(int) {}, nil); err != nil {
		b.Fatal(err)
	}
	if err := a.Close(); err != nil {
		b.Fatal(err)
	}
	multiply(b, c, n)
	if a, err = app.Open(ctx, c); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = a.Close() })
	page, err := a.Engine.List(ctx, record.Query{Kind: report.Kind, Area: a.Area(), Caller: a.Setup(), Filter: fmt.Sprintf("%s == %q", procedure.StepField, "draft"), Sort: "-id", Limit: 1})
	if err != nil || len(page.Items) == 0 {
		b.Fatalf("no draft: %v", err)
	}
	rec := page.Items[0]
	who, ok := a.People.Caller("head", a.DB.Now().Day())
	if !ok {
		b.Fatal("nobody is the head")
	}
	b.Run("fill", func(b *testing.B) {
		for b.Loop() {
			if rec, err = a.Engine.Act(ctx, record.Request{Kind: report.Kind, Act: "fill", Record: rec.Ref(), Rev: &rec.Rev, Area: rec.Area, Caller: who}); err != nil {
				b.Fatal(err)
			}
		}
		f, err := report.ParseFigures(rec.Text("figures"))
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(f.Line("total").Cells["received"]), "received")
		b.ReportMetric(float64(len(f.Lines)), "lines")
	})
	b.Run("plain", func(b *testing.B) {
		from, until := rec.Text("since"), rec.Text("until_on")
		for b.Loop() {
			for _, q := range plain {
				err := a.DB.Read(ctx, func(c db.Conn) error {
					var x int64
					return c.QueryRow(q, string(a.Area()), from, until).Scan(&x)
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
	if os.Getenv("HENGJIAN_BENCH_CELLS") != "" {
		columns(b, a, rec)
	}
}

// plain are the counts of complaints in the report's first line as a person would
// write them who knows the tables: each once, parted by nothing.
var plain = []string{
	`SELECT count(*) FROM complaint WHERE area = $1 AND received_on BETWEEN $2 AND $3 AND state = 'active'`,
	`SELECT count(*) FROM complaint c WHERE state = 'active' AND EXISTS (SELECT 1 FROM procedure_clock p WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'mediate' AND p.start_on BETWEEN $2 AND $3 AND p.state <> 'void' AND p.record = c.id AND p.area = c.area)`,
	`SELECT count(*) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'accept' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND c.refuse_ground IS NOT NULL`,
	`SELECT count(*) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'accept' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND p.stop_on <= p.due_on AND c.state = 'active'`,
	`SELECT count(*) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'accept' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND p.stop_on > p.due_on AND c.state = 'active'`,
	`SELECT count(*) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'mediate' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND c.agreement IS NOT NULL AND c.end_ground IS NULL`,
	`SELECT count(*) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'mediate' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND c.end_ground IS NOT NULL`,
	`SELECT CAST(coalesce(sum(c.agreed_amount), 0) AS BIGINT) FROM procedure_clock p JOIN complaint c ON c.area = p.area AND c.id = p.record WHERE p.area = $1 AND p.kind = 'complaint' AND p.clock = 'mediate' AND p.stop_on BETWEEN $2 AND $3 AND p.stop_on <> '' AND p.state <> 'void' AND c.agreement IS NOT NULL AND c.end_ground IS NULL`,
}

// multiply copies the complaints of the city, with their limits, until there are n:
// what is counted is there, what nothing counts (history, ledger, search) is not. It
// writes beside the product, which gives no single write the minutes this takes.
func multiply(b *testing.B, c app.Config, n int) {
	b.Helper()
	driver, at := "sqlite", "file:"+filepath.Join(c.Data, "hengjian.db")+"?_pragma=synchronous(OFF)&_pragma=cache_size(-400000)"
	list := `SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name IN ('complaint', 'procedure_clock')`
	if c.DB != "" {
		driver, at = "pgx", c.DB
		list = `SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema() AND tablename IN ('complaint', 'procedure_clock') AND indexname NOT LIKE '%key'`
	}
	d, err := sql.Open(driver, at)
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	d.SetMaxOpenConns(1)
	write := func(text string, args ...any) {
		if _, err := d.Exec(text, args...); err != nil {
			b.Fatalf("%v: %.200s", err, text)
		}
	}
	rows, err := d.Query(`SELECT * FROM complaint LIMIT 0`)
	if err != nil {
		b.Fatal(err)
	}
	names, err := rows.Columns()
	_ = rows.Close()
	if err != nil {
		b.Fatal(err)
	}
	var had int
	if err := d.QueryRow(`SELECT count(*) FROM complaint`).Scan(&had); err != nil {
		b.Fatal(err)
	}
	indexes := map[string]string{}
	if rows, err = d.Query(list); err != nil {
		b.Fatal(err)
	}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			b.Fatal(err)
		}
		indexes[name] = text
	}
	if err := rows.Close(); err != nil {
		b.Fatal(err)
	}
	const id = `substr(%s, 1, 18) || substr(CAST(100000000 + n.i AS TEXT), 2)`
	var into, from []string
	for _, name := range names {
		as := "o." + name
		switch name {
		case "rid":
			continue
		case "id":
			as = fmt.Sprintf(id, "o.id")
		case "number":
			as = "o.number || '-' || CAST(n.i AS TEXT)"
		case "hotline_no", "odr", "external_no", "_search", "_grams":
			as = "NULL"
		}
		into, from = append(into, name), append(from, as)
	}
	const many = `WITH RECURSIVE n(i) AS (SELECT CAST($1 AS BIGINT) UNION ALL SELECT i + 1 FROM n WHERE i < $2) `
	const runs = `area, clock, run, kind, start_on, due_on, due_at, warn_on, stop_on, state, provisional, as_of, basis`
	begin := time.Now()
	for name := range indexes { // made again when all rows are in: so it takes minutes, not hours
		write("DROP INDEX " + name)
	}
	write(`CREATE TABLE bench_complaint AS SELECT * FROM complaint`)
	write(`CREATE TABLE bench_clock AS SELECT * FROM procedure_clock WHERE kind = 'complaint'`)
	for at := 1; at < n/had; at += 100 {
		until := min(at+99, n/had-1)
		write(many+`INSERT INTO complaint (`+strings.Join(into, ", ")+`) SELECT `+strings.Join(from, ", ")+` FROM bench_complaint o, n`, at, until)
		write(many+`INSERT INTO procedure_clock (record, `+runs+`) SELECT `+fmt.Sprintf(id, "o.record")+`, o.`+strings.ReplaceAll(runs, ", ", ", o.")+` FROM bench_clock o, n`, at, until)
	}
	write(`DROP TABLE bench_complaint`)
	write(`DROP TABLE bench_clock`)
	for _, text := range indexes {
		write(text)
	}
	write("ANALYZE")
	b.Logf("%s: %d complaints in %s", driver, n/had*had, time.Since(begin).Round(time.Second))
}

// columns tells how long each column of the report takes, for who looks for a slow one.
func columns(b *testing.B, a *app.App, rec *record.Record) {
	d := a.Tables.Find(rec.Text("form"))
	for _, c := range d.Columns {
		if !c.Counted() {
			continue
		}
		for _, by := range []string{"", "channel", "handling_unit"} {
			if by != "" && a.Kinds.Get(c.Kind).Field(by) == nil {
				continue
			}
			q := record.Query{Kind: c.Kind, Area: a.Area(), Caller: actor.Caller{Machine: "bench", Area: a.Area()}, Sort: "id"}
			if c.If != nil {
				q.Filter = "(" + c.If.Source() + ")"
			}
			if c.On != "" {
				q.Filter = strings.TrimPrefix(q.Filter+fmt.Sprintf(" && %s >= %q && %s <= %q", c.On, rec.Text("since"), c.On, rec.Text("until_on")), " && ")
			} else {
				q.Among = procedure.Ran{Area: a.Area(), Kind: c.Kind, Clock: c.Clock, Ended: c.Edge == "stops", InTime: c.InTime, From: rec.Text("since"), Until: rec.Text("until_on")}.Among
			}
			begin := time.Now()
			if err := a.DB.Read(context.Background(), func(conn db.Conn) error {
				_, err := a.Engine.Measure(conn, q, c.Field, by)
				return err
			}); err != nil {
				b.Fatal(err)
			}
			b.Logf("%s %s by %q: %s", a.DB.Dialect(), c.Name, by, time.Since(begin).Round(time.Millisecond))
		}
	}
}
