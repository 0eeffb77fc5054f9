package ledger

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
)

// TestRewrittenLogIsRefused rewrites a whole log with the true key: inside it
// is sound, and only the checkpoint somebody else kept shows it.
func TestRewrittenLogIsRefused(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		o, c := frozen()
		dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
			ctx := context.Background()
			c.Freeze(began)
			l, acts := filled(t, d, c, s)
			kept, err := l.Checkpoint(ctx, "3301")
			if err != nil {
				t.Fatal(err)
			}
			if got := findings(t, l, []byte(kept.Note)); len(got) > 0 {
				t.Fatalf("before: %v", got)
			}
			sequence(t, l, 1)
			if got := findings(t, l, []byte(kept.Note)); len(got) > 0 {
				t.Fatalf("grown: %v", got)
			}
			for _, table := range []string{"ledger_act", "ledger_tile", "ledger_checkpoint"} {
				touch(t, d, "DELETE FROM "+table)
			}
			if got := findings(t, l, []byte(kept.Note)); !has(got, "ledger.since since 300") {
				t.Errorf("emptied: %v", got)
			}
			acts[7].Actor = "u2"
			write(t, l, acts...)
			sequence(t, l, 301)
			if got := findings(t, l); len(got) > 0 {
				t.Fatalf("the rewritten log is not sound inside: %v", got)
			}
			if got := findings(t, l, []byte(kept.Note)); !has(got, "ledger.since since 300") || len(got) != 1 {
				t.Errorf("rewritten: %v", got)
			}
			now, err := l.Checkpoint(ctx, "3301")
			if err != nil {
				t.Fatal(err)
			}
			path, err := l.Consistency(ctx, "3301", 300, 301)
			if err != nil {
				t.Fatal(err)
			}
			if VerifyConsistency(s, 300, 301, kept.Root, now.Root, path) == nil {
				t.Error("consistency with the kept checkpoint was proven")
			}
			other, err := NewKey(s, "somebody")
			if err != nil {
				t.Fatal(err)
			}
			forged, err := New(d, other).sign(kept)
			if err != nil {
				t.Fatal(err)
			}
			if got := findings(t, l, []byte(forged.Note)); !has(got, "ledger.since since 1") {
				t.Errorf("signed by somebody else: %v", got)
			}
		})
	})
}

func TestSequencerStopsOverTouchedNodes(t *testing.T) {
	for name, do := range map[string]string{
		"tile":            `UPDATE ledger_tile SET hashes = (SELECT hashes FROM ledger_tile WHERE n = 0 AND level = 0) WHERE level = 0 AND n = 1`,
		"checkpoint gone": `DELETE FROM ledger_checkpoint WHERE size = 300`,
		"checkpoint":      `UPDATE ledger_checkpoint SET note = replace(note, '300', '301') WHERE size = 300`,
		"tile gone":       `DELETE FROM ledger_tile WHERE level = 1`,
	} {
		t.Run(name, func(t *testing.T) {
			o, c := frozen()
			dbtest.Each(t, o, func(t *testing.T, d *db.DB) {
				l, _ := filled(t, d, c, SHA256Ed25519)
				touch(t, d, do)
				if n, err := l.Sequence(context.Background()); err == nil || n != 0 {
					t.Errorf("after %s: numbered %d acts", do, n)
				}
			})
		})
	}
}

// TestCrash: what was written is numbered by the next process; a batch that
// was cut off leaves nothing behind.
func TestCrash(t *testing.T) {
	o, _ := frozen()
	dir := t.TempDir()
	ctx := context.Background()
	d, err := db.Open(ctx, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	l := begin(t, d, SHA256Ed25519)
	var acts []ref.ID
	for range 10 {
		a := act("3301", entry(1))
		acts = append(acts, a.ID)
		write(t, l, a)
	}
	cut := &Key{suite: l.suite, signer: failing{l.key.signer}, verifier: l.key.verifier}
	if n, err := New(d, cut).Sequence(ctx); err == nil || n != 0 {
		t.Fatalf("cut off: %d, %v", n, err)
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	d, err = db.Open(ctx, dir, o)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = d.Close() }()
	again := New(d, l.key)
	if err := again.Start(ctx); err != nil {
		t.Fatal(err)
	}
	sequence(t, again, 10)
	for i, id := range acts {
		p, err := again.Inclusion(ctx, "3301", id, 0)
		if err != nil || p.Seq != int64(i) {
			t.Errorf("act %d has number %d, %v", i, p.Seq, err)
		}
	}
	if got := findings(t, again); len(got) > 0 {
		t.Error(got)
	}
}
