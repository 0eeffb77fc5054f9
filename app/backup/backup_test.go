package backup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/backup/erasure"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/fault"
)

var machine = actor.Caller{Machine: "test", Area: "3710"}

// city opens an installation in a new folder.
func city(t *testing.T) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), app.Config{Data: filepath.Join(t.TempDir(), "data"), City: "weihai"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return a
}

func shop(t *testing.T, a *app.App, name string) *record.Record {
	t.Helper()
	r, err := a.Engine.Act(context.Background(), record.Request{Kind: "business", Act: record.Create, Area: a.Area(), Values: map[string]any{"name": name, "status": "1"}, Caller: machine})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func erase(t *testing.T, a *app.App, r *record.Record, reason string) {
	t.Helper()
	if _, err := a.Engine.Act(context.Background(), record.Request{Kind: "business", Act: record.Erase, Area: r.Area, Record: r.Ref(), Rev: &r.Rev, Reason: reason, Caller: machine}); err != nil {
		t.Fatal(err)
	}
}

// annotated makes a record with a file that nobody else has.
func annotated(t *testing.T, a *app.App, text string) (*record.Record, blob.Digest) {
	t.Helper()
	d, _, err := a.Files.Put(context.Background(), strings.NewReader(text), 0, machine.Label())
	if err != nil {
		t.Fatal(err)
	}
	about := shop(t, a, "被标注的店")
	r, err := a.Engine.Act(context.Background(), record.Request{Kind: "annotation", Act: record.Create, Area: a.Area(), Caller: machine,
		Values: map[string]any{"subject": map[string]any{"area": string(about.Area), "id": string(about.ID)}, "field": "name", "value": text, "found_on": "2026-01-05",
			"evidence": map[string]any{"digest": string(d), "name": text + ".jpg", "size": 1}}})
	if err != nil {
		t.Fatal(err)
	}
	return r, d
}

func sequence(t *testing.T, a *app.App) {
	t.Helper()
	if _, err := a.Ledger.Sequence(context.Background()); err != nil {
		t.Fatal(err)
	}
}

func made(t *testing.T, a *app.App, withKey bool) (string, Report) {
	t.Helper()
	to := filepath.Join(t.TempDir(), "b.tar.gz")
	r, err := Make(context.Background(), Options{Data: a.Config.Data, To: to, WithKey: withKey, Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	return to, r
}

func restored(t *testing.T, o From) (Restored, *app.App) {
	t.Helper()
	o.Data = filepath.Join(t.TempDir(), "new")
	r, err := Restore(context.Background(), o)
	if err != nil {
		t.Fatalf("%v", err)
	}
	if len(r.Findings) > 0 {
		t.Fatalf("findings: %s", strings.Join(r.Findings, "\n"))
	}
	a, err := app.Open(context.Background(), app.Config{Data: o.Data})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	return r, a
}

func TestRoundTripUnderWrites(t *testing.T) {
	a := city(t)
	ctx, stop := context.WithCancel(context.Background())
	digest, _, err := a.Blobs.Put(ctx, strings.NewReader("一张照片"), 0)
	if err != nil {
		t.Fatal(err)
	}
	own := filepath.Join(a.Config.Data, "kinds")
	if err := os.Mkdir(own, 0o700); err != nil {
		t.Fatal(err)
	}
	declaration := "kind: bench\ntitle: 台账\nmatter: registration\nfields:\n  - {name: name, title: 名称, type: text}\naccess:\n  read: [officer]\n"
	if err := os.WriteFile(filepath.Join(own, "bench.yaml"), []byte(declaration), 0o600); err != nil {
		t.Fatal(err)
	}
	ours := map[string]string{
		"documents/complaint/own_note.yaml": "template: own_note\ntitle: 本局便函\nfor: complaint\ninternal: true\nfrom: 2026-04-15\nbasis: [{law: samr-order-121, article: \"15\"}]\nbody:\n  - text: 本局便函\n",
		"portal.yaml":                       "hotline: {number: \"12345\", title: 热线}\n",
	}
	for name, text := range ours {
		path := filepath.Join(a.Config.Data, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 200 {
		shop(t, a, fmt.Sprintf("店%d", i))
	}
	sequence(t, a)
	var wg sync.WaitGroup
	var written []ref.Ref
	wg.Go(func() { // an office at work
		for i := 0; ctx.Err() == nil; i++ {
			r, err := a.Engine.Act(context.Background(), record.Request{Kind: "business", Act: record.Create, Area: a.Area(), Values: map[string]any{"name": fmt.Sprintf("新店%d", i)}, Caller: machine})
			if err != nil {
				t.Error(err)
				return
			}
			written = append(written, r.Ref())
			if i%10 == 0 {
				if _, err := a.Ledger.Sequence(context.Background()); err != nil {
					t.Error(err)
				}
			}
		}
	})
	file, report := made(t, a, true)
	stop()
	wg.Wait()
	if report.Files != 1 || report.Database == 0 || len(report.Damaged) != 0 || len(report.Checkpoints) != 1 {
		t.Errorf("report %+v", report)
	}
	if st, _ := os.Stat(file); st.Mode().Perm() != 0o600 || st.Size() != report.Size {
		t.Errorf("file %v %d", st.Mode(), st.Size())
	}
	if left, _ := os.ReadDir(filepath.Dir(file)); len(left) != 1 {
		t.Errorf("left beside the backup: %v", left)
	}
	t.Logf("backup of %d bytes under %d writes", report.Unpacked, len(written))
	r, b := restored(t, From{File: file})
	if len(r.Warnings) != 1 || r.Erasures.Listed != 0 || r.Records < 200 {
		t.Errorf("restored %+v", r)
	}
	if n, err := b.Engine.Count(context.Background(), record.Query{Kind: "business", Area: b.Area(), Caller: machine, Search: "店"}, true); err != nil || n.Count < 200 || n.Count > int64(200+len(written)) {
		t.Errorf("%d businesses, %v", n.Count, err)
	}
	if _, err := b.Blobs.Stat(context.Background(), digest); err != nil {
		t.Error(err)
	}
	if b.City != "weihai" || b.Kinds.Get("bench") == nil {
		t.Errorf("city %s, own kind %v", b.City, b.Kinds.Get("bench"))
	}
	for name, text := range ours {
		if got, err := os.ReadFile(filepath.Join(b.Config.Data, filepath.FromSlash(name))); err != nil || string(got) != text {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
	shop(t, b, "恢复后新登记")
	sequence(t, b)
}

func TestErasuresSinceAreDoneAgain(t *testing.T) {
	for _, way := range []string{"old folder", "old list without its database", "list kept elsewhere"} {
		t.Run(way, func(t *testing.T) {
			a := city(t)
			note, digest := annotated(t, a, "张三的证件")
			gone, before, stays := shop(t, a, "张三面馆"), shop(t, a, "李四面馆"), shop(t, a, "王五面馆")
			erase(t, a, before, "备份前已删除")
			sequence(t, a)
			file, _ := made(t, a, false)
			late := shop(t, a, "备份后登记")
			erase(t, a, gone, "本人申请，个人信息保护法第四十七条")
			erase(t, a, late, "本人申请")
			if _, err := a.Engine.Act(context.Background(), record.Request{Kind: "annotation", Act: record.Erase, Area: a.Area(), Record: note.Ref(), Rev: &note.Rev, Reason: "本人申请", Caller: machine}); err != nil {
				t.Fatal(err)
			}
			sequence(t, a)
			o := From{File: file, ErasuresFrom: a.Config.Data}
			switch way {
			case "old list without its database":
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(filepath.Join(a.Config.Data, dbName), []byte("ruined"), 0o600); err != nil {
					t.Fatal(err)
				}
			case "list kept elsewhere":
				o = From{File: file, Erasures: filepath.Join(a.Config.Data, erasure.File), Key: filepath.Join(a.Config.Data, keyName)}
			}
			r, b := restored(t, o)
			if want := (Replayed{Listed: 4, Done: 2, Already: 1, Absent: 1}); r.Erasures != want {
				t.Errorf("replayed %+v", r.Erasures)
			}
			got, err := b.Engine.Get(context.Background(), machine, "business", gone.Ref(), record.AsOf{})
			if err != nil || got.State != record.Erased || len(got.Values) > 0 {
				t.Errorf("%+v %v", got, err)
			}
			if got, err := b.Engine.Get(context.Background(), machine, "business", stays.Ref(), record.AsOf{}); err != nil || got.Text("name") != "王五面馆" {
				t.Errorf("%+v %v", got, err)
			}
			lines, _, err := erasure.Read(filepath.Join(b.Config.Data, erasure.File))
			if err != nil || len(lines) != 4 {
				t.Errorf("list after the restore: %v %v", lines, err)
			}
			reason := ""
			for _, l := range lines {
				if l.Record == gone.ID {
					reason = l.Reason
				}
			}
			if reason != "本人申请，个人信息保护法第四十七条" {
				t.Errorf("reason %q", reason)
			}
			for _, name := range []string{dbName, dbName + "-wal"} {
				raw, err := os.ReadFile(filepath.Join(b.Config.Data, name))
				if err != nil || strings.Contains(string(raw), "李四面馆") || strings.Contains(string(raw), "张三面馆") || strings.Contains(string(raw), "张三的证件") {
					t.Errorf("what was erased before or after the backup is in %s: %v", name, err)
				}
			}
			if _, err := b.Blobs.Stat(context.Background(), digest); !fault.Is(err, fault.NotFound) {
				t.Errorf("the file of a record erased after the backup came back: %v", err)
			}
		})
	}
}

func TestMakeRefuses(t *testing.T) {
	a := city(t)
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken.tar.gz")
	if err := os.WriteFile(taken, []byte("dear"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{
		"ending":    {Data: a.Config.Data, To: filepath.Join(dir, "x.zip")},
		"exists":    {Data: a.Config.Data, To: taken},
		"no data":   {Data: dir, To: filepath.Join(dir, "x.tar.gz")},
		"no folder": {Data: a.Config.Data, To: filepath.Join(dir, "none", "x.tar.gz")},
	} {
		if _, err := Make(context.Background(), o); err == nil || fault.As(err).Kind == fault.Internal {
			t.Errorf("%s: %v", name, err)
		}
	}
	if b, _ := os.ReadFile(taken); string(b) != "dear" {
		t.Error("an existing file was overwritten")
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Make(ctx, Options{Data: a.Config.Data, To: filepath.Join(dir, "x.tar.gz")}); err == nil {
		t.Error("cancelled and no error")
	}
	if left, _ := os.ReadDir(dir); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

func TestRestoreRefuses(t *testing.T) {
	a := city(t)
	shop(t, a, "店")
	sequence(t, a)
	file, _ := made(t, a, false)
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]From{
		"backup.not_empty": {File: file, Data: full, Key: filepath.Join(a.Config.Data, keyName)},
		"backup.no_key":    {File: file, Data: filepath.Join(t.TempDir(), "n")},
		"backup.file":      {File: file + "x", Data: filepath.Join(t.TempDir(), "n")},
		"backup.erasures":  {File: file, Data: filepath.Join(t.TempDir(), "n"), ErasuresFrom: t.TempDir()},
	} {
		_, err := Restore(context.Background(), o)
		if f := fault.As(err); f == nil || f.Code != name {
			t.Errorf("%s: %v", name, err)
		}
		left, _ := os.ReadDir(o.Data)
		if name != "backup.not_empty" && len(left) != 0 {
			t.Errorf("%s left %v", name, left)
		}
	}
}

func TestADamagedFileIsTold(t *testing.T) {
	a := city(t)
	d, _, err := a.Blobs.Put(context.Background(), strings.NewReader("证据"), 0)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join("files", string(d[:2]), string(d[2:4]), string(d))
	if err := os.WriteFile(filepath.Join(a.Config.Data, name), []byte("烂了"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, report := made(t, a, true)
	if len(report.Damaged) != 1 {
		t.Errorf("damaged %v", report.Damaged)
	}
	r, err := Restore(context.Background(), From{File: file, Data: filepath.Join(t.TempDir(), "n")})
	if err != nil || len(r.Findings) != 1 || !strings.Contains(r.Findings[0], string(d)) {
		t.Errorf("%v %v", r.Findings, err)
	}
}
