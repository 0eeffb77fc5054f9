package export

import (
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Format is the form of an exported file; it is also the ending of its name.
type Format string

// The formats.
const (
	CSV   Format = "csv"
	XLSX  Format = "xlsx"
	JSONL Format = "jsonl"
)

// ParseFormat reads the name of a format; the empty name is CSV.
func ParseFormat(s string) (Format, error) {
	switch f := Format(strings.ToLower(s)); f {
	case "":
		return CSV, nil
	case CSV, XLSX, JSONL:
		return f, nil
	}
	return "", fault.Bad("export.format", "导出格式不正确", fault.Field{Name: "format", Code: "unknown", Text: "格式应为 csv、xlsx 或 jsonl"})
}

// ContentType is the media type of the format.
func (f Format) ContentType() string {
	switch f {
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case JSONL:
		return "application/x-ndjson; charset=utf-8"
	}
	return "text/csv; charset=utf-8"
}
