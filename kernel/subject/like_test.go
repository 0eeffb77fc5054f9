package subject_test

import (
	"testing"

	"github.com/hengjian/hengjian/kernel/subject"
)

func TestAddressKey(t *testing.T) {
	one := subject.AddressKey("山东省威海市环翠区竹岛街道海滨南路128号")
	for _, same := range []string{
		"威海市环翠区竹岛街道海滨南路128号",
		"环翠区竹岛街道海滨南路１２８号",
		" 环翠区竹岛街道，海滨南路 128 号 ",
		"山东省 威海市 环翠区 竹岛街道 海滨南路128号",
	} {
		if got := subject.AddressKey(same); got != one {
			t.Errorf("%q is %q, want %q", same, got, one)
		}
	}
	for _, other := range []string{"环翠区竹岛街道海滨南路128号2单元", "文登区竹岛街道海滨南路128号", "环翠区竹岛街道海滨南路1218号"} {
		if got := subject.AddressKey(other); got == one {
			t.Errorf("%q counts as the same place", other)
		}
	}
	for _, none := range []string{"", "无", "不详", "威海市", "——"} {
		if got := subject.AddressKey(none); got != "" {
			t.Errorf("%q is a place: %q", none, got)
		}
	}
}
