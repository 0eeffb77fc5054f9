package app

import (
	"context"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
)

// demoChunk is how many records one act of the generator writes.
const demoChunk = 500

// town is the generated businesses of a demo city while they are written.
type town struct {
	app  *App
	unit ref.ID
	src  record.Source
	list []demo.Subject
	ids  []ref.Ref // of list; zero: not written yet
	n    int       // written
	done func(int)
}

func (a *App) town(n int, seed uint64, unit ref.ID, done func(int)) *town {
	return &town{app: a, unit: unit, src: record.Source{Name: "演示数据", Owner: "province"}, list: demo.New(a.Profile, seed).Subjects(n), ids: make([]ref.Ref, n), done: done}
}

// settle writes the businesses that are not there yet and whose registration lies
// before a day; zero: all. A branch refers to its company and is written after it.
func (t *town) settle(ctx context.Context, before calendar.Date) error {
	for _, branches := range []bool{false, true} {
		var at []int
		var rows []record.RowWrite
		flush := func() error {
			if len(rows) == 0 {
				return nil
			}
			out, err := t.app.chunk(ctx, "business", t.unit, t.src, rows)
			if err != nil {
				return err
			}
			for i, o := range out {
				t.ids[at[i]] = o.Record
			}
			if t.n += len(out); t.done != nil {
				t.done(t.n)
			}
			at, rows = nil, nil
			return nil
		}
		for i, s := range t.list {
			if t.ids[i].ID != "" || s.Parent >= 0 != branches || !before.IsZero() && latest(s) >= before.String() {
				continue
			}
			if s.Parent >= 0 {
				if t.ids[s.Parent].ID == "" {
					continue // its company comes later too
				}
				s.Values["parent"] = t.app.to(t.ids[s.Parent].ID)
			}
			at, rows = append(at, i), append(rows, record.RowWrite{Values: s.Values, Line: int64(i + 1)})
			if len(rows) == demoChunk {
				if err := flush(); err != nil {
					return err
				}
			}
		}
		if err := flush(); err != nil {
			return err
		}
	}
	return nil
}

// latest is the day of the last thing that the registration of a business tells.
func latest(s demo.Subject) string {
	day := ""
	for _, name := range []string{"established_on", "approved_on"} {
		if v, _ := s.Values[name].(string); v > day {
			day = v
		}
	}
	return day
}

// registers writes the permits, penalties and tags of the businesses.
func (t *town) registers(ctx context.Context) error {
	for _, reg := range []struct {
		kind string
		of   func(demo.Subject) []map[string]any
	}{
		{"permit", func(s demo.Subject) []map[string]any { return s.Permits }},
		{"received_penalty", func(s demo.Subject) []map[string]any { return s.Penalties }},
		{"tag", func(s demo.Subject) []map[string]any { return s.Tags }},
	} {
		var rows []record.RowWrite
		for i, s := range t.list {
			for _, values := range reg.of(s) {
				values["subject"] = t.app.to(t.ids[i].ID)
				rows = append(rows, record.RowWrite{Values: values, Line: int64(len(rows) + 1)})
			}
		}
		for len(rows) > 0 {
			n := min(len(rows), demoChunk)
			if _, err := t.app.chunk(ctx, reg.kind, t.unit, t.src, rows[:n]); err != nil {
				return err
			}
			rows = rows[n:]
		}
	}
	return nil
}
