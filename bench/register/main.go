// Command register writes a register of fictional businesses as CSV, as large
// as asked, for measuring imports, lists and searches:
//
//	go run ./bench/register -rows 1000000 > /tmp/register.csv
//
// The same seed gives the same file. Names are made of a place, a mark, a trade
// and a legal form; the characters of marks and the trades are drawn by Zipf's
// law, so that some pairs of characters stand in half of the names (公司, 有限),
// some in one of a hundred and most in a few, as in a real register. Every
// credit code has sound check characters and belongs to nobody.
package main

import (
	"bufio"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
)

func main() {
	rows := flag.Int("rows", 1_000_000, "businesses to write")
	seed := flag.Uint64("seed", 1, "seed of everything that is drawn")
	flag.Parse()
	if err := write(os.Stdout, *rows, *seed); err != nil {
		fmt.Fprintln(os.Stderr, "register:", err)
		os.Exit(1)
	}
}

// write writes a header and so many rows.
func write(w io.Writer, rows int, seed uint64) error {
	b := bufio.NewWriterSize(w, 1<<20)
	b.WriteString("企业名称,统一社会信用代码,注册日期,企业类型,注册资金,经营范围,所在省份,地区,注册地址\n")
	g := newGenerator(seed)
	for i := range rows {
		if err := g.row(b, i); err != nil {
			return err
		}
	}
	return b.Flush()
}

// generator draws the parts of rows.
type generator struct {
	r      *rand.Rand
	mark   *rand.Zipf // of marks
	trade  *rand.Zipf // of trades
	places []string
}

func newGenerator(seed uint64) *generator {
	r := rand.New(rand.NewPCG(seed, 0x7265676973746572))
	return &generator{r: r, mark: rand.NewZipf(r, 1.05, 8, uint64(len(marks)-1)), trade: rand.NewZipf(r, 1.3, 6, uint64(len(trades)-1)),
		places: []string{"环翠区", "文登区", "荣成市", "乳山市"}}
}

func (g *generator) row(w *bufio.Writer, i int) error {
	place := g.places[g.r.IntN(len(g.places))]
	trade := trades[g.trade.Uint64()]
	mark := string(marks[g.mark.Uint64()]) + string(marks[g.mark.Uint64()])
	if g.r.IntN(3) == 0 {
		mark += string(marks[g.mark.Uint64()])
	}
	name, sort, typ, capital := g.name(place, mark, trade)
	town := towns[g.r.IntN(len(towns))]
	road := roads[g.r.IntN(len(roads))]
	full := place
	if strings.HasSuffix(place, "区") {
		full = "威海市" + place
	}
	_, err := fmt.Fprintf(w, "%s,%s,%04d-%02d-%02d,%s,%s,%s,山东省,威海市,%s%s%s%d号\n", name, uscc(sort, divisions[place], i),
		2000+g.r.IntN(25), 1+g.r.IntN(12), 1+g.r.IntN(28), typ, capital, trade.scope, full, town, road, 1+g.r.IntN(3000))
	return err
}

// name makes a name, the beginning of the credit code, the type and the capital
// that go with it: half of the register are individual traders.
func (g *generator) name(place, mark string, t trade) (name, sort, typ, capital string) {
	short := strings.TrimSuffix(strings.TrimSuffix(place, "区"), "市")
	switch n := g.r.IntN(100); {
	case n < 48:
		return place + mark + t.shop, "92", "个体工商户", ""
	case n < 92:
		where := "威海"
		if n%2 == 0 {
			where = short
		}
		return where + mark + t.company + "有限公司", "91", "有限责任公司(自然人投资或控股)", strconv.Itoa(10+10*g.r.IntN(200)) + "万人民币"
	case n < 96:
		return short + mark + "种植专业合作社", "93", "农民专业合作社", strconv.Itoa(50+10*g.r.IntN(50)) + "万人民币"
	default:
		return "威海" + mark + t.company + "有限公司" + short + "分公司", "91", "有限责任公司分公司", ""
	}
}

const symbols = "0123456789ABCDEFGHJKLMNPQRTUWXY"

// uscc makes a credit code with sound check characters out of a number
// (GB 32100-2015, GB 11714-1997).
func uscc(sort, division string, n int) string {
	org := []byte("MY000000") // Z is none of the 31 symbols
	for i := 7; i >= 2; i-- {
		org[i] = symbols[n%31]
		n /= 31
	}
	sum := 0
	for i, w := range [...]int{3, 7, 9, 10, 5, 8, 4, 2} {
		sum += strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", org[i]) * w
	}
	check := "0123456789X"[(11-sum%11)%11]
	body := sort + division + string(org) + string(check)
	sum, weight := 0, 1
	for i := range len(body) {
		sum += strings.IndexByte(symbols, body[i]) * weight
		weight = weight * 3 % 31
	}
	return body + string(symbols[(31-sum%31)%31])
}
