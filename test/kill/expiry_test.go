package kill

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

const orders = "/api/guidance/correction_order"

// TestKillBetweenExpiryAndAct: limits run out while no server runs, and the server
// is killed again and again while it writes what the law brought about. In the end
// every order waits for its re-check, by exactly one act of the calendar.
func TestKillBetweenExpiryAndAct(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server many times")
	}
	data := livetest.Demo(t, 100)
	s := livetest.Start(t, "--data", data)
	officer := s.SignIn(t, "wangfang")
	var list struct{ Items []livetest.Record }
	officer.Get(livetest.Business+"?limit=1").Into(t, http.StatusOK, &list)
	var meta struct{ Today string }
	officer.Get("/api/meta").Into(t, http.StatusOK, &meta)
	var made []livetest.Record
	for i := range 120 {
		var r livetest.Record
		officer.Post(orders, map[string]any{"values": map[string]any{"subject": map[string]any{"area": list.Items[0].Area, "id": list.Items[0].ID}, "addressee": list.Items[0].Name, "wrong_in_brief": fmt.Sprintf("第%d件", i),
			"wrong": "没有标价签", "provision": "《价格法》第十三条", "order_basis": "《价格法》第四十二条", "demand": "补齐标价签", "manner": "within", "limit_days": 3}}).Into(t, http.StatusCreated, &r)
		officer.Do(http.MethodPost, fmt.Sprintf("%s/%s/%s/acts/serve", orders, r.Area, r.ID),
			[]byte(`{"values":{"document":"correction_order","mode":"direct","served_on":"`+meta.Today+`","proof":"送达回证"}}`), "If-Match", fmt.Sprintf(`"%d"`, r.Rev)).Into(t, http.StatusOK, &r)
		made = append(made, r)
	}
	s.Kill()
	day, err := time.Parse(time.DateOnly, meta.Today)
	if err != nil {
		t.Fatal(err)
	}
	livetest.Run(t, "clock", "--data", data, "--to", day.AddDate(0, 0, 30).Format(time.DateOnly))

	for range livetest.Kills(6) {
		s := livetest.Start(t, "--data", data)
		time.Sleep(time.Duration(rand.IntN(250)) * time.Millisecond)
		s.Kill()
	}
	s = livetest.Start(t, "--data", data)
	officer = s.SignIn(t, "wangfang")
	for _, r := range made {
		path := fmt.Sprintf("%s/%s/%s", orders, r.Area, r.ID)
		n := 0
		for deadline := time.Now().Add(time.Minute); ; {
			var line struct{ Items []struct{ Name string } }
			officer.Get(path+"/timeline").Into(t, http.StatusOK, &line)
			n = 0
			for _, ev := range line.Items {
				if ev.Name == "expire" {
					n++
				}
			}
			if n > 0 || time.Now().After(deadline) {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		var now struct{ Values struct{ Step string } }
		officer.Get(path).Into(t, http.StatusOK, &now)
		if n != 1 || now.Values.Step != "due" {
			t.Errorf("%s: %d acts of the calendar, step %s", path, n, now.Values.Step)
		}
	}
	s.Kill()
	livetest.Verify(t, "--data", data)
}
