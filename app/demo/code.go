package demo

import (
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
)

// number gives the credit code and, before 三证合一 (2015-10-01), the old number.
func (g *Generator) number(b *business) {
	const symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	const block = 31 * 31 * 31
	// A bijection of the numbers of a block: no two bodies of one city are equal.
	n := g.count % block
	n = int((uint64(n)*7919 + g.seed%block) % block)
	fifth := symbols[(strings.IndexByte(symbols, 'M')+g.count/block)%31] // MADEM…, and on from N after 29,791
	body := checked("MADE"+string([]byte{fifth, symbols[n/961], symbols[n/31%31], symbols[n%31]}), code.OrgCode)
	b.uscc = checked([...]string{"91", "92", "93"}[b.sort]+b.place.division+body, code.USCC)
	if b.born.Before(calendar.New(2015, 10, 1)) {
		g.regNos++
		b.regNo = checked(fmt.Sprintf("%s%d%07d", b.place.division, [...]int{2, 6, 3}[b.sort], g.regNos%10_000_000), code.RegNo)
	}
}

// checked completes a code that lacks only its check character: the checker
// itself says which it wants.
func checked(s string, check func(string) code.Check) string {
	if c := check(s + "0"); c.Want != "" {
		return s + c.Want
	}
	return s + "0"
}
