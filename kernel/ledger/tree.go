package ledger

import (
	"errors"
	"fmt"
	"math/bits"
)

// The Merkle tree of RFC 6962 §2.1 over either hash. x/mod/sumdb/tlog has the
// same shape but knows SHA-256 only; the tests compare with it.

// LeafHash is the hash of a leaf: H(0x00 ‖ data).
func (s Suite) LeafHash(data []byte) Hash {
	b := make([]byte, 0, 1024)
	return s.sum(append(append(b, 0x00), data...))
}

// NodeHash is the hash of an inner node: H(0x01 ‖ left ‖ right).
func (s Suite) NodeHash(left, right Hash) Hash {
	var b [65]byte
	b[0] = 0x01
	copy(b[1:], left[:])
	copy(b[33:], right[:])
	return s.sum(b[:])
}

// nodes gives the hash of the complete subtree over the leaves
// [index<<level, (index+1)<<level).
type nodes func(level int, index int64) (Hash, error)

// listNodes serves a small tree from its leaf hashes.
func listNodes(s Suite, leaves []Hash) nodes {
	levels := [][]Hash{leaves}
	for l := leaves; len(l) > 1; {
		up := make([]Hash, len(l)/2)
		for i := range up {
			up[i] = s.NodeHash(l[2*i], l[2*i+1])
		}
		levels, l = append(levels, up), up
	}
	return func(level int, index int64) (Hash, error) {
		if level >= len(levels) || index < 0 || index >= int64(len(levels[level])) {
			return Hash{}, fmt.Errorf("ledger: no node %d at level %d", index, level)
		}
		return levels[level][index], nil
	}
}

// TreeRoot is the root over leaf hashes; of none it is the hash of nothing.
func TreeRoot(s Suite, leaves []Hash) Hash {
	var f frontier
	for _, h := range leaves {
		f.add(s, h)
	}
	return f.root(s)
}

// frontier is the row of complete subtrees of a growing tree, largest first.
type frontier struct {
	size int64
	tops []Hash
}

func (f *frontier) add(s Suite, leaf Hash) {
	h := leaf
	for n := f.size; n&1 == 1; n >>= 1 {
		h = s.NodeHash(f.tops[len(f.tops)-1], h)
		f.tops = f.tops[:len(f.tops)-1]
	}
	f.tops = append(f.tops, h)
	f.size++
}

func (f *frontier) root(s Suite) Hash {
	if f.size == 0 {
		return s.sum(nil)
	}
	h := f.tops[len(f.tops)-1]
	for i := len(f.tops) - 2; i >= 0; i-- {
		h = s.NodeHash(f.tops[i], h)
	}
	return h
}

// half is the largest power of two below n, for n > 1.
func half(n int64) int64 { return 1 << (bits.Len64(uint64(n-1)) - 1) }

// rangeRoot is MTH(D[lo:hi]), where lo is a multiple of the largest power of
// two that is not above hi-lo.
func rangeRoot(s Suite, get nodes, lo, hi int64) (Hash, error) {
	n := hi - lo
	if n == 0 {
		return s.sum(nil), nil
	}
	if n&(n-1) == 0 {
		level := bits.TrailingZeros64(uint64(n))
		return get(level, lo>>level)
	}
	k := half(n)
	left, err := rangeRoot(s, get, lo, lo+k)
	if err != nil {
		return Hash{}, err
	}
	right, err := rangeRoot(s, get, lo+k, hi)
	if err != nil {
		return Hash{}, err
	}
	return s.NodeHash(left, right), nil
}

// proveInclusion is PATH(m, D[lo:hi]) of RFC 6962 §2.1.1.
func proveInclusion(s Suite, get nodes, m, lo, hi int64) ([]Hash, error) {
	if hi-lo <= 1 {
		return []Hash{}, nil
	}
	mid := lo + half(hi-lo)
	near, far := [2]int64{lo, mid}, [2]int64{mid, hi}
	if m >= mid {
		near, far = far, near
	}
	path, err := proveInclusion(s, get, m, near[0], near[1])
	if err != nil {
		return nil, err
	}
	h, err := rangeRoot(s, get, far[0], far[1])
	return append(path, h), err
}

// proveConsistency is PROOF(m, D[n]) of RFC 6962 §2.1.2.
func proveConsistency(s Suite, get nodes, m, n int64) ([]Hash, error) {
	if m == 0 || m == n {
		return []Hash{}, nil
	}
	return subProof(s, get, m, 0, n, true)
}

func subProof(s Suite, get nodes, m, lo, hi int64, whole bool) ([]Hash, error) {
	if m == hi {
		if whole {
			return []Hash{}, nil
		}
		h, err := rangeRoot(s, get, lo, hi)
		return []Hash{h}, err
	}
	mid := lo + half(hi-lo)
	if m <= mid {
		path, err := subProof(s, get, m, lo, mid, whole)
		if err != nil {
			return nil, err
		}
		h, err := rangeRoot(s, get, mid, hi)
		return append(path, h), err
	}
	path, err := subProof(s, get, m, mid, hi, false)
	if err != nil {
		return nil, err
	}
	h, err := rangeRoot(s, get, lo, mid)
	return append(path, h), err
}

var errPath = errors.New("ledger: the proof does not lead to the root")

// VerifyInclusion checks that leaf is number index of the size leaves under
// root (RFC 9162 §2.1.3.2).
func VerifyInclusion(s Suite, leaf Hash, index, size int64, path []Hash, root Hash) error {
	if index < 0 || index >= size {
		return fmt.Errorf("ledger: leaf %d is not in a tree of %d", index, size)
	}
	fn, sn, r := index, size-1, leaf
	for _, p := range path {
		if sn == 0 {
			return errPath
		}
		if fn&1 == 1 || fn == sn {
			r = s.NodeHash(p, r)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			r = s.NodeHash(r, p)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || r != root {
		return errPath
	}
	return nil
}

// VerifyConsistency checks that the tree of size m under old is the beginning
// of the tree of size n under root (RFC 9162 §2.1.4.2).
func VerifyConsistency(s Suite, m, n int64, old, root Hash, path []Hash) error {
	switch {
	case m < 0 || m > n:
		return fmt.Errorf("ledger: a tree of %d leaves is no beginning of one of %d", m, n)
	case m == n && (old != root || len(path) != 0), m == 0 && (len(path) != 0 || old != s.sum(nil)):
		return errPath
	case m == n, m == 0:
		return nil
	}
	if m&(m-1) == 0 {
		path = append([]Hash{old}, path...)
	}
	if len(path) == 0 {
		return errPath
	}
	fn, sn := m-1, n-1
	for fn&1 == 1 {
		fn, sn = fn>>1, sn>>1
	}
	fr, sr := path[0], path[0]
	for _, c := range path[1:] {
		if sn == 0 {
			return errPath
		}
		if fn&1 == 1 || fn == sn {
			fr, sr = s.NodeHash(c, fr), s.NodeHash(c, sr)
			for fn&1 == 0 && fn != 0 {
				fn, sn = fn>>1, sn>>1
			}
		} else {
			sr = s.NodeHash(sr, c)
		}
		fn, sn = fn>>1, sn>>1
	}
	if sn != 0 || fr != old || sr != root {
		return errPath
	}
	return nil
}
