package app_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

const watched = `kind: market_watch
matter: market
title: 巡查
title_field: what
parties: [keeper, helper]
fields:
  - {name: what, title: 事项, type: text, required: true, max: 60}
  - {name: keeper, title: 承办人, type: reference, of: person}
  - {name: helper, title: 协办人, type: reference, of: person}
list: [what]
access: {read: [officer, head], create: [officer, head], amend: [officer, head]}
`

// TestPartiesFollowTheDeclaration: whom a declaration makes a party no longer reads
// no more, in a list as by itself, and whom it makes one reads what is there
// already, on the next start.
func TestPartiesFollowTheDeclaration(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		ctx := context.Background()
		write(t, c.Data, "watch.yaml", watched)
		c.City = "weihai"
		a, err := app.Open(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Raise(ctx, 5, 7, nil); err != nil {
			t.Fatal(err)
		}
		// inspector and station sit in one station; the record is of the bureau's own.
		w := &raised{a, t}
		r := w.act("wangfang", record.Request{Kind: "market_watch", Act: record.Create, Values: map[string]any{"what": "早市", "keeper": w.to(w.who("inspector").Person), "helper": w.to(w.who("county").Person)}})
		for i, x := range []struct {
			text string
			who  map[string]bool
		}{
			{watched, map[string]bool{"inspector": true, "county": true, "wangfang": true}},
			{strings.Replace(watched, "[keeper, helper]", "[helper]", 1), map[string]bool{"inspector": false, "county": true, "wangfang": true}},
			{strings.Replace(watched, "parties: [keeper, helper]\n", "", 1), map[string]bool{"inspector": false, "county": false, "wangfang": true}},
			{strings.Replace(watched, "[keeper, helper]", "[keeper]", 1), map[string]bool{"inspector": true, "county": false, "wangfang": true}},
		} {
			if i > 0 {
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				write(t, c.Data, "watch.yaml", x.text)
				if a, err = app.Open(ctx, c); err != nil {
					t.Fatal(err)
				}
				w = &raised{a, t}
			}
			for account, want := range x.who {
				who := w.who(account)
				_, err := a.Engine.Get(ctx, who, "market_watch", r.Ref(), record.AsOf{})
				if err != nil && !fault.Is(err, fault.NotFound) {
					t.Fatal(err)
				}
				var listed bool
				w.read(func(conn db.Conn) error {
					page, err := a.Engine.ListIn(conn, record.Query{Kind: "market_watch", Area: a.Area(), Limit: 10, Caller: who})
					listed = len(page.Items) == 1
					return err
				})
				if (err == nil) != want || listed != want {
					t.Errorf("declaration %d: %s reads %v, lists %v, should %v", i, account, err == nil, listed, want)
				}
			}
			w.must(a.Engine.Verify(ctx, nil, func(f record.Finding) { t.Errorf("declaration %d: %s", i, f) }))
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
