package auth

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Duty separates the administrators of a system (等级保护 三员分立): none sees
// business data, none does another's work.
type Duty string

// The duties.
const (
	Business Duty = "business" // 业务人员
	System   Duty = "system"   // 系统管理员
	Security Duty = "security" // 安全管理员
	Audit    Duty = "audit"    // 审计管理员
)

func (d Duty) valid() bool {
	return d == Business || d == Subject || d == System || d == Security || d == Audit
}

// State says whether an account can be used.
type State string

// The states of an account.
const (
	Active   State = "active"
	Disabled State = "disabled"
)

// Account is one account; a person has at most one for each duty by the rules of
// whoever creates them.
type Account struct {
	Name       string
	PersonArea string // "" where no person stands behind it, such as an interface
	PersonID   string
	Duty       Duty
	State      State
	MustChange bool // set by an administrator, or the password is too old
	PasswordAt clock.Instant
	Created    clock.Instant
}

// ParseName brings an account name to its one form (NFKC, lower case) and
// refuses what is none: 2 to 64 letters, digits, dots, hyphens, underscores, @.
func ParseName(s string) (string, error) {
	name := strings.ToLower(norm.NFKC.String(strings.TrimSpace(s)))
	n := utf8.RuneCountInString(name)
	ok := utf8.ValidString(s) && n >= 2 && n <= 64
	for _, r := range name {
		ok = ok && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-@", r))
	}
	if !ok {
		return "", fault.Bad("auth.name", "账号无效", fault.Field{Name: "account", Code: "invalid", Text: "账号应为 2 至 64 个字母、汉字、数字或 . _ - @"})
	}
	return name, nil
}

// Secret is a checked and hashed password for one account, made outside of the
// transaction because hashing takes long.
type Secret struct {
	account string
	hash    string
	seen    clock.Instant // when the password it replaces was set; 0: a new account
}

// NewSecret checks a password against the rules and the last ones of the account
// and hashes it. Every broken rule is named at once as a field called field.
func (a *Auth) NewSecret(ctx context.Context, field, account, password string) (Secret, error) {
	name, err := ParseName(account)
	if err != nil {
		return Secret{}, err
	}
	password = normal(password)
	bad := a.weaknesses(field, name, password)
	var seen clock.Instant
	var old []string
	err = a.db.Read(ctx, func(c db.Conn) error {
		old = nil
		switch err := c.QueryRow(`SELECT password_at FROM auth_account WHERE name = $1`, name).Scan(&seen); {
		case errors.Is(err, sql.ErrNoRows):
			return nil
		case err != nil:
			return err
		}
		rows, err := c.Query(`SELECT hash FROM auth_password WHERE account = $1 ORDER BY at DESC LIMIT $2`, name, a.o.History)
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }() // rows.Err tells
		for rows.Next() {
			var h string
			if err := rows.Scan(&h); err != nil {
				return err
			}
			old = append(old, h)
		}
		return rows.Err()
	})
	if err != nil {
		return Secret{}, err
	}
	release, err := a.await(ctx)
	if err != nil {
		return Secret{}, err
	}
	defer release()
	for _, h := range old {
		same, err := verify(h, password)
		if err != nil {
			return Secret{}, err
		}
		if same {
			bad = append(bad, fault.Field{Name: field, Code: "reused", Text: fmt.Sprintf("不能与最近 %d 次用过的密码相同", a.o.History)})
			break
		}
	}
	if len(bad) > 0 {
		return Secret{}, fault.Bad("auth.password", "密码不符合要求", bad...)
	}
	hash, err := a.o.Hash.hash(password)
	return Secret{account: name, hash: hash, seen: seen}, err
}

// NewAccount is what an account is made of, but for its name and password.
type NewAccount struct {
	PersonArea, PersonID string
	Duty                 Duty
	MustChange           bool // the first sign-in asks for another password
}

// Create adds the account of the secret; one of the name exists: conflict.
func (a *Auth) Create(tx *db.Tx, s Secret, n NewAccount) error {
	if !n.Duty.valid() {
		return fault.Bad("auth.duty", "职责无效", fault.Field{Name: "duty", Code: "enum", Text: "职责应为 business、system、security 或 audit"})
	}
	if s.hash == "" {
		return fmt.Errorf("auth: creating %s without a secret", s.account)
	}
	now := a.now()
	added, err := tx.Exec(`INSERT INTO auth_account (name, person_area, person_id, hash, duty, state, must_change, password_at, created_at)
		VALUES ($1, $2, $3, $4, $5, 'active', $6, $7, $7) ON CONFLICT DO NOTHING`, s.account, n.PersonArea, n.PersonID, s.hash, string(n.Duty), n.MustChange, int64(now))
	if err != nil {
		return err
	}
	if added == 0 {
		return fault.New(fault.Conflict, "auth.taken", "账号已存在")
	}
	_, err = tx.Exec(`INSERT INTO auth_password (account, at, hash) VALUES ($1, $2, $3)`, s.account, int64(now), s.hash)
	return err
}

// SetPassword gives the account its new password and ends its sessions but keep
// ("" ends all). mustChange asks for another at the next sign-in, as after a
// reset by an administrator, and ends the bindings to outside identities: whoever
// had the old password may have made one. A lock ends too.
func (a *Auth) SetPassword(tx *db.Tx, s Secret, mustChange bool, keep string) error {
	at := max(a.now(), s.seen+1)
	n, err := tx.Exec(`UPDATE auth_account SET hash = $3, must_change = $4, password_at = $5 WHERE name = $1 AND password_at = $2`,
		s.account, int64(s.seen), s.hash, mustChange, int64(at))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "auth.race", "账号不存在，或密码刚刚被修改过，请重试")
	}
	if _, err := tx.Exec(`INSERT INTO auth_password (account, at, hash) VALUES ($1, $2, $3)`, s.account, int64(at), s.hash); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM auth_password WHERE account = $1 AND at < (SELECT min(last.at) FROM (SELECT at FROM auth_password WHERE account = $1 ORDER BY at DESC LIMIT $2) last)`,
		s.account, a.o.History); err != nil {
		return err
	}
	if err := a.Unlock(tx, s.account); err != nil {
		return err
	}
	if mustChange {
		if _, err := tx.Exec(`DELETE FROM auth_identity WHERE account = $1`, s.account); err != nil {
			return err
		}
	}
	return a.RevokeAll(tx, s.account, keep)
}

// SetState enables or disables an account; disabling ends its sessions.
func (a *Auth) SetState(tx *db.Tx, account string, s State) error {
	n, err := tx.Exec(`UPDATE auth_account SET state = $2 WHERE name = $1 AND state <> $2`, account, string(s))
	if err != nil {
		return err
	}
	if n == 0 {
		return fault.New(fault.Conflict, "auth.state", "账号不存在，或已处于该状态")
	}
	if s == Disabled {
		return a.RevokeAll(tx, account, "")
	}
	return nil
}

// Unlock forgets the failures of an account.
func (a *Auth) Unlock(tx *db.Tx, account string) error {
	_, err := tx.Exec(`DELETE FROM auth_attempt WHERE digest = $1`, digest(account))
	return err
}

const accountColumns = `name, person_area, person_id, duty, state, must_change, password_at, created_at`

// Find returns an account, or notfound.
func (a *Auth) Find(c db.Conn, account string) (Account, error) {
	acc, err := a.scan(c.QueryRow(`SELECT `+accountColumns+` FROM auth_account WHERE name = $1`, account))
	if errors.Is(err, sql.ErrNoRows) {
		return Account{}, fault.New(fault.NotFound, "auth.absent", "没有这个账号")
	}
	return acc, err
}

func (a *Auth) scan(row interface{ Scan(...any) error }, more ...any) (Account, error) {
	var x Account
	err := row.Scan(append([]any{&x.Name, &x.PersonArea, &x.PersonID, &x.Duty, &x.State, &x.MustChange, &x.PasswordAt, &x.Created}, more...)...)
	if a.o.MaxAge > 0 && a.now()-x.PasswordAt > ms(a.o.MaxAge) {
		x.MustChange = true
	}
	return x, err
}
