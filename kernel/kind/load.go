package kind

import (
	"cmp"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/expr"
)

// Laws resolves what a declaration cites; *law.Library is adapted to it.
type Laws interface {
	// Resolve returns the title of the article (of the text itself when article
	// is empty) and whether its content is unsure.
	Resolve(law, article string) (title string, unsure bool, err error)
}

// Codes knows the code lists.
type Codes interface{ Has(list string) bool }

// Env is what declarations may refer to. A nil member is not checked against,
// which is for tests only.
type Env struct {
	Laws     Laws
	Codes    Codes
	Formats  func(name string) bool // of code.Formats
	Roles    func(name string) bool // of the roles the product and the city know
	Sections []Section              // top-level keys of later packages
	Head     *expr.Schema           // common head of subjects, for respondent.name; nil means HeadSchema
}

// Section is a top-level key that a later package reads.
type Section struct {
	Key string
	// Parse turns the value into what Kind.Sections holds under the key.
	// Problems are reported with Node.Failf.
	Parse func(n Node, k *Kind) any
	// Check runs when all kinds are read and may be nil.
	Check func(set *Set, k *Kind, v any, n Node)
}

// Source is some declaration files. The path of a file, Dir and name joined,
// says group and matter: practice/complaint/tipoff.yaml. A city's files say
// `matter:` themselves.
type Source struct {
	FS    fs.FS
	Dir   string   // where FS stands in the tree, e.g. "practice/complaint"
	Files []string // nil means every *.yaml at the root of FS
	City  string   // profile, for files of a city
}

// Load reads all declarations. The set is nil when there is any problem.
func Load(env Env, sources ...Source) (*Set, Problems) {
	l := &loader{env: env, set: &Set{by: map[string]*Kind{}}, readers: map[string]*reader{}}
	l.set.head = headSchema{env.Head}
	for _, s := range sources {
		l.read(s)
	}
	l.extend()
	for _, f := range l.later {
		f()
	}
	for _, k := range l.set.kinds {
		if k.Follows != nil {
			k.Follows.Kinds = l.set.filter(func(x *Kind) bool { return x.Follows == nil && x.Group != "kernel" })
		}
	}
	l.tables()
	l.compile()
	l.sections()
	var all Problems
	for _, f := range l.files {
		all = append(all, order(f.problems)...)
	}
	if len(all) > 0 {
		return nil, all
	}
	for _, k := range l.set.kinds {
		k.Digest = digest(k, l.readers[k.Name].raw)
	}
	return l.set, nil
}

type loader struct {
	env        Env
	set        *Set
	files      []*file
	readers    map[string]*reader
	extensions []extension
	later      []func() // checks that need every kind
	exprs      []*source
}

// read reads the files of one source, in order of their names.
func (l *loader) read(s Source) {
	names := s.Files
	if names == nil {
		var err error
		if names, err = fs.Glob(s.FS, "*.yaml"); err != nil {
			l.broken(s.Dir, err)
			return
		}
	}
	for _, name := range names {
		full := path.Join(s.Dir, name)
		src, err := fs.ReadFile(s.FS, name)
		if err != nil {
			l.broken(full, err)
			continue
		}
		f := &file{name: full, src: src}
		l.files = append(l.files, f)
		root := f.parse()
		if !root.Present() {
			continue
		}
		if m := root.Map(); m.Has("extend") {
			l.extensions = append(l.extensions, extension{f, root, s.City})
			if s.City == "" {
				m.Key("extend").Failf("只有城市文件可以用 extend 扩展产品的业务类型")
			}
			continue
		}
		l.declare(f, root, s.City)
	}
}

func (l *loader) broken(name string, err error) {
	why := "无法读取"
	if errors.Is(err, fs.ErrNotExist) {
		why = "文件不存在"
	}
	f := &file{name: name}
	f.fail(1, 1, "%s", why)
	l.files = append(l.files, f)
}

// declare reads one declaration of a kind.
func (l *loader) declare(f *file, root Node, city string) {
	k := &Kind{File: f.name, Source: f.src, City: city, Sections: map[string]any{}, byName: map[string]*Field{}}
	r := &reader{l: l, k: k, file: f, nodes: map[string]Map{}}
	r.kind(root)
	if k.Name == "" {
		return
	}
	if twin := l.set.by[k.Name]; twin != nil {
		r.root.Get("kind").Failf("业务类型“%s”已在 %s:%d 声明", k.Name, twin.File, twin.Line)
		return
	}
	l.set.by[k.Name], l.readers[k.Name] = k, r
	l.set.kinds = append(l.set.kinds, k)
}

// tables finds two kinds that would share a table.
func (l *loader) tables() {
	seen := map[string]*Kind{}
	for _, k := range l.set.kinds {
		if twin := seen[k.Table]; twin != nil {
			l.readers[k.Name].root.Get("kind").Failf("表名“%s”与 %s 的“%s”相同", k.Table, twin.File, twin.Name)
		}
		seen[k.Table] = k
	}
}

// sections lets later packages check what they parsed.
func (l *loader) sections() {
	for _, k := range l.set.kinds {
		r := l.readers[k.Name]
		for _, s := range l.env.Sections {
			if v, ok := k.Sections[s.Key]; ok && s.Check != nil {
				s.Check(l.set, k, v, r.root.Get(s.Key))
			}
		}
	}
}

// place derives group and matter from the path of the declaration.
func place(file string) (group, matter string) {
	dirs := strings.Split(path.Dir(file), "/")
	i := slices.IndexFunc(dirs, func(d string) bool { return d == "kernel" || d == "practice" || d == "sector" })
	if i < 0 || i+1 >= len(dirs) {
		return "", ""
	}
	return dirs[i], dirs[i+1]
}

// tableName joins matter and kind; one word where both are the same.
func tableName(k *Kind) string {
	name := k.Matter + "_" + k.Name
	if k.Matter == k.Name {
		name = k.Name
	}
	if k.City != "" {
		name = "x_" + name
	}
	return name
}

// known lists the names of a map in order, for messages.
func known[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	slices.SortFunc(out, cmp.Compare)
	return out
}
