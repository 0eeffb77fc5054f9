package kind

import "encoding/hex"

// Kind is one declaration, checked.
type Kind struct {
	Name, Title, Help string
	Matter            string // folder: licensing, complaint …
	Group             string // kernel, practice, sector
	City              string // profile that added the kind; "" for the product's own
	Table             string // <matter>_<kind>, or <kind> where both are the same word; x_… for a city's
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
	Follows           *Follows // whose rights it follows; nil: its own
	Parties           []string // fields that name further people and units of a record
	Publish           []Publication
	Acts              []Act
	Tells             []string
	Basis             []Cite
	UniqueSets        [][]string     // several fields unique together, per area
	Indexes           [][]string     // several fields lists are narrowed by together
	Sections          map[string]any // by key, what the Section made of it
	File              string         // path of the declaration
	Line              int            // of its name
	Source            []byte         // its bytes, those of its city extensions after it
	Digest            [32]byte
	byName            map[string]*Field
}

// SubjectHead names the fields that feed the common head of a subject.
type SubjectHead struct {
	Name    string `json:"name"`
	Code    string `json:"code,omitempty"`
	County  string `json:"county,omitempty"`
	Status  string `json:"status,omitempty"`
	Address string `json:"address,omitempty"`
}

// Field returns the field of that name, or nil.
func (k *Kind) Field(name string) *Field { return k.byName[name] }

// AddField takes in a field that a Section brings, before expressions are
// compiled; false where the name is taken.
func (k *Kind) AddField(f *Field) bool {
	if k.byName[f.Name] != nil {
		return false
	}
	k.byName[f.Name] = f
	k.Fields = append(k.Fields, f)
	return true
}

// Act returns the declared act of that name, or nil.
func (k *Kind) Act(name string) *Act {
	for i := range k.Acts {
		if k.Acts[i].Name == name {
			return &k.Acts[i]
		}
	}
	return nil
}

// DigestHex is the digest as acts store it.
func (k *Kind) DigestHex() string { return hex.EncodeToString(k.Digest[:]) }

// Itemised reports whether the elements of a list field stand in a table of
// their own, where lists of records are narrowed by them; files do not.
func (f *Field) Itemised() bool { return f.Type == List && Type(f.Of) != File }

// ChildTable is the table of a list field's elements.
func (k *Kind) ChildTable(f *Field) string { return k.Table + "__" + f.Column() }

// Set is all kinds of a running product. It is immutable and safe for
// concurrent use.
type Set struct {
	kinds []*Kind
	by    map[string]*Kind
	head  headSchema
}

// All returns the kinds in the order in which they were loaded.
func (s *Set) All() []*Kind { return append([]*Kind(nil), s.kinds...) }

// Get returns the kind of the name, or nil.
func (s *Set) Get(name string) *Kind { return s.by[name] }

// Matters returns the matters that have kinds, in the order of loading.
func (s *Set) Matters() []string {
	var out []string
	seen := map[string]bool{}
	for _, k := range s.kinds {
		if !seen[k.Matter] {
			seen[k.Matter] = true
			out = append(out, k.Matter)
		}
	}
	return out
}

// ByMatter returns the kinds of a matter.
func (s *Set) ByMatter(matter string) []*Kind {
	return s.filter(func(k *Kind) bool { return k.Matter == matter })
}

// Subjects returns the sorts of subject.
func (s *Set) Subjects() []*Kind { return s.filter(func(k *Kind) bool { return k.Subject }) }

// Parts returns the kinds that are parts of the kind.
func (s *Set) Parts(of string) []*Kind {
	return s.filter(func(k *Kind) bool { return k.Of == of })
}

func (s *Set) filter(keep func(*Kind) bool) []*Kind {
	var out []*Kind
	for _, k := range s.kinds {
		if keep(k) {
			out = append(out, k)
		}
	}
	return out
}
