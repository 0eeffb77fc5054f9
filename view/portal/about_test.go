package portal

import "testing"

// TestAddress takes the address of the portal as it may stand on paper, and refuses
// what is none.
func TestAddress(t *testing.T) {
	for own, want := range map[string]string{
		"":                                  "",
		"address: https://s.example.gov.cn": "https://s.example.gov.cn",
		"address: https://s.example.gov.cn:8443/": "https://s.example.gov.cn:8443",
		"address: s.example.gov.cn":               "refused",
		"address: javascript:alert(1)":            "refused",
		"address: https://s.example.gov.cn/desk":  "refused",
		"address: https://a:b@s.example.gov.cn":   "refused",
	} {
		a, err := ReadAbout([]byte(own), "示例局")
		if got := a.Address; err != nil {
			if want != "refused" {
				t.Errorf("%s: %v", own, err)
			}
		} else if got != want {
			t.Errorf("%s: %q, want %q", own, got, want)
		}
	}
}
