package kind

// Type is the type of a field.
type Type string

// The field types and how a value of each is held in Go (a record's values are
// map[string]any holding only nil, string, int64, bool, []any and
// map[string]any):
//
//	text, code, enum, area  string
//	number                  int64, scaled by 10^Scale
//	money                   int64, fen
//	date                    string YYYY-MM-DD
//	time                    int64, UTC milliseconds
//	bool                    bool
//	subject, reference      map {"area","id"}
//	person                  map {"name","id"} (id "" for an outsider)
//	file                    map {"digest","name","size","type"}
//	list                    []any of the element type; a person is such a map
const (
	Text      Type = "text"
	Number    Type = "number"
	Money     Type = "money"
	Date      Type = "date"
	Time      Type = "time"
	Bool      Type = "bool"
	Code      Type = "code"      // of: a code list with dated values
	Enum      Type = "enum"      // options in the declaration itself
	Subject   Type = "subject"   // a reference to any kind of subject
	Reference Type = "reference" // of: the kind pointed at
	Area      Type = "area"      // a GB/T 2260 county or functional area
	Person    Type = "person"
	File      Type = "file"
	List      Type = "list" // of: the element type (text, code …), list: the code list
)

// Types lists every type in the order of the documentation.
func Types() []Type {
	return []Type{Text, Number, Money, Date, Time, Bool, Code, Enum, Subject, Reference, Area, Person, File, List}
}

// Unique says over what a value must be unique.
type Unique string

// A unique field says which.
const (
	UniqueArea       Unique = "area"
	UniqueEverywhere Unique = "everywhere"
)

// Option is one value of an enum, or of a code list.
type Option struct {
	Value string `json:"value"`
	Title string `json:"title"`
	From  string `json:"from,omitempty"`  // first day it may be chosen
	Until string `json:"until,omitempty"` // first day it may not
}

// Field is one declared field.
type Field struct {
	Name          string // column and key, lower_snake
	Title         string // 中文
	Type          Type
	Help          string
	Required      bool // of acts that write it, never NOT NULL
	Search        bool // found by the name search
	Personal      bool // personal information: masked unless allowed, never in facts or logs
	Secret        bool // readable only by roles of access.secret
	Unique        Unique
	Max           int   // longest text in characters; 0 means the type's own bound
	Scale         int   // decimals of a number
	Min           int64 // bounds of a number (scaled) or of money (fen); both 0 means none declared
	MaxNumber     int64
	Currency      bool   // money: a second column <name>_currency (ISO 4217)
	Of            string // code list, kind pointed at, or element type of a list
	List          string // list of code: its code list
	Options       []Option
	Format        string // code.Formats name: uscc, idcard, gtin …
	Unit          string // shown in the column head, e.g. 元, 人
	Multiline     bool
	Sort          string // "pinyin": ordered by a stored key
	Default       string // expression without fields, evaluated when created
	Compute       string // expression over own fields (stored), or with today / one reference (never stored)
	ComputeStored bool   // set by the loader: Compute names own fields only
	Owner         string // source that owns the value: "province", "bureau" …; what it owns is annotated here, not overwritten
	Was           string // former name
	Until         string // first day it is no longer written
	Index         bool   // an index of its own for filters
	ByActs        bool   // moved by acts alone, as a procedure says; nobody writes it
	City          bool   // added by the city profile: column x_<name>
	Handwritten   bool   // file: what a person writes by hand on the screen, a picture
	Article       string // where the law asks for it
	Line          int    // in the declaration file
}

// Stored reports whether the field has a column of its own.
func (f *Field) Stored() bool { return f.Compute == "" || f.ComputeStored }

// Column is the field's column: its name, or x_<name> for a field that a city
// profile added.
func (f *Field) Column() string {
	if f.City {
		return "x_" + f.Name
	}
	return f.Name
}

// Columns are all columns a field takes: its own, then the area of a
// reference, the identifier of a person, the currency of money, the key of an
// order by pinyin.
func (f *Field) Columns() []string {
	out := []string{f.Column()}
	switch {
	case f.Type == Subject || f.Type == Reference:
		out = append(out, out[0]+"_area")
	case f.Type == Person:
		out = append(out, out[0]+"_id")
	case f.Type == Money && f.Currency:
		out = append(out, out[0]+"_currency")
	}
	if f.Sort == "pinyin" {
		out = append(out, out[0]+"_sort")
	}
	return out
}

// Writable reports whether an act on the day (YYYY-MM-DD) may write the field.
func (f *Field) Writable(day string) bool {
	return f.Compute == "" && (f.Until == "" || day < f.Until)
}
