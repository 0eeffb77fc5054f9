package auth

import (
	"database/sql"
	"errors"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Accounts lists every account by name.
func (a *Auth) Accounts(c db.Conn) (list []Account, err error) {
	rows, err := c.Query(`SELECT ` + accountColumns + ` FROM auth_account ORDER BY name`)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		acc, err := a.scan(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, acc)
	}
	return list, rows.Err()
}

// LockedUntil tells of the accounts that are locked after failures, until when.
func (a *Auth) LockedUntil(c db.Conn, accounts []Account) (map[string]clock.Instant, error) {
	name := map[string]string{}
	for _, acc := range accounts {
		name[digest(acc.Name)] = acc.Name
	}
	rows, err := c.Query(`SELECT digest, locked_until FROM auth_attempt WHERE locked_until > $1`, int64(a.now()))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	out := map[string]clock.Instant{}
	for rows.Next() {
		var d string
		var until clock.Instant
		if err := rows.Scan(&d, &until); err != nil {
			return nil, err
		}
		if n, ok := name[d]; ok {
			out[n] = until
		}
	}
	return out, rows.Err()
}

// Owner returns the account of a session that is still there, or notfound.
func (a *Auth) Owner(c db.Conn, session string) (account string, err error) {
	err = c.QueryRow(`SELECT account FROM auth_session WHERE id = $1`, session).Scan(&account)
	if errors.Is(err, sql.ErrNoRows) {
		return "", fault.New(fault.NotFound, "auth.no_session", "没有这个登录会话，或已退出")
	}
	return account, err
}

// Barred lists the accounts that may not sign in, whoever they belong to, for
// the check of what acts on accounts say.
func Barred(c db.Conn) (map[string]bool, error) {
	rows, err := c.Query(`SELECT name FROM auth_account WHERE state = $1`, string(Disabled))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]bool{}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out[name] = true
	}
	return out, rows.Err()
}
