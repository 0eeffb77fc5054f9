package complaint

import (
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Linked is a record that a person linked with this one.
type Linked struct {
	How   string   `json:"how"` // in words
	Kind  string   `json:"kind"`
	Area  ref.Area `json:"area"`
	ID    ref.ID   `json:"id"`
	Title string   `json:"title"`
	Step  string   `json:"step"`
	// Clocks are the limits of an order beside its complaint, and of the complaint
	// beside its order: each has its own, and the end of one ends neither the other.
	Clocks []LinkedClock `json:"clocks,omitempty"`
}

// LinkedClock is a limit of a linked record as it stands.
type LinkedClock struct {
	Title string          `json:"title"`
	Due   string          `json:"due"`
	Warn  string          `json:"warn"`
	State procedure.State `json:"state"`
	City  bool            `json:"city"` // the platform's or the city's, not the law's
}

// TraderHistory is what was complained of a trader in the last twelve months, of
// what the caller may read.
type TraderHistory struct {
	Since    string  `json:"since"`
	Total    int     `json:"total"`
	Open     int     `json:"open"`
	Settled  int     `json:"settled"`
	Ended    int     `json:"ended"` // mediation ended without agreement
	Refused  int     `json:"refused"`
	Resolved int     `json:"resolved"` // percent settled of those mediated to an end; -1: none was
	Latest   []Found `json:"latest"`
}

// linkWords are links from this record and to it, in words.
var linkWords = map[string][2]string{
	"same_dispute_as":   {"同一争议", "同一争议（后到）"},
	"series":            {"所属系列", "系列内的投诉"},
	"same_as":           {"所重复的举报", "重复的举报"},
	"split_with":        {"同时提出的投诉", "同时提出的举报"},
	"from_consultation": {"原咨询", "改按此登记"},
	"from_complaint":    {"原投诉", "改作咨询"},
	"complaint":         {"登记的投诉", fromOrder},
	"tipoff":            {"登记的举报", fromOrder},
	"consultation":      {"登记的咨询", fromOrder},
}

// Links lists the records linked with one, of those the caller may read: what he
// may not read is not even counted.
func (d *Desk) Links(c db.Conn, caller actor.Caller, r *record.Record) ([]Linked, error) {
	rows, err := c.Query(`SELECT how, kind, id, to_id FROM complaint_link WHERE area = $1 AND kind = $2 AND id = $3
		UNION ALL SELECT how, kind, id, to_id FROM complaint_link WHERE area = $1 AND to_id = $3 ORDER BY how, id LIMIT 200`, string(r.Area), r.Kind.Name, string(r.ID))
	if err != nil {
		return nil, fmt.Errorf("links of %s: %w", r.Ref(), err)
	}
	defer rows.Close()
	type link struct {
		how, kind string
		id, to    ref.ID
	}
	var list []link
	for rows.Next() {
		var l link
		if err := rows.Scan(&l.how, &l.kind, &l.id, &l.to); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	out := []Linked{}
	for _, l := range list {
		x := Linked{How: linkWords[l.how][0], Area: r.Area, ID: l.to}
		if l.id != r.ID {
			x.How, x.ID, x.Kind = linkWords[l.how][1], l.id, l.kind
		} else {
			x.Kind = r.Kind.Field(l.how).Of
		}
		to, err := d.engine.GetIn(c, caller, x.Kind, ref.Ref{Area: r.Area, ID: x.ID}, record.AsOf{})
		if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Denied) {
			continue
		}
		if err != nil {
			return nil, err
		}
		x.Title = to.Title()
		if to.Number != "" {
			x.Title = to.Number + " " + x.Title
		}
		if procedure.Of(to.Kind) != nil {
			x.Step = d.book.StepTitle(to)
			if linkWords[l.how][1] == fromOrder {
				if x.Clocks, err = d.clocksOf(c, to); err != nil {
					return nil, err
				}
			}
		}
		out = append(out, x)
	}
	return out, nil
}

// Named reports whether another record of the matter than but names a record,
// whoever may see it.
func (d *Desk) Named(c db.Conn, r ref.Ref, but ref.ID) (bool, error) {
	var n int64
	err := c.QueryRow(`SELECT count(*) FROM complaint_link WHERE area = $1 AND to_id = $2 AND id <> $3`, string(r.Area), string(r.ID), string(but)).Scan(&n)
	return n > 0, err
}

// fromOrder is the link from a record to the order it was registered from.
const fromOrder = "来自工单"

// clocksOf are the limits of a record that have begun, but for those that came to
// nothing.
func (d *Desk) clocksOf(c db.Conn, r *record.Record) ([]LinkedClock, error) {
	course, err := d.book.Course(c, r, d.engine.DB().Now())
	if err != nil {
		return nil, fmt.Errorf("limits of %s: %w", r.Ref(), err)
	}
	var out []LinkedClock
	for _, run := range course.Runs {
		if state := course.State(run); state != procedure.Void {
			out = append(out, LinkedClock{Title: run.Clock.Title, Due: run.Due.String(), Warn: course.WarnOn(run), State: state, City: run.Clock.City})
		}
	}
	return out, nil
}

// OfTrader is the history of the trader a complaint is about; nil where it has
// not been linked with the register.
func (d *Desk) OfTrader(c db.Conn, caller actor.Caller, r *record.Record, today calendar.Date) (*TraderHistory, error) {
	to := record.RefOf(r.Values["respondent"])
	if to.Zero() {
		return nil, nil
	}
	same, err := subject.Merged(c, to)
	if err != nil {
		return nil, err
	}
	list, err := d.engine.About(c, caller, Complaint, same)
	if err != nil {
		return nil, err
	}
	h := &TraderHistory{Since: today.AddMonths(-12).String(), Latest: []Found{}, Resolved: -1}
	for _, x := range list {
		if x.Text("received_on") < h.Since || x.State != record.Active || x.ID == r.ID {
			continue
		}
		h.Total++
		switch x.Text(procedure.StepField) {
		case "settled":
			h.Settled++
		case "terminated":
			h.Ended++
		case "refused":
			h.Refused++
		case "archived":
			switch {
			case x.Values["agreement"] != nil:
				h.Settled++
			case x.Values["end_ground"] != nil:
				h.Ended++
			case x.Values["refuse_ground"] != nil:
				h.Refused++
			}
		case "redirected", "resorted":
		default:
			h.Open++
		}
		if len(h.Latest) < 5 {
			h.Latest = append(h.Latest, Found{Area: x.Area, ID: x.ID, Kind: Complaint, Number: x.Number, Title: x.Title(), Day: x.Text("received_on"), Step: d.book.StepTitle(x), Reasons: []string{}})
		}
	}
	if n := h.Settled + h.Ended; n > 0 {
		h.Resolved = 100 * h.Settled / n
	}
	return h, nil
}
