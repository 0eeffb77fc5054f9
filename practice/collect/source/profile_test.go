package source

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestProfile(t *testing.T) {
	var b strings.Builder
	b.WriteString("UNISCID,ENTNAME,LEREP,ESTDATE,APPRDATE,TEL,S_EXT\n")
	codes := []string{"913710027262299554", "913710837372325278", "9137100072672098XG"}
	for i, c := range codes {
		fmt.Fprintf(&b, "%s,甲%d公司,丛某,2001010%d,20261012,0631-5123218,370000\n", c, i, i+1)
	}
	b.WriteString("913710027262299553,乙公司,丛某,20010101,20261012,,370000\n")              // 5: check character
	b.WriteString("91371002727559825G,丙\u200b公司,丛某,20010230,20261012,,1\n")             // 6: no such day
	b.WriteString("913710027262299554,甲0公司,丛某,20010101,20261012,0631-5123218,370000\n") // 7: as 2
	b.WriteString("913710837372325278,丁公司,丛某,20010101,20261012,x,\n")                   // 8: key of 3, other content
	b.WriteString("913710837372325278,丁公司,丛某\n")                                        // 9: too short, and again 3
	f := opened(t, []byte(b.String()), Options{})
	m := Recognise(f.Columns, f.Samples, business)
	p, err := Examine(context.Background(), f, m, business, ProfileOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if p.Rows != 8 || p.Bad != 5 || p.Duplicates.Same != 1 || p.Duplicates.Changed != 2 || p.Duplicates.Key != "统一社会信用代码" {
		t.Errorf("%+v", p)
	}
	if d := cmp.Diff([]Conflict{{3, 8}, {3, 9}}, p.Duplicates.Conflicts); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]Chunk{{N: 1, Rows: 8, Quarantined: 5, First: 2, Last: 9}}, p.Chunks); d != "" {
		t.Error(d)
	}
	if c := p.Columns[0]; !c.Key || c.FilledPct != 100 || c.Sample != "913710027262299554" || c.Problems != 4 || c.Convert != "校验位" {
		t.Errorf("%+v", c)
	}
	if c := p.Columns[5]; c.FilledPct != 62.5 || c.Sample != "063******218" || !c.Personal || c.Problems != 2 {
		t.Errorf("%+v", c)
	}
	if c := p.Columns[6]; c.Field != "" || c.Filled != 6 {
		t.Errorf("%+v", c)
	}
	var got []string
	for _, x := range p.Problems {
		got = append(got, fmt.Sprintf("%s|%s|%d|%s|%v|%s", x.Code, x.Title, x.Count, x.Example, x.Mark, x.Treatment))
	}
	want := []string{
		"uscc.duplicate_changed|同一主键两行内容不同|2|与第 3 行统一社会信用代码相同而内容不同|[0 0]|quarantine",
		"established_on.date_impossible|成立日期不存在的日期|1|20010230|[0 8]|quarantine",
		"too_few_cells|列数不足|1|第 9 行|[0 0]|quarantine",
		"uscc.format_check|统一社会信用代码校验位不符|1|913710027262299553|[17 18]|quarantine",
		"phone.empty|联系电话为空|2|—|[0 0]|note",
		"name.invisible|名称含不可见字符|1|丙▯公司|[1 2]|note",
		"uscc.duplicate_same|同一主键两行内容相同|1|与第 2 行重复，内容相同|[0 0]|note",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if len(p.Preview) != 4 || p.Preview[0].Line != 5 || p.Preview[0].Cells[2] != "丛*" {
		t.Errorf("%+v", p.Preview)
	}
	if _, err := json.Marshal(p); err != nil {
		t.Error(err)
	}
}

func TestProfileMissingAndCheck(t *testing.T) {
	f := opened(t, []byte("成立日期,核准日期\n2026-11-20,2026-10-12\n2001-01-01,2002-01-01\n"), Options{})
	p, err := Examine(context.Background(), f, Recognise(f.Columns, f.Samples, business), business, ProfileOptions{
		Check: func(v map[string]any) []Problem {
			if v["established_on"].(string) > v["approved_on"].(string) {
				return []Problem{{Code: "late", Text: "成立日期晚于核准日期", Level: Quarantine}}
			}
			return nil
		},
	})
	if err != nil || p.Bad != 1 || len(p.Missing) != 1 || p.Missing[0] != "名称" || p.Problems[0].Title != "成立日期晚于核准日期" {
		t.Errorf("%+v %v", p, err)
	}
}

func TestProfileRegisters(t *testing.T) {
	for city, rows := range registers {
		f, err := OpenPath(register(t, city), "", Options{})
		if err != nil {
			t.Fatal(err)
		}
		fields := append([]FieldInfo(nil), business...)
		fields[7].Convert = func(cell string) (any, []Problem) { return cell, nil }
		p, err := Examine(context.Background(), f, Recognise(f.Columns, f.Samples, fields), fields, ProfileOptions{})
		if err != nil || p.Rows != rows || len(p.Chunks) != (rows+ChunkRows-1)/ChunkRows || p.Duplicates.Changed+p.Duplicates.Same > 0 {
			t.Errorf("%s: %d rows, %v", city, p.Rows, err)
		}
		t.Logf("%s: %d of %d rows to quarantine, %d kinds of problems", city, p.Bad, p.Rows, len(p.Problems))
		f.Close()
	}
}

func TestSeenRemembersEvery(t *testing.T) {
	s := &seen{max: 5000}
	for i := range 6000 {
		key := uint64(i) * 0x9E3779B97F4A7C15
		if s.put(key, uint32(i), uint32(i+1), false) != nil {
			t.Fatal("new key found")
		}
	}
	for i := range 5000 {
		if got := s.put(uint64(i)*0x9E3779B97F4A7C15, 0, 1, false); got == nil || got.line != uint32(i+1) || got.content != uint32(i) {
			t.Fatal(i, got)
		}
	}
}

func TestMasked(t *testing.T) {
	for in, want := range map[string]string{"": "", "丛": "*", "丛某": "丛*", "丛某某": "丛**", "371002197804121234": "3710**********1234", "0631-5123218": "063******218"} {
		if got := masked(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}
