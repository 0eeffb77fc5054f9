package main

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/schollz/progressbar/v3"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
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

// imported is the report about one file; its parts add up:
// read = accepted + merged + unchanged + quarantined.
type imported struct {
	File     string `json:"file"`
	Batch    string `json:"batch"`
	DryRun   bool   `json:"dry_run"`
	Kind     string `json:"kind"`
	Encoding string `json:"encoding,omitempty"`
	collect.Counts
	CountyFoundPct *float64          `json:"county_found_pct,omitempty"`
	Problems       map[string]int    `json:"problems"`
	Titles         map[string]string `json:"problem_titles"`
}

// Run imports files, or says what an import would do.
func (i importCmd) Run(ctx context.Context, c *console) error {
	a, err := i.open(ctx, app.Config{City: i.City})
	if err != nil {
		return err
	}
	defer a.Close()
	if _, err := a.Found(ctx); err != nil {
		return err
	}
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
	var all []imported
	for _, file := range i.Files {
		r, err := i.one(ctx, c, a, file, mapping)
		if err != nil {
			return err
		}
		all = append(all, r)
		if !i.JSON {
			r.print(c)
		}
	}
	if !i.DryRun {
		if _, err := a.Ledger.Sequence(ctx); err != nil {
			return err
		}
	}
	if !i.JSON {
		return nil
	}
	if len(all) == 1 {
		return c.json(all[0])
	}
	return c.json(all)
}

// one takes a file through preflight and, unless it is a dry run, import.
func (i importCmd) one(ctx context.Context, c *console, a *app.App, file string, mapping map[string]string) (imported, error) {
	who := actor.Caller{Machine: "import", Area: a.Area()}
	digest, err := put(ctx, a, who, file)
	if err != nil {
		return imported{}, err
	}
	b, err := a.Collect.Create(ctx, who, collect.NewBatch{File: digest, Name: filepath.Base(file), Kind: i.Kind, Source: app.Origin(i.Source), Mapping: mapping})
	if err != nil {
		return imported{}, err
	}
	var bar *progressbar.ProgressBar
	text := ""
	watch := collect.Watch{Step: func(p collect.Progress) {
		if bar == nil || text != p.Text {
			bar, text = c.bar(p.Total, "行"), p.Text
			bar.Describe(p.Text)
		}
		bar.ChangeMax64(max(p.Total, 1))
		_ = bar.Set64(p.Done) // a bar that cannot be drawn is no failure
	}}
	if b, err = a.Collect.Preflight(ctx, who, b.ID, watch); err != nil {
		return imported{}, err
	}
	checked := b.Checked
	out := imported{File: filepath.Base(file), Batch: string(b.ID), DryRun: i.DryRun, Kind: i.Kind, Counts: checked.Counts, CountyFoundPct: checked.CountyFoundPct,
		Problems: map[string]int{}, Titles: map[string]string{}}
	for _, p := range checked.Problems {
		out.Problems[p.Code], out.Titles[p.Code] = p.Count, p.Title
	}
	if !i.DryRun {
		if b, err = a.Collect.Run(ctx, who, b.ID, watch); err != nil {
			return imported{}, err
		}
		out.Counts = b.Counts
	}
	if bar != nil {
		_ = bar.Finish()
	}
	return out, nil
}

// put stores a file under its digest.
func put(ctx context.Context, a *app.App, who actor.Caller, file string) (string, error) {
	real, err := filepath.EvalSymlinks(file)
	if err != nil {
		return "", fault.Newf(fault.Invalid, "import.file", "读不到文件 %s", file).With(err)
	}
	f, err := os.Open(real)
	if err != nil {
		return "", fault.Newf(fault.Invalid, "import.file", "读不到文件 %s", file).With(err)
	}
	defer f.Close()
	d, _, err := a.Files.Put(ctx, f, 16<<30, who.Label())
	return string(d), err
}

func (r imported) print(c *console) {
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
