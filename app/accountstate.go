package app

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
)

// accountStates holds the accounts themselves to the acts on them: whoever was
// locked by an act is locked, and nobody else. The acts change the account in
// their own transaction (accountact.go), so that there is nothing to apply.
type accountStates struct{}

// Follows reports whether the kind is that of accounts.
func (accountStates) Follows(k *kind.Kind) bool { return k.Name == AccountKind }

// Apply does nothing.
func (accountStates) Apply(*db.Tx, []record.Change) error { return nil }

// Erase does nothing: an account holds no values of a record.
func (accountStates) Erase(*db.Tx, *record.Erasing) error { return nil }

// Verify compares what the acts say with what lets people in.
func (accountStates) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	barred, err := auth.Barred(c)
	if err != nil {
		return err
	}
	for _, r := range records {
		name, _ := r.Values["name"].(string)
		switch locked := r.Values["status"] == "locked"; {
		case locked && !barred[name]:
			say(r, "账号已由办理动作锁定，却可以登录")
		case !locked && barred[name] && r.State == record.Active:
			say(r, "账号被停用，却没有锁定它的办理动作")
		}
	}
	return nil
}
