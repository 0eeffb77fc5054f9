package rest_test

import (
	"bytes"
	"encoding/json"
	"testing"

	"github.com/hengjian/hengjian/platform/rest"
)

// standard is what encoding/json writes.
func standard(t testing.TB, v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	return string(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
}

var awkward = []string{"", "老王超市", "a\"b\\c", "行一\n行二\r\t\b\f", "\x00\x1f\x7f", "<script>&</script>", "\u2028\u2029\u2027—“”", "𠮷野家", "坏\xff字", "\xe2\x28", "\xed\xa0\x80"}

func TestAppendString(t *testing.T) {
	for _, s := range awkward {
		if got, want := string(rest.AppendString(nil, s)), standard(t, s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestAppendValue(t *testing.T) {
	for _, v := range []any{nil, "x", int64(-1), int64(1) << 60, 7, true, false, map[string]any{"b": "二", "a": int64(1)}, []any{"x", nil}, []any{}, map[string]any{}, map[string]any{"name": "<张三>", "more": []any{map[string]any{"n": int64(1)}, 1.5}}} {
		got, err := rest.AppendValue(nil, v)
		if want := standard(t, v); err != nil || string(got) != want {
			t.Errorf("%v: %s %v, want %s", v, got, err, want)
		}
	}
}

func FuzzAppendString(f *testing.F) {
	for _, s := range awkward {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, want := string(rest.AppendString([]byte("x"), s)), "x"+standard(t, s); got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	})
}
