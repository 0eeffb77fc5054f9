package source

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/kind"
)

// business are fields as the register of businesses has them.
var business = []FieldInfo{
	{Name: "name", Title: "名称", Type: kind.Text, Required: true, Max: 200},
	{Name: "uscc", Title: "统一社会信用代码", Type: kind.Text, Format: "uscc", Key: true},
	{Name: "reg_no", Title: "注册号", Type: kind.Text, Format: "reg_no"},
	{Name: "status", Title: "登记状态", Type: kind.Code, Options: []Option{{Value: "1", Title: "存续", Names: []string{"在营", "开业"}}, {Value: "9", Title: "注销", Retired: true}}},
	{Name: "type", Title: "主体类型", Type: kind.Text},
	{Name: "representative", Title: "法定代表人", Type: kind.Person, Personal: true},
	{Name: "cert_no", Title: "证件号码", Type: kind.Text, Format: "id_card", Personal: true},
	{Name: "capital", Title: "注册资本", Type: kind.Money},
	{Name: "established_on", Title: "成立日期", Type: kind.Date},
	{Name: "approved_on", Title: "核准日期", Type: kind.Date},
	{Name: "ended_on", Title: "注销日期", Type: kind.Date},
	{Name: "term_from", Title: "营业期限自", Type: kind.Date},
	{Name: "term_until", Title: "营业期限至", Type: kind.Date},
	{Name: "organ", Title: "登记机关", Type: kind.Text},
	{Name: "address", Title: "住所", Type: kind.Text},
	{Name: "county", Title: "所在区县", Type: kind.Area},
	{Name: "industry", Title: "行业", Type: kind.Text},
	{Name: "scope", Title: "经营范围", Type: kind.Text, Multiline: true},
	{Name: "phone", Title: "联系电话", Type: kind.Text, Personal: true, Expected: true},
}

func columnsOf(heads string) []Column {
	f := &File{}
	f.name(strings.Fields(heads))
	return f.Columns
}

func TestRecogniseLayouts(t *testing.T) {
	for _, c := range []struct{ name, heads, want string }{
		{"the five registers", "企业名称 统一社会信用代码 注册日期 企业类型 注册资金 经营范围 所在省份 地区 注册地址",
			"name uscc established_on type capital scope - - address"},
		{"English keys", "KeyNo Name CreditCode RegistCapi StartDate Address ShortStatus OperName Scope Province EconKind BelongOrg No EndDate TermStart TeamEnd CheckDate OrgNo IsOnStock Status Industry",
			"- name uscc capital established_on address status representative scope - type organ reg_no ended_on term_from term_until approved_on - - - industry"},
		{"province library", "UNISCID ENTNAME ENTTYPE LEREP CERNO REGCAP ESTDATE APPRDATE DOM DOMDISTRICT INDUSTRYCO REGSTATE TEL S_EXT_NODENUM",
			"uscc name type representative cert_no capital established_on approved_on address county industry status phone -"},
		{"a bureau's share", "main_identi_id reg_org comp_type reg_state uni_social_crd_cd comp_nm addr legal_repre indv_id reg_capt capt_kind opt_scop reg_no appr_dt est_dt opt_from opt_to domdi_strict postal_code",
			"- organ type status uscc name address representative industry capital - scope reg_no approved_on established_on term_from term_until county -"},
		{"the same in Chinese", "登记机关 企业类型大类（中文） 登记状态（中文） 企业名称（字号名称） 住所（登记、个体户经营场所） 法定代表人(经营者姓名) 注册资本(资金数额) 核准日期（登记、吊销、注销日期） 经营(营业)截止日期 住所所在行政区划",
			"organ type status name address representative capital approved_on term_until county"},
		{"nothing known", "甲 乙 丙", "- - -"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, x := range Recognise(columnsOf(c.heads), nil, business) {
				if x.Reason == "" {
					t.Errorf("%s has no reason", x.Column)
				}
				got = append(got, map[bool]string{true: "-", false: x.Field}[x.Field == ""])
			}
			if d := cmp.Diff(strings.Fields(c.want), got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRecogniseByContent(t *testing.T) {
	rows := [][]string{
		{"91371002MA3D8Q5W20", "913710027262299554", "甲公司", "20010102"},
		{"x", "913710837372325278", "乙公司", "20010102"},
		{"y", "9137100072672098XG", "丙公司", "20010103"},
		{"z", "91371002727559825G", "丁公司", "20010104"},
	}
	m := Recognise(columnsOf("编号 主体 企业名称 核准日期"), rows, business)
	if m[1].Field != "uscc" || !strings.Contains(m[1].Reason, "4 个值中 4 个") || m[0].Field != "" || m[2].Field != "name" || m[3].Field != "approved_on" {
		t.Errorf("%+v", m)
	}
	m = Recognise(columnsOf("名称 信用代码 x 成立日期"), [][]string{
		{"913710027262299554", "甲公司", "", "无日期"}, {"913710837372325278", "乙公司", "", "某日"}, {"9137100072672098XG", "丙公司", "", "那天"},
	}, business)
	if m[0].Field != "uscc" || m[1].Field != "" || m[3].Field != "" || !strings.Contains(m[3].Reason, "0 个是日期") {
		t.Errorf("headings against content: %+v", m)
	}
}

// A column of wrong codes is still the column its heading names: the rows are
// told in preflight, not lost with the column.
func TestRecogniseWrongCodes(t *testing.T) {
	for _, c := range []struct{ name, heading, cells, want string }{
		{"wrong check characters", "统一社会信用代码", "913710027262299550 913710837372325270 9137100072672098X0", "uscc"},
		{"a character short", "社会信用代码", "91371002726229955 91371083737232527 9137100072672098X", "uscc"},
		{"rounded by a spreadsheet", "统一社会信用代码", "9.13710E+17 9.13711E+17 9.13710E+17", "uscc"},
		{"names under the heading", "统一社会信用代码", "甲公司 乙公司 丙公司", ""},
		{"no heading, no right code", "编码甲", "913710027262299550 913710837372325270 9137100072672098X0", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			var rows [][]string
			for _, cell := range strings.Fields(c.cells) {
				rows = append(rows, []string{cell})
			}
			m := Recognise(columnsOf(c.heading), rows, business)
			if m[0].Field != c.want {
				t.Errorf("%+v", m[0])
			}
			if c.want != "" && !strings.Contains(m[0].Reason, "3 个值中 0 个是有效的统一社会信用代码，预检会逐行指出") {
				t.Errorf("reason: %s", m[0].Reason)
			}
		})
	}
}

func TestMapped(t *testing.T) {
	columns := columnsOf("企业名称 代码 注册资本（万元） 备注")
	m, problems := Mapped(columns, business, map[string]string{"企业名称": "name", "代码": "name", "注册资本（万元）": "capital", "备注": "gone", "旧列": "uscc"})
	if m[0].Field != "name" || m[1].Field != "" || m[2].Shift != 4 || m[2].Convert != "万元 → 元" || m.Field("capital") != 2 {
		t.Errorf("%+v", m)
	}
	var codes []string
	for _, p := range problems {
		codes = append(codes, p.Code)
	}
	if d := cmp.Diff([]string{"field_twice", "no_field", "no_column"}, codes); d != "" {
		t.Error(d)
	}
}

func TestRecogniseRegisters(t *testing.T) {
	for city := range registers {
		f, err := OpenPath(register(t, city), "", Options{})
		if err != nil {
			t.Fatal(err)
		}
		m := Recognise(f.Columns, f.Samples, business)
		var got []string
		for _, x := range m {
			got = append(got, x.Field)
		}
		if d := cmp.Diff([]string{"name", "uscc", "established_on", "type", "capital", "scope", "", "", "address"}, got); d != "" {
			t.Error(city, d)
		}
		f.Close()
	}
}
