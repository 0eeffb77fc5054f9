package hostile

import (
	"bytes"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// json sends bodies that are no body of ours.
func (w *world) json(t *testing.T) {
	var many bytes.Buffer
	many.WriteString(`{"values":{"name":"甲"`)
	for i := range 100_000 {
		fmt.Fprintf(&many, `,"a%d":0`, i)
	}
	million := append(bytes.Clone(many.Bytes()), []byte(repeat(`,"b":0`, 900_000)+"}}")...)
	many.WriteString("}}")
	values := func(s string) string { return `{"values":{"name":"试验企业",` + s + `}}` }
	bodies := []struct {
		name, body string
	}{
		{"nothing but depth", repeat("[", 100_000)},
		{"closed depth", repeat("[", 100_000) + repeat("]", 100_000)},
		{"depth of objects", repeat(`{"values":`, 20_000) + "1" + repeat("}", 20_000)},
		{"depth in a value", values(`"tags":` + repeat("[", 5000) + repeat("]", 5000))},
		{"100,000 members", many.String()},
		{"1,000,000 members", string(million)},
		{"huge string", values(`"scope":"` + repeat("食", 300_000) + `"`)},
		{"string beyond the limit", values(`"scope":"` + repeat("食", 2_000_000) + `"`)},
		{"text beyond its field", values(`"address":"` + repeat("路", 301) + `"`)},
		{"long list", values(`"tags":[` + repeat(`"签",`, 50_000) + `"签"]`)},
		{"duplicate member", `{"values":{"name":"甲","name":"乙"}}`},
		{"duplicate member at the top", `{"values":{"name":"甲"},"values":{"name":"乙"}}`},
		{"duplicate member in disguise", `{"values":{"name":"甲","\u006eame":"乙"}}`},
		{"NUL escaped", values(`"address":"威海\u0000路"`)},
		{"NUL", values("\"address\":\"威海\x00路\"")},
		{"lone high surrogate", values(`"address":"\ud800"`)},
		{"lone low surrogate", values(`"address":"\udc00威海"`)},
		{"invalid UTF-8", values("\"address\":\"\xff\xfe\"")},
		{"overlong UTF-8", values("\"address\":\"\xc0\xaf\"")},
		{"NaN", values(`"staff":NaN`)},
		{"Infinity", values(`"staff":Infinity`)},
		{"1e400", values(`"staff":1e400`)},
		{"1e400 money", values(`"capital":1e400`)},
		{"-1e-400", values(`"staff":-1e-400`)},
		{"fraction for an integer", values(`"staff":1.5`)},
		{"fraction of a fen", values(`"capital":0.5`)},
		{"integer beyond 64 bits", values(`"staff":9223372036854775808`)},
		{"a number of 100,000 digits", values(`"staff":` + repeat("9", 100_000))},
		{"text for a number", values(`"staff":"三"`)},
		{"object for text", values(`"address":{"a":1}`)},
		{"list for text", values(`"address":["a"]`)},
		{"text for an object", `{"values":"x"}`},
		{"bool for text", values(`"address":true`)},
		{"an impossible day", values(`"established_on":"2023-02-30"`)},
		{"a day of another calendar", values(`"established_on":"0000-00-00"`)},
		{"unknown field", values(`"nichts":1`)},
		{"a column of the table", values(`"_key":"x","rid":1,"area":"3710"`)},
		{"a prototype", values(`"__proto__":{"x":1}`)},
		{"unknown code", values(`"status":"' OR 1=1 --"`)},
		{"unknown area", values(`"county":"999999"`)},
		{"reference to nothing", values(`"parent":{"area":"3710","id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}`)},
		{"reference to no area", values(`"parent":{"area":"../..","id":"01ARZ3NDEKTSV4RRFFQ69G5FAV"}`)},
		{"reference with more", values(`"parent":{"area":"3710","id":"x","sql":"y"}`)},
		{"a computed or owned field", values(`"state":"erased","rev":99`)},
		{"unknown member", `{"values":{"name":"甲"},"area":"9999"}`},
		{"half a body", `{"values":{"name":"甲"`},
		{"two bodies", `{"values":{"name":"甲"}}{"values":{"name":"乙"}}`},
		{"not an object", `[1]`},
		{"null", `null`},
		{"a comment", `{"values":{"name":"甲"/*x*/}}`},
		{"a trailing comma", `{"values":{"name":"甲",}}`},
		{"UTF-16", "{\x00}\x00"},
		{"effective is no day", `{"values":{"name":"甲"},"effective":"昨天"}`},
		{"effective beyond the calendar", `{"values":{"name":"甲"},"effective":"99999-12-31"}`},
		{"reason is a number", `{"values":{"name":"甲"},"reason":5}`},
	}
	for _, b := range bodies {
		t.Run(b.name, func(t *testing.T) {
			began := time.Now()
			refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(b.body)), 422, 413)
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v to refuse", took)
			}
		})
	}
	t.Run("wrong media type", func(t *testing.T) {
		refused(t, w.officer.Do(http.MethodPost, livetest.Business, []byte(`{"values":{"name":"甲"}}`), "Content-Type", "text/xml"))
	})
	for _, path := range []string{"/api/session", "/api/session/password", "/api/collect/batches"} {
		for _, b := range []string{repeat("[", 100_000), `{"account":{"a":1}}`, `{"account":"a","account":"b"}`, `{"file":1,"kind":[],"mapping":"x"}`, "\xff", `{"account":"\u0000","password":"\u0000"}`,
			`{"account":"` + repeat("a", 500_000) + `","password":"` + repeat("b", 300_000) + `"}`} {
			a := w.steward.Do(http.MethodPost, path, []byte(b))
			if path == "/api/session" {
				a = w.s.Nobody().Do(http.MethodPost, path, []byte(b))
			}
			refused(t, a)
		}
	}
}
