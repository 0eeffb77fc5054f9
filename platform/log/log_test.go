package log_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/platform/log"
)

func TestPersonalKeysAreRedacted(t *testing.T) {
	for _, c := range []struct {
		key  string
		gone bool
	}{
		{"password", true}, {"Password", true}, {"session_token", true}, {"accessToken", true}, {"id_no", true},
		{"person.id_no", true}, {"ContactPhone", true}, {"name", true}, {"user_name", true}, {"userName", true},
		{"X-Api-Key", true}, {"email", true}, {"address", true}, {"query", true},
		{"id", false}, {"kind", false}, {"route", false}, {"status", false}, {"hotel", false}, {"filename_count", false}, {"code", false},
	} {
		t.Run(c.key, func(t *testing.T) {
			for _, format := range []string{"json", "text"} {
				var b bytes.Buffer
				l, _, err := log.New(&b, log.Options{Format: format})
				if err != nil {
					t.Fatal(err)
				}
				l.Info("said", c.key, "Li-Siguang")
				if gone := !strings.Contains(b.String(), "Li-Siguang"); gone != c.gone {
					t.Errorf("%s: gone %v, want %v: %s", format, gone, c.gone, b.String())
				}
			}
		})
	}
}

func TestGroupsAndWith(t *testing.T) {
	var b bytes.Buffer
	l, level, err := log.New(&b, log.Options{Keys: []string{"plate"}})
	if err != nil {
		t.Fatal(err)
	}
	l.With("token", "abc").WithGroup("credential").Info("said", "x", "abc", slog.Group("g", "plate", "abc"))
	if strings.Contains(b.String(), "abc") {
		t.Errorf("a secret was written: %s", b.String())
	}
	var line map[string]any
	if err := json.Unmarshal(b.Bytes(), &line); err != nil || line["msg"] != "said" {
		t.Errorf("line %s: %v", b.String(), err)
	}
	b.Reset()
	l.Debug("quiet")
	level.Set(slog.LevelDebug)
	l.Debug("loud")
	if got := b.String(); strings.Contains(got, "quiet") || !strings.Contains(got, "loud") {
		t.Errorf("level: %s", got)
	}
}

func TestPersonalNumbersAndWholeValues(t *testing.T) {
	for _, c := range []struct {
		name  string
		value any
		want  string // of the text form
	}{
		{"telephone in a text", "拨打 13800001111 无人接听", `"拨打 [已隐去] 无人接听"`},
		{"citizen's number in an error", fmt.Errorf("bad 11010519491231002X in 110105194912310021"), `"bad [已隐去] in [已隐去]"`},
		{"milliseconds", "1795000000000", "1795000000000"}, {"a short number", "2026", "2026"}, {"a landline", "05315678901", "05315678901"},
		{"credit code with letters", "91371000MA3C7X1T5P", "91371000MA3C7X1T5P"},
		{"struct", struct{ X string }{"甲"}, "[已隐去]"}, {"map", map[string]string{"x": "甲"}, "[已隐去]"}, {"list", []string{"甲"}, "[已隐去]"},
		{"number", 13800001111, "13800001111"}, {"nil", nil, "<nil>"}, {"duration", time.Second, "1s"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var b bytes.Buffer
			l, _, err := log.New(&b, log.Options{Format: "text"})
			if err != nil {
				t.Fatal(err)
			}
			l.Info("said", "x", c.value)
			if _, got, _ := strings.Cut(strings.TrimSpace(b.String()), " x="); got != c.want {
				t.Errorf("%s, want %s", got, c.want)
			}
		})
	}
}

func TestBadOptions(t *testing.T) {
	for _, o := range []log.Options{{Format: "xml"}, {Level: "loud"}} {
		if _, _, err := log.New(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	log.Discard().With("a", 1).WithGroup("g").Error("nothing")
}
