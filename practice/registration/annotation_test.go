package registration

import (
	"os"
	"slices"
	"testing"

	"github.com/hengjian/hengjian/kernel/kind"
)

// TestWhatCanBeAnnotated holds the list of fields that an annotation may name
// to the fields of a business that the province owns.
func TestWhatCanBeAnnotated(t *testing.T) {
	set, problems := kind.Load(kind.Env{}, kind.Source{FS: os.DirFS("."), Dir: "practice/registration", Files: []string{"business.yaml", "annotation.yaml"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	var want, got []string
	for _, f := range set.Get("business").Fields {
		if f.Owner == "province" {
			want = append(want, f.Name+" "+f.Title)
		}
	}
	for _, o := range set.Get("annotation").Field("field").Options {
		got = append(got, o.Value+" "+o.Title)
	}
	if !slices.Equal(want, got) {
		t.Errorf("an annotation names %v\nthe province owns %v", got, want)
	}
}
