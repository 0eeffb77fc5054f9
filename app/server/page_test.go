package server_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A list says of a record what its own page says: the same head and values, and
// the same words, of which it leaves out those that a text already is.
func TestListSaysWhatThePageSays(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		c := b.demo(t, "wangfang")
		type row struct {
			Area, ID, Kind, Number, Title, State string
			Rev                                  int64
			Values                               map[string]any
			Labels                               map[string]string
		}
		seen := 0
		for _, path := range []string{"/api/registration/business", "/api/licensing/permit", "/api/registration/tag", "/api/liaison/objection", "/api/actor/person", "/api/actor/unit"} {
			var page struct {
				Items []row
				Total struct {
					Count int64
					Exact bool
				}
			}
			c.Get(path+"?limit=200").Into(t, http.StatusOK, &page)
			if int(page.Total.Count) < len(page.Items) || !page.Total.Exact {
				t.Errorf("%s: %d records of %+v", path, len(page.Items), page.Total)
			}
			for _, x := range page.Items {
				var one row
				c.Get(path+"/"+x.Area+"/"+x.ID).Into(t, http.StatusOK, &one)
				for name, word := range one.Labels {
					if _, ok := x.Labels[name]; !ok && x.Values[name] == word {
						delete(one.Labels, name)
					}
				}
				if d := cmp.Diff(one, x); d != "" {
					t.Errorf("%s %s (-page +list):\n%s", path, x.ID, d)
				}
				seen++
			}
		}
		if seen < 10 {
			t.Errorf("only %d records compared", seen)
		}
		var few struct{ Items []map[string]json.RawMessage }
		c.Get("/api/registration/business?fields=county,name&limit=1").Into(t, http.StatusOK, &few)
		var values map[string]any
		if err := json.Unmarshal(few.Items[0]["values"], &values); err != nil || len(values) != 2 || values["name"] == nil {
			t.Errorf("two fields asked for: %v %v", values, err)
		}
		if got := problem(t, c.Get("/api/registration/business?fields=name,nonsense")); got != "record.fields" {
			t.Errorf("an unknown field: %s", got)
		}
	})
}
