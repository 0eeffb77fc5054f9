package task_test

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
)

// TestSigner is 加签 and 减签: an act waits for who was asked to sign besides, and
// for nobody else; either answer lets it go on, and the limits run all the while.
func TestSigner(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("加签的")
		before := h.mine(h.caller("an"))
		ask := map[string]any{"to_person": to(h.who["hua"]), "awaited": "accept"}
		for _, x := range []struct {
			what, who string
			give      map[string]any
			want      string
		}{
			{"no act", "an", map[string]any{"to_person": to(h.who["hua"])}, "task.invalid:awaited.required"},
			{"an act that is not of the procedure", "an", map[string]any{"to_person": to(h.who["hua"]), "awaited": "fly"}, "task.invalid:awaited.unknown"},
			{"an act of another step", "an", map[string]any{"to_person": to(h.who["hua"]), "awaited": "approve"}, "task.invalid:awaited.step"},
			{"nobody", "an", map[string]any{"awaited": "accept"}, "task.invalid:to_person.required"},
			{"himself", "an", map[string]any{"to_person": to(h.who["an"]), "awaited": "accept"}, "task.invalid:to_person.self"},
			{"not his record", "bo", ask, "record.barred"},
		} {
			if got := h.refused(x.who, r, record.AddSigner, x.give); got != x.want {
				t.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
		}
		if got := h.refused("lei", r, "supervise", map[string]any{"until": "2026-05-10", "awaited": "accept"}); got != "task.invalid:awaited.not_taken" {
			t.Errorf("supervision with an act: %q", got)
		}
		r = h.do("an", r, record.AddSigner, ask)
		if got := h.refused("an", r, record.AddSigner, map[string]any{"to_person": to(h.who["hua"]), "awaited": " accept "}); got != "task.twice" {
			t.Errorf("twice: %q", got)
		}
		running := h.mine(h.caller("an"))
		if got := h.refused("an", r, "accept", nil); got != "procedure.signer" {
			t.Errorf("the act does not wait: %q", got)
		}
		if got := h.refused("an", r, "return", nil); got != "" {
			t.Errorf("another act waits too: %q", got)
		}
		want(t, "the limits run on", running, before...)
	})
}

// TestSignerAnswers: who may answer and take back, and that the act goes on then.
func TestSignerAnswers(t *testing.T) {
	each(t, func(h *house) {
		r := h.sent("会签的")
		for _, who := range []string{"hua", "bo"} {
			r = h.do("an", r, record.AddSigner, map[string]any{"to_person": to(h.who[who]), "awaited": "accept"})
		}
		list := h.orders(r)
		of := func(i int, more map[string]any) map[string]any {
			out := map[string]any{"order": string(list[i].Act)}
			for k, v := range more {
				out[k] = v
			}
			return out
		}
		for _, x := range []struct {
			what, who, act string
			give           map[string]any
			want           string
		}{
			{"one who was not asked", "bo", record.Respond, of(0, map[string]any{"opinion": "agree"}), "task.addressed"},
			{"no opinion", "hua", record.Respond, of(0, nil), "task.invalid:opinion.required"},
			{"against, without a word", "hua", record.Respond, of(0, map[string]any{"opinion": "disagree"}), "task.invalid:reply.required"},
			{"lifted like an urging", "an", record.Lift, of(0, nil), "task.order:order.sort"},
			{"dropped by who was asked", "bo", record.DropSigner, of(1, nil), "task.giver"},
		} {
			if got := h.refused(x.who, r, x.act, x.give); got != x.want {
				t.Errorf("%s: %q, want %q", x.what, got, x.want)
			}
		}
		r = h.do("hua", r, record.Respond, of(0, map[string]any{"opinion": "disagree", "reply": "先补住所证明"}))
		if got := h.orders(r)[0]; got.Reply != "不同意。先补住所证明" || got.Awaits() {
			t.Errorf("the answer is %+v", got)
		}
		if got := h.refused("an", r, record.DropSigner, of(0, nil)); got != "task.answered" {
			t.Errorf("an answer taken back: %q", got)
		}
		if got := h.refused("an", r, "accept", nil); got != "procedure.signer" {
			t.Errorf("the second is not waited for: %q", got)
		}
		r = h.do("an", r, record.DropSigner, of(1, nil))
		// A unit that is asked answers by anybody of it but who asked.
		r = h.do("an", r, record.AddSigner, map[string]any{"to_unit": to(h.units["eaststation"]), "awaited": "accept"})
		list = h.orders(r)
		if got := h.refused("an", r, record.Respond, of(2, map[string]any{"opinion": "agree"})); got != "task.self" {
			t.Errorf("who asked signs himself: %q", got)
		}
		r = h.do("bo", r, record.Respond, of(2, map[string]any{"opinion": "agree"}))
		if r = h.do("an", r, "accept", nil); r.Text("step") != "working" {
			t.Errorf("accepted: %s", r.Text("step"))
		}
	})
}
