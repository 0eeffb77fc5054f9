package registration

import (
	"crypto/sha256"
	"encoding/binary"
	"sort"
	"strconv"
)

// Sample picks n of total rows for a check by hand: the rows whose hash over seed
// and row number is smallest. The same seed picks the same rows for ever, and
// nobody chose them.
func Sample(seed string, total, n int) []int {
	type ticket struct {
		hash uint64
		row  int
	}
	all := make([]ticket, total)
	for i := range all {
		h := sha256.Sum256([]byte(seed + "/" + strconv.Itoa(i)))
		all[i] = ticket{binary.BigEndian.Uint64(h[:8]), i}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].hash != all[j].hash {
			return all[i].hash < all[j].hash
		}
		return all[i].row < all[j].row
	})
	out := make([]int, min(n, total))
	for i := range out {
		out[i] = all[i].row
	}
	sort.Ints(out)
	return out
}
