package portal

import (
	_ "embed" // for about.yaml
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed about.yaml
var defaults []byte

// About is what a portal tells of itself: the hotline, the platforms beside it,
// and under which licence its data may be used.
type About struct {
	Hotline struct {
		Number string `yaml:"number" json:"number"`
		Title  string `yaml:"title" json:"title"`
		Note   string `yaml:"note" json:"note"`
	} `yaml:"hotline" json:"hotline"`
	Places []struct {
		Name  string `yaml:"name" json:"name"`
		Title string `yaml:"title" json:"title"`
		URL   string `yaml:"url" json:"url"`
		What  string `yaml:"what" json:"what"`
	} `yaml:"places" json:"places"`
	Licence struct {
		Title string `yaml:"title" json:"title"`
		Text  string `yaml:"text" json:"text"`
	} `yaml:"licence" json:"licence"`
}

// ReadAbout reads what a bureau says, over what the product says; nothing
// is the product's own.
func ReadAbout(own []byte, office string) (About, error) {
	var a About
	for _, text := range [][]byte{defaults, own} {
		if len(text) == 0 {
			continue
		}
		if err := yaml.UnmarshalWithOptions(text, &a, yaml.Strict()); err != nil {
			return a, fault.Newf(fault.Invalid, "portal.about", "portal.yaml 有误：%v", err)
		}
	}
	for _, p := range a.Places {
		if !strings.HasPrefix(p.URL, "https://") && !strings.HasPrefix(p.URL, "http://") {
			return a, fault.Newf(fault.Invalid, "portal.about", "portal.yaml：网址“%s”应以 https:// 开头", p.URL)
		}
	}
	a.Licence.Text = strings.ReplaceAll(a.Licence.Text, "{office}", office)
	return a, nil
}
