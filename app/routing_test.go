package app_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/practice/complaint"
)

// The bounds of what was measured (docs/routing.md): of a hundred examples so many
// may be sent wrongly, and so many left to the person.
const (
	mayBeWrong = 3
	mayBeLeft  = 9
)

// TestRouting measures the rules on labelled examples. They are made, not taken
// from real complaints: see docs/routing.md for how, and for what that means. A
// wrong proposal costs a return between offices, none costs a question to the
// complainant: the two are counted apart.
func TestRouting(t *testing.T) {
	a := open(t, app.Config{Data: t.TempDir(), City: "weihai"})
	units, err := a.Found(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := a.People.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	router, err := a.Router()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("testdata/routing.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	type score struct{ n, right, left, wrong int }
	by, order, all := map[string]*score{}, []string{}, score{}
	for _, r := range rows[1:] {
		s := by[r[0]]
		if s == nil {
			s = &score{}
			by[r[0]], order = s, append(order, r[0])
		}
		got := router.Propose(complaint.RouteFacts{Address: r[1], Seat: r[2], County: r[3], Platform: r[4]})
		want, ok := units[r[5]], false
		switch {
		case r[5] == "ask":
			ok = got.N == 0
		case r[5] == "nobody":
			ok = got.Nobody
		default:
			ok = got.Unit == want && got.Ground == r[6]
		}
		s.n++
		switch {
		case ok:
			s.right++
		case got.N == 0:
			s.left++
		default:
			s.wrong++
			t.Logf("wrong: %q (%s) → %s; want %s", r[1], r[0], got.Text, r[5])
		}
	}
	for _, name := range order {
		s := by[name]
		t.Logf("%-46s %3d: right %3d, left to the person %2d, wrong %2d", name, s.n, s.right, s.left, s.wrong)
		all.n, all.right, all.left, all.wrong = all.n+s.n, all.right+s.right, all.left+s.left, all.wrong+s.wrong
	}
	t.Logf("of %d: right %d, left %d, wrong %d", all.n, all.right, all.left, all.wrong)
	if all.n < 200 || 100*all.wrong > mayBeWrong*all.n || 100*all.left > mayBeLeft*all.n {
		t.Errorf("of %d examples %d are sent wrongly and %d are left to the person; more than docs/routing.md says", all.n, all.wrong, all.left)
	}
	for _, n := range []string{"{place}", "{unit}", "{seat}"} {
		if slices.ContainsFunc(rows[1:], func(r []string) bool {
			return strings.Contains(router.Propose(complaint.RouteFacts{Address: r[1], Seat: r[2], County: r[3], Platform: r[4]}).Text, n)
		}) {
			t.Errorf("an explanation is left with %s", n)
		}
	}
}
