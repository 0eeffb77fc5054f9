package main

import (
	"context"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/platform/fault"
)

type accountCmd struct {
	Appoint appointCmd `cmd:"" help:"设三员 · set up one of the three administrators of a new bureau"`
	Key     keyCmd     `cmd:"" help:"接口密钥 · make an API key for a program that acts for an account"`
	Drop    dropCmd    `cmd:"" name:"drop-codes" help:"停用动态验证码 · turn off an account's one-time codes, where nobody is left to do it in the product"`
	Reset   resetCmd   `cmd:"" help:"开账号或重设密码 · open a registered person's account, or give it a new password"`
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
	return p.ask(ctx, app.Config{City: p.City}, func(it local.Commands) error {
		password, err := it.Appoint(ctx, app.NewPerson{Account: p.Account, Name: p.Name, Post: p.Post, Role: p.Role})
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
	if err := r.there(); err != nil {
		return err
	}
	return r.ask(ctx, app.Config{}, func(it local.Commands) error {
		password, err := it.OpenAccount(ctx, r.Account)
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
	if err := r.there(); err != nil {
		return err
	}
	return r.ask(ctx, app.Config{}, func(it local.Commands) error {
		err := it.DropCodes(ctx, r.Account)
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
	if k.Days < 1 || k.Days > 366 {
		return fault.Bad("account.days", "参数不正确", fault.Field{Name: "--days", Code: "range", Text: "应在 1 与 366 之间"})
	}
	if err := k.there(); err != nil {
		return err
	}
	return k.ask(ctx, app.Config{}, func(it local.Commands) error {
		secret, err := it.CreateKey(ctx, local.Key{Account: k.Account, Title: k.Title, Scopes: k.Scopes, Days: k.Days})
		if err == nil {
			c.say("密钥（只显示这一次）：%s", secret)
		}
		return err
	})
}
