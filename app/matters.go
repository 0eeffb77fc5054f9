package app

// Matter is a body of the bureau's work as the navigation shows it: a folder of
// the tree.
type Matter struct {
	Name  string
	Title string
	Group string // kernel, practice, sector
}

// Matters lists what the product can do, in the order of the navigation. A
// matter without a kind is not shown.
func Matters() []Matter {
	return []Matter{
		{"actor", "机构人员", "kernel"},
		{"subject", "监管对象", "kernel"},
		{"document", "文书", "kernel"},
		{"report", "统计报表", "kernel"},
		{"oversight", "督办交办", "practice"},
		{"collect", "数据归集", "practice"},
		{"registration", "登记注册", "practice"},
		{"liaison", "企业往来", "practice"},
		{"licensing", "许可审批", "practice"},
		{"credit", "信用监管", "practice"},
		{"inspection", "双随机检查", "practice"},
		{"sampling", "抽样检验", "practice"},
		{"complaint", "投诉举报", "practice"},
		{"guidance", "行政指导", "practice"},
		{"enforcement", "执法办案", "practice"},
		{"tracing", "重点追溯", "practice"},
		{"emergency", "应急处置", "practice"},
		{"food", "食品", "sector"},
		{"drug", "药品与器械", "sector"},
		{"equipment", "特种设备", "sector"},
		{"product", "产品质量", "sector"},
		{"competition", "公平竞争", "sector"},
		{"metrology", "计量", "sector"},
		{"standards", "标准化", "sector"},
		{"certification", "认证检测", "sector"},
		{"ip", "知识产权", "sector"},
	}
}
