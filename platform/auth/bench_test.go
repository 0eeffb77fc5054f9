package auth

import "testing"

// BenchmarkVerify is what one sign-in costs with the default parameters.
func BenchmarkVerify(b *testing.B) {
	h, err := Params{Memory: 19 << 10, Passes: 2, Lanes: 1}.hash("Jingying-Zhuti-7")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if ok, err := verify(h, "Jingying-Zhuti-7"); !ok || err != nil {
			b.Fatal(ok, err)
		}
	}
}
