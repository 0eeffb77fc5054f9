package report

import "testing"

func TestTells(t *testing.T) {
	for words, want := range map[string]bool{
		"已与台账逐件核对": false, "2026-10-01 - 2026-10-31 集中补登 1234567 件": false, "金额 1,234,567.89 元": false,
		"来电 13912345678": true, "139 1234 5678": true, "0631-52312345": true, "１３９１２３４５６７８": true,
		"37100219900101001X": true, "卡号6222 0210 0112 2334 455": true, "举报〔2026〕371000000012": true, "举报 (2026)12号": true,
	} {
		if got := tells(words); (got != "") != want {
			t.Errorf("%s: %q", words, got)
		}
	}
}
