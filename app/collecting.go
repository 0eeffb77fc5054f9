package app

import (
	"context"
	"fmt"
	"io"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/collect/source"
	"github.com/hengjian/hengjian/practice/registration"
)

// preparers are what the matters tell collection about the rows of their
// kinds: the port of practice/collect, plugged here because two practices do
// not know each other.
func (a *App) preparers() map[string]collect.Preparer {
	p := registration.NewPreparer(registration.NewCounties(a.Areas, code.GB2260()), registration.StandardFlags(), registration.StandardIndustries())
	return map[string]collect.Preparer{"business": {
		Unread:   p.Unread(),
		Keys:     p.Keys(),
		Says:     map[string]string{"capital": "金额和币种"},
		Prepare:  func(values map[string]any) collect.Prepared { return prepared(p, values) },
		Likeness: registration.Likeness,
		Why:      "名称和住所相同",
		Links:    []collect.Link{{Field: "parent", Name: "parent_name", Key: registration.NameKey}},
	}}
}

// prepared turns what registration says of a row into what collection takes.
func prepared(p *registration.Preparer, values map[string]any) collect.Prepared {
	r := p.Prepare(values)
	out := collect.Prepared{Values: r.Values, Likeness: r.Likeness}
	for _, n := range r.Notes {
		x := source.Problem{Field: n.Field, Code: n.Code, Text: n.Text, From: n.From, To: n.To, Level: source.Note}
		if n.Bad {
			x.Level = source.Quarantine
		}
		out.Problems = append(out.Problems, x)
	}
	for _, d := range r.Derived {
		out.Derived = append(out.Derived, record.Derived{Fields: d.Fields, From: d.From})
	}
	return out
}

// OpenSource opens a stored file for reading.
func (a *App) OpenSource(ctx context.Context, digest, name string) (*source.File, error) {
	d, err := blob.ParseDigest(digest)
	if err != nil {
		return nil, fault.New(fault.NotFound, "collect.file", "没有找到上传的文件，请重新上传").With(err)
	}
	size, err := a.Blobs.Stat(ctx, d)
	if err != nil {
		return nil, err
	}
	r, err := a.Blobs.Open(ctx, d)
	if err != nil {
		return nil, err
	}
	at, ok := r.(io.ReaderAt)
	if !ok {
		_ = r.Close()
		return nil, fmt.Errorf("stored file %s cannot be read at random", d)
	}
	f, err := source.Open(at, size, name, source.Options{})
	if err != nil {
		_ = r.Close()
		return nil, err
	}
	f.OnClose(r.Close)
	return f, nil
}

// Sources known to every installation: whose data they are decides what they
// may overwrite.
var knownSources = []collect.Origin{
	{Name: "province-register", Title: "省局登记库", Owner: "province"},
	{Name: "department-share", Title: "部门共享", Owner: ""},
	{Name: "bureau-file", Title: "本局文件", Owner: "bureau"},
}

// KnownSources lists them.
func KnownSources() []collect.Origin { return append([]collect.Origin(nil), knownSources...) }

// Origin returns the source of a name or title; an unknown one is the bureau's
// own file under that name.
func Origin(name string) collect.Origin {
	for _, o := range knownSources {
		if o.Name == name || o.Title == name {
			return o
		}
	}
	if name == "" {
		return knownSources[len(knownSources)-1]
	}
	return collect.Origin{Name: name, Title: name, Owner: "bureau"}
}

// importLists are the code lists by which cells of files are read: the shipped ones,
// and GB/T 4754, also with its letter in front as registers write it (C1310).
func importLists(list string) []source.Option {
	if list != IndustryList {
		return collect.Lists(code.StandardLists())(list)
	}
	all := code.GBT4754()
	var out []source.Option
	for _, it := range all.All() {
		o := source.Option{Value: it.Code, Title: it.Name, Parent: it.Parent}
		if it.Level > 1 {
			o.Names = []string{all.Section(it.Code).Code + it.Code}
		}
		out = append(out, o)
	}
	return out
}
