package main

import (
	"context"
	"os"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

type demoCmd struct {
	store
	City       string `help:"city profile: haidong, weihai, baiyin, dayawan, chaozhou" default:"weihai"`
	Subjects   int    `help:"how many fictional subjects" default:"20000"`
	Complaints int    `help:"complaints of the year behind it; -1: 15 for a hundred subjects; with none of anything it has no such year" default:"-1"`
	Tipoffs    int    `help:"tip-offs of that year; -1: half as many" default:"-1"`
	Orders     int    `help:"orders to correct of that year; -1: 2 for a hundred subjects" default:"-1"`
	Seed       uint64 `help:"seed: the same seed makes the same city" default:"2026"`
	IfEmpty    bool   `help:"do nothing when there are records already"`
}

// Run makes a fictional city through acts.
func (d demoCmd) Run(ctx context.Context, c *console) error {
	if d.Subjects < 0 || d.Subjects > 200_000 {
		return fault.New(fault.Invalid, "demo.subjects", "--subjects 应在 0 与 200000 之间")
	}
	for _, x := range []struct {
		n       *int
		in, per int
	}{{&d.Complaints, 3, 20}, {&d.Tipoffs, 3, 40}, {&d.Orders, 1, 50}} {
		if *x.n == -1 {
			*x.n = d.Subjects * x.in / x.per
		}
	}
	if min(d.Complaints, d.Tipoffs, d.Orders) < 0 || d.Complaints+d.Tipoffs+d.Orders > 100_000 {
		return fault.New(fault.Invalid, "demo.matters", "--complaints、--tipoffs、--orders 合计应在 0 与 100000 之间")
	}
	city := d.City
	if d.IfEmpty {
		if had, err := hasCity(ctx, d.store); err != nil {
			return err
		} else if had {
			return nil
		}
	}
	config := app.Config{City: city}
	if d.Complaints+d.Tipoffs+d.Orders > 0 {
		today := calendar.DateOf(calendar.Instant(clock.Wall{}.Now()))
		config.Began = clock.Instant(today.AddYears(-1).Start())
	}
	a, err := d.open(ctx, config)
	if f := fault.As(err); f != nil && f.Code == db.Locked {
		return fault.New(f.Kind, f.Code, f.Text+"；演示城市只能在没有服务运行的空目录里生成").With(f.Cause)
	}
	if err != nil {
		return err
	}
	defer a.Close()
	if len(a.People.Roots(a.Area())) > 0 {
		return fault.New(fault.Conflict, "demo.not_empty", "数据目录里已有机构和记录，不能再生成演示城市")
	}
	c.say("生成演示城市 %s：%d 户虚构主体，经同样的办理动作写入", a.Areas.Title, d.Subjects)
	bar := c.bar(int64(d.Subjects), "户")
	matters := d.Complaints + d.Tipoffs + d.Orders
	year := c.bar(int64(matters), "件")
	begun := false
	err = a.RaiseYear(ctx, app.Raising{Subjects: d.Subjects, Seed: d.Seed, Complaints: d.Complaints, Tipoffs: d.Tipoffs, Orders: d.Orders},
		func(n int) { _ = bar.Set(n) }, // a bar that cannot be drawn is no failure
		func(n int) {
			if !begun {
				begun = true
				_ = bar.Finish()
				c.say("过去一年：%d 件投诉、%d 件举报、%d 件责令改正，逐日办理", d.Complaints, d.Tipoffs, d.Orders)
			}
			_ = year.Set(n)
		})
	_ = bar.Finish()
	_ = year.Finish()
	return err
}

// hasCity reports whether the data holds an organisation.
func hasCity(ctx context.Context, s store) (bool, error) {
	if s.DB == "" && !exists(s.Data) {
		return false, nil
	}
	a, err := s.open(ctx, app.Config{})
	if f := fault.As(err); f != nil && f.Code == db.Locked { // a server runs, beside which one may read
		a, err = s.open(ctx, app.Config{ReadOnly: true})
	}
	if err != nil {
		return false, err
	}
	defer a.Close()
	return len(a.People.Roots(a.Area())) > 0, nil
}

// printAccounts shows the demo accounts of a demo city.
func printAccounts(ctx context.Context, c *console, a *app.App) {
	people, err := a.Accounts(ctx)
	if err != nil || people == nil {
		return
	}
	c.say("  演示账号（密码均为 %s）", app.DemoPassword)
	for _, p := range people {
		role, _ := actor.FindRole(p.Role)
		c.say("    %-11s %s · %s · %s", p.Account, p.Name, p.Post, role.Title)
	}
	businesses, err := a.BusinessAccounts(ctx)
	if err != nil || len(businesses) == 0 {
		return
	}
	c.say("  企业端 /business/ 的演示账号（密码相同）")
	for _, b := range businesses {
		c.say("    %-11s %s", b.Login, b.Business)
	}
}

// bar is a progress bar on the terminal of the errors, so that output stays
// clean for programs. Where nobody watches, it draws nothing.
func (c *console) bar(total int64, unit string) *progressbar.ProgressBar {
	f, isFile := c.errs.(*os.File)
	return progressbar.NewOptions64(total, progressbar.OptionSetWriter(c.errs), progressbar.OptionSetVisibility(isFile && term.IsTerminal(int(f.Fd()))), progressbar.OptionShowCount(), progressbar.OptionShowIts(),
		progressbar.OptionSetItsString(unit), progressbar.OptionSetWidth(30), progressbar.OptionSetPredictTime(true), progressbar.OptionClearOnFinish())
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
