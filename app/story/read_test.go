package story

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestReadSaysEverythingThatIsWrong: every mistake of a file at once, each at its
// line and column.
func TestReadSaysEverythingThatIsWrong(t *testing.T) {
	for _, x := range []struct{ name, text, want string }{
		{"empty", "\n# nothing\n", "x.story:1:1: 文件中没有故事"},
		{"no day first", "as officer files 投诉 c1\n", "x.story:1:1: 故事的第一句应为“at 日期 [时刻]”"},
		{"bad day", "at 2026-02-30\n", "x.story:1:4: “2026-02-30”不是日期；日期应为 YYYY-MM-DD"},
		{"bad hour", "at 2026-02-03 25:00\n", "x.story:1:15: 时刻应为 HH:MM"},
		{"back", "at 2026-02-03 10:00\nat 2026-02-03 09:59\n", "x.story:2:4: 时间不能倒退：前面已到 2026-02-03 10:00"},
		{"quote", "at 2026-02-03\nas officer 受理 c1 a=\"b\n", "x.story:2:20: 引号没有关闭"},
		{"after a quote", "at 2026-02-03\nas officer 受理 c1 reason \"b\"c\n", "x.story:2:28: 引号之后应有空格"},
		{"continuation of nothing", "  at 2026-02-03\n", "x.story:1:3: 以空白开头的行接续上一行，但前面没有语句"},
		{"several", "at 2026-02-03\nexpect c1 stp 受理\nas officer tells 投诉人 受理 in c1\nfrob\n",
			"x.story:2:11: 这里应为“字段=值”、step、law、clock、act、owes、ledger、seen、unseen、parts 或 brings，而不是“stp”\n" +
				"x.story:3:22: 这里应为“of”，而不是“受理”\n" +
				"x.story:4:1: 语句应以 city、kinds、person、given、story、at、as、expect 或 public 开头，而不是“frob”"},
		{"left over", "at 2026-02-03\nas officer 受理 c1 now\n", "x.story:2:18: 多余的内容“now”"},
		{"twice", "at 2026-02-03\nas officer 受理 c1 on 2026-02-01 on 2026-02-02\n", "x.story:2:32: “on”写了两次"},
		{"not UTF-8", "at \xff\n", "x.story:1:1: 文件不是 UTF-8 编码"},
		{"acts before the first story", "at 2026-02-03\nstory a\nat 2026-02-03\n", "x.story:2:1: 文件中有多个故事时，第一个“story”之前只能有 city、kinds、person、given"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, problems := Read("x.story", []byte(x.text))
			if diff := cmp.Diff(x.want, problems.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestReadStories: a file is one story or several with one head.
func TestReadStories(t *testing.T) {
	list, problems := Read("dir/one.story", []byte("at 2026-02-03\r\nas officer files 投诉 c1 事由=\"a b\"\r\n\t诉求＝退款 # all of it\r\n"))
	if len(problems) > 0 || len(list) != 1 || list[0].Title != "one" || len(list[0].Steps) != 2 || len(list[0].Steps[1].act.values) != 2 {
		t.Fatalf("%v %+v", problems, list)
	}
	if v := list[0].Steps[1].act.values; v[0].text != "a b" || v[1].key != "诉求" || v[1].text != "退款" || v[1].Line != 3 || v[1].Col != 2 {
		t.Errorf("%+v", v)
	}
	list, problems = Read("dir/two.story", []byte("kinds ../x\nstory first life\nat 2026-02-03\nstory second\nkinds y\nat 2020-01-02\n"))
	if len(problems) > 0 || len(list) != 2 {
		t.Fatalf("%v %+v", problems, list)
	}
	if list[0].Title != "first life" || len(list[0].Kinds) != 1 || list[0].Kinds[0] != "x" || len(list[1].Kinds) != 2 || list[1].Kinds[1] != "dir/y" {
		t.Errorf("%+v %+v", list[0], list[1])
	}
}

// FuzzRead: whatever is in a file, reading it ends, and every problem has a place in it.
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "at 2026-09-30 09:00\nas receiver files 投诉 c1 a=b\n", "story x\nat 2026-01-01\nexpect c1 clock 受理期限 due 2026-01-02 10:00 left 3 near\n",
		"as a tells b of c in d by e proof \"f\" refused g.h \"i\"\n", "public sees nothing of c1\nexpect no task of c for d\n", "\ufeffat 2026-01-01\r\n\t=\n", "person a b at c over d\ngiven k x=\"\\n\\\"\""} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		list, problems := Read("x.story", src)
		if len(list) == 0 {
			t.Fatal("no story, not even an empty one")
		}
		lines := strings.Count(string(src), "\n") + 1
		for _, p := range problems {
			if p.Line < 1 || p.Line > lines || p.Col < 1 || p.Text == "" {
				t.Fatalf("problem at %s of %d lines", p, lines)
			}
		}
		for _, s := range list {
			for _, st := range s.Steps {
				if st.act != nil && len(problems) == 0 && st.act.rec.text == "" && !st.act.rec.quoted {
					t.Fatalf("an act on nothing passed: %q", st.text)
				}
			}
		}
	})
}
