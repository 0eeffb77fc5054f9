package kind

import "github.com/hengjian/hengjian/kernel/expr"

// headSchema is the common head of subjects as expressions see it.
type headSchema struct{ *expr.Schema }

// HeadSchema describes the common head that every sort of subject shares (table
// subject, kept by kernel/subject), so that an expression may say
// respondent.name. What a subject has not is an empty text there, not null.
func HeadSchema() *expr.Schema {
	text := func(name string, t expr.Type) expr.Field {
		return expr.Field{Name: name, Type: t, Nullable: true, Column: name}
	}
	return &expr.Schema{Kind: "subject", Table: "subject", AreaColumn: "area", IDColumn: "id", Fields: []expr.Field{
		text("kind", expr.Code), text("name", expr.Text), text("code", expr.Text), text("county", expr.Code), text("status", expr.Code), text("address", expr.Text)}}
}

// Schema describes a kind of the set to the expression language: its fields
// with their columns, references one step deep. Computed fields that are not
// stored are expanded; those of a referenced record are out of reach.
func (s *Set) Schema(k *Kind) *expr.Schema { return s.schema(k, len(k.Fields), true) }

// schema describes the kind; of its computed fields only those declared before
// the field number `before`, so that none can refer to itself.
func (s *Set) schema(k *Kind, before int, deep bool) *expr.Schema {
	out := &expr.Schema{Kind: k.Name, Table: k.Table, AreaColumn: "area", IDColumn: "id"}
	for i, f := range k.Fields {
		if f.Compute != "" && i >= before || !f.Stored() && !deep {
			continue
		}
		if x, ok := s.exprField(k, f, deep); ok {
			out.Fields = append(out.Fields, x)
		}
	}
	return out
}

func (s *Set) exprField(k *Kind, f *Field, deep bool) (expr.Field, bool) {
	x := expr.Field{Name: f.Name, Type: ExprType(f.Type), Nullable: true, Column: f.Column(), Scale: f.Scale, Min: f.Min, Max: f.MaxNumber}
	switch f.Type {
	case File:
		return x, false
	case Subject, Reference:
		x.AreaColumn = f.Column() + "_area"
		if deep {
			x.Target = s.target(f)
		}
	case List:
		x.Column = ""
		if x.Elem = ExprType(Type(f.Of)); x.Elem == 0 {
			return x, false
		}
		x.Child = &expr.Child{Table: k.ChildTable(f), AreaColumn: "area", IDColumn: "id", ValueColumn: "value", PosColumn: "pos"}
	}
	if !f.Stored() {
		x.Column, x.Expand = "", f.Compute
	}
	return x, true
}

// target describes what a reference points at: its kind, or the common head.
func (s *Set) target(f *Field) *expr.Schema {
	if to := s.by[f.Of]; to != nil {
		return s.schema(to, len(to.Fields), false)
	}
	if f.Type != Subject {
		return nil
	}
	if s.head.Schema != nil {
		return s.head.Schema
	}
	return HeadSchema()
}

// ExprType is the type the expression language gives a field type; 0 where it
// has none. A person is its name.
func ExprType(t Type) expr.Type {
	switch t {
	case Text, Person:
		return expr.Text
	case Code, Enum, Area:
		return expr.Code
	case Number:
		return expr.Int
	case Money:
		return expr.Money
	case Date:
		return expr.Date
	case Time:
		return expr.Instant
	case Bool:
		return expr.Bool
	case Subject, Reference:
		return expr.Ref
	case List:
		return expr.List
	}
	return 0
}
