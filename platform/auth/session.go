package auth

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"strings"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// touch is how far behind the stored time of last use may be.
const touch = clock.Instant(60_000)

// Session is one signed-in browser. The token itself is nowhere stored.
type Session struct {
	ID      string
	Account Account
	Created clock.Instant
	Seen    clock.Instant
	Expires clock.Instant // the absolute end
	Address string
	Agent   string
}

func (a *Auth) open(tx *db.Tx, acc Account, address, agent string) (string, Session, error) {
	id, err := uuid.NewV7()
	if err != nil {
		return "", Session{}, err
	}
	now := a.now()
	token := newToken()
	s := Session{ID: id.String(), Account: acc, Created: now, Seen: now, Expires: now + ms(a.o.Absolute), Address: clean(address, 64), Agent: clean(agent, 256)}
	_, err = tx.Exec(`INSERT INTO auth_session (id, digest, account, created_at, seen_at, expires_at, address, agent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		s.ID, digest(token), acc.Name, int64(s.Created), int64(s.Seen), int64(s.Expires), s.Address, s.Agent)
	return token, s, err
}

// clean makes a header fit to be stored.
func clean(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if r < 0x20 || r == 0x7f || r == '\ufffd' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "")
	}
	return s
}

// Open returns the session of a token, or a fault of kind Unknown: never there,
// revoked, idle too long, too old, or its account disabled. It notes the use, at
// most once a minute. A session of the business's desk is denied.
func (a *Auth) Open(ctx context.Context, token string) (Session, error) {
	return a.openAt(ctx, token, false)
}

// openAt opens a session of the desk or of the business's own desk.
func (a *Auth) openAt(ctx context.Context, token string, business bool) (Session, error) {
	if len(token) != 43 {
		return Session{}, signedOut()
	}
	s, err := a.live.Get(digest(token), func() (Session, error) { return a.session(ctx, digest(token)) })
	if errors.Is(err, sql.ErrNoRows) {
		return Session{}, signedOut()
	}
	if err != nil {
		return Session{}, err
	}
	now := a.now()
	if s.Account.State != Active || now >= s.Expires || now-s.Seen > ms(a.o.Idle) {
		return Session{}, signedOut()
	}
	if (s.Account.Duty == Subject) != business {
		return Session{}, otherDoor(s.Account.Duty)
	}
	if now-s.Seen >= touch {
		err := a.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE auth_session SET seen_at = $2 WHERE id = $1 AND seen_at < $2`, s.ID, int64(now))
			return err
		})
		if err != nil { // a full disk must not turn readers away
			a.o.Log.LogAttrs(ctx, slog.LevelWarn, "noting the use of a session", slog.Any("cause", err))
		}
		s.Seen = now
	}
	return s, nil
}

// session reads the session of a digest, sql.ErrNoRows where there is none.
func (a *Auth) session(ctx context.Context, digest string) (s Session, err error) {
	s.Account, err = a.scan(a.db.One(ctx, `SELECT a.name, a.person_area, a.person_id, a.duty, a.state, a.must_change, a.password_at, a.created_at,
				s.id, s.created_at, s.seen_at, s.expires_at, s.address, s.agent
			FROM auth_session s JOIN auth_account a ON a.name = s.account WHERE s.digest = $1`, digest),
		&s.ID, &s.Created, &s.Seen, &s.Expires, &s.Address, &s.Agent)
	return s, err
}

func signedOut() error {
	return fault.New(fault.Unknown, "auth.signed_out", "尚未登录，或登录已过期，请重新登录")
}

// Sessions lists the live sessions of an account, the latest use first; account
// "" lists all.
func (a *Auth) Sessions(c db.Conn, account string) (list []Session, err error) {
	now := a.now()
	rows, err := c.Query(`SELECT id, account, created_at, seen_at, expires_at, address, agent FROM auth_session
		WHERE ($1 = '' OR account = $1) AND expires_at > $2 AND seen_at >= $3 ORDER BY seen_at DESC, id`, account, int64(now), int64(now-ms(a.o.Idle)))
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var s Session
		if err := rows.Scan(&s.ID, &s.Account.Name, &s.Created, &s.Seen, &s.Expires, &s.Address, &s.Agent); err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Renew gives a session another token; the one before opens nothing any more.
func (a *Auth) Renew(tx *db.Tx, id string) (token string, err error) {
	token = newToken()
	n, err := tx.Exec(`UPDATE auth_session SET digest = $2 WHERE id = $1`, id, digest(token))
	if err == nil && n == 0 {
		err = signedOut()
	}
	return token, err
}

// Revoke ends one session of an account; somebody else's is notfound.
func (a *Auth) Revoke(tx *db.Tx, account, id string) error {
	n, err := tx.Exec(`DELETE FROM auth_session WHERE account = $1 AND id = $2`, account, id)
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "auth.no_session", "没有这个登录会话，或已退出")
	}
	return err
}

// RevokeAll ends the sessions of an account but keep ("" ends all).
func (a *Auth) RevokeAll(tx *db.Tx, account, keep string) error {
	_, err := tx.Exec(`DELETE FROM auth_session WHERE account = $1 AND id <> $2`, account, keep)
	return err
}

// Clean deletes sessions that have ended, failures long past, trips that are over
// and lines of the sign-in log past their time; a periodic job calls it.
func (a *Auth) Clean(tx *db.Tx) (int64, error) {
	now := a.now()
	n, err := tx.Exec(`DELETE FROM auth_session WHERE expires_at <= $1 OR seen_at < $2`, int64(now), int64(now-ms(a.o.Idle)))
	if err != nil {
		return 0, err
	}
	m, err := tx.Exec(`DELETE FROM auth_attempt WHERE locked_until < $1 AND last_at < $2`, int64(now), int64(now-ms(a.o.MaxLock)))
	if err != nil {
		return 0, err
	}
	p, err := tx.Exec(`DELETE FROM auth_trip WHERE expires_at <= $1`, int64(now))
	if err != nil {
		return 0, err
	}
	l, err := tx.Exec(`DELETE FROM auth_log WHERE at < $1`, int64(now-ms(a.o.KeepLog)))
	return n + m + p + l, err
}
