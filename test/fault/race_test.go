package fault

import (
	"net/http"
	"strconv"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

// at runs n calls at the same moment and returns their answers.
func at(n int, call func(i int) livetest.Answer) []livetest.Answer {
	out := make([]livetest.Answer, n)
	begin := make(chan struct{})
	var wg sync.WaitGroup
	for i := range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			<-begin
			out[i] = call(i)
		}()
	}
	close(begin)
	wg.Wait()
	return out
}

func TestTwoOfficersOnOneRecord(t *testing.T) {
	data := livetest.Demo(t, 20)
	s := livetest.Start(t, "--data", data)
	officers := []*livetest.Client{s.SignIn(t, "wangfang"), s.SignIn(t, "food"), s.SignIn(t, "steward")}
	var r livetest.Record
	officers[0].Post(livetest.Business, map[string]any{"values": map[string]any{"name": "两人同时修改的企业"}}).Into(t, http.StatusCreated, &r)

	for round := range 8 {
		answers := at(len(officers), func(i int) livetest.Answer {
			return officers[i].Post(r.Path()+"/acts/amend", map[string]any{"values": map[string]any{"staff": 100*round + i}, "reason": "试验"},
				"If-Match", strconv.Quote(strconv.FormatInt(r.Rev, 10)))
		})
		won := 0
		for i, a := range answers {
			switch p, _ := a.Problem(); {
			case a.Status == http.StatusOK:
				won++
			case a.Status != http.StatusPreconditionFailed || p.ID == "" || p.Detail == "":
				t.Errorf("round %d, officer %d: %d %s", round, i, a.Status, a.Body)
			}
		}
		before := r.Rev
		officers[0].Get(r.Path()).Into(t, http.StatusOK, &r)
		if won != 1 || r.Rev != before+1 {
			t.Fatalf("round %d: %d won, revision %d after %d", round, won, r.Rev, before)
		}
	}

	t.Run("double click", func(t *testing.T) {
		for round := range 4 {
			key, name := "double-click-"+strconv.Itoa(round), "双击登记的企业"+strconv.Itoa(round)
			first := ""
			for _, a := range at(4, func(int) livetest.Answer {
				return officers[0].Post(livetest.Business, map[string]any{"values": map[string]any{"name": name}}, "Idempotency-Key", key)
			}) {
				var got livetest.Record
				a.Into(t, http.StatusCreated, &got)
				if first != "" && got.ID != first {
					t.Errorf("two records: %s and %s", first, got.ID)
				}
				first = got.ID
			}
			var list struct{ Items []livetest.Record }
			officers[0].Get(livetest.Business+"?q="+name).Into(t, http.StatusOK, &list)
			if len(list.Items) != 1 {
				t.Errorf("%d records of one double click", len(list.Items))
			}
			a := officers[0].Post(livetest.Business, map[string]any{"values": map[string]any{"name": "另一企业"}}, "Idempotency-Key", key)
			if p, ok := a.Problem(); !ok || p.Status < 400 || p.Status >= 500 {
				t.Errorf("the key of another request: %d %s", a.Status, a.Body)
			}
		}
	})
	s.Kill()
	livetest.Verify(t, "--data", data)
}
