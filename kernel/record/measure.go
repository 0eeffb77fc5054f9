package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Measured is what the records of a query come to, those of one value of a field.
type Measured struct {
	Value string // of the field by which they are parted, "" for none
	Count int64
	Sum   int64 // of the field that is added up, as it is stored
	Have  int64 // records that have a value there
}

// Measure counts what a query finds and adds up a number or an amount, parted by
// the values of a field; "" for either: none. It reads to the end.
func (e *Engine) Measure(c db.Conn, q Query, sum, by string) ([]Measured, error) {
	k, _, err := e.kind(q.Kind)
	if err != nil {
		return nil, err
	}
	add, have, part := "0", "0", "''"
	if sum != "" {
		f := k.Field(sum)
		if f == nil || !f.Stored() || f.Type != kind.Money && f.Type != kind.Number {
			return nil, fault.Newf(fault.Internal, "record.measure", "%s 的 %s 不能求和", k.Name, clip(sum))
		}
		add, have = "coalesce(sum(r."+f.Column()+"), 0)", "count(r."+f.Column()+")"
	}
	if by != "" {
		f := k.Field(by)
		if f == nil || !f.Stored() || f.Type == kind.List || f.Type == kind.File {
			return nil, fault.Newf(fault.Internal, "record.measure", "%s 不能按 %s 分项", k.Name, clip(by))
		}
		part = "coalesce(r." + f.Column() + ", '')"
	}
	if err := e.fieldsReadable(q.Caller, k, strings.Fields(sum+" "+by)); err != nil {
		return nil, err
	}
	s, err := e.narrowed(c, q, true)
	if err != nil {
		return nil, err
	}
	s = s.throughIndex()
	rows, err := c.Query(fmt.Sprintf("SELECT %s AS v, count(*) AS n, CAST(%s AS BIGINT) AS s, %s AS h FROM %s%s GROUP BY v ORDER BY v", part, add, have, s.from, whereClause(s.where)), s.args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Measured
	for rows.Next() {
		var m Measured
		if err := rows.Scan(&m.Value, &m.Count, &m.Sum, &m.Have); err != nil {
			return nil, err
		}
		out = append(out, m)
	}
	return out, rows.Err()
}
