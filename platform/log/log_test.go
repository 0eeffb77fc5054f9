package log_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

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
				l.Info("said", c.key, "13800001111")
				if gone := !strings.Contains(b.String(), "13800001111"); gone != c.gone {
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

func TestBadOptions(t *testing.T) {
	for _, o := range []log.Options{{Format: "xml"}, {Level: "loud"}} {
		if _, _, err := log.New(&bytes.Buffer{}, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	log.Discard().With("a", 1).WithGroup("g").Error("nothing")
}
