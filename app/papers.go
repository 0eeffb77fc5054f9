package app

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	hengjian "github.com/hengjian/hengjian"
	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/document"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/report"
	"github.com/hengjian/hengjian/kernel/telling"
	"github.com/hengjian/hengjian/platform/cms"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/web"
)

// openOffice makes the office that documents are written in. It signs with a key
// that follows from the installation's own: a real signature, which everybody can
// check, and no seal in law. A server with signing.yaml in its data signs with the
// keys named there (SignWith).
func (a *App) openOffice() error {
	seed, err := a.Key.Derive("document signing")
	if err != nil {
		return err
	}
	signer, err := document.NewLocal(seed)
	if err != nil {
		return err
	}
	labels := func(c db.Conn) func(*kind.Field, any, map[string]any) string {
		return present.New(a.Codes, a.Engine, c).Label
	}
	a.Office = document.NewOffice(document.Parts{Forms: a.Templates, Book: a.Procedures, People: a.People, Labels: labels, Files: a.Files, Read: a.Blobs,
		Font: sync.OnceValues(a.font), Signer: signer, Trust: document.Trust{Local: signer.List[0].Key.Chain}})
	return nil
}

// SignWith has documents signed by other keys than the installation's own, and
// believes others beside it: what the local key signed before stays right.
func (a *App) SignWith(s document.Signer, roots, stamps cms.Roots) {
	a.Office.Signer, a.Office.Trust.Roots, a.Office.Trust.Stamps = s, roots, stamps
}

// font is the font of documents: the bureau's own fonts/serif.ttf in the data
// folder, one with more characters, or the one that came with the pages.
func (a *App) font() (*paper.Font, error) {
	ttf, err := os.ReadFile(filepath.Join(a.Config.Data, "fonts", "serif.ttf"))
	if err != nil {
		ttf = web.DocumentFont()
	}
	if ttf == nil {
		return nil, fault.New(fault.Unavailable, "document.font", "文书用的字体没有安装，不能制作文书；请联系系统管理员")
	}
	return paper.ParseFont(ttf)
}

// templates lists the folders of forms of documents: those beside the matters,
// then those a bureau keeps in the folder documents/<matter> of its data.
func (a *App) templates() []document.Source {
	var out []document.Source
	for _, x := range a.beside("documents") {
		out = append(out, document.Source{FS: x.tree, Dir: x.dir, Matter: x.matter})
	}
	return out
}

// tellings lists the folders of what is told of acts, in the same places.
func (a *App) tellings() []telling.Source {
	var out []telling.Source
	for _, x := range a.beside("tellings") {
		out = append(out, telling.Source{FS: x.tree, Dir: x.dir})
	}
	return out
}

// reports lists the folders of declared reports, in the same places.
func (a *App) reports() []report.Source {
	var out []report.Source
	for _, x := range a.beside("reports") {
		out = append(out, report.Source{FS: x.tree, Dir: x.dir, Matter: x.matter})
	}
	return out
}

// folder is one beside a matter.
type folder struct {
	tree        fs.FS
	dir, matter string
}

// beside lists the folders of a name that stand beside the matters, then those that
// the bureau keeps in its data: <name>/<matter>.
func (a *App) beside(name string) []folder {
	var out []folder
	add := func(tree fs.FS, group, at string) {
		dirs, err := fs.ReadDir(tree, group)
		if err != nil {
			return // there are none
		}
		for _, d := range dirs {
			dir := path.Join(group, d.Name(), at)
			if sub, err := fs.Sub(tree, dir); err == nil && d.IsDir() {
				out = append(out, folder{sub, dir, d.Name()})
			}
		}
	}
	add(hengjian.Declarations, "practice", name)
	add(os.DirFS(a.Config.Data), name, ".")
	return out
}
