package rest

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/platform/fault"
)

// rule turns one sentence of huma's validator into a code and a Chinese text;
// %s takes what the pattern caught.
type rule struct {
	pattern *regexp.Regexp
	code    string
	text    string
}

// translator knows every sentence of huma's package validation (v2.37.2); what
// it does not know becomes "格式不正确", never English.
type translator struct{ rules []rule }

func newTranslator() *translator {
	t := &translator{}
	for _, r := range [][3]string{
		{`^expected required property (.+) to be present$`, "required", "必须填写"},
		{`^required \w+ parameter is missing$`, "required", "必须填写"},
		{`^expected property (.+) to be present when (.+) is present$`, "required", "填写了 %[2]s 时必须填写"},
		{`^unexpected property$`, "unknown", "没有这个字段"},
		{`^unknown query parameter$`, "unknown", "没有这个参数"},
		{`^expected string to be RFC 3339 date-time$`, "time", "应为 RFC 3339 时间，如 2026-05-01T09:30:00+08:00"},
		{`^expected string to be RFC 1123 date-time$`, "time", "应为 RFC 1123 时间"},
		{`^expected string to be RFC 3339 date$`, "date", "应为日期，如 2026-05-01"},
		{`^expected string to be RFC 3339 time$`, "time", "应为时刻，如 09:30:00"},
		{`^invalid date/time`, "time", "时间格式不正确"},
		{`^expected string to be RFC 5322 email`, "email", "应为电子邮箱地址"},
		{`^expected string to be (RFC 5890 hostname|RFC 2673 ipv4|RFC 2373 ipv6|either)`, "address", "应为有效的主机名或 IP 地址"},
		{`^expected string to be RFC 3986 uri`, "uri", "应为有效的网址"},
		{`^expected string to be RFC 4122 uuid`, "uuid", "应为 UUID"},
		{`^expected string to be regex`, "pattern", "应为有效的正则表达式"},
		{`^(expected boolean|invalid boolean)$`, "type", "应为是或否（true/false）"},
		{`^expected duration`, "type", "应为时长"},
		{`^(expected integer|invalid integer)$`, "type", "应为整数"},
		{`^(expected number|invalid float|invalid floating value)$`, "type", "应为数字"},
		{`^expected string$`, "type", "应为文本"},
		{`^expected string to be base64 encoded$`, "base64", "应为 base64 编码"},
		{`^expected array$`, "type", "应为列表"},
		{`^expected object$`, "type", "应为对象"},
		{`^expected array items to be unique$`, "unique", "各项不能重复"},
		{`^expected value to be one of "(.*)"$`, "enum", "应为以下之一：%[1]s"},
		{`^expected number >= (.+)$`, "min", "不能小于 %[1]s"},
		{`^expected number > (.+)$`, "min", "应大于 %[1]s"},
		{`^expected number <= (.+)$`, "max", "不能大于 %[1]s"},
		{`^expected number < (.+)$`, "max", "应小于 %[1]s"},
		{`^expected number to be a multiple of (.+)$`, "multiple", "应为 %[1]s 的倍数"},
		{`^expected length >= 1$`, "required", "不能为空"},
		{`^expected length >= (.+)$`, "min_length", "至少 %[1]s 个字符"},
		{`^expected length <= (.+)$`, "max_length", "最多 %[1]s 个字符"},
		{`^expected string to (be|match)`, "pattern", "格式不正确"},
		{`^expected array length >= (.+)$`, "min_items", "至少 %[1]s 项"},
		{`^expected array length <= (.+)$`, "max_items", "最多 %[1]s 项"},
		{`^expected object with at least (\d+) properties$`, "min_items", "至少 %[1]s 个字段"},
		{`^expected object with at most (\d+) properties$`, "max_items", "最多 %[1]s 个字段"},
		{`^expected value to (match|not match)`, "schema", "不符合约定的结构"},
		{`^expected propertyName value to be present`, "required", "缺少区分类型的字段"},
		{`^write only property is non-zero$`, "read_only", "不能由调用方填写"},
		{`^expected at most one value`, "type", "只能填写一个值"},
		{`^cannot read multipart form`, "form", "表单格式不正确，请重新上传"},
		{`(invalid character|unexpected end of JSON|cannot unmarshal|json:)`, "json", "不是有效的 JSON"},
		{`unknown content type`, "type", "内容类型应为 application/json"},
	} {
		t.rules = append(t.rules, rule{regexp.MustCompile(r[0]), r[1], r[2]})
	}
	return t
}

// required catches the name of a missing property, which huma reports at its parent.
var required = regexp.MustCompile(`^expected (?:required )?property (\S+) to be present`)

func (t *translator) field(d *huma.ErrorDetail) fault.Field {
	name := d.Location
	if m := required.FindStringSubmatch(d.Message); m != nil {
		name = strings.TrimPrefix(name+"."+m[1], ".")
	}
	name = shortName(name)
	for _, r := range t.rules {
		m := r.pattern.FindStringSubmatch(d.Message)
		if m == nil {
			continue
		}
		text := r.text
		if strings.Contains(text, "%[") {
			args := make([]any, len(m)-1)
			for i, s := range m[1:] {
				args[i] = strings.ReplaceAll(s, ", ", "、")
			}
			text = fmt.Sprintf(text, args...)
		}
		return fault.Field{Name: name, Code: r.code, Text: label(name) + text}
	}
	return fault.Field{Name: name, Code: "invalid", Text: label(name) + "格式不正确"}
}

// shortName drops the place huma puts in front: a caller knows a field by its
// own name. The whole body stays "body".
func shortName(location string) string {
	for _, p := range []string{"body.", "query.", "path.", "header.", "form.", "cookie."} {
		if s, ok := strings.CutPrefix(location, p); ok {
			return s
		}
	}
	return location
}

func label(name string) string {
	if name == "" || name == "body" {
		return "提交的内容"
	}
	return name + " "
}

// transform is huma's hook on every answer: its own error model becomes ours.
func (t *translator) transform(ctx huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	seen := map[string]bool{}
	fields := []fault.Field{}
	for _, d := range m.Errors {
		if d == nil {
			continue
		}
		f := t.field(d)
		if !seen[f.Name+f.Code] {
			seen[f.Name+f.Code] = true
			fields = append(fields, f)
		}
	}
	code, detail := "rest.invalid", fmt.Sprintf("有 %d 项内容需要修改", len(fields))
	switch {
	case m.Status == 413:
		code, detail = "rest.body_too_large", "提交的内容超过大小上限"
	case m.Status == 408:
		code, detail = "rest.body_slow", "接收内容超时，请检查网络后重试"
	case m.Status == 415:
		code, detail = "rest.media_type", "内容类型应为 application/json"
	case m.Status >= 500:
		code, detail = "platform.internal", "系统内部错误，已记录，请稍后再试"
		fields = []fault.Field{}
	case len(fields) == 0:
		detail = "请求内容为空"
	case len(fields) == 1:
		detail = fields[0].Text
	}
	return withStatus(ctx.Context(), m.Status, code, detail, fields...), nil
}
