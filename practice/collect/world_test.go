package collect_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/practice/collect"
	"github.com/hengjian/hengjian/practice/collect/source"
	"github.com/hengjian/hengjian/practice/registration"
)

// root is the folder of go.mod.
func root(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for ; dir != filepath.Dir(dir); dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
	}
	t.Fatal("no go.mod above the test")
	return ""
}

// register is the path of a real register, or the test is skipped.
func register(t testing.TB, city string) string {
	t.Helper()
	path := filepath.Join(root(t), "..", "shared", "data", "enterprises", city+".csv.gz")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("no development data: ../shared/data/enterprises/%s.csv.gz is absent", city)
	}
	return path
}

// world is a bureau that collects.
type world struct {
	*recordtest.World
	t       testing.TB
	service *collect.Service
	files   map[string]string // digest to path
	steward actor.Caller
}

// preparers is what app does: it fits the preparer of a matter to the port.
func preparers(areas *code.Areas) map[string]collect.Preparer {
	p := registration.NewPreparer(registration.NewCounties(areas, code.GB2260()), registration.StandardFlags(), registration.StandardIndustries())
	return map[string]collect.Preparer{"business": {
		Unread: p.Unread(), Says: map[string]string{"capital": "各种写法 → 元、币种"}, Keys: p.Keys(), Likeness: registration.Likeness, Why: "名称和住所相同",
		Links: []collect.Link{{Field: "parent", Name: "parent_name", Key: registration.NameKey}},
		Prepare: func(values map[string]any) collect.Prepared {
			r := p.Prepare(values)
			out := collect.Prepared{Values: r.Values, Likeness: r.Likeness}
			for _, d := range r.Derived {
				out.Derived = append(out.Derived, record.Derived(d))
			}
			for _, n := range r.Notes {
				x := source.Problem{Field: n.Field, Code: n.Code, Text: n.Text, From: n.From, To: n.To, Level: source.Note}
				if n.Bad {
					x.Level = source.Quarantine
				}
				out.Problems = append(out.Problems, x)
			}
			return out
		},
	}}
}

// build makes the bureau of a profile on a database.
func build(t testing.TB, d *db.DB, legal *clock.Legal, profile string, also ...record.Projection) *world {
	t.Helper()
	path := filepath.Join(root(t), "city", profile, "areas.yaml")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	areas, err := code.ParseAreas(path, src, code.GB2260())
	if err != nil {
		t.Fatal(err)
	}
	preparers := preparers(areas)
	if err := d.Migrate(context.Background(), append(append(blob.Steps(), subject.Steps()...), collect.Steps()...)); err != nil {
		t.Fatal(err)
	}
	at := func(dir string) recordtest.Source {
		return recordtest.Source{FS: os.DirFS(filepath.Join(root(t), dir)), Dir: dir}
	}
	penalties := at("practice/enforcement")
	penalties.Files = []string{"received_penalty.yaml"}
	w := &world{t: t, files: map[string]string{}}
	w.World = recordtest.NewIn(t, d, legal, recordtest.Codes{Areas: areas}, append([]record.Projection{subject.Heads{}, subject.Aliases{}, collect.NewLikeness(preparers), collect.Traces{}}, also...),
		at("kernel/subject"), at("practice/registration"), at("practice/licensing"), penalties)
	w.steward = w.By["steward"]
	w.service = collect.New(collect.Parts{Engine: w.Engine, People: w.People, Preparers: preparers, Area: recordtest.Area, Unit: func() ref.ID { return w.Root },
		Open: func(_ context.Context, digest, name string) (*source.File, error) {
			return source.OpenPath(w.files[digest], name, source.Options{TempDir: t.TempDir()})
		}, Lists: collect.Lists(code.StandardLists()), Areas: collect.Areas(areas)})
	return w
}

// frozen is when the tests happen: 2026-11-21 09:00 +08:00.
const frozen = clock.Instant(1795225200000)

func each(t *testing.T, profile string, f func(t *testing.T, w *world)) {
	t.Helper()
	legal := clock.NewLegal(clock.Wall{})
	legal.Freeze(frozen)
	dbtest.Each(t, db.Options{Clock: legal}, func(t *testing.T, d *db.DB) { f(t, build(t, d, legal, profile)) })
}

// put stores a file for the service and returns its digest.
func (w *world) put(path string) string {
	w.t.Helper()
	f, err := os.Open(path)
	if err != nil {
		w.t.Fatal(err)
	}
	defer f.Close()
	digest, _, err := source.FileDigest(f)
	if err != nil {
		w.t.Fatal(err)
	}
	w.files[digest] = path
	err = w.DB.Write(context.Background(), func(tx *db.Tx) error { return blob.Adopt(tx, blob.Digest(digest), blob.Uploader(w.steward.Label())) })
	if err != nil {
		w.t.Fatal(err)
	}
	return digest
}

// write stores a text as a file.
func (w *world) write(name, text string) string {
	w.t.Helper()
	path := filepath.Join(w.t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		w.t.Fatal(err)
	}
	return w.put(path)
}

var province = collect.Origin{Name: "province-register", Title: "省局登记库", Owner: "province"}

// batch makes a batch.
func (w *world) batch(kind, digest, name string, from collect.Origin) *collect.Batch {
	w.t.Helper()
	b, err := w.service.Create(context.Background(), w.steward, collect.NewBatch{File: digest, Name: name, Kind: kind, Source: from})
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

// checked makes a batch and examines it.
func (w *world) checked(kind, digest, name string, from collect.Origin) *collect.Batch {
	w.t.Helper()
	b, err := w.service.Preflight(context.Background(), w.steward, w.batch(kind, digest, name, from).ID, collect.Watch{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.adds(b.Checked.Counts)
	return b
}

// run runs a batch to its end; what it did must be what the preflight said.
func (w *world) run(b *collect.Batch) *collect.Batch {
	w.t.Helper()
	out, err := w.service.Run(context.Background(), w.steward, b.ID, collect.Watch{})
	if err != nil {
		w.t.Fatal(err)
	}
	w.accounts(out)
	if out.State != collect.Done || out.Counts != b.Checked.Counts {
		w.t.Errorf("state %s; did %+v, the preflight said %+v", out.State, out.Counts, b.Checked.Counts)
	}
	return out
}

// adds holds that every row is accounted for.
func (w *world) adds(c collect.Counts) {
	w.t.Helper()
	if c.Read != c.Accepted+c.Merged+c.Unchanged+c.Quarantined {
		w.t.Errorf("rows not accounted for: %+v", c)
	}
}

// accounts holds that a batch is the sum of its chunks.
func (w *world) accounts(b *collect.Batch) {
	w.t.Helper()
	w.adds(b.Counts)
	parts, err := w.service.Written(context.Background(), w.steward, b.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	var sum collect.Counts
	for _, p := range parts {
		w.adds(p.Counts)
		sum = collect.Counts{Read: sum.Read + p.Read, Accepted: sum.Accepted + p.Accepted, Merged: sum.Merged + p.Merged, Unchanged: sum.Unchanged + p.Unchanged, Quarantined: sum.Quarantined + p.Quarantined}
	}
	if sum != b.Counts {
		w.t.Errorf("chunks add up to %+v, the batch says %+v", sum, b.Counts)
	}
}

// sound verifies records and ledger.
func (w *world) sound() {
	w.t.Helper()
	n := 0
	err := w.Engine.Verify(context.Background(), nil, func(f record.Finding) {
		if n++; n < 10 {
			w.t.Errorf("verify: %s", f)
		}
	})
	if err != nil {
		w.t.Fatal(err)
	}
	if _, err := w.Ledger.VerifyTree(context.Background(), ledger.Check{}, func(f ledger.Finding) { w.t.Errorf("ledger: %+v", f) }); err != nil {
		w.t.Fatal(err)
	}
}

// count is the number of active records.
func (w *world) count(kind string) int64 {
	w.t.Helper()
	n, err := w.Engine.Count(context.Background(), record.Query{Kind: kind, Area: recordtest.Area, Caller: w.steward, Filter: ""}, true)
	if err != nil {
		w.t.Fatal(err)
	}
	return n.Count
}

// find returns the one active record with a value.
func (w *world) find(kind, field, value string) *record.Record {
	w.t.Helper()
	p, err := w.Engine.List(context.Background(), record.Query{Kind: kind, Area: recordtest.Area, Caller: w.steward, Filter: field + " == '" + value + "'"})
	if err != nil {
		w.t.Fatal(err)
	}
	if len(p.Items) != 1 {
		w.t.Fatalf("%d records with %s %s", len(p.Items), field, value)
	}
	return p.Items[0]
}
