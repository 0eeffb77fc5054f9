package complaint_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
)

func day(t *testing.T, s string) calendar.Date {
	t.Helper()
	d, err := calendar.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func (b *bureau) like(account string, p complaint.Probe) *complaint.Likeness {
	b.t.Helper()
	var out *complaint.Likeness
	err := b.DB.Read(context.Background(), func(c db.Conn) (err error) {
		out, err = b.desk.Like(c, b.who(account), p)
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// TestDuplicates: the same person's same matter against the same trader is shown
// with the fields that agree, however it was written; another matter is not.
func TestDuplicates(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		for _, x := range []struct {
			name string
			more m
			want []string // words of the reasons; nil: not a duplicate
		}{
			{"word for word", nil, []string{"电话号码相同", "姓名相同", "被投诉人名称相同", "商品或者服务相同", "事由相同", "争议金额相同"}},
			{"telephone written otherwise", m{"complainant_phone": "+86 154-0000-0001", "complainant": m{"name": "周女士"}}, []string{"电话号码相同"}},
			{"another telephone, the same name", m{"complainant_phone": "15400000099"}, []string{"姓名相同"}},
			{"trader without its branch and with its legal form", m{"respondent_as_written": "飞跃健身有限公司"}, []string{"被投诉人名称相同"}},
			{"another trader", m{"respondent_as_written": "老王超市"}, nil},
			{"another person", m{"complainant_phone": "15400000077", "complainant": m{"name": "郑海"}}, nil},
			{"another matter", m{"goods": "矿泉水", "matter_in_brief": "价签与结账不一致", "amount": int64(300)}, nil},
		} {
			now := dispute(x.more)
			p := complaint.Probe{Kind: "complaint", Day: day(t, "2026-11-21"), Phone: now["complainant_phone"].(string), Name: now["complainant"].(m)["name"].(string),
				Trader: now["respondent_as_written"].(string), Goods: now["goods"].(string), Brief: now["matter_in_brief"].(string), Amount: now["amount"].(int64)}
			got := b.like("receiver", p).Duplicates
			if (len(got) == 1) != (x.want != nil) {
				t.Errorf("%s: %d found", x.name, len(got))
				continue
			}
			for _, w := range x.want {
				if !strings.Contains(strings.Join(got[0].Reasons, "；"), w) {
					t.Errorf("%s: %v lacks %s", x.name, got[0].Reasons, w)
				}
			}
		}
		if self := b.like("receiver", complaint.ProbeOf(r)); len(self.Duplicates)+len(self.History) != 0 {
			t.Error("a record is alike to itself")
		}
	})
}

// TestLikenessKeepsRights: what is alike is found among what the caller may read.
func TestLikenessKeepsRights(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		p := complaint.ProbeOf(r)
		p.Self = ""
		for account, want := range map[string]int{"receiver": 1, "east": 1, "west": 0} {
			l := b.like(account, p)
			if len(l.Duplicates) != want || len(l.History) != want || l.HistoryN != want {
				t.Errorf("%s finds %d and %d of %d", account, len(l.Duplicates), len(l.History), want)
			}
		}
		// What is erased is found no more.
		if _, err := b.act("leader", r, "erase", nil); err != nil {
			t.Fatal(err)
		}
		if l := b.like("receiver", p); l.HistoryN != 0 {
			t.Error("an erased complaint is still found by its telephone")
		}
	})
}

// TestEvidence: the factors of art. 17 are counted over their days and named with
// their records; a series is proposed and, once a person joined it, named.
func TestEvidence(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		var all []*record.Record
		for i := range 5 {
			all = append(all, b.complaint(m{"complainant": m{"name": fmt.Sprint("某", i)}, "complainant_phone": "15400000050", "received_on": fmt.Sprintf("2026-11-%02d", 10+i), "amount": int64(100 + i)}))
		}
		b.complaint(m{"complainant": m{"name": "远"}, "complainant_phone": "15400000050", "received_on": "2025-11-01"}) // too long ago for all
		p := complaint.ProbeOf(all[4])
		l := b.like("receiver", p)
		var signs []string
		for _, e := range l.Evidence {
			signs = append(signs, e.Sign.Sign+" "+e.Text)
			if len(e.Records) == 0 || e.Article != "17" {
				t.Errorf("%s has no records", e.Sign.Sign)
			}
		}
		want := []string{"frequent 同一电话 30 日内投诉 5 件（含本件）", "same_trader 同一电话 90 日内投诉该经营者 5 件（含本件）", "crowd 30 日内 5 人投诉该经营者的同类商品或者服务", "shared_phone 365 日内同一电话下有 5 个姓名", "shared_address 365 日内同一通讯地址下有 5 个姓名"}
		if !slices.Equal(signs, want) {
			t.Errorf("evidence\n%v, want\n%v", signs, want)
		}
		if len(l.Series) != 1 || l.Series[0].Series != "" {
			t.Fatalf("series %+v", l.Series)
		}
		s := b.setup("complaint_series", m{"name": "飞跃健身停业退费", "pattern": "one_trader", "found": l.Series[0].Text})
		b.must("receiver", all[3], "join", m{"series": b.to(s.ID), "link_reason": "同一门店停业"})
		if l = b.like("receiver", p); l.Series[0].Series != s.ID || l.Series[0].Name != "飞跃健身停业退费" {
			t.Errorf("the series that is there is not proposed: %+v", l.Series[0])
		}
		if quiet := b.like("receiver", complaint.Probe{Kind: "complaint", Day: p.Day, Phone: "15400000001", Trader: "无此店", Quantity: 19}); len(quiet.Evidence) != 0 {
			t.Errorf("evidence of nothing: %+v", quiet.Evidence)
		}
		if many := b.like("receiver", complaint.Probe{Kind: "complaint", Day: p.Day, Quantity: 80}); len(many.Evidence) != 1 || many.Evidence[0].Text != "一次购买 80 件" {
			t.Errorf("quantity: %+v", many.Evidence)
		}
	})
}

// TestTracesAgree: traces are what the records say, after amendment too.
func TestTracesAgree(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		b.must("head", r, "amend", m{"complainant_phone": "15400000123"})
		now, err := b.get("head", "complaint", r.Ref())
		if err != nil {
			t.Fatal(err)
		}
		traces := complaint.NewTraces([]byte("test"))
		check := func() (said []string) {
			err := b.DB.Read(context.Background(), func(c db.Conn) error {
				return traces.Verify(c, []*record.Record{now}, func(_ *record.Record, s string) { said = append(said, s) })
			})
			if err != nil {
				t.Fatal(err)
			}
			return said
		}
		if said := check(); said != nil {
			t.Errorf("%v", said)
		}
		if err := b.DB.Write(context.Background(), func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE complaint_trace SET phone = 7 WHERE id = $1`, string(now.ID))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		if said := check(); len(said) != 1 {
			t.Errorf("a changed trace is not noticed: %v", said)
		}
	})
}
