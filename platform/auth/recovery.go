package auth

import (
	"crypto/rand"
	"strings"

	"github.com/hengjian/hengjian/platform/db"
)

// recoveryCodes is how many codes for a lost telephone are given at a time.
const recoveryCodes = 10

// newRecovery replaces the recovery codes of an account. Each opens once in
// place of a one-time code; only digests are stored.
func (a *Auth) newRecovery(tx *db.Tx, account string) ([]string, error) {
	if _, err := tx.Exec(`DELETE FROM auth_recovery WHERE account = $1`, account); err != nil {
		return nil, err
	}
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	var out []string
	for range recoveryCodes {
		b := make([]byte, 12)
		_, _ = rand.Read(b) // never fails (crypto/rand)
		var code strings.Builder
		for i, x := range b {
			if i > 0 && i%4 == 0 {
				code.WriteByte('-')
			}
			code.WriteByte(letters[int(x)%len(letters)])
		}
		if _, err := tx.Exec(`INSERT INTO auth_recovery (account, digest) VALUES ($1, $2)`, account, recoveryDigest(account, code.String())); err != nil {
			return nil, err
		}
		out = append(out, code.String())
	}
	return out, nil
}

func recoveryDigest(account, code string) string {
	return digest(account + "\n" + strings.ReplaceAll(strings.ToLower(strings.TrimSpace(code)), "-", ""))
}

// useRecovery accepts a recovery code once.
func (a *Auth) useRecovery(tx *db.Tx, account, code string) (bool, error) {
	n, err := tx.Exec(`DELETE FROM auth_recovery WHERE account = $1 AND digest = $2`, account, recoveryDigest(account, code))
	return n == 1, err
}

// Factor is how an account stands with one-time codes.
type Factor struct {
	On       bool
	Recovery int // recovery codes left
}

// Factors tells of every account that has one-time codes on.
func (a *Auth) Factors(c db.Conn, account string) (map[string]Factor, error) {
	rows, err := c.Query(`SELECT t.account, (SELECT count(*) FROM auth_recovery r WHERE r.account = t.account)
		FROM auth_totp t WHERE t.confirmed AND ($1 = '' OR t.account = $1)`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	out := map[string]Factor{}
	for rows.Next() {
		var name string
		f := Factor{On: true}
		if err := rows.Scan(&name, &f.Recovery); err != nil {
			return nil, err
		}
		out[name] = f
	}
	return out, rows.Err()
}
