package auth

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/subtle"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// period of a one-time code in milliseconds (RFC 6238 §5.2).
const period = 30_000

// digits of a one-time code; a recovery code has another length.
const digits = 6

// EnrolTOTP begins one-time codes for an account: the key has the picture for
// scanning and the secret for typing. They count once ConfirmTOTP has seen a right code.
func (a *Auth) EnrolTOTP(tx *db.Tx, account string) (*otp.Key, error) {
	if len(a.o.Seal) == 0 {
		return nil, fault.New(fault.Unavailable, "auth.totp_off", "本系统没有配置动态验证码")
	}
	k, err := totp.Generate(totp.GenerateOpts{Issuer: a.o.Issuer, AccountName: account, Period: period / 1000, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
	if err != nil {
		return nil, err
	}
	sealed, err := a.seal(account, k.Secret())
	if err != nil {
		return nil, err
	}
	n, err := tx.Exec(`INSERT INTO auth_totp (account, sealed, confirmed, last_step, created_at) VALUES ($1, $2, $3, 0, $4)
		ON CONFLICT (account) DO UPDATE SET sealed = excluded.sealed, created_at = excluded.created_at WHERE NOT auth_totp.confirmed`, account, sealed, false, int64(a.now()))
	if err == nil && n == 0 {
		err = fault.New(fault.Conflict, "auth.totp_on", "该账号已启用动态验证码，须先停用")
	}
	return k, err
}

// ConfirmTOTP turns one-time codes on after a first right code. It returns the
// recovery codes, which are shown once.
func (a *Auth) ConfirmTOTP(tx *db.Tx, account, code string) (recovery []string, err error) {
	right, err := a.useCode(tx, account, code, false)
	if err != nil {
		return nil, err
	}
	if !right {
		return nil, fault.Bad("auth.code", "动态验证码不正确", fault.Field{Name: "code", Code: "invalid", Text: "动态验证码不正确，请核对手机时间后重试"})
	}
	if _, err = tx.Exec(`UPDATE auth_totp SET confirmed = $2 WHERE account = $1`, account, true); err != nil {
		return nil, err
	}
	return a.newRecovery(tx, account)
}

// RenewRecovery gives an account with one-time codes new recovery codes.
func (a *Auth) RenewRecovery(tx *db.Tx, account string) ([]string, error) {
	f, err := a.Factors(tx, account)
	if err != nil {
		return nil, err
	}
	if !f[account].On {
		return nil, fault.New(fault.Conflict, "auth.totp_not_on", "该账号没有启用动态验证码")
	}
	return a.newRecovery(tx, account)
}

// DropTOTP turns one-time codes off, as when a telephone is lost.
func (a *Auth) DropTOTP(tx *db.Tx, account string) error {
	if _, err := tx.Exec(`DELETE FROM auth_recovery WHERE account = $1`, account); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM auth_totp WHERE account = $1`, account)
	return err
}

// secondFactor checks the code of an account that has codes on; others pass.
func (a *Auth) secondFactor(tx *db.Tx, account, code string) (right, missing bool, err error) {
	var on bool
	err = tx.QueryRow(`SELECT confirmed FROM auth_totp WHERE account = $1`, account).Scan(&on)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !on {
		return true, false, nil
	}
	if err != nil {
		return false, false, err
	}
	if code == "" {
		return false, true, nil
	}
	if len(code) != digits {
		if right, err = a.useRecovery(tx, account, code); err == nil && right {
			err = a.Note(tx, account, RecoveryUsed, "", "")
		}
		return right, false, err
	}
	right, err = a.useCode(tx, account, code, true)
	return right, false, err
}

// useCode accepts a code of the step now, before or after, and each step once
// (RFC 6238 §5.2).
func (a *Auth) useCode(tx *db.Tx, account, code string, confirmed bool) (bool, error) {
	var sealed []byte
	err := tx.QueryRow(`SELECT sealed FROM auth_totp WHERE account = $1 AND confirmed = $2`, account, confirmed).Scan(&sealed)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	secret, err := a.unseal(account, sealed)
	if err != nil {
		return false, err
	}
	now := int64(a.now()) / period
	for step := now - 1; step <= now+1; step++ {
		want, err := totp.GenerateCodeCustom(secret, clock.Instant(step*period).Time(), totp.ValidateOpts{Period: period / 1000, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err != nil {
			return false, err
		}
		if subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			n, err := tx.Exec(`UPDATE auth_totp SET last_step = $2 WHERE account = $1 AND last_step < $2`, account, step)
			return n == 1, err
		}
	}
	return false, nil
}

// seal encrypts a secret for its account, so that a copy of the table is no use
// and a row cannot be moved to another account.
func (a *Auth) seal(account, secret string) ([]byte, error) {
	return sealed(a.o.Seal, account, secret)
}

func sealed(key []byte, about, plain string) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce := make([]byte, g.NonceSize())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, []byte(plain), []byte(about)), nil
}

func (a *Auth) unseal(account string, sealed []byte) (string, error) {
	secret, err := unsealed(a.o.Seal, account, sealed)
	if err != nil {
		return "", fault.New(fault.Unavailable, "auth.totp_key", "动态验证码的密封密钥与启用时不同，无法核对；请系统管理员停用本账号的动态验证码后重新启用").With(err)
	}
	return secret, nil
}

func unsealed(key []byte, about string, sealed []byte) (string, error) {
	g, err := gcm(key)
	if err != nil {
		return "", err
	}
	if len(sealed) < g.NonceSize() {
		return "", errors.New("auth: a sealed secret is too short")
	}
	b, err := g.Open(nil, sealed[:g.NonceSize()], sealed[g.NonceSize():], []byte(about))
	return string(b), err
}

func gcm(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("auth: secrets are to be sealed but no sealing key is configured: %w", err)
	}
	return cipher.NewGCM(block)
}
