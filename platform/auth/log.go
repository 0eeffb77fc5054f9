package auth

import (
	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Event is what the sign-in log tells of an account.
type Event string

// The events of the sign-in log (登录日志).
const (
	SignedIn     Event = "signed_in"
	SignedOut    Event = "signed_out"
	WrongSecret  Event = "wrong_password"
	NoAccount    Event = "no_account"
	Locked       Event = "locked"      // tried while locked after failures
	JustLocked   Event = "just_locked" // this failure locked the account
	IsDisabled   Event = "disabled"
	CodeMissing  Event = "code_missing"
	WrongCode    Event = "wrong_code"
	RecoveryUsed Event = "recovery_used"
	PasswordSet  Event = "password_set"
	CodesOn      Event = "codes_on"
	CodesOff     Event = "codes_off"
	RecoveryNew  Event = "recovery_new"
	KeyMade      Event = "key_made"
	KeyEnded     Event = "key_ended"
	SessionEnded Event = "session_ended"

	Bound          Event = "bound"   // to an outside identity
	Unbound        Event = "unbound" // from it
	NotBound       Event = "not_bound"
	OutsideRefused Event = "outside_refused" // what a provider said did not open the account
)

// Entry is one line of the sign-in log. Account is "" where nobody has the name
// that was typed: people type their password there by mistake.
type Entry struct {
	ID      string
	At      clock.Instant
	Account string
	Event   Event
	Via     string // the outside provider, "" for a password
	Address string
	Agent   string
}

// Note adds a line to the sign-in log.
func (a *Auth) Note(tx *db.Tx, account string, e Event, address, agent string) error {
	return a.note(tx, account, e, "", address, agent)
}

func (a *Auth) note(tx *db.Tx, account string, e Event, via, address, agent string) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO auth_log (id, at, account, event, via, address, agent) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id.String(), int64(a.now()), account, string(e), via, clean(address, 64), clean(agent, 256))
	return err
}

// LogQuery asks for lines of the sign-in log, the newest first.
type LogQuery struct {
	Account string // "": all
	Event   Event  // "": all
	From    clock.Instant
	Until   clock.Instant // 0: no end
	Before  string        // the id of the last line seen
	Limit   int
}

// Log returns lines of the sign-in log.
func (a *Auth) Log(c db.Conn, q LogQuery) (list []Entry, err error) {
	if q.Until == 0 {
		q.Until = 1 << 62
	}
	if q.Before == "" {
		q.Before = "g" // after every hexadecimal digit
	}
	rows, err := c.Query(`SELECT id, at, account, event, via, address, agent FROM auth_log
		WHERE id < $1 AND at >= $2 AND at < $3 AND ($4 = '' OR account = $4) AND ($5 = '' OR event = $5) ORDER BY id DESC LIMIT $6`,
		q.Before, int64(q.From), int64(q.Until), q.Account, string(q.Event), q.Limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var e Entry
		if err := rows.Scan(&e.ID, &e.At, &e.Account, &e.Event, &e.Via, &e.Address, &e.Agent); err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	return list, rows.Err()
}
