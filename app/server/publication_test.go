package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/test/livetest"
)

// shelf is where the public may find one published complaint: every place of
// which its removal is to be proven.
type shelf struct {
	b      *bureau
	c      *livetest.Client
	trader rec
	id     string
	word   string // stands in what is published and nowhere else
}

// places answers, by place, whether the complaint is found there.
func (s *shelf) places(t *testing.T, cursor string) map[string]bool {
	t.Helper()
	has := func(path string) bool {
		a := s.c.Get(path)
		if a.Status != http.StatusOK {
			t.Fatalf("%s: %d %s", path, a.Status, a.Body)
		}
		return strings.Contains(string(a.Body), s.id) || strings.Contains(string(a.Body), s.word)
	}
	page := s.c.Get("/api/public/notices/complaint_notice/3710/" + s.id)
	proof := s.c.Get("/api/public/notices/complaint_notice/3710/" + s.id + "/proof")
	var feed struct {
		Items []struct{ Op, ID string }
	}
	s.c.Get("/api/public/open/complaint_notice/feed?cursor="+cursor).Into(t, http.StatusOK, &feed)
	standing := false // as one who follows the feed holds it
	for _, x := range feed.Items {
		if x.ID == s.id {
			standing = x.Op == "put"
		}
	}
	return map[string]bool{
		"page":       page.Status == http.StatusOK,
		"proof":      proof.Status == http.StatusOK,
		"list":       has("/api/public/notices/complaint_notice"),
		"trader":     has("/api/public/subjects/" + s.trader.Area + "/" + s.trader.ID),
		"search":     has("/api/public/search?q=" + s.word),
		"csv":        has("/api/public/open/complaint_notice/file?format=csv"),
		"jsonl":      has("/api/public/open/complaint_notice/file?format=jsonl"),
		"feed":       standing,
		"statistics": has("/api/public/subjects/"+s.trader.Area+"/"+s.trader.ID) && s.disputes(t) > 0,
	}
}

func (s *shelf) disputes(t *testing.T) int {
	var out struct{ Disputes *struct{ Total, Settled int } }
	s.c.Get("/api/public/subjects/"+s.trader.Area+"/"+s.trader.ID).Into(t, http.StatusOK, &out)
	if out.Disputes == nil {
		return 0
	}
	return out.Disputes.Total
}

func (s *shelf) expect(t *testing.T, when, cursor string, want bool) {
	t.Helper()
	if _, err := s.b.app.Ledger.Sequence(context.Background()); err != nil { // feed and proofs tell what has its number
		t.Fatal(err)
	}
	for place, found := range s.places(t, cursor) {
		if found != (want && place != "search") { // the search leads to traders and numbers, never to a complaint
			t.Errorf("%s: %s: found %v", when, place, found)
		}
	}
}

// TestComplaintsArePublishedAndRemoved follows complaints from the queue to the
// portal and out of it: one by the act that ends its publication early, one by
// the day. Nothing is shown of one that nobody has confirmed, and nothing of the
// complainant or the agreement of any.
func TestComplaintsArePublishedAndRemoved(t *testing.T) {
	eachCity(t, func(t *testing.T, b *bureau) {
		now := b.app.DB.Now()
		officer, head, public := b.demo(t, "wangfang"), b.demo(t, "head"), b.nobody()
		var shops struct{ Items []rec }
		officer.Get("/api/registration/business?limit=5").Into(t, http.StatusOK, &shops)
		trader := shops.Items[0]
		today := calendar.DateOf(calendar.Instant(now)).String()
		act := func(c *livetest.Client, r *rec, name, reason string, values map[string]any) {
			t.Helper()
			c.Post("/api/complaint/complaint/"+r.Area+"/"+r.ID+"/acts/"+name, map[string]any{"values": values, "reason": reason}, "If-Match", fmt.Sprintf(`"%d"`, r.Rev)).Into(t, http.StatusOK, r)
		}
		settled := func() *rec {
			var r rec
			officer.Post("/api/complaint/complaint", map[string]any{"values": map[string]any{"received_on": today, "channel": "window", "matter_in_brief": "演示争议", "complainant": map[string]any{"name": "贺兰某"}, "complainant_phone": "15400009999", "complainant_address": "和平路5号",
				"respondent_as_written": "某店", "respondent": trader.ref(), "goods": "贺兰某买的鞋", "facts": "开胶", "claim": "退款"}}).Into(t, http.StatusCreated, &r)
			unit := b.app.Root()
			act(officer, &r, "dispatch", "", map[string]any{"handling_unit": map[string]any{"area": r.Area, "id": string(unit)}})
			act(officer, &r, "accept", "", nil)
			act(officer, &r, "agree", "", map[string]any{"complainant_consent": true, "respondent_consent": true})
			act(officer, &r, "settle", "", map[string]any{"agreement": "双方约定的内容不公开。"})
			return &r
		}
		var sets struct {
			Sets []struct{ Name, Start string }
		}
		public.Get("/api/public/open").Into(t, http.StatusOK, &sets)
		start := ""
		for _, s := range sets.Sets {
			if s.Name == "complaint_notice" {
				start = s.Start
			}
		}
		for _, x := range []struct { // the day last: what has been dated a year later stays so
			name   string
			remove func(t *testing.T, r *rec)
		}{
			{"by the act", func(t *testing.T, r *rec) {
				act(head, r, "end_publication", "经核实，公示的商品有误", nil)
			}},
			{"by the day", func(t *testing.T, r *rec) {
				b.app.Clock.Set(clock.Instant(calendar.MustParse(today).AddYears(1).AddDays(1).Start()))
			}},
		} {
			t.Run(x.name, func(t *testing.T) {
				defer b.app.Clock.Set(now)
				r := settled()
				s := &shelf{b, public, trader, r.ID, "雪地靴样品"}
				s.expect(t, "before anybody confirmed it", start, false)
				act(officer, r, "publish", "", map[string]any{"public_respondent": "演示店", "public_goods": s.word})
				s.expect(t, "published", start, true)
				shown := public.Get("/api/public/notices/complaint_notice/3710/" + r.ID)
				for _, secret := range []string{"贺兰", "15400009999", "约定的内容", "开胶"} {
					if strings.Contains(string(shown.Body), secret) {
						t.Errorf("the public reads %s: %s", secret, shown.Body)
					}
				}
				var one struct{ Entry struct{ From, Until string } }
				if err := json.Unmarshal(shown.Body, &one); err != nil || one.Entry.From != today || one.Entry.Until != calendar.MustParse(today).AddYears(1).String() {
					t.Errorf("shown from %s until %s, %v", one.Entry.From, one.Entry.Until, err)
				}
				tag, kept := shown.Header.Get("ETag"), shown.Header.Get("Cache-Control")
				if tag == "" || !strings.Contains(kept, "max-age=60") {
					t.Errorf("kept by caches: %q %q", tag, kept)
				}
				x.remove(t, r)
				s.expect(t, "removed", start, false)
				// Who kept the page and asks again with its tag is not told that it is still good.
				if a := public.Do(http.MethodGet, "/api/public/notices/complaint_notice/3710/"+r.ID, nil, "If-None-Match", tag); a.Status != http.StatusNotFound || a.Header.Get("Cache-Control") != "no-store" {
					t.Errorf("a kept copy: %d %s", a.Status, a.Header.Get("Cache-Control"))
				}
			})
		}
	})
}
