package app

import (
	"context"
	"encoding/hex"
	"io"
	"slices"

	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/practice/collect/source"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/practice/complaint/upstream"
)

// openUpstream opens the exchange with the platforms above: its files are read by
// collection and written by exports, plugged here because neither knows the other.
func (a *App) openUpstream() (err error) {
	a.Upstream, err = upstream.New(upstream.Parts{Engine: a.Engine, People: a.People, Desk: a.Complaints, Area: a.Area(), Receives: a.Receives, Read: a.readPlatform,
		Write: func(w io.Writer, format, title string, head []string, rows [][]string) error {
			return export.Table(w, export.Format(format), title, head, rows)
		},
		Keep: a.Files.Put, Step: a.Procedures.StepTitle, Organ: func(unit ref.ID) string { return a.People.UnitName(unit) }})
	return err
}

// readPlatform reads a platform's file as the fields of an order: the layout says
// which heading feeds which field and which words stand for our values.
func (a *App) readPlatform(ctx context.Context, digest, name string, t upstream.Table, p upstream.Patch, rows func(upstream.Head) (func(upstream.Row) error, error)) error {
	f, err := a.OpenSource(ctx, digest, name)
	if err != nil {
		return err
	}
	defer f.Close()
	fields := a.platformFields(t)
	head := upstream.Head{Format: string(f.Format), Encoding: f.Encoding.Title(), Read: []upstream.Pair{}, Unread: []string{}, Missing: []string{}}
	saved, at, read := map[string]string{}, map[string]int{}, []int{}
	for n, c := range f.Columns {
		i := slices.IndexFunc(t.Columns, func(x upstream.Source) bool {
			return slices.ContainsFunc(x.Heads, func(h string) bool { return source.SameHeading(h, c.Head) })
		})
		if i < 0 || slices.ContainsFunc(head.Read, func(p upstream.Pair) bool { return p.Field == t.Columns[i].Field }) {
			head.Unread = append(head.Unread, c.Name)
			continue
		}
		saved[c.Name], at[c.Name], read = t.Columns[i].Field, n, append(read, n)
		head.Read = append(head.Read, upstream.Pair{Head: c.Name, Field: t.Columns[i].Field, Title: titleOf(fields, t.Columns[i].Field)})
	}
	mapping, _ := source.Mapped(f.Columns, fields, saved)
	conv := source.NewConversion(mapping, fields)
	for _, x := range conv.Missing() {
		head.Missing = append(head.Missing, x.Title)
	}
	take, err := rows(head)
	if err != nil {
		return err
	}
	for row, err := range f.Rows(ctx, 1) {
		if err != nil {
			return err
		}
		if row.Line == p.Line {
			row = patched(row, p.Cells, at)
		}
		sum := row.Digest()
		out := upstream.Row{Line: row.Line, Digest: hex.EncodeToString(sum[:])}
		for _, n := range read {
			out.Cells = append(out.Cells, row.Cell(n))
		}
		var problems []source.Problem
		out.Values, problems = conv.Row(row)
		for _, p := range problems {
			if p.Level == source.Quarantine { // its words may quote the cell, those of its kind do not
				out.Problems = append(out.Problems, upstream.Problem{Field: p.Field, Code: p.Code, Text: source.ProblemTitle(p.Code)})
			}
		}
		if err := take(out); err != nil {
			return err
		}
	}
	return nil
}

// patched is a row with some cells put right; what the reader found wrong with those
// is settled.
func patched(row source.Row, cells map[string]string, at map[string]int) source.Row {
	row.Cells = slices.Clone(row.Cells)
	for name, v := range cells {
		n, ok := at[name]
		if !ok {
			continue
		}
		for len(row.Cells) <= n {
			row.Cells = append(row.Cells, "")
		}
		row.Cells[n] = v
		row.Problems = slices.DeleteFunc(slices.Clone(row.Problems), func(p source.Problem) bool { return p.Column == n+1 })
	}
	return row
}

// platformFields are the fields of an order that a file feeds, with its own words.
func (a *App) platformFields(t upstream.Table) []source.FieldInfo {
	var out []source.FieldInfo
	for _, f := range source.FieldsOf(a.Kinds.Get(complaint.Order), importLists) {
		i := slices.IndexFunc(t.Columns, func(c upstream.Source) bool { return c.Field == f.Name })
		if i < 0 {
			continue
		}
		f.Required, f.Key = t.Columns[i].Required, false
		if list := t.Options[f.Name]; list != nil {
			f.Options = nil
			for _, o := range list {
				f.Options = append(f.Options, source.Option{Value: o.Value, Title: o.Words[0], Names: o.Words[1:]})
			}
		}
		out = append(out, f)
	}
	return out
}

func titleOf(fields []source.FieldInfo, name string) string {
	for _, f := range fields {
		if f.Name == name {
			return f.Title
		}
	}
	return name
}
