package api

import (
	"encoding/csv"
	"io"
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// reports adds what is read of reports beside the records of their kind.
func (a *API) reports() {
	one := "/api/reports/{area}/{id}"
	a.fixed(http.MethodGet, "/api/reports/year", "report-year", "一年中各报表各报告期的进度和报送期限", "统计报表", a.reportYear)
	a.fixed(http.MethodGet, one, "report", "一张报表：数据、审核、与上期和更正前的比较", "统计报表", a.report)
	a.fixed(http.MethodGet, one+"/now", "report-now", "按现在的记录重新计算，与存储的数据比较", "统计报表", a.reportNow)
	a.fixed(http.MethodGet, one+"/cell", "report-cell", "一格数据背后的记录", "统计报表", a.reportCell)
	a.fixed(http.MethodGet, one+"/excel", "report-excel", "上级格式的 Excel 文件", "统计报表", a.reportExcel)
	a.fixed(http.MethodGet, one+"/csv", "report-csv", "CSV 文件", "统计报表", a.reportCSV)
}

type reportColumn struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Code   string `json:"code"`
	Group  string `json:"group"`
	Unit   string `json:"unit"`
	Note   string `json:"note"`
	Unsure bool   `json:"unsure"`
	Hand   bool   `json:"hand"`
	Counts bool   `json:"counts"` // records stand behind it
}

type reportCell struct {
	Value  *int64 `json:"value"` // null: none, or hidden
	Text   string `json:"text"`
	Last   string `json:"last"` // of the period before
	Hidden bool   `json:"hidden"`
	Behind bool   `json:"behind"` // it leads to records
}

type reportLine struct {
	Key   string       `json:"key"`
	Row   string       `json:"row"`
	Title string       `json:"title"`
	Code  string       `json:"code"`
	Sum   bool         `json:"sum"`
	Cells []reportCell `json:"cells"`
}

type reportOut struct {
	Record   Row                 `json:"record"`
	Title    string              `json:"title"`
	To       string              `json:"to"`
	FormNo   string              `json:"form_no"`
	Maker    string              `json:"maker"`
	Approval string              `json:"approval"`
	Organ    string              `json:"organ"` // who reports
	Period   string              `json:"period"`
	Since    string              `json:"since"`
	Until    string              `json:"until"`
	Note     string              `json:"note"`
	Unsure   bool                `json:"unsure"`
	Digest   string              `json:"digest"`
	Current  bool                `json:"current"` // by the declaration in force
	AsOf     string              `json:"as_of"`
	Columns  []reportColumn      `json:"columns"`
	Lines    []reportLine        `json:"lines"`
	Findings []report.Finding    `json:"findings"`
	Open     int                 `json:"open"`
	Restated []report.Difference `json:"restated"`
	Veiled   bool                `json:"veiled"`
	Export   bool                `json:"export"`
}

// viewed runs f with a report as the caller may see it.
func (a *API) viewed(q *rest.Request, now bool, f func(c db.Conn, who actor.Caller, v *report.View) error) error {
	c, r, err := a.asked(q)
	if err != nil {
		return err
	}
	return a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		v, err := a.app.Reports.View(conn, c, r, now)
		if err != nil {
			return err
		}
		return f(conn, c, v)
	})
}

func (a *API) mayTake(c actor.Caller, v *report.View) bool {
	return !v.Veil.Any() && v.Figures != nil && !a.people.May(c, kind.Export, a.engine.Kinds().Get(report.Kind)).None
}

func (a *API) report(q *rest.Request) error {
	var out reportOut
	err := a.viewed(q, false, func(conn db.Conn, c actor.Caller, v *report.View) error {
		seen, err := a.engine.GetIn(conn, c, report.Kind, v.Record.Ref(), record.AsOf{})
		if err != nil {
			return err
		}
		d := v.Definition
		out = reportOut{Record: a.labels(conn).row(seen), Title: d.Title, To: d.To, FormNo: d.FormNo, Maker: d.Maker, Approval: d.Approval, Organ: a.people.Organ(v.Record.Unit), Period: v.Period.Title(), Since: v.Period.From.String(), Until: v.Period.Until.String(),
			Note: d.Note, Unsure: d.Unsure, Digest: d.Digest, Columns: []reportColumn{}, Lines: []reportLine{}, Findings: v.Findings, Open: len(report.Open(v.Findings)), Restated: v.Restated, Veiled: v.Veil.Any(), Export: a.mayTake(c, v)}
		if now := a.app.Reports.Set().Find(d.Name); now != nil {
			out.Current = now.Digest == d.Digest
		}
		if at, ok := v.Record.Values["as_of"].(int64); ok {
			out.AsOf = clock.Instant(at).String()
		}
		for _, x := range d.Columns {
			out.Columns = append(out.Columns, reportColumn{x.Name, x.Title, x.Code, x.Group, x.Unit, x.Note, x.Unsure, x.Hand, x.Counted()})
		}
		if v.Figures == nil {
			return nil
		}
		for _, l := range v.Figures.Lines {
			line := reportLine{Key: l.Key(), Row: l.Row, Title: l.Title, Code: l.Code, Sum: d.Row(l.Row).Sum != "", Cells: []reportCell{}}
			for _, x := range d.Columns {
				line.Cells = append(line.Cells, cellOf(v, l, x))
			}
			out.Lines = append(out.Lines, line)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}

func cellOf(v *report.View, l *report.Line, x *report.Column) reportCell {
	if v.Veil.Hides(l, x) {
		return reportCell{Hidden: true}
	}
	n, ok := l.Cells[x.Name]
	if !ok {
		return reportCell{}
	}
	out := reportCell{Value: &n, Text: report.Show(x, n), Behind: x.Counted() && v.Definition.Row(l.Row).Sum == ""}
	if v.Last != nil {
		if before := v.Last.Line(l.Key()); before != nil && !v.Veil.Hides(before, x) {
			if n, ok := before.Cells[x.Name]; ok {
				out.Last = report.Show(x, n)
			}
		}
	}
	return out
}

// reportNow shows what would be counted now: stored figures never change by it.
func (a *API) reportNow(q *rest.Request) error {
	out := []report.Difference{}
	err := a.viewed(q, true, func(_ db.Conn, _ actor.Caller, v *report.View) error {
		out = v.Changed
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out})
}

// reportCell lists the records behind a cell.
func (a *API) reportCell(q *rest.Request) error {
	page, err := q.Page()
	if err != nil {
		return err
	}
	var at *record.Cursor
	if page.Cursor != "" {
		cur, err := rest.DecodeCursor(page.Cursor, "-id")
		if err != nil {
			return err
		}
		at = &record.Cursor{Area: ref.Area(cur.Area), ID: ref.ID(cur.ID)}
	}
	items, next := []Row{}, ""
	var found *report.Behind
	err = a.viewed(q, false, func(conn db.Conn, c actor.Caller, v *report.View) error {
		var err error
		if found, err = a.app.Reports.Behind(conn, c, v, q.Query("line"), q.Query("column"), min(page.Limit, 100), at); err != nil {
			return err
		}
		l := a.labels(conn)
		for _, r := range found.Items {
			items = append(items, l.row(r))
		}
		if found.Next != nil {
			next = rest.Cursor{Order: "-id", Area: string(found.Next.Area), ID: string(found.Next.ID)}.Encode()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": items, "next": next, "total": found.Total, "unseen": found.Unseen})
}

// taken runs f with a report whose whole table the caller may take away.
func (a *API) taken(q *rest.Request) (s *report.Sheet, err error) {
	err = a.viewed(q, false, func(conn db.Conn, c actor.Caller, v *report.View) error {
		if !a.mayTake(c, v) {
			return fault.New(fault.Denied, "record.denied", "还没有取数，或者您没有导出统计报表的权限；请联系安全管理员授权")
		}
		name := func(field string) string { return a.people.PersonName(record.RefOf(v.Record.Values[field]).ID) }
		labels := a.labels(conn).row(v.Record).Labels
		s = &report.Sheet{Definition: v.Definition, Figures: v.Figures, Period: v.Period, Unit: a.people.Organ(v.Record.Unit), Filler: name("filler"), Checker: name("checker"),
			SentOn: v.Record.Text("sent_on"), Version: "第" + labels["version"] + "版", State: labels["step"]}
		return nil
	})
	return s, err
}

func (a *API) reportExcel(q *rest.Request) error {
	s, err := a.taken(q)
	if err != nil {
		return err
	}
	return q.Stream("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", s.Name()+".xlsx", s.Excel)
}

func (a *API) reportCSV(q *rest.Request) error {
	s, err := a.taken(q)
	if err != nil {
		return err
	}
	return q.Stream("text/csv; charset=utf-8", s.Name()+".csv", func(w io.Writer) error {
		if _, err := io.WriteString(w, "\ufeff"); err != nil { // by it Excel and WPS know the encoding
			return err
		}
		out := csv.NewWriter(w)
		if err := out.WriteAll(s.Table()); err != nil {
			return err
		}
		return out.Error()
	})
}
