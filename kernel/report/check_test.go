package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// table is a report of the tests with its lines: counted as given, the rest worked
// out.
func table(t *testing.T, d *Definition, hand Hand, lines ...*Line) *Figures {
	t.Helper()
	f := &Figures{Lines: lines}
	if err := d.write(f, hand); err != nil {
		t.Fatal(err)
	}
	return f
}

type cells = map[string]int64

func TestFormulas(t *testing.T) {
	d := parsed(t, visits(t), testKinds(t))
	f := table(t, d, Hand{"total": {"more": 250}, "way:door": {"more": 100}},
		&Line{Row: "total", Cells: cells{"came": 6, "paid": 1000, "whispers": 3, "minutes": 25}},
		&Line{Row: "way", Value: "door", Cells: cells{"came": 4, "paid": 700, "whispers": 0, "minutes": 30}},
		&Line{Row: "way", Value: "phone", Cells: cells{"came": 2, "paid": 300, "whispers": 3}},
		&Line{Row: "county", Value: "371002", Cells: cells{"came": 0, "paid": 0}},
		&Line{Row: "long", Cells: cells{"came": 0, "paid": 0, "whispers": 0}},
		&Line{Row: "ways", Cells: cells{"came": 99}}, // a sum is worked out anew
	)
	want := map[string]cells{
		"total":         {"came": 6, "paid": 1000, "whispers": 3, "minutes": 25, "more": 250, "all_paid": 1250, "all": 9, "rate": 6667},
		"way:door":      {"came": 4, "paid": 700, "whispers": 0, "minutes": 30, "more": 100, "all_paid": 800, "all": 4, "rate": 10000},
		"way:phone":     {"came": 2, "paid": 300, "whispers": 3, "all": 5, "rate": 4000}, // nothing by hand: no total of amounts
		"county:371002": {"came": 0, "paid": 0},                                          // whispers are not parted by counties
		"long":          {"came": 0, "paid": 0, "whispers": 0, "all": 0},                 // a share of nothing is nothing
		"ways":          {"came": 6, "paid": 1000, "whispers": 3, "more": 100, "all_paid": 1100, "all": 9, "rate": 6667},
	}
	got := map[string]cells{}
	for _, l := range f.Lines {
		got[l.Key()] = l.Cells
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	again, err := ParseFigures(f.Text())
	if err != nil || again.Text() != f.Text() || cmp.Diff(f, again) != "" {
		t.Errorf("figures do not come back as they were: %v", err)
	}
	before := f.Text()
	if err := d.write(f, Hand{"total": {"more": 250}, "way:door": {"more": 100}}); err != nil || f.Text() != before {
		t.Errorf("the same written again changes the figures: %v", err)
	}
	if err := d.write(f, Hand{}); err != nil || f.Line("total").Cells["all_paid"] != 0 {
		t.Errorf("what was written by hand and is taken back is still there: %v, %v", f.Line("total").Cells, err)
	}
}

func TestRounding(t *testing.T) {
	for _, x := range [][3]int64{{1, 2, 1}, {1, 3, 0}, {2, 3, 1}, {5, 2, 3}, {-5, 2, -3}, {-1, 3, 0}, {10000, 3, 3333}, {0, 7, 0}} {
		if got := roundDiv(x[0], x[1]); got != x[2] {
			t.Errorf("%d / %d is %d, want %d", x[0], x[1], got, x[2])
		}
	}
	for v, want := range map[int64]string{0: "0.00", 5: "0.05", -5: "-0.05", 123456: "1234.56", -100: "-1.00"} {
		if got := Show(&Column{Unit: Yuan}, v); got != want {
			t.Errorf("%d fen is %s, want %s", v, got, want)
		}
	}
}

func TestChecks(t *testing.T) {
	d := parsed(t, visits(t), testKinds(t))
	good := func() *Figures {
		return table(t, d, Hand{"total": {"more": 0}},
			&Line{Row: "total", Title: "合计", Cells: cells{"came": 12, "paid": 1000, "whispers": 3}},
			&Line{Row: "way", Value: "door", Cells: cells{"came": 8, "paid": 700, "whispers": 0}},
			&Line{Row: "way", Value: "phone", Cells: cells{"came": 4, "paid": 300, "whispers": 3}},
			&Line{Row: "ways", Cells: cells{}})
	}
	last := good()
	for name, x := range map[string]struct {
		make func(f *Figures)
		last *Figures
		want []string // key: figures in words
	}{
		"nothing wrong":                      {func(*Figures) {}, last, nil},
		"a total that is not the sum":        {func(f *Figures) { f.Line("way:door").Cells["came"] = 7 }, last, []string{"ways@total: 来访 12，分项之和 11"}},
		"amounts that do not add up":         {func(f *Figures) { f.Line("total").Cells["paid"] = 999 }, last, []string{"ways@total: 退款 9.99，分项之和 10.00"}},
		"two columns that do not add up":     {func(f *Figures) { f.Line("way:phone").Cells = cells{} }, last, []string{"ways@total: 来访 12，分项之和 8", "ways@total: 密报 3，分项之和 0", "ways@total: 退款 10.00，分项之和 7.00"}},
		"a condition":                        {func(f *Figures) { f.Line("way:door").Cells["came"], f.Line("way:phone").Cells["came"] = 0, 12 }, last, []string{"paid@way:door: 来访 0，退款 7.00"}},
		"a condition of one row only":        {func(f *Figures) { f.Line("way:phone").Cells["whispers"], f.Line("total").Cells["whispers"] = 15, 15 }, last, []string{"few@total: 来访 12，密报 15"}},
		"a condition over what is not there": {func(f *Figures) { delete(f.Line("total").Cells, "whispers"); f.Line("way:phone").Cells["whispers"] = 0 }, last, nil},
		"by half is no jump":                 {func(*Figures) {}, &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 24}}}}, nil},
		"by more than half":                  {func(*Figures) {}, &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 25}}}}, []string{"jump@total: 来访本期 12，上期 25"}},
		"from nothing":                       {func(*Figures) {}, &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 0}}}}, []string{"jump@total: 来访本期 12，上期 0"}},
		"of few, nothing jumps":              {func(f *Figures) { f.Line("total").Cells["came"], f.Line("way:door").Cells["came"] = 9, 5 }, &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 1}}}}, nil},
		"without a last one":                 {func(*Figures) {}, nil, nil},
		"nothing by hand":                    {func(f *Figures) { delete(f.Line("total").Cells, "more") }, last, []string{"unwritten@more: 其他退款"}},
	} {
		t.Run(name, func(t *testing.T) {
			f := good()
			x.make(f)
			var got []string
			for _, found := range d.Check(f, x.last, nil) {
				got = append(got, found.Key+": "+found.Text)
			}
			if diff := cmp.Diff(x.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestExplained: a warning is open until it is explained, an error always.
func TestExplained(t *testing.T) {
	d := parsed(t, visits(t), testKinds(t))
	f := table(t, d, Hand{}, &Line{Row: "total", Cells: cells{"came": 1, "paid": 0, "whispers": 3}}, &Line{Row: "way", Value: "door", Cells: cells{"came": 1, "paid": 0, "whispers": 3}}, &Line{Row: "ways", Cells: cells{}})
	keys := func(said Explanations) (out []string) {
		for _, x := range Open(d.Check(f, nil, said)) {
			out = append(out, x.Key)
		}
		return out
	}
	if got := keys(nil); cmp.Diff([]string{"few@total", "unwritten@more"}, got) != "" {
		t.Errorf("open are %v", got)
	}
	if got := keys(Explanations{"few@total": "属实", "unwritten@more": "没有"}); cmp.Diff([]string{"unwritten@more"}, got) != "" {
		t.Errorf("explained, open are %v", got)
	}
}

func TestDiffer(t *testing.T) {
	d := parsed(t, visits(t), testKinds(t))
	a := &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 1, "paid": 5}}, {Row: "way", Value: "door", Title: "上门", Cells: cells{"came": 1}}}}
	b := &Figures{Lines: []*Line{{Row: "total", Cells: cells{"came": 2, "paid": 5, "more": 0}}, {Row: "way", Value: "phone", Title: "电话", Cells: cells{"came": 2}}}}
	want := []Difference{
		{Line: "total", Column: "came", Name: "来访", Before: "1", Now: "2"},
		{Line: "total", Column: "more", Name: "其他退款", Now: "0.00"},
		{Line: "way:door", Title: "上门", Column: "came", Name: "来访", Before: "1"},
		{Line: "way:phone", Title: "电话", Column: "came", Name: "来访", Now: "2"},
	}
	if diff := cmp.Diff(want, d.Differ(a, b)); diff != "" {
		t.Error(diff)
	}
	if len(d.Differ(a, a))+len(d.Differ(nil, a))+len(d.Differ(a, nil)) > 0 {
		t.Error("the same differs")
	}
}
