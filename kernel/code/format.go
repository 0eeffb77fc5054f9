package code

// Format is a checkable form of code, as a declaration names it
// (`format: uscc`).
type Format struct {
	Name     string             // as in declarations
	Title    string             // Chinese, as on screens
	Standard string             // where the rule stands
	Check    func(string) Check // takes the written form, see Normal
	Mask     func(string) string
}

// Formats returns every format in the order of the documentation.
func Formats() []Format {
	return []Format{
		{"uscc", "统一社会信用代码", "GB 32100-2015", USCC, nil},
		{"orgcode", "组织机构代码", "GB 11714-1997", OrgCode, nil},
		{"regno", "营业执照注册号", "GS 15-2006", RegNo, nil},
		{"idcard", "公民身份号码", "GB 11643-1999", IDCard, MaskID},
		{"gtin", "商品条码", "GB 12904", GTIN, nil},
		{"sc", "食品生产许可证编号", "食品生产许可管理办法", SC, nil},
		{"jy", "食品经营许可证编号", "食品经营许可和备案管理办法", JY, nil},
	}
}

// FindFormat returns the format of a name.
func FindFormat(name string) (Format, bool) {
	for _, f := range Formats() {
		if f.Name == name {
			return f, true
		}
	}
	return Format{}, false
}
