package kind

import "slices"

// Check fails an act when If is true.
type Check struct {
	If      string
	Say     string
	Fields  []string // named by the expression; set by the loader
	Article string
	Line    int
}

// Cite is a citation of a text known to the law library.
type Cite struct {
	Law     string
	Article string
	Title   string // of the article or the text, as the library has it
	Unsure  bool
}

// Act is an act a kind declares beyond the built-in ones (BuiltIn); procedures
// add theirs through a Section.
type Act struct {
	Name, Title string
	Needs       []string          // fields that must be written
	Takes       []string          // fields that may be written besides
	Reason      bool              // a reason must be given
	If          string            // expression over the record as it stands; the act is open while it is true
	Sets        map[string]string // field → the value the act itself gives it: an option, today, now
}

// Writes reports whether the act takes a value for the field.
func (a *Act) Writes(field string) bool {
	return slices.Contains(a.Needs, field) || slices.Contains(a.Takes, field)
}

// SetByActs reports whether the field is moved by acts alone: some act sets it,
// so that nobody writes it.
func (k *Kind) SetByActs(field string) bool {
	if f := k.Field(field); f != nil && f.ByActs {
		return true
	}
	for _, a := range k.Acts {
		if _, ok := a.Sets[field]; ok {
			return true
		}
	}
	return false
}

// The verbs. Read, secret and personal are rights to see, the others to do.
const (
	Read      = "read"
	Create    = "create"
	Amend     = "amend"
	Annul     = "annul"
	Backdate  = "backdate"
	Transfer  = "transfer"
	Erase     = "erase"
	Import    = "import"
	Export    = "export"
	SeeSecret = "secret"   // fields marked secret
	SeePerson = "personal" // fields marked personal
)

// Verbs lists the verbs every kind has; the acts a kind declares are further
// ones.
func Verbs() []string {
	return []string{Read, Create, Amend, Annul, Backdate, Transfer, Erase, Import, Export, SeeSecret, SeePerson}
}

// The acts of supervision that every kind with a procedure has beside its own
// (kernel.md §7). Whoever may read a record may respond to what is asked of him
// there, and end what he asked.
const (
	Reassign   = "reassign"    // 转办: to another handler or unit
	Depute     = "depute"      // 委托: another does it for the handler
	Supervise  = "supervise"   // 督办: to be answered until a day
	Urge       = "urge"        // 催办
	Copy       = "copy"        // 抄送: to be read
	Respond    = "respond"     // 回复
	Lift       = "lift"        // 解除: the supervision ends, what was deputed is taken back
	AddSigner  = "add_signer"  // 加签
	DropSigner = "drop_signer" // 减签
)

// Supervision lists the acts of supervision for which a role gives a right.
func Supervision() []string {
	return []string{Reassign, Depute, Supervise, Urge, Copy, AddSigner, DropSigner}
}

// Reserved lists the names no declared act may take.
func Reserved() []string { return append(append(Verbs(), Supervision()...), Respond, Lift) }

// BuiltIn lists the acts every kind has.
func BuiltIn() []string { return []string{Create, Amend, Annul, Backdate, Transfer, Erase} }

// Access says which roles may do what. A verb named here is for the named
// roles alone; for any other verb the roles' own rules hold.
type Access struct {
	Roles     map[string][]string // verb → role names
	Secret    bool                // the whole kind is seen by parties only
	WholeArea []string            // verbs whose right reaches over the whole area, whatever unit gives it
}

// Follows says that a record belongs to another, of a kind it names itself: who
// may read that one, and has the right by his role, reaches this one; nobody else
// does. Both fields are texts: the name of the kind, the record's identifier.
type Follows struct {
	Kind   string  `json:"kind"`
	Record string  `json:"record"`
	Kinds  []*Kind `json:"-"` // that it may belong to; set when all kinds are read
}

// Publication is one declared publication; parsed and checked here, evaluated
// by kernel/publication.
type Publication struct {
	Kind   string
	On     []string // steps or acts
	If     string   // over own fields, without today: days stand in From and Until
	From   string   // expression that gives the first day; "" is the day of the record
	Fields []string
	Mask   map[string]string // field → how it is masked, see Masks
	Until  []string          // limits ("3 years") or expressions that give the last day; the earliest ends it
	Basis  Cite
	Unsure bool
	Line   int
}

// Masks lists how a published field may be masked.
func Masks() []string { return []string{"hide", "surname", "middle", "tail"} }

// Upstream says where the record also lives.
type Upstream struct {
	Platform string `json:"platform"`
	Number   string `json:"number,omitempty"` // the field that holds the platform's number
	Mode     string `json:"mode"`             // import | export | api | double-entry
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
