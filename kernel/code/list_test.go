package code

import (
	"strings"
	"testing"
)

func TestStandardLists(t *testing.T) {
	ls := StandardLists()
	for _, tt := range []struct{ list, name, value string }{
		{"subject_status", "开业", "1"}, {"subject_status", "存续(在营、开业、在册)", "1"}, {"subject_status", "吊销，未注销", "3"},
		{"subject_type", "集体分支机构(非法人)", "7200"}, {"subject_type", "有限责任公司 国有企业", "1120"},
		{"subject_type", "有限责任公司（自然人投资或控股）", "1100"}, {"subject_type", "个体", "6000"},
		{"penalty_kind", "吊销营业执照", "8"}, {"licence_kind", "普通", "1"}, {"party_kind", "自然人", "2"},
	} {
		l, ok := ls.Find(tt.list)
		if !ok {
			t.Fatalf("no list %s in %v", tt.list, ls.Names())
		}
		if e, ok := l.Named(tt.name, ""); !ok || string(e.Value) != tt.value {
			t.Errorf("%s: %s → %+v", tt.list, tt.name, e)
		}
	}
	p, _ := ls.Find("penalty_kind")
	if c := p.Check("2", "2021-07-14"); c.Text != "“2 通报批评”自 2021-07-15 起启用" {
		t.Errorf("%+v", c)
	}
	if c := p.Check("2", "2021-07-15"); !c.OK {
		t.Errorf("%+v", c)
	}
	if len(p.On("2020-01-01")) >= len(p.On("2022-01-01")) {
		t.Error("time does not matter")
	}
}

func TestListMistakes(t *testing.T) {
	for _, tt := range []struct{ name, src, want string }{
		{"twice", "list: a\ntitle: 甲\nvalues:\n  - {value: 01, title: 乙}\n  - {value: 01, title: 丙}\n", "x.yaml:5:5: 值 01 重复"},
		{"unknown key", "list: a\ntitle: 甲\nvaluse: []\n", "x.yaml:3:1: 不认识的键 valuse"},
		{"no value", "list: a\ntitle: 甲\nvalues: []\n", "没有任何值"},
		{"day", "list: a\ntitle: 甲\nvalues:\n  - {value: 1, title: 乙, from: 2024-02-30}\n", "“2024-02-30”不是日期"},
		{"order", "list: a\ntitle: 甲\nvalues:\n  - {value: 1, title: 乙, from: 2024-02-01, until: 2024-01-01}\n", "until 应晚于 from"},
		{"successor", "list: a\ntitle: 甲\nvalues:\n  - {value: 1, title: 乙, successor: 2}\n", "指向不存在的 2"},
		{"same name", "list: a\ntitle: 甲\nvalues:\n  - {value: 1, title: 乙}\n  - {value: 2, title: 丙, names: [乙]}\n", "同时属于 1 和 2"},
		{"number title", "list: a\ntitle: 12\nvalues:\n  - {value: 1, title: 乙}\n", "x.yaml:2:8: 应为文字"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := ParseList("x.yaml", []byte(tt.src))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestListKeepsCodes(t *testing.T) {
	l, err := ParseList("x.yaml", []byte("list: a\ntitle: 甲\nvalues:\n  - {value: 0123, title: 乙}\n  - {value: 123, title: 丙, from: 2020-01-01}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if e, ok := l.Find("0123"); !ok || e.Title != "乙" {
		t.Errorf("0123: %+v", e)
	}
}

func FuzzParseList(f *testing.F) {
	f.Add([]byte("list: a\ntitle: 甲\nvalues:\n  - {value: 0123, title: 乙, names: [丙]}\n"))
	f.Add([]byte("list: [a]\nvalues: {a: b}\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		l, err := ParseList("x.yaml", src)
		if err != nil {
			return
		}
		for _, e := range l.Entries {
			if _, ok := l.Find(e.Value); !ok {
				t.Fatalf("%q lost", e.Value)
			}
		}
	})
}
