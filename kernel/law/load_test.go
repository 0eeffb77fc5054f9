package law

import "testing"

func TestLoad(t *testing.T) {
	lib, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	if len(lib.Laws()) < 50 {
		t.Errorf("only %d texts", len(lib.Laws()))
	}
}
