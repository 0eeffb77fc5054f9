package procedure_test

import (
	"context"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// notice2027 is the shipped table with a notice of 2027 invented for these tests.
func notice2027(t *testing.T) *calendar.Table {
	t.Helper()
	table, err := calendar.With(fstest.MapFS{
		calendar.OwnNotices:  {Data: []byte("year,notice\n2027,invented\n")},
		calendar.OwnHolidays: {Data: []byte("date,kind,name,year_of_notice\n2027-01-01,holiday,元旦,2027\n2027-01-04,holiday,元旦,2027\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

// reckon goes through what is to be reckoned anew, as the job does, and returns
// how many records it took and how many limits moved.
func (b *bureau) reckon(kindName string) (records, moved int) {
	b.t.Helper()
	ctx := context.Background()
	k := b.Engine.Kinds().Get(kindName)
	for after := (ref.Ref{}); ; {
		var list []ref.Ref
		err := b.Engine.DB().Read(ctx, func(c db.Conn) (err error) {
			list, err = b.book.Stale(c, k, calendar.DateOf(calendar.Instant(b.Legal.Now())), after, 2)
			return err
		})
		if err != nil {
			b.t.Fatal(err)
		}
		if len(list) == 0 {
			return records, moved
		}
		for _, r := range list {
			err := b.Engine.DB().Write(ctx, func(tx *db.Tx) error {
				n, err := b.book.Reckon(tx, k, r)
				moved += n
				return err
			})
			if err != nil {
				b.t.Fatal(err)
			}
			records++
			after = r
		}
	}
}

func (b *bureau) verify(when string) {
	b.t.Helper()
	if err := b.Engine.Verify(context.Background(), nil, func(x record.Finding) { b.t.Errorf("%s: %s", when, x) }); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bureau) pasts(r *record.Record) (out []record.Past) {
	b.t.Helper()
	err := b.Engine.DB().Read(context.Background(), func(c db.Conn) (err error) {
		out, err = b.Engine.Pasts(c, r.Kind.Name, r.Ref())
		return err
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return out
}

// TestNewNoticeMovesLimits: when the notice of a year comes, every open limit it
// moves is worked out anew and says why; the others, and what has ended, stay.
func TestNewNoticeMovesLimits(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-12-28")
		moves := b.file("complaint", "receiver", complaint(map[string]any{"received_on": "2026-12-28"}))
		moves = b.must(moves, "receiver", "dispatch", nil)
		ended := b.file("complaint", "receiver", complaint(map[string]any{"received_on": "2026-12-28", "goods": "过期面包"}))
		ended = b.must(ended, "receiver", "dispatch", nil)
		ended = b.must(ended, "receiver", "redirect", nil)
		b.at("2026-12-01")
		if got := b.due("2027-12-31"); strings.Join(got, ", ") != "complaint.first_reply 2026-12-29, complaint.accept 2027-01-06" {
			t.Fatalf("due before the notice: %v", got)
		}
		b.at("2026-12-29T10:00")
		b.book.SetTable(notice2027(t))
		b.verify("before the limits are reckoned anew")
		if n, moved := b.reckon("complaint"); n != 1 && n != 2 || moved != 1 {
			t.Errorf("%d records reckoned, %d limits moved", n, moved)
		}
		b.verify("after")
		if got := b.due("2027-12-31"); strings.Join(got, ", ") != "complaint.first_reply 2026-12-29, complaint.accept 2027-01-08" {
			t.Errorf("due after the notice: %v", got)
		}
		acts := b.pasts(moves)
		last := acts[len(acts)-1]
		if last.Name != record.Reckon || last.Actor != "machine:calendar" || last.Reason() != "2027年节假日安排公布：“受理期限”由 2027-01-06（暂定） 改为 2027-01-08" {
			t.Errorf("the act: %s by %s: %s", last.Name, last.Actor, last.Reason())
		}
		if n, moved := b.reckon("complaint"); n != 0 || moved != 0 {
			t.Errorf("reckoned twice: %d records, %d limits", n, moved)
		}
		if got := b.pasts(ended); got[len(got)-1].Name != "redirect" {
			t.Errorf("what has ended was written on: %s", got[len(got)-1].Name)
		}
		// The record goes on: the moved day is the one that holds.
		moves = b.must(last.Record, "officer", "accept", nil)
		b.must(moves, "officer", "inform", told("accept", "complainant", "2026-12-29"))
	})
}

// TestChangedLimitMovesLimits: the same when a text is amended; verification does
// not take the amendment for a falsified table.
func TestChangedLimitMovesLimits(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-05-06")
		r := b.file("complaint", "receiver", complaint(nil))
		r = b.must(r, "receiver", "dispatch", nil)
		k := procedure.Of(b.Engine.Kinds().Get("complaint")).Versions[1].Clock("accept")
		k.Limits[0].Limit = calendar.Workdays(5)
		b.verify("before the limits are reckoned anew")
		if n, moved := b.reckon("complaint"); n != 1 || moved != 1 {
			t.Errorf("%d records reckoned, %d limits moved", n, moved)
		}
		acts := b.pasts(r)
		if why := acts[len(acts)-1].Reason(); !strings.Contains(why, "的期限规定有变动：“受理期限”由 2026-05-14 改为 2026-05-12") {
			t.Errorf("why: %s", why)
		}
	})
}

// TestExpiryScan: the scan writes what the law brought about, once, and nothing
// else; a limit is over with the first second after its last day.
func TestExpiryScan(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-03-02")
		permit := b.file("permit_application", "officer", map[string]any{"received_on": "2026-03-02", "applicant_as_written": "老王超市", "permit": "食品经营许可"})
		me := func(role string) map[string]any { return map[string]any{"id": string(b.By[role].Person), "name": role} }
		r := b.file("penalty_case", "leader", map[string]any{"filed_on": "2026-03-02", "party_as_written": "老王超市", "officers": []any{me("officer"), me("reviewer")}})
		b.must(r, "officer", "register_evidence", map[string]any{"evidence_registration": map[string]any{"taken_on": "2026-03-02", "goods": "账册"}})
		kept := b.part(r, "evidence_registration", "of_case")
		fallen := func(at string) (n int) {
			b.at(at)
			ctx := context.Background()
			var list []procedure.Fallen
			err := b.Engine.DB().Read(ctx, func(c db.Conn) (err error) {
				list, err = b.book.Fallen(c, recordtest.Area, procedure.Fallen{}, calendar.Instant(b.Legal.Now()), 10)
				return err
			})
			for _, f := range list {
				err = b.Engine.DB().Write(ctx, func(tx *db.Tx) error {
					rec, err := b.Engine.GetForAct(tx, f.Kind, f.Record)
					if err != nil {
						return err
					}
					after, err := b.book.Overtake(tx, rec)
					if err == nil && after.Rev != rec.Rev {
						n++
					}
					return err
				})
			}
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		for _, x := range []struct {
			at   string
			want int
		}{{"2026-03-09T23:59", 0}, {"2026-03-10T00:00", 1}, {"2026-03-10T08:00", 0}, {"2026-03-11T23:59", 0}, {"2026-03-12T00:00", 1}, {"2026-04-20T08:00", 0}} {
			if n := fallen(x.at); n != x.want {
				t.Errorf("at %s %d were written, want %d", x.at, n, x.want)
			}
			b.verify("at " + x.at)
		}
		acts := b.pasts(kept)
		if last := acts[len(acts)-1]; last.Name != record.Expire || last.Effective != "2026-03-12" || last.Record.Text("step") != "lapsed" {
			t.Errorf("of the evidence: %s on %s, %q", last.Name, last.Effective, last.Record.Text("step"))
		}
		acts = b.pasts(permit)
		if last := acts[len(acts)-1]; last.Record.Text("step") != "accepted" || !strings.Contains(last.Reason(), "于 2026-03-09 届满") {
			t.Errorf("of the application: %q, %s", last.Record.Text("step"), last.Reason())
		}
		err := b.Engine.DB().Read(context.Background(), func(c db.Conn) error {
			n, err := b.book.Count(c, recordtest.Area, calendar.Instant(b.Legal.Now()))
			if n.Overdue == 0 || n.Release != 0 {
				t.Errorf("late: %+v", n)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

// TestExpiryAtTheActsVerySecond: in the last second of its last day a limit still
// runs, in the next it is over, whether or not the scan has run.
func TestExpiryAtTheActsVerySecond(t *testing.T) {
	each(t, func(b *bureau) {
		b.at("2026-03-02")
		values := map[string]any{"received_on": "2026-03-02", "applicant_as_written": "老王超市", "permit": "食品经营许可"}
		in, late := b.file("permit_application", "officer", values), b.file("permit_application", "officer", values)
		b.at("2026-03-09T23:59:59")
		b.must(in, "officer", "supplement", map[string]any{"missing": "营业执照复印件"})
		b.at("2026-03-10T00:00:00")
		if _, err := b.do(late, "officer", "supplement", map[string]any{"missing": "营业执照复印件"}); !fault.Is(err, fault.Conflict) || !strings.Contains(err.Error(), "现在处于“已受理”") {
			t.Errorf("a second too late: %v", err)
		}
		b.must(late, "leader", "grant", nil)
	})
}
