package api

import (
	"context"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// batchOut is a batch as the import screen shows it.
type batchOut struct {
	ID             ref.ID              `json:"id"`
	State          collect.State       `json:"state"`
	Kind           string              `json:"kind"`
	KindTitle      string              `json:"kind_title"`
	Source         string              `json:"source"`
	File           string              `json:"file"`
	Name           string              `json:"name"`
	Size           int64               `json:"size"`
	FileNote       string              `json:"file_note"` // Chinese, "" while the file is there
	By             string              `json:"by"`
	At             string              `json:"at"`
	EndedAt        string              `json:"ended_at,omitempty"`
	EndedBy        string              `json:"ended_by,omitempty"` // who took it back or cancelled it
	Mapping        []columnOut         `json:"mapping"`
	Read           int64               `json:"read"`
	Accepted       int64               `json:"accepted"`
	Merged         int64               `json:"merged"`
	Unchanged      int64               `json:"unchanged"`
	Quarantined    int64               `json:"quarantined"`
	RowsTotal      int64               `json:"rows_total"`
	Chunks         []chunkOut          `json:"chunks"`
	Problems       []problemOut        `json:"problems"`
	Preview        []source.PreviewRow `json:"preview"`
	Job            *job.Status         `json:"job"`
	CountyFoundPct *float64            `json:"county_found_pct"`
	Error          string              `json:"error"`
	Undone         *collect.Undone     `json:"undone,omitempty"`
	Duplicates     *source.Duplicates  `json:"duplicates,omitempty"`
	Missing        []string            `json:"missing"`
}

type columnOut struct {
	Column     string  `json:"column"`
	Sample     string  `json:"sample"`
	Field      string  `json:"field"`
	FieldTitle string  `json:"field_title"`
	Convert    string  `json:"convert"`
	Key        bool    `json:"key"`
	Personal   bool    `json:"personal"`
	FilledPct  float64 `json:"filled_pct"`
	Problems   int     `json:"problems"`
}

type chunkOut struct {
	N           int    `json:"n"`
	State       string `json:"state"`
	Quarantined int    `json:"quarantined"`
}

type problemOut struct {
	Code      string       `json:"code"`
	Field     string       `json:"field"`
	Title     string       `json:"title"`
	Count     int          `json:"count"`
	Line      int          `json:"line"`
	Example   string       `json:"example"`
	Mark      string       `json:"mark"` // the wrong part of the example
	Span      [2]int       `json:"span"`
	Treatment source.Level `json:"treatment"`
}

// view presents a batch; whole adds what only its own page shows.
func (c *Collecting) view(ctx context.Context, who actor.Caller, b *collect.Batch, whole bool) (batchOut, error) {
	out := batchOut{ID: b.ID, State: b.State, Kind: b.Kind, Source: b.Source.Title, File: b.File, Name: b.Name, Size: b.Size, FileNote: b.FileNote(), By: c.people.PersonName(ref.ID(b.By)),
		At: b.At.String(), Read: b.Read, Accepted: b.Accepted, Merged: b.Merged, Unchanged: b.Unchanged, Quarantined: b.Quarantined, RowsTotal: b.RowsTotal,
		Error: b.Error, Mapping: []columnOut{}, Chunks: []chunkOut{}, Problems: []problemOut{}, Preview: []source.PreviewRow{}, Missing: []string{}}
	if b.EndedAt != 0 {
		out.EndedAt, out.EndedBy = b.EndedAt.String(), c.people.PersonName(ref.ID(b.EndedBy))
	}
	if k := c.engine.Kinds().Get(b.Kind); k != nil {
		out.KindTitle = k.Title
	}
	if b.Checked != nil && (b.State == collect.Checking || b.State == collect.Ready) {
		x := b.Checked.Counts
		out.Read, out.Accepted, out.Merged, out.Unchanged, out.Quarantined = x.Read, x.Accepted, x.Merged, x.Unchanged, x.Quarantined
	}
	j, err := c.app.Setting(ctx, "collect.job."+string(b.ID))
	if err != nil {
		return out, err
	}
	if j != "" {
		if s, err := c.queue.Status(ctx, j); err == nil {
			out.Job = &s
		} else if !fault.Is(err, fault.NotFound) {
			return out, err
		}
	}
	if !whole {
		return out, nil
	}
	if err := c.checked(ctx, who, b, &out); err != nil {
		return out, err
	}
	if b.State == collect.TakenBack || b.State == collect.Undoing {
		if out.Undone, err = c.s.UndoOf(ctx, who, b.ID); err != nil {
			return out, err
		}
	}
	return out, nil
}

// checked adds what the preflight found, and which chunks are written.
func (c *Collecting) checked(ctx context.Context, who actor.Caller, b *collect.Batch, out *batchOut) error {
	if b.Checked == nil {
		return nil
	}
	p := b.Checked.Profile
	for _, col := range p.Columns {
		out.Mapping = append(out.Mapping, columnOut{col.Column, col.Sample, col.Field, col.Title, col.Convert, col.Key, col.Personal, col.FilledPct, col.Problems})
	}
	for _, x := range p.Problems {
		o := problemOut{Code: x.Code, Field: x.Field, Title: x.Title, Count: x.Count, Line: x.Line, Example: x.Example, Span: x.Mark, Treatment: x.Treatment}
		if r := []rune(x.Example); x.Mark[0] >= 0 && x.Mark[0] < x.Mark[1] && x.Mark[1] <= len(r) {
			o.Mark = string(r[x.Mark[0]:x.Mark[1]])
		}
		out.Problems = append(out.Problems, o)
	}
	out.Preview = append(out.Preview, p.Preview...)
	out.CountyFoundPct, out.Duplicates = b.Checked.CountyFoundPct, &p.Duplicates
	out.Missing = append(out.Missing, p.Missing...)
	parts, err := c.s.Written(ctx, who, b.ID)
	if err != nil {
		return err
	}
	last := int64(0)
	for _, part := range parts {
		if part.Sort == "rows" {
			last = max(last, part.Last)
		}
	}
	for _, ch := range p.Chunks {
		state := "checked"
		if int64(ch.Last) <= last {
			state = "done"
		}
		out.Chunks = append(out.Chunks, chunkOut{ch.N, state, ch.Quarantined})
	}
	return nil
}
