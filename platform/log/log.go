// Package log sets up log/slog for the product: JSON for machines, text for a
// terminal, and no personal data in either. An attribute whose key names
// something personal or secret is replaced before it is written
// (个人信息保护法 art. 51: measures so that access to personal information stays limited).
package log

import (
	"context"
	"io"
	"log/slog"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Redacted stands in place of a value that must not be logged.
const Redacted = "[已隐去]"

// Options say how the log is written.
type Options struct {
	Format string   // "json" (default) or "text"
	Level  string   // debug, info (default), warn, error
	Keys   []string // further keys to redact, lower case
}

// Level is the threshold of a running logger; it can be moved while it runs.
type Level = slog.LevelVar

// New returns a logger that writes to w, and its level.
func New(w io.Writer, o Options) (*slog.Logger, *Level, error) {
	level := new(Level)
	if o.Level != "" {
		if err := SetLevel(level, o.Level); err != nil {
			return nil, nil, err
		}
	}
	secret := keys(o.Keys)
	ho := &slog.HandlerOptions{Level: level, ReplaceAttr: func(groups []string, a slog.Attr) slog.Attr {
		return redact(secret, groups, a)
	}}
	switch o.Format {
	case "", "json":
		return slog.New(slog.NewJSONHandler(w, ho)), level, nil
	case "text":
		return slog.New(slog.NewTextHandler(w, ho)), level, nil
	}
	return nil, nil, fault.Newf(fault.Invalid, "log.format", "日志格式 %q 无效，应为 json 或 text", o.Format)
}

// SetLevel moves a level by its name.
func SetLevel(level *Level, name string) error {
	switch strings.ToLower(name) {
	case "debug":
		level.Set(slog.LevelDebug)
	case "info":
		level.Set(slog.LevelInfo)
	case "warn", "warning":
		level.Set(slog.LevelWarn)
	case "error":
		level.Set(slog.LevelError)
	default:
		return fault.Newf(fault.Invalid, "log.level", "日志级别 %q 无效，应为 debug、info、warn 或 error", name)
	}
	return nil
}

// Discard is a logger that writes nothing, for tests and for values that must
// not be nil.
func Discard() *slog.Logger { return slog.New(nothing{}) }

type nothing struct{}

func (nothing) Enabled(context.Context, slog.Level) bool  { return false }
func (nothing) Handle(context.Context, slog.Record) error { return nil }
func (n nothing) WithAttrs([]slog.Attr) slog.Handler      { return n }
func (n nothing) WithGroup(string) slog.Handler           { return n }
