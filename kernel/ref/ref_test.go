package ref

import (
	"testing"

	"github.com/hengjian/hengjian/platform/clock"
)

func TestNewIDGrowsAndParses(t *testing.T) {
	prev := ID("")
	for i := 0; i < 10000; i++ {
		id := NewID(1795000000000)
		if id <= prev {
			t.Fatalf("identifier %s does not come after %s", id, prev)
		}
		if _, err := ParseID(string(id)); err != nil {
			t.Fatal(err)
		}
		prev = id
	}
	if later := NewID(1795000000000 + 60_000); later <= prev {
		t.Fatalf("an identifier of a later minute %s sorts before %s", later, prev)
	}
}

func TestParseIDRefuses(t *testing.T) {
	for _, s := range []string{"", "0", "8zzzzzzzzzzzzzzzzzzzzzzzzz", "01iiiiiiiiiiiiiiiiiiiiiiii", "01AAAAAAAAAAAAAAAAAAAAAAAA", "../../etc/passwd0000000000"} {
		if _, err := ParseID(s); err == nil {
			t.Errorf("%q was taken for an identifier", s)
		}
	}
}

// TestFirst holds that the bound of a moment parts earlier identifiers from
// those of that moment and later.
func TestFirst(t *testing.T) {
	at := clock.Instant(1_895_000_000_000) // later than any other test draws one: they never run backwards
	before, same, after := NewID(at-1), NewID(at), NewID(at+1)
	if f := First(at); !(before < f && f <= same && same < after) || len(f) != 26 {
		t.Errorf("%s %s %s %s", before, f, same, after)
	}
}
