package export_test

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/fault"
)

var shops = recordtest.Source{FS: os.DirFS("../../kernel/record/testdata"), Dir: "practice/test"}

type m = map[string]any

var machine = actor.Caller{Machine: "export", Area: recordtest.Area}

func world(t *testing.T, f func(t *testing.T, w *recordtest.World)) {
	t.Helper()
	recordtest.Each(t, f, nil, shops)
}

func create(t *testing.T, w *recordtest.World, values m) *record.Record {
	t.Helper()
	r, err := w.Engine.Act(context.Background(), record.Request{Kind: "shop", Act: record.Create, Area: recordtest.Area, Values: values, Caller: w.By["officer"]})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func write(t *testing.T, w *recordtest.World, c actor.Caller, f export.Format, raw bool, filter string, fields ...string) string {
	t.Helper()
	x, err := export.New(w.Engine, w.Engine.Kinds().Get("shop"), record.Query{Area: recordtest.Area, Caller: c, Filter: filter}, fields)
	if err != nil {
		t.Fatal(err)
	}
	x.Raw = raw
	var b bytes.Buffer
	if err := x.Write(context.Background(), &b, f, nil); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func full(t *testing.T, w *recordtest.World) *record.Record {
	mother := create(t, w, m{"name": "总店"})
	return create(t, w, m{"name": "老王，\"王记\"超市", "status": "1", "county": "371002", "size": "12.5", "rent": int64(123456), "rent_currency": "USD", "deposit": int64(-5),
		"opened_on": "2020-02-29", "seen_at": "2026-11-20T08:30:15+08:00", "chain": true, "owner_person": m{"name": "王五", "id": ""}, "phone": "+86-631",
		"mother": m{"area": "3710", "id": string(mother.ID)}, "goods": []any{"牛奶", "=面包"}, "plate": "-12.50"})
}

func TestCSVSaysWhatTheScreenSays(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		full(t, w)
		out := write(t, w, w.By["head"], export.CSV, false, `name.startsWith("老王")`)
		if !strings.HasPrefix(out, "\ufeff编号,名称,") || !strings.HasSuffix(out, "\r\n") {
			t.Fatalf("begins %q", out[:40])
		}
		rows, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(out, "\ufeff"))).ReadAll()
		if err != nil || len(rows) != 2 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		got := map[string]string{}
		for i, h := range rows[0] {
			got[h] = rows[1][i]
		}
		want := map[string]string{"编号": "店〔2026〕3710000002", "名称": "老王，\"王记\"超市", "代码": "", "门牌": "-12.50", "登记状态": got["登记状态"], "区县": "环翠区", "面积（平方米）": "12.50",
			"租金（元）": "1234.56", "租金币种": "USD", "押金（元）": "-0.05", "合计（元）": "1234.51", "开业日": "2020-02-29", "最近巡查": "2026-11-20 08:30:15", "连锁": "是",
			"店主": "王五", "电话": "'+86-631", "总店": "总店", "商品": "牛奶、=面包", "附件": "", "登记名": ""}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		if got["登记状态"] == "1" || got["登记状态"] == "" {
			t.Errorf("status %q", got["登记状态"])
		}
	})
}

func TestRawValues(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := full(t, w)
		got := write(t, w, machine, export.CSV, true, `chain`, "id", "status", "county", "chain", "mother", "owner_person")
		mother := r.Values["mother"].(m)["id"].(string)
		want := "\ufeff标识,登记状态,区县,连锁,总店,店主\r\n" + string(r.ID) + ",1,371002,true,3710/" + mother + ",王五\r\n"
		if got != want {
			t.Errorf("got %q\nwant %q", got, want)
		}
	})
}

func TestJSONLinesAreTheRawValuesOfTheAPI(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		r := full(t, w)
		out := write(t, w, machine, export.JSONL, false, `chain`)
		var got m
		if err := json.Unmarshal([]byte(out), &got); err != nil {
			t.Fatalf("%v in %s", err, out)
		}
		want := m{"area": "3710", "id": string(r.ID), "rev": 1.0, "state": "active", "number": r.Number, "name": "老王，\"王记\"超市", "status": "1", "county": "371002", "size": "12.50",
			"rent": 123456.0, "rent_currency": "USD", "deposit": -5.0, "total": 123451.0, "opened_on": "2020-02-29", "seen_at": "2026-11-20T08:30:15.000+08:00", "chain": true,
			"owner_person": m{"name": "王五", "id": ""}, "phone": "+86-631", "mother": m{"area": "3710", "id": r.Values["mother"].(m)["id"]}, "goods": []any{"牛奶", "=面包"}, "plate": "-12.50"}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestXLSXOpensAndHoldsTextAsText(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		full(t, w)
		create(t, w, m{"name": "=1+2", "code": "000123", "plate": "_x0041_"})
		out := write(t, w, machine, export.XLSX, false, "")
		f, err := excelize.OpenReader(strings.NewReader(out))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := f.GetRows("店铺")
		if err != nil || len(rows) != 4 {
			t.Fatalf("%d rows, %v", len(rows), err)
		}
		at := map[string]int{}
		for i, h := range rows[0] {
			at[h] = i
		}
		for i, want := range map[string]string{"名称": "=1+2", "代码": "000123", "门牌": "_x0041_"} {
			if got := rows[3][at[i]]; got != want {
				t.Errorf("%s is %q, want %q", i, got, want)
			}
		}
		if got := rows[2][at["租金（元）"]]; got != "1,234.56" {
			t.Errorf("rent is %q", got)
		}
		cell := fmt.Sprintf("%c4", 'A'+at["名称"])
		if formula, _ := f.GetCellFormula("店铺", cell); formula != "" {
			t.Errorf("formula %q", formula)
		}
		panes, err := f.GetPanes("店铺")
		if err != nil || !panes.Freeze || panes.YSplit != 1 {
			t.Errorf("panes %+v %v", panes, err)
		}
		wide, err := f.GetColWidth("店铺", "B")
		if err != nil || wide < 20 {
			t.Errorf("width %v %v", wide, err)
		}
		style, err := f.GetCellStyle("店铺", "A1")
		if err != nil {
			t.Fatal(err)
		}
		if s, err := f.GetStyle(style); err != nil || s.Font == nil || !s.Font.Bold {
			t.Errorf("head style %+v %v", s, err)
		}
	})
}

func TestXLSXIsWellFormedZipInOrder(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		out := write(t, w, machine, export.XLSX, false, "")
		z, err := zip.NewReader(strings.NewReader(out), int64(len(out)))
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, f := range z.File {
			names = append(names, f.Name)
		}
		want := []string{"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "_rels/.rels", "[Content_Types].xml"}
		if diff := cmp.Diff(want, names); diff != "" {
			t.Error(diff)
		}
	})
}

func TestManyChunksInOrderOnce(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		const n = 2500
		fill(t, w, n)
		for _, f := range []export.Format{export.CSV, export.JSONL, export.XLSX} {
			var last int64
			x, err := export.New(w.Engine, w.Engine.Kinds().Get("shop"), record.Query{Area: recordtest.Area, Caller: machine}, []string{"name"})
			if err != nil {
				t.Fatal(err)
			}
			if total, err := x.Total(context.Background()); err != nil || total != n {
				t.Fatalf("total %d %v", total, err)
			}
			var b bytes.Buffer
			if err := x.Write(context.Background(), &b, f, func(done int64) { last = done }); err != nil || last != n {
				t.Fatalf("%s: done %d, %v", f, last, err)
			}
			if f == export.CSV {
				rows, err := csv.NewReader(&b).ReadAll()
				if err != nil || len(rows) != n+1 || rows[1][0] != "店0" || rows[n][0] != fmt.Sprintf("店%d", n-1) {
					t.Fatalf("%d rows, %v", len(rows), err)
				}
			}
		}
	})
}

func fill(t testing.TB, w *recordtest.World, n int) {
	t.Helper()
	for from := 0; from < n; from += 500 {
		ch := record.Chunk{Kind: "shop", Area: recordtest.Area, Act: record.Import, Caller: machine, Source: record.Source{Name: "test", Owner: "bureau"}}
		for i := from; i < min(from+500, n); i++ {
			ch.Rows = append(ch.Rows, record.RowWrite{Values: m{"name": fmt.Sprintf("店%d", i)}, Line: int64(i + 2)})
		}
		out, err := w.Engine.Chunk(context.Background(), ch)
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range out {
			if len(o.Faults) > 0 {
				t.Fatal(o.Faults)
			}
		}
	}
}

func TestRightsDecideColumnsAndRows(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		full(t, w)
		steward := w.By["steward"] // reads shops, no personal information
		head, _, _ := strings.Cut(write(t, w, steward, export.CSV, false, ""), "\r\n")
		if strings.Contains(head, "店主") || strings.Contains(head, "电话") || !strings.Contains(head, "名称") {
			t.Errorf("columns of the steward: %s", head)
		}
		if out := write(t, w, steward, export.JSONL, false, ""); strings.Contains(out, "王五") || strings.Contains(out, "631") {
			t.Errorf("the steward got %s", out)
		}
		k := w.Engine.Kinds().Get("shop")
		_, err := export.New(w.Engine, k, record.Query{Area: recordtest.Area, Caller: steward}, []string{"name", "phone"})
		if f := fault.As(err); f == nil || f.Kind != fault.Denied || f.Fields[0].Name != "phone" {
			t.Errorf("unreadable: %v", err)
		}
		_, err = export.New(w.Engine, k, record.Query{Area: recordtest.Area, Caller: w.By["head"]}, []string{"name", "nope", "open_now"})
		if f := fault.As(err); f == nil || f.Kind != fault.Invalid || len(f.Fields) != 2 || !strings.Contains(f.Fields[0].Text, "nope") {
			t.Errorf("unknown: %v", err)
		}
		x, err := export.New(w.Engine, k, record.Query{Area: recordtest.Area, Caller: actor.Caller{Account: "nobody"}}, nil)
		if err == nil {
			err = x.Write(context.Background(), io.Discard, export.CSV, nil)
		}
		if !fault.Is(err, fault.Denied) {
			t.Errorf("nobody: %v", err)
		}
	})
}

type failing struct{ left int }

func (f *failing) Write(p []byte) (int, error) {
	if f.left -= len(p); f.left < 0 {
		return 0, errors.New("gone")
	}
	return len(p), nil
}

func TestABrokenReaderEndsIt(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		fill(t, w, 3000)
		for _, f := range []export.Format{export.CSV, export.JSONL, export.XLSX} {
			x, err := export.New(w.Engine, w.Engine.Kinds().Get("shop"), record.Query{Area: recordtest.Area, Caller: machine}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := x.Write(context.Background(), &failing{left: 100}, f, nil); !fault.Is(err, fault.Unavailable) {
				t.Errorf("%s: %v", f, err)
			}
			ctx, cancel := context.WithCancel(context.Background())
			err = x.Write(ctx, io.Discard, f, func(int64) { cancel() })
			if err == nil {
				t.Errorf("%s: cancelled and no error", f)
			}
		}
	})
}

func TestParseFormat(t *testing.T) {
	for s, want := range map[string]export.Format{"": export.CSV, "CSV": export.CSV, "xlsx": export.XLSX, "jsonl": export.JSONL} {
		if got, err := export.ParseFormat(s); err != nil || got != want {
			t.Errorf("%q: %s %v", s, got, err)
		}
	}
	_, err := export.ParseFormat("pdf")
	if f := fault.As(err); f == nil || f.Kind != fault.Invalid || f.Fields[0].Name != "format" {
		t.Errorf("pdf: %v", err)
	}
}
