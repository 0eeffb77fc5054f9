package app_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/practice/collect"
)

const member = `kind: member
matter: market
title: 会员
title_field: name
fields:
  - {name: code, title: 代码, type: text, unique: everywhere, max: 20}
  - {name: name, title: 名称, type: text, required: true, search: true, sort: pinyin, index: true, max: 60}
  - {name: phone, title: 电话, type: text, personal: true, max: 20}
  - {name: size, title: 面积, type: number}
  - {name: goods, title: 商品, type: list, of: text, search: true}
  - {name: paper, title: 附件, type: file}
list: [code, name]
access: {read: [officer, head], create: [officer], amend: [officer], annul: [head], erase: [head], import: [steward]}
`

// Nobody else has these characters and digits: where one stands, it is his.
const (
	mark  = "龘靐齉爩"
	code  = "MADEM7788XK"
	phone = "15409087651"
)

var him = []string{mark, "龘靐", "靐齉", "齉爩", code, phone}

// office is an installation with the register of members.
type office struct {
	*app.App
	t   *testing.T
	who actor.Caller
}

func members(t *testing.T, c app.Config) office {
	t.Helper()
	write(t, c.Data, "member.yaml", member)
	a := open(t, c)
	if _, err := a.Found(context.Background()); err != nil {
		t.Fatal(err)
	}
	return office{a, t, a.Setup()}
}

func (o office) act(q record.Request) *record.Record {
	o.t.Helper()
	q.Kind, q.Area, q.Caller = "member", o.Area(), o.who
	if q.Act != record.Create {
		r, err := o.Engine.Get(context.Background(), o.who, "member", q.Record, record.AsOf{})
		if err != nil {
			o.t.Fatal(err)
		}
		q.Rev = &r.Rev
	}
	r, err := o.Engine.Act(context.Background(), q)
	if err != nil {
		o.t.Fatalf("%s: %v", q.Act, err)
	}
	return r
}

func (o office) upload(text string) blob.Digest {
	o.t.Helper()
	d, _, err := o.Files.Put(context.Background(), strings.NewReader(text), 0, o.who.Label())
	if err != nil {
		o.t.Fatal(err)
	}
	return d
}

func paper(d blob.Digest, name string) map[string]any {
	return map[string]any{"paper": map[string]any{"digest": string(d), "name": name, "size": 1}}
}

// imports takes a text through preflight and import.
func (o office) imports(text string) *collect.Batch {
	o.t.Helper()
	ctx := context.Background()
	b, err := o.Collect.Create(ctx, o.who, collect.NewBatch{File: string(o.upload(text)), Name: "a.csv", Kind: "member", Source: app.Origin("bureau-file")})
	if err == nil {
		b, err = o.Collect.Preflight(ctx, o.who, b.ID, collect.Watch{})
	}
	if err == nil {
		b, err = o.Collect.Run(ctx, o.who, b.ID, collect.Watch{})
	}
	if err != nil {
		o.t.Fatal(err)
	}
	return b
}

func (o office) there(d blob.Digest) bool {
	o.t.Helper()
	_, err := o.Blobs.Stat(context.Background(), d)
	if err != nil && !fault.Is(err, fault.NotFound) {
		o.t.Fatal(err)
	}
	return err == nil
}

func (o office) sound() {
	o.t.Helper()
	if err := o.Engine.Verify(context.Background(), nil, func(f record.Finding) { o.t.Errorf("verify: %s", f) }); err != nil {
		o.t.Fatal(err)
	}
}

// holding lists where something of him stands: the bytes of every file of the
// data folder, and on PostgreSQL every row of every table.
func (o office) holding() (places []string) {
	o.t.Helper()
	err := filepath.WalkDir(o.Config.Data, func(path string, e fs.DirEntry, err error) error {
		if err != nil || !e.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) { // destroyed meanwhile
			return nil
		}
		for _, x := range him {
			if bytes.Contains(b, []byte(x)) {
				places = append(places, filepath.Base(path)+": "+x)
			}
		}
		return err
	})
	if err != nil {
		o.t.Fatal(err)
	}
	if o.DB.Dialect() == db.SQLite {
		return places
	}
	err = o.DB.Read(context.Background(), func(c db.Conn) error {
		rows, err := c.Query(`SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()`)
		if err != nil {
			return err
		}
		var tables []string
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return err
			}
			tables = append(tables, name)
		}
		for _, name := range tables {
			for _, x := range him {
				n := 0
				if err := c.QueryRow(`SELECT count(*) FROM `+name+` t WHERE t::text LIKE $1 OR t::text LIKE $2`, "%"+x+"%", "%"+hex.EncodeToString([]byte(x))+"%").Scan(&n); err != nil {
					return err
				}
				if n > 0 {
					places = append(places, name+": "+x)
				}
			}
		}
		return nil
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return places
}

// TestErasedStandsNowhere writes a person in every way there is, erases him, and
// looks for him in the raw bytes of everything the installation has.
func TestErasedStandsNowhere(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		o := members(t, c)
		ctx := context.Background()
		for i := range 150 { // pages that split, segments that merge
			o.act(record.Request{Act: record.Create, Values: map[string]any{"name": fmt.Sprintf("会员%d号商店", i*7919%1000), "code": fmt.Sprintf("MADEM%06d", i), "goods": []any{"面包", "牛奶"}}})
		}
		o.imports("代码,名称,电话,面积\nMADEM9,乙店,15400000001,5\n" + code + "," + mark + "社," + phone + ",7\n" +
			code + "1," + mark + "社," + phone + ",七\n," + mark + "社," + phone + ",八\n") // two rows for quarantine, one without his code
		last := o.imports("代码,名称,电话,面积\n" + code + "," + mark + "社," + phone + ",7\n") // changes nothing, so no act of his names it
		if last.Unchanged != 1 {
			t.Fatalf("second file: %+v", last.Counts)
		}
		p, err := o.Engine.List(ctx, record.Query{Kind: "member", Filter: `code == "` + code + `"`, Caller: o.who, Area: o.Area()})
		if err != nil || len(p.Items) != 1 {
			t.Fatalf("%v %v", p, err)
		}
		r := p.Items[0].Ref()
		own, shared := o.upload("证件 "+mark), o.upload("一份表格")
		o.act(record.Request{Act: record.Amend, Record: r, Values: map[string]any{"name": mark + "新社", "goods": []any{mark + "牌", "米"}}, Reason: "更名 " + mark, Key: "once"})
		o.act(record.Request{Act: record.Amend, Record: r, Values: paper(own, mark+".jpg"), Reason: "附件"})
		o.act(record.Request{Act: record.Amend, Record: r, Values: paper(shared, "表.pdf"), Reason: "换附件"})
		other := o.act(record.Request{Act: record.Create, Values: map[string]any{"name": "丁店", "paper": paper(shared, "表.pdf")["paper"]}})
		q := job.New(o.DB, job.Options{})
		q.Add("letter", job.Kind{Run: func(context.Context, *job.Run) error { return nil }})
		if err := o.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := q.Enqueue(tx, job.Spec{Kind: "letter", Payload: mark, About: []string{record.Holder(r)}})
			return err
		}); err != nil {
			t.Fatal(err)
		}
		o.sound()
		if n := len(o.holding()); n < len(him) {
			t.Fatalf("only %d places hold him before: the test looks in the wrong place", n)
		}

		o.act(record.Request{Act: record.Erase, Record: r, Reason: "本人申请，个人信息保护法第四十七条"})

		left := o.holding()
		for end := time.Now().Add(20 * time.Second); len(left) > 0 && time.Now().Before(end); left = o.holding() {
			time.Sleep(50 * time.Millisecond) // the cleaner runs by itself, after the commit
		}
		for _, x := range left {
			t.Errorf("still in %s", x)
		}
		if o.there(own) || !o.there(shared) {
			t.Errorf("his own file is there: %v; the one he shared: %v", o.there(own), o.there(shared))
		}
		rows, err := o.Collect.Quarantine(ctx, o.who, last.ID, "", 0, 10)
		if err != nil || len(rows) != 0 {
			t.Errorf("%v %v", rows, err)
		}
		b, err := o.Collect.Batch(ctx, o.who, last.ID)
		if err != nil || !strings.Contains(b.FileNote(), "来源文件已于") || !strings.Contains(b.FileNote(), "依法删除") {
			t.Errorf("note %q: %v", b.FileNote(), err)
		}
		if _, err := o.Collect.Run(ctx, o.who, last.ID, collect.Watch{}); fault.As(err).Code != "collect.file_gone" {
			t.Errorf("running a batch whose file is gone: %v", err)
		}
		if _, err := o.Ledger.Sequence(ctx); err != nil {
			t.Fatal(err)
		}
		said := ""
		if err := o.Engine.EachErased(ctx, func(f record.Finding) { said += f.String() }); err != nil || !strings.Contains(said, string(r.ID)) || !strings.Contains(said, "条办理依法删除") {
			t.Errorf("verify says %q: %v", said, err)
		}
		o.sound()
		if p, err := o.Engine.List(ctx, record.Query{Kind: "member", Search: "会员919号", Caller: o.who, Area: o.Area()}); err != nil || len(p.Items) == 0 {
			t.Errorf("the name index lost the others: %v %v", p, err)
		}
		o.act(record.Request{Act: record.Erase, Record: other.Ref(), Reason: "本人申请"})
		for end := time.Now().Add(20 * time.Second); o.there(shared) && time.Now().Before(end); {
			time.Sleep(20 * time.Millisecond)
		}
		if o.there(shared) {
			t.Error("the shared file outlived its last record")
		}
	})
}
