package app_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/notify"
)

// TestNotOwedNotSent: a message that waits does not go out once what it tells no
// longer stands: it was told otherwise, the act was annulled, or done anew.
func TestNotOwedNotSent(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		work := p.through(a)
		waiting := func() *record.Record {
			r := a.accepted(nil)
			r, err := a.send("food", r, a.offer("food", r, "sms"))
			a.must(err)
			return r
		}
		annul := func(r *record.Record) *record.Record {
			var of record.Past
			a.read(func(c db.Conn) error {
				pasts, err := a.Engine.Pasts(c, "complaint", r.Ref())
				for _, x := range pasts {
					if x.Name == "accept" {
						of = x
					}
				}
				return err
			})
			return a.act("head", record.Request{Kind: "complaint", Act: record.Annul, Record: r.Ref(), Rev: &r.Rev, Annuls: of.Act, Reason: "误登记"})
		}
		byPhone := waiting()
		a.act("food", record.Request{Kind: "complaint", Act: record.Inform, Record: byPhone.Ref(), Rev: &byPhone.Rev, Values: map[string]any{"act": "accept", "whom": "complainant", "mode": "phone", "told_on": a.DB.Now().Day(), "proof": "通话录音"}})
		annulled, anew := waiting(), waiting()
		annul(annulled)
		anew = annul(anew)
		a.act("food", record.Request{Kind: "complaint", Act: "accept", Record: anew.Ref(), Rev: &anew.Rev})
		stands := waiting()
		work()
		a.await(stands, notify.Sent)
		for name, r := range map[string]*record.Record{"told by telephone": byPhone, "annulled": annulled, "done anew": anew} {
			if l := a.await(r, notify.Erased); l.Owed != (name == "done anew") {
				t.Errorf("%s: %+v", name, l)
			}
		}
		if got := p.got(); len(got) != 1 {
			t.Errorf("went out: %v", got)
		}
	})
}

// TestWhoSignedIsPersonal: who signed for a letter and where it went is told to whoever
// reads all of the record and to nobody else: on its page, in its history, in proofs.
func TestWhoSignedIsPersonal(t *testing.T) {
	a, p := raise(t, app.Config{Data: t.TempDir()}, 60), newProvider(t)
	p.through(a)
	k := a.Kinds.Get("complaint")
	all := k.Access.Roles[kind.SeePerson]
	k.Access.Roles[kind.SeePerson] = slices.DeleteFunc(slices.Clone(all), func(role string) bool { return role == "reviewer" })
	t.Cleanup(func() { k.Access.Roles[kind.SeePerson] = all })

	r := a.accepted(map[string]any{"complainant_address": "威海市环翠区海滨路1号 林某收"})
	_, err := a.send("food", r, a.offer("food", r, "post"))
	a.must(err)
	id, today := a.await(r, notify.Queued).ID, a.DB.Now().Day()
	for _, values := range []map[string]any{{"message": id, "result": "posted", "tracking": "XA1"}, {"message": id, "result": "delivered", "on": today, "proof": "其母张某签收"}} {
		now := a.now("food", r)
		a.act("food", record.Request{Kind: "complaint", Act: record.Receipt, Record: r.Ref(), Rev: &now.Rev, Values: values})
	}
	if told := a.said(r, record.Inform); len(told) != 1 {
		t.Fatalf("told %v", told)
	}
	_, err = a.Ledger.Sequence(context.Background())
	a.must(err)
	for account, want := range map[string]bool{"food": true, "reviewer": false} {
		var lines []telling.Line
		a.read(func(c db.Conn) (err error) { lines, err = a.Tellings.Lines(c, a.who(account), r); return err })
		if l := lines[0]; strings.Contains(l.To+l.Reason, "林某") || (l.To != "") != want || strings.Contains(l.Reason, "张某") != want {
			t.Errorf("%s sees %+v", account, l)
		}
		a.read(func(c db.Conn) error {
			events, err := a.Engine.Timeline(c, a.who(account), "complaint", r.Ref())
			named := 0
			for _, ev := range events {
				note := procedure.Note(k, ev.Revision)
				if strings.Contains(note, "张某") {
					named++
				}
				if strings.HasSuffix(note, "；") || ev.Name == record.Inform && !strings.Contains(note, today) {
					t.Errorf("%s reads %q", account, note)
				}
			}
			if named != map[bool]int{true: 2}[want] {
				t.Errorf("%s reads %d times who signed", account, named)
			}
			return err
		})
		var pasts []record.Past
		a.read(func(c db.Conn) (err error) { pasts, err = a.Engine.Pasts(c, "complaint", r.Ref()); return err })
		tells := 0
		for _, x := range pasts {
			var n int64
			a.read(func(c db.Conn) (err error) {
				_, n, err = a.Engine.Entry(c, a.who(account), r.Ref(), x.Act)
				return err
			})
			proof, err := a.Ledger.Inclusion(context.Background(), a.Area(), x.Act, n)
			a.must(err)
			a.read(func(c db.Conn) error {
				return a.Engine.Disclose(c, a.who(account), "complaint", r.Ref(), x.Act, &proof)
			})
			text, err := json.Marshal(proof)
			a.must(err)
			if strings.Contains(string(text), "张某") {
				tells++
			}
		}
		if tells != map[bool]int{true: 2}[want] {
			t.Errorf("%d proofs tell %s who signed", tells, account)
		}
	}
}

// TestSlipsAsTheyAre: a line is named by where it stands in the file, empty ones
// counted; two letters in one envelope are entered together, on one record or two.
func TestSlipsAsTheyAre(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		a, p := raise(t, c, 60), newProvider(t)
		p.through(a)
		var all []*record.Record
		for range 2 {
			r := a.accepted(map[string]any{"complainant_address": "威海市环翠区海滨路1号 林某收"})
			_, err := a.send("food", r, a.offer("food", r, "post"))
			a.must(err)
			now := a.now("food", r)
			a.act("food", record.Request{Kind: "complaint", Act: record.Receipt, Record: r.Ref(), Rev: &now.Rev, Values: map[string]any{"message": a.await(r, notify.Queued).ID, "result": "posted", "tracking": "XA7"}})
			all = append(all, r)
		}
		file := "运单号,结果,日期,说明\n\nXA9,签收," + a.DB.Now().Day() + ",\n,签收,,\nXA7,签收," + a.DB.Now().Day() + ",本人签收\n"
		for i, want := range []string{"已登记签收", "以前已登记"} {
			list, err := a.Tellings.Slips(context.Background(), a.who("food"), file)
			a.must(err)
			if len(list) != 2 || list[0].Line != 3 || list[1].Line != 5 || list[1].Text != want || list[1].Taken != (i == 0) {
				t.Errorf("entered %+v", list)
			}
		}
		for _, r := range all {
			if told := a.said(r, record.Inform); len(told) != 1 {
				t.Errorf("told %v", told)
			}
		}
	})
}
