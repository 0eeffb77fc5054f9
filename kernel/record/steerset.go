package record

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
)

// set is an index over several fields, as a declaration asks for, and the terms
// by which a list enters it: single values and, at the end, a range.
type set struct {
	index  string
	terms  []term
	ranged bool
	next   string // the column in whose order its entries stand, "" is the order of entry
}

// sets lists the indexes over several fields that the terms of the list enter.
func (st *steering) sets() (out []set) {
	k := st.s.spec.kind
	for _, names := range k.Indexes {
		if x := (set{index: setIndexName(k, names)}); st.has(x.index) && x.enter(st.all, k, names) {
			out = append(out, x)
		}
	}
	return out
}

// enter takes the terms of the first fields: one value each, of the last one a range
// too. It reports whether there are any.
func (x *set) enter(all []term, k *kind.Kind, names []string) bool {
	for _, name := range names {
		f := k.Field(name)
		if x.next = sortColumn(f); x.next != f.Column() { // it holds an order, not the values
			return len(x.terms) > 0
		}
		var ranges []term
		found := false
		for _, t := range all {
			switch {
			case t.field.Name != name:
			case t.op == "=" && !found:
				x.terms, found = append(x.terms, t), true
			case t.op != "=":
				ranges = append(ranges, t)
			}
		}
		if !found {
			x.ranged = len(ranges) > 0
			x.terms = append(x.terms, ranges...)
			return len(x.terms) > 0
		}
		x.next = ""
	}
	return true
}

// fields is how many fields the terms are about.
func (x set) fields() int {
	n, last := 0, ""
	for _, t := range x.terms {
		if t.field.Name != last {
			n, last = n+1, t.field.Name
		}
	}
	return n
}

// set is the index whose entries are narrowed by most fields, at least two; nil
// where there is none.
func (st *steering) set() (best *set) {
	for _, x := range st.sets() {
		if n := x.fields(); n > 1 && (best == nil || n > best.fields()) {
			best = &x
		}
	}
	return best
}

// ordered is the index in which the values that are asked for stand in the order
// of a column, "" where there is none.
func (st *steering) ordered(column string) string {
	for _, x := range st.sets() {
		if x.next == column && len(x.terms) > 0 && x.terms[0].op == "=" {
			return x.index
		}
	}
	return ""
}

// bySet lists the tries of a page in the order of entry through an index over
// several fields, nil where there is none. Single values stand in that order;
// of a range the few, or what the rows met first do not fill, are sorted.
func (st *steering) bySet() ([]try, error) {
	x := st.set()
	if x == nil {
		return nil, nil
	}
	whole := func() (*statement, error) {
		if x.ranged {
			return st.sortedBy(x.index), nil
		}
		return st.by(x.index), nil
	}
	if !x.ranged {
		if x.next != "" { // narrowed further than the order of entry
			return nil, nil
		}
		return []try{whole}, nil
	}
	if st.q.Until != nil { // of a part of the rows, not worth sorting all
		return nil, nil
	}
	n, err := st.countSet(x, st.ahead+1)
	if err != nil {
		return nil, err
	}
	if n <= st.ahead {
		return []try{whole}, nil
	}
	walk := st.by(st.have.key)
	if equal := st.equal(); len(equal) > 0 {
		walk = st.by(equal[0].index)
	}
	return []try{func() (*statement, error) { return st.near(walk) }, whole}, nil
}

// countSet counts the entries that the terms name, to a bound.
func (st *steering) countSet(x *set, bound int64) (n int64, err error) {
	var s statement
	var where []string
	for _, t := range x.terms {
		where = append(where, st.named(&s, "d", t))
	}
	query := fmt.Sprintf("SELECT count(*) FROM (SELECT 1 FROM %s d INDEXED BY %s WHERE %s LIMIT %s)", st.s.spec.kind.Table, x.index,
		strings.Join(where, " AND "), s.param(bound))
	err = st.c.QueryRow(query, s.args...).Scan(&n)
	return n, err
}
