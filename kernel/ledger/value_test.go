package ledger

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readValue is the inverse of AppendValue: that it exists is what makes the
// encoding injective.
func readValue(b []byte) (v any, rest []byte, err error) {
	torn := errors.New("torn")
	if len(b) == 0 {
		return nil, nil, torn
	}
	tag, b := b[0], b[1:]
	switch tag {
	case tagNull:
		return nil, b, nil
	case tagFalse, tagTrue:
		return tag == tagTrue, b, nil
	case tagInt:
		if len(b) < 8 {
			return nil, nil, torn
		}
		return int64(binary.BigEndian.Uint64(b)), b[8:], nil
	}
	if len(b) < 4 {
		return nil, nil, torn
	}
	n, b := int(binary.BigEndian.Uint32(b)), b[4:]
	switch tag {
	case tagString:
		if len(b) < n {
			return nil, nil, torn
		}
		return string(b[:n]), b[n:], nil
	case tagList:
		list := []any{}
		for range n {
			if v, b, err = readValue(b); err != nil {
				return nil, nil, err
			}
			list = append(list, v)
		}
		return list, b, nil
	case tagMap:
		m := map[string]any{}
		for range n {
			var k any
			if k, b, err = readValue(append([]byte{tagString}, b...)); err != nil {
				return nil, nil, err
			}
			if m[k.(string)], b, err = readValue(b); err != nil {
				return nil, nil, err
			}
		}
		return m, b, nil
	}
	return nil, nil, errors.New("tag")
}

func values() *rapid.Generator[any] {
	leaf := rapid.OneOf(rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.String().AsAny())
	list := rapid.SliceOfN(leaf, 0, 4)
	return rapid.OneOf(leaf, list.AsAny(), rapid.MapOfN(rapid.String(), leaf, 0, 4).AsAny(),
		rapid.Custom(func(t *rapid.T) any { return []any{list.Draw(t, "inner"), map[string]any{"a": list.Draw(t, "deeper")}} }))
}

func TestValueIsInjective(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := values().Draw(t, "value")
		b, err := AppendValue([]byte("before"), v)
		if err != nil {
			t.Fatal(err)
		}
		got, rest, err := readValue(append(b[len("before"):], "after"...))
		if err != nil || string(rest) != "after" {
			t.Fatalf("%v, %q left", err, rest)
		}
		if d := cmp.Diff(v, got); d != "" {
			t.Fatal(d)
		}
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		back, err := ReadJSON(text)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(v, back); d != "" {
			t.Fatalf("over JSON: %s", d)
		}
	})
}

func TestReadJSONRefuses(t *testing.T) {
	for _, text := range []string{"", "1.5", "1e3", "9223372036854775808", `{"a":1,"a":2}`, "[1", "1 2", "nul", "\"\xff\"", strings.Repeat("[", 40) + strings.Repeat("]", 40), `{"a"}`, `]`} {
		if v, err := ReadJSON([]byte(text)); err == nil {
			t.Errorf("%q was read as %v", text, v)
		}
	}
}

func TestAppendValueRefuses(t *testing.T) {
	deep := any("x")
	for range 40 {
		deep = []any{deep}
	}
	for _, v := range []any{1, 1.5, uint64(1), []string{"a"}, map[string]any{"a": 1}, map[string]any{"\xff": nil}, "\xff", json.Number("1"), deep} {
		if _, err := AppendValue(nil, v); err == nil {
			t.Errorf("%T %v was encoded", v, v)
		}
	}
}
