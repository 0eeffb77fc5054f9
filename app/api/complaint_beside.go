package api

import (
	"encoding/json"
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint"
)

// number reads a whole number of a body.
func number(v any) (int64, bool) {
	switch x := v.(type) {
	case json.Number:
		n, err := x.Int64()
		return n, err == nil
	case float64:
		return int64(x), x == float64(int64(x))
	case int64:
		return x, true
	}
	return 0, false
}

// besideOut is everything of a complaint or tip-off that is not in its own
// record: what is alike, what it is linked with, what its trader did before,
// where it should go, where it stands in the bureau's eight steps.
type besideOut struct {
	Like   *complaint.Likeness      `json:"like"`
	Links  []complaint.Linked       `json:"links"`
	Trader *complaint.TraderHistory `json:"trader"`
	Route  *complaint.Route         `json:"route"`
	Stages []complaint.Stage        `json:"stages"`
}

func (a *API) complaintBeside(q *rest.Request, c actor.Caller) error {
	r, err := refOf(q)
	if err != nil {
		return err
	}
	kindName := q.Param("kind")
	switch kindName {
	case complaint.Complaint, complaint.Tipoff, complaint.Consultation, complaint.Series, complaint.Order:
	default:
		return noRecord()
	}
	var out besideOut
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := a.engine.GetIn(conn, c, kindName, r, record.AsOf{})
		if err != nil {
			return err
		}
		out = besideOut{Stages: []complaint.Stage{}}
		d := a.app.Complaints
		if out.Links, err = d.Links(conn, c, rec); err != nil || kindName == complaint.Consultation || kindName == complaint.Series || kindName == complaint.Order {
			return err
		}
		if len(rec.Masked) == 0 { // who may not read a telephone number learns nothing through it
			if out.Like, err = d.Like(conn, c, complaint.ProbeOf(rec)); err != nil {
				return err
			}
		}
		today, _ := calendar.Parse(a.engine.DB().Now().Day())
		if rec.Text("step") == "registered" {
			route, err := d.RouteOf(conn, rec)
			if err != nil {
				return err
			}
			out.Route = &route
		}
		if kindName != complaint.Complaint {
			return nil
		}
		if out.Trader, err = d.OfTrader(conn, c, rec, today); err != nil {
			return err
		}
		done, err := a.deeds(conn, c, rec)
		out.Stages = d.StagesOf(done)
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

// deeds are the names of the acts done on a complaint, with "told" where its end
// was told.
func (a *API) deeds(conn db.Conn, c actor.Caller, r *record.Record) ([]string, error) {
	events, err := a.engine.Timeline(conn, c, r.Kind.Name, r.Ref())
	if err != nil {
		return nil, err
	}
	var out []string
	for _, e := range events {
		out = append(out, e.Name)
	}
	course, err := a.app.Procedures.Course(conn, r, a.engine.DB().Now())
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"settle", "settle_plain", "terminate", "refuse", "redirect"} {
		for _, done := range out {
			if act := course.Version.Act(name); done == name && act != nil && len(act.Inform) > 0 && len(course.Untold(name)) == 0 {
				return append(out, "told"), nil
			}
		}
	}
	return out, nil
}
