package app

import (
	"context"
	"crypto/rand"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// AccountKind is the kind whose records are the history of accounts. Nobody
// writes it but the functions here, which change the account with it.
const AccountKind = "account"

// accountAct writes one act on an account into the ledger, in the transaction
// of what it changes; entitlement is judged there. It returns the record as it
// stood before. An account of before there were such records gets one first.
func (a *App) accountAct(tx *db.Tx, by actor.Caller, account, act, reason string, values map[string]any) (*record.Record, error) {
	at, err := a.Engine.Holder(tx, AccountKind, "name", account)
	if err != nil {
		return nil, err
	}
	if at.Zero() {
		who := a.Setup()
		if act == record.Create {
			who = by
		}
		first := map[string]any{"name": account, "status": "active"}
		if c, ok := a.People.Caller(account, tx.Now().Day()); ok {
			first["person"] = a.to(c.Person)
		}
		for name, v := range values {
			if act == record.Create {
				first[name] = v
			}
		}
		r, err := a.Engine.ActIn(tx, record.Request{Kind: AccountKind, Act: record.Create, Area: a.Area(), Unit: a.root(), Caller: who, Values: first, Reason: reason})
		if err != nil || act == record.Create {
			return r, err
		}
		at = r.Ref()
	}
	old, err := a.Engine.GetIn(tx, by, AccountKind, at, record.AsOf{})
	if err != nil {
		return nil, err
	}
	_, err = a.Engine.ActIn(tx, record.Request{Kind: AccountKind, Act: act, Record: at, Area: at.Area, Rev: &old.Rev, Caller: by, Values: values, Reason: reason})
	return old, err
}

// OpenAccount gives a registered person an account, or a new password to the one
// he has. It returns the password, which must be changed at the first sign-in;
// a program's account has none.
func (a *App) OpenAccount(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) (password string, err error) {
	c, ok := a.People.Caller(account, a.DB.Now().Day())
	if !ok {
		return "", fault.Bad("account.person", "没有登记这个账号的人员", fault.Field{Name: "account", Code: "unknown", Text: "请先在“人员”里登记账号为 " + account + " 的人员"})
	}
	person, _ := a.People.Person(c.Person)
	password = newPassword()
	if person.Service {
		password += "-" + rand.Text() // nobody is told
	}
	secret, err := doors.NewSecret(ctx, "account", account, password)
	if err != nil {
		return "", err
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := doors.Find(tx, account)
		switch {
		case err == nil && person.Service:
			return fault.New(fault.Conflict, "account.service", "接口账号没有密码，已经开通；请发放接口密钥")
		case err == nil:
			if _, err := a.accountAct(tx, by, account, "reset", reason, nil); err != nil {
				return err
			}
			return doors.SetPassword(tx, secret, true, "")
		case !fault.Is(err, fault.NotFound):
			return err
		}
		if _, err := a.accountAct(tx, by, account, record.Create, reason, nil); err != nil {
			return err
		}
		return doors.Create(tx, secret, auth.NewAccount{PersonArea: string(c.Area), PersonID: string(c.Person), Duty: auth.Duty(c.Duty), MustChange: true})
	})
	if person.Service {
		password = ""
	}
	return password, err
}

// LockAccount disables an account; its sessions and keys end at once.
func (a *App) LockAccount(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if _, err := a.accountAct(tx, by, account, "lock", reason, map[string]any{"status": "locked"}); err != nil {
			return err
		}
		return doors.SetState(tx, account, auth.Disabled)
	})
}

// UnlockAccount enables an account again, and ends a lock after failures.
func (a *App) UnlockAccount(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		acc, err := doors.Find(tx, account)
		if err != nil {
			return err
		}
		locked, err := doors.LockedUntil(tx, []auth.Account{acc})
		if err != nil {
			return err
		}
		if acc.State == auth.Active && locked[account] == 0 {
			return fault.New(fault.Conflict, "account.open", "账号没有锁定")
		}
		if _, err := a.accountAct(tx, by, account, "unlock", reason, map[string]any{"status": "active"}); err != nil {
			return err
		}
		if acc.State != auth.Active {
			if err := doors.SetState(tx, account, auth.Active); err != nil {
				return err
			}
		}
		return doors.Unlock(tx, account)
	})
}

// AskCodeReset asks to turn off the one-time codes of an account whose
// telephone is lost; it is done once a second person has confirmed it.
func (a *App) AskCodeReset(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error { return a.askCodeReset(tx, doors, by, account, reason) })
}

func (a *App) askCodeReset(tx *db.Tx, doors *auth.Auth, by actor.Caller, account, reason string) error {
	on, err := doors.Factors(tx, account)
	if err != nil {
		return err
	}
	if !on[account].On {
		return fault.New(fault.Conflict, "account.no_codes", "该账号没有启用动态验证码")
	}
	values := map[string]any{"code_reset": "asked"}
	if by.Person != "" {
		values["asked_by"] = a.to(by.Person)
	}
	_, err = a.accountAct(tx, by, account, "ask_code_reset", reason, values)
	return err
}

// ConfirmCodeReset turns the codes off by the hand of a second person; the
// account's sessions end.
func (a *App) ConfirmCodeReset(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error { return a.confirmCodeReset(tx, doors, by, account, reason) })
}

func (a *App) confirmCodeReset(tx *db.Tx, doors *auth.Auth, by actor.Caller, account, reason string) error {
	if _, err := doors.Find(tx, account); err != nil {
		return err
	}
	old, err := a.accountAct(tx, by, account, "confirm_code_reset", reason, map[string]any{"code_reset": "done"})
	if err != nil {
		return err
	}
	if old.Values["code_reset"] != "asked" {
		return fault.New(fault.Conflict, "account.not_asked", "系统管理员没有申请停用这个账号的动态验证码")
	}
	if err := doors.DropTOTP(tx, account); err != nil {
		return err
	}
	if err := doors.Note(tx, account, auth.CodesOff, "", ""); err != nil {
		return err
	}
	return doors.RevokeAll(tx, account, "")
}

// DropCodes turns an account's one-time codes off from the command line, where
// nobody is left to do it in the product.
func (a *App) DropCodes(ctx context.Context, doors *auth.Auth, account string) error {
	const why = "在服务器上以命令停用"
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := a.askCodeReset(tx, doors, a.Setup(), account, why); err != nil {
			return err
		}
		return a.confirmCodeReset(tx, doors, a.Setup(), account, why)
	})
}

// EndSession ends a session of anybody.
func (a *App) EndSession(ctx context.Context, doors *auth.Auth, by actor.Caller, session, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		account, err := doors.Owner(tx, session)
		if err != nil {
			return err
		}
		if _, err := a.accountAct(tx, by, account, "end_session", reason, nil); err != nil {
			return err
		}
		return doors.Revoke(tx, account, session)
	})
}

// MakeKey makes a key for a program's account.
func (a *App) MakeKey(ctx context.Context, doors *auth.Auth, by actor.Caller, n auth.NewKey) (secret string, k auth.Key, err error) {
	c, ok := a.People.Caller(n.Account, a.DB.Now().Day())
	if person, _ := a.People.Person(c.Person); !ok || !person.Service {
		return "", k, fault.Bad("account.service", "只能为接口账号发放密钥", fault.Field{Name: "account", Code: "service", Text: "不是接口账号；个人的密钥由本人在“我的账号”里制作"})
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		if secret, k, err = doors.CreateKey(tx, n); err != nil {
			return err
		}
		_, err := a.accountAct(tx, by, n.Account, "make_key", n.Title+"（"+k.Prefix+"…）", nil)
		return err
	})
	return secret, k, err
}

// EndKey ends a key of anybody.
func (a *App) EndKey(ctx context.Context, doors *auth.Auth, by actor.Caller, account, id, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := doors.RevokeKey(tx, account, id); err != nil {
			return err
		}
		_, err := a.accountAct(tx, by, account, "end_key", reason, nil)
		return err
	})
}

// EndBindings ends every binding of an account to outside providers, and its
// sessions, any of which may have been opened through one.
func (a *App) EndBindings(ctx context.Context, doors *auth.Auth, by actor.Caller, account, reason string) error {
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := doors.UnbindAll(tx, account); err != nil {
			return err
		}
		if _, err := a.accountAct(tx, by, account, "end_binding", reason, nil); err != nil {
			return err
		}
		return doors.RevokeAll(tx, account, "")
	})
}

// AccountRef is the record of an account's history, zero where it has none yet.
func (a *App) AccountRef(c db.Conn, account string) (ref.Ref, error) {
	return a.Engine.Holder(c, AccountKind, "name", account)
}

// CodeReset says whether turning off an account's codes waits for a second
// person: asked, done or "".
func (a *App) CodeReset(c db.Conn, account ref.Ref) (string, error) {
	r, err := a.Engine.GetIn(c, a.Setup(), AccountKind, account, record.AsOf{})
	if err != nil {
		return "", err
	}
	state, _ := r.Values["code_reset"].(string)
	return state, nil
}

// Seal is the key that seals the secrets of one-time codes; it follows from the
// ledger's.
func (a *App) Seal() ([]byte, error) { return a.Key.Derive("one-time codes") }
