package ledger

import (
	"crypto/sha256"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

// grown is a tlog tree kept beside ours.
type grown struct{ stored []tlog.Hash }

func (g *grown) ReadHashes(at []int64) ([]tlog.Hash, error) {
	hs := make([]tlog.Hash, len(at))
	for i, x := range at {
		hs[i] = g.stored[x]
	}
	return hs, nil
}

func TestTreeAgainstTlog(t *testing.T) {
	const most = 600
	g := &grown{}
	leaves := make([]Hash, most)
	roots := make([]Hash, most+1)
	roots[0] = sha256.Sum256(nil)
	for i := range leaves {
		data := []byte{byte(i), byte(i >> 8)}
		leaves[i] = SHA256Ed25519.LeafHash(data)
		hs, err := tlog.StoredHashes(int64(i), data, g)
		if err != nil {
			t.Fatal(err)
		}
		g.stored = append(g.stored, hs...)
		root, err := tlog.TreeHash(int64(i+1), g)
		if err != nil {
			t.Fatal(err)
		}
		roots[i+1] = Hash(root)
		if got := TreeRoot(SHA256Ed25519, leaves[:i+1]); got != roots[i+1] {
			t.Fatalf("root of %d leaves: %s, tlog %s", i+1, got, roots[i+1])
		}
	}
	get := listNodes(SHA256Ed25519, leaves)
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Int64Range(1, most).Draw(t, "size")
		m := rapid.Int64Range(0, n-1).Draw(t, "leaf")
		path, err := proveInclusion(SHA256Ed25519, get, m, 0, n)
		if err != nil {
			t.Fatal(err)
		}
		want, err := tlog.ProveRecord(n, m, g)
		if err != nil {
			t.Fatal(err)
		}
		same(t, path, want)
		if err := VerifyInclusion(SHA256Ed25519, leaves[m], m, n, path, roots[n]); err != nil {
			t.Fatal(err)
		}
		old, err := proveConsistency(SHA256Ed25519, get, m+1, n)
		if err != nil {
			t.Fatal(err)
		}
		tree, err := tlog.ProveTree(n, m+1, g)
		if err != nil {
			t.Fatal(err)
		}
		same(t, old, tree)
		if err := VerifyConsistency(SHA256Ed25519, m+1, n, roots[m+1], roots[n], old); err != nil {
			t.Fatal(err)
		}
		refuse(t, leaves, roots, m, n, path, old)
	})
}

func same(t *rapid.T, got []Hash, want []tlog.Hash) {
	t.Helper()
	conv := make([]Hash, len(want))
	for i := range want {
		conv[i] = Hash(want[i])
	}
	if d := cmp.Diff(conv, got); d != "" {
		t.Fatalf("proof differs from tlog (-tlog +got):\n%s", d)
	}
}

// refuse changes one thing of two good proofs.
func refuse(t *rapid.T, leaves, roots []Hash, m, n int64, path, old []Hash) {
	t.Helper()
	bad := func(hs []Hash) []Hash {
		c := append([]Hash{}, hs...)
		switch i := rapid.IntRange(0, len(c)).Draw(t, "hash"); {
		case i == len(c):
			return append(c, Hash{1})
		case rapid.Bool().Draw(t, "drop"):
			return append(c[:i], c[i+1:]...)
		default:
			c[i][rapid.IntRange(0, 31).Draw(t, "byte")] ^= 1
			return c
		}
	}
	if VerifyInclusion(SHA256Ed25519, leaves[m], m, n, bad(path), roots[n]) == nil {
		t.Fatal("a changed inclusion proof is accepted")
	}
	if VerifyConsistency(SHA256Ed25519, m+1, n, roots[m+1], roots[n], bad(old)) == nil {
		t.Fatal("a changed consistency proof is accepted")
	}
	other := rapid.Int64Range(0, n-1).Draw(t, "other")
	if other != m && VerifyInclusion(SHA256Ed25519, leaves[m], other, n, path, roots[n]) == nil {
		t.Fatal("a leaf is accepted at another place")
	}
	if other != m && VerifyConsistency(SHA256Ed25519, other+1, n, roots[m+1], roots[n], old) == nil {
		t.Fatal("a tree is accepted at another size")
	}
}

func TestFrontierEachSuite(t *testing.T) {
	eachSuite(t, func(t *testing.T, s Suite) {
		leaves := make([]Hash, 300)
		for i := range leaves {
			leaves[i] = s.LeafHash([]byte{byte(i), byte(i >> 8)})
		}
		get := listNodes(s, leaves)
		for n := int64(1); n <= 300; n++ {
			want, err := rangeRoot(s, get, 0, n)
			if err != nil {
				t.Fatal(err)
			}
			if got := TreeRoot(s, leaves[:n]); got != want {
				t.Fatalf("root of %d leaves: %s, want %s", n, got, want)
			}
		}
	})
}
