package source

import "fmt"

// Level says what becomes of a row with a problem.
type Level string

// The levels. A quarantined row does not go in until it is fixed (隔离); a note
// goes in and is counted (接受、转换、清理).
const (
	Quarantine Level = "quarantine"
	Note       Level = "note"
)

// Problem is one thing wrong with a row or a cell.
type Problem struct {
	Field  string `json:"field,omitempty"`  // target field, where the column is mapped
	Column int    `json:"column,omitempty"` // 1-based column of the file; 0 is the whole row
	Code   string `json:"code"`             // stable, e.g. "date_impossible"
	Text   string `json:"text"`             // Chinese, for the person who fixes it
	From   int    `json:"from,omitempty"`   // first character of the cell to mark, 0-based
	To     int    `json:"to,omitempty"`     // end of the mark; From == To marks nothing
	Level  Level  `json:"level"`
}

// bad is a problem that quarantines the row.
func bad(code, format string, args ...any) Problem {
	return Problem{Code: code, Text: fmt.Sprintf(format, args...), Level: Quarantine}
}

// note is a problem that lets the row in.
func note(code, format string, args ...any) Problem {
	return Problem{Code: code, Text: fmt.Sprintf(format, args...), Level: Note}
}

// in returns the problem placed in a 1-based column.
func (p Problem) in(column int) Problem {
	p.Column = column
	return p
}

// mark returns the problem with a span of characters to mark.
func (p Problem) mark(from, to int) Problem {
	p.From, p.To = from, to
	return p
}

// titles are the kinds of problems as the screen lists them; a field's title
// is put in front where the problem is one of a cell.
var titles = map[string]string{
	"undecodable":       "含无法解码的字节",
	"nul":               "含空字符",
	"cell_too_long":     "单元格过长",
	"row_too_long":      "整行过长",
	"bad_quote":         "引号不配对",
	"too_few_cells":     "列数不足",
	"too_many_cells":    "列数过多",
	"bad_json":          "不是有效的 JSON 对象",
	"duplicate_key":     "同一对象内键名重复",
	"unknown_key":       "出现表头之外的键",
	"cell_error":        "公式结果为错误值",
	"formula_no_value":  "公式没有保存结果",
	"number_precision":  "数值超过 15 位，末位已失真",
	"required":          "为空",
	"empty":             "为空",
	"invisible":         "含不可见字符",
	"too_long":          "超过字数上限",
	"date_impossible":   "不存在的日期",
	"date_incomplete":   "日期不完整",
	"date_format":       "日期写法无法识别",
	"date_open":         "为长期",
	"date_serial":       "为表格序列日期",
	"number_format":     "不是数字",
	"number_range":      "数字超出范围",
	"number_scale":      "小数位过多",
	"money_unit":        "带单位，已换算为元",
	"money_format":      "金额写法无法识别",
	"bool_format":       "不是“是/否”",
	"code_unknown":      "不在代码表内",
	"code_ambiguous":    "是几个代码的名称",
	"currency":          "不是币种",
	"code_retired":      "为停用代码",
	"format_length":     "位数不符",
	"format_char":       "含不允许的字符",
	"format_check":      "校验位不符",
	"format_warn":       "校验存疑",
	"text_line":         "含换行",
	"area_unknown":      "行政区划代码不存在",
	"area_retired":      "行政区划代码已停用",
	"unsupported":       "类型不能从表格导入",
	"duplicate_same":    "同一主键两行内容相同",
	"duplicate_changed": "同一主键两行内容不同",
}

// ProblemTitle returns the kind of a problem in words; "" for a code of a hook
// that this package does not know.
func ProblemTitle(code string) string { return titles[code] }

// Blocks reports whether one of the problems quarantines the row.
func Blocks(problems []Problem) bool {
	for _, p := range problems {
		if p.Level == Quarantine {
			return true
		}
	}
	return false
}
