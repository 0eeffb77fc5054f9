package complaint

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// The kinds of what consumers and traders settle between themselves.
const (
	ODR       = "odr"
	ODRTrader = "odr_trader"
)

// What somebody files: a dispute, a violation, or both, which are two records
// (Order 121 art. 9).
const (
	Dispute   = "dispute"
	Violation = "violation"
	Both      = "both"
)

// MostFiles bounds the attachments of one filing and of one supplement.
const MostFiles = 9

// Filing (提交) is what somebody of the public writes at the portal, as the form has
// it. Money is in fen.
type Filing struct {
	About string `json:"about"` // dispute, violation, both
	Talk  bool   `json:"talk"`  // first online with the trader (ODR)

	Trader   string  `json:"trader"`
	Address  string  `json:"address"`
	Platform string  `json:"platform"`
	Subject  ref.Ref `json:"subject"` // picked from what is published; zero where none was

	Goods    string   `json:"goods"`
	BoughtOn string   `json:"bought_on"`
	Brief    string   `json:"brief"`
	Facts    string   `json:"facts"`
	Wants    []string `json:"wants"` // refund, compensate, replace, apologise, other
	Claim    string   `json:"claim"`
	Amount   *int64   `json:"amount"`

	Violates string `json:"violates"` // one line
	Clues    string `json:"clues"`
	Place    string `json:"place"`

	Anonymous bool   `json:"anonymous"`
	Name      string `json:"name"`
	Phone     string `json:"phone"`
	Home      string `json:"home"` // 通讯地址

	Files []map[string]any `json:"files"`
}

// wanted are the claims a form offers, in the words of the record.
var wanted = map[string]string{"refund": "退货退款", "compensate": "赔偿损失", "replace": "更换或者修理", "apologise": "道歉或者改正", "other": "其他"}

var mobile = regexp.MustCompile(`^1\d{10}$`)

// numbers are runs of digits long enough to be somebody's telephone or identity
// number: they do not belong into the one line that many may read.
var numbers = regexp.MustCompile(`\d{11,}`)

// disputes and violates say what of the two a filing holds.
func (f *Filing) disputes() bool { return f.About == Dispute || f.About == Both }
func (f *Filing) reports() bool  { return f.About == Violation || f.About == Both }

// clean brings what was typed into the form in which it is kept.
func (f *Filing) clean() {
	for _, s := range []*string{&f.Trader, &f.Address, &f.Platform, &f.Goods, &f.BoughtOn, &f.Brief, &f.Facts, &f.Claim, &f.Violates, &f.Clues, &f.Place, &f.Name, &f.Phone, &f.Home} {
		*s = strings.TrimSpace(*s)
	}
	f.Phone = PlainPhone(f.Phone)
	if f.Anonymous && f.About == Violation {
		f.Name, f.Phone, f.Home = "", "", ""
	}
}

// Check returns every field that is missing or wrong, in the words of the form.
func (f *Filing) Check(today calendar.Date) error {
	f.clean()
	var bad []fault.Field
	say := func(name, code, text string) { bad = append(bad, fault.Field{Name: name, Code: code, Text: text}) }
	text := func(name, value, what string, least, most int) {
		n := utf8.RuneCountInString(value)
		switch {
		case !utf8.ValidString(value) || strings.ContainsRune(value, 0):
			say(name, "encoding", what+"含有无效字符")
		case n == 0 && least > 0:
			say(name, "required", "请填写"+what)
		case n < least:
			say(name, "short", what+"太短，请写清楚些")
		case n > most:
			say(name, "max", what+"太长，请缩短")
		}
	}
	if !f.disputes() && !f.reports() {
		say("about", "option", "请选择要投诉还是举报")
	}
	text("trader", f.Trader, "对方的名称", 2, 200)
	text("address", f.Address, "对方的地址", 0, 300)
	text("platform", f.Platform, "平台名称", 0, 100)
	if f.Address == "" && f.Platform == "" && f.Subject.Zero() {
		say("address", "required", "请填写对方的地址；网购的，填写平台名称") // art. 10(2)
	}
	if f.disputes() {
		text("goods", f.Goods, "商品或者服务", 1, 200)
		text("brief", f.Brief, "出了什么问题", 2, 60)
		text("facts", f.Facts, "事情的经过", 5, 4000)
		f.checkClaim(text, say)
		if d, err := calendar.Parse(f.BoughtOn); f.BoughtOn != "" && (err != nil || d.After(today)) {
			say("bought_on", "date", "购买日期应是今天或者以前的一天")
		}
	}
	if f.reports() {
		text("violates", f.Violates, "违法行为", 2, 60)
		text("clues", f.Clues, "线索和事实", 5, 4000)
		text("place", f.Place, "发生的地方", 0, 300)
	}
	if !f.Anonymous || f.disputes() {
		text("name", f.Name, "您的姓名", 2, 60)
		text("home", f.Home, "通讯地址", 0, 200)
		if f.disputes() && f.Home == "" {
			say("home", "required", "请填写通讯地址") // art. 10(1)
		}
		if !mobile.MatchString(f.Phone) {
			say("phone", "format", "请填写11位手机号码")
		}
	}
	for name, line := range map[string]string{"goods": f.Goods, "brief": f.Brief, "violates": f.Violates} {
		if line = norm.NFKC.String(line); numbers.MatchString(line) || personal["phone"].MatchString(line) {
			say(name, "personal", "这一句会出现在标题里，请不要写电话或者证件号码")
		}
	}
	if len(f.Files) > MostFiles {
		say("files", "max", "最多 9 个附件")
	}
	if len(bad) > 0 {
		return fault.Bad("complaint.filing", "有几处需要补充或者改正", bad...)
	}
	return nil
}

func (f *Filing) checkClaim(text func(string, string, string, int, int), say func(string, string, string)) {
	if len(f.Wants) == 0 && f.Claim == "" {
		say("wants", "required", "请选择或者写明您的要求")
	}
	if len(f.Wants) > len(wanted) {
		say("wants", "max", "同一项要求只选一次")
		return
	}
	for _, w := range f.Wants {
		if wanted[w] == "" {
			say("wants", "option", "没有这一项要求")
		}
		if w == "other" && f.Claim == "" {
			say("claim", "required", "请写明其他要求")
		}
	}
	text("claim", f.Claim, "要求", 0, 1500)
	if f.Amount != nil && (*f.Amount < 0 || *f.Amount > 1_000_000_000_00) {
		say("amount", "range", "金额不正确")
	}
}

// claim puts the wants into the words of the record.
func (f *Filing) claim() string {
	var out []string
	for _, w := range f.Wants {
		if w != "other" {
			out = append(out, wanted[w])
		}
	}
	line := strings.Join(out, "、")
	if f.Claim == "" {
		return line
	}
	if line == "" {
		return f.Claim
	}
	return line + "。" + f.Claim
}

// files are the attachments as a record holds them.
func files(list []map[string]any) any {
	if len(list) == 0 {
		return nil
	}
	out := make([]any, len(list))
	for i, x := range list {
		out[i] = x
	}
	return out
}

// title is the one line a record is called by.
func (f *Filing) title() string {
	r := []rune(f.Goods)
	return string(r[:min(len(r), 36)]) + "：" + f.Brief
}

// PlainPhone is a telephone number without gaps.
func PlainPhone(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '-' {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

// Mobile reports whether a number is that of a mobile telephone.
func Mobile(s string) bool { return mobile.MatchString(PlainPhone(s)) }

func person(name string) any { return map[string]any{"name": name} }

// disputed are the values a dispute has in either of its kinds; trader and its
// fellows are called otherwise there.
func (f *Filing) disputed(confirmed bool) map[string]any {
	v := map[string]any{"matter_in_brief": f.title(), "complainant": person(f.Name), "complainant_phone": f.Phone, "complainant_address": f.Home, "online_platform": f.Platform,
		"goods": f.Goods, "bought_on": f.BoughtOn, "facts": f.Facts, "claim": f.claim(), "materials": files(f.Files)}
	if confirmed {
		v["phone_confirmed"] = true
	}
	if f.Amount != nil {
		v["amount"] = *f.Amount
	}
	return v
}

func (f *Filing) complaint(confirmed bool) map[string]any {
	v := f.disputed(confirmed)
	v["channel"], v["respondent_as_written"], v["respondent_address"] = "portal", f.Trader, f.Address
	if !f.Subject.Zero() {
		v["respondent"] = f.Subject
	}
	return v
}

func (f *Filing) odr(confirmed bool) map[string]any {
	v := f.disputed(confirmed)
	v["trader"], v["trader_as_written"], v["trader_address"] = f.Subject, f.Trader, f.Address
	return v
}

func (f *Filing) tipoff(confirmed bool) map[string]any {
	v := map[string]any{"channel": "portal", "matter_in_brief": f.Violates, "reported_as_written": f.Trader, "clues": f.Clues, "place": f.Place, "materials": files(f.Files)}
	if f.Place == "" {
		v["place"] = f.Address
	}
	if !f.Subject.Zero() {
		v["reported"] = f.Subject
	}
	if !f.Anonymous {
		v["informant"], v["informant_phone"] = person(f.Name), f.Phone
		if confirmed {
			v["phone_confirmed"] = true
		}
	}
	return v
}
