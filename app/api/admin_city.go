package api

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) cityOperations() []adminOperation {
	const get = http.MethodGet
	return []adminOperation{
		{get, "/api/admin/codes", "admin-codes", "代码表清单", anybody, x.codeLists},
		{get, "/api/admin/codes/{list}", "admin-code-list", "一张代码表的值，停用的也在内", anybody, x.codeList},
		{get, "/api/admin/city", "admin-city", "城市配置：地域、功能区和机构", anybody, x.city},
		{get, "/api/admin/calendar", "admin-calendar", "工作日历：已公布的年份和一年的放假与调休", anybody, x.calendar},
	}
}

func (x *admin) codeLists(q *rest.Request, _ actor.Caller) error {
	return items(q, x.app.CodeLists(), nil)
}

func (x *admin) codeList(q *rest.Request, _ actor.Caller) error {
	p, err := q.Page()
	if err != nil {
		return err
	}
	list, values, ok := x.app.CodeList(q.Param("list"))
	if !ok {
		return fault.New(fault.NotFound, "code.list", "没有这个代码表")
	}
	from := 0
	if p.Cursor != "" {
		if from, err = strconv.Atoi(p.Cursor); err != nil || from < 0 || from > len(values) {
			return fault.Bad("rest.cursor", "翻页位置无效", fault.Field{Name: "cursor", Code: "invalid", Text: "翻页位置无效，请从第一页重新开始"})
		}
	}
	found, matching, next := values[:0:0], 0, ""
	for i, v := range values {
		if p.Query != "" && !strings.HasPrefix(v.Value, p.Query) && !strings.Contains(v.Title, p.Query) {
			continue
		}
		matching++
		switch {
		case i < from:
		case len(found) < p.Limit:
			found = append(found, v)
		case next == "":
			next = strconv.Itoa(i)
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"list": list, "items": orNone(found), "total": matching, "next": next})
}

// city shows the profile as it was loaded beside the organisation as it is.
func (x *admin) city(q *rest.Request, _ actor.Caller) error {
	p := x.app.Profile
	areas := []map[string]any{}
	for _, c := range p.Areas.Counties {
		served := false
		for _, s := range p.Counties {
			served = served || s.Code == c.Code
		}
		bureau, _ := p.BureauOf(c.Code)
		areas = append(areas, map[string]any{"code": c.Code, "title": c.Title, "short": c.Short, "functional": c.Functional, "parent": c.Parent, "names": orEmpty(c.Names), "near": orEmpty(c.Near),
			"towns": orEmpty(c.Towns), "served": served, "bureau": bureau.Name})
	}
	now := map[string]bool{}
	for _, u := range x.people.Units(x.area) {
		now[u.Name] = true
	}
	units := []map[string]any{}
	for _, u := range p.Units {
		units = append(units, map[string]any{"code": u.Code, "parent": u.Parent, "name": u.Name, "short": u.Short, "sort": u.Sort, "organ": u.Organ, "series": u.Series, "county": u.County,
			"towns": orEmpty(u.Towns), "present": now[u.Name]})
	}
	return q.JSON(http.StatusOK, map[string]any{"profile": x.app.City, "title": p.Title, "province": p.Province, "area": p.Area, "prefecture": p.Areas.Prefecture(),
		"areas": areas, "units": units, "organised": len(x.people.Units(x.area)), "files": []string{"city/" + p.Name + "/areas.yaml", "city/" + p.Name + "/organisation.yaml"}})
}

// calendar shows what is known of a year: its notices, holidays and working
// weekends.
func (x *admin) calendar(q *rest.Request, c actor.Caller) error {
	days := x.app.Days
	first, last := days.Known()
	year, err := strconv.Atoi(q.Query("year"))
	if q.Query("year") == "" {
		year, err = strconv.Atoi(c.Day[:4])
	}
	if err != nil || year < first.Year() || year > last.Year()+1 {
		return fault.Bad("admin.year", "没有这一年", fault.Field{Name: "year", Code: "range", Text: "年份应为 " + strconv.Itoa(first.Year()) + " 至 " + strconv.Itoa(last.Year()+1)})
	}
	list := []map[string]any{}
	work := 0
	for d := calendar.New(year, 1, 1); d.Year() == year; d = d.AddDays(1) {
		k := days.Kind(d)
		if days.IsWorkday(d) {
			work++
		}
		if k != calendar.Holiday && k != calendar.Makeup {
			continue
		}
		festival, notice := days.Name(d)
		list = append(list, map[string]any{"day": d.String(), "holiday": k == calendar.Holiday, "festival": festival, "notice": notice})
	}
	years := []map[string]any{}
	for y := first.Year(); y <= last.Year(); y++ {
		years = append(years, map[string]any{"year": y, "notices": orEmpty(days.Notices(y))})
	}
	return q.JSON(http.StatusOK, map[string]any{"year": year, "published": len(days.Notices(year)) > 0, "workdays": work, "notices": orEmpty(days.Notices(year)), "days": list, "years": years})
}
