package main

import (
	"bytes"
	"encoding/csv"
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

// A register whose codes are wrong measures a quarantine and no import.
func TestCodesAreSound(t *testing.T) {
	var b bytes.Buffer
	if err := write(&b, 2000, 1); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, r := range rows[1:] {
		if c := code.USCC(r[1]); !c.OK || seen[r[1]] {
			t.Fatalf("%s: %+v, seen before %v", r[1], c, seen[r[1]])
		}
		seen[r[1]] = true
	}
}
