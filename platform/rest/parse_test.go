package rest_test

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func TestDecodeObject(t *testing.T) {
	for _, c := range []struct {
		name, in string
		want     map[string]any
	}{
		{"all types", ` {"a":1,"b":"中\n\u4e2d\ud842\udfb7","c":[true,false,null],"d":{"e":-9223372036854775808},"f":""} `,
			map[string]any{"a": int64(1), "b": "中\n中𠮷", "c": []any{true, false, nil}, "d": map[string]any{"e": int64(-9223372036854775808)}, "f": ""}},
		{"empty", `{}`, map[string]any{}},
		{"beyond a double", `{"n":9007199254740993}`, map[string]any{"n": int64(9007199254740993)}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := rest.DecodeObject([]byte(c.in))
			if d := cmp.Diff(c.want, got); err != nil || d != "" {
				t.Errorf("%v\n%s", err, d)
			}
		})
	}
}

func TestDecodeObjectRefuses(t *testing.T) {
	deep := func(n int) string { return `{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + `}` }
	for _, c := range []struct {
		name, in string
		fields   []string // name code
	}{
		{"fraction, exponent, range, at once", `{"a":1.5,"b":{"c":[1,1e3]},"d":9223372036854775808}`, []string{"a integer", "b.c[1] integer", "d range"}},
		{"one point zero", `{"a":1.0}`, []string{"a integer"}},
		{"twice", `{"a":1,"b":{"x":1,"x":2},"a":2}`, []string{"b.x duplicate", "a duplicate"}},
		{"NUL", `{"a":"x\u0000y"}`, []string{"a text"}},
		{"lone surrogate", `{"a":"\ud800","b":"\udc00x","c":"\ud800\u0041"}`, []string{"a text", "b text", "c text"}},
		{"not UTF-8", "{\"a\":\"\xff\"}", []string{"a text"}},
		{"key not UTF-8", "{\"a\xff\":1}", []string{"a\ufffd text"}},
		{"GB 18030", "{\"a\":\"\xd6\xd0\"}", []string{"a text"}},
		{"too deep", deep(33), []string{"a[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0] depth"}},
		{"a bomb of brackets", strings.Repeat(`{"a":`, 100_000), nil},
		{"too many members", `{"l":[` + strings.Repeat("1,", 10_000) + `1]}`, nil},
		{"raw control character", "{\"a\":\"\x01\"}", []string{"body json"}},
		{"leading zero", `{"a":01}`, []string{"body json"}},
		{"plus", `{"a":+1}`, []string{"body json"}},
		{"NaN", `{"a":NaN}`, []string{"body json"}},
		{"bare minus", `{"a":-}`, []string{"body json"}},
		{"trailing comma", `{"a":1,}`, []string{"body json"}},
		{"single quotes", `{'a':1}`, []string{"body json"}},
		{"two documents", `{} {}`, []string{"body json"}},
		{"comment", `{}//`, []string{"body json"}},
		{"byte order mark", "\ufeff{}", []string{"body json"}},
		{"list", `[]`, []string{"body type"}},
		{"null", `null`, []string{"body type"}},
		{"nothing", ``, []string{"body json"}},
		{"cut in an escape", `{"a":"\u12`, []string{"body json"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := rest.DecodeObject([]byte(c.in))
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || len(f.Fields) == 0 {
				t.Fatalf("got %v", err)
			}
			var got []string
			for _, x := range f.Fields {
				got = append(got, x.Name+" "+x.Code)
			}
			if d := cmp.Diff(c.fields, got); c.fields != nil && d != "" {
				t.Error(d)
			}
		})
	}
	if _, err := rest.DecodeObject([]byte(deep(32))); err != nil {
		t.Errorf("32 levels: %v", err)
	}
	if _, err := rest.DecodeObject([]byte(`{"l":[` + strings.Repeat("1,", 9_998) + `1]}`)); err != nil {
		t.Errorf("10,000 members: %v", err)
	}
	if err := rest.CheckJSON([]byte(`{"rate":0.5,"big":1e300}`)); err != nil {
		t.Errorf("a struct judges its own numbers: %v", err)
	}
}

func TestIfMatch(t *testing.T) {
	for _, c := range []struct {
		in   string
		want int64
		kind fault.Kind
	}{
		{`"0"`, 0, ""}, {`"12"`, 12, ""}, {` "12" `, 12, ""}, {`"9223372036854775807"`, 9223372036854775807, ""},
		{``, 0, fault.Missing}, {`*`, 0, fault.Missing},
		{`W/"12"`, 0, fault.Stale}, {`12`, 0, fault.Stale}, {`"-1"`, 0, fault.Stale}, {`"+1"`, 0, fault.Stale}, {`"012"`, 0, fault.Stale},
		{`"1", "2"`, 0, fault.Stale}, {`""`, 0, fault.Stale}, {`"`, 0, fault.Stale}, {`"9223372036854775808"`, 0, fault.Stale}, {`"１"`, 0, fault.Stale},
	} {
		got, err := rest.ParseIfMatch(c.in)
		if got != c.want || (err == nil) != (c.kind == "") || err != nil && !fault.Is(err, c.kind) {
			t.Errorf("%q: %d, %v", c.in, got, err)
		}
	}
	if err := rest.CheckIfMatch(`"3"`, 4); !fault.Is(err, fault.Stale) {
		t.Error(err)
	}
	if err := rest.CheckIfMatch(`"4"`, 4); err != nil {
		t.Error(err)
	}
}

func TestIdempotencyKey(t *testing.T) {
	for in, ok := range map[string]bool{"": true, "0123456789abcdef": true, `"0123456789abcdef"`: true, "short": false, "with space here": false,
		"键键键键键键键键": false, strings.Repeat("x", 128): true, strings.Repeat("x", 129): false, "tab\tinside--": false, `"`: false} {
		got, err := rest.ParseIdempotencyKey(in)
		if (err == nil) != ok || strings.Contains(got, `"`) {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestCursorRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rest.Cursor{
			Order: rapid.String().Draw(t, "order"),
			Area:  rapid.StringMatching(`[0-9]{4}`).Draw(t, "area"),
			ID:    rapid.StringMatching(`[0-9a-f-]{36}`).Draw(t, "id"),
			Key: rapid.OneOf(rapid.Just(any(nil)), rapid.Map(rapid.Int64(), func(n int64) any { return n }), rapid.Map(rapid.Bool(), func(b bool) any { return b }),
				rapid.Map(rapid.StringN(0, 200, 800), func(s string) any { return strings.ReplaceAll(s, "\x00", "") })).Draw(t, "key"),
		}
		c.Order = strings.ReplaceAll(c.Order, "\x00", "")
		if len(c.Order) > 500 {
			c.Order = ""
		}
		got, err := rest.DecodeCursor(c.Encode(), c.Order)
		if d := cmp.Diff(c, got); err != nil || d != "" {
			t.Fatalf("%v %s", err, d)
		}
	})
}

func TestHostileCursors(t *testing.T) {
	enc := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
	good := rest.Cursor{Order: "name", Key: "甲", Area: "3710", ID: "0190"}.Encode()
	for name, text := range map[string]string{
		"empty": "", "not base64": "%%%", "padded": good + "=", "standard alphabet": "+/+/", "cut": good[:len(good)-3], "longer": good + "AA",
		"version": enc(`[2,"name","甲","3710","0190"]`), "object": enc(`{"v":1}`), "four": enc(`[1,"name","甲","3710"]`), "six": enc(`[1,"name","甲","3710","0190",1]`),
		"key float": enc(`[1,"name",1.5,"3710","0190"]`), "key list": enc(`[1,"name",[],"3710","0190"]`), "key NUL": enc(`[1,"name","\u0000","3710","0190"]`),
		"area number": enc(`[1,"name","甲",3710,"0190"]`), "area SQL": enc(`[1,"name","甲","' OR 1=1 --","0190"]`), "id path": enc(`[1,"name","甲","3710","../x"]`),
		"spaces": enc(`[1, "name","甲","3710","0190"]`), "escaped": enc(`[1,"name","\u7532","3710","0190"]`), "huge": strings.Repeat("A", 5000), "deep": enc(strings.Repeat("[", 500)),
	} {
		_, err := rest.DecodeCursor(text, "name")
		var f *fault.Error
		if !errors.As(err, &f) || f.Kind != fault.Invalid || f.Code != "rest.cursor" || f.Fields[0].Name != "cursor" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := rest.DecodeCursor(good, "-name"); fault.As(err).Code != "rest.cursor_order" {
		t.Errorf("another order: %v", err)
	}
}

func FuzzCursor(f *testing.F) {
	f.Add(rest.Cursor{Order: "name", Key: "甲", Area: "3710", ID: "0190"}.Encode())
	f.Add("WzFd")
	f.Fuzz(func(t *testing.T, s string) {
		for _, order := range []string{"", "name"} {
			if c, err := rest.DecodeCursor(s, order); err == nil && c.Encode() != s {
				t.Errorf("%q decodes to %+v, which is %q", s, c, c.Encode())
			}
		}
	})
}

func FuzzDecodeObject(f *testing.F) {
	f.Add([]byte(`{"a":[1,-2,"\ud842\udfb7",{"b":null}],"c":true}`))
	f.Add([]byte(`{"a":1e3}`))
	f.Add([]byte("{\"\xff\":\"\\u0000\"}"))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := rest.DecodeObject(b)
		if err != nil {
			if !fault.Is(err, fault.Invalid) || !utf8.ValidString(err.Error()) {
				t.Errorf("%q: %v", b, err)
			}
			return
		}
		// What we take, the standard library takes, with the same meaning.
		if !json.Valid(b) || !utf8.Valid(b) {
			t.Fatalf("%q was taken", b)
		}
		again, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		var want, have any
		if json.Unmarshal(b, &want) != nil || json.Unmarshal(again, &have) != nil || !cmp.Equal(want, have) {
			t.Errorf("%q became %s", b, again)
		}
	})
}

func FuzzIfMatch(f *testing.F) {
	for _, s := range []string{`"1"`, `W/"1"`, `*`, ``} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if rev, err := rest.ParseIfMatch(s); err == nil && rest.ETag(rev) != strings.TrimSpace(s) {
			t.Errorf("%q is %d", s, rev)
		}
	})
}
