package server_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/hengjian/hengjian/test/livetest"
)

type madeRow struct {
	Area, ID, Number string
	Rev              int64
}

// TestDeskKeepsRights: a call is taken down once however often it is sent; what is
// alike, the heaps and the page beside a record show to each what he may read;
// a batch sends by acts, each judged by itself.
func TestDeskKeepsRights(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		reception, inspector, viewer := b.demo(t, "reception"), b.demo(t, "inspector"), b.demo(t, "viewer")
		ask := func(c *livetest.Client, method, path string, body any, want int, into any, headers ...string) {
			t.Helper()
			a := c.Do(method, path, encoded(t, body), headers...)
			if a.Status != want {
				t.Fatalf("%s %s: %d, want %d: %.300s", method, path, a.Status, want, a.Body)
			}
			if into != nil {
				if err := json.Unmarshal(a.Body, into); err != nil {
					t.Fatal(err)
				}
			}
		}
		call := map[string]any{"as": "both", "values": map[string]any{
			"complaint": map[string]any{"channel": "hotline", "matter_in_brief": "手机壳褪色", "complainant": map[string]any{"name": "林某"}, "complainant_phone": "15400009901", "complainant_address": "和平路5号", "respondent_as_written": "某数码店", "respondent_address": "新威路9号", "goods": "手机壳", "facts": "三天褪色", "claim": "退款"},
			"tipoff":    map[string]any{"channel": "hotline", "matter_in_brief": "无厂名厂址", "informant": map[string]any{"name": "林某"}, "informant_phone": "15400009901", "reported_as_written": "某数码店", "clues": "包装无厂名厂址"}}}
		var made, again struct{ Items []madeRow }
		ask(reception, http.MethodPost, "/api/complaint/intake", call, http.StatusCreated, &made, "Idempotency-Key", "call-0001")
		ask(reception, http.MethodPost, "/api/complaint/intake", call, http.StatusCreated, &again, "Idempotency-Key", "call-0001")
		if len(made.Items) != 2 || len(again.Items) != 2 || made.Items[0].ID != again.Items[0].ID || made.Items[1].ID != again.Items[1].ID {
			t.Fatalf("sent twice: %+v and %+v", made, again)
		}
		ask(viewer, http.MethodPost, "/api/complaint/intake", call, http.StatusForbidden, nil)
		probe := map[string]any{"kind": "complaint", "phone": "154 0000 9901", "trader": "某数码店"}
		var like struct {
			HistoryN int `json:"history_n"`
		}
		for c, want := range map[*livetest.Client]int{reception: 1, inspector: 0} {
			ask(c, http.MethodPost, "/api/complaint/like", probe, http.StatusOK, &like)
			if like.HistoryN != want {
				t.Errorf("history of %d, want %d", like.HistoryN, want)
			}
		}
		ask(viewer, http.MethodPost, "/api/complaint/like", probe, http.StatusForbidden, nil)
		beside := "/api/complaint/beside/complaint/" + made.Items[0].Area + "/" + made.Items[0].ID
		ask(inspector, http.MethodGet, beside, nil, http.StatusNotFound, nil)
		ask(viewer, http.MethodGet, beside, nil, http.StatusNotFound, nil)
		var near struct {
			Links  []struct{ Kind string }
			Stages []struct{ Stage, State string }
		}
		ask(reception, http.MethodGet, beside, nil, http.StatusOK, &near)
		if len(near.Links) != 1 || near.Links[0].Kind != "tipoff" || len(near.Stages) != 8 || near.Stages[0].State != "done" || near.Stages[1].State != "now" {
			t.Errorf("beside: %+v", near)
		}
		var sent struct {
			Items []struct {
				OK   bool
				Text string
			}
		}
		station, ok := b.app.People.Caller("inspector", b.app.DB.Now().Day())
		if !ok {
			t.Fatal("the demo has no inspector")
		}
		item := map[string]any{"kind": "complaint", "id": made.Items[0].ID, "rev": made.Items[0].Rev, "unit": string(station.Unit), "ground": "place", "basis": "规则4"}
		ask(inspector, http.MethodPost, "/api/complaint/desk/dispatch", map[string]any{"items": []any{item}}, http.StatusOK, &sent)
		if len(sent.Items) != 1 || sent.Items[0].OK {
			t.Errorf("sent by who does not see it: %+v", sent)
		}
		ask(reception, http.MethodPost, "/api/complaint/desk/dispatch", map[string]any{"items": []any{item, map[string]any{"kind": "complaint", "id": 7}}}, http.StatusUnprocessableEntity, nil)
		ask(inspector, http.MethodGet, beside, nil, http.StatusNotFound, nil) // nothing was sent of a batch that cannot be read
		ask(reception, http.MethodPost, "/api/complaint/desk/dispatch", map[string]any{"items": []any{item, map[string]any{"kind": "complaint", "id": made.Items[0].ID, "rev": 99, "unit": "x"}}}, http.StatusOK, &sent)
		if len(sent.Items) != 2 || !sent.Items[0].OK || sent.Items[1].OK || sent.Items[1].Text == "" {
			t.Errorf("batch: %+v", sent)
		}
		near.Links = nil
		ask(inspector, http.MethodGet, beside, nil, http.StatusOK, &near)
		if len(near.Links) != 0 {
			t.Errorf("the station learns of the tip-off: %+v", near.Links)
		}
		var hits struct{ Items []struct{ Word string } }
		ask(inspector, http.MethodPost, "/api/complaint/answers/check", map[string]any{"text": "商家一定赔偿"}, http.StatusOK, &hits)
		if len(hits.Items) != 1 {
			t.Errorf("hits: %+v", hits)
		}
		ask(reception, http.MethodGet, "/api/complaint/desk/nothing", nil, http.StatusNotFound, nil)
	})
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	if v == nil {
		return nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
