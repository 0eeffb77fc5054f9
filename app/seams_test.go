package app_test

import (
	"flag"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/app"
)

var update = flag.Bool("update", false, "write the golden file anew")

func TestSeams(t *testing.T) {
	got := open(t, app.Config{Data: t.TempDir()}).Seams()
	if *update {
		if err := os.WriteFile("seams.golden", []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("seams.golden")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the seams changed; if meant, run go test ./app -run TestSeams -update\n%s", diff)
	}
}
