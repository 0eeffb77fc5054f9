package complaint_test

import (
	"context"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// TestSorting: the five outcomes make what they should, the same form sent twice
// is registered once, and who may not see the tip-off does not learn of it from
// the complaint.
func TestSorting(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		for _, x := range []struct {
			as     string
			values map[string]m
			kinds  []string
		}{
			{complaint.AsComplaint, map[string]m{"complaint": dispute(nil)}, []string{"complaint"}},
			{complaint.AsTipoff, map[string]m{"tipoff": tip(nil)}, []string{"tipoff"}},
			{complaint.AsBoth, map[string]m{"complaint": dispute(nil), "tipoff": tip(nil)}, []string{"complaint", "tipoff"}},
			{complaint.AsConsultation, map[string]m{"consultation": {"matter_in_brief": "开店要办什么证", "question": "开面馆要办什么许可"}}, []string{"consultation"}},
			{complaint.AsOtherWay, map[string]m{"consultation": {"matter_in_brief": "申请信息公开", "question": "要求公开处罚卷宗", "other_way": "disclosure"}}, []string{"consultation"}},
		} {
			in := complaint.Intake{As: x.as, Values: x.values, Key: "key-" + x.as}
			first, again := b.register("receiver", in), b.register("receiver", in)
			var kinds []string
			for i, r := range first {
				kinds = append(kinds, r.Kind.Name)
				if r.ID != again[i].ID {
					t.Errorf("%s sent twice made two records", x.as)
				}
			}
			if !slices.Equal(kinds, x.kinds) {
				t.Errorf("%s made %v, want %v", x.as, kinds, x.kinds)
			}
			if x.as == complaint.AsBoth {
				if record.RefOf(first[1].Values["split_with"]) != first[0].Ref() {
					t.Error("the tip-off does not name the complaint it was split from")
				}
				b.must("receiver", first[0], "dispatch", m{"handling_unit": b.to(b.units["east"])})
				if _, err := b.get("east", "complaint", first[0].Ref()); err != nil {
					t.Errorf("the office it was sent to: %v", err)
				}
				if _, err := b.get("east", "tipoff", first[1].Ref()); !fault.Is(err, fault.NotFound) {
					t.Errorf("the tip-off is seen by who has only the complaint: %v", err)
				}
			}
		}
		_, err := b.desk.Register(context.Background(), b.who("receiver"), complaint.Intake{As: complaint.AsBoth, Values: map[string]m{"complaint": dispute(nil), "tipoff": {}}})
		if !slices.Contains(fields(err), "clues") {
			t.Errorf("a tip-off without facts: %v", err)
		}
		if n, err := b.Engine.Count(context.Background(), record.Query{Kind: "complaint", Area: "3710", Caller: b.who("receiver")}, true); err != nil || n.Count != 2 {
			t.Errorf("half of a refused registration stayed: %d %v", n.Count, err)
		}
	})
}

// TestSortedAnew: what was sorted wrongly ends and goes on as what it is, in one
// step; alone the old one does not end.
func TestSortedAnew(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		if _, err := b.act("receiver", r, "resort", m{"sort_as": "tipoff"}); !slices.Contains(fields(err), "sort_as") {
			t.Errorf("it ended without anything in its place: %v", err)
		}
		made := b.register("receiver", complaint.Intake{As: complaint.AsTipoff, Values: map[string]m{"tipoff": tip(nil)},
			From: &complaint.Earlier{Kind: "complaint", Record: r.Ref(), Rev: r.Rev, Resort: true, Reason: "没有消费争议"}})
		old, err := b.get("receiver", "complaint", r.Ref())
		if err != nil || old.Text("step") != "resorted" || record.RefOf(made[0].Values["split_with"]) != r.Ref() {
			t.Fatalf("resorted: %v, %v, %v", old.Text("step"), made[0].Values["split_with"], err)
		}
		// And back: the tip-off is a complaint after all.
		again := b.register("receiver", complaint.Intake{As: complaint.AsComplaint, Values: map[string]m{"complaint": dispute(nil)},
			From: &complaint.Earlier{Kind: "tipoff", Record: made[0].Ref(), Rev: made[0].Rev, Resort: true, Reason: "请求调解"}})
		back, err := b.get("receiver", "tipoff", made[0].Ref())
		if err != nil || back.Text("step") != "resorted" || record.RefOf(back.Values["split_with"]) != again[0].Ref() {
			t.Errorf("back: %v %v %v", back.Text("step"), back.Values["split_with"], err)
		}
		asked := b.register("receiver", complaint.Intake{As: complaint.AsConsultation, Values: map[string]m{"consultation": {"matter_in_brief": "问", "question": "问"}},
			From: &complaint.Earlier{Kind: "complaint", Record: again[0].Ref(), Rev: again[0].Rev, Resort: true, Reason: "只是咨询"}})
		if a := b.must("receiver", asked[0], "answer", m{"answer": "可以凭小票到门店协商。"}); a.Text("status") != "answered" {
			t.Errorf("answered: %s", a.Text("status"))
		}
		if _, err := b.act("receiver", asked[0], "resort", m{"sort_as": "complaint"}); err == nil {
			t.Error("an answered consultation was sorted anew")
		}
	})
}

// TestRepresentatives: joint complainants choose at most two of themselves (art. 12).
func TestRepresentatives(t *testing.T) {
	all := "李红 15400000002\n王强 15400000003\n赵亮"
	for _, x := range []struct {
		name, chosen, joint string
		ok                  bool
	}{
		{"none", "", all, true}, {"one", "李红", all, true}, {"two", "周敏\n王强", all, true}, {"three", "周敏\n李红\n王强", all, false},
		{"a stranger", "孙丽", all, false}, {"nobody joined", "周敏", "", false}, {"blank lines do not count", "李红\n\n王强\n", all, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			each(t, func(t *testing.T, b *bureau) {
				values := dispute(nil)
				for n, v := range map[string]string{"representatives": x.chosen, "together_with": x.joint} {
					if v != "" {
						values[n] = v
					}
				}
				_, err := b.desk.Register(context.Background(), b.who("receiver"), complaint.Intake{As: complaint.AsComplaint, Values: map[string]m{"complaint": values}})
				if (err == nil) != x.ok || !x.ok && !slices.Equal(fields(err), []string{"representatives"}) {
					t.Errorf("%q of %q: %v", x.chosen, x.joint, err)
				}
			})
		})
	}
}

// TestMandate: an agent's complaint is registered without his mandate and not
// accepted before it is there.
func TestMandate(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(m{"agent": m{"name": "吴律"}})
		b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		if _, err := b.act("east", r, "accept", nil); !fault.Is(err, fault.Conflict) {
			t.Errorf("accepted without the mandate: %v", err)
		}
	})
}

// TestAuthorityDispute: a dispute over who has authority has its own seven working
// days and ends in one of the ways of art. 33; the limit to verify runs on.
func TestAuthorityDispute(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.register("receiver", complaint.Intake{As: complaint.AsTipoff, Values: map[string]m{"tipoff": tip(nil)}})[0]
		r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		r = b.must("east", r, "dispute", m{"dispute_with": "邻市市场监管局", "dispute_reason": "行为发生地不在本市"})
		course := func() map[string]string {
			out := map[string]string{}
			b.t.Helper()
			if err := b.DB.Read(context.Background(), courseOf(b, r, out)); err != nil {
				t.Fatal(err)
			}
			return out
		}
		// 2026-11-21 is a Saturday: day one is Monday the 23rd, day seven Tuesday, 1 December.
		if c := course(); c["dispute"] != "2026-12-01 running" || c["verify"] != "2026-12-11 running" {
			t.Errorf("clocks: %v", c)
		}
		r = b.must("east", r, "ask_superior", nil)
		if c := course(); c["dispute"] != "2026-12-01 met" {
			t.Errorf("after asking the superior: %v", c)
		}
		if r = b.must("east", r, "designated", m{"dispute_result": "省局指定本局处理"}); r.Text("step") != "verifying" {
			t.Errorf("designated to %s", r.Text("step"))
		}
	})
}
