package report

import (
	"github.com/hengjian/hengjian/kernel/expr"
	"github.com/hengjian/hengjian/kernel/kind"
)

// Definition is one declared report (报表制度中的一张表).
type Definition struct {
	Name, Title string
	Matter      string
	To          string // the superior it goes to
	FormNo      string // 表号
	Maker       string // 制表机关
	Approval    string // 批准或者备案文号
	Period      string // month, quarter, half, year
	Cut         int    // of a month: its last day; 0 is the last of the calendar
	Due         int    // days after the period in which it is to be sent
	Basis       []Cite
	Note        string
	Unsure      bool // the form itself has not been checked against the superior's
	Columns     []*Column
	Rows        []*Row
	Checks      []*Check
	Layout      *Layout
	Source      string // the text of the file
	Digest      string // SHA-256 of it, hexadecimal

	root   kind.Node
	schema *expr.Schema // the columns as a row's arithmetic names them
}

// Cite is an article a report rests on.
type Cite struct {
	Law, Article, Title string
	Unsure              bool
}

// The units a column is shown in.
const (
	Pieces  = "件"
	Yuan    = "元" // held in fen
	Percent = "%" // held in hundredths of a percent
)

// Column is one figure of a row.
type Column struct {
	Name, Title, Code string
	Group             string // the heading above it that neighbours share
	Unit              string
	Note              string
	Unsure            bool

	// Of records: how (count, sum, avg), of which kind and field, when.
	How         string
	Kind, Field string
	On          string // date field within the period
	Clock, Edge string // or a limit that starts or stops within it
	InTime      *bool  // of one that stops: in time, or late
	If          *expr.Program

	Calc  *expr.Program // of other columns
	Share string        // column this one is the share of …
	In    *expr.Program // … in this
	Hand  bool          // written by hand

	at kind.Map
}

// Counted reports whether records are looked at.
func (c *Column) Counted() bool { return c.How != "" }

// Row is one line, or one for every value of a field.
type Row struct {
	Name, Title, Code string
	If                string // condition over the records, as written
	Each              string // field; the row stands for one line of each of its values
	Sum               string // name of an each row whose lines it adds up

	progs map[string]*expr.Program // If by kind
	at    kind.Map
}

// Check is one rule of the logical check (逻辑审核).
type Check struct {
	Name  string
	Say   string
	Warn  bool          // it may be explained away
	Rows  []string      // rows it is asked of; none: every row
	If    *expr.Program // true is wrong
	Adds  []string      // columns whose lines must add up …
	Total string        // … to this row
	Of    string        // … of this each row
	Jump  int           // percent by which columns may differ from the last period
	Least int64         // … from this number on
	Cols  []string      // of a jump

	at kind.Map
}

// Layout is where things stand in the superior's workbook.
type Layout struct {
	Sheet string
	Texts []Placed // texts in fixed places
	Head  string   // cell at which the headings of the columns begin: two rows and one of codes
	Foot  []Placed // texts below the last row; of At only the column counts
}

// Placed is a text in a cell, or in cells merged from At to To.
type Placed struct {
	At, To, Text string
	Style        string // title, right, plain
}

// Column returns a column by name.
func (d *Definition) Column(name string) *Column {
	for _, c := range d.Columns {
		if c.Name == name {
			return c
		}
	}
	return nil
}

// Row returns a row by name.
func (d *Definition) Row(name string) *Row {
	for _, r := range d.Rows {
		if r.Name == name {
			return r
		}
	}
	return nil
}

// Set is every report of an installation.
type Set struct{ all []*Definition }

// All lists the reports in the order in which they were read.
func (s *Set) All() []*Definition { return s.all }

// Find returns a report by name, nil where there is none.
func (s *Set) Find(name string) *Definition {
	for _, d := range s.all {
		if d.Name == name {
			return d
		}
	}
	return nil
}
