package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Credentials are what somebody gives at the door.
type Credentials struct {
	Account  string
	Password string
	Code     string // one-time code, where the account has one
	Address  string // for the list of sessions
	Agent    string
	again    bool // somebody signed in is asked once more
}

// SignIn opens a session. A wrong password, an unknown account and an unknown
// account that is "locked" are answered alike and cost alike: the password is
// hashed and one transaction written in every case.
func (a *Auth) SignIn(ctx context.Context, c Credentials) (token string, s Session, err error) {
	return a.signIn(ctx, c, false)
}

func (a *Auth) signIn(ctx context.Context, c Credentials, business bool) (token string, s Session, err error) {
	var wrong error // a door that is not this account's
	err = a.try(ctx, c, func(tx *db.Tx, acc Account) (err error) {
		token, s, wrong = "", Session{}, nil
		if (acc.Duty == Subject) != business {
			wrong = otherDoor(acc.Duty)
			return nil
		}
		if token, s, err = a.open(tx, acc, c.Address, c.Agent); err != nil {
			return err
		}
		return a.Note(tx, acc.Name, SignedIn, c.Address, c.Agent)
	})
	if err = errors.Join(err, wrong); err != nil {
		return "", Session{}, err
	}
	return token, s, nil
}

// Verify checks the password of an account that is signed in already, before
// something grave; failures count as at the door.
func (a *Auth) Verify(ctx context.Context, account, password, code string) error {
	return a.try(ctx, Credentials{Account: account, Password: password, Code: code, again: true}, func(*db.Tx, Account) error { return nil })
}

// try checks the credentials and, when they are right, runs then in the same
// transaction.
func (a *Auth) try(ctx context.Context, c Credentials, then func(*db.Tx, Account) error) error {
	name, err := ParseName(c.Account)
	if err != nil {
		name = c.Account // it has no account, and goes the same way
	}
	hash := a.dummy
	var known bool
	err = a.db.Read(ctx, func(c db.Conn) error {
		err := c.QueryRow(`SELECT hash FROM auth_account WHERE name = $1`, storable(name)).Scan(&hash)
		if errors.Is(err, sql.ErrNoRows) {
			return nil
		}
		known = err == nil
		return err
	})
	if err != nil {
		return err
	}
	password := normal(c.Password)
	if len(password) > 4*maxPassword {
		password = password[:4*maxPassword] // no such password exists
	}
	release, err := a.await(ctx)
	if err != nil {
		return err
	}
	right, err := verify(hash, password)
	release()
	if err != nil {
		return err
	}
	var outcome error // a refusal must be kept, not rolled back
	err = a.db.Write(ctx, func(tx *db.Tx) (err error) {
		var event Event
		outcome, event, err = a.judge(tx, name, hash, c.Code, known && right, then)
		if err != nil || event == "" || c.again && event == CodeMissing {
			return err
		}
		if !known {
			return a.Note(tx, "", NoAccount, c.Address, c.Agent)
		}
		return a.Note(tx, name, event, c.Address, c.Agent)
	})
	if err != nil {
		return err
	}
	return outcome
}

// storable keeps bytes that a database refuses out of a lookup; no account name
// has them.
func storable(name string) string {
	if _, err := ParseName(name); err != nil {
		return ""
	}
	return name
}

// judge decides under the row of the name's failures, so that guesses made at
// once count one after the other. It returns the refusal with what the sign-in
// log is to say of it and, apart from it, a failure of its own.
func (a *Auth) judge(tx *db.Tx, name, hash, code string, right bool, then func(*db.Tx, Account) error) (refusal error, event Event, failure error) {
	now := a.now()
	key := digest(name)
	var failed, locks int64
	var until, last clock.Instant
	err := tx.QueryRow(`INSERT INTO auth_attempt (digest, failed, locks, locked_until, last_at) VALUES ($1, 0, 0, 0, $2)
		ON CONFLICT (digest) DO UPDATE SET failed = auth_attempt.failed RETURNING failed, locks, locked_until, last_at`, key, int64(now)).Scan(&failed, &locks, &until, &last)
	if err != nil {
		return nil, "", err
	}
	if now < until {
		return locked(until - now), Locked, nil
	}
	var acc Account
	if right { // the account as it is now, with the password that was checked
		acc, err = a.scan(tx.QueryRow(`SELECT `+accountColumns+` FROM auth_account WHERE name = $1 AND hash = $2`, name, hash))
		if errors.Is(err, sql.ErrNoRows) {
			right, err = false, nil
		}
		if err != nil {
			return nil, "", err
		}
	}
	var codeMissing bool
	wrong := WrongSecret
	if right {
		wrong = WrongCode
		if right, codeMissing, err = a.secondFactor(tx, name, code); err != nil {
			return nil, "", err
		}
	}
	if codeMissing { // the password was right: no failure, no session
		return fault.New(fault.Unknown, "auth.code_required", "请输入动态验证码"), CodeMissing, nil
	}
	if right {
		if err := a.Unlock(tx, name); err != nil {
			return nil, "", err
		}
		if acc.State != Active {
			return fault.New(fault.Denied, "auth.disabled", "账号已停用，请联系系统管理员"), IsDisabled, nil
		}
		return nil, "", then(tx, acc)
	}
	if now-last > ms(a.o.MaxLock) {
		failed, locks = 0, 0
	}
	failed++
	until = 0
	if failed >= int64(a.o.Failures) {
		wait := a.o.Lock
		for i := int64(0); i < locks && wait < a.o.MaxLock; i++ {
			wait *= 2
		}
		wait = min(wait, a.o.MaxLock)
		failed, locks, until = 0, locks+1, now+ms(wait)
	}
	_, err = tx.Exec(`UPDATE auth_attempt SET failed = $2, locks = $3, locked_until = $4, last_at = $5 WHERE digest = $1`, key, failed, locks, int64(until), int64(now))
	if err != nil {
		return nil, "", err
	}
	if until > 0 {
		return locked(until - now), JustLocked, nil
	}
	return fault.New(fault.Unknown, "auth.wrong", "账号或密码不正确"), wrong, nil
}

func locked(left clock.Instant) error {
	return fault.Newf(fault.TooMany, "auth.locked", "连续输错次数过多，请于 %s后再试", minutes(left))
}

func minutes(left clock.Instant) string {
	m := (int64(left) + 59_999) / 60_000
	if m >= 120 {
		return fmt.Sprintf(" %d 小时", (m+59)/60)
	}
	return fmt.Sprintf(" %d 分钟", m)
}
