package portal

import (
	_ "embed" // for about.yaml
	"net/url"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/hengjian/hengjian/platform/fault"
)

//go:embed about.yaml
var defaults []byte

// About is what a portal tells of itself: the hotline, the platforms beside it,
// and under which licence its data may be used.
type About struct {
	// Address is where the public reaches the portal: it stands on paper. "" is the
	// address under which whoever issues a paper reached the server.
	Address string `yaml:"address" json:"-"`
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
	if u, err := url.Parse(a.Address); err != nil || a.Address != "" && (u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil) {
		return a, fault.Newf(fault.Invalid, "portal.about", "portal.yaml：门户网址“%s”应如 https://scjg.example.gov.cn，不带路径", a.Address)
	}
	a.Address = strings.TrimRight(a.Address, "/")
	a.Licence.Text = strings.ReplaceAll(a.Licence.Text, "{office}", office)
	return a, nil
}
