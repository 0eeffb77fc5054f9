package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

type importCmd struct {
	store
	City    string   `help:"city profile of a new database: haidong, weihai, baiyin, dayawan, chaozhou"`
	Files   []string `arg:"" name:"file" help:"CSV, CSV.gz, XLSX or JSON Lines; UTF-8 or GB 18030" type:"existingfile"`
	Kind    string   `help:"register to import into" default:"business"`
	Source  string   `help:"whose data it is: province-register, department-share, bureau-file or a name of your own" default:"province-register"`
	Mapping string   `help:"JSON file {column: field}; without it columns are recognised" type:"existingfile"`
	DryRun  bool     `help:"only the preflight: nothing is written into the register"`
	JSON    bool     `name:"json" help:"print JSON"`
}

// Run imports files, or says what an import would do.
func (i importCmd) Run(ctx context.Context, c *console) error {
	var mapping map[string]string
	if i.Mapping != "" {
		b, err := os.ReadFile(i.Mapping)
		if err == nil {
			err = json.Unmarshal(b, &mapping)
		}
		if err != nil {
			return fault.Bad("import.mapping", "字段对应文件有误", fault.Field{Name: "--mapping", Code: "json", Text: "应为 JSON 对象 {列名: 字段名}"}).With(err)
		}
	}
	return i.ask(ctx, app.Config{City: i.City}, func(it local.Commands) error {
		var all []local.Imported
		for _, file := range i.Files {
			bar := bars{c: c}
			r, err := it.Import(ctx, local.Import{Path: file, Name: filepath.Base(file), Kind: i.Kind, Source: i.Source, Mapping: mapping, DryRun: i.DryRun}, bar.step)
			bar.finish()
			if err != nil {
				return err
			}
			all = append(all, r)
			if !i.JSON {
				printImported(c, r)
			}
		}
		if !i.JSON {
			return nil
		}
		if len(all) == 1 {
			return c.json(all[0])
		}
		return c.json(all)
	})
}

// bars shows one bar after the other for the parts of a work.
type bars struct {
	c    *console
	now  *progressbar.ProgressBar
	text string
}

func (b *bars) step(p collect.Progress) {
	if b.now == nil || b.text != p.Text {
		b.now, b.text = b.c.bar(p.Total, "行"), p.Text
		b.now.Describe(p.Text)
	}
	b.now.ChangeMax64(max(p.Total, 1))
	_ = b.now.Set64(p.Done) // a bar that cannot be drawn is no failure
}

func (b *bars) finish() {
	if b.now != nil {
		_ = b.now.Finish()
	}
}

func printImported(c *console, r local.Imported) {
	verb := "已导入"
	if r.DryRun {
		verb = "预检（未写入）"
	}
	c.say("%s %s：读 %d 行 = 新增 %d + 更新 %d + 无变化 %d + 隔离 %d", r.File, verb, r.Read, r.Accepted, r.Merged, r.Unchanged, r.Quarantined)
	if r.CountyFoundPct != nil {
		c.say("  区县已判明 %.1f%%", *r.CountyFoundPct)
	}
	for code, n := range r.Problems {
		c.say("  %s %d 行", r.Titles[code], n)
	}
}
