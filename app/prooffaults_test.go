package app_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

const visited = `kind: market_visit
matter: market
title: 走访
title_field: what
fields:
  - {name: what, title: 事项, type: text, required: true, max: 60}
  - {name: phone, title: 联系电话, type: text, personal: true, max: 30}
list: [what]
access: {read: [officer, viewer], create: [officer], amend: [officer], backdate: [officer], personal: [officer]}
`

// TestProofsKeepPersonalFields: the proof of an act tells who may not read personal
// fields none of them, also where a value was entered late behind one of a later day.
func TestProofsKeepPersonalFields(t *testing.T) {
	ctx, c := context.Background(), app.Config{Data: t.TempDir()}
	write(t, c.Data, "visit.yaml", visited)
	a := raise(t, c, 5)
	day := func(back int) string { return (a.DB.Now() - clock.Instant(back)*24*3600*1000).Day() }
	r := a.act("wangfang", record.Request{Kind: "market_visit", Act: record.Create, Effective: day(1), Values: map[string]any{"what": "早市", "phone": "15400000001"}})
	r = a.act("wangfang", record.Request{Kind: "market_visit", Act: record.Backdate, Record: r.Ref(), Rev: &r.Rev, Effective: day(9), Reason: "补录", Values: map[string]any{"phone": "15400000002"}})
	_, err := a.Ledger.Sequence(ctx)
	a.must(err)
	for account, want := range map[string]bool{"wangfang": true, "viewer": false} {
		var pasts []record.Past
		a.read(func(conn db.Conn) (err error) { pasts, err = a.Engine.Pasts(conn, "market_visit", r.Ref()); return err })
		for _, p := range pasts {
			var n int64
			a.read(func(conn db.Conn) (err error) {
				_, n, err = a.Engine.Entry(conn, a.who(account), r.Ref(), p.Act)
				return err
			})
			proof, err := a.Ledger.Inclusion(ctx, a.Area(), p.Act, n)
			a.must(err)
			a.read(func(conn db.Conn) error {
				return a.Engine.Disclose(conn, a.who(account), "market_visit", r.Ref(), p.Act, &proof)
			})
			text, err := json.Marshal(proof)
			a.must(err)
			if tells := strings.Contains(string(text), "1540000000"); tells != want {
				t.Errorf("the proof of %s tells %s the number: %v, want %v\n%s", p.Name, account, tells, want, text)
			}
		}
	}
}
