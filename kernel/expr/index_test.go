package expr

import (
	"strings"
	"testing"
)

// TestIndexUsed looks into the plans: T(e) of the usual filters must be served
// by an index, on both databases.
func TestIndexUsed(t *testing.T) {
	sc := complaints()
	env := Env{Today: testToday, Now: testNow, Vars: map[string]any{"my_state": "open", "me": Reference{Area: "3710", ID: "s1"}, "my_states": []string{"open", "x"}}}
	indexes := []string{"CREATE INDEX ix_title ON complaint (title)", "CREATE INDEX ix_filed ON complaint (filed_on)", "CREATE INDEX ix_amount ON complaint (amount)",
		"CREATE INDEX ix_state ON complaint (state, filed_on)", "CREATE INDEX ix_rate ON complaint (rate)", "CREATE INDEX ix_resp ON complaint (respondent_area, respondent)",
		"CREATE INDEX ix_tags ON complaint_tags (area, value, id)", "CREATE INDEX ix_seen ON complaint (seen_at)"}
	for _, s := range stores(t) {
		s.create(t, subjects())
		s.create(t, sc)
		series := "generate_series(1, 20000) AS g(i)"
		if s.dialect == SQLite {
			series = "(WITH RECURSIVE g(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM g WHERE i < 20000) SELECT i FROM g) AS g"
		}
		s.exec(t, `INSERT INTO complaint (area, id, title, state, amount, rate, filed_on, seen_at, respondent_area, respondent)
			SELECT '3710', 'c' || i, 'n' || i, 's' || (i % 500), i, i, CAST(1000 + i % 9000 AS TEXT) || '-01-01', CAST(i AS BIGINT) * 1000000, '3710', 's' || i FROM `+series)
		s.exec(t, "INSERT INTO complaint_tags (area, id, pos, value) SELECT '3710', 'c' || i, 0, 't' || i FROM "+series)
		for _, ix := range indexes {
			s.exec(t, ix)
		}
		s.exec(t, "ANALYZE")
		for _, c := range []struct{ src, index string }{
			{`title == "n77"`, "ix_title"},
			{`title in ["n77", "n78"]`, "ix_title"},
			{`title.startsWith("n777")`, "ix_title"},
			{`title >= "n777" && title < "n778"`, "ix_title"},
			{`filed_on == "2026-01-01"`, "ix_filed"},
			{`filed_on > today && filed_on <= today + years(1)`, "ix_filed"},
			{`amount == yuan(1.5)`, "ix_amount"},
			{`amount > yuan(1.5) && amount < yuan(1.7)`, "ix_amount"},
			{`rate == 1.5`, "ix_rate"},
			{`state == "s7" && filed_on > "2026-01-01"`, "ix_state"},
			{`state == my_state`, "ix_state"},
			{`state in my_states`, "ix_state"},
			{`state == "s7" && (urgent || title.contains("9"))`, "ix_state"},
			{`seen_at >= start_of("1970-01-02") && seen_at < start_of("1970-01-02") + hours(1)`, "ix_seen"},
			{`respondent == me`, "ix_resp"},
			{`!(title != "n77")`, "ix_title"},
			{`title == "n77" || title == "n78"`, "ix_title"},
		} {
			t.Run(s.name+"/"+c.src, func(t *testing.T) {
				p, err := Compile(c.src, sc, Condition())
				if err != nil {
					t.Fatal(err)
				}
				args := NewArgs(1)
				where, err := p.Where(s.dialect, "t", args, env)
				if err != nil {
					t.Fatal(err)
				}
				plan := s.plan(t, "SELECT t.id FROM complaint t WHERE "+where, args.Values)
				if !strings.Contains(plan, c.index) || strings.Contains(plan, "SCAN t") || strings.Contains(plan, "Seq Scan") {
					t.Errorf("%s\n%s", where, plan)
				}
			})
		}
	}
}

func (s *store) plan(t testing.TB, q string, args []any) string {
	t.Helper()
	explain := "EXPLAIN QUERY PLAN "
	if s.dialect == PostgreSQL {
		explain = "EXPLAIN "
	}
	return strings.Join(s.read(t, query{explain + q, args})[0], "\n")
}
