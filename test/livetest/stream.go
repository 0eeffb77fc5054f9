package livetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"time"
)

// Business is the register that the tests write to.
const Business = "/api/registration/business"

// Record is a record as an act answered it.
type Record struct {
	Area string `json:"area"`
	ID   string `json:"id"`
	Rev  int64  `json:"rev"`
	Name string `json:"title"`
}

// Path is where the record is.
func (r Record) Path() string { return Business + "/" + r.Area + "/" + r.ID }

// Log is every act that was acknowledged, over several lives of a server.
type Log struct {
	mu      sync.Mutex
	records []Record
	refused map[string]int // answers of 503 by code
}

// NewLog returns an empty log.
func NewLog() *Log { return &Log{refused: map[string]int{}} }

// Records is what was acknowledged.
func (l *Log) Records() []Record {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Record(nil), l.records...)
}

// Refused counts the answers of 503 with a code.
func (l *Log) Refused(code string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.refused[code]
}

func (l *Log) refuse(code string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.refused[code]++
}

// Stream runs workers that create and amend records until done is closed or
// the server is gone. An answer of 503 is counted and the worker goes on; any
// other refusal fails the test.
func (l *Log) Stream(t testing.TB, c *Client, workers int, done <-chan struct{}) *sync.WaitGroup {
	var wg sync.WaitGroup
	for w := range workers {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for n := 0; ; n++ {
				select {
				case <-done:
					return
				default:
				}
				if !l.one(t, c, fmt.Sprintf("stream-%d-%d-%d", time.Now().UnixNano(), w, n), n%3 == 0) {
					return
				}
			}
		}()
	}
	return &wg
}

// one creates a record and perhaps amends it; false when the server is gone.
func (l *Log) one(t testing.TB, c *Client, key string, amend bool) bool {
	a := c.Post(Business, map[string]any{"values": map[string]any{"name": "连续登记" + key}}, "Idempotency-Key", key)
	if a.Status != http.StatusCreated {
		return l.may(t, a, "creating")
	}
	var r Record
	if err := json.Unmarshal(a.Body, &r); err != nil {
		t.Errorf("%v: %.200s", err, a.Body)
		return false
	}
	l.mu.Lock()
	l.records = append(l.records, r)
	i := len(l.records) - 1
	l.mu.Unlock()
	if !amend {
		return true
	}
	a = c.Post(r.Path()+"/acts/amend", map[string]any{"values": map[string]any{"premises": "改于" + key}, "reason": "试验"}, "If-Match", strconv.Quote(strconv.FormatInt(r.Rev, 10)))
	if a.Status != http.StatusOK {
		return l.may(t, a, "amending")
	}
	l.mu.Lock()
	l.records[i].Rev++
	l.mu.Unlock()
	return true
}

// may reports whether a worker goes on after an answer.
func (l *Log) may(t testing.TB, a Answer, doing string) bool {
	if a.Status == 0 {
		return false
	}
	p, ok := a.Problem()
	if a.Status != http.StatusServiceUnavailable || !ok {
		t.Errorf("%s: %d %.300s", doing, a.Status, a.Body)
		return false
	}
	l.refuse(p.Code)
	time.Sleep(10 * time.Millisecond)
	return true
}

// Check asks for everything acknowledged: a later revision is an amendment that
// was done and whose answer was lost.
func (l *Log) Check(t testing.TB, c *Client) {
	t.Helper()
	for _, r := range l.Records() {
		var now Record
		a := c.Get(r.Path())
		if a.Status != http.StatusOK || json.Unmarshal(a.Body, &now) != nil || now.Rev < r.Rev {
			t.Errorf("acknowledged %s at revision %d: now %d %.200s %v", r.ID, r.Rev, a.Status, a.Body, a.Err)
		}
	}
}
