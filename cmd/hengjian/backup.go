package main

import (
	"context"

	"github.com/hengjian/hengjian/app/backup"
	"github.com/hengjian/hengjian/platform/fault"
)

type backupCmd struct {
	store
	To      string `help:"new file, .tar.gz" required:"" type:"path" placeholder:"FILE"`
	WithKey bool   `help:"put ledger.key into the backup; without it keep the key elsewhere"`
	JSON    bool   `name:"json" help:"print JSON"`
}

// Run backs up an installation on the embedded database while it runs.
func (b backupCmd) Run(ctx context.Context, c *console) error {
	if b.DB != "" {
		return fault.Newf(fault.Invalid, "backup.postgres", "PostgreSQL 数据库不由本命令备份。请用 pgBackRest 做持续归档，或 pg_dump --format=custom --file=hengjian.dump 加上数据库地址做整库导出；"+
			"同时另存数据目录 %s 中的 files、kinds、documents、reports、tellings、calendar、portal.yaml、fonts、erasures.jsonl 和 ledger.key（密钥分开保管）", b.Data)
	}
	bar := c.bar(-1, "字节")
	r, err := backup.Make(ctx, backup.Options{Data: b.Data, To: b.To, WithKey: b.WithKey, Version: version, Step: func(done, total int64) {
		bar.ChangeMax64(max(total, 1))
		_ = bar.Set64(done) // a bar that cannot be drawn is no failure
	}})
	_ = bar.Finish()
	if err != nil {
		return err
	}
	if b.JSON {
		if err := c.json(r); err != nil {
			return err
		}
	} else {
		c.say("● 备份完成：%s，%s（展开 %s，数据库 %s，文件 %d 个）", r.File, backup.Human(r.Size), backup.Human(r.Unpacked), backup.Human(r.Database), r.Files)
		if r.WithKey {
			c.say("▲ 备份含账本签名密钥：得到它的人可以用本机构的名义签名，请加密保管")
		} else {
			c.say("▲ 备份不含账本签名密钥；请把 %s/ledger.key 另行保管，恢复时要用", b.Data)
		}
		for _, name := range r.Damaged {
			c.say("■ 文件 %s 的内容与其摘要不符，可能磁盘损坏", name)
		}
	}
	if n := len(r.Damaged); n > 0 {
		return findings(n)
	}
	return nil
}
