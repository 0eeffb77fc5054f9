package code

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"sort"
	"sync"
)

//go:embed lists/*.yaml
var listFiles embed.FS

// Lists holds code lists by name. It is read-only once loaded.
type Lists struct{ by map[string]*List }

// StandardLists returns the lists shipped with the product.
func StandardLists() *Lists { return standardLists() }

var standardLists = sync.OnceValue(func() *Lists {
	l, err := LoadLists(listFiles)
	if err != nil {
		panic("kernel/code: shipped lists: " + err.Error())
	}
	return l
})

// LoadLists reads every *.yaml below fsys. All mistakes are returned at once,
// each with file, line and column.
func LoadLists(fsys fs.FS) (*Lists, error) {
	ls := &Lists{by: map[string]*List{}}
	return ls, fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(p) != ".yaml" {
			return err
		}
		src, err := fs.ReadFile(fsys, p)
		if err != nil {
			return err
		}
		l, err := ParseList(p, src)
		if err != nil {
			return err
		}
		if _, twice := ls.by[l.Name]; twice {
			return fmt.Errorf("%s: 代码表 %s 已存在", p, l.Name)
		}
		ls.by[l.Name] = l
		return nil
	})
}

// With returns lists with those of a city profile added; a profile may not
// replace a list of the product.
func (ls *Lists) With(more *Lists) (*Lists, error) {
	out := &Lists{by: map[string]*List{}}
	for n, l := range ls.by {
		out.by[n] = l
	}
	for n, l := range more.by {
		if _, twice := out.by[n]; twice {
			return nil, fmt.Errorf("代码表 %s 已由产品定义，不能替换", n)
		}
		out.by[n] = l
	}
	return out, nil
}

// Find returns the list of a name.
func (ls *Lists) Find(name string) (*List, bool) { l, ok := ls.by[name]; return l, ok }

// Names returns the names of all lists in order.
func (ls *Lists) Names() []string {
	out := make([]string, 0, len(ls.by))
	for n := range ls.by {
		out = append(out, n)
	}
	sort.Strings(out)
	return out
}
