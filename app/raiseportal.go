package app

import (
	"context"
	"fmt"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
)

// somebody is an invented consumer at the portal of a demo city.
func (a *App) somebody(holds ...ref.Ref) actor.Caller {
	return actor.Caller{Public: "demo", Account: "public:demo", Area: a.Area(), Day: a.DB.Now().Day(), Holds: holds}
}

// filer is who registers an invented complaint: one that came by the portal is its
// consumer's own act and goes to the unit that receives.
func (a *App) filer(values m, receiver actor.Caller) (actor.Caller, ref.ID) {
	if values["channel"] != "portal" {
		return receiver, ""
	}
	if values["clues"] != nil {
		values["receiving_unit"] = a.to(a.Receives())
	}
	return a.somebody(), a.Receives()
}

// talks lets the businesses that have a desk join the online settlement of disputes,
// and consumers talk to them: one of each way it may go.
func (a *App) talks(ctx context.Context, doors *auth.Auth, seed uint64) error {
	g := demo.New(a.Profile, seed+2)
	g.Today = calendar.DateOf(calendar.Instant(a.DB.Now()))
	for i, login := range demoLogins {
		var trader actor.Caller
		var name, address string
		err := a.DB.Read(ctx, func(c db.Conn) error {
			acc, err := doors.Find(c, login)
			if err != nil {
				return err
			}
			v, err := a.Liaison.Visitor(c, acc, a.DB.Now())
			trader, name, address = v.Caller, v.Head.Name, v.Head.Address
			return err
		})
		if err != nil {
			return nil // a small city has no such desk
		}
		joined := g.Today.AddDays(-200).String()
		if _, err := a.Engine.Act(ctx, record.Request{Kind: complaint.ODRTrader, Act: record.Create, Area: a.Area(), Unit: a.Receives(), Caller: a.Setup(), Values: m{"trader": trader.Subject, "joined_on": joined, "contact_duty": "店长"}}); err != nil {
			return err
		}
		for n, way := range talked {
			if i > 0 && n > 1 {
				break
			}
			if err := a.talk(ctx, trader, g.Bargain(name, address, way[0].ago), way); err != nil {
				return fmt.Errorf("talk %d with %s: %w", n, name, err)
			}
		}
	}
	return nil
}

// talked are the ways talks go; the first deed is the filing.
var talked = [][]deed{
	{{ago: 2}},
	{{ago: 11}},
	{{ago: 6}, {ago: 4, who: "trader", act: "offer", values: m{"offer": "可以退货退款，来店或者寄回都行，运费由本店承担。", "offer_amount": int64(16800)}}},
	{{ago: 9}, {ago: 7, who: "trader", act: "offer", values: m{"offer": "同意更换一件新的，三日内送到。"}}, {ago: 6, act: "take"}},
	{{ago: 12}, {ago: 9, who: "trader", act: "offer", values: m{"offer": "退还货款。", "offer_amount": int64(5900)}}, {ago: 8, act: "take"}, {ago: 5, act: "perform"}},
	{{ago: 9}, {ago: 8, who: "trader", act: "no", values: m{"answer": "商品经检验合格，拆封后不能退。"}}, {ago: 7, act: "complain"}},
}

func (a *App) talk(ctx context.Context, trader actor.Caller, values m, way []deed) error {
	today := calendar.DateOf(calendar.Instant(a.DB.Now()))
	values["trader"] = trader.Subject
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		r, err := a.Engine.ActIn(tx, record.Request{Kind: complaint.ODR, Act: record.Create, Area: a.Area(), Unit: a.Receives(), Values: values, Effective: values["filed_on"].(string), Caller: a.somebody()})
		if err != nil {
			return err
		}
		for _, d := range way[1:] {
			c := a.somebody(r.Ref())
			if d.who == "trader" {
				c = trader
			}
			if r, err = a.Engine.ActIn(tx, record.Request{Kind: complaint.ODR, Act: d.act, Record: r.Ref(), Rev: &r.Rev, Area: a.Area(), Values: d.values, Effective: today.AddDays(-d.ago).String(), Caller: c}); err != nil {
				return fmt.Errorf("%s: %w", d.act, err)
			}
		}
		return nil
	})
}
