package auth

import (
	"crypto/rand"
	"database/sql"
	"errors"
	"strings"
	"time"

	"golang.org/x/text/unicode/norm"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// codeLetters leave out what looks alike; 12 of them are 58 bits.
const codeLetters = "ABCDEFGHJKLMNPQRTUVWXY3456789"

const codeLength = 12

// NewCode draws a code for one use (绑定码) and keeps its digest for holder; an
// earlier one of the same holder is no longer good. It is shown once, in groups
// of four, and is good for so long.
func (a *Auth) NewCode(tx *db.Tx, holder string, life time.Duration) (code string, until clock.Instant, err error) {
	letters := make([]byte, 0, codeLength)
	for len(letters) < codeLength {
		var b [1]byte
		_, _ = rand.Read(b[:])                                 // never fails (crypto/rand)
		if int(b[0]) < 256/len(codeLetters)*len(codeLetters) { // evenly
			letters = append(letters, codeLetters[int(b[0])%len(codeLetters)])
		}
	}
	now := a.now()
	until = now + ms(life)
	if _, err := tx.Exec(`DELETE FROM auth_code WHERE holder = $1 OR expires_at <= $2`, holder, int64(now)); err != nil {
		return "", 0, err
	}
	_, err = tx.Exec(`INSERT INTO auth_code (digest, holder, created_at, expires_at) VALUES ($1, $2, $3, $4)`, digest(string(letters)), holder, int64(now), int64(until))
	return string(letters[:4]) + "-" + string(letters[4:8]) + "-" + string(letters[8:]), until, err
}

// HasCode reports whether a code was drawn for the holder and not used.
func HasCode(c db.Conn, holder string) (bool, error) {
	var n int64
	err := c.QueryRow(`SELECT count(*) FROM auth_code WHERE holder = $1`, holder).Scan(&n)
	return n > 0, err
}

// plainCode is a code as it is kept: what a person types may have gaps.
func plainCode(code string) string {
	if len(code) > 64 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' {
			return -1
		}
		return r
	}, strings.ToUpper(norm.NFKC.String(code)))
}

func wrongCode() error {
	return fault.Bad("auth.code", "绑定码不正确或已失效", fault.Field{Name: "code", Code: "wrong", Text: "绑定码不正确、已用过或已过期；请向发码的市场监管部门索取新码"})
}

// CheckCode returns whose a code is without using it. A wrong, used or expired
// code is one and the same fault.
func (a *Auth) CheckCode(c db.Conn, code string) (holder string, err error) {
	err = c.QueryRow(`SELECT holder FROM auth_code WHERE digest = $1 AND expires_at > $2`, digest(plainCode(code)), int64(a.now())).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) {
		return "", wrongCode()
	}
	return holder, err
}

// UseCode takes a code out of use and returns whose it was.
func (a *Auth) UseCode(tx *db.Tx, code string) (holder string, err error) {
	err = tx.QueryRow(`DELETE FROM auth_code WHERE digest = $1 AND expires_at > $2 RETURNING holder`, digest(plainCode(code)), int64(a.now())).Scan(&holder)
	if errors.Is(err, sql.ErrNoRows) {
		return "", wrongCode()
	}
	return holder, err
}

// DropCode takes the code of a holder out of use.
func DropCode(tx *db.Tx, holder string) error {
	_, err := tx.Exec(`DELETE FROM auth_code WHERE holder = $1`, holder)
	return err
}
