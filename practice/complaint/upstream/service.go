package upstream

import (
	"context"
	"fmt"
	"io"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/complaint"
)

// Row is one row of a platform's file with the values of the fields it feeds, by
// the types of an order; nil where a cell is empty.
type Row struct {
	Line     int
	Values   map[string]any
	Problems []Problem
	Cells    []string // of the columns that are read, as the file has them
	Digest   string   // of all cells
}

// Patch puts cells of one row right before it is judged, by the heading of the column.
type Patch struct {
	Line  int
	Cells map[string]string
}

// Problem is what is wrong with a row: the field and the reason. No value of the row
// stands in it.
type Problem struct {
	Field string `json:"field"` // "" is the whole row
	Title string `json:"title"`
	Code  string `json:"code"`
	Text  string `json:"text"`
}

// Head is what a file has, before its rows.
type Head struct {
	Format   string   `json:"format"`
	Encoding string   `json:"encoding"`
	Read     []Pair   `json:"read"`    // columns that are read, with our titles
	Unread   []string `json:"unread"`  // headings the layout does not know
	Missing  []string `json:"missing"` // titles of mandatory columns that are not there
}

// Pair is a column of the file and the field it feeds.
type Pair struct {
	Head  string `json:"head"`
	Field string `json:"field"`
	Title string `json:"title"`
}

// Reader is the port by which a stored file is read: rows goes through them all, one
// of them patched.
type Reader func(ctx context.Context, digest, name string, t Table, p Patch, rows func(Head) (func(Row) error, error)) error

// Writer is the port by which a table is written as a file of a format, csv or xlsx,
// in which no cell is taken for a formula.
type Writer func(w io.Writer, format, title string, head []string, rows [][]string) error

// Parts are what a service is made of.
type Parts struct {
	Engine   *record.Engine
	People   *actor.Directory
	Desk     *complaint.Desk
	Area     ref.Area
	Receives func() ref.ID // the unit that receives for the bureau (Order 121 art. 41)
	Read     Reader
	Write    Writer
	Keep     func(ctx context.Context, r io.Reader, limit int64, who string) (blob.Digest, int64, error)
	Step     func(r *record.Record) string // title of the step a record is in
	Organ    func(unit ref.ID) string      // name of a unit
}

// Service exchanges files with the platforms. It is safe for use by many goroutines;
// a batch is taken in by one at a time, which its position guards.
type Service struct {
	Parts
	db      *db.DB
	layouts []*Layout
}

// New makes a service with the layouts shipped.
func New(p Parts) (*Service, error) {
	list, err := Layouts()
	if err != nil {
		return nil, err
	}
	return &Service{Parts: p, db: p.Engine.DB(), layouts: list}, nil
}

// Layouts are the platforms with their files.
func (s *Service) Layouts() []*Layout { return s.layouts }

func (s *Service) layout(platform string) (*Layout, error) {
	if i := slices.IndexFunc(s.layouts, func(l *Layout) bool { return l.Platform == platform }); i >= 0 {
		return s.layouts[i], nil
	}
	return nil, fault.Bad("upstream.platform", "没有这个平台", fault.Field{Name: "platform", Code: "option", Text: "应为全国12315平台或者12345热线"})
}

// may refuses a caller who may not do verb with the orders of this bureau: all that
// the receiving unit receives go in and out together.
func (s *Service) may(c actor.Caller, verb string) error {
	k := s.Engine.Kinds().Get(complaint.Order)
	if c.Area != s.Area || !s.People.May(c, verb, k).Covers(actor.RowHead{Area: s.Area, Unit: s.Receives(), Parties: []actor.Party{{Unit: s.Receives()}}}) {
		what := map[string]string{record.Create: "导入", "export": "导出"}[verb]
		return fault.Newf(fault.Denied, "upstream.denied", "您没有%s上级平台工单的权限；请联系安全管理员授权", what)
	}
	return nil
}

// source says that the platform itself brings a value: it owns what it wrote.
func (l *Layout) source(batch ref.ID) record.Source {
	return record.Source{Name: l.Platform, Owner: "platform", Batch: string(batch)}
}

func holder(area ref.Area, id ref.ID) string {
	return fmt.Sprintf("upstream/%s/%s", area, id)
}
