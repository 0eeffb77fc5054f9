package main

import (
	"context"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

type accountCmd struct {
	Appoint appointCmd `cmd:"" help:"设三员 · set up one of the three administrators of a new bureau"`
	Key     keyCmd     `cmd:"" help:"接口密钥 · make an API key for a program that acts for an account"`
	Drop    dropCmd    `cmd:"" name:"drop-codes" help:"停用动态验证码 · turn off an account's one-time codes, where nobody is left to do it in the product"`
	Reset   resetCmd   `cmd:"" help:"开账号或重设密码 · open a registered person's account, or give it a new password"`
}

// accounts opens the installation and what keeps its accounts.
func (s store) accounts(ctx context.Context, c app.Config, f func(a *app.App, d *auth.Auth) error) error {
	a, err := s.open(ctx, c)
	if err != nil {
		return err
	}
	defer a.Close()
	if err := a.DB.Migrate(ctx, auth.Steps()); err != nil {
		return err
	}
	d, err := auth.New(a.DB, auth.Options{})
	if err != nil {
		return err
	}
	return f(a, d)
}

// once prints a secret that is shown only now.
func (c *console) once(account, password string) {
	c.say("%s 的初始密码（只显示这一次，首次登录须修改）：%s", account, password)
}

type appointCmd struct {
	store
	City    string `help:"city profile of a new database"`
	Account string `arg:"" help:"account name"`
	Name    string `help:"name of the person" required:""`
	Post    string `help:"post"`
	Role    string `help:"system_admin, security_admin or audit_admin" required:"" enum:"system_admin,security_admin,audit_admin"`
}

// Run sets up an administrator and prints the first password once.
func (p appointCmd) Run(ctx context.Context, c *console) error {
	return p.accounts(ctx, app.Config{City: p.City}, func(a *app.App, d *auth.Auth) error {
		if _, err := a.Found(ctx); err != nil {
			return err
		}
		password, err := a.Appoint(ctx, d, app.NewPerson{Account: p.Account, Name: p.Name, Post: p.Post, Role: p.Role})
		if err == nil {
			c.once(p.Account, password)
		}
		return err
	})
}

type resetCmd struct {
	store
	Account string `arg:"" help:"account name of a registered person"`
}

// Run opens an account or resets its password and prints it once.
func (r resetCmd) Run(ctx context.Context, c *console) error {
	return r.accounts(ctx, app.Config{}, func(a *app.App, d *auth.Auth) error {
		password, err := a.OpenAccount(ctx, d, a.Setup(), r.Account, "在服务器上以命令办理")
		if err == nil && password != "" {
			c.once(r.Account, password)
		}
		return err
	})
}

type dropCmd struct {
	store
	Account string `arg:"" help:"account name"`
}

// Run turns the codes off; it stands in the ledger as done on the server.
func (r dropCmd) Run(ctx context.Context, c *console) error {
	return r.accounts(ctx, app.Config{}, func(a *app.App, d *auth.Auth) error {
		err := a.DropCodes(ctx, d, r.Account)
		if err == nil {
			c.say("%s 的动态验证码已停用", r.Account)
		}
		return err
	})
}

type keyCmd struct {
	store
	Account string   `arg:"" help:"account the program acts for"`
	Title   string   `help:"what the key is for" required:""`
	Scopes  []string `help:"read, write" default:"read" enum:"read,write"`
	Days    int      `help:"days until it ends, at most 366" default:"365"`
}

// Run makes a key and prints its secret once.
func (k keyCmd) Run(ctx context.Context, c *console) error {
	return k.accounts(ctx, app.Config{}, func(a *app.App, d *auth.Auth) error {
		return a.DB.Write(ctx, func(tx *db.Tx) error {
			ends := clock.Wall{}.Now() + clock.Instant(k.Days)*24*60*60*1000
			secret, _, err := d.CreateKey(tx, auth.NewKey{Account: k.Account, Title: k.Title, Scopes: k.Scopes, Expires: ends})
			if err == nil {
				tx.After(func() { c.say("密钥（只显示这一次）：%s", secret) })
			}
			return err
		})
	})
}
