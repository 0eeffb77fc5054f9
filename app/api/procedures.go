package api

import (
	"net/http"

	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

// procedures adds what an officer reads of procedures: which there are, and each
// as a picture and tables. They are declarations, the same for everybody.
func (a *API) procedures() {
	a.fixed(http.MethodGet, "/api/procedures", "procedures", "各业务的程序和适用的文本", "系统", a.listProcedures)
	a.fixed(http.MethodGet, "/api/procedures/{kind}/{law}", "procedure", "一个程序的环节、动作和期限", "系统", a.oneProcedure)
}

// procedureOut is one version of a procedure in a list.
type procedureOut struct {
	Kind   string `json:"kind"`
	Title  string `json:"title"`
	Matter string `json:"matter"`
	Of     string `json:"of"` // of a part: the title of what it belongs to
	Law    lawOut `json:"law"`
	Until  string `json:"until"` // last day on which a record that begins lives under it
	Steps  int    `json:"steps"`
	Acts   int    `json:"acts"`
	Clocks int    `json:"clocks"`
}

func (a *API) listProcedures(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	out := []procedureOut{}
	for _, k := range a.engine.Kinds().All() {
		l := procedure.Of(k)
		if l == nil {
			continue
		}
		for _, v := range l.Versions {
			s := a.app.Procedures.Sheet(k, v)
			x := procedureOut{Kind: k.Name, Title: k.Title, Matter: k.Matter, Law: lawOut{s.Law, s.LawTitle, s.Number, s.From.String()}, Until: s.Until.String(),
				Steps: len(s.Steps), Acts: len(s.Acts), Clocks: len(s.Clocks)}
			if of := a.engine.Kinds().Get(k.Of); of != nil {
				x.Of = of.Title
			}
			out = append(out, x)
		}
	}
	return items(q, out, nil)
}

type sheetOut struct {
	Kind    string       `json:"kind"`
	Title   string       `json:"title"`
	Law     lawOut       `json:"law"`
	Until   string       `json:"until"`
	Carry   *carryFrom   `json:"carry"`
	Steps   []sheetStep  `json:"steps"`
	Acts    []sheetAct   `json:"acts"`
	Clocks  []sheetClock `json:"clocks"`
	Drawing string       `json:"drawing"` // SVG
}

type carryFrom struct {
	From   string   `json:"from"`
	How    string   `json:"how"`
	Clocks []string `json:"clocks"`
	Basis  string   `json:"basis"`
	Unsure bool     `json:"unsure"`
}

type sheetStep struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Start bool   `json:"start"`
	End   bool   `json:"end"`
}

type sheetAct struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	From    []string `json:"from"`
	To      string   `json:"to"`
	Back    bool     `json:"back"`
	Creates bool     `json:"creates"`
	By      string   `json:"by"`
	Terms   []string `json:"terms"`
	Article string   `json:"article"`
	Unsure  bool     `json:"unsure"`
}

type sheetClock struct {
	Name    string   `json:"name"`
	Title   string   `json:"title"`
	Limit   string   `json:"limit"`
	Starts  string   `json:"starts"`
	Stops   string   `json:"stops"`
	Terms   []string `json:"terms"`
	Expiry  string   `json:"expiry"`
	Article string   `json:"article"`
	City    bool     `json:"city"`
	Unsure  bool     `json:"unsure"`
}

func (a *API) oneProcedure(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	k := a.engine.Kinds().Get(q.Param("kind"))
	if k == nil || procedure.Of(k) == nil {
		return fault.New(fault.NotFound, "procedure.notfound", "没有这个程序")
	}
	for _, v := range procedure.Of(k).Versions {
		if v.Law != q.Param("law") {
			continue
		}
		s := a.app.Procedures.Sheet(k, v)
		out := sheetOut{Kind: s.Kind, Title: s.Title, Law: lawOut{s.Law, s.LawTitle, s.Number, s.From.String()}, Until: s.Until.String(), Steps: []sheetStep{}, Acts: []sheetAct{}, Clocks: []sheetClock{}, Drawing: s.Drawing()}
		if c := s.Carry; c != nil {
			out.Carry = &carryFrom{c.From, c.How, orEmpty(c.Clocks), c.Basis, c.Unsure}
		}
		for _, x := range s.Steps {
			out.Steps = append(out.Steps, sheetStep(x))
		}
		for _, x := range s.Acts {
			out.Acts = append(out.Acts, sheetAct{x.Name, x.Title, orEmpty(x.From), x.To, x.Back, x.Creates, x.By, orEmpty(x.Terms), x.Article, x.Unsure})
		}
		for _, x := range s.Clocks {
			out.Clocks = append(out.Clocks, sheetClock{x.Name, x.Title, x.Limit, x.Starts, x.Stops, orEmpty(x.Terms), x.Expiry, x.Basis(), x.City, x.Unsure})
		}
		return q.JSON(http.StatusOK, out)
	}
	return fault.New(fault.NotFound, "procedure.notfound", "没有这个程序")
}
