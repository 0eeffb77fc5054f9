package demo

import (
	"compress/gzip"
	"encoding/csv"
	"os"
	"path/filepath"
	"testing"
)

// TestNobodyReal compares names and codes with the real registers, where they
// are at hand: no business of the fictional city may be one of them.
func TestNobodyReal(t *testing.T) {
	for profile, file := range map[string]string{"baiyin": "baiyin", "chaozhou": "chaozhou", "dayawan": "huizhou", "haidong": "haidong", "weihai": "weihai"} {
		t.Run(profile, func(t *testing.T) {
			f, err := os.Open(filepath.Join("..", "..", "..", "shared", "data", "enterprises", file+".csv.gz"))
			if os.IsNotExist(err) {
				t.Skip("no real register beside the repository (../shared/data/enterprises)")
			}
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = f.Close() }()
			z, err := gzip.NewReader(f)
			if err != nil {
				t.Fatal(err)
			}
			r := csv.NewReader(z)
			r.LazyQuotes, r.FieldsPerRecord = true, -1
			rows, err := r.ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			known := map[string]bool{}
			for _, row := range rows {
				known[row[0]], known[row[1]] = true, true
			}
			for _, s := range New(load(t, profile), 42).Subjects(Default) {
				for _, field := range []string{"name", "uscc"} {
					if known[s.Values[field].(string)] {
						t.Errorf("%s is real", s.Values[field])
					}
				}
			}
		})
	}
}
