package complaint

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// judge sorts what was collected.
func (l *looking) judge() (*Likeness, error) {
	out := &Likeness{Duplicates: []Found{}, Series: []Proposal{}, Evidence: []Evidence{}, HistoryN: len(l.phone)}
	var err error
	if out.History, err = l.show(l.phone, func(x row) []string {
		return keep("电话号码相同", when(l.want.name != 0 && x.name == l.want.name, "姓名相同"), l.sameTrader(x))
	}); err != nil {
		return nil, err
	}
	if err = l.duplicates(out); err != nil {
		return nil, err
	}
	alike, err := l.alikeGoods()
	if err != nil {
		return nil, err
	}
	if err = l.series(out, alike); err != nil {
		return nil, err
	}
	return out, l.evidence(out, alike)
}

func when(ok bool, text string) string {
	if ok {
		return text
	}
	return ""
}

func keep(texts ...string) []string {
	var out []string
	for _, t := range texts {
		if t != "" {
			out = append(out, t)
		}
	}
	return out
}

// duplicates are records of the same person against the same trader of the same
// matter: the dispute may have been accepted or handled already (art. 16 ②).
func (l *looking) duplicates(out *Likeness) error {
	looked := 0
	for _, x := range l.trader {
		phone := l.want.phone != 0 && x.phone == l.want.phone
		name := l.want.name != 0 && x.name == l.want.name
		if !phone && !name {
			continue
		}
		if looked++; looked > readRows || len(out.Duplicates) == showRows {
			break
		}
		r, err := l.get(x.id)
		if err != nil {
			return err
		}
		same := l.matter(r)
		if len(same) == 0 {
			continue
		}
		f, err := l.found(x, append(keep(when(phone, "电话号码相同"), when(name, "姓名相同"), l.sameTrader(x)), same...)...)
		if err != nil {
			return err
		}
		out.Duplicates = append(out.Duplicates, f)
	}
	return nil
}

// matter lists in what the matter of a record agrees with the one looked for.
func (l *looking) matter(r *record.Record) []string {
	p := l.probe
	var out []string
	if n := alikeTexts(p.Goods, r.Text("goods")); p.Goods != "" && n >= l.desk.signs.alike {
		out = append(out, alikeWord("商品或者服务", n, r.Text("goods")))
	}
	if n := alikeTexts(p.Brief, r.Text("matter_in_brief")); p.Brief != "" && n >= l.desk.signs.alike {
		out = append(out, alikeWord("事由", n, r.Text("matter_in_brief")))
	}
	if p.BoughtOn != "" && p.BoughtOn == r.Text("bought_on") {
		out = append(out, "购买日期相同："+p.BoughtOn)
	}
	if n, _ := r.Values["amount"].(int64); p.Amount != 0 && n == p.Amount {
		out = append(out, fmt.Sprintf("争议金额相同：%d.%02d 元", n/100, n%100))
	}
	return out
}

func alikeWord(what string, n int, text string) string {
	if n == 100 {
		return what + "相同：" + text
	}
	return what + "相近：" + text
}

// alikeGoods are the rows against the same trader whose goods or matter are
// alike, newest first.
func (l *looking) alikeGoods() ([]row, error) {
	var out []row
	for i, x := range l.trader {
		if i == readRows {
			break
		}
		r, err := l.get(x.id)
		if err != nil {
			return nil, err
		}
		if alikeTexts(l.probe.Goods, r.Text("goods")) >= l.desk.signs.alike || alikeTexts(l.probe.Brief, r.Text("matter_in_brief")) >= l.desk.signs.alike {
			out = append(out, x)
		}
	}
	return out, nil
}

// series proposes one where enough complaints of alike matter stand against one
// trader in a short time.
func (l *looking) series(out *Likeness, alike []row) error {
	if l.probe.Kind != Complaint {
		return nil
	}
	s := l.desk.signs
	since := l.probe.Day.AddDays(-s.seriesDays).String()
	var near []row
	for _, x := range alike {
		if x.day >= since {
			near = append(near, x)
		}
	}
	if len(near)+1 < s.seriesAtLeast {
		return nil
	}
	list, err := l.show(near, func(x row) []string { return keep(l.sameTrader(x), "商品或者事由相近") })
	if err != nil {
		return err
	}
	p := Proposal{Days: s.seriesDays, Records: list, Text: fmt.Sprintf("%d 日内该经营者因同类问题被投诉 %d 件（含本件）", s.seriesDays, len(near)+1)}
	for _, f := range list {
		if f.series == "" {
			continue
		}
		r, err := l.desk.engine.GetIn(l.conn, l.caller, Series, ref.Ref{Area: l.caller.Area, ID: f.series}, record.AsOf{})
		if err == nil {
			p.Series, p.Name = r.ID, r.Title()
			break
		}
	}
	out.Series = append(out.Series, p)
	return nil
}

// evidence counts each factor of art. 17.
func (l *looking) evidence(out *Likeness, alike []row) error {
	if l.probe.Kind != Complaint {
		return nil
	}
	for _, s := range l.desk.signs.list {
		n, rows := l.count(s, alike)
		if n < s.atLeast {
			continue
		}
		list, err := l.show(rows, func(x row) []string {
			return keep(when(l.want.phone != 0 && x.phone == l.want.phone, "电话号码相同"), when(l.want.address != 0 && x.address == l.want.address, "通讯地址相同"), l.sameTrader(x))
		})
		if err != nil {
			return err
		}
		out.Evidence = append(out.Evidence, Evidence{Sign: s, Text: s.text(n), Records: list})
	}
	return nil
}

// count is the number of a factor, the record looked for included, and the rows
// that make it.
func (l *looking) count(s Sign, alike []row) (int, []row) {
	since := l.probe.Day.AddDays(-s.days).String()
	recent := func(rows []row) (out []row) {
		for _, x := range rows {
			if x.day >= since {
				out = append(out, x)
			}
		}
		return out
	}
	names := func(rows []row) int {
		seen := map[int64]bool{}
		if l.want.name != 0 {
			seen[l.want.name] = true
		}
		for _, x := range rows {
			if x.name != 0 {
				seen[x.name] = true
			}
		}
		return len(seen)
	}
	switch s.by {
	case "quantity":
		return int(l.probe.Quantity), nil
	case "phone":
		rows := recent(l.phone)
		return len(rows) + 1, rows
	case "phone_trader":
		var rows []row
		for _, x := range recent(l.phone) {
			if l.sameTrader(x) != "" {
				rows = append(rows, x)
			}
		}
		return len(rows) + 1, rows
	case "phone_names":
		rows := recent(l.phone)
		return names(rows), rows
	case "address_names":
		rows := recent(l.addr)
		return names(rows), rows
	case "trader_persons":
		rows := recent(alike)
		return names(rows), rows
	}
	return 0, nil
}
