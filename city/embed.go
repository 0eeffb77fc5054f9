// Package city holds the city profiles: data only. What differs between two
// bureaus stands in the YAML files of city/<profile>: areas.yaml (counties,
// functional areas, townships) and organisation.yaml (organs and units). The
// Go here reads them strictly, and knows no city.
package city

import (
	"embed"
	"fmt"
	"io/fs"
	"path"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed */*.yaml
var files embed.FS

// Files returns the data of every profile, by <profile>/<file>.
func Files() fs.FS { return files }

// Profile is one city, or one district of a city, that uses the product.
type Profile struct {
	Name     string // folder: weihai
	Title    string // 威海市
	Province string // 山东省
	Area     ref.Area
	Root     string        // code of the profile's own bureau; a district's is not the first of Units
	Units    []Unit        // a unit stands after its parent
	Counties []code.County // those the profile serves, functional areas among them
	Areas    *code.Areas   // the whole prefecture, to find the county of an address
}

// Sorts of units, as kernel/actor/unit.yaml has them.
const (
	Bureau   = "bureau"
	Division = "division"
	Station  = "station"
	Team     = "team"
)

// Unit is an organ or a unit of one (名义机关, 承办机构).
type Unit struct {
	Code   string // within the profile, never changed: 371002, 371002-s03
	Parent string // code; empty for the first
	Name   string
	Short  string
	Sort   string
	Organ  string   // of a bureau: the words of its seal
	Series string   // of a bureau: the word of its number series, 威市监
	County string   // of a county's bureau and what is below it
	Towns  []string // of a station
}

// Unit returns the unit of a code.
func (p *Profile) Unit(code string) (Unit, bool) {
	for _, u := range p.Units {
		if u.Code == code {
			return u, true
		}
	}
	return Unit{}, false
}

// Organ returns the bureau in whose name a unit acts: itself or the nearest
// bureau above it.
func (p *Profile) Organ(code string) (Unit, bool) {
	for u, ok := p.Unit(code); ok; u, ok = p.Unit(u.Parent) {
		if u.Sort == Bureau {
			return u, true
		}
	}
	return Unit{}, false
}

// BureauOf returns the bureau that serves a county or functional area.
func (p *Profile) BureauOf(county string) (Unit, bool) {
	for _, u := range p.Units {
		if u.Sort == Bureau && u.County == county {
			return u, true
		}
	}
	return Unit{}, false
}

// StationOf returns the station that serves a township of a county.
func (p *Profile) StationOf(county, town string) (Unit, bool) {
	for _, u := range p.Units {
		if u.Sort != Station || u.County != county {
			continue
		}
		for _, t := range u.Towns {
			if t == town {
				return u, true
			}
		}
	}
	return Unit{}, false
}

// Profiles lists the names of the shipped profiles in order.
func Profiles() []string {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic("city: embedded files: " + err.Error()) // embed.FS always has its root
	}
	var out []string
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

// Load reads a shipped profile.
func Load(name string) (*Profile, error) { return LoadFrom(files, name) }

// LoadFrom reads a profile from the folder name of fsys. All mistakes of a file
// are returned at once, each with file, line and column.
func LoadFrom(fsys fs.FS, name string) (*Profile, error) {
	if name == "." || !fs.ValidPath(name) || path.Base(name) != name {
		return nil, fault.Newf(fault.NotFound, "city.profile", "没有名为“%s”的城市配置", name)
	}
	if _, err := fs.Stat(fsys, name); err != nil {
		return nil, fault.Newf(fault.NotFound, "city.profile", "没有名为“%s”的城市配置", name).With(err)
	}
	file := path.Join(name, "areas.yaml")
	src, err := fs.ReadFile(fsys, file)
	if err != nil {
		return nil, fmt.Errorf("city %s: %w", name, err)
	}
	areas, err := code.ParseAreas(file, src, code.GB2260())
	if err != nil {
		return nil, fmt.Errorf("city %s: %w", name, err)
	}
	file = path.Join(name, "organisation.yaml")
	if src, err = fs.ReadFile(fsys, file); err != nil {
		return nil, fmt.Errorf("city %s: %w", name, err)
	}
	p, err := ParseOrganisation(file, src, areas)
	if err != nil {
		return nil, fmt.Errorf("city %s: %w", name, err)
	}
	if p.Name != name {
		return nil, fmt.Errorf("city %s: %s names profile %q", name, file, p.Name)
	}
	return p, nil
}
