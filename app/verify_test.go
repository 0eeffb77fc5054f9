package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
)

func (o office) findings() (out []string) {
	o.t.Helper()
	if err := o.Engine.Verify(context.Background(), nil, func(f record.Finding) { out = append(out, f.String()) }); err != nil {
		o.t.Fatal(err)
	}
	return out
}

// TestVerifyReadsFiles changes one byte of an attached file, and takes one away.
func TestVerifyReadsFiles(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		o := members(t, c)
		body := strings.Repeat("证据原文\n", 200_000) // longer than one piece of reading
		d := o.upload(body)
		first := o.act(record.Request{Act: record.Create, Values: map[string]any{"name": "甲店", "paper": paper(d, "照片.jpg")["paper"]}})
		second := o.act(record.Request{Act: record.Create, Values: map[string]any{"name": "乙店", "paper": paper(d, "照片.jpg")["paper"]}})
		o.act(record.Request{Act: record.Amend, Record: second.Ref(), Values: map[string]any{"paper": nil}, Reason: "撤下"}) // its history still holds it
		o.sound()
		path := filepath.Join(o.Config.Data, "files", string(d[:2]), string(d[2:4]), string(d))
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		b[len(b)-2] ^= 1
		if err := os.WriteFile(path, b, 0o600); err != nil {
			t.Fatal(err)
		}
		named := func(what string) {
			t.Helper()
			got := o.findings()
			all := strings.Join(got, "\n")
			if len(got) != 2 || !strings.Contains(all, string(first.ID)) || !strings.Contains(all, string(second.ID)) ||
				strings.Count(all, "附件") != 2 || strings.Count(all, "照片.jpg") != 2 || strings.Count(all, what) != 2 {
				t.Errorf("findings: %s", all)
			}
		}
		named("已被改动")
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
		named("不见了，且没有删除办理")
		o.act(record.Request{Act: record.Erase, Record: first.Ref(), Reason: "本人申请"})
		o.act(record.Request{Act: record.Erase, Record: second.Ref(), Reason: "本人申请"})
		if got := o.findings(); len(got) != 0 {
			t.Errorf("missing by an act of erasure, and found: %v", got)
		}
	})
}

func TestVerifyMissesAUse(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		o := members(t, c)
		d := o.upload("证据")
		r := o.act(record.Request{Act: record.Create, Values: map[string]any{"name": "甲店", "paper": paper(d, "照片.jpg")["paper"]}})
		err := o.DB.Write(context.Background(), func(tx *db.Tx) error { return blob.Release(tx, record.Holder(r.Ref())) })
		if err != nil {
			t.Fatal(err)
		}
		if got := o.findings(); len(got) != 1 || !strings.Contains(got[0], "没有登记为本记录所用") {
			t.Errorf("findings: %v", got)
		}
	})
}

// TestAFileMustHaveBeenUploaded names a digest of which nothing is stored.
func TestAFileMustHaveBeenUploaded(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		o := members(t, c)
		_, err := o.Engine.Act(context.Background(), record.Request{Kind: "member", Act: record.Create, Area: o.Area(), Caller: o.who,
			Values: map[string]any{"name": "甲店", "paper": paper(blob.Digest(strings.Repeat("ab", 32)), "x")["paper"]}})
		if err == nil || !strings.Contains(err.Error(), "请重新上传") {
			t.Errorf("%v", err)
		}
	})
}
