package registration

import "strings"

// Branch is what a name tells about being a branch (分支机构).
type Branch struct {
	IsBranch   bool
	Kind       string // 分公司, 支行, 门市部 …
	ParentName string // the nearest parent the name tells: may be a branch itself
	HeadName   string // the legal person at the top of the name
}

// branchWords end the name of a branch. A sure one needs no parent in front of
// it; the others are also used by independent traders and count only behind the
// name of a legal person.
var branchWords = []struct {
	word string
	sure bool
}{
	{"中心支公司", true}, {"营销服务部", true}, {"分公司", true}, {"支公司", true}, {"子分公司", true}, {"分理处", true},
	{"储蓄所", true}, {"分社", true}, {"分行", true}, {"支行", true}, {"分厂", true}, {"分店", true}, {"分号", false}, {"分部", true},
	{"分场", true}, {"分院", true}, {"分校", true}, {"分所", true}, {"分中心", true}, {"分处", true}, {"支局", true}, {"分局", true}, {"营业室", true},
	{"门市部", false}, {"门市", false}, {"营业部", false}, {"营业厅", false}, {"营业所", false}, {"营业处", false}, {"营业网点", false},
	{"经营部", false}, {"经销部", false}, {"经理部", false}, {"销售部", false}, {"服务部", false}, {"服务站", false}, {"服务处", false}, {"供应站", false}, {"供应部", false},
	{"收购站", false}, {"购销站", false}, {"加油站", false}, {"加气站", false}, {"办事处", false}, {"代表处", false}, {"联络处", false}, {"项目部", false},
	{"工程处", false}, {"工程队", false}, {"工区", false}, {"车间", false}, {"批发部", false}, {"零售部", false}, {"展销部", false}, {"专卖店", false},
	{"连锁店", false}, {"加盟店", false}, {"直营店", false}, {"便利店", false}, {"超市", false}, {"商店", false}, {"药店", false}, {"药房", false}, {"大药房", false}, {"商场", false},
	{"酒店", false}, {"宾馆", false}, {"饭店", false}, {"招待所", false}, {"餐厅", false}, {"食堂", false}, {"仓库", false}, {"油库", false}, {"批发站", false}, {"经销处", false}, {"经营处", false},
	{"修理部", false}, {"维修部", false}, {"维修站", false}, {"信用社", false}, {"代办处", false}, {"代办点", false}, {"网点", false}, {"采石场", false}, {"养殖场", false},
	{"供电所", false}, {"电影院", false}, {"印刷厂", false}, {"加工厂", false}, {"收费站", false}, {"停车场", false}, {"客运站", false}, {"汽车站", false}, {"店", false}, {"部", false}, {"站", false}, {"厂", false},
}

// headWords end the name of a legal person.
var headWords = []string{"股份有限公司", "有限责任公司", "有限公司", "股份公司", "集团公司", "总公司", "公司", "农村信用合作联社", "信用合作联社", "信用联社", "联合社",
	"供销合作社", "供销社", "合作社", "农村商业银行", "银行", "集团", "总社", "总厂", "邮政局", "邮电局", "电信局", "电力局", "供电局", "烟草专卖局", "中心"}

// FindBranch tells from a name whether it is a branch and of whom. The name may
// have brackets of any kind: 某某有限公司（威海分公司）.
func FindBranch(name string) Branch {
	s := NormalName(name)
	if in := strings.LastIndexByte(s, '('); in > 0 && strings.HasSuffix(s, ")") {
		if inner := s[in+1 : len(s)-1]; branchWord(inner) != "" && sureWord(inner) {
			s = s[:in] + inner
		} else if b := FindBranch(s[:in]); b.IsBranch {
			return b // 某某分公司(普通合伙): the bracket says something else
		}
	}
	kind := branchWord(s)
	if kind == "" {
		return Branch{}
	}
	cut := headEnd(s, len(s)-len(kind))
	sure := sureWord(s)
	if cut < 0 {
		if sure {
			return Branch{IsBranch: true, Kind: kind}
		}
		return Branch{}
	}
	if !sure && cut == len(s)-len(kind) && (kind == "部" || kind == "站" || kind == "店" || kind == "厂") {
		// 某某公司部: too little to call it a branch's name, but the parent is plain
		return Branch{IsBranch: true, Kind: kind, ParentName: s[:cut], HeadName: s[:cut]}
	}
	b := Branch{IsBranch: true, Kind: kind, HeadName: s[:cut], ParentName: s[:cut]}
	if near := nearest(s[cut : len(s)-len(kind)]); near > 0 {
		b.ParentName = s[:cut+near]
	}
	return b
}

// branchWord is the longest word of a branch at the end of s.
func branchWord(s string) string {
	best := ""
	for _, w := range branchWords {
		if len(w.word) > len(best) && strings.HasSuffix(s, w.word) {
			best = w.word
		}
	}
	return best
}

func sureWord(s string) bool {
	w := branchWord(s)
	for _, b := range branchWords {
		if b.word == w {
			return b.sure
		}
	}
	return false
}

// headEnd is where the name of the legal person in front of a branch ends: the
// first head word that is followed by more; -1 if there is none.
func headEnd(s string, limit int) int {
	best := -1
	for _, w := range headWords {
		for from := 0; ; {
			i := strings.Index(s[from:], w)
			if i < 0 {
				break
			}
			end := from + i + len(w)
			from = end
			if from-len(w) < 6 || end > limit {
				continue // fewer than two characters before it, or no room for the branch
			}
			// 分公司 and 支公司 are branches themselves, 信用合作社 goes on to 联社
			if w == "公司" && (strings.HasSuffix(s[:end], "分公司") || strings.HasSuffix(s[:end], "支公司")) {
				continue
			}
			if w == "中心" && !strings.HasSuffix(s[:end], "服务中心") {
				continue
			}
			if rest := s[end:]; w == "银行" && (strings.HasPrefix(rest, "股份") || strings.HasPrefix(rest, "有限")) ||
				w == "集团" && (strings.HasPrefix(rest, "股份") || strings.HasPrefix(rest, "有限") || strings.HasPrefix(rest, "公司")) ||
				strings.HasPrefix(rest, "联合社") || strings.HasPrefix(rest, "联社") {
				continue
			}
			if best < 0 || end < best {
				best = end
			}
			break
		}
	}
	// a bracket right behind belongs to the head's name: 有限公司(集团)
	if best >= 0 && best < limit && s[best] == '(' {
		if j := strings.IndexByte(s[best:], ')'); j > 0 && best+j+1 <= limit && (strings.Contains(s[best:best+j], "集团") || strings.Contains(s[best:best+j], "有限")) {
			best += j + 1
		}
	}
	return best
}

// nearest is where the last branch named between the head and the final word
// ends: 惠州中心支公司|惠东吉隆(营销服务部).
func nearest(s string) int {
	best := 0
	for _, w := range branchWords {
		if !w.sure {
			continue
		}
		if i := strings.LastIndex(s, w.word); i >= 0 && i+len(w.word) > best {
			best = i + len(w.word)
		}
	}
	return best
}
