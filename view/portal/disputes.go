package portal

import (
	"cmp"
	"slices"
)

// DisputeNotice is the notice of consumer complaints (消费投诉信息公示).
const DisputeNotice = "complaint_notice"

// Disputes are the complaints published of one trader, counted (Order 121 art.
// 38): exactly the entries that its page shows, so that every figure opens its
// records and goes down with them on the day a publication ends.
type Disputes struct {
	Total   int            `json:"total"`
	Settled int            `json:"settled"` // ended by an agreement
	Years   []DisputesYear `json:"years"`   // by the year of receipt, the latest first
}

// DisputesYear is one year of them.
type DisputesYear struct {
	Year    string `json:"year"`
	Total   int    `json:"total"`
	Settled int    `json:"settled"`
}

// CountDisputes counts the published complaints among the entries of a page, nil
// where there is none.
func CountDisputes(entries []Entry) *Disputes {
	out := &Disputes{Years: []DisputesYear{}}
	for _, e := range entries {
		if e.Notice.Name != DisputeNotice {
			continue
		}
		year := e.Record.Text("received_on")
		year = year[:min(4, len(year))]
		i := slices.IndexFunc(out.Years, func(y DisputesYear) bool { return y.Year == year })
		if i < 0 {
			i = len(out.Years)
			out.Years = append(out.Years, DisputesYear{Year: year})
		}
		out.Total++
		out.Years[i].Total++
		if e.Record.Text("outcome") == "settled" {
			out.Settled++
			out.Years[i].Settled++
		}
	}
	if out.Total == 0 {
		return nil
	}
	slices.SortFunc(out.Years, func(a, b DisputesYear) int { return cmp.Compare(b.Year, a.Year) })
	return out
}
