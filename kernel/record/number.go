package record

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// number gives a new record its number: counted per (area, organ, kind, year)
// in the act's own transaction, so that there is no gap and no double. {area}
// prints the organ's code, which keeps the numbers of two organs apart.
func (e *Engine) number(tx *db.Tx, k *kind.Kind, rec *Record) error {
	if k.Number == nil {
		return nil
	}
	organ := e.people.OrganCode(rec.Area, rec.Unit)
	year := tx.Now().Time().Year()
	n, err := e.Next(tx, rec.Area, organ, k.Name, year)
	if err != nil {
		return err
	}
	var b strings.Builder
	for _, p := range k.Number.Parts {
		switch p.Var {
		case "year":
			b.WriteString(strconv.Itoa(year))
		case "area":
			b.WriteString(organ)
		case "seq":
			fmt.Fprintf(&b, "%0*d", p.Width, n)
		default:
			b.WriteString(p.Literal)
		}
	}
	rec.Number = b.String()
	return nil
}

// Next takes the next number of a series of an organ in a year, in the act's own
// transaction: an act that fails gives it back.
func (e *Engine) Next(tx *db.Tx, area ref.Area, organ, series string, year int) (int64, error) {
	var n int64
	err := tx.QueryRow(`INSERT INTO record_number (area, organ, kind, year, last) VALUES ($1, $2, $3, $4, 1)
		ON CONFLICT (area, organ, kind, year) DO UPDATE SET last = record_number.last + 1 RETURNING last`,
		string(area), organ, series, year).Scan(&n)
	if err != nil {
		return 0, fmt.Errorf("numbering in series %s: %w", series, err)
	}
	return n, nil
}
