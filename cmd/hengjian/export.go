package main

import (
	"context"
	"errors"
	"io"
	"os"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

type exportCmd struct {
	store
	Kind   string   `arg:"" help:"register, e.g. business"`
	Format string   `help:"csv, xlsx or jsonl" default:"csv"`
	Filter string   `help:"CEL condition, see docs/expressions.md" placeholder:"CEL"`
	Search string   `help:"part of a name, code or address" placeholder:"TEXT"`
	Fields []string `help:"fields to export; without it all" placeholder:"A,B"`
	Raw    bool     `help:"codes and areas as stored, not as titles: for files that are to be imported again"`
	Out    string   `help:"file to write; without it the standard output" type:"path" placeholder:"FILE"`
	JSON   bool     `name:"json" help:"print a report as JSON; needs --out"`
}

// Run exports a register. A file stands at --out only when it is complete.
func (x exportCmd) Run(ctx context.Context, c *console) error {
	format, err := export.ParseFormat(x.Format)
	if err != nil {
		return err
	}
	if x.JSON && x.Out == "" {
		return fault.Bad("export.json", "参数不正确", fault.Field{Name: "--json", Code: "out", Text: "--json 须与 --out 同用：标准输出上是导出的内容"})
	}
	a, err := x.open(ctx, app.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	k := a.Kinds.Get(x.Kind)
	if k == nil {
		return fault.Bad("export.kind", "没有这个业务类型", fault.Field{Name: "kind", Code: "unknown", Text: "没有名为 " + x.Kind + " 的业务类型"})
	}
	q := record.Query{Area: a.Area(), Filter: x.Filter, Search: x.Search, Caller: actor.Caller{Machine: "export", Area: a.Area()}}
	e, err := export.New(a.Engine, k, q, x.Fields)
	if err != nil {
		return err
	}
	e.Raw = x.Raw
	total, err := e.Total(ctx)
	if err != nil {
		return err
	}
	if x.Out == "" {
		return e.Write(ctx, c.out, format, nil)
	}
	rows := int64(0)
	bar := c.bar(total, "行")
	err = whole(x.Out, func(w io.Writer) error {
		return e.Write(ctx, w, format, func(done int64) { rows = done; _ = bar.Set64(done) }) // a bar that cannot be drawn is no failure
	})
	_ = bar.Finish()
	if err != nil {
		return err
	}
	if x.JSON {
		return c.json(map[string]any{"kind": k.Name, "format": format, "file": x.Out, "rows": rows})
	}
	c.say("● 已导出%s %d 行到 %s", k.Title, rows, x.Out)
	return nil
}

// whole writes a file under another name and renames it when it is complete.
func whole(path string, f func(io.Writer) error) (err error) {
	bad := func(text string) *fault.Error {
		return fault.Bad("export.out", "参数不正确", fault.Field{Name: "--out", Code: "file", Text: text})
	}
	if st, err := os.Stat(path); err == nil && st.IsDir() {
		return bad(path + " 是目录，应为文件")
	}
	part := path + ".part"
	w, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return bad("写不进 " + path).With(err)
	}
	if err = f(w); err == nil {
		err = w.Sync()
	}
	if err = errors.Join(err, w.Close()); err != nil {
		return errors.Join(err, os.Remove(part))
	}
	if err := os.Rename(part, path); err != nil {
		return errors.Join(bad("写不进 "+path).With(err), os.Remove(part))
	}
	return nil
}
