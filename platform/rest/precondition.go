package rest

import (
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// ETag is the entity tag of a revision (RFC 9110 §8.8.3): the number in quotes.
func ETag(rev int64) string { return `"` + strconv.FormatInt(rev, 10) + `"` }

// ParseIfMatch reads the revision a change is based on (RFC 9110 §13.1.1).
// Absent, or "*", which names no revision: 428. Anything that cannot be one of
// our tags, a weak tag included, can match nothing: 412.
func ParseIfMatch(header string) (int64, error) {
	header = strings.TrimSpace(header)
	if header == "" || header == "*" {
		return 0, fault.New(fault.Missing, "rest.if_match_missing", "修改时必须注明所依据的版本（If-Match）")
	}
	inner, ok := strings.CutPrefix(header, `"`)
	if ok {
		inner, ok = strings.CutSuffix(inner, `"`)
	}
	if ok && inner != "" && len(inner) <= 19 && (inner == "0" || inner[0] != '0') && strings.Trim(inner, "0123456789") == "" {
		if rev, err := strconv.ParseInt(inner, 10, 64); err == nil {
			return rev, nil
		}
	}
	return 0, fault.New(fault.Stale, "rest.if_match_unknown", "If-Match 不是本系统给出的版本号，请重新打开后再改")
}

// CheckIfMatch compares the header with the current revision: 428 without the
// header, 412 when it names another one.
func CheckIfMatch(header string, current int64) error {
	rev, err := ParseIfMatch(header)
	if err != nil {
		return err
	}
	if rev != current {
		return Stale()
	}
	return nil
}

// Stale is the fault of a change based on an old revision.
func Stale() error {
	return fault.New(fault.Stale, "rest.stale", "记录已被他人修改，请刷新后再办理；您填写的内容没有保存")
}

// maxKey bounds an idempotency key.
const maxKey = 128

// ParseIdempotencyKey reads the header Idempotency-Key: "" when absent, else 8
// to 128 visible ASCII characters. Quotes around it, as the IETF draft
// (draft-ietf-httpapi-idempotency-key-header) writes it, do not count.
func ParseIdempotencyKey(header string) (string, error) {
	key := strings.TrimSpace(header)
	if key == "" {
		return "", nil
	}
	if len(key) >= 2 && key[0] == '"' && key[len(key)-1] == '"' {
		key = key[1 : len(key)-1]
	}
	ok := len(key) >= 8 && len(key) <= maxKey
	for i := 0; ok && i < len(key); i++ {
		ok = key[i] > 0x20 && key[i] < 0x7f && key[i] != '"'
	}
	if !ok {
		return "", fault.Bad("rest.idempotency_key", "Idempotency-Key 无效，应为 8 至 128 个可见的 ASCII 字符",
			fault.Field{Name: "Idempotency-Key", Code: "invalid", Text: "应为 8 至 128 个可见的 ASCII 字符"})
	}
	return key, nil
}
