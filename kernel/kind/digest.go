package kind

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"slices"
	"sort"

	"github.com/goccy/go-yaml/ast"
)

// The digest of a declaration is SHA-256 over "hengjian-kind-v1\n" and the
// JSON of its meaning: what is recorded, when an act is refused, who may act,
// what is published, how long. Titles, help, messages, units and what only
// changes a screen (list, sort, order of an index, former names) are left out,
// so that they may change without a new version (kernel.md §4). The order of
// fields counts, since forms and exports follow it. docs/declarations.md
// freezes the form; members are only ever added, and empty ones are omitted.

type meaning struct {
	Kind     string              `json:"kind"`
	Matter   string              `json:"matter"`
	City     string              `json:"city,omitempty"`
	Secret   bool                `json:"secret,omitempty"`
	Begins   string              `json:"begins,omitempty"`
	About    string              `json:"about,omitempty"`
	Of       string              `json:"of,omitempty"`
	Parties  []string            `json:"parties,omitempty"`
	Follows  *Follows            `json:"follows,omitempty"`
	Subject  *SubjectHead        `json:"subject,omitempty"`
	Number   string              `json:"number,omitempty"`
	Upstream *Upstream           `json:"upstream,omitempty"`
	Fields   []fieldMeaning      `json:"fields"`
	Checks   []string            `json:"checks,omitempty"`
	Unique   [][]string          `json:"unique,omitempty"`
	Access   map[string][]string `json:"access,omitempty"`
	Publish  []publishMeaning    `json:"publish,omitempty"`
	Acts     []actMeaning        `json:"acts,omitempty"`
	Tells    []string            `json:"tells,omitempty"`
	Basis    []citeMeaning       `json:"basis,omitempty"`
	Sections map[string]any      `json:"sections,omitempty"`
}

type fieldMeaning struct {
	Name        string          `json:"name"`
	Type        Type            `json:"type"`
	Required    bool            `json:"required,omitempty"`
	Personal    bool            `json:"personal,omitempty"`
	Secret      bool            `json:"secret,omitempty"`
	Unique      Unique          `json:"unique,omitempty"`
	Longest     int             `json:"longest,omitempty"`
	Scale       int             `json:"scale,omitempty"`
	Min         int64           `json:"min,omitempty"`
	Max         int64           `json:"max,omitempty"`
	Currency    bool            `json:"currency,omitempty"`
	Of          string          `json:"of,omitempty"`
	List        string          `json:"list,omitempty"`
	Options     []optionMeaning `json:"options,omitempty"`
	Format      string          `json:"format,omitempty"`
	Default     string          `json:"default,omitempty"`
	Compute     string          `json:"compute,omitempty"`
	Owner       string          `json:"owner,omitempty"`
	Until       string          `json:"until,omitempty"`
	City        bool            `json:"city,omitempty"`
	Article     string          `json:"article,omitempty"`
	Handwritten bool            `json:"handwritten,omitempty"`
}

type optionMeaning struct {
	Value string `json:"value"`
	From  string `json:"from,omitempty"`
	Until string `json:"until,omitempty"`
}

type actMeaning struct {
	Name   string            `json:"name"`
	Needs  []string          `json:"needs,omitempty"`
	Reason bool              `json:"reason,omitempty"`
	Takes  []string          `json:"takes,omitempty"`
	If     string            `json:"if,omitempty"`
	Sets   map[string]string `json:"sets,omitempty"`
}

type citeMeaning struct {
	Law     string `json:"law"`
	Article string `json:"article,omitempty"`
}

type publishMeaning struct {
	Kind   string            `json:"kind"`
	On     []string          `json:"on,omitempty"`
	If     string            `json:"if,omitempty"`
	Fields []string          `json:"fields"`
	Mask   map[string]string `json:"mask,omitempty"`
	Until  any               `json:"until,omitempty"` // a text, or several in a list
	Basis  citeMeaning       `json:"basis"`
	From   string            `json:"from,omitempty"`
}

// digest is the digest of a checked kind; raw are its sections as written.
func digest(k *Kind, raw []section) [32]byte {
	return sha256.Sum256(append([]byte("hengjian-kind-v1\n"), Canonical(k, raw...)...))
}

// Canonical is the JSON the digest is made over.
func Canonical(k *Kind, raw ...section) []byte {
	m := meaning{Kind: k.Name, Matter: k.Matter, City: k.City, Secret: k.Access.Secret, Begins: k.Begins, About: k.About, Of: k.Of, Parties: k.Parties, Follows: k.Follows,
		Upstream: k.Upstream, Unique: k.UniqueSets, Access: map[string][]string{}, Tells: k.Tells}
	if k.Subject {
		m.Subject = &k.SubjectFields
	}
	if k.Number != nil {
		m.Number = k.Number.Template
	}
	for _, f := range k.Fields {
		m.Fields = append(m.Fields, meaningOf(f))
	}
	for _, c := range k.Checks {
		m.Checks = append(m.Checks, c.If)
	}
	if len(k.Access.WholeArea) > 0 {
		m.Access[wholeArea] = slices.Sorted(slices.Values(k.Access.WholeArea))
	}
	for verb, roles := range k.Access.Roles {
		sorted := append([]string(nil), roles...)
		sort.Strings(sorted)
		m.Access[verb] = sorted
	}
	for _, p := range k.Publish {
		m.Publish = append(m.Publish, publishMeaning{p.Kind, p.On, p.If, p.Fields, p.Mask, oneOrMany(p.Until), citeMeaning{p.Basis.Law, p.Basis.Article}, p.From})
	}
	for _, a := range k.Acts {
		m.Acts = append(m.Acts, actMeaning{a.Name, a.Needs, a.Reason, a.Takes, a.If, a.Sets})
	}
	for _, c := range k.Basis {
		m.Basis = append(m.Basis, citeMeaning{c.Law, c.Article})
	}
	for _, s := range raw {
		if m.Sections == nil {
			m.Sections = map[string]any{}
		}
		m.Sections[s.key] = s.node.tree()
	}
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(m); err != nil { // only strings, numbers, maps and slices
		panic("kind: " + err.Error())
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// oneOrMany is nothing, one text, or a list of texts.
func oneOrMany(list []string) any {
	switch len(list) {
	case 0:
		return nil
	case 1:
		return list[0]
	}
	return list
}

func meaningOf(f *Field) fieldMeaning {
	m := fieldMeaning{Name: f.Name, Type: f.Type, Required: f.Required, Personal: f.Personal, Secret: f.Secret, Unique: f.Unique,
		Longest: f.Max, Scale: f.Scale, Min: f.Min, Max: f.MaxNumber, Currency: f.Currency, Of: f.Of, List: f.List, Format: f.Format,
		Default: f.Default, Compute: f.Compute, Owner: f.Owner, Until: f.Until, City: f.City, Article: f.Article, Handwritten: f.Handwritten}
	for _, o := range f.Options {
		m.Options = append(m.Options, optionMeaning{o.Value, o.From, o.Until})
	}
	return m
}

// wording are the keys of a section that carry titles, not meaning.
var wording = map[string]bool{"title": true, "help": true, "say": true}

// tree is a section as it is written, without its wording: maps, lists and the
// texts of the tokens.
func (n Node) tree() any {
	switch v := n.plain().(type) {
	case *ast.MappingNode, *ast.MappingValueNode:
		out := map[string]any{}
		for _, p := range pairs(v) {
			if key := p.Key.GetToken().Value; !wording[key] {
				out[key] = Node{n.f, p.Value}.tree()
			}
		}
		return out
	case *ast.SequenceNode:
		out := make([]any, len(v.Values))
		for i, e := range v.Values {
			out[i] = Node{n.f, e}.tree()
		}
		return out
	case *ast.LiteralNode:
		return v.Value.Value
	case nil:
		return nil
	}
	return n.plain().GetToken().Value
}
