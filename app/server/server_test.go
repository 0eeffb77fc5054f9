package server_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"sort"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/apptest"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/log"
)

func TestMain(m *testing.M) { apptest.Main(m) }

var update = flag.Bool("update", false, "write the golden file anew")

// openAPI is the description of the whole API.
func openAPI(t *testing.T) []byte {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Data: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	s, err := server.New(context.Background(), a, server.Options{Log: log.Discard(), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	b, err := s.OpenAPI()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestOperations holds the operations of the API against a golden file: a
// changed route or name is a change for the software firms that use it.
func TestOperations(t *testing.T) {
	b := openAPI(t)
	var doc struct {
		OpenAPI string `json:"openapi"`
		Paths   map[string]map[string]struct {
			ID        string                     `json:"operationId"`
			Summary   string                     `json:"summary"`
			Responses map[string]json.RawMessage `json:"responses"`
		} `json:"paths"`
	}
	if err := json.Unmarshal(b, &doc); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(doc.OpenAPI, "3.1") {
		t.Errorf("version %s", doc.OpenAPI)
	}
	var lines []string
	for path, ops := range doc.Paths {
		for method, op := range ops {
			if op.Summary == "" || len(op.Responses) < 2 {
				t.Errorf("%s %s: no summary or no answers described", method, path)
			}
			lines = append(lines, fmt.Sprintf("%-6s %s  %s", strings.ToUpper(method), path, op.ID))
		}
	}
	sort.Strings(lines)
	got := strings.Join(lines, "\n") + "\n"
	const golden = "testdata/operations.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("operations changed; if meant, run go test ./app/server -update\n%s", diff)
	}
}
