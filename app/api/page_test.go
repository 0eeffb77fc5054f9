package api

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record"
)

// What a record's page writes itself is what encoding/json makes of it.
func TestOneWritesItself(t *testing.T) {
	full := One{Row: Row{Area: "3710", ID: "01m8jkdcq8e00r3xa5ezjatngs", Kind: "business", Rev: 3, Number: "号\"1", Title: "<b>老王</b>", State: "active",
		Values: map[string]any{"name": "老王", "capital": int64(100), "branch": false, "flags": []any{"a"}, "representative": map[string]any{"name": "王", "id": ""}},
		Labels: map[string]string{"flags": "甲", "branch": "否"}}, Unit: "一科", Owner: "王芳", CreatedAt: "2026-01-01", UpdatedAt: "2026-01-02", Declaration: "ab",
		Acts:   []record.May{{Name: "amend", Title: "变更", Allowed: true, Needs: []string{"name", "scope"}, Takes: []string{"phone"}, Opens: []record.Opening{{Kind: "seizure", Title: "查封扣押", Many: true, Fields: []string{"goods"}}, {Kind: "refund", Title: "责令退款", Fields: []string{}}}, Reason: true}, {Name: "annul", Title: "撤销", Why: "没有权限", Denied: true, Needs: []string{}}, {Name: "extend", Title: "延长", Why: "届满", Late: "2026-10-22", Needs: []string{}}},
		Masked: []string{"phone"}, Undated: []string{"scope"}}
	for name, o := range map[string]One{"full": full, "bare": {Row: Row{Values: map[string]any{}, Labels: map[string]string{}}, Acts: []record.May{}, Masked: []string{}}} {
		t.Run(name, func(t *testing.T) {
			got, err := o.AppendJSON(nil)
			if err != nil {
				t.Fatal(err)
			}
			want, err := json.Marshal(o)
			if err != nil {
				t.Fatal(err)
			}
			var a, b map[string]any
			if err := json.Unmarshal(got, &a); err != nil {
				t.Fatalf("%v: %s", err, got)
			}
			if err := json.Unmarshal(want, &b); err != nil {
				t.Fatal(err)
			}
			if b["kind"] == nil {
				b["kind"] = "" // written always
			}
			if d := cmp.Diff(b, a); d != "" {
				t.Error(d)
			}
		})
	}
}
