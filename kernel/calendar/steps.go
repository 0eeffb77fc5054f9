package calendar

import (
	"fmt"
	"strings"
)

func source(in *Input) string {
	if in.Regime.Source == "" {
		return ""
	}
	return "，依" + in.Regime.Source + "计算"
}

// steps says in Chinese how the end was found, one sentence a step.
func (t *Table) steps(in *Input, r *Result, spans []span) []string {
	workdays := r.Limit.Unit == Workday
	out := []string{limitStep(in, r.Limit), t.startStep(in, workdays)}
	for _, s := range spans {
		out = append(out, t.pauseStep(s, workdays))
	}
	if len(in.Pauses) > 1 && len(spans) < len(in.Pauses) {
		out = append(out, "重叠或相接的扣除时间合并计算，期间之外的部分不计")
	}
	if r.Stopped {
		return append(out, "扣除时间尚未结束，届满日待恢复计算后确定")
	}
	if workdays {
		if s := skipped(r.Days); s != "" {
			out = append(out, s)
		}
	}
	out = append(out, t.lastStep(r))
	if s := t.rollStep(in, r); s != "" {
		out = append(out, s)
	}
	if r.Provisional {
		_, last := t.Known()
		out = append(out, fmt.Sprintf("暂定：%d年以后的节假日安排尚未公布，其后只按周末推算，公布后重新计算", last.Year()))
	}
	if !r.LastSafe.IsZero() && r.LastSafe != r.Due {
		out = append(out, "届满前最后一个稳妥的工作日："+r.LastSafe.Text())
	}
	return out
}

func limitStep(in *Input, total Limit) string {
	base := in.Regime.Of(in.Limit)
	s := "期限：" + base.Chinese()
	if base.Unit != in.Limit.Unit {
		s = fmt.Sprintf("期限：%s，按工作日计", in.Limit.Chinese())
	}
	for _, e := range in.Extensions {
		if e.Unit == in.Limit.Unit {
			e.Unit = base.Unit
		}
		s += "，延长" + e.Chinese()
	}
	if len(in.Extensions) > 0 && total.Unit == base.Unit {
		s += "，共" + total.Chinese()
	}
	return s + source(in)
}

func (t *Table) startStep(in *Input, workdays bool) string {
	first := in.Start.AddDays(1)
	if workdays {
		first = t.AddWorkdays(in.Start, 1)
		return fmt.Sprintf("起算：开始的当日 %s 不计入，自下一工作日 %s 起算", in.Start.Text(), first.Text())
	}
	return fmt.Sprintf("起算：开始的当日 %s 不计入，自 %s 起算", in.Start.Text(), first.Text())
}

func (t *Table) pauseStep(s span, workdays bool) string {
	from := Date{s.from + 1}
	if s.to == forever {
		return fmt.Sprintf("扣除：自 %s 起停止计算", from)
	}
	to := Date{s.to}
	text := fmt.Sprintf("扣除：%s 至 %s，共%d日", from, to, s.to-s.from)
	if workdays {
		text += fmt.Sprintf("，其中工作日%d个", t.WorkdaysIn(Date{s.from}, to))
	}
	return text
}

// skipped sums up the days a working-day limit passes over.
func skipped(days []CountedDay) string {
	weekends, holidays := 0, 0
	var festivals, makeups []string
	for _, d := range days {
		switch {
		case d.Kind == DayWeekend:
			weekends++
		case d.Kind == DayHoliday:
			holidays++
			if f := strings.TrimSuffix(d.Note, "放假"); len(festivals) == 0 || festivals[len(festivals)-1] != f {
				festivals = append(festivals, f)
			}
		case d.Kind == DayCounted && strings.HasSuffix(d.Note, "调休上班"):
			makeups = append(makeups, d.Date.String())
		}
	}
	var parts []string
	if weekends > 0 {
		parts = append(parts, fmt.Sprintf("周末%d日不计入", weekends))
	}
	if holidays > 0 {
		parts = append(parts, fmt.Sprintf("放假%d日（%s）不计入", holidays, strings.Join(festivals, "、")))
	}
	if len(makeups) > 0 {
		parts = append(parts, "调休上班日 "+strings.Join(makeups, "、")+" 计入")
	}
	if len(parts) == 0 {
		return ""
	}
	return "其间：" + strings.Join(parts, "，")
}

func (t *Table) lastStep(r *Result) string {
	switch r.Limit.Unit {
	case Workday:
		return fmt.Sprintf("第%d个工作日：%s", r.Limit.N, r.Nominal.Text())
	case Day:
		n := 0
		for _, d := range r.Days {
			n = max(n, d.N)
		}
		return fmt.Sprintf("第%d日：%s", n, r.Nominal.Text())
	}
	return fmt.Sprintf("满%s之日：%s（到期月的对应日，没有对应日的为月末日）", r.Limit.Chinese(), r.Nominal.Text())
}

func (t *Table) rollStep(in *Input, r *Result) string {
	festival, _ := t.Name(r.Nominal)
	switch {
	case r.Due != r.Nominal && t.Kind(r.Nominal) == Holiday:
		return fmt.Sprintf("末日为法定节假日（%s），顺延至其后第一日 %s", festival, r.Due.Text())
	case r.Due != r.Nominal:
		return fmt.Sprintf("末日为休息日，顺延至其后第一日 %s", r.Due.Text())
	case t.Kind(r.Nominal) == Holiday:
		return fmt.Sprintf("末日为法定节假日（%s），本法未规定顺延", festival)
	case t.Kind(r.Nominal) == Weekend:
		return "末日为周末，不是法定节假日，不顺延"
	}
	return ""
}
