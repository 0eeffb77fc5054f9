package collect

import (
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Traces destroys what this package holds of an erased record beside its
// likeness: quarantined rows, samples of preflights, open reviews, files.
type Traces struct {
	// Jobs destroys the texts of the ended jobs of a batch; may be nil.
	Jobs func(tx *db.Tx, batch ref.Ref) error
}

// Follows no kind: Traces only erases.
func (Traces) Follows(*kind.Kind) bool { return false }

// Apply does nothing.
func (Traces) Apply(*db.Tx, []record.Change) error { return nil }

// Verify does nothing: a batch follows from no record.
func (Traces) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }

// Erase destroys what is held of a record about to be erased.
func (t Traces) Erase(tx *db.Tx, r *record.Erasing) error {
	for _, q := range []string{
		`UPDATE collect_quarantine SET cells = '[]', problems = '[]' WHERE area = $1 AND record = $2`,
		`DELETE FROM collect_review WHERE area = $1 AND left_id = $2 AND state = 'open'`,
		`DELETE FROM collect_review WHERE area = $1 AND right_id = $2 AND state = 'open'`,
	} {
		if _, err := tx.Exec(q, string(r.Area), string(r.ID)); err != nil {
			return err
		}
	}
	if err := eraseRows(tx, r); err != nil {
		return fmt.Errorf("quarantined rows: %w", err)
	}
	list, err := batches(tx, selectBatch+` WHERE area = $1 AND kind = $2 AND (file_gone_at IS NULL OR checked NOT LIKE '%"forgotten":true%') ORDER BY id`, string(r.Area), r.Kind.Name)
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := t.erase(tx, r.Area, b); err != nil {
			return fmt.Errorf("batch %s: %w", b.ID, err)
		}
	}
	return nil
}

// erase takes file, samples and texts from a batch; one that has not ended loses
// them when it does.
func (t Traces) erase(tx *db.Tx, area ref.Area, b *Batch) error {
	if !b.State.ends() {
		_, err := tx.Exec(`UPDATE collect_batch SET file_due = $3 WHERE area = $1 AND id = $2`, string(area), string(b.ID), fileErased)
		return err
	}
	if err := dropFile(tx, area, b.ID, fileErased); err != nil {
		return err
	}
	if b.Checked != nil {
		if err := forgetBatch(tx, area, b); err != nil {
			return err
		}
	}
	if t.Jobs == nil {
		return nil
	}
	return t.Jobs(tx, ref.Ref{Area: area, ID: b.ID})
}

// due erases at its end what an erasure during a batch had to leave.
func (t Traces) due(tx *db.Tx, area ref.Area, id ref.ID) error {
	list, err := batches(tx, selectBatch+` WHERE area = $1 AND id = $2 AND file_due IS NOT NULL`, string(area), string(id))
	if err != nil {
		return err
	}
	for _, b := range list {
		if err := t.erase(tx, area, b); err != nil {
			return err
		}
	}
	return nil
}

func batches(tx *db.Tx, query string, args ...any) ([]*Batch, error) {
	rows, err := tx.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*Batch
	for rows.Next() {
		b, err := scanBatch(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, b)
	}
	return out, rows.Err()
}

// eraseRows destroys the quarantined rows that name the same person or business
// as the record ever did, whatever batch they are of.
func eraseRows(tx *db.Tx, r *record.Erasing) error {
	s := same(r)
	var or []string
	args := []any{string(r.Area)}
	for _, v := range append(append([]string{}, s.keys...), s.titles...) {
		args = append(args, "%"+likeText(v)+"%")
		or = append(or, fmt.Sprintf(`upper(cells) LIKE $%d ESCAPE '!'`, len(args)))
	}
	if len(or) == 0 {
		return nil
	}
	rows, err := tx.Query(`SELECT batch, line, cells FROM collect_quarantine WHERE area = $1 AND cells <> '[]' AND (`+strings.Join(or, " OR ")+`)`, args...)
	if err != nil {
		return err
	}
	type row struct {
		batch ref.ID
		line  int64
	}
	var found []row
	for rows.Next() {
		var x row
		var text string
		if err := rows.Scan(&x.batch, &x.line, &text); err != nil {
			rows.Close()
			return err
		}
		var cells []string
		if err := json.Unmarshal([]byte(text), &cells); err != nil {
			rows.Close()
			return fmt.Errorf("row %d of batch %s: %w", x.line, x.batch, err)
		}
		if s.stands(cells) {
			found = append(found, x)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, x := range found {
		if _, err := tx.Exec(`UPDATE collect_quarantine SET cells = '[]', problems = '[]', state = CASE WHEN state = 'open' THEN 'erased' ELSE state END
			WHERE area = $1 AND batch = $2 AND line = $3`, string(r.Area), string(x.batch), x.line); err != nil {
			return err
		}
	}
	return nil
}

// likeText is a value as it stands in the JSON of cells, for LIKE.
func likeText(v string) string {
	inner := strings.TrimSuffix(strings.TrimPrefix(text(v), `"`), `"`)
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(strings.ToUpper(inner))
}

// sameness tells whether a row of cells is about an erased record: one of its
// codes stands in it, or its title and one more of its texts do.
type sameness struct {
	keys, titles []string
	texts        map[string]bool
}

const (
	minKey  = 6 // characters of a code that identifies
	minText = 4 // of a text that, beside the title, does
)

func same(r *record.Erasing) sameness {
	s := sameness{texts: map[string]bool{}}
	for _, f := range r.Kind.Fields {
		if f.Type != kind.Text && f.Type != kind.Person {
			continue
		}
		for _, v := range r.Ever[f.Name] {
			x, _ := v.(string)
			if m, ok := v.(map[string]any); ok {
				x, _ = m["name"].(string)
			}
			x = strings.TrimSpace(x)
			n := utf8.RuneCountInString(x)
			switch {
			case (f.Unique != "" || f.Format != "") && n >= minKey:
				s.keys = append(s.keys, x)
			case f.Name == r.Kind.TitleField && n > 1:
				s.titles = append(s.titles, x)
			case n >= minText:
				s.texts[x] = true
			}
		}
	}
	return s
}

func (s sameness) stands(cells []string) bool {
	title, more := false, false
	for _, c := range cells {
		c = strings.TrimSpace(c)
		upper := strings.ToUpper(c)
		for _, k := range s.keys {
			if strings.Contains(upper, strings.ToUpper(k)) {
				return true
			}
		}
		for _, t := range s.titles {
			title = title || strings.EqualFold(t, c)
		}
		more = more || s.texts[c]
	}
	return title && more
}

// forgetBatch takes the examples and samples out of a preflight.
func forgetBatch(tx *db.Tx, area ref.Area, b *Batch) error {
	c := b.Checked
	c.Preview, c.Forgotten = []source.PreviewRow{}, true
	for i := range c.Columns {
		c.Columns[i].Sample = ""
	}
	for i := range c.Problems {
		c.Problems[i].Example, c.Problems[i].Mark = "", [2]int{}
	}
	_, err := tx.Exec(`UPDATE collect_batch SET checked = $3, conflicts = NULL WHERE area = $1 AND id = $2`, string(area), string(b.ID), text(c))
	return err
}
