package procedure

import (
	"fmt"
	"strings"
)

// File is the name under which a sheet is printed, without ending.
func (s Sheet) File() string { return s.Kind + "-" + s.Law }

// Markdown prints the sheet: the picture, steps, acts and limits in tables.
func (s Sheet) Markdown() string {
	var b strings.Builder
	fmt.Fprintf(&b, "<!-- Generated from the declaration: go test ./app -run TestProcedures -update -->\n# %s · 《%s》\n\n", s.Title, s.LawTitle)
	number := s.Number
	if s.Latest != s.Number {
		number = fmt.Sprintf("%s，后经修改，条文号依%s", s.Number, s.Latest)
	}
	fmt.Fprintf(&b, "%s自 %s 起开始的适用本程序", orText(number, "，"), s.From)
	if !s.Until.IsZero() {
		fmt.Fprintf(&b, "，至 %s", s.Until)
	}
	b.WriteString("。\n\n")
	if c := s.Carry; c != nil {
		fmt.Fprintf(&b, "**过渡** 此前按《%s》开始的，%s", c.From, c.How)
		for _, x := range c.Clocks {
			b.WriteString("；" + x)
		}
		fmt.Fprintf(&b, "。依据：%s%s。\n\n", strings.TrimSuffix(c.Basis, "。"), unsureText(c.Unsure))
	}
	fmt.Fprintf(&b, "![%s的程序图](%s.svg)\n\n○ 不改变环节　→ 进入下一环节　↩ 回到原环节　● 登记　灰底为终结环节\n\n", s.Title, s.File())
	title := map[string]string{}
	for _, x := range s.Steps {
		title[x.Name] = x.Title
	}
	b.WriteString("## 办理动作\n| 动作 | 从 | 到 | 谁 | 要求 | 依据 |\n|---|---|---|---|---|---|\n")
	for _, a := range s.Acts {
		from, to := "登记", title[a.To]
		if !a.Creates {
			from = joinTitles(a.From, func(n string) string { return title[n] })
		}
		if a.Back {
			to = "原环节"
		}
		row(&b, a.Title, from, to, a.By, strings.Join(a.Terms, "；"), a.Article+unsureText(a.Unsure))
	}
	if len(s.Clocks) > 0 {
		b.WriteString("\n## 办理期限\n| 期限 | 长短 | 自 | 至 | 届满 | 扣除、延长、提示 | 依据 |\n|---|---|---|---|---|---|---|\n")
	}
	for _, k := range s.Clocks {
		row(&b, k.Title, k.Limit, k.Starts, k.Stops, k.Expiry, strings.Join(k.Terms, "；"), k.Basis()+unsureText(k.Unsure))
	}
	if len(s.Parts) > 0 {
		fmt.Fprintf(&b, "\n附属记录：%s。\n", strings.Join(s.Parts, "、"))
	}
	return b.String()
}

func row(b *strings.Builder, cells ...string) {
	for _, c := range cells {
		b.WriteString("| " + strings.ReplaceAll(strings.ReplaceAll(c, "|", "\\|"), "\n", " ") + " ")
	}
	b.WriteString("|\n")
}

func orText(s, after string) string {
	if s == "" {
		return ""
	}
	return s + after
}

func unsureText(unsure bool) string {
	if unsure {
		return "（待核实）"
	}
	return ""
}
