package collect

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Saved is a source with the mapping its last import used.
type Saved struct {
	Origin
	Kind    string            `json:"kind"`
	Mapping map[string]string `json:"mapping"`
	SavedBy string            `json:"saved_by"`
	SavedAt clock.Instant     `json:"saved_at"`
}

// Sources lists the saved sources of the kinds the caller may import.
func (s *Service) Sources(ctx context.Context, c actor.Caller) ([]Saved, error) {
	out := []Saved{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT name, title, owner, kind, mapping, saved_by, saved_at FROM collect_source WHERE area = $1 ORDER BY name, kind`, string(s.Area))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var v Saved
			var mapping string
			if err := rows.Scan(&v.Name, &v.Title, &v.Owner, &v.Kind, &mapping, &v.SavedBy, &v.SavedAt); err != nil {
				return err
			}
			if err := json.Unmarshal([]byte(mapping), &v.Mapping); err != nil {
				return fmt.Errorf("mapping of source %s: %w", v.Name, err)
			}
			if _, err := s.kind(c, v.Kind); err == nil {
				out = append(out, v)
			}
		}
		return rows.Err()
	})
	return out, err
}

// save keeps the mapping of a batch for the next file of its source.
func (s *Service) save(tx *db.Tx, b *Batch, c actor.Caller) error {
	_, err := tx.Exec(`INSERT INTO collect_source (area, name, kind, title, owner, mapping, saved_by, saved_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (area, name, kind) DO UPDATE SET title = excluded.title, owner = excluded.owner, mapping = excluded.mapping, saved_by = excluded.saved_by, saved_at = excluded.saved_at`,
		string(s.Area), b.Source.Name, b.Kind, b.Source.Title, b.Source.Owner, text(b.Mapping), c.Label(), int64(tx.Now()))
	return err
}

// Propose says for an opened file which column feeds which field: as the last
// file of the source, where it names these columns, else as recognised.
func (s *Service) Propose(ctx context.Context, c actor.Caller, f *source.File, kindName, sourceName string) (source.Mapping, error) {
	k, err := s.kind(c, kindName)
	if err != nil {
		return nil, err
	}
	columns, err := s.proposed(ctx, f, kindName, sourceName)
	if err != nil {
		return nil, err
	}
	guessed := source.Recognise(f.Columns, f.Samples, s.fields(k))
	saved, _ := source.Mapped(f.Columns, s.fields(k), columns)
	for i := range saved {
		if i < len(guessed) && guessed[i].Field == saved[i].Field {
			saved[i] = guessed[i]
		}
	}
	return saved, nil
}

// proposed is the mapping of columns to fields that fits a file best.
func (s *Service) proposed(ctx context.Context, f *source.File, kindName, sourceName string) (map[string]string, error) {
	var had map[string]string
	err := s.db.Read(ctx, func(c db.Conn) error {
		var mapping string
		err := c.QueryRow(`SELECT mapping FROM collect_source WHERE area = $1 AND name = $2 AND kind = $3`, string(s.Area), sourceName, kindName).Scan(&mapping)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		return json.Unmarshal([]byte(mapping), &had)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the mapping of source %s: %w", sourceName, err)
	}
	if fits(had, f.Names()) {
		return had, nil
	}
	out := map[string]string{}
	for _, m := range source.Recognise(f.Columns, f.Samples, s.fields(s.Engine.Kinds().Get(kindName))) {
		if m.Field != "" {
			out[m.Column] = m.Field
		}
	}
	return out, nil
}

// fits reports whether all columns of a saved mapping are in the file.
func fits(saved map[string]string, names []string) bool {
	here := map[string]bool{}
	for _, n := range names {
		here[n] = true
	}
	for column := range saved {
		if !here[column] {
			return false
		}
	}
	return len(saved) > 0
}
