package auth

import "testing"

func FuzzParseHash(f *testing.F) {
	h, err := Params{Memory: 64, Passes: 1, Lanes: 1}.hash("x")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(h)
	f.Add("$argon2id$v=19$m=4294967295,t=1,p=1$AAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAA")
	f.Fuzz(func(t *testing.T, s string) {
		p, salt, sum, err := parseHash(s)
		if err == nil && (p.check() != nil || len(salt) > 64 || len(sum) > 64) {
			t.Errorf("%q was taken: %+v", s, p)
		}
	})
}

func TestHashOfTheDefaults(t *testing.T) {
	h, err := Params{Memory: 19 << 10, Passes: 2, Lanes: 1}.hash("Jingying-Zhuti-7")
	if err != nil {
		t.Fatal(err)
	}
	for password, want := range map[string]bool{"Jingying-Zhuti-7": true, "jingying-Zhuti-7": false, "": false} {
		if got, err := verify(h, password); err != nil || got != want {
			t.Errorf("%q: %v %v", password, got, err)
		}
	}
	// The same hash as other implementations make (RFC 9106's parameters by the PHC reference tool).
	if ok, err := verify("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc", "password"); err != nil || !ok {
		t.Errorf("reference vector: %v %v", ok, err)
	}
}
