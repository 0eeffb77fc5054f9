package actor

import (
	"context"
	"fmt"
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// world is a random organisation with random records.
type world struct {
	rows    []row
	units   []row
	people  []row
	grants  []row
	given   []row
	records []row
}

func (w *world) all() []row {
	w.rows = nil
	for _, part := range [][]row{w.units, w.people, w.grants, w.given, w.records} {
		w.rows = append(w.rows, part...)
	}
	return w.rows
}

func pick[T any](t *rapid.T, label string, from []T) T {
	return rapid.Permutation(from).Draw(t, label)[0] // evenly: a plain index prefers the first
}

func generate(t *rapid.T, set *kind.Set) *world {
	w := &world{}
	areas := []ref.Area{"3710", "3710", "3710", "3710", "3710", "6302"}
	begins := []string{"2026-01-01", "2026-01-01", "2026-01-01", "2026-01-01", day, "2026-11-22"}
	ends := []string{"", "", "", "2027-01-01", "2026-11-22", day}
	number := func(label string, lo, hi int) int {
		var all []int
		for n := lo; n <= hi; n++ {
			all = append(all, n)
		}
		return pick(t, label, all)
	}
	ids := func(prefix string, n int) []string {
		out := []string{""}
		for i := range n {
			out = append(out, fmt.Sprintf("%s%d", prefix, i))
		}
		return out
	}
	units, people := ids("u", number("units", 2, 9)), ids("p", number("people", 2, 5))
	for _, id := range units[1:] {
		state := pick(t, "state", []string{"active", "active", "active", "active", "active", "annulled"})
		w.units = append(w.units, row{kind: set.Get("unit"), area: pick(t, "area", areas), id: id, state: state,
			values: map[string]any{"name": id, "parent": null(pick(t, "parent", append(units[1:], "", "u0", "u0", "u1", "lost")))}})
	}
	for _, id := range people[1:] {
		w.people = append(w.people, row{kind: set.Get("person"), area: pick(t, "area", areas), id: id,
			values: map[string]any{"name": id, "account": id, "unit_of": pick(t, "unit", units), "left_on": null(pick(t, "left", []string{"", "", "", "", "", "", "2027-01-01", day}))}})
	}
	matters := []any{nil, nil, `["complaint"]`, `["food"]`}
	for i := range number("grants", 4, 16) {
		w.grants = append(w.grants, row{kind: set.Get("role_grant"), area: "3710", id: fmt.Sprint("g", i), owner: pick(t, "by", append(people, "", "")), values: map[string]any{
			"person": pick(t, "person", people[1:]), "role": pick(t, "role", []string{"officer", "officer", "officer", "head", "head", "head", "leader", "leader", "viewer", "viewer", "officer", "officer", "head", "system_admin"}),
			"over": null(pick(t, "over", units)), "reach": null(pick(t, "reach", []string{"", "", "own"})), "matters": pick(t, "matters", matters),
			"since": pick(t, "since", begins), "until_on": null(pick(t, "until", ends)),
			"confirmed": pick(t, "confirmed", []any{nil, "no", "yes", "yes", "yes", "yes"}), "confirmed_by": null(pick(t, "confirmed_by", people))}})
	}
	for i := range number("delegations", 2, 9) {
		w.given = append(w.given, row{kind: set.Get("delegation"), area: "3710", id: fmt.Sprint("d", i), values: map[string]any{
			"giver": pick(t, "giver", people[1:]), "taker": pick(t, "taker", people[1:]), "role": null(pick(t, "role", []string{"", "", "officer", "head"})),
			"matters": pick(t, "matters", matters), "since": pick(t, "since", begins), "until_on": null(pick(t, "until", ends[2:]))}})
	}
	kinds := []*kind.Kind{set.Get("thing"), set.Get("hush"), set.Get("meal")}
	for i := range number("records", 5, 25) {
		r := row{kind: pick(t, "kind", kinds), area: pick(t, "area", areas), id: fmt.Sprint("r", i), unit: pick(t, "unit", append(units, "lost")), owner: pick(t, "owner", people)}
		for range number("parties", 0, 2) {
			r.parties = append(r.parties, Party{ref.ID(pick(t, "party", people)), ref.ID(pick(t, "party unit", units)), pick(t, "copied", []bool{false, true})})
		}
		w.records = append(w.records, r)
	}
	return w
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// text reads a column of a generated row.
func (r row) text(column string) string { s, _ := r.values[column].(string); return s }

// TestCoversAgreesWithWhere: over random organisations, grants, delegations
// and records the rows a list finds are exactly those Covers lets through, and
// exactly those a reading of the rules from the raw rows allows.
func TestCoversAgreesWithWhere(t *testing.T) {
	set := kinds(t)
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		prepare(t, d, set)
		seen := map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			w := generate(rt, set)
			fill(t, d, set, w.all())
			dir := NewDirectory(d)
			if err := dir.Load(context.Background()); err != nil {
				rt.Fatal(err)
			}
			for _, p := range w.people {
				c := Caller{Person: ref.ID(p.id), Day: day}
				callers := []Caller{c}
				for _, g := range w.people {
					if g.id != p.id {
						callers = append(callers, Caller{Person: c.Person, Day: day, OnBehalf: ref.ID(g.id)})
					}
				}
				for _, c := range callers {
					for _, k := range []*kind.Kind{set.Get("thing"), set.Get("hush"), set.Get("meal")} {
						verb := pick(rt, "verb", []string{"read", "read", "read", "amend", "settle", "personal"})
						agree(rt, d, dir, w, c, verb, k, seen)
					}
				}
			}
		})
		t.Logf("compared: %v", seen)
		for _, what := range []string{"some", "delegated"} {
			if seen[what] == 0 {
				t.Errorf("no case of %s records was generated", what)
			}
		}
	})
}

func agree(t *rapid.T, d *db.DB, dir *Directory, w *world, c Caller, verb string, k *kind.Kind, seen map[string]int) {
	scope := dir.May(c, verb, k)
	covers, naive, of := []string{}, []string{}, 0
	for _, r := range w.records {
		if r.kind != k {
			continue
		}
		of++
		head := RowHead{Area: r.area, Unit: ref.ID(r.unit), Owner: ref.ID(r.owner), Parties: r.parties}
		if scope.Covers(head) {
			covers = append(covers, r.id)
		}
		if w.allowed(c, verb, k, r) {
			naive = append(naive, r.id)
		}
		if c.OnBehalf != "" && scope.Covers(head) && !dir.May(Caller{Person: c.OnBehalf, Day: c.Day}, verb, k).Covers(head) {
			t.Fatalf("%s acting for %s may %s %s, the giver may not", c.Person, c.OnBehalf, verb, r.id)
		}
	}
	found := listed(t, d, scope, k)
	for _, ids := range [][]string{covers, naive, found} {
		sort.Strings(ids)
	}
	if diff := cmp.Diff(covers, found); diff != "" {
		t.Fatalf("%+v %s %s: Covers and Where differ (-covers +where):\n%s", c, verb, k.Name, diff)
	}
	if diff := cmp.Diff(naive, covers); diff != "" {
		t.Fatalf("%+v %s %s: the rules and Covers differ (-rules +covers):\n%s\n%v", c, verb, k.Name, diff, dir.Why(c, verb, k))
	}
	switch {
	case len(covers) == 0:
		seen["none"]++
	case len(covers) == of:
		seen["all"]++
	default:
		seen["some"]++
	}
	if c.OnBehalf != "" && len(covers) > 0 {
		seen["delegated"]++
	}
}

func listed(t *rapid.T, d *db.DB, scope Scope, k *kind.Kind) []string {
	var args []any
	query := "SELECT r.id FROM " + k.Table + " r"
	if where := scope.Where("r", k.Name, func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) }); where != "" {
		query += " WHERE " + where
	}
	out := []string{}
	err := d.Read(context.Background(), func(c db.Conn) error {
		rows, err := c.Query(query, args...)
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return err
			}
			out = append(out, id)
		}
		return rows.Err()
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return out
}
