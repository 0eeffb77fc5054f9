package complaint_test

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
)

func (p *portal) join() {
	p.act("receiver", "odr_trader", record.Create, ref.Ref{}, map[string]any{"trader": p.shop, "joined_on": "2026-05-01", "contact_duty": "店长"})
}

func talk(shop ref.Ref) complaint.Filing {
	f := milk()
	f.Talk, f.Subject = true, shop
	return f
}

// trader is the shop at its own desk.
func (p *portal) trader() actor.Caller {
	return actor.Caller{Account: "shop", Name: "店长", Area: recordtest.Area, Day: p.Legal.Now().Day(), Subject: p.shop, Login: ref.NewID(p.Legal.Now())}
}

func (p *portal) asTrader(act string, r ref.Ref, values map[string]any) error {
	_, err := p.Engine.Act(ctx, record.Request{Kind: "odr", Act: act, Record: r, Rev: p.rev("odr", r), Area: recordtest.Area, Values: values, Caller: p.trader()})
	return err
}

func (p *portal) doOn(code, kind, act string, r ref.Ref, values map[string]any) error {
	return p.in.Do(ctx, code, "0001", complaint.Deed{Kind: kind, Record: r, Rev: *p.rev(kind, r), Act: act, Values: values})
}

func (p *portal) at(day string) {
	p.Legal.Freeze(clock.Instant(calendar.MustParse(day).Start()) + 9*3600*1000)
}

// running are the clocks that run or are paused on the records of a receipt, by kind.
func (p *portal) running(v *complaint.Visit) (out []string) {
	p.Helper()
	err := p.DB.Read(ctx, func(c db.Conn) error {
		for _, r := range v.Records {
			course, err := p.book.Course(c, r, p.DB.Now())
			if err != nil {
				return err
			}
			for _, run := range course.Runs {
				if s := course.State(run); s == "running" || s == "warned" || s == "paused" || s == "overdue" {
					out = append(out, r.Kind.Name+"."+run.Clock.Name)
				}
			}
		}
		return nil
	})
	if err != nil {
		p.Fatal(err)
	}
	return out
}

// TestTalkFirst: the talk comes before the bureau, never beside it.
func TestTalkFirst(t *testing.T) {
	eachPortal(t, func(p *portal) {
		who, other := p.slip()
		_, err := p.in.File(ctx, who, other, talk(p.shop), false)
		p.refused("a trader that has not joined", "complaint.filing", err)
		p.join()
		r, code := p.file(talk(p.shop))
		o := r.Records[0].Ref()
		if r.Records[0].Kind.Name != "odr" {
			t.Fatalf("filed a %s", r.Records[0].Kind.Name)
		}
		whole := milk()
		whole.Subject = p.shop
		if err := p.asTrader("offer", o, map[string]any{"offer": "退还货款", "offer_amount": int64(6850), "claim": "x"}); err == nil {
			t.Error("the trader writes the consumer's claim")
		}
		if err := p.asTrader("offer", o, map[string]any{"offer": "退还货款", "offer_amount": int64(6850)}); err != nil {
			t.Fatal(err)
		}
		p.refused("the trader accepting for the consumer", "record.denied", p.asTrader("take", o, nil))
		p.refused("the consumer offering for the trader", "record.denied", p.doOn(code, "odr", "offer", o, map[string]any{"offer": "退一赔十"}))
		if err := p.doOn(code, "odr", "decline", o, map[string]any{"decline_reason": "还要赔偿"}); err != nil {
			t.Fatal(err)
		}
		v, _ := p.open(code, "0001")
		if got := p.running(v); len(got) != 0 {
			t.Errorf("after a failed talk these run: %v", got)
		}
		if err := p.doOn(code, "odr", "complain", o, nil); err != nil {
			t.Fatal(err)
		}
		v, err = p.open(code, "0001")
		if err != nil || len(v.Records) != 2 {
			t.Fatalf("the receipt opens %v %v", v, err)
		}
		c := v.Records[1]
		if c.Kind.Name != "complaint" || c.Text("facts") != milk().Facts || record.RefOf(c.Values["odr"]) != o || record.RefOf(c.Values["respondent"]) != p.shop || c.Values["amount"] != int64(6850) {
			t.Errorf("carried over: %v", c.Values)
		}
		for _, x := range p.running(v) {
			if strings.HasPrefix(x, "odr.") {
				t.Errorf("a clock of the talk runs beside the complaint: %s", x)
			}
		}
		p.refused("complaining twice", "procedure.step", p.doOn(code, "odr", "complain", o, nil))
		_, err = p.Engine.Act(ctx, record.Request{Kind: "complaint", Act: record.Create, Area: recordtest.Area, Caller: p.By["officer"],
			Values: map[string]any{"matter_in_brief": "x", "complainant": "y", "complainant_phone": "15400000001", "respondent_as_written": "z", "goods": "g", "facts": "f", "claim": "c", "odr": o}})
		if err == nil {
			t.Error("a second complaint of the same talk is registered")
		}
	})
}

// TestComplainingEndsTheTalk: the consumer may complain at any moment (消法 art. 39: to
// talk and to complain stand beside each other); that ends the talk, so that no limit of
// it runs beside those of the complaint. By telephone an officer does it for him.
func TestComplainingEndsTheTalk(t *testing.T) {
	eachPortal(t, func(p *portal) {
		p.join()
		r, code := p.file(talk(p.shop))
		o := r.Records[0].Ref()
		if err := p.doOn(code, "odr", "complain", o, nil); err != nil {
			t.Fatalf("complaining while the trader has his days: %v", err)
		}
		v, err := p.open(code, "0001")
		if err != nil || len(v.Records) != 2 || v.Records[1].Text("channel") != "portal" {
			t.Fatalf("the receipt opens %v %v", v, err)
		}
		if got := strings.Join(p.running(v), " "); got != "complaint.send complaint.first_reply" {
			t.Errorf("these run: %s", got)
		}
		if err := p.asTrader("offer", o, map[string]any{"offer": "退款"}); err == nil {
			t.Error("the trader offers after the talk has become a complaint")
		}

		r, code = p.file(talk(p.shop))
		o = r.Records[0].Ref()
		if err := p.asTrader("offer", o, map[string]any{"offer": "退款"}); err != nil {
			t.Fatal(err)
		}
		ask := func(values map[string]any) error {
			_, err := p.Engine.Act(ctx, record.Request{Kind: "odr", Act: "complain", Record: o, Rev: p.rev("odr", o), Area: recordtest.Area, Values: values, Caller: p.By["receiver"]})
			return err
		}
		p.refused("by an officer who does not say how he was asked", "record.invalid", ask(nil))
		if err := ask(map[string]any{"complain_channel": "hotline"}); err != nil {
			t.Fatal(err)
		}
		v, err = p.open(code, "0001")
		if err != nil || len(v.Records) != 2 || v.Records[1].Text("channel") != "hotline" {
			t.Errorf("the receipt of who telephoned opens %v %v", v, err)
		}
	})
}

// TestTalkRunsOut: the day on which the trader's days are over is that of the
// declaration; then the talk has failed without anybody's doing.
func TestTalkRunsOut(t *testing.T) {
	eachPortal(t, func(p *portal) {
		p.join()
		p.at("2026-11-20") // Friday: ten working days are over on 12-04
		r, code := p.file(talk(p.shop))
		o := r.Records[0].Ref()
		p.at("2026-12-04")
		v, _ := p.open(code, "0001")
		if got := strings.Join(p.running(v), " "); got != "odr.answer" {
			t.Errorf("on the last day these run: %s", got)
		}
		p.at("2026-12-05")
		v, _ = p.open(code, "0001")
		if got := p.running(v); len(got) != 0 {
			t.Errorf("on the day after these run: %v", got)
		}
		if err := p.doOn(code, "odr", "complain", o, nil); err != nil {
			t.Fatal(err)
		}
		if err := p.asTrader("offer", o, map[string]any{"offer": "晚了"}); err == nil {
			t.Error("the trader offers after the talk has become a complaint")
		}
	})
}

// TestTalkOpenRefusesComplaint: a complaint that names a talk still under way is refused.
func TestTalkOpenRefusesComplaint(t *testing.T) {
	eachPortal(t, func(p *portal) {
		p.join()
		r, _ := p.file(talk(p.shop))
		_, err := p.Engine.Act(ctx, record.Request{Kind: "complaint", Act: record.Create, Area: recordtest.Area, Caller: p.By["officer"],
			Values: map[string]any{"matter_in_brief": "x", "complainant": "y", "complainant_phone": "15400000001", "respondent_as_written": "z", "goods": "g", "facts": "f", "claim": "c", "odr": r.Records[0].Ref()}})
		p.refused("a complaint beside the talk", "complaint.talking", err)
	})
}
