package expr

import (
	"fmt"
	"regexp"
)

// Type is the type of a field or of an expression.
type Type int

// The types. Code is text whose values come from a code list.
const (
	Text    Type = iota + 1 // TEXT, COLLATE "C" on PostgreSQL
	Int                     // BIGINT; with Scale a decimal stored as an integer
	Money                   // BIGINT fen
	Date                    // TEXT YYYY-MM-DD
	Instant                 // BIGINT, UTC milliseconds
	Bool                    // BOOLEAN; INTEGER 0/1 on SQLite
	Code                    // TEXT
	Ref                     // two TEXT columns, area and identifier
	List                    // rows of a child table
)

// String names the type in Chinese, for messages.
func (t Type) String() string {
	switch t {
	case Text:
		return "文本"
	case Int:
		return "数字"
	case Money:
		return "金额"
	case Date:
		return "日期"
	case Instant:
		return "时间"
	case Bool:
		return "是否"
	case Code:
		return "代码"
	case Ref:
		return "引用"
	case List:
		return "列表"
	}
	return "空值"
}

// DefaultBound bounds numbers that declare no bounds: ±10¹⁵, for money in fen.
const DefaultBound int64 = 1_000_000_000_000_000

// Field is one name an expression may use.
type Field struct {
	Name     string
	Type     Type
	Nullable bool // documentation: every field is treated as a wrapper, since required is a rule of acts and never NOT NULL
	Elem     Type // List: Text, Code, Int, Money or Date
	Column   string
	// AreaColumn, of a Ref: the reference is the pair (AreaColumn, Column).
	AreaColumn string
	Scale      int   // Int: decimal places of the stored integer
	Min, Max   int64 // bounds in stored units; both zero means ±DefaultBound
	Child      *Child
	Target     *Schema // Ref: the kind it points at, readable one step deep
	Expand     string  // source of a computed field that is not stored
}

// Child is the table of a list field, rows (area, id, pos, value).
type Child struct {
	Table, AreaColumn, IDColumn, ValueColumn, PosColumn string
}

// Schema is what expressions over one kind may name.
type Schema struct {
	Kind, Table          string
	AreaColumn, IDColumn string // "" means area and id
	Fields               []Field
	// Vars are values that are the same for every row, given in Env.Vars: the
	// caller's own reference, the units of a scope. A List variable may stand
	// only right of "in".
	Vars []Field
}

var (
	nameRE  = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]{0,62}$`)
	identRE = regexp.MustCompile(`^[a-z_][a-z0-9_]{0,62}$`)
)

// Reserved reports whether a field may not have the name, because it is a word
// of the language.
func Reserved(name string) bool {
	switch name {
	case "as", "break", "const", "continue", "else", "for", "function", "if", "import", "in", "let", "loop",
		"package", "namespace", "return", "var", "void", "while", "true", "false", "null", "today", "now":
		return true
	}
	return false
}

func (s *Schema) field(name string) *Field {
	for i := range s.Fields {
		if s.Fields[i].Name == name {
			return &s.Fields[i]
		}
	}
	return nil
}

// keys returns the columns of the table's key.
func (s *Schema) keys() (area, id string) {
	area, id = "area", "id"
	if s.AreaColumn != "" {
		area = s.AreaColumn
	}
	if s.IDColumn != "" {
		id = s.IDColumn
	}
	return area, id
}

func (s *Schema) variable(name string) *Field {
	for i := range s.Vars {
		if s.Vars[i].Name == name {
			return &s.Vars[i]
		}
	}
	return nil
}

// Check reports the first name or column of s that cannot be used. The loader
// of declarations calls it once; Compile trusts it but still quotes every
// identifier.
func (s *Schema) Check() error {
	seen := map[string]bool{}
	for _, f := range append(append([]Field{}, s.Fields...), s.Vars...) {
		switch {
		case !nameRE.MatchString(f.Name) || Reserved(f.Name):
			return fmt.Errorf("字段名“%s”不能用于表达式", f.Name)
		case seen[f.Name]:
			return fmt.Errorf("字段名“%s”重复", f.Name)
		case f.Type < Text || f.Type > List:
			return fmt.Errorf("字段“%s”没有类型", f.Name)
		case f.Type == List && (f.Elem < Text || f.Elem > Code || f.Elem == Instant || f.Elem == Bool):
			return fmt.Errorf("列表“%s”的元素类型不能用于表达式", f.Name)
		case f.Scale < 0 || f.Scale > 9 || f.Scale != 0 && f.Type != Int && f.Elem != Int:
			return fmt.Errorf("字段“%s”的小数位数不合法", f.Name)
		case f.Min > f.Max:
			return fmt.Errorf("字段“%s”的下限大于上限", f.Name)
		}
		seen[f.Name] = true
		idents := []string{f.Column, f.AreaColumn}
		if f.Child != nil {
			idents = append(idents, f.Child.Table, f.Child.AreaColumn, f.Child.IDColumn, f.Child.ValueColumn)
		}
		for _, id := range append(idents, s.Table, s.AreaColumn, s.IDColumn) {
			if id != "" && !identRE.MatchString(id) {
				return fmt.Errorf("“%s”不能作为列名或表名", id)
			}
		}
	}
	return nil
}
