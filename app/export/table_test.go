package export

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// TestTableGuardsCells holds a table of texts to the same guard as a list.
func TestTableGuardsCells(t *testing.T) {
	head, rows := []string{"编号", "答复"}, [][]string{{"20260506000000000001", "=1+1"}, {"@x", "两行\n字"}}
	var csv, xlsx bytes.Buffer
	for f, w := range map[Format]*bytes.Buffer{CSV: &csv, XLSX: &xlsx} {
		if err := Table(w, f, "结果", head, rows); err != nil {
			t.Fatal(err)
		}
	}
	if want := "\ufeff编号,答复\r\n20260506000000000001,'=1+1\r\n'@x,\"两行\n字\"\r\n"; csv.String() != want {
		t.Errorf("CSV is %q", csv.String())
	}
	book, err := excelize.OpenReader(&xlsx)
	if err != nil {
		t.Fatal(err)
	}
	got, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(got) != 3 || strings.Join(got[1], "|") != "20260506000000000001|=1+1" {
		t.Errorf("XLSX reads %q, %v", got, err)
	}
	if f, _ := book.GetCellFormula(book.GetSheetName(0), "B2"); f != "" {
		t.Errorf("B2 is the formula %q", f)
	}
	if Table(&csv, JSONL, "结果", head, rows) == nil {
		t.Error("a table was written as JSON lines")
	}
}
