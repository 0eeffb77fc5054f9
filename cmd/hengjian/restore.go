package main

import (
	"context"

	"github.com/schollz/progressbar/v3"

	"github.com/hengjian/hengjian/app/backup"
	"github.com/hengjian/hengjian/platform/fault"
)

type restoreCmd struct {
	store
	From         string `help:"backup to restore" required:"" type:"path" placeholder:"FILE"`
	Key          string `help:"the ledger's key, where the backup has none" type:"path" placeholder:"LEDGER.KEY"`
	Erasures     string `help:"erasures.jsonl kept elsewhere: what was erased since" type:"path" placeholder:"FILE"`
	ErasuresFrom string `help:"the old data folder: its erasures, and its key" type:"path" placeholder:"OLD_DATA_DIR"`
	Quick        bool   `help:"verify the ledger only, not every record"`
	JSON         bool   `name:"json" help:"print JSON"`
}

// Run restores a backup into an empty folder and verifies what came of it.
func (x restoreCmd) Run(ctx context.Context, c *console) error {
	if x.DB != "" {
		return fault.New(fault.Invalid, "backup.postgres", "本命令只恢复内置数据库的备份；PostgreSQL 请用 pg_restore 或 pgBackRest")
	}
	var bar *progressbar.ProgressBar
	now := ""
	r, err := backup.Restore(ctx, backup.From{File: x.From, Data: x.Data, Key: x.Key, Erasures: x.Erasures, ErasuresFrom: x.ErasuresFrom, Quick: x.Quick,
		Step: func(stage string, done, total int64) {
			if stage != now {
				bar, now = c.bar(max(total, 1), ""), stage
				bar.Describe(stage)
			}
			bar.ChangeMax64(max(total, done, 1))
			_ = bar.Set64(done) // a bar that cannot be drawn is no failure
		}})
	if bar != nil {
		_ = bar.Finish()
	}
	if err != nil {
		return err
	}
	if x.JSON {
		if err := c.json(r); err != nil {
			return err
		}
	} else {
		printRestored(c, r)
	}
	if n := len(r.Findings); n > 0 {
		return findings(n)
	}
	return nil
}

func printRestored(c *console, r backup.Restored) {
	c.say("● 已恢复到 %s：%s 于 %s 的备份（版本 %s），%d 个成员，%s", r.Data, r.City, r.CreatedAt, r.Version, r.Members, backup.Human(r.Bytes))
	c.say("● 删除清单 %d 条：重新删除 %d 条，备份中已删除 %d 条，备份中没有的记录 %d 条", r.Erasures.Listed, r.Erasures.Done, r.Erasures.Already, r.Erasures.Absent)
	for _, l := range r.Logs {
		c.say("● 账本 %s：%d 条，树根 %s", l.Area, l.Size, l.Root)
	}
	if r.Records > 0 {
		c.say("● 记录 %d 条，逐条与账本核对", r.Records)
	}
	for _, w := range r.Warnings {
		c.say("▲ %s", w)
	}
	for _, f := range r.Findings {
		c.say("■ %s", f)
	}
	if len(r.Findings) == 0 {
		c.say("● 全部相符")
	}
}
