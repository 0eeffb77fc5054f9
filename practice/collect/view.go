package collect

import (
	"context"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// View is a batch as the screen shows it: before it is run with what the
// preflight expects, then with what was done.
type View struct {
	ID       ref.ID `json:"id"`
	State    State  `json:"state"` // an undo that is going on shows as running
	Undoing  bool   `json:"undoing,omitempty"`
	Kind     string `json:"kind"`
	Source   Origin `json:"source"`
	File     string `json:"file"`
	Name     string `json:"name"`
	Size     int64  `json:"size"`
	By       string `json:"by"` // name of the person, or of the machine
	At       string `json:"at"`
	EndedAt  string `json:"ended_at,omitempty"`
	Expected bool   `json:"expected"` // the counts are those of the preflight
	Counts
	RowsTotal      int64                  `json:"rows_total"`
	Mapping        []source.ColumnProfile `json:"mapping"`
	Missing        []string               `json:"missing"` // titles of required fields without a column
	Chunks         []Cell                 `json:"chunks"`
	Problems       []source.ProblemCount  `json:"problems"`
	Preview        []source.PreviewRow    `json:"preview"`
	CountyFoundPct *float64               `json:"county_found_pct,omitempty"`
	Error          string                 `json:"error,omitempty"`
}

// Cell is one chunk of the file.
type Cell struct {
	N           int    `json:"n"`
	State       string `json:"state"` // todo, checked, done
	Quarantined int64  `json:"quarantined"`
}

// View shows a batch to a caller who may import its kind.
func (s *Service) View(ctx context.Context, c actor.Caller, id ref.ID) (*View, error) {
	b, err := s.Batch(ctx, c, id)
	if err != nil {
		return nil, err
	}
	parts, err := s.Written(ctx, c, id)
	if err != nil {
		return nil, err
	}
	v := s.brief(b)
	v.Chunks = cells(b, parts)
	if b.Checked != nil {
		v.Mapping, v.Missing, v.Problems, v.Preview = b.Checked.Columns, b.Checked.Missing, b.Checked.Problems, b.Checked.Preview
		return v, nil
	}
	k := s.Engine.Kinds().Get(b.Kind)
	for column, field := range b.Mapping {
		m := source.ColumnProfile{Column: column, Field: field}
		if f := k.Field(field); f != nil {
			m.Title = f.Title
		}
		v.Mapping = append(v.Mapping, m)
	}
	return v, nil
}

// Views lists the newest batches, without their columns, chunks and problems.
func (s *Service) Views(ctx context.Context, c actor.Caller, limit int) ([]*View, error) {
	list, err := s.Batches(ctx, c, limit)
	if err != nil {
		return nil, err
	}
	out := []*View{}
	for _, b := range list {
		out = append(out, s.brief(b))
	}
	return out, nil
}

func (s *Service) brief(b *Batch) *View {
	v := &View{ID: b.ID, State: b.State, Kind: b.Kind, Source: b.Source, File: b.File, Name: b.Name, Size: b.Size, By: s.name(b.By), At: b.At.String(),
		Counts: b.Counts, RowsTotal: b.RowsTotal, Error: b.Error,
		Mapping: []source.ColumnProfile{}, Missing: []string{}, Chunks: []Cell{}, Problems: []source.ProblemCount{}, Preview: []source.PreviewRow{}}
	if b.EndedAt != 0 {
		v.EndedAt = b.EndedAt.String()
	}
	if b.State == Undoing {
		v.State, v.Undoing = Running, true
	}
	if b.Checked != nil {
		v.CountyFoundPct = b.Checked.CountyFoundPct
		if b.chunks == 0 && b.StartedAt == 0 {
			v.Counts, v.Expected = b.Checked.Counts, true
		}
	}
	return v
}

// name is the person who acts under a label.
func (s *Service) name(label string) string {
	if n := s.People.PersonName(ref.ID(label)); n != "" {
		return n
	}
	return label
}

// cells are the chunks of a batch: those written, then those of the preflight,
// then those nobody has looked at.
func cells(b *Batch, parts []Part) []Cell {
	out := []Cell{}
	for _, p := range parts {
		if p.Sort == sortRows {
			out = append(out, Cell{N: len(out) + 1, State: "done", Quarantined: p.Quarantined})
		}
	}
	total := int((b.RowsTotal + chunkRows - 1) / chunkRows)
	if b.Checked != nil {
		for _, c := range b.Checked.Chunks[min(len(out), len(b.Checked.Chunks)):] {
			if int64(c.First) > b.position {
				out = append(out, Cell{N: len(out) + 1, State: "checked", Quarantined: int64(c.Quarantined)})
			}
		}
	}
	for b.State != Done && len(out) < total {
		out = append(out, Cell{N: len(out) + 1, State: "todo"})
	}
	return out
}
