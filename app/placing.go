package app

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/registration"
)

// places answers where an address is, for the routing of complaints: the county
// as registration finds it, then the town of that county whose name stands in
// the address.
func (a *App) places() complaint.Places {
	counties := registration.NewCounties(a.Areas, code.GB2260())
	return func(address string) complaint.Place {
		if strings.TrimSpace(address) == "" {
			return complaint.Place{}
		}
		found := counties.Find(address, "")
		county, ours := a.Areas.Find(found.Code)
		if !ours {
			return complaint.Place{Outside: found.Words}
		}
		p := complaint.Place{County: county.Code, Title: county.Title, Words: found.Words, Sure: found.Confidence == registration.High}
		at := -1
		for _, town := range county.Towns {
			i := strings.Index(address, town)
			if i < 0 {
				i = strings.Index(address, shortTown(town))
				if i >= 0 && roadAfter(address[i+len(shortTown(town)):]) {
					i = -1
				}
			}
			if i >= 0 && (at < 0 || i < at) {
				p.Town, at = town, i
			}
		}
		return p
	}
}

// shortTown is a town as people say it: 竹岛 for 竹岛街道.
func shortTown(town string) string {
	for _, end := range []string{"街道", "镇", "乡"} {
		if s := strings.TrimSuffix(town, end); s != town && len([]rune(s)) >= 2 {
			return s
		}
	}
	return town
}

// roadAfter reports whether the word before is the name of a road: 鲸园路 is not in 鲸园.
func roadAfter(rest string) bool {
	for _, end := range []string{"路", "街", "大道", "巷", "桥", "大街", "北路", "南路", "东路", "西路", "中路"} {
		if strings.HasPrefix(rest, end) && !strings.HasPrefix(rest, "街道") {
			return true
		}
	}
	return false
}

// serving answers which units serve a town of a county.
func (a *App) serving(county, town string) (station, bureau ref.ID) {
	by := a.unitsByName()
	if u, ok := a.Profile.BureauOf(county); ok {
		bureau = by[u.Code]
	}
	if u, ok := a.Profile.StationOf(county, town); ok && town != "" {
		station = by[u.Code]
	}
	return station, bureau
}

// Router proposes units for what comes in.
func (a *App) Router() (*complaint.Router, error) {
	return complaint.NewRouter(a.places(), a.serving, a.People.UnitName)
}

// ledgerHead is the newest signed head of an area's ledger as a text.
func (a *App) ledgerHead(c db.Conn, area ref.Area) (string, error) {
	list, err := a.Ledger.Checkpoints(c, area, 0, 1)
	if err != nil || len(list) == 0 {
		return "", err
	}
	return fmt.Sprintf("%d %s", list[0].Size, list[0].Root), nil
}
