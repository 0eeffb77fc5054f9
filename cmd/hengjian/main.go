// Command hengjian is the whole product in one binary: the server, imports,
// due days, verification of the ledger, exports, backups.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/local"
	"github.com/hengjian/hengjian/platform/fault"
)

// Exit codes, the same for every command.
const (
	exitOK        = 0
	exitFailed    = 1 // it ran and the answer is no, or something broke
	exitUsage     = 2 // the call is wrong
	exitFindings  = 3 // verification found differences
	exitUnfitting = 4 // the data folder or database cannot be used
)

// version is set when a release is built.
var version = "dev"

type cli struct {
	Serve     serveCmd     `cmd:"" help:"启动服务 · serve the desk, the portal and the API"`
	Import    importCmd    `cmd:"" help:"导入文件 · import files into a register"`
	Account   accountCmd   `cmd:"" help:"账号 · set up administrators, open accounts, reset passwords"`
	Clock     clockCmd     `cmd:"" help:"办理时间 · print the legal time; move it on in a demo city"`
	Demo      demoCmd      `cmd:"" help:"生成演示城市 · make a fictional demo city"`
	Due       dueCmd       `cmd:"" help:"计算期限 · the due day of a statutory clock, with its arithmetic"`
	Story     storyCmd     `cmd:"" help:"故事 · play the lives of records that *.story files tell"`
	Ledger    ledgerCmd    `cmd:"" help:"账本 · verify the ledger, print its checkpoint"`
	Export    exportCmd    `cmd:"" help:"导出 · export a register as CSV, XLSX or JSON Lines"`
	Backup    backupCmd    `cmd:"" help:"备份 · copy the database and files while the server runs"`
	Restore   restoreCmd   `cmd:"" help:"恢复 · restore a backup, replaying the erasures made since"`
	Doctor    doctorCmd    `cmd:"" help:"自检 · check the installation and say what is wrong"`
	Version   versionCmd   `cmd:"" help:"版本 · print the version"`
	Procedure procedureCmd `cmd:"" help:"程序 · try a new version of a procedure over the live records"`
}

// store is where the data is, for every command that opens it.
type store struct {
	Data  string `help:"data folder" default:"./data" type:"path" env:"HENGJIAN_DATA"`
	Suite string `help:"algorithms of a new ledger: sha256-ed25519, or sm3-sm2 (商用密码)" env:"HENGJIAN_SUITE" enum:"sha256-ed25519,sm3-sm2," default:""`
	DB    string `name:"db" help:"postgres:// address; without it the embedded database in the data folder" env:"HENGJIAN_DB"`
}

func (s store) config(c app.Config) (app.Config, error) {
	c.Data, c.DB, c.Suite = s.Data, s.DB, s.Suite
	if s.DB != "" && !strings.HasPrefix(s.DB, "postgres://") && !strings.HasPrefix(s.DB, "postgresql://") {
		return c, fault.Bad("store.db", "参数不正确", fault.Field{Name: "--db", Code: "address", Text: "数据库地址应以 postgres:// 开头；用内置数据库时不写"})
	}
	return c, nil
}

func (s store) open(ctx context.Context, c app.Config) (*app.App, error) {
	c, err := s.config(c)
	if err == nil && c.ReadOnly {
		err = s.there()
	}
	if err != nil {
		return nil, err
	}
	return app.Open(ctx, c)
}

// there refuses a data folder without a database, for commands that are about what
// is there: they must not begin a new one, nor say that the database does not answer.
// One that a server holds has its database elsewhere, as the server says.
func (s store) there() error {
	if s.DB != "" || exists(filepath.Join(s.Data, "hengjian.db")) || local.Held(s.Data) {
		return nil
	}
	return &fault.Error{Kind: fault.Unavailable, Code: "store.empty", Text: "没有可用的数据目录",
		Fields: []fault.Field{{Name: "--data", Code: "empty", Text: s.Data + " 里没有衡鉴的数据库；先用 hengjian serve 或 hengjian demo 建立"}}}
}

// ask does f on the installation, or has the server do it that holds the folder.
func (s store) ask(ctx context.Context, c app.Config, f func(local.Commands) error) error {
	c, err := s.config(c)
	if err != nil {
		return err
	}
	it, err := local.Open(ctx, c)
	if err != nil {
		return err
	}
	return errors.Join(f(it), it.Close())
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, out, errs io.Writer) int {
	var c cli
	code := -1
	parser, err := kong.New(&c, kong.Name("hengjian"), kong.Description("衡鉴 — 市场监督管理平台"), kong.Writers(out, errs),
		kong.Exit(func(n int) { code = n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(errs, err)
		return exitFailed
	}
	k, err := parser.Parse(args)
	if code >= 0 { // help was printed
		return code
	}
	if err != nil {
		fmt.Fprintf(errs, "hengjian: %s\n", misread(err))
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k.BindTo(ctx, (*context.Context)(nil))
	k.BindTo(out, (*io.Writer)(nil))
	err = k.Run(&console{out: out, errs: errs})
	var found findings
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &found):
		return exitFindings
	}
	return complain(k, func(format string, args ...any) { fmt.Fprintf(errs, format, args...) }, err)
}

// findings is returned when verification found differences: n of them.
type findings int

func (n findings) Error() string { return fmt.Sprintf("%d 处不符", int(n)) }

// console is where a command prints.
type console struct{ out, errs io.Writer }

// json prints v for programs.
func (c *console) json(v any) error {
	enc := json.NewEncoder(c.out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(v)
}

func (c *console) say(format string, args ...any) { fmt.Fprintf(c.out, format+"\n", args...) }

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(c *console) error { c.say("hengjian %s", version); return nil }
