package auth

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Params are the cost of a hash (RFC 9106 §4); they stand in every hash, so that
// they can grow while old hashes still work.
type Params struct {
	Memory uint32 // KiB
	Passes uint32
	Lanes  uint8
}

const (
	saltLen = 16
	hashLen = 32
)

// check bounds what a stored or configured hash may cost.
func (p Params) check() error {
	if p.Memory < 8*uint32(p.Lanes) || p.Memory > 1<<20 || p.Passes < 1 || p.Passes > 64 || p.Lanes < 1 {
		return fmt.Errorf("auth: argon2id parameters out of bounds: %+v", p)
	}
	return nil
}

// hash prints the password's hash in the PHC form $argon2id$v=19$m=…,t=…,p=…$salt$hash.
func (p Params) hash(password string) (string, error) {
	salt := make([]byte, saltLen)
	if _, err := rand.Read(salt); err != nil {
		return "", err
	}
	sum := argon2.IDKey([]byte(password), salt, p.Passes, p.Memory, p.Lanes, hashLen)
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, p.Memory, p.Passes, p.Lanes, b64.EncodeToString(salt), b64.EncodeToString(sum)), nil
}

// verify compares in constant time.
func verify(encoded, password string) (bool, error) {
	p, salt, sum, err := parseHash(encoded)
	if err != nil {
		return false, err
	}
	got := argon2.IDKey([]byte(password), salt, p.Passes, p.Memory, p.Lanes, uint32(len(sum)))
	return subtle.ConstantTimeCompare(got, sum) == 1, nil
}

var errHash = errors.New("auth: not an argon2id hash")

func parseHash(encoded string) (p Params, salt, sum []byte, err error) {
	parts := strings.Split(encoded, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return p, nil, nil, errHash
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &p.Memory, &p.Passes, &p.Lanes); err != nil || n != 3 || p.check() != nil ||
		fmt.Sprintf("m=%d,t=%d,p=%d", p.Memory, p.Passes, p.Lanes) != parts[3] {
		return p, nil, nil, errHash
	}
	b64 := base64.RawStdEncoding.Strict()
	salt, err1 := b64.DecodeString(parts[4])
	sum, err2 := b64.DecodeString(parts[5])
	if err1 != nil || err2 != nil || len(salt) < 8 || len(salt) > 64 || len(sum) < 16 || len(sum) > 64 {
		return p, nil, nil, errHash
	}
	return p, salt, sum, nil
}
