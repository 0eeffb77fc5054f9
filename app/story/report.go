package story

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/platform/fault"
)

// Find lists the stories meant by paths: a file is itself, a folder every *.story
// below it, in order.
func Find(paths ...string) ([]string, error) {
	var out []string
	for _, p := range paths {
		st, err := os.Stat(p)
		if err != nil {
			return nil, fault.Bad("story.file", "没有可以演练的故事", fault.Field{Name: p, Code: "file", Text: "文件或者目录不存在"})
		}
		if !st.IsDir() {
			out = append(out, p)
			continue
		}
		n := len(out)
		err = filepath.WalkDir(p, func(file string, d fs.DirEntry, err error) error {
			if err == nil && !d.IsDir() && filepath.Ext(file) == ".story" {
				out = append(out, file)
			}
			return err
		})
		if err != nil {
			return nil, fmt.Errorf("looking for stories in %s: %w", p, err)
		}
		if len(out) == n {
			return nil, fault.Bad("story.file", "没有可以演练的故事", fault.Field{Name: p, Code: "empty", Text: "目录中没有 *.story 文件"})
		}
	}
	return slices.Compact(out), nil
}

// maxFile bounds a story file.
const maxFile = 1 << 20

// ReadFiles reads stories from files.
func ReadFiles(files []string) ([]*Script, Problems, error) {
	var all []*Script
	var wrong Problems
	for _, f := range files {
		src, err := readFile(f)
		if err != nil {
			return nil, nil, err
		}
		list, problems := Read(f, src)
		all, wrong = append(all, list...), append(wrong, problems...)
	}
	return all, wrong, nil
}

func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Bad("story.file", "故事无法读取", fault.Field{Name: name, Code: "file", Text: "文件无法打开"}).With(err)
	}
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err == nil && len(src) > maxFile {
		err = fault.Bad("story.file", "故事无法读取", fault.Field{Name: name, Code: "size", Text: "文件超过 1 MB"})
	}
	return src, errors.Join(err, f.Close())
}

// Text prints how a story went, for people: one line, and what failed below it.
func (o *Outcome) Text() string {
	var b strings.Builder
	if o.Passed() {
		fmt.Fprintf(&b, "通过  %s  %s（%d 毫秒）", o.Script.File, o.Script.Title, o.Took.Milliseconds())
		return b.String()
	}
	fmt.Fprintf(&b, "失败  %s  %s", o.Script.File, o.Script.Title)
	for _, p := range o.Problems {
		fmt.Fprintf(&b, "\n  %s", p)
	}
	for _, f := range o.Failures {
		fmt.Fprintf(&b, "\n  %s: %s\n    应为：%s\n    实际：%s", f.Place, f.Statement, f.Want, f.Got)
		for i, w := range f.Why {
			fmt.Fprintf(&b, "\n    %s%s", map[bool]string{true: "计算：", false: "      "}[i == 0], w)
		}
	}
	return b.String()
}

// Report is how some stories went, for programs.
type Report struct {
	Stories  []StoryReport   `json:"stories"`
	Problems []ProblemReport `json:"problems"` // what is wrong with them as they are written
	Passed   int             `json:"passed"`
	Failed   int             `json:"failed"`
}

// StoryReport is how one story went.
type StoryReport struct {
	File         string          `json:"file"`
	Line         int             `json:"line"`
	Title        string          `json:"title"`
	Passed       bool            `json:"passed"`
	Milliseconds int64           `json:"milliseconds"`
	Failures     []FailureReport `json:"failures"`
}

// FailureReport is one thing that was not as told.
type FailureReport struct {
	Line       int      `json:"line"`
	Column     int      `json:"column"`
	Statement  string   `json:"statement"`
	Expected   string   `json:"expected"`
	Got        string   `json:"got"`
	Arithmetic []string `json:"arithmetic"`
}

// ProblemReport is one mistake in a story.
type ProblemReport struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Text   string `json:"text"`
}

// NewReport puts together how stories went.
func NewReport(list []*Outcome, problems Problems) Report {
	r := Report{Stories: []StoryReport{}, Problems: []ProblemReport{}}
	for _, o := range list {
		s := StoryReport{File: o.Script.File, Line: o.Script.Line, Title: o.Script.Title, Passed: o.Passed(), Milliseconds: o.Took.Milliseconds(), Failures: []FailureReport{}}
		for _, f := range o.Failures {
			s.Failures = append(s.Failures, FailureReport{f.Line, f.Col, f.Statement, f.Want, f.Got, append([]string{}, f.Why...)})
		}
		if r.Stories = append(r.Stories, s); s.Passed {
			r.Passed++
		} else {
			r.Failed++
		}
		problems = append(problems, o.Problems...)
	}
	for _, p := range problems {
		r.Problems = append(r.Problems, ProblemReport{p.File, p.Line, p.Col, p.Text})
	}
	return r
}
