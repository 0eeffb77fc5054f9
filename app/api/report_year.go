package api

import (
	"net/http"
	"strconv"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// reportForm is one report with its periods of a year.
type reportForm struct {
	Name    string        `json:"name"`
	Title   string        `json:"title"`
	To      string        `json:"to"`
	Period  string        `json:"period"`
	Due     int           `json:"due"` // days after the period
	Unsure  bool          `json:"unsure"`
	Note    string        `json:"note"`
	Periods []reportPlace `json:"periods"`
}

type reportPlace struct {
	Period   string          `json:"period"`
	Title    string          `json:"title"`
	Since    string          `json:"since"`
	Until    string          `json:"until"`
	Months   int             `json:"months"` // how long it is
	Standing report.Standing `json:"standing"`
	Step     string          `json:"step"` // in the words of its life
	Due      string          `json:"due"`
	Owed     bool            `json:"owed"`
	Late     bool            `json:"late"`
	Begun    bool            `json:"begun"`
	Version  int64           `json:"version"`
	Area     ref.Area        `json:"area"` // of its latest version; "" where there is none to be read
	ID       ref.ID          `json:"id"`
	AsOf     string          `json:"as_of"`
	Sent     string          `json:"sent_on"`
	Receipt  string          `json:"receipt_no"`
	Handler  string          `json:"handler"`
	Unit     string          `json:"unit"`
}

// reportYear shows how every report of a year stands, beside the days on which they
// are due.
func (a *API) reportYear(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	own := a.engine.Kinds().Get(report.Kind)
	if a.people.May(c, kind.Read, own).None {
		return fault.New(fault.Denied, "record.denied", "您没有查看统计报表的权限；请联系安全管理员授权")
	}
	today := a.today()
	year, _, _ := today.AddMonths(-1).Civil() // what is to be sent in January is the December's
	if s := q.Query("year"); s != "" {
		if year, err = strconv.Atoi(s); err != nil || year < 2000 || year > 2200 {
			return fault.Bad("report.year", "年份不正确", fault.Field{Name: "year", Code: "format", Text: "应为年份，例如 2026"})
		}
	}
	forms := []reportForm{}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		words := a.labels(conn)
		for _, d := range a.app.Reports.Set().All() {
			f := reportForm{d.Name, d.Title, d.To, d.Period, d.Due, d.Unsure, d.Note, []reportPlace{}}
			places, err := a.app.Reports.Year(conn, c, a.area, d, year, today)
			if err != nil {
				return err
			}
			for _, p := range places {
				x := reportPlace{Period: p.Period.Name, Title: p.Period.Title(), Since: p.Period.From.String(), Until: p.Period.Until.String(), Months: d.Months(), Standing: p.Standing, Due: p.Due.String(), Owed: p.Owed, Late: p.Late(today), Begun: p.Begun, Version: p.Version}
				if r := p.Record; r != nil {
					x.Area, x.ID, x.Sent, x.Receipt = r.Area, r.ID, r.Text("sent_on"), r.Text("receipt_no")
					row := words.row(r)
					x.Step, x.Handler, x.Unit = row.Labels["step"], row.Labels["handler"], row.Labels["handling_unit"]
					if at, ok := r.Values["as_of"].(int64); ok {
						x.AsOf = clock.Instant(at).String()
					}
				}
				f.Periods = append(f.Periods, x)
			}
			forms = append(forms, f)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"year": year, "today": today.String(), "begin": !a.people.May(c, record.Create, own).None, "items": forms})
}
