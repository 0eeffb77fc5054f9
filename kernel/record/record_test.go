package record_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

var shops = recordtest.Source{FS: os.DirFS("testdata"), Dir: "practice/test"}

func world(t *testing.T, f func(t *testing.T, w *recordtest.World)) {
	t.Helper()
	recordtest.Each(t, f, nil, shops)
}

type m = map[string]any

func act(t *testing.T, w *recordtest.World, role string, q record.Request) (*record.Record, error) {
	t.Helper()
	q.Caller, q.Area = w.By[role], recordtest.Area
	if q.Kind == "" {
		q.Kind = "shop"
	}
	return w.Engine.Act(context.Background(), q)
}

func must(t *testing.T, w *recordtest.World, role string, q record.Request) *record.Record {
	t.Helper()
	r, err := act(t, w, role, q)
	if err != nil {
		t.Fatalf("%s by %s: %v", q.Act, role, err)
	}
	return r
}

func create(t *testing.T, w *recordtest.World, values m) *record.Record {
	t.Helper()
	return must(t, w, "officer", record.Request{Act: record.Create, Values: values})
}

func on(r *record.Record, name string, values m) record.Request {
	return record.Request{Act: name, Record: r.Ref(), Rev: &r.Rev, Values: values, Reason: "试验"}
}

func sound(t *testing.T, w *recordtest.World) {
	t.Helper()
	err := w.Engine.Verify(context.Background(), nil, func(f record.Finding) { t.Errorf("verify: %s", f) })
	if err != nil {
		t.Fatal(err)
	}
}

func TestLifeOfARecord(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "老王超市", "code": "A1", "rent": int64(1000), "rent_currency": "CNY", "deposit": int64(5),
			"goods": []any{"牛奶", "面包"}, "owner_person": m{"name": "王五", "id": ""}, "size": "12.5", "opened_on": "2020-02-29"})
		if r.Number != "店〔2026〕3710000001" || r.Values["total"] != int64(1005) || r.Values["size"] != int64(1250) {
			t.Fatalf("number %s, values %v", r.Number, r.Values)
		}
		if again := create(t, w, m{"name": "小李饭店"}); again.Number != "店〔2026〕3710000002" {
			t.Fatalf("second number %s", again.Number)
		}
		w.Legal.Freeze(w.Legal.Now() + 60_000)
		r2 := must(t, w, "officer", on(r, record.Amend, m{"name": "老王超级市场", "goods": []any{"牛奶"}, "deposit": nil}))
		if r2.Rev != 2 || r2.Values["total"] != nil || r2.Values["deposit"] != nil {
			t.Fatalf("after the amendment: %v", r2.Values)
		}
		r3 := must(t, w, "head", record.Request{Act: record.Annul, Record: r.Ref(), Rev: &r2.Rev, Annuls: r2.Act, Reason: "误改"})
		want, _ := w.Engine.Get(context.Background(), w.By["officer"], "shop", r.Ref(), record.AsOf{})
		if diff := cmp.Diff(r.Values, r3.Values); diff != "" {
			t.Fatalf("the annulled amendment left its mark: %s", diff)
		}
		if want.Values["open_now"] != true {
			t.Fatalf("computed with today: %v", want.Values)
		}
		r4 := must(t, w, "head", record.Request{Act: record.Annul, Record: r.Ref(), Rev: &r3.Rev, Annuls: r3.Act, Reason: "原来是对的"})
		if r4.Values["name"] != "老王超级市场" {
			t.Fatalf("annulling the annulment: %v", r4.Values)
		}
		past, err := w.Engine.Get(context.Background(), w.By["officer"], "shop", r.Ref(), record.AsOf{At: r.UpdatedAt})
		if err != nil || past.Values["name"] != "老王超市" || past.Rev != 1 {
			t.Fatalf("as of the first act: %v %v", past, err)
		}
		r5 := must(t, w, "head", record.Request{Act: record.Annul, Record: r.Ref(), Rev: &r4.Rev, Annuls: r.Act, Reason: "重复登记"})
		if r5.State != record.Annulled {
			t.Fatalf("state %s", r5.State)
		}
		create(t, w, m{"name": "占用原代码", "code": "A1"})
		sound(t, w)
	})
}

func TestEveryBadFieldAtOnce(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		_, err := act(t, w, "officer", record.Request{Act: record.Create, Values: m{
			"status": "77", "county": "999999", "size": "1.234", "rent": int64(-5), "opened_on": "2026-02-30", "chain": "maybe",
			"mother": m{"area": "3710", "id": "../../etc"}, "goods": "牛奶", "total": int64(1), "nonsense": 1, "phone": strings.Repeat("1", 21),
			"plate": "a\x00b", "paper": m{"digest": "../x"}, "owner_person": 5, "seen_at": "yesterday"}})
		f := fault.As(err)
		if f.Kind != fault.Invalid {
			t.Fatal(err)
		}
		got := map[string]string{}
		for _, x := range f.Fields {
			got[x.Name] = x.Code
		}
		want := map[string]string{"name": "required", "status": "code", "county": "area", "size": "type", "opened_on": "date", "chain": "type",
			"mother": "reference", "rent": "check", "goods": "type", "total": "computed", "nonsense": "unknown", "phone": "max", "plate": "encoding", "paper": "file", "owner_person": "type", "seen_at": "time"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		_, err = act(t, w, "officer", record.Request{Act: record.Create, Values: m{"name": "甲", "rent": int64(-5), "opened_on": "2027-01-01"}})
		if f := fault.As(err); len(f.Fields) != 2 || f.Fields[0].Text != "租金不能为负" {
			t.Errorf("checks: %v", err)
		}
	})
}

func TestTwoOfficersOnOneRecord(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "老王超市"})
		errs := make(chan error, 2)
		for _, name := range []string{"甲", "乙"} {
			go func() {
				q := on(r, record.Amend, m{"name": name})
				q.Caller, q.Area, q.Kind = w.By["officer"], recordtest.Area, "shop"
				_, err := w.Engine.Act(context.Background(), q)
				errs <- err
			}()
		}
		a, b := <-errs, <-errs
		if (a == nil) == (b == nil) {
			t.Fatalf("both: %v / %v", a, b)
		}
		if a == nil {
			a = b
		}
		if !fault.Is(a, fault.Stale) {
			t.Fatalf("the loser was told: %v", a)
		}
		_, err := act(t, w, "officer", record.Request{Act: record.Amend, Record: r.Ref(), Values: m{"name": "丙"}, Reason: "x"})
		if !fault.Is(err, fault.Missing) {
			t.Fatalf("without If-Match: %v", err)
		}
		sound(t, w)
	})
}

func TestUniqueAndIdempotent(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		create(t, w, m{"name": "甲", "code": "X", "plate": "1"})
		for field, value := range map[string]string{"code": "X", "plate": "1"} {
			_, err := act(t, w, "officer", record.Request{Act: record.Create, Values: m{"name": "乙", field: value}})
			if f := fault.As(err); err == nil || len(f.Fields) != 1 || f.Fields[0].Name != field {
				t.Errorf("second %s: %v", field, err)
			}
		}
		q := record.Request{Act: record.Create, Values: m{"name": "丙"}, Key: "key-0001"}
		a, b := must(t, w, "officer", q), must(t, w, "officer", q)
		if a.ID != b.ID {
			t.Error("the same key made two records")
		}
		q.Values = m{"name": "丁"}
		if _, err := act(t, w, "officer", q); !fault.Is(err, fault.Invalid) {
			t.Errorf("key reused for another request: %v", err)
		}
		if n, err := w.Engine.Count(context.Background(), record.Query{Kind: "shop", Area: recordtest.Area, Caller: w.By["officer"]}, false); err != nil || n.Count != 2 || !n.Exact {
			t.Errorf("count %v %v", n, err)
		}
		sound(t, w)
	})
}

func TestEraseIsProvable(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "王五个体店", "phone": "13800000000", "goods": []any{"牛奶"}, "code": "E1"})
		r = must(t, w, "officer", on(r, record.Amend, m{"phone": "13900000000"}))
		must(t, w, "head", record.Request{Act: record.Erase, Record: r.Ref(), Rev: &r.Rev, Reason: "个人申请删除"})
		sound(t, w)
		for _, table := range []string{"test_shop", "record_history", "record_directory", "test_shop__goods"} {
			rows := dump(t, w.DB, table)
			for _, secret := range []string{"王五个体店", "13800000000", "13900000000", "牛奶", "E1"} {
				if strings.Contains(rows, secret) {
					t.Errorf("%s still holds %s", table, secret)
				}
			}
		}
		page, err := w.Engine.List(context.Background(), record.Query{Kind: "shop", Search: "王五", Caller: w.By["officer"]})
		if err != nil || len(page.Items) != 0 {
			t.Errorf("search still finds it: %v %v", page, err)
		}
		// A missing value without such an act is an error.
		r = create(t, w, m{"name": "丙"})
		if err := w.DB.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE record_history SET changes = NULL WHERE record = $1`, string(r.ID))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		found := 0
		_ = w.Engine.Verify(context.Background(), nil, func(record.Finding) { found++ })
		if found == 0 {
			t.Error("values gone without an erasure were not found")
		}
	})
}

func dump(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	var b strings.Builder
	err := d.Read(context.Background(), func(c db.Conn) error {
		rows, err := c.Query("SELECT * FROM " + table)
		if err != nil {
			return err
		}
		defer rows.Close()
		cols, _ := rows.Columns()
		for rows.Next() {
			cells := make([]any, len(cols))
			for i := range cells {
				cells[i] = new(any)
			}
			if err := rows.Scan(cells...); err != nil {
				return err
			}
			for _, c := range cells {
				switch v := (*c.(*any)).(type) {
				case []byte:
					b.Write(v)
				case string:
					b.WriteString(v)
				}
				b.WriteByte('\n')
			}
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestBackdatedAndInFact(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "原名"})
		q := on(r, record.Amend, m{"name": "新名"})
		q.Effective = "2025-06-01"
		r = must(t, w, "officer", q)
		q = on(r, record.Backdate, m{"name": "中名"})
		q.Effective = "2024-01-01"
		r = must(t, w, "officer", q)
		if r.Values["name"] != "新名" {
			t.Fatalf("an entry for an earlier day changed the present: %v", r.Values)
		}
		for day, want := range map[string]any{"2023-12-31": nil, "2024-01-01": "中名", "2025-05-31": "中名", "2025-06-01": "新名"} {
			got, err := w.Engine.Get(context.Background(), w.By["officer"], "shop", r.Ref(), record.AsOf{InFact: day})
			if err != nil || got.Values["name"] != want {
				t.Errorf("in fact on %s: %v %v, want %v", day, got.Values["name"], err, want)
			}
		}
		sound(t, w)
	})
}

// An act changes the record at once, so it cannot be so only later.
func TestEffectiveDayToCome(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		today := w.DB.Now().Day()
		d, err := calendar.Parse(today)
		if err != nil {
			t.Fatal(err)
		}
		tomorrow := d.AddDays(1).String()
		r := create(t, w, m{"name": "原名"})
		requests := map[string]record.Request{
			"create":   {Kind: "shop", Act: record.Create, Area: recordtest.Area, Values: m{"name": "新店"}},
			"amend":    on(r, record.Amend, m{"name": "新名"}),
			"backdate": on(r, record.Backdate, m{"name": "中名"}),
		}
		for name, q := range requests {
			for _, day := range []string{tomorrow, "9999-12-31"} {
				q.Effective = day
				_, err := act(t, w, "officer", q)
				f := fault.As(err)
				if f == nil || f.Kind != fault.Invalid || len(f.Fields) != 1 || f.Fields[0].Name != "effective" || !strings.Contains(f.Fields[0].Text, "不能晚于今天（"+today+"）") {
					t.Errorf("%s from %s on: %v", name, day, err)
				}
			}
		}
		q := requests["amend"]
		q.Effective = today
		if r = must(t, w, "officer", q); r.Values["name"] != "新名" {
			t.Errorf("from today on: %v", r.Values)
		}
		sound(t, w)
	})
}

func TestRightsAndOwners(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "甲", "phone": "1380"})
		for role, kinds := range map[string]fault.Kind{"reviewer": fault.NotFound, "system_admin": fault.NotFound, "steward": fault.Denied} {
			if _, err := act(t, w, role, on(r, record.Amend, m{"name": "乙"})); !fault.Is(err, kinds) {
				t.Errorf("%s: %v", role, err)
			}
		}
		seen, err := w.Engine.Get(context.Background(), w.By["steward"], "shop", r.Ref(), record.AsOf{})
		if err != nil || seen.Values["phone"] != nil || len(seen.Masked) != 1 {
			t.Errorf("the steward reads personal data: %v %v", seen.Values, err)
		}
		for _, q := range []record.Query{{Filter: `phone == "1380"`}, {Sort: "phone"}} {
			q.Kind, q.Caller = "shop", w.By["steward"]
			if _, err := w.Engine.List(context.Background(), q); !fault.Is(err, fault.Denied) {
				t.Errorf("%+v: %v", q, err)
			}
		}
		src := record.Source{Name: "province-register", Owner: "province"}
		out, err := w.Engine.Chunk(context.Background(), record.Chunk{Kind: "shop", Area: recordtest.Area, Unit: w.Root, Act: record.Import, Caller: w.By["steward"], Source: src,
			Rows: []record.RowWrite{{Values: m{"name": "省名", "registered_by": "省局名"}, Line: 2}, {Values: m{"size": "x"}, Line: 3}}})
		if err != nil || !out[0].Created || len(out[1].Faults) != 2 {
			t.Fatalf("chunk: %+v %v", out, err)
		}
		p, _ := w.Engine.Get(context.Background(), w.By["officer"], "shop", out[0].Record, record.AsOf{})
		if _, err := act(t, w, "officer", on(p, record.Amend, m{"registered_by": "我改"})); fault.As(err).Fields == nil || fault.As(err).Fields[0].Code != "owner" {
			t.Errorf("overwriting what the province owns: %v", err)
		}
		sound(t, w)
	})
}

func TestTransferLinksTwoRecords(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := create(t, w, m{"name": "甲", "code": "T1"})
		q := record.Request{Act: record.Transfer, Record: r.Ref(), Rev: &r.Rev, To: "3706", Reason: "迁址"}
		there := must(t, w, "head", q)
		if there.Area != "3706" || there.Text("code") != "T1" {
			t.Fatalf("there: %+v", there)
		}
		here, err := w.Engine.Get(context.Background(), w.By["head"], "shop", r.Ref(), record.AsOf{})
		if err != nil || here.State != record.Transferred {
			t.Fatalf("here: %+v %v", here, err)
		}
		sound(t, w)
	})
}

func TestSearchAnyPart(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		a := create(t, w, m{"name": "乳山市战胜建筑工程有限公司"})
		create(t, w, m{"name": "威海（高区）KTV娱乐有限公司", "goods": []any{"战胜牌啤酒"}})
		for q, want := range map[string]int{"战胜": 2, "战胜建": 1, "ktv": 1, "ＫＴＶ": 1, "有限公司": 2, "(高区)": 1, "rssz": 1, "zsjz": 1, "公司工程": 0, "胜": 2, "%": 0, "'; DROP TABLE": 0, `"`: 0} {
			p, err := w.Engine.List(context.Background(), record.Query{Kind: "shop", Search: q, Caller: w.By["officer"]})
			if err != nil || len(p.Items) != want {
				t.Errorf("%s: %d records, want %d (%v)", q, len(p.Items), want, err)
			}
		}
		must(t, w, "officer", on(a, record.Amend, m{"name": "改名后"}))
		if p, err := w.Engine.List(context.Background(), record.Query{Kind: "shop", Search: "战胜建", Caller: w.By["officer"]}); err != nil || len(p.Items) != 0 {
			t.Errorf("the old name is still found: %v", err)
		}
		sound(t, w)
	})
}

func TestPagesAreStableUnderWrites(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		for i := range 25 {
			v := m{"name": string(rune('一'+i)) + "店", "chain": i%3 == 0}
			if i%2 == 0 {
				v["opened_on"] = "2020-01-0" + string(rune('1'+i%7))
			}
			create(t, w, v)
		}
		for _, sort := range []string{"", "id", "-id", "name", "-name", "opened_on", "-opened_on", "chain", "number"} {
			seen := map[ref.ID]bool{}
			q := record.Query{Kind: "shop", Sort: sort, Limit: 4, Caller: w.By["officer"]}
			for pages := 0; ; pages++ {
				p, err := w.Engine.List(context.Background(), q)
				if err != nil || pages > 20 {
					t.Fatalf("%s: page %d: %v", sort, pages, err)
				}
				for _, r := range p.Items {
					if seen[r.ID] {
						t.Fatalf("%s: %s twice", sort, r.Title())
					}
					seen[r.ID] = true
				}
				if q.Cursor = p.Next; q.Cursor == nil {
					break
				}
			}
			if len(seen) < 25 {
				t.Errorf("%s: %d of 25", sort, len(seen))
			}
		}
	})
}

func TestChunkAndUndo(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		ctx := context.Background()
		old := create(t, w, m{"name": "旧店", "plate": "9"})
		var undo ref.ID
		ch := record.Chunk{Kind: "shop", Area: recordtest.Area, Unit: w.Root, Act: record.Import, Caller: w.By["steward"],
			Also: func(_ *db.Tx, a ref.ID, _ []record.Outcome) error { undo = a; return nil }}
		for i := range 300 {
			ch.Rows = append(ch.Rows, record.RowWrite{Values: m{"name": "店" + string(rune('一'+i)), "goods": []any{"货"}}, Line: int64(i + 2)})
		}
		ch.Rows = append(ch.Rows, record.RowWrite{Record: old.Ref(), Values: m{"name": "新店", "plate": "9"}, Line: 302})
		out, err := w.Engine.Chunk(ctx, ch)
		if err != nil || !out[299].Created || !out[300].Changed || out[300].Created {
			t.Fatalf("%v %+v", err, out[299:])
		}
		touched, _ := w.Engine.Get(ctx, w.By["officer"], "shop", out[5].Record, record.AsOf{})
		must(t, w, "officer", on(touched, record.Amend, m{"plate": "77"}))
		sound(t, w)
		res, err := w.Engine.UndoChunk(ctx, "shop", recordtest.Area, undo, w.By["steward"], "批次有误", nil)
		if err != nil || res.Withdrawn != 299 || res.Reverted != 1 || len(res.Left) != 1 {
			t.Fatalf("undo: %+v %v", res, err)
		}
		back, _ := w.Engine.Get(ctx, w.By["officer"], "shop", old.Ref(), record.AsOf{})
		if back.Text("name") != "旧店" {
			t.Errorf("after the undo: %v", back.Values)
		}
		if n, _ := w.Engine.Count(ctx, record.Query{Kind: "shop", Area: recordtest.Area, Caller: w.By["officer"]}, false); n.Count != 2 {
			t.Errorf("%d records after the undo, want 2", n.Count)
		}
		sound(t, w)
	})
}

func TestVerifyFindsTampering(t *testing.T) {
	for name, statement := range map[string]string{
		"a live value":         `UPDATE test_shop SET name = '假名' WHERE rev = 1`,
		"a state":              `UPDATE test_shop SET state = 'annulled' WHERE rev = 1`,
		"a history value":      `UPDATE record_history SET changes = replace(changes, '甲店', '假店') WHERE kind = 'shop'`,
		"a history time":       `UPDATE record_history SET at = at + 1 WHERE kind = 'shop'`,
		"both row and history": `UPDATE record_history SET effective = '2020-01-01' WHERE kind = 'shop'`,
		"a record removed":     `DELETE FROM test_shop WHERE rev = 1`,
		"history removed":      `DELETE FROM record_history WHERE kind = 'shop'`,
		"directory":            `DELETE FROM record_directory`,
		"list items":           `DELETE FROM test_shop__goods`,
		"a list item":          `UPDATE test_shop__goods SET value = '三' WHERE pos = 1`,
		"search text":          `UPDATE test_shop SET _search = 'x'`,
		"a pair of the index":  `sqlite: INSERT OR REPLACE INTO test_shop_grams (rowid, body) SELECT rid, '甲店' FROM test_shop; postgres: UPDATE test_shop SET _grams = array_to_tsvector(ARRAY['甲店'])`,
		"a pair too many":      `sqlite: INSERT INTO test_shop_grams (rowid, body) VALUES (77, '甲店'); postgres: UPDATE test_shop SET _grams = _grams || array_to_tsvector(ARRAY['乙店'])`,
		"a key":                `UPDATE test_shop SET key = NULL`,
		"a total":              `UPDATE record_total SET n = n + 1 WHERE kind = 'shop' AND facet = ''`,
		"a total of a value":   `DELETE FROM record_total WHERE kind = 'shop' AND facet <> ''`,
		"an act":               `DELETE FROM ledger_act WHERE kind = 'shop'`,
	} {
		t.Run(name, func(t *testing.T) {
			world(t, func(t *testing.T, w *recordtest.World) {
				create(t, w, m{"name": "甲店", "code": "V1", "goods": []any{"一", "二"}})
				sound(t, w)
				statement := statement
				if lite, pg, differ := strings.Cut(statement, "; postgres: "); differ {
					statement = map[db.Dialect]string{db.SQLite: strings.TrimPrefix(lite, "sqlite: "), db.Postgres: pg}[w.DB.Dialect()]
				}
				if err := w.DB.Write(context.Background(), func(tx *db.Tx) error { _, err := tx.Exec(statement); return err }); err != nil {
					t.Fatal(err)
				}
				found := 0
				if err := w.Engine.Verify(context.Background(), nil, func(record.Finding) { found++ }); err != nil {
					t.Fatal(err)
				}
				if found == 0 {
					t.Error("not found")
				}
			})
		})
	}
}
