package source

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"

	"github.com/goccy/go-yaml"

	"github.com/hengjian/hengjian/kernel/code"
)

//go:embed synonyms.yaml
var synonymsYAML []byte

// synonym is an entry of synonyms.yaml.
type synonym struct {
	Title string   `yaml:"title"`
	Also  []string `yaml:"also"`
}

// synonyms is the shipped table by normalised title, and by every word.
type synonyms struct {
	byTitle map[string]synonym
	byWord  map[string][]synonym
}

// shipped reads the table once; a fault in it is a fault of the build and found
// by the tests.
var shipped = sync.OnceValue(func() synonyms {
	s, err := readSynonyms(synonymsYAML)
	if err != nil {
		panic("practice/collect/source: " + err.Error())
	}
	return s
})

func readSynonyms(src []byte) (synonyms, error) {
	var list []synonym
	if err := yaml.UnmarshalWithOptions(src, &list, yaml.Strict()); err != nil {
		return synonyms{}, fmt.Errorf("reading synonyms: %w", err)
	}
	s := synonyms{byTitle: map[string]synonym{}, byWord: map[string][]synonym{}}
	for _, e := range list {
		key := plain(e.Title)
		if _, dup := s.byTitle[key]; dup || key == "" {
			return s, fmt.Errorf("synonyms: title %q twice or empty", e.Title)
		}
		s.byTitle[key] = e
		for _, w := range e.Also {
			s.byWord[plain(w)] = append(s.byWord[plain(w)], e)
		}
	}
	return s, nil
}

// words returns the headings a field goes by: those of the entry with its
// title, else of the entries that name its title among their words.
func (s synonyms) words(title string) []string {
	key := plain(title)
	if e, ok := s.byTitle[key]; ok {
		return e.Also
	}
	var words []string
	for _, e := range s.byWord[key] {
		words = append(append(words, e.Title), e.Also...)
	}
	return words
}

// SameHeading reports whether two headings are one, but for width, case and marks.
func SameHeading(a, b string) bool { return plain(a) == plain(b) }

// plain is a heading as it is compared: half width, small letters, without
// blanks, marks and underscores.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		r = unicode.ToLower(code.Half(r))
		if code.Blank(r) || r == '_' || r == '-' || r == '*' || r == ':' || r == '.' || r == '、' || r == '"' {
			return -1
		}
		return r
	}, s)
}

// bare is plain without what stands in brackets.
func bare(s string) string {
	s = strings.NewReplacer("【", "(", "】", ")", "[", "(", "]", ")", "〔", "(", "〕", ")").Replace(plain(s))
	for {
		i := strings.IndexByte(s, '(')
		if i < 0 {
			return s
		}
		j := strings.IndexByte(s[i:], ')')
		if j < 0 {
			return s[:i]
		}
		s = s[:i] + s[i+j+1:]
	}
}
