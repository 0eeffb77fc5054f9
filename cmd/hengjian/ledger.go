package main

import (
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/fault"
)

type ledgerCmd struct {
	Verify     verifyCmd     `cmd:"" help:"核验账本 · recompute the log and compare"`
	Checkpoint checkpointCmd `cmd:"" help:"最新检查点 · print the latest signed checkpoint, and the public key beside it on the standard error"`
}

type verifyCmd struct {
	store
	Records bool   `help:"also fold every record's acts and compare row, history, indexes and stored files"`
	Since   string `help:"file with a signed checkpoint kept by somebody else" type:"existingfile" placeholder:"CHECKPOINT"`
	JSON    bool   `name:"json" help:"print JSON"`
}

type verifyReport struct {
	Logs     []ledger.Verified `json:"logs"`
	Records  int64             `json:"records"`
	Findings []string          `json:"findings"`
	Notices  []string          `json:"notices"` // to be known, nothing is wrong
	OK       bool              `json:"ok"`
}

// maxFindings bounds what is printed; the count goes on.
const maxFindings = 1000

// Run verifies the ledger and, when asked, every record against it.
func (v verifyCmd) Run(ctx context.Context, c *console) error {
	a, err := v.open(ctx, app.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	check := ledger.Check{}
	if v.Since != "" {
		kept, err := os.ReadFile(v.Since)
		if err != nil {
			return fault.Newf(fault.Invalid, "ledger.since", "读不到检查点文件 %s", v.Since).With(err)
		}
		signed, err := ledger.Kept(kept)
		if err != nil {
			return fault.Bad("ledger.since", "参数不正确", fault.Field{Name: "--since", Code: "checkpoint", Text: v.Since + " 不是检查点；检查点由 hengjian ledger checkpoint 打印"}).With(err)
		}
		check.Since = [][]byte{signed}
	}
	report := verifyReport{Findings: []string{}, Notices: []string{}}
	n := 0
	add := func(s string) {
		if n++; n <= maxFindings {
			report.Findings = append(report.Findings, s)
			if !v.JSON {
				c.say("■ %s", s)
			}
		}
	}
	report.Logs, err = a.Ledger.VerifyTree(ctx, check, func(f ledger.Finding) {
		add(strings.Join(strings.Fields(fmt.Sprintf("账本 %s %s %s", f.Area, f.Act, f.Where)), " ") + "：" + f.Text)
	})
	if err != nil {
		return err
	}
	if v.Records {
		err := a.Engine.Verify(ctx, func(done int64) { report.Records = done }, func(f record.Finding) { add(f.String()) })
		if err != nil {
			return err
		}
		if err := v.notices(ctx, c, a, &report); err != nil {
			return err
		}
	}
	report.OK = n == 0
	if v.JSON {
		if err := c.json(report); err != nil {
			return err
		}
	} else {
		v.print(c, report, n)
	}
	if n > 0 {
		return findings(n)
	}
	return nil
}

// notices adds what is to be known: records erased, by which act; files that
// nobody uses.
func (v verifyCmd) notices(ctx context.Context, c *console, a *app.App, r *verifyReport) error {
	n := 0
	add := func(s string) {
		if n++; n <= maxFindings {
			r.Notices = append(r.Notices, s)
			if !v.JSON {
				c.say("○ %s", s)
			}
		}
	}
	if err := a.Engine.EachErased(ctx, func(f record.Finding) { add(f.String()) }); err != nil {
		return err
	}
	return a.Files.Unused(ctx, func(d blob.Digest, size int64) {
		add(fmt.Sprintf("文件 %s（%d 字节）存放超过一天，没有记录或批次使用", d, size))
	})
}

func (v verifyCmd) print(c *console, r verifyReport, n int) {
	for _, l := range r.Logs {
		c.say("账本 %s：%d 条，待编号 %d 条，树根 %s", l.Area, l.Size, l.Waiting, l.Root)
	}
	if v.Records {
		c.say("记录 %d 条，逐条与账本核对", r.Records)
	}
	if n == 0 {
		c.say("● 全部相符")
		return
	}
	c.say("■ %d 处不符", n)
}

type checkpointCmd struct{ store }

// Run prints the latest checkpoint, to be kept elsewhere.
func (v checkpointCmd) Run(ctx context.Context, c *console) error {
	a, err := v.open(ctx, app.Config{ReadOnly: true})
	if err != nil {
		return err
	}
	defer a.Close()
	cp, err := a.Ledger.Checkpoint(ctx, a.Area())
	if err != nil {
		return err
	}
	fmt.Fprint(c.out, cp.Note)                     // to the byte: what is kept of it is what was signed
	fmt.Fprintf(c.errs, "公钥 %s\n", a.Key.Public()) // beside it, so that a file takes the checkpoint alone
	return nil
}
