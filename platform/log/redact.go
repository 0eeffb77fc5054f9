package log

import (
	"fmt"
	"log/slog"
	"reflect"
	"strings"
)

// personal are the words that make a key personal or secret. A key is refused
// when one of its parts (split at . _ - and at capitals) is such a word, or its
// whole is such a phrase.
func personal() []string {
	return []string{
		"password", "passwd", "pwd", "token", "secret", "authorization", "cookie", "credential", "apikey", "api_key",
		"id_no", "idno", "idcard", "id_card", "identity", "passport",
		"phone", "mobile", "tel", "telephone", "email", "mail", "wechat",
		"name", "surname", "birthday", "birth", "address", "query", "body", "payload", "values",
	}
}

func keys(more []string) map[string]bool {
	m := map[string]bool{}
	for _, k := range append(personal(), more...) {
		m[strings.ToLower(k)] = true
	}
	return m
}

// redact replaces the value of a personal key, in a group of such a key too.
func redact(secret map[string]bool, groups []string, a slog.Attr) slog.Attr {
	if len(groups) == 0 && (a.Key == slog.TimeKey || a.Key == slog.LevelKey || a.Key == slog.MessageKey || a.Key == slog.SourceKey) {
		return a
	}
	if refused(secret, a.Key) {
		return slog.String(a.Key, Redacted)
	}
	for _, g := range groups {
		if refused(secret, g) {
			return slog.String(a.Key, Redacted)
		}
	}
	return slog.Attr{Key: a.Key, Value: scrub(a.Value)}
}

// scrub hides what can only be personal in a value under any key: numbers of
// citizens and of mobile telephones inside texts and errors, and whole structs,
// maps and lists, whose fields have no key of their own to judge.
func scrub(v slog.Value) slog.Value {
	switch v.Kind() {
	case slog.KindString:
		return slog.StringValue(numbers(v.String()))
	case slog.KindAny:
		switch x := v.Any().(type) {
		case nil:
			return v
		case error:
			return slog.StringValue(numbers(x.Error()))
		case fmt.Stringer:
			return slog.StringValue(numbers(x.String()))
		}
		switch reflect.TypeOf(v.Any()).Kind() {
		case reflect.Struct, reflect.Map, reflect.Slice, reflect.Array, reflect.Pointer, reflect.Interface:
			return slog.StringValue(Redacted)
		}
	}
	return v
}

// numbers hides runs of digits that have the form of a citizen's number
// (GB 11643: 17 digits and a digit or X) or of a mobile telephone number.
func numbers(s string) string {
	var b strings.Builder
	from := 0
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		end := i
		for end < len(s) && s[end] >= '0' && s[end] <= '9' {
			end++
		}
		n := end - i
		citizen := n == 18 || n == 17 && end < len(s) && (s[end] == 'X' || s[end] == 'x')
		if citizen || n == 11 && s[i] == '1' && s[i+1] >= '3' {
			b.WriteString(s[from:i])
			b.WriteString(Redacted)
			if n == 17 {
				end++
			}
			from = end
		}
		i = end
	}
	if from == 0 {
		return s
	}
	return b.String() + s[from:]
}

func refused(secret map[string]bool, key string) bool {
	low := strings.ToLower(key)
	if secret[low] {
		return true
	}
	parts := split(key)
	for i, p := range parts {
		if secret[p] || i+1 < len(parts) && secret[p+"_"+parts[i+1]] {
			return true
		}
	}
	return false
}

// split cuts a key into lower-case words: user_name, user.name, userName, User-Name.
func split(key string) []string {
	var b strings.Builder
	lower := false
	for _, r := range key {
		switch {
		case r == '.' || r == '-' || r == '_' || r == ' ':
			b.WriteByte('_')
			lower = false
		case r >= 'A' && r <= 'Z':
			if lower {
				b.WriteByte('_')
			}
			b.WriteRune(r + 'a' - 'A')
			lower = false
		default:
			b.WriteRune(r)
			lower = true
		}
	}
	return strings.Split(b.String(), "_")
}
