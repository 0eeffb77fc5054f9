package complaint_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
)

// TestTransferred: a complaint that goes to another city begins there as it was
// registered; what came of it here, and that it was published here, stays here.
func TestTransferred(t *testing.T) {
	each(t, func(t *testing.T, b *bureau) {
		r := b.complaint(nil)
		r = b.must("receiver", r, "dispatch", m{"handling_unit": b.to(b.units["east"])})
		r = b.must("east", r, "ask_complainant", m{"question": "何时办卡？"})
		r = b.must("east", r, "accept", nil)
		r = b.must("east", r, "terminate", m{"end_ground": "withdrawn"})
		r = b.must("head", r, "hold_back", nil)
		if r.Text("outcome") != "terminated" || r.Text("publication") != "held" || r.Text("asked") != "waiting" {
			t.Fatalf("here: outcome %q, publication %q, asked %q", r.Text("outcome"), r.Text("publication"), r.Text("asked"))
		}
		there, err := b.Engine.Act(context.Background(), record.Request{Kind: "complaint", Act: record.Transfer, Record: r.Ref(), Rev: &r.Rev, Area: r.Area, To: "3706", Reason: "由住所地处理", Caller: b.who("leader")})
		if err != nil {
			t.Fatal(err)
		}
		if there.Text("step") != "registered" || there.Values["outcome"] != nil || there.Text("publication") != "undecided" || there.Text("asked") != "no" || there.Text("goods") != "健身年卡" {
			t.Errorf("there: step %q, outcome %v, publication %q, asked %v, goods %q", there.Text("step"), there.Values["outcome"], there.Text("publication"), there.Values["asked"], there.Text("goods"))
		}
		if err := b.Engine.Verify(context.Background(), nil, func(x record.Finding) { t.Errorf("verify: %s", x) }); err != nil {
			t.Fatal(err)
		}
	})
}
