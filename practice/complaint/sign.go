package complaint

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

//go:embed data/signs.yaml
var signYAML []byte

// Sign (考虑因素) is a factor of Order 121 art. 17 as it is looked for: what is
// counted, over how many days, from how many on it is shown.
type Sign struct {
	Sign    string `json:"sign"`
	Title   string `json:"title"`
	Article string `json:"article"`
	Item    string `json:"item"` // which of the article's numbered factors
	Unsure  bool   `json:"unsure"`
	by      string
	days    int
	atLeast int
	say     string
}

// Signs are the factors with the measures of likeness.
type Signs struct {
	list          []Sign
	seriesDays    int
	seriesAtLeast int
	alike         int // of a hundred
}

var counted = []string{"phone", "phone_trader", "phone_names", "address_names", "trader_persons", "quantity"}

// ParseSigns reads the factors.
func ParseSigns(file string, src []byte) (*Signs, error) {
	s, top := sheet.Parse(file, src)
	f := top.Fields("signs", "series", "alike")
	out := &Signs{alike: whole(f["alike"])}
	for _, n := range f["signs"].List() {
		v := n.Fields("sign", "title", "by", "days", "at_least", "article", "item", "say", "unsure")
		x := Sign{Sign: v["sign"].Text(), Title: v["title"].Text(), Article: v["article"].Text(), Item: v["item"].Text(), Unsure: v["unsure"].Bool(),
			by: v["by"].Text(), atLeast: whole(v["at_least"]), say: v["say"].Text()}
		if x.by != "quantity" {
			x.days = whole(v["days"])
		}
		if x.Sign == "" || x.Title == "" || x.Article == "" || x.say == "" {
			n.Failf("应有 sign、title、article 和 say")
		}
		if !contains(counted, x.by) {
			n.Failf("by 应为 %s", strings.Join(counted, "、"))
		}
		out.list = append(out.list, x)
	}
	v := f["series"].Fields("days", "at_least")
	out.seriesDays, out.seriesAtLeast = whole(v["days"]), whole(v["at_least"])
	return out, s.Err()
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// whole reads a number of at least one.
func whole(n sheet.Node) int {
	x, err := strconv.Atoi(n.Code())
	if err != nil || x < 1 || x > 10_000 {
		n.Failf("应为 1 至 10000 的整数")
		return 1
	}
	return x
}

// text is what a sign says of a number.
func (s Sign) text(n int) string {
	return strings.NewReplacer("{n}", strconv.Itoa(n), "{days}", strconv.Itoa(s.days)).Replace(s.say)
}

// alikeTexts reports how many of a hundred two-character pieces two texts share.
func alikeTexts(a, b string) int {
	x, y := pieces(a), pieces(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	shared := 0
	for p := range x {
		if y[p] {
			shared++
		}
	}
	return 100 * shared / (len(x) + len(y) - shared)
}

func pieces(s string) map[string]bool {
	r := []rune(textKey(s))
	out := map[string]bool{}
	if len(r) == 1 {
		out[string(r)] = true
	}
	for i := 0; i+1 < len(r); i++ {
		out[string(r[i:i+2])] = true
	}
	return out
}
