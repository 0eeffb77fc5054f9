package complaint_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
)

// TestLikeAmongAMillion measures the question that is asked while somebody speaks
// on the telephone, among a million complaints of which sixty are alike.
func TestLikeAmongAMillion(t *testing.T) {
	if os.Getenv("HENGJIAN_SOAK") == "" {
		t.Skip("long: HENGJIAN_SOAK=1")
	}
	const million = 1_000_000
	each(t, func(t *testing.T, b *bureau) {
		var last *record.Record
		for i := range 60 {
			last = b.complaint(m{"received_on": "2026-11-01", "amount": int64(1000 + i), "complainant": m{"name": fmt.Sprint("某", i%3)}})
		}
		const step = 500
		for from := 0; from < million; from += 50 * step {
			if err := b.DB.Write(context.Background(), func(tx *db.Tx) error {
				for at := from; at < min(from+50*step, million); at += step {
					var q strings.Builder
					q.WriteString(`INSERT INTO complaint_trace (area, kind, id, on_day, phone, name, address, trader, respondent) VALUES `)
					for i := at; i < at+step; i++ {
						if i > at {
							q.WriteByte(',')
						}
						fmt.Fprintf(&q, "('3710','complaint','zz%08d','2026-%02d-%02d',%d,%d,%d,%d,'')", i, 1+i%11, 1+i%28, 2*(i*7919%900_000)+1, 2*(i*104729%800_000)+1, 2*(i*1299709%850_000)+1, 2*(i*15485863%60_000)+1)
					}
					if _, err := tx.Exec(q.String()); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		p := complaint.ProbeOf(last)
		var worst, sum time.Duration
		const n = 20
		for range n {
			began := time.Now()
			if l := b.like("receiver", p); l.HistoryN != 59 || len(l.Duplicates) == 0 || len(l.Evidence) == 0 {
				t.Fatalf("found %d, %d duplicates, %d factors", l.HistoryN, len(l.Duplicates), len(l.Evidence))
			}
			took := time.Since(began)
			sum += took
			worst = max(worst, took)
		}
		t.Logf("among %d: mean %s, worst %s", million, (sum / n).Round(time.Millisecond/10), worst.Round(time.Millisecond/10))
		if worst > 2*time.Second {
			t.Errorf("too slow to be asked while somebody speaks: %s", worst)
		}
	})
}
