package server_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
)

// TestDeputyTurnsPages: who acts for another reads his own tasks and the other's
// page by page, each once and in the order of the day.
func TestDeputyTurnsPages(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		ctx, people := context.Background(), b.app.People
		day := b.app.DB.Now().Day()
		fang, _ := people.Caller("wangfang", day)
		food, _ := people.Caller("food", day)
		to := func(c actor.Caller) map[string]any {
			return map[string]any{"area": string(b.app.Area()), "id": string(c.Person)}
		}
		if _, err := b.app.Engine.Act(ctx, record.Request{Kind: "delegation", Act: record.Create, Area: b.app.Area(), Caller: fang,
			Values: map[string]any{"giver": to(fang), "taker": to(food), "since": day, "until_on": "2099-01-01", "why": "年休假"}}); err != nil {
			t.Fatal(err)
		}
		type page struct {
			Items []struct {
				Kind, ID, Due string
				For           *struct{ ID string }
			}
			Next  string
			Count struct{ All int }
		}
		ask := func(account, query string) (p page) {
			t.Helper()
			b.demo(t, account).Get("/api/tasks?"+query).Into(t, http.StatusOK, &p)
			return p
		}
		whole := ask("food", "limit=200")
		other := 0
		for _, x := range whole.Items {
			if x.For != nil {
				other++
			}
		}
		if other == 0 || other == len(whole.Items) || whole.Next != "" {
			t.Fatalf("%d tasks, %d of them the other's, next %q", len(whole.Items), other, whole.Next)
		}
		var got page
		c, next := b.demo(t, "food"), ""
		for range len(whole.Items) + 1 {
			var p page
			c.Get("/api/tasks?limit=2&cursor="+url.QueryEscape(next)).Into(t, http.StatusOK, &p)
			got.Items = append(got.Items, p.Items...)
			if next = p.Next; next == "" {
				break
			}
		}
		key := func(p page) (out []string) {
			for _, x := range p.Items {
				s := x.Due + " " + x.ID
				if x.For != nil {
					s += " for " + x.For.ID
				}
				out = append(out, s)
			}
			return out
		}
		if !slices.Equal(key(got), key(whole)) {
			t.Errorf("page by page %d, at once %d:\n%v\n%v", len(got.Items), len(whole.Items), key(got), key(whole))
		}
	})
}
