package demo

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
)

// fill replaces the marks of a template of permits.yaml, penalties.yaml or
// tags.yaml.
func (g *Generator) fill(template string, b *business, on, until calendar.Date) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(template, "{")
		out.WriteString(before)
		if !found {
			return out.String()
		}
		mark, after, _ := strings.Cut(rest, "}")
		out.WriteString(g.mean(mark, b, on, until))
		template = after
	}
}

// mean is what a mark stands for; a test looks for marks that mean nothing.
func (g *Generator) mean(mark string, b *business, on, until calendar.Date) string {
	switch mark {
	case "div":
		return b.place.division
	case "area":
		return string(g.p.Area)
	case "y":
		return strconv.Itoa(on.Year())
	case "until":
		return strconv.Itoa(until.Year())
	case "n3":
		return fmt.Sprintf("%03d", 1+g.r.IntN(999))
	case "n4":
		return fmt.Sprintf("%04d", 1+g.r.IntN(9999))
	case "n5":
		return fmt.Sprintf("%05d", 1+g.r.IntN(99_999))
	case "n6":
		return fmt.Sprintf("%06d", 1+g.r.IntN(999_999))
	case "short":
		return g.province.short
	case "cc":
		return g.citySeries()
	case "cs":
		return b.place.series
	case "gov":
		return b.place.gov
	case "city":
		return g.p.Areas.Title
	case "province":
		return g.p.Province
	case "bureau":
		return b.place.bureau
	case "head":
		root, _ := g.p.Unit(g.p.Root)
		return root.Organ
	case "uscc":
		return b.uscc
	case "road":
		return g.road()
	case "day":
		return on.AddDays(-20 - g.r.IntN(70)).Chinese()
	case "month":
		return fmt.Sprintf("%d年%d月", on.AddMonths(-3).Year(), 1+g.r.IntN(9))
	}
	return "{" + mark + "}"
}

// permits are what the business holds or held.
func (g *Generator) permits(b *business) []map[string]any {
	var out []map[string]any
	for _, key := range b.trade.permits {
		p := g.w.permits[key]
		if b.sort != company && (p.check == "sc" || key == "pollution" || key == "boiler" || key == "drug_wholesale") && g.chance(80) {
			continue
		}
		if b.parent >= 0 && (key == "build" || key == "safety" || key == "elevator") {
			continue // the head's permit covers its branches
		}
		if !g.chance(p.rate) {
			continue
		}
		if one := g.permit(b, p); one != nil {
			out = append(out, one)
		}
	}
	return out
}

func (g *Generator) permit(b *business, p permit) map[string]any {
	first, end := b.born.AddDays(7), g.Today
	if !b.closed.IsZero() {
		end = b.closed
	}
	if p.since != "" {
		first = maxDate(first, calendar.MustParse(p.since))
	}
	if p.years > 0 && !g.chance(7) { // the one now in force, or at the end; a few have run out
		first = maxDate(first, end.AddYears(-p.years).AddDays(1))
	}
	if !first.Before(end) {
		return nil
	}
	on := g.day(first, end)
	if g.chance(45) { // most permits are got right after the start
		on = g.day(first, minDate(end, first.AddDays(80)))
	}
	var until calendar.Date
	if p.years > 0 {
		until = on.AddYears(p.years).AddDays(-1)
	}
	no := g.document(func() string {
		no := g.fill(p.number, b, on, until)
		switch p.check {
		case "jy":
			return checked(no, code.JY)
		case "sc":
			return checked(no, code.SC)
		}
		return no
	})
	if no == "" {
		return nil
	}
	state := "valid"
	switch {
	case b.status == cancelled:
		state = "cancelled"
	case b.status == active && g.r.IntN(400) == 0:
		state = "suspended"
	}
	out := map[string]any{"holder_name": b.name, "holder_uscc": b.uscc, "document_no": no, "document_name": p.name, "sort": p.sort, "content": p.content,
		"organ": g.fill(p.organ, b, on, until), "decided_on": on.String(), "valid_from": on.String(), "permit_state": state}
	if !until.IsZero() {
		out["valid_until"] = until.String()
	}
	return out
}

// document makes a number that no other document of the city has; "" where the
// template leaves no other.
func (g *Generator) document(one func() string) string {
	for range 50 {
		if no := one(); !g.documents[no] {
			g.documents[no] = true
			return no
		}
	}
	return ""
}

func minDate(a, b calendar.Date) calendar.Date {
	if a.Before(b) {
		return a
	}
	return b
}

// citySeries is the word of the profile's own number series without that of the
// trade: 威 of 威市监.
func (g *Generator) citySeries() string {
	root, _ := g.p.Unit(g.p.Root)
	return strings.TrimSuffix(root.Series, "市监")
}
