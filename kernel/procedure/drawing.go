package procedure

import (
	"fmt"
	"slices"
	"strings"
)

// The drawing of a procedure, in pixels: one box a step, in the order of the
// declaration, in each the acts that are open there; one lane an act leads by
// from where it is open to the step it leads to. It is drawn here and not by a
// library, so that the documentation and the product show the same picture, a
// code host shows it as it is, and a change of the law is a readable difference.
const (
	drawRow   = 20  // height of an act
	drawHead  = 28  // height of a step's title
	drawGap   = 14  // between steps
	drawBox   = 250 // least width of a step
	drawLane  = 14  // between lanes
	drawEdge  = 16
	drawGlyph = 12 // width of a Chinese character
)

// port is where an act leaves a step, or comes in.
type port struct {
	y    int
	act  int
	into bool
}

// lane is the way of one act.
type lane struct {
	act, from, to, at int
	ports             []port
}

// Drawing is the procedure as an SVG picture.
func (s Sheet) Drawing() string {
	width := drawBox
	for _, a := range s.Acts {
		width = max(width, 40+textWidth(a.Title+"  ·  "+a.By))
	}
	var boxes strings.Builder
	lanes := map[int]*lane{}
	y := drawEdge
	for _, st := range s.Steps {
		top := y
		y += drawHead
		var rows strings.Builder
		for i, a := range s.Acts {
			in, out := a.To == st.Name && !slices.Contains(a.From, st.Name) && !a.Creates, slices.Contains(a.From, st.Name) || a.Creates && st.Start
			if in {
				at(lanes, i).ports = append(at(lanes, i).ports, port{y: top + drawHead/2, act: i, into: true})
			}
			if !out {
				continue
			}
			y += drawRow
			mid := y - drawRow/2
			mark := "○"
			switch {
			case a.Creates:
				mark = "●"
			case a.Back:
				mark = "↩"
			case a.To != "" && a.To != st.Name:
				mark = "→"
				at(lanes, i).ports = append(at(lanes, i).ports, port{y: mid, act: i})
			}
			fmt.Fprintf(&rows, `<text x="%d" y="%d" class="a">%s %s<tspan class="b">  ·  %s</tspan></text>`+"\n", drawEdge+12, mid+4, mark, escape(a.Title), escape(a.By))
		}
		y += 6
		class := "s"
		if st.End {
			class = "e"
		}
		if st.Start {
			class += " first"
		}
		fmt.Fprintf(&boxes, `<rect x="%d" y="%d" width="%d" height="%d" rx="4" class="%s"/>`+"\n"+`<text x="%d" y="%d" class="t">%s</text>`+"\n", drawEdge, top, width, y-top, class, drawEdge+12, top+19, escape(st.Title))
		boxes.WriteString(rows.String())
		y += drawGap
	}
	ways, used := assign(lanes)
	right := drawEdge + width
	var lines strings.Builder
	for _, l := range ways {
		x := right + 18 + l.at*drawLane
		fmt.Fprintf(&lines, `<path class="l" d="M%d %dV%d"/>`+"\n", x, l.from, l.to)
		for _, p := range l.ports {
			if p.into {
				fmt.Fprintf(&lines, `<path class="l" d="M%d %dH%d"/><path class="h" d="M%d %dl7 -4v8z"/>`+"\n", x, p.y, right+6, right, p.y)
			} else {
				fmt.Fprintf(&lines, `<path class="l" d="M%d %dH%d"/><circle class="h" cx="%d" cy="%d" r="2"/>`+"\n", right, p.y, x, right, p.y)
			}
		}
	}
	total := right + 18 + used*drawLane + drawEdge
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-label="%s">
<style>
.p{fill:#fff}.s{fill:#f5f8fc;stroke:#8aa0bb}.e{fill:#f1f1f1;stroke:#9a9a9a}.first{stroke-width:2}.l{fill:none;stroke:#5b7391}.h{fill:#5b7391}
text{font-family:"Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif;font-size:12px;fill:#1f2a37}.t{font-weight:600;font-size:13px}.b{fill:#566476}
</style>
<rect class="p" width="%d" height="%d"/>
%s%s</svg>
`, total, y, total, y, escape(s.Title+"的程序图"), total, y, lines.String(), boxes.String())
}

// at is the lane of an act, made where there is none.
func at(lanes map[int]*lane, act int) *lane {
	if lanes[act] == nil {
		lanes[act] = &lane{act: act}
	}
	return lanes[act]
}

// assign gives every way that leads from a step to another a lane, short ones
// nearest, no two that overlap the same.
func assign(lanes map[int]*lane) (out []*lane, used int) {
	for _, l := range lanes {
		in := slices.ContainsFunc(l.ports, func(p port) bool { return p.into })
		if !in || len(l.ports) < 2 {
			continue
		}
		l.from, l.to = l.ports[0].y, l.ports[0].y
		for _, p := range l.ports {
			l.from, l.to = min(l.from, p.y), max(l.to, p.y)
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b *lane) int {
		if d := (a.to - a.from) - (b.to - b.from); d != 0 {
			return d
		}
		return a.act - b.act
	})
	var ends [][][2]int
	for _, l := range out {
		i := slices.IndexFunc(ends, func(taken [][2]int) bool {
			return !slices.ContainsFunc(taken, func(t [2]int) bool { return l.from <= t[1]+6 && l.to >= t[0]-6 })
		})
		if i < 0 {
			i = len(ends)
			ends = append(ends, nil)
		}
		ends[i] = append(ends[i], [2]int{l.from, l.to})
		l.at = i
	}
	return out, len(ends)
}

func textWidth(s string) int {
	n := 0
	for _, r := range s {
		if r < 0x2000 {
			n += 7
		} else {
			n += drawGlyph
		}
	}
	return n
}

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
