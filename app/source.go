package app

import (
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	hengjian "github.com/hengjian/hengjian"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// sources lists the declarations: those of the product, folder by folder, those
// that stand in their place or beside them, then those a bureau keeps in the
// folder kinds/ of its data.
func (a *App) sources() ([]kind.Source, error) {
	var out []kind.Source
	for _, group := range []string{"kernel", "practice"} {
		dirs, err := fs.ReadDir(hengjian.Declarations, group)
		if err != nil {
			return nil, err
		}
		for _, d := range dirs {
			dir := path.Join(group, d.Name())
			sub, err := fs.Sub(hengjian.Declarations, dir)
			if err != nil {
				return nil, err
			}
			out = append(out, kind.Source{FS: sub, Dir: dir})
		}
	}
	for _, dir := range a.Config.Kinds {
		var err error
		if out, err = instead(out, dir); err != nil {
			return nil, err
		}
	}
	own := filepath.Join(a.Config.Data, "kinds")
	if st, err := os.Stat(own); err == nil && st.IsDir() {
		out = append(out, kind.Source{FS: os.DirFS(own), Dir: "kinds", City: a.City})
	}
	return out, nil
}

// instead puts the declarations below a folder in the place of those of the same
// kinds. A kind that is new belongs to the matter its folder is called after.
func instead(sources []kind.Source, dir string) ([]kind.Source, error) {
	bad := func(text string) error {
		return fault.Bad("app.kinds", "声明目录有误", fault.Field{Name: "kinds", Code: "folder", Text: dir + "：" + text})
	}
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	where := map[string]int{} // kind → source that declares it
	for i := range sources {
		if sources[i].Files == nil {
			if sources[i].Files, err = fs.Glob(sources[i].FS, "*.yaml"); err != nil {
				return nil, err
			}
		}
		for _, file := range sources[i].Files {
			if name := declares(sources[i].FS, file); name != "" {
				where[name] = i
			}
		}
	}
	fresh := map[string][]string{} // folder → files
	err = filepath.WalkDir(root, func(file string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && filepath.Ext(file) == ".yaml" {
			fresh[filepath.Dir(file)] = append(fresh[filepath.Dir(file)], filepath.Base(file))
		}
		return err
	})
	if err != nil {
		return nil, bad("无法读取").(*fault.Error).With(err)
	}
	found := false
	for _, folder := range slices.Sorted(maps.Keys(fresh)) {
		own := os.DirFS(folder)
		matters := map[string][]string{}
		for _, file := range fresh[folder] {
			name := declares(own, file)
			if name == "" {
				continue // a list, a template: no kind
			}
			found = true
			at := "practice/" + filepath.Base(folder)
			if i, ok := where[name]; ok {
				at = sources[i].Dir
				sources[i].Files = slices.DeleteFunc(slices.Clone(sources[i].Files), func(f string) bool { return declares(sources[i].FS, f) == name })
			}
			matters[at] = append(matters[at], file)
		}
		for _, at := range slices.Sorted(maps.Keys(matters)) {
			sources = append(sources, kind.Source{FS: own, Dir: at, Files: matters[at]})
		}
	}
	if !found {
		return nil, bad("其中没有业务类型的声明（*.yaml，有 kind:）")
	}
	return sources, nil
}

// declares is the kind a file declares, "" where it declares none; whether it does
// so rightly is the loader's affair.
func declares(in fs.FS, file string) string {
	src, err := fs.ReadFile(in, file)
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(src)) {
		if name, ok := strings.CutPrefix(line, "kind:"); ok {
			name, _, _ = strings.Cut(name, "#")
			return strings.Trim(strings.TrimSpace(name), `"'`)
		}
	}
	return ""
}

// drafts makes the documents that an act names. What is tried out beside the product's
// declarations may name some of which there is no template yet: those are not made.
func (a *App) drafts(tx *db.Tx, q record.Request, on *record.Record, names []string) error {
	if len(a.Config.Kinds) > 0 {
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return a.Templates.Names(on.Kind.Name, a.Procedures.Law(on), name) != "" })
	}
	return a.Office.Drafts(tx, q, on, names)
}
