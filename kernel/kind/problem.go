package kind

import (
	"fmt"
	"sort"
	"strings"
)

// Problem is one mistake in a declaration. Line and Col start at 1; Col counts
// characters.
type Problem struct {
	File      string
	Line, Col int
	Text      string // Chinese
}

// Error prints file:line:col and the reason.
func (p Problem) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s", p.File, p.Line, p.Col, p.Text)
}

// Problems is all mistakes found; as an error it prints one a line.
type Problems []Problem

// Error prints one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns the problems as an error, nil where there are none.
func (ps Problems) Err() error {
	if len(ps) == 0 {
		return nil
	}
	return ps
}

// maxProblems bounds what one file reports; the rest is repaired later.
const maxProblems = 100

// order sorts the problems of a file by place and drops doubles.
func order(ps []Problem) []Problem {
	sort.SliceStable(ps, func(i, j int) bool {
		a, b := ps[i], ps[j]
		if a.Line != b.Line {
			return a.Line < b.Line
		}
		return a.Col < b.Col
	})
	out := ps[:0]
	for i, p := range ps {
		if i == 0 || p != ps[i-1] {
			out = append(out, p)
		}
	}
	if len(out) > maxProblems {
		out = append(out[:maxProblems:maxProblems], Problem{out[0].File, out[maxProblems].Line, out[maxProblems].Col, "问题过多，其余从略"})
	}
	return out
}
