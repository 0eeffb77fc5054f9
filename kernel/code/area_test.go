package code

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestProfileAreas(t *testing.T) {
	for _, profile := range []string{"haidong", "weihai", "baiyin", "dayawan", "chaozhou"} {
		src, err := os.ReadFile(filepath.Join("..", "..", "city", profile, "areas.yaml"))
		if err != nil {
			t.Fatal(err)
		}
		a, err := ParseAreas(profile+"/areas.yaml", src, GB2260())
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range a.Counties {
			if len(c.Towns) == 0 && c.Code != "6204A1" {
				t.Errorf("%s %s has no towns", c.Code, c.Title)
			}
		}
	}
}

func TestAreaMistakes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"retired", "area: \"3710\"\ncounties:\n  - {code: 371081, title: 文登市}\n", "不是现行行政区划代码"},
		{"missing", "area: \"3710\"\ncounties:\n  - {code: 371002, title: 环翠区}\n", "缺少 371003 文登区"},
		{"name", "area: \"3710\"\ncounties:\n  - {code: 371002, title: 环翠县}\n", "在 GB/T 2260 中名为 环翠区"},
		{"clash", "area: \"3710\"\ncounties:\n  - {code: 371002, title: 环翠区}\n  - {code: 371003, title: 高区, functional: true, parent: 371002}\n", "与行政区划 文登区 冲突"},
		{"parent", "area: \"3710\"\ncounties:\n  - {code: 3710A1, title: 高区, functional: true, parent: 371002}\n", "应先列出"},
		{"no area", "title: 威海市\n", "缺少 area"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := ParseAreas("x.yaml", []byte(tt.src), GB2260()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzParseAreas(f *testing.F) {
	f.Add([]byte("area: \"3710\"\ntitle: 威海市\ncounties:\n  - {code: 371002, title: 环翠区, towns: [竹岛街道]}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		a, err := ParseAreas("x.yaml", src, GB2260())
		if (a == nil) && err == nil {
			t.Fatal("neither areas nor error")
		}
	})
}
