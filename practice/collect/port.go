package collect

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// Preparer tells what the rows of one kind mean. Its functions are pure and
// safe for use by several goroutines. Every part may be left out: a kind
// without a preparer is taken as its columns say.
type Preparer struct {
	// Unread are fields whose cells are handed over as written, not converted
	// by their type. A unit in the heading (注册资本（万元）) is put behind a bare
	// number.
	Unread []string
	// Says tells the screen what becomes of the cells of such a field.
	Says map[string]string
	// Keys are the fields by which a record is found, surest first; nil: the
	// unique fields of the kind.
	Keys []string
	// Prepare completes the values of a row, which it may change. They hold
	// nothing for empty cells: what a source leaves empty clears nothing.
	Prepare func(values map[string]any) Prepared
	// Likeness is equal for two records that may be one subject; "" for none.
	Likeness func(values map[string]any) string
	// Why says what two records of one likeness have in common.
	Why string
	// Links are references found by name when all rows are in.
	Links []Link
}

// Prepared is a row as its preparer completed it.
type Prepared struct {
	Values   map[string]any // of the record; nil clears
	Problems []source.Problem
	Derived  []record.Derived
	Likeness string
}

// Link is a reference that is set when exactly one record of the area has the
// name a row gave.
type Link struct {
	Field string // the reference
	Name  string // the field that holds the name
	Key   func(name string) string
}

// keySet is one set of fields that are unique together.
type keySet struct {
	fields []string
	unique bool // the database refuses a second one
}

// keySets are the ways in which the records of a kind are found: by the fields
// its preparer names, else by what is unique.
func keySets(k *kind.Kind, named []string) []keySet {
	var out []keySet
	for _, name := range named {
		out = append(out, keySet{[]string{name}, k.Field(name).Unique != ""})
	}
	if named != nil {
		return out
	}
	for _, f := range k.Fields {
		if f.Unique != "" {
			out = append(out, keySet{[]string{f.Name}, true})
		}
	}
	for _, set := range k.UniqueSets {
		out = append(out, keySet{set, true})
	}
	return out
}

// codeField is the field that names the subject of a row by its code: the one
// with the format of a credit code beside the reference.
func codeField(k *kind.Kind) string {
	if k.About == "" {
		return ""
	}
	for _, f := range k.Fields {
		if f.Format == "uscc" {
			return f.Name
		}
	}
	return ""
}
