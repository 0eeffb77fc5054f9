package auth

import (
	"encoding/hex"
	"errors"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// identity is what is stored of an identity at one of the desks.
func (a *Auth) identity(business bool, who Identity) string {
	desk := "desk"
	if business {
		desk = "business"
	}
	return hex.EncodeToString(a.hmacOf(desk + "\n" + who.Issuer + "\n" + who.ID))
}

// bind ties an identity to the account of the person who left for the provider
// from the very session that asks now. An identity has one account of a desk, an
// account one identity of a provider.
func (a *Auth) bind(tx *db.Tx, t Trip, who Identity, c Completion) (refusal, err error) {
	if c.Session == nil || c.Session.ID != t.Session || c.Session.Account.Name != t.Account {
		return fault.New(fault.Denied, "auth.trip_session", "登录会话已变，没有绑定；请重新登录后再绑定"), nil
	}
	if err := c.Check(tx, c.Session.Account, who); err != nil {
		return err, nil
	}
	now := int64(a.now())
	n, err := tx.Exec(`INSERT INTO auth_identity (digest, account, provider, label, created_at, used_at) VALUES ($1, $2, $3, $4, $5, 0) ON CONFLICT DO NOTHING`,
		a.identity(t.Business, who), t.Account, t.Provider, clean(who.Label, 64), now)
	if err != nil {
		return nil, err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "auth.bound", "没有绑定：这个身份已绑定某个账号，或您的账号已绑定这个登录方式的另一个身份，须先解除"), nil
	}
	return nil, a.note(tx, t.Account, Bound, t.Provider, c.Address, c.Agent)
}

// Unbind ends the binding of an account to a provider; its person signs in by
// password again.
func (a *Auth) Unbind(tx *db.Tx, account, provider, address, agent string) error {
	n, err := tx.Exec(`DELETE FROM auth_identity WHERE account = $1 AND provider = $2`, account, provider)
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.NotFound, "auth.unbound", "没有绑定这个登录方式，或已解除")
	}
	return a.note(tx, account, Unbound, provider, address, agent)
}

// UnbindAll ends every binding of an account; none is a conflict.
func (a *Auth) UnbindAll(tx *db.Tx, account string) error {
	list, err := a.Identities(tx, account)
	if err != nil {
		return err
	}
	if len(list) == 0 {
		return fault.New(fault.Conflict, "auth.unbound", "该账号没有绑定外部登录方式")
	}
	var errs []error
	for _, one := range list {
		errs = append(errs, a.Unbind(tx, account, one.Provider, "", ""))
	}
	return errors.Join(errs...)
}

// BoundIdentity is an identity that is bound to an account.
type BoundIdentity struct {
	Account  string
	Provider string // its name; the provider may be configured no more
	Label    string
	Created  clock.Instant
	Used     clock.Instant // 0: never
}

// Identities lists the bindings of an account, "" of all.
func (a *Auth) Identities(c db.Conn, account string) (list []BoundIdentity, err error) {
	rows, err := c.Query(`SELECT account, provider, label, created_at, used_at FROM auth_identity WHERE $1 = '' OR account = $1 ORDER BY account, provider`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var b BoundIdentity
		if err := rows.Scan(&b.Account, &b.Provider, &b.Label, &b.Created, &b.Used); err != nil {
			return nil, err
		}
		list = append(list, b)
	}
	return list, rows.Err()
}
