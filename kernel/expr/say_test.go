package expr

import "testing"

// TestSay holds conditions to their words, and to none where a part has none.
func TestSay(t *testing.T) {
	s := &Schema{Kind: "x", Table: "x", Fields: []Field{{Name: "asked", Type: Code, Column: "asked"}, {Name: "sort", Type: Text, Column: "sort"}, {Name: "open", Type: Bool, Column: "open"},
		{Name: "day", Type: Date, Column: "day"}, {Name: "until", Type: Date, Column: "until"}, {Name: "n", Type: Int, Column: "n"}}}
	w := Words{Field: func(path string) string { return "“" + path + "”" }, Value: func(_, v string) string { return map[string]string{"waiting": "待答复", "none": "未申请"}[v] }}
	for _, x := range []struct{ src, want string }{
		{`asked == "waiting"`, "“asked”为待答复"},
		{`asked != "waiting" && open`, "“asked”不为待答复，并且“open”为是"},
		{`!open || n >= 3`, "“open”为否，或者“n”不小于3"},
		{`asked == "waiting" || asked == "none"`, "“asked”为待答复、未申请之一"},
		{`n == 3 && (asked == "waiting" || asked == "none")`, "“n”为3，并且“asked”为待答复、未申请之一"},
		{`n == 3 && (open || n < 2)`, "“n”为3，并且（“open”为是，或者“n”小于2）"},
		{`open && n < 2 || n > 5`, "（“open”为是，并且“n”小于2），或者“n”大于5"},
		{`day != null && until == null`, "已有“day”，并且没有“until”"},
		{`day <= today && until > day`, "“day”不晚于今天，并且“until”晚于“day”"},
		{`n + 1 == 3`, ""},
		{`open && size(sort) > 3`, ""},
	} {
		p, err := Compile(x.src, s, Condition())
		if err != nil {
			t.Fatalf("%s: %v", x.src, err)
		}
		if got := p.Say(w); got != x.want {
			t.Errorf("%s: %q, want %q", x.src, got, x.want)
		}
	}
}
