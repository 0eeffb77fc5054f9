package app

import (
	"context"
	"crypto/rand"
	"fmt"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// NewPerson is somebody to be set up with an account: a bureau's first
// administrators, before anybody can sign in to do it.
type NewPerson struct {
	Account, Name, Post, Role string
	Unit                      ref.ID // "" is the bureau itself
}

// Appoint makes a person with a post, a role over the unit and an account, in
// one act each and one transaction. It returns a password that must be changed
// at the first sign-in. Only the installation itself may do it: later persons
// are made by the system administrator and granted by the security
// administrator and a second person.
func (a *App) Appoint(ctx context.Context, doors *auth.Auth, p NewPerson) (password string, err error) {
	role, ok := actor.FindRole(p.Role)
	if !ok {
		return "", fault.Bad("account.role", "没有这个角色", fault.Field{Name: "role", Code: "unknown", Text: "没有名为 " + p.Role + " 的角色"})
	}
	if role.Duty == actor.Business {
		return "", fault.Bad("account.role", "此命令只设三员", fault.Field{Name: "role", Code: "duty", Text: "只能设系统管理员、安全管理员、审计管理员；业务人员由他们在系统里登记和授权"})
	}
	if p.Unit == "" {
		p.Unit = a.root()
	}
	password = newPassword()
	secret, err := doors.NewSecret(ctx, "account", p.Account, password)
	if err != nil {
		return "", err
	}
	err = a.DB.Write(ctx, func(tx *db.Tx) error {
		id, err := a.appoint(tx, p)
		if err != nil {
			return err
		}
		if _, err := a.accountAct(tx, a.Setup(), p.Account, record.Create, "安装时设置", map[string]any{"person": a.to(id)}); err != nil {
			return err
		}
		return doors.Create(tx, secret, auth.NewAccount{PersonArea: string(a.Area()), PersonID: string(id), Duty: auth.Duty(role.Duty), MustChange: true})
	})
	return password, err
}

// appoint writes person, post and grant.
func (a *App) appoint(tx *db.Tx, p NewPerson) (ref.ID, error) {
	since := tx.Now().Day()
	make := func(kindName string, values map[string]any) (ref.ID, error) {
		r, err := a.Engine.ActIn(tx, record.Request{Kind: kindName, Act: record.Create, Area: a.Area(), Caller: a.Setup(), Values: values})
		if err != nil {
			return "", fmt.Errorf("%s of %s: %w", kindName, p.Account, err)
		}
		return r.ID, nil
	}
	id, err := make("person", map[string]any{"name": p.Name, "account": p.Account, "unit_of": a.to(p.Unit)})
	if err != nil {
		return "", err
	}
	if p.Post != "" {
		if _, err := make("post", map[string]any{"person": a.to(id), "place": a.to(p.Unit), "duty": p.Post, "since": since}); err != nil {
			return "", err
		}
	}
	_, err = make("role_grant", map[string]any{"person": a.to(id), "role": p.Role, "over": a.to(p.Unit), "since": since, "confirmed": "yes", "why": "安装时设置"})
	return id, err
}

// newPassword draws a password that people can copy from paper: five groups
// without look-alike letters, about 97 bits.
func newPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	b := make([]byte, 20)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	out := make([]byte, 0, 26)
	for i, x := range b {
		if i > 0 && i%4 == 0 {
			out = append(out, '-')
		}
		out = append(out, letters[int(x)%len(letters)])
	}
	return string(out) + "A7"
}
