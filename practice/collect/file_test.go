package collect_test

import (
	"context"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

// doomed reports whether a stored file is about to be destroyed.
func (w *world) doomed(digest string) bool {
	w.t.Helper()
	n := 0
	if err := w.DB.Read(context.Background(), func(c db.Conn) error {
		return c.QueryRow(`SELECT count(*) FROM blob_doomed WHERE digest = $1`, digest).Scan(&n)
	}); err != nil {
		w.t.Fatal(err)
	}
	return n > 0
}

func (w *world) again(b *collect.Batch) *collect.Batch {
	w.t.Helper()
	b, err := w.service.Batch(context.Background(), w.steward, b.ID)
	if err != nil {
		w.t.Fatal(err)
	}
	return b
}

func shops() string {
	return head + line(1, "甲海产有限公司", "威海市环翠区一路1号") + line(2, "乙海产有限公司", "威海市环翠区二路2号")
}

// TestFilesGoAfterTheirTime holds the file of an ended batch for its days, and
// that of one never run too; undo and a second import need none.
func TestFilesGoAfterTheirTime(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		ctx := context.Background()
		digest, waiting := w.write("a.csv", shops()), w.write("b.csv", shops()+line(3, "丙海产有限公司", "威海市环翠区三路3号"))
		done := w.run(w.checked("business", digest, "a.csv", province))
		never := w.checked("business", waiting, "b.csv", province)
		at := w.Legal.Now()
		expire := func(days int) {
			t.Helper()
			w.Legal.Freeze(at + clock.Instant(days)*24*60*60*1000)
			if _, err := w.service.Expire(ctx); err != nil {
				t.Fatal(err)
			}
		}
		expire(collect.KeepFiles - 1)
		if w.doomed(digest) || w.doomed(waiting) || w.again(done).FileNote() != "" {
			t.Fatal("destroyed too early")
		}
		expire(collect.KeepFiles + 1)
		if !w.doomed(digest) || !w.doomed(waiting) {
			t.Fatal("kept for ever")
		}
		done, never = w.again(done), w.again(never)
		if !strings.Contains(done.FileNote(), "保存期满") || never.State != collect.Cancelled || never.Error == "" {
			t.Errorf("%q %s %q", done.FileNote(), never.State, never.Error)
		}
		for _, f := range []func() error{
			func() error { _, err := w.service.Preflight(ctx, w.steward, never.ID, collect.Watch{}); return err },
			func() error { _, err := w.service.Run(ctx, w.steward, never.ID, collect.Watch{}); return err },
		} {
			if err := f(); fault.As(err).Code != "collect.file_gone" {
				t.Errorf("%v", err)
			}
		}
		same := w.run(w.checked("business", w.write("c.csv", shops()), "c.csv", province))
		if same.Unchanged != done.Accepted || same.Accepted != 0 {
			t.Errorf("the same file again: %+v", same.Counts)
		}
		if u, err := w.service.Undo(ctx, w.steward, done.ID, collect.Watch{}); err != nil || int64(u.Withdrawn) != done.Accepted {
			t.Errorf("undo without the file: %+v %v", u, err)
		}
		w.sound()
	})
}

// TestErasureDuringABatch erases a record while another batch of its kind waits:
// that one keeps its file until it has ended.
func TestErasureDuringABatch(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		ctx := context.Background()
		first, second, other := w.write("a.csv", shops()), w.write("b.csv", shops()+line(3, "丙海产有限公司", "威海市环翠区三路3号")), w.write("c.csv", "处罚决定书文号,当事人名称\n威处〔2026〕1号,丁\n")
		done := w.run(w.checked("business", first, "a.csv", province))
		penalty := w.checked("received_penalty", other, "c.csv", province)
		going := w.checked("business", second, "b.csv", province)
		r := w.find("business", "name", "乙海产有限公司")
		_, err := w.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Erase, Area: recordtest.Area, Record: r.Ref(), Rev: &r.Rev, Reason: "本人申请", Caller: w.By["head"]})
		if err != nil {
			t.Fatal(err)
		}
		if !w.doomed(first) || w.doomed(second) || w.doomed(other) {
			t.Fatalf("doomed: ended %v, going on %v, of another kind %v", w.doomed(first), w.doomed(second), w.doomed(other))
		}
		if b := w.again(done); b.FileGone == 0 || !b.Checked.Forgotten || strings.Contains(b.Checked.Columns[0].Sample, "海产") {
			t.Errorf("samples stay: %+v", b.Checked.Columns)
		}
		if _, err := w.service.Cancel(ctx, w.steward, going.ID); err != nil {
			t.Fatal(err)
		}
		if b := w.again(going); !w.doomed(second) || b.FileGone == 0 || !b.Checked.Forgotten {
			t.Error("the batch ended and keeps its file")
		}
		if w.again(penalty).FileGone != 0 {
			t.Error("a batch of another kind lost its file")
		}
		w.sound()
	})
}

// TestTwoBatchesOneFile undoes nothing to the file while one of two batches of
// the same content still needs it.
func TestTwoBatchesOneFile(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		ctx := context.Background()
		digest := w.write("a.csv", shops())
		w.run(w.checked("business", digest, "a.csv", province))
		going := w.checked("business", w.put(w.files[digest]), "again.csv", province)
		r := w.find("business", "name", "乙海产有限公司")
		if _, err := w.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Erase, Area: recordtest.Area, Record: r.Ref(), Rev: &r.Rev, Reason: "本人申请", Caller: w.By["head"]}); err != nil {
			t.Fatal(err)
		}
		if w.doomed(digest) {
			t.Fatal("the second batch lost its file")
		}
		if _, err := w.service.Run(ctx, w.steward, going.ID, collect.Watch{}); err != nil {
			t.Fatal(err)
		}
		if !w.doomed(digest) {
			t.Error("both ended and the file stays")
		}
	})
}

// TestABatchNeedsAnUploadedFile names a digest nobody uploaded.
func TestABatchNeedsAnUploadedFile(t *testing.T) {
	each(t, "weihai", func(t *testing.T, w *world) {
		digest := w.write("a.csv", shops())
		if err := w.DB.Write(context.Background(), func(tx *db.Tx) error { return blob.Release(tx, blob.Uploader(w.steward.Label())) }); err != nil {
			t.Fatal(err)
		}
		_, err := w.service.Create(context.Background(), w.steward, collect.NewBatch{File: digest, Name: "a.csv", Kind: "business", Source: province})
		if fault.As(err).Code != "blob.unknown" {
			t.Errorf("%v", err)
		}
	})
}
