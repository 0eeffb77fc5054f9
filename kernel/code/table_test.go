package code

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDivisions(t *testing.T) {
	d := GB2260()
	for _, tt := range []struct{ code, name, current, short string }{
		{"371002", "环翠区", "371002", "环翠"},
		{"371081", "文登市", "371003", "文登"},
		{"445121", "潮安县", "445103", "潮安"},
		{"441381", "惠阳市", "441303", "惠阳"},
		{"632100", "海东地区", "630200", "海东"},
		{"632121", "平安县", "630203", "平安"}, // by way of 630221
		{"632122", "民和回族土族自治县", "630222", "民和"},
		{"632123", "乐都县", "630202", "乐都"},
		{"632124", "湟中县", "630106", "湟中"},
		{"632126", "互助土族自治县", "630223", "互助"},
		{"632127", "化隆回族自治县", "630224", "化隆"},
		{"632128", "循化撒拉族自治县", "630225", "循化"},
		{"110103", "崇文区", "110101", "崇文"}, // merged whole into Dongcheng
		{"330104", "江干区", "", "江干"},       // divided: no single successor
		{"371722", "单县", "371722", "单县"},
	} {
		e, ok := d.Find(tt.code)
		if !ok || e.Name != tt.name || ShortName(e.Name) != tt.short {
			t.Errorf("Find(%s) = %+v, short %s", tt.code, e, ShortName(e.Name))
		}
		if cur, _ := d.Current(tt.code); cur.Code != tt.current {
			t.Errorf("Current(%s) = %s, want %s", tt.code, cur.Code, tt.current)
		}
	}
	var names []string
	for _, e := range d.Under("371000") {
		names = append(names, e.Code+e.Name)
	}
	if diff := cmp.Diff([]string{"371002环翠区", "371003文登区", "371082荣成市", "371083乳山市"}, names); diff != "" {
		t.Error(diff)
	}
	if got := d.FullName("630222"); got != "青海省海东市民和回族土族自治县" {
		t.Error(got)
	}
	if e, ok := d.FindOn("450103", "2003-01-01"); !ok || e.Name != "新城区" {
		t.Errorf("450103 in 2003: %+v", e)
	}
	if _, ok := d.FindOn("371003", "2010-01-01"); ok {
		t.Error("文登区 did not exist in 2010")
	}
	if c := d.Check("371081"); c.Level != Warn || c.Want != "371003" || c.Text != "371081（文登市）已停用，现为 371003（文登区）" {
		t.Errorf("%+v", c)
	}
	if c := d.Check("999999"); !c.Blocks() {
		t.Errorf("%+v", c)
	}
	provinces := 0
	for _, p := range d.Under("") {
		provinces++
		if p.Level() != 1 {
			t.Errorf("%+v is no province", p)
		}
	}
	if provinces != 34 {
		t.Errorf("%d provinces", provinces)
	}
}

// TestDivisionSpans holds the table's own rules: spans of a code do not overlap
// and successors do not run in circles.
func TestDivisionSpans(t *testing.T) {
	d := GB2260()
	current := 0
	for code := range d.spans {
		h := d.History(code)
		for i := 1; i < len(h); i++ {
			if h[i-1].Until == "" || h[i-1].Until > h[i].From {
				t.Errorf("%s overlaps: %+v", code, h)
			}
		}
		if last := h[len(h)-1]; !last.Retired() {
			current++
		} else if last.Successor != "" {
			to := d.spans[last.Successor][0]
			if last.Until > "2002-12" && to.From == "" && to.Code[:4] != code[:4] && !sameName(d, last) {
				t.Errorf("%s %s: successor %s %s was there before, in another city", code, last.Name, to.Code, to.Name)
			}
			if _, ok := d.Current(code); !ok && d.spans[last.Successor][0].Successor == code {
				t.Errorf("%s and %s succeed each other", code, last.Successor)
			}
		}
	}
	t.Logf("%d codes, %d in force", len(d.spans), current)
}

// sameName reports whether the successor has the name of its predecessor.
func sameName(d *Divisions, e Division) bool {
	to, _ := d.Find(e.Successor)
	return ShortName(to.Name) == ShortName(e.Name)
}

func TestIndustries(t *testing.T) {
	g := GBT4754()
	count := map[int]int{}
	for _, e := range g.All() {
		count[e.Level]++
	}
	if diff := cmp.Diff(map[int]int{1: 20, 2: 97, 3: 473, 4: 1381}, count); diff != "" {
		t.Error(diff)
	}
	if e, ok := g.Find("C1311"); !ok || e.Name != "稻谷加工" || g.Section("1311").Code != "C" {
		t.Errorf("C1311: %+v", e)
	}
	if _, ok := g.Find("A1311"); ok {
		t.Error("A1311 found")
	}
	if p := g.Path("1311"); p != "制造业 › 农副食品加工业 › 谷物磨制 › 稻谷加工" {
		t.Error(p)
	}
	if n := len(g.Under("01")); n != 9 {
		t.Errorf("%d groups under 01", n)
	}
}

func FuzzDivisionTable(f *testing.F) {
	f.Add([]byte("code,name,from,until,successor\n371002,环翠区,,,\n"))
	f.Add([]byte("code,name,from,until,successor\n371081,a,,2014-10,371003\n371003,b,2014-10,,\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		d, err := readDivisions(src)
		if err != nil {
			return
		}
		for code := range d.spans {
			d.Current(code)
			d.FullName(code)
			d.Check(code)
		}
	})
}
