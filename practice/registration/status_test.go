package registration

import (
	"strings"
	"testing"

	"github.com/hengjian/hengjian/kernel/code"
)

func TestLife(t *testing.T) {
	l := StandardLife()
	if tr, ok := l.Find("1", "2"); !ok || tr.Article != "30" {
		t.Errorf("存续 → 歇业: %+v", tr)
	}
	if _, ok := l.Find("9", "1"); ok {
		t.Error("注销 → 存续 allowed")
	}
	if !l.Final("9") || l.Final("10") {
		t.Error("注销 is final, 强制注销 may be restored within three years")
	}
	reach := map[code.Value]bool{"1": true}
	for range l.List().Entries {
		for _, tr := range l.steps {
			if reach[tr.From] {
				reach[tr.To] = true
			}
		}
	}
	for _, e := range l.List().Entries {
		if !reach[e.Value] {
			t.Errorf("%s %s cannot be reached", e.Value, e.Title)
		}
	}
}

func TestLifeMistakes(t *testing.T) {
	for _, tt := range []struct{ src, want string }{
		{"list: nope\n", "不认识的代码表 nope"},
		{"transitions: []\n", "缺少 list"},
		{"list: subject_status\ntransitions:\n  - {from: \"77\", to: \"1\", title: 甲, basis: 乙, article: 3}\n", "没有值 77"},
		{"list: subject_status\ntransitions:\n  - {from: \"1\", to: \"2\", title: 甲, basis: 乙}\n", "要标 unsure"},
	} {
		if _, err := ParseLife("x.yaml", []byte(tt.src), code.StandardLists()); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("got %v, want %q", err, tt.want)
		}
	}
}
