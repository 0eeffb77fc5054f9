package task_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/task"
	"github.com/hengjian/hengjian/platform/db"
)

func want(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if want == nil {
		want = []string{}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("%s (-want +got):\n%s", what, d)
	}
}

// TestFalls holds to whom the task of each step falls.
func TestFalls(t *testing.T) {
	each(t, func(h *house) {
		r := h.file("mei", "grievance", "过期牛奶")
		want(t, "registered: who receives", h.mine(h.caller("mei")), "过期牛奶  9999-12-31")
		r = h.do("mei", r, "dispatch", map[string]any{"handling_unit": to(h.units["eaststation"])})
		want(t, "sent to a unit: any officer there", h.mine(h.caller("an")), "过期牛奶 accept 2026-05-14")
		want(t, "and the other", h.mine(h.caller("bo")), "过期牛奶 accept 2026-05-14")
		want(t, "not an officer elsewhere", h.mine(h.caller("wu")))
		want(t, "no more who received it", h.mine(h.caller("mei")))
		r = h.do("bo", r, "accept", map[string]any{"handler": to(h.who["bo"])})
		want(t, "accepted, but not told yet", h.mine(h.caller("bo")), "过期牛奶 accept 2026-05-14")
		want(t, "it is bo's now", h.mine(h.caller("an")))
		r = h.do("bo", r, record.Inform, map[string]any{"act": "accept", "whom": "claimant", "mode": "phone", "told_on": "2026-05-06", "proof": "通话"})
		want(t, "told: the next limit", h.mine(h.caller("bo")), "过期牛奶 handle 2026-07-05")
		r = h.do("bo", r, "submit", map[string]any{"why": "查清"})
		want(t, "submitted: the post of the head, held above the station", h.mine(h.caller("hua")), "过期牛奶 handle 2026-07-05")
		want(t, "not the officer's", h.mine(h.caller("bo")))
		want(t, "not another head's", h.mine(h.caller("wen")))
		h.do("hua", r, "approve", nil)
		want(t, "ended", h.mine(h.caller("hua")))
	})
}

// TestOthers: what goes on with somebody else stands among his tasks too, and only
// there while it is his.
func TestOthers(t *testing.T) {
	each(t, func(h *house) {
		r := h.file("an", "referral", "无证经营")
		want(t, "the leader is not troubled before it is reported", h.mine(h.caller("lei")))
		r = h.do("an", r, "recuse", nil)
		want(t, "halted: the head decides, within the limit that runs", h.mine(h.caller("hua")), "无证经营 verify 2026-05-26")
		want(t, "and the officer may still drop it", h.mine(h.caller("an")), "无证经营 verify 2026-05-26")
		r = h.do("hua", r, "recusal", nil)
		want(t, "decided", h.mine(h.caller("hua")))
		r = h.do("an", r, "report_up", map[string]any{"approver": to(h.who["lei"])})
		want(t, "reported: it waits for the leader", h.mine(h.caller("lei")), "无证经营 verify 2026-05-26")
		want(t, "and stays with the handler, whose limit it is", h.mine(h.caller("an")), "无证经营 verify 2026-05-26")
		settled := h.file("an", "referral", "已由他处决定")
		h.do("an", h.do("an", settled, "report_up", map[string]any{"approver": to(h.who["lei"])}), record.Amend, map[string]any{"decided": true})
		want(t, "what is not his to decide does not wait for him", h.mine(h.caller("lei")), "无证经营 verify 2026-05-26")
		r = h.do("lei", r, "file", nil)
		want(t, "the leader has decided", h.mine(h.caller("lei")))
		want(t, "who handles it tells", h.mine(h.caller("an")), "无证经营 tell 2026-05-12", "已由他处决定 verify 2026-05-26")
		h.do("an", r, record.Inform, map[string]any{"act": "file", "whom": "sender", "mode": "phone", "told_on": "2026-05-06", "proof": "通话"})
		want(t, "told: it is to be filed away", h.mine(h.caller("an")), "已由他处决定 verify 2026-05-26", "无证经营  9999-12-31")
		want(t, "which is not the leader's", h.mine(h.caller("lei")))
	})
}

// TestReturn: what is sent back waits for who received it again.
func TestReturn(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("退回的")
		want(t, "sent", h.mine(h.caller("an")), "退回的 accept 2026-05-14")
		h.do("an", r, "return", nil)
		want(t, "back", h.mine(h.caller("mei")), "退回的  9999-12-31")
		want(t, "no more the officer's", h.mine(h.caller("an")))
	})
}

// TestBoard counts what a head, a leader and an officer may oversee, and opens
// what is counted.
func TestBoard(t *testing.T) {
	each(t, func(h *house) {
		h.sent("甲")
		h.sent("乙")
		r := h.file("mei", "grievance", "丙")
		h.do("mei", r, "dispatch", map[string]any{"handling_unit": to(h.units["weststation"])})
		h.file("an", "whisper", "密")
		h.at("2026-05-18")
		d := task.Days{Today: "2026-05-18", WeekEnd: "2026-05-24"}
		for who, n := range map[string]int64{"hua": 2, "wen": 1, "lei": 3, "an": 2 + 1, "wu": 1, "mei": 3} {
			var late, all int64
			h.read(func(c db.Conn) error {
				list, err := h.book.Board(c, h.caller(who), recordtest.Area, d)
				for _, l := range list {
					late, all = late+l.Late, all+l.All()
				}
				return err
			})
			if all != n {
				t.Errorf("%s oversees %d tasks, want %d", who, all, n)
			}
			h.read(func(c db.Conn) error {
				list, err := h.book.In(c, h.caller(who), "", task.Query{Area: recordtest.Area, Limit: 100})
				if int64(len(list)) != n {
					t.Errorf("the board of %s opens %d tasks, it says %d", who, len(list), n)
				}
				past, err2 := h.book.In(c, h.caller(who), "", task.Query{Area: recordtest.Area, Limit: 100, Span: task.Span{To: "2026-05-17"}})
				if int64(len(past)) != late || err2 != nil {
					t.Errorf("the board of %s opens %d late tasks, it says %d (%v)", who, len(past), late, err2)
				}
				return err
			})
		}
		h.read(func(c db.Conn) error {
			list, err := h.book.Of(c, h.caller("hua"), h.who["an"], task.Query{Area: recordtest.Area, Limit: 100})
			if len(list) != 2 {
				t.Errorf("hua sees %d tasks of an, want 2: his secret one is none of hers", len(list))
			}
			n, err2 := h.book.Count(c, h.caller("an"), recordtest.Area, d)
			if n.Late != 2 || n.All() != 3 {
				t.Errorf("an has %+v, want 2 late of 3 (%v)", n, err2)
			}
			return err
		})
	})
}

// TestPages: a list taken in pages is the list.
func TestPages(t *testing.T) {
	each(t, func(h *house) {
		for _, x := range []string{"一", "二", "三", "四", "五"} {
			h.sent(x)
		}
		h.read(func(c db.Conn) error {
			whole, err := h.book.Mine(c, h.caller("an"), task.Query{Area: recordtest.Area, Limit: 100})
			if err != nil {
				return err
			}
			var got []task.Task
			q := task.Query{Area: recordtest.Area, Limit: 2}
			for {
				page, err := h.book.Mine(c, h.caller("an"), q)
				if err != nil || len(page) == 0 {
					break
				}
				got = append(got, page...)
				p := page[len(page)-1].Place()
				q.After = &p
			}
			if d := cmp.Diff(whole, got); d != "" || len(whole) != 5 {
				t.Errorf("pages differ from the list of %d:\n%s", len(whole), d)
			}
			return nil
		})
	})
}
