package complaint

import (
	_ "embed"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed data/routing.yaml
var routingYAML []byte

// Place is where an address is, as far as it says.
type Place struct {
	County  string // code, "" where not known or elsewhere
	Title   string // of the county
	Town    string // town or subdistrict it names
	Words   string // of the address that say so
	Outside string // the place in another city it names
	Sure    bool   // its full name stands in the address
}

// Places is the port by which routing asks where an address is.
type Places func(address string) Place

// Units is the port by which routing asks which unit serves a town of a county:
// the station, and the bureau of the county; "" where there is none.
type Units func(county, town string) (station, bureau ref.ID)

// Where routing may send to.
const (
	toStationOfPlace = "station_of_place"
	toStationOfSeat  = "station_of_seat"
	toBureauOfPlace  = "bureau_of_place"
	toBureauOfSeat   = "bureau_of_seat"
	toNobody         = "nobody"
)

var routeTargets = []string{toStationOfPlace, toStationOfSeat, toBureauOfPlace, toBureauOfSeat, toNobody}

// Routing (分送规则) is the declared rules by which a unit is proposed.
type Routing struct {
	rules []routeRule
}

type routeRule struct {
	name, to, ground, article, say string
	unsure                         bool
	when                           *expr.Program
}

// routeSchema is what a rule's condition may name.
var routeSchema = &expr.Schema{Kind: "routing", Table: "routing", Fields: []expr.Field{
	{Name: "place", Type: expr.Code, Column: "place"}, {Name: "place_town", Type: expr.Text, Column: "place_town"},
	{Name: "seat", Type: expr.Code, Column: "seat"}, {Name: "seat_town", Type: expr.Text, Column: "seat_town"},
	{Name: "outside", Type: expr.Text, Column: "outside"}, {Name: "platform", Type: expr.Text, Column: "platform"}, {Name: "on_platform", Type: expr.Bool, Column: "on_platform"},
	{Name: "industry", Type: expr.Code, Column: "industry"}, {Name: "channel", Type: expr.Code, Column: "channel"},
	{Name: "goods", Type: expr.Text, Column: "goods"}, {Name: "brief", Type: expr.Text, Column: "brief"}, {Name: "facts", Type: expr.Text, Column: "facts"},
}}

// ParseRouting reads the rules; every mistake is told with its place.
func ParseRouting(file string, src []byte) (*Routing, error) {
	s, top := sheet.Parse(file, src)
	out := &Routing{}
	for _, n := range top.Fields("rules")["rules"].List() {
		v := n.Fields("rule", "if", "to", "ground", "article", "say", "unsure")
		r := routeRule{name: v["rule"].Text(), to: v["to"].Text(), ground: v["ground"].Text(), article: v["article"].Text(), say: v["say"].Text(), unsure: v["unsure"].Bool()}
		if r.name == "" || r.say == "" || r.article == "" {
			n.Failf("应有 rule、say 和 article")
		}
		if !contains(routeTargets, r.to) {
			v["to"].Failf("to 应为 %s", strings.Join(routeTargets, "、"))
		}
		if (r.to == toNobody) != (r.ground == "") {
			n.Failf("分送给机构的规则要写 ground，不分送的不写")
		}
		var err error
		if r.when, err = expr.Compile(v["if"].Text(), routeSchema, expr.Condition()); err != nil {
			v["if"].Failf("%s", err.Error())
		}
		out.rules = append(out.rules, r)
	}
	return out, s.Err()
}

// RouteFacts is what is known of a matter that is to be sent.
type RouteFacts struct {
	Address  string // place of business as the complainant wrote it, or published on the platform
	Seat     string // registered address
	County   string // of the register, "" where not known
	Platform string
	Industry string
	Channel  string
	Goods    string
	Brief    string
	Facts    string
}

// Route is what the rules propose. Without a unit it is left to the person, with
// what was found.
type Route struct {
	Rule    string `json:"rule"`
	N       int    `json:"n"` // its place among the rules, from 1; 0: none decided
	Unit    ref.ID `json:"unit"`
	Name    string `json:"name"`
	Ground  string `json:"ground"`
	Article string `json:"article"`
	Unsure  bool   `json:"unsure"`
	Text    string `json:"text"`
	Nobody  bool   `json:"nobody"` // not this city's
}

// Router proposes units.
type Router struct {
	routing *Routing
	places  Places
	units   Units
	name    func(ref.ID) string
}

// NewRouter makes a router by the rules shipped; the ports are answered by who
// knows addresses and the organisation.
func NewRouter(places Places, units Units, name func(ref.ID) string) (*Router, error) {
	r, err := ParseRouting("routing.yaml", routingYAML)
	if err != nil {
		return nil, fmt.Errorf("practice/complaint: %w", err)
	}
	return &Router{r, places, units, name}, nil
}

func orNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Propose asks the rules in their order.
func (r *Router) Propose(f RouteFacts) Route {
	place, seat := r.places(f.Address), Place{}
	if f.Seat != "" {
		seat = r.places(f.Seat)
	}
	if seat.County == "" {
		seat.County = f.County
	}
	values := expr.Values{"place": orNull(place.County), "place_town": orNull(place.Town), "seat": orNull(seat.County), "seat_town": orNull(seat.Town), "outside": orNull(place.Outside),
		"platform": orNull(f.Platform), "on_platform": f.Platform != "", "industry": orNull(f.Industry), "channel": orNull(f.Channel), "goods": orNull(f.Goods), "brief": orNull(f.Brief), "facts": orNull(f.Facts)}
	for i, rule := range r.routing.rules {
		if ok, _ := rule.when.Test(values, expr.Env{}); !ok {
			continue
		}
		out := Route{Rule: rule.name, N: i + 1, Ground: rule.ground, Article: rule.article, Unsure: rule.unsure, Nobody: rule.to == toNobody}
		at := place
		if rule.to == toStationOfSeat || rule.to == toBureauOfSeat {
			at = seat
		}
		if !out.Nobody {
			station, bureau := r.units(at.County, at.Town)
			out.Unit = station
			if station == "" || rule.to == toBureauOfPlace || rule.to == toBureauOfSeat {
				out.Unit = bureau
			}
			if out.Unit == "" {
				continue
			}
			out.Name = r.name(out.Unit)
		}
		out.Text = fmt.Sprintf("规则%d（第%s条）：", out.N, rule.article) + strings.NewReplacer("{place}", place.Title+place.Town, "{place_words}", place.Words, "{seat}", seat.Title+seat.Town,
			"{outside}", place.Outside, "{platform}", f.Platform, "{unit}", out.Name).Replace(rule.say)
		if !out.Nobody && at.Town == "" {
			out.Text += "（地址未写明街道或者镇，先到区县局）"
		}
		return out
	}
	return Route{Text: "地址不足以判断：没有写明区县、街道或者镇，也没有核对到登记住所。请向投诉人核实地址，或者先核对被投诉人。"}
}

// RouteOf is the proposal for a record as it stands.
func (d *Desk) RouteOf(c db.Conn, r *record.Record) (Route, error) {
	f := RouteFacts{Address: r.Text("respondent_address"), Platform: r.Text("online_platform"), Channel: r.Text("channel"), Goods: r.Text("goods"), Brief: r.Text("matter_in_brief"), Facts: r.Text("facts")}
	about := record.RefOf(r.Values["respondent"])
	if r.Kind.Name == Tipoff {
		f = RouteFacts{Address: r.Text("place"), Channel: r.Text("channel"), Brief: r.Text("matter_in_brief"), Facts: r.Text("clues")}
		about = record.RefOf(r.Values["reported"])
	}
	return d.RouteFor(c, f, about)
}

// RouteFor is the proposal for what is known, with what the register says of a
// trader; the zero reference is none.
func (d *Desk) RouteFor(c db.Conn, f RouteFacts, about ref.Ref) (Route, error) {
	if about.ID != "" {
		to, err := subject.Resolve(c, about)
		if err != nil {
			return Route{}, err
		}
		h, err := subject.Get(c, to)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return Route{}, err
		}
		f.Seat, f.County = h.Address, h.County
	}
	return d.router.Propose(f), nil
}
