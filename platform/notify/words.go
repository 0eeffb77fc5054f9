package notify

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
)

// at is what stands at a path of a decoded answer, "" where nothing does or more
// than one value.
func at(v any, path string) string {
	if path == "" {
		return ""
	}
	switch x := inside(v, path).(type) {
	case string:
		return legible(x)
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// legible is what others say without what no database column takes, or not every one:
// NUL, half characters. What cannot be noted would be sent again.
func legible(s string) string {
	return strings.Map(func(r rune) rune {
		if control(r) {
			return -1
		}
		return r
	}, s)
}

func inside(v any, path string) any {
	for _, name := range strings.Split(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[name]
		case []any:
			i, err := strconv.Atoi(name)
			if err != nil || i < 0 || i >= len(x) {
				return nil
			}
			v = x[i]
		default:
			return nil
		}
	}
	return v
}

// read finds the receipts in an answer. One whose state is neither good nor bad
// says nothing yet and is left out.
func (w Words) read(v any) []Receipt {
	list := []any{v}
	if w.List != "" {
		list, _ = inside(v, w.List).([]any)
	} else if l, ok := v.([]any); ok {
		list = l
	}
	var out []Receipt
	for _, x := range list {
		r := Receipt{ID: at(x, w.ID), Reference: at(x, w.Reference), Reason: at(x, w.Reason), At: w.moment(at(x, w.Time))}
		switch state := at(x, w.State); {
		case slices.Contains(w.Good, state):
			r.State, r.Reason = Delivered, ""
		case slices.Contains(w.Bad, state):
			r.State = Undeliverable
			if r.Reason == "" {
				r.Reason = "网关回执 " + state
			}
		default:
			continue
		}
		out = append(out, r)
	}
	return out
}

// moment reads a time in +08:00 unless it says another zone; 0 where it is none.
func (w Words) moment(s string) clock.Instant {
	if s == "" {
		return 0
	}
	switch w.Layout {
	case "unix", "unixms":
		n, err := strconv.ParseInt(s, 10, 64)
		if err != nil || n < 0 || n > 1<<45 {
			return 0
		}
		if w.Layout == "unix" {
			n *= 1000
		}
		return clock.Instant(n)
	}
	layout := w.Layout
	if layout == "" {
		layout = "2006-01-02 15:04:05"
	}
	t, err := time.ParseInLocation(layout, s, clock.Shanghai)
	if err != nil {
		return 0
	}
	return clock.At(t)
}
