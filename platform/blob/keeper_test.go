package blob_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

// kept is a keeper over an empty folder.
type kept struct {
	*blob.Keeper
	t   *testing.T
	db  *db.DB
	f   *blob.Folder
	dir string
}

func keep(t *testing.T, d *db.DB) kept {
	t.Helper()
	if err := d.Migrate(context.Background(), blob.Steps()); err != nil {
		t.Fatal(err)
	}
	f, dir := open(t)
	return kept{blob.NewKeeper(d, f), t, d, f, dir}
}

func (k kept) put(text, who string) blob.Digest {
	k.t.Helper()
	d, _, err := k.Put(context.Background(), strings.NewReader(text), 0, who)
	if err != nil {
		k.t.Fatal(err)
	}
	return d
}

func (k kept) write(f func(tx *db.Tx) error) error { return k.db.Write(context.Background(), f) }

func (k kept) use(d blob.Digest, holder, who string) error {
	return k.write(func(tx *db.Tx) error { return blob.Use(tx, d, holder, blob.Uploader(who)) })
}

func (k kept) release(holder string) {
	k.t.Helper()
	if err := k.write(func(tx *db.Tx) error { return blob.Release(tx, holder) }); err != nil {
		k.t.Fatal(err)
	}
}

func (k kept) sweep() int {
	k.t.Helper()
	n, err := k.Sweep(context.Background())
	if err != nil {
		k.t.Fatal(err)
	}
	return n
}

func (k kept) there(d blob.Digest) bool {
	_, err := k.f.Stat(context.Background(), d)
	return err == nil
}

func TestAFileLivesWhileSomebodyUsesIt(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		x := k.put("证件", "甲")
		for _, holder := range []string{"record/1", "record/2", "record/2"} {
			if err := k.use(x, holder, "甲"); err != nil {
				t.Fatal(err)
			}
		}
		k.release("record/1")
		if k.sweep() != 0 || !k.there(x) {
			t.Fatal("destroyed while another record uses it")
		}
		k.release("record/2")
		k.release("record/2")
		if !k.there(x) {
			t.Fatal("destroyed before the commit was over")
		}
		if k.sweep() != 1 || k.there(x) || k.sweep() != 0 {
			t.Fatal("not destroyed, or twice")
		}
		if err := k.use(x, "record/3", "甲"); fault.As(err).Code != "blob.unknown" {
			t.Fatalf("a file that is gone can be used: %v", err)
		}
	})
}

// TestUploadInFlight holds that a content which somebody uploads while its last
// record is erased is there for the act he uploads it for.
func TestUploadInFlight(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		x := k.put("证件", "甲")
		if err := k.use(x, "record/1", "甲"); err != nil {
			t.Fatal(err)
		}
		k.put("证件", "乙")
		k.release("record/1")
		if k.sweep() != 0 || !k.there(x) {
			t.Fatal("destroyed between the upload and its act")
		}
		if err := k.use(x, "record/2", "乙"); err != nil {
			t.Fatal(err)
		}
		k.release("record/2") // doomed; uploaded again before it is destroyed
		k.put("证件", "丙")
		if k.sweep() != 0 || !k.there(x) {
			t.Fatal("destroyed though it was uploaded again")
		}
	})
}

// TestUploadsAgainstErasures lets uploads, acts, erasures and sweeps of one
// content run into each other: whoever's act was accepted has his file.
func TestUploadsAgainstErasures(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		var wg sync.WaitGroup
		stop := make(chan bool)
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
					if _, err := k.Sweep(context.Background()); err != nil {
						t.Error(err)
						return
					}
				}
			}
		})
		var work sync.WaitGroup
		for w := range 4 {
			work.Go(func() {
				who := fmt.Sprint("w", w)
				for i := range 40 {
					holder := fmt.Sprintf("record/%d-%d", w, i)
					x, _, err := k.Put(context.Background(), strings.NewReader("同一内容"), 0, who)
					if err == nil {
						err = k.use(x, holder, who)
					}
					if err != nil {
						t.Error(err)
						return
					}
					if !k.there(x) {
						t.Errorf("%s has no file", holder)
						return
					}
					if err := k.write(func(tx *db.Tx) error { return blob.Release(tx, holder) }); err != nil {
						t.Error(err)
						return
					}
				}
			})
		}
		work.Wait()
		close(stop)
		wg.Wait()
		k.sweep()
		if left := files(t, k.dir); len(left) != 0 {
			t.Errorf("nobody uses it and it is there: %v", left)
		}
	})
}

func TestWhatNobodyNamesGoes(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		x := k.put("忘了", "甲")
		if k.sweep() != 0 {
			t.Fatal("destroyed on the day of the upload")
		}
		before := int64(clock.Wall{}.Now()) - 25*60*60*1000
		if err := k.write(func(tx *db.Tx) error { _, err := tx.Exec(`UPDATE blob_use SET at = $1`, before); return err }); err != nil {
			t.Fatal(err)
		}
		if k.sweep() != 1 || k.there(x) {
			t.Fatal("an upload nobody named is kept for ever")
		}
		// A file nobody knows is told, not destroyed.
		y, _, err := k.f.Put(context.Background(), strings.NewReader("外来"), 0)
		if err != nil {
			t.Fatal(err)
		}
		tell := func() (n int) {
			if err := k.Unused(context.Background(), func(d blob.Digest, size int64) {
				if n++; d != y || size != 6 {
					t.Errorf("%s %d", d, size)
				}
			}); err != nil {
				t.Fatal(err)
			}
			return n
		}
		if tell() != 0 {
			t.Error("told on its first day")
		}
		old := time.Now().Add(-48 * time.Hour)
		if err := os.Chtimes(filepath.Join(k.dir, string(y[:2]), string(y[2:4]), string(y)), old, old); err != nil {
			t.Fatal(err)
		}
		if tell() != 1 || k.sweep() != 0 || !k.there(y) {
			t.Error("not told, or destroyed")
		}
	})
}

// TestAFileThatCannotBeDestroyedStaysDoomed makes the folder refuse and then
// allow it.
func TestAFileThatCannotBeDestroyedStaysDoomed(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may remove from any folder")
	}
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		k := keep(t, d)
		x := k.put("证件", "甲")
		if err := k.use(x, "record/1", "甲"); err != nil {
			t.Fatal(err)
		}
		k.release("record/1")
		dir := filepath.Join(k.dir, string(x[:2]), string(x[2:4]))
		if err := os.Chmod(dir, 0o500); err != nil {
			t.Fatal(err)
		}
		if n, err := k.Sweep(context.Background()); n != 0 || err == nil {
			t.Fatalf("%d %v", n, err)
		}
		if err := os.Chmod(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if k.sweep() != 1 || k.there(x) {
			t.Error("not tried again")
		}
	})
}
