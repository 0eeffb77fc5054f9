// Package kind is the declaration of one sort of record (业务类型): fields,
// checks, numbering, access, publication. It knows no database. A declaration
// is a YAML file beside the matter it belongs to; the loader refuses a bad one
// with file, line, column and reason. Top-level keys beyond the ones here
// belong to Sections that later packages hand in.
package kind

import "encoding/hex"

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
//	list                    []any of the element type
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
	Min           int64 // bounds of a number, scaled
	MaxNumber     int64
	Currency      bool   // money: a second column <name>_currency (ISO 4217)
	Of            string // code list, kind pointed at, or element type of a list
	List          string // list of code: its code list
	Options       []Option
	Format        string // code.Formats name: uscc, idcard, gtin …
	Unit          string // shown in the column head, e.g. 元, 人
	Multiline     bool
	Sort          string // "pinyin": ordered by a stored key
	Default       string // expression, evaluated when created
	Compute       string // expression over own fields (stored), or with today / one reference (never stored)
	ComputeStored bool   // set by the loader: Compute names own fields only
	Owner         string // source that owns the value: "province", "bureau" …; what it owns is annotated here, not overwritten
	Was           string // former name
	Until         string // first day it is no longer written
	Index         bool   // an index of its own for filters
	City          bool   // added by the city profile: column x_<name>
	Article       string // where the law asks for it
	Line          int    // in the declaration file
}

// Stored reports whether the field has a column of its own.
func (f *Field) Stored() bool { return f.Compute == "" || f.ComputeStored }

// Check fails an act when If is true.
type Check struct {
	If      string
	Say     string
	Fields  []string // named by the expression
	Article string
	Line    int
}

// Cite is a citation of a text known to the law library.
type Cite struct {
	Law     string
	Article string
	Unsure  bool
}

// Act is an act a kind declares beyond the built-in ones (create, amend,
// annul, backdate, transfer, erase); procedures add theirs through a Section.
type Act struct {
	Name, Title string
	Needs       []string
	Reason      bool
}

// Access says which roles may do what. Verbs are read, create, amend, annul,
// backdate, transfer, erase, import, export, secret, personal.
type Access struct {
	Roles  map[string][]string // verb → role names
	Secret bool                // the whole kind is seen by parties only
}

// Publication is one declared publication; parsed and checked here, evaluated
// by kernel/publication.
type Publication struct {
	Kind   string
	On     []string
	If     string
	Fields []string
	Mask   map[string]string
	Until  string // a limit ("3 years") or an expression
	Basis  Cite
	Unsure bool
}

// Upstream says where the record also lives.
type Upstream struct {
	Platform string
	Number   string // the field that holds the platform's number
	Mode     string // import | export | api | double-entry
}

// Numbering is a template such as 投诉〔{year}〕{area}{seq:6}.
type Numbering struct {
	Template string
	Parts    []NumberPart
}

// NumberPart is a literal or one of year, area, seq.
type NumberPart struct {
	Literal string
	Var     string
	Width   int
}

// Kind is one declaration, checked.
type Kind struct {
	Name, Title, Help string
	Matter            string // folder: licensing, complaint …
	Group             string // kernel, practice, sector
	Table             string // <matter>_<kind>, or <kind> where both are the same word
	Sort              string // default order of a list: field or -field
	Begins            string // field whose day pins a text to a record
	TitleField        string // field shown as the record's title
	Subject           bool   // a sort of subject: shares area and id with the common head
	SubjectFields     SubjectHead
	About             string // field of type subject the record is about (its dossier)
	Of                string // a part: the kind of its parent
	Number            *Numbering
	Upstream          *Upstream
	Fields            []*Field
	Checks            []Check
	List              []string // columns of the list screen
	Access            Access
	Publish           []Publication
	Acts              []Act
	Tells             []string
	Basis             []Cite
	UniqueSets        [][]string // several fields unique together, per area
	Sections          map[string]any
	File              string // path of the declaration
	Source            []byte // its bytes
	Digest            [32]byte
	byName            map[string]*Field
}

// SubjectHead names the fields that feed the common head of a subject.
type SubjectHead struct {
	Name, Code, County, Status, Address string
}

// Field returns the field of that name, or nil.
func (k *Kind) Field(name string) *Field { return k.byName[name] }

// DigestHex is the digest as acts store it.
func (k *Kind) DigestHex() string { return hex.EncodeToString(k.Digest[:]) }
