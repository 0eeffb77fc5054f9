package auth

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// keyMark begins every API key, so that a leaked one is found by a scanner.
const keyMark = "hjk_"

// prefixLen is how much of a key is kept for people to recognise it.
const prefixLen = len(keyMark) + 8

// Key is an API key: a program that acts for an account within scopes.
type Key struct {
	ID      string
	Prefix  string // what is shown of it
	Account Account
	Title   string
	Scopes  []string
	Created clock.Instant
	Expires clock.Instant
	Revoked clock.Instant // 0: not
	Used    clock.Instant // 0: never; to the minute
}

// Allows reports whether the key has the scope: by name, or by "group.*" or "*".
func (k Key) Allows(scope string) bool {
	for _, s := range k.Scopes {
		if group, all := strings.CutSuffix(s, "*"); s == scope || all && strings.HasPrefix(scope, group) {
			return true
		}
	}
	return false
}

// NewKey is what a key is made of.
type NewKey struct {
	Account string
	Title   string
	Scopes  []string
	Expires clock.Instant
}

// CreateKey adds a key and returns its secret, which is shown once and stored
// only as its hash.
func (a *Auth) CreateKey(tx *db.Tx, n NewKey) (secret string, k Key, err error) {
	now := a.now()
	if bad := a.badKey(n, now); len(bad) > 0 {
		return "", Key{}, fault.Bad("auth.key", fmt.Sprintf("有 %d 项内容需要修改", len(bad)), bad...)
	}
	acc, err := a.Find(tx, n.Account)
	if err != nil {
		return "", Key{}, err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", Key{}, err
	}
	secret = keyMark + newToken()
	k = Key{ID: id.String(), Prefix: secret[:prefixLen], Account: acc, Title: n.Title, Scopes: slices.Clone(n.Scopes), Created: now, Expires: n.Expires}
	scopes, err := json.Marshal(k.Scopes)
	if err != nil {
		return "", Key{}, err
	}
	_, err = tx.Exec(`INSERT INTO auth_key (id, prefix, digest, account, title, scopes, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		k.ID, k.Prefix, digest(secret), acc.Name, k.Title, string(scopes), int64(now), int64(k.Expires))
	return secret, k, err
}

func (a *Auth) badKey(n NewKey, now clock.Instant) (bad []fault.Field) {
	say := func(name, code, text string) { bad = append(bad, fault.Field{Name: name, Code: code, Text: text}) }
	if c := utf8.RuneCountInString(n.Title); c < 1 || c > 100 || n.Title != clean(n.Title, 400) {
		say("title", "invalid", "名称应为 1 至 100 个字符")
	}
	if len(n.Scopes) == 0 || len(n.Scopes) > 50 {
		say("scopes", "required", "须指定 1 至 50 个权限范围")
	}
	for _, s := range n.Scopes {
		if s == "" || len(s) > 100 || strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_.:-*") != "" || strings.Contains(strings.TrimSuffix(s, "*"), "*") {
			say("scopes", "invalid", "权限范围 "+clean(s, 40)+" 无效")
		}
	}
	if n.Expires <= now || n.Expires > now+ms(a.o.MaxKey) {
		say("expires", "range", fmt.Sprintf("有效期须在今后 %d 天之内", int64(a.o.MaxKey.Hours())/24))
	}
	return bad
}

const keyColumns = `k.id, k.prefix, k.title, k.scopes, k.created_at, k.expires_at, k.revoked_at, k.used_at`

func (k *Key) targets(scopes *string, revoked, used *sql.NullInt64) []any {
	return []any{&k.ID, &k.Prefix, &k.Title, scopes, &k.Created, &k.Expires, revoked, used}
}

func (k *Key) settle(scopes string, revoked, used sql.NullInt64) error {
	k.Revoked, k.Used = clock.Instant(revoked.Int64), clock.Instant(used.Int64)
	return json.Unmarshal([]byte(scopes), &k.Scopes)
}

// OpenKey returns the key of a secret, or a fault of kind Unknown: no such key,
// expired, revoked, or its account disabled.
func (a *Auth) OpenKey(ctx context.Context, secret string) (Key, error) {
	if len(secret) != len(keyMark)+43 || !strings.HasPrefix(secret, keyMark) {
		return Key{}, badSecret()
	}
	k, err := a.keys.Get(digest(secret), func() (Key, error) { return a.key(ctx, digest(secret)) })
	if errors.Is(err, sql.ErrNoRows) {
		return Key{}, badSecret()
	}
	if err != nil {
		return Key{}, err
	}
	now := a.now()
	if k.Account.State != Active || k.Account.Duty == Subject || k.Revoked != 0 || now >= k.Expires {
		return Key{}, badSecret()
	}
	if now-k.Used >= touch {
		err := a.db.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Exec(`UPDATE auth_key SET used_at = $2 WHERE id = $1`, k.ID, int64(now))
			return err
		})
		if err != nil {
			a.o.Log.LogAttrs(ctx, slog.LevelWarn, "noting the use of a key", slog.Any("cause", err))
		}
		k.Used = now
	}
	return k, nil
}

// key reads the key of a digest, sql.ErrNoRows where there is none.
func (a *Auth) key(ctx context.Context, digest string) (k Key, err error) {
	var scopes string
	var revoked, used sql.NullInt64
	k.Account, err = a.scan(a.db.One(ctx, `SELECT a.name, a.person_area, a.person_id, a.duty, a.state, a.must_change, a.password_at, a.created_at, `+keyColumns+`
			FROM auth_key k JOIN auth_account a ON a.name = k.account WHERE k.digest = $1`, digest), k.targets(&scopes, &revoked, &used)...)
	if err == nil {
		err = k.settle(scopes, revoked, used)
	}
	return k, err
}

func badSecret() error {
	return fault.New(fault.Unknown, "auth.key_unknown", "接口密钥无效、已过期或已停用")
}

// Keys lists the keys of an account, the newest first; account "" lists all.
func (a *Auth) Keys(c db.Conn, account string) (list []Key, err error) {
	rows, err := c.Query(`SELECT k.account, `+keyColumns+` FROM auth_key k WHERE $1 = '' OR k.account = $1 ORDER BY k.created_at DESC, k.id DESC`, account)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		var k Key
		var scopes string
		var revoked, used sql.NullInt64
		if err := rows.Scan(append([]any{&k.Account.Name}, k.targets(&scopes, &revoked, &used)...)...); err != nil {
			return nil, err
		}
		if err := k.settle(scopes, revoked, used); err != nil {
			return nil, err
		}
		list = append(list, k)
	}
	return list, rows.Err()
}

// RevokeKey ends a key for ever; it stays in the list.
func (a *Auth) RevokeKey(tx *db.Tx, account, id string) error {
	n, err := tx.Exec(`UPDATE auth_key SET revoked_at = $3 WHERE account = $1 AND id = $2 AND revoked_at IS NULL`, account, id, int64(a.now()))
	if err == nil && n == 0 {
		return fault.New(fault.NotFound, "auth.no_key", "没有这个接口密钥，或已停用")
	}
	return err
}
