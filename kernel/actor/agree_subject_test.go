package actor

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestSubjectAgrees: over random records, what a list finds for a subject is
// what Covers lets through, and exactly its own: of kinds that name the role
// `subject` for the verb, the records about it or merged into it.
func TestSubjectAgrees(t *testing.T) {
	set := kinds(t)
	names := []string{"stall", "word", "memo", "thing", "hush", "unit", "role_grant"}
	verbs := []string{"read", "create", "amend", "reply", "close", "personal", "secret", "export", "erase", "annul"}
	given := map[string][]string{"stall": {"read"}, "word": {"read", "create", "reply", "personal"}}
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		prepare(t, d, set)
		seen := map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			subjects := []ref.Ref{}
			areas := []ref.Area{"3710", "3710", "6302"}
			for i := range pick(rt, "subjects", []int{1, 2, 3, 4}) {
				subjects = append(subjects, ref.Ref{Area: pick(rt, "area", areas), ID: ref.ID(fmt.Sprint("s", i))})
			}
			w := &world{}
			for _, s := range subjects {
				w.records = append(w.records, row{kind: set.Get("stall"), area: s.Area, id: string(s.ID), unit: "u1", owner: "p1"})
			}
			for i := range pick(rt, "records", []int{3, 8, 15}) {
				about := pick(rt, "about", append(slices.Clone(subjects), ref.Ref{}, ref.Ref{Area: "3710", ID: "lost"}))
				if pick(rt, "elsewhere", []bool{false, false, false, true}) {
					about.Area = "6302" // the same identifier in another book is another subject
				}
				k := set.Get(pick(rt, "kind", []string{"word", "word", "word", "memo"}))
				w.records = append(w.records, row{kind: k, area: pick(rt, "area", areas), id: fmt.Sprint("r", i), owner: pick(rt, "owner", []string{"", "p1", "s0"}),
					values: map[string]any{"whom": null(string(about.ID)), "whom_area": null(string(about.Area))}})
			}
			fill(t, d, set, w.all())
			dir := NewDirectory(d)
			if err := dir.Load(context.Background()); err != nil {
				rt.Fatal(err)
			}
			c := Caller{Account: "x", Subject: pick(rt, "self", subjects), Login: "l1", Day: day, Ended: pick(rt, "ended", []bool{false, false, true})}
			if merged := pick(rt, "merged", subjects); merged != c.Subject {
				c.Merged = []ref.Ref{merged}
			}
			k, verb := set.Get(pick(rt, "of", names)), pick(rt, "verb", verbs)
			may := slices.Contains(given[k.Name], verb) && (!c.Ended || verb == "read")
			agreeSubject(rt, d, dir.May(c, verb, k), w, c, k, may, seen)
		})
		t.Logf("compared: %v", seen)
		if seen["some"] == 0 || seen["none"] == 0 {
			t.Errorf("one-sided cases: %v", seen)
		}
	})
}

func agreeSubject(t *rapid.T, d *db.DB, scope Scope, w *world, c Caller, k *kind.Kind, may bool, seen map[string]int) {
	covers, naive := []string{}, []string{}
	for _, r := range w.records {
		if r.kind != k {
			continue
		}
		var about ref.Ref
		if k.Name == "stall" {
			about = ref.Ref{Area: r.area, ID: ref.ID(r.id)}
		} else {
			about = ref.Ref{Area: ref.Area(r.text("whom_area")), ID: ref.ID(r.text("whom"))}
		}
		head := RowHead{Area: r.area, Unit: ref.ID(r.unit), Owner: ref.ID(r.owner), Parties: r.parties, About: []ref.Ref{about}}
		if scope.Covers(head) {
			covers = append(covers, r.id)
		}
		if may && (about == c.Subject || slices.Contains(c.Merged, about)) {
			naive = append(naive, r.id)
		}
	}
	found := listed(t, d, scope, k)
	for _, ids := range [][]string{covers, naive, found} {
		sort.Strings(ids)
	}
	if diff := cmp.Diff(covers, found); diff != "" {
		t.Fatalf("%+v %s: Covers and Where differ (-covers +where):\n%s", c, k.Name, diff)
	}
	if diff := cmp.Diff(naive, covers); diff != "" {
		t.Fatalf("%+v %s: the rule and Covers differ (-rule +covers):\n%s", c, k.Name, diff)
	}
	if scope.AllIn("3710") {
		t.Fatalf("a subject is told totals of %s", k.Name)
	}
	if len(covers) == 0 {
		seen["none"]++
	} else {
		seen["some"]++
	}
}

// TestSubjectRole: nobody is granted the role of the supervised, nor does a
// bureau's own role take its name; what a subject may do is explained.
func TestSubjectRole(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		o := newOrg(t)
		o.grant("g9", "zhao", "subject", "bureau", nil)
		o.grant("g10", "zhao", "machine", "bureau", nil)
		o.add("role", "r1", "sec", map[string]any{"name": "subject", "title": "冒名", "base": "officer", "matters": `["complaint"]`, "confirmed": "yes", "confirmed_by": "chief"})
		dir := o.open(t, d)
		zhao := who(t, dir, "zhao")
		if len(zhao.Roles) != 0 || !dir.May(zhao, "create", o.set.Get("word")).None {
			t.Errorf("somebody was granted the role of the supervised: %+v", zhao.Roles)
		}
		for _, name := range []string{"subject", "machine"} {
			if _, err := dir.Guard(who(t, dir, "sec"), o.set.Get("role"), "create", Standing{}, map[string]any{"name": name}); err == nil {
				t.Errorf("a bureau's own role may be called %s", name)
			}
		}
		c := Caller{Subject: ref.Ref{Area: "3710", ID: "s1"}, Login: "l1", Day: day}
		if got := c.Label(); got != "subject:l1" {
			t.Error(got)
		}
		if id, ok := OfSubject(c.Label()); !ok || id != "l1" {
			t.Error(id, ok)
		}
		for verb, want := range map[string]string{"reply": "结论：可以答复“来往”，限于关于本主体的", "close": "结论：不能办结“来往”"} {
			if why := dir.Why(c, verb, o.set.Get("word")); why[len(why)-1] != want {
				t.Error(why)
			}
		}
		read := dir.May(c, kind.Read, o.set.Get("stall"))
		if read.Readable(o.set.Get("stall").Field("phone")) || !dir.May(c, kind.Read, o.set.Get("word")).Readable(o.set.Get("word").Field("phone")) {
			t.Error("personal fields are shown where the kind does not say so, or hidden where it does")
		}
	})
}
