package doctor

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/fact"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// schema compares the tables with the declarations.
func (x *exam) schema(ctx context.Context, a *app.App) {
	var missing []string
	err := a.DB.Read(ctx, func(c db.Conn) error {
		for _, k := range a.Kinds.All() {
			lack, err := lacking(c, k)
			if err != nil {
				return err
			}
			missing = append(missing, lack...)
		}
		return nil
	})
	switch {
	case err != nil:
		x.add("schema", Bad, "数据库结构", "", "读不出来：%v", err)
	case len(missing) > 0:
		x.add("schema", Bad, "数据库结构", "用本版本启动一次 hengjian serve，它会补齐结构", "与业务声明不一致，缺 %s", strings.Join(missing[:min(len(missing), 10)], "、"))
	default:
		x.add("schema", Good, "数据库结构", "", "与业务声明一致")
	}
}

// lacking lists what the table of a kind has not of its declaration.
func lacking(c db.Conn, k *kind.Kind) ([]string, error) {
	query := `SELECT name FROM pragma_table_info($1)`
	if c.Dialect() == db.Postgres {
		query = `SELECT column_name FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1`
	}
	names, err := lines(c, query, k.Table)
	if err != nil {
		return nil, err
	}
	if len(names) == 0 {
		return []string{"表 " + k.Table}, nil
	}
	have := map[string]bool{}
	for _, n := range names {
		have[n] = true
	}
	var out []string
	for _, f := range k.Fields {
		for _, col := range f.Columns() {
			if f.Stored() && !have[col] {
				out = append(out, k.Table+"."+col)
			}
		}
	}
	return out, nil
}

const (
	waitLong = time.Minute     // an act waits for its number
	skew     = 5 * time.Second // between machines
)

// ledger looks at the newest checkpoint, the waiting acts and the last act's time.
func (x *exam) ledger(ctx context.Context, a *app.App) {
	cp, err := a.Ledger.Checkpoint(ctx, a.Area()) // checks the signature
	if err != nil {
		x.add("ledger", Bad, "账本", "停止办理，保留现场，运行 hengjian ledger verify 查明", "最新检查点不可信：%v", err)
		return
	}
	var waiting int64
	var since, last sql.NullInt64
	err = a.DB.Read(ctx, func(c db.Conn) error {
		if err := c.QueryRow(`SELECT count(*), min(at) FROM ledger_act WHERE area = $1 AND seq IS NULL`, string(a.Area())).Scan(&waiting, &since); err != nil {
			return err
		}
		return c.QueryRow(`SELECT max(at) FROM (SELECT at FROM ledger_act WHERE area = $1 ORDER BY id DESC LIMIT 1000) x`, string(a.Area())).Scan(&last)
	})
	late := time.Duration(int64(x.now)-since.Int64) * time.Millisecond
	switch {
	case err != nil:
		x.add("ledger", Bad, "账本", "", "读不出来：%v", err)
		return
	case waiting > 0 && late > waitLong:
		x.add("ledger", Warn, "账本", "服务在运行时应每秒编号一次：启动服务，或查看日志里 sequencing 的错误", "有 %d 次办理等待编号，最早的已等 %s", waiting, late.Round(time.Second))
	case cp.Size == 0:
		x.add("ledger", Good, "账本", "", "还没有编号的办理")
	default:
		x.add("ledger", Good, "账本", "", "%d 条已编号，检查点 %s，签名有效", cp.Size, cp.At)
	}
	if ahead := time.Duration(max(last.Int64, int64(cp.At))-int64(x.now)) * time.Millisecond; ahead > skew {
		x.add("clock", Bad, "时钟", "校准系统时间，启用时间同步（NTP）；演示环境若拨动过时间可不理会", "系统时间 %s 比最近一次办理的时间还早 %s", x.now, ahead.Round(time.Second))
	} else {
		x.add("clock", Good, "时钟", "", "%s，不早于最近一次办理", x.now)
	}
}

// stuck is how long a job may be due or without its lease.
const stuck = clock.Instant(10 * 60 * 1000)

func (x *exam) jobs(ctx context.Context, a *app.App) {
	var lost, due, failed int64
	err := a.DB.Read(ctx, func(c db.Conn) error {
		have, err := lines(c, tableQuery(c.Dialect()), "job_queue")
		if err != nil || len(have) == 0 {
			return err // the server makes it
		}
		for _, q := range []struct {
			to    *int64
			where string
			at    clock.Instant
		}{
			{&lost, `state = 'running' AND lease_until < $1`, x.now - stuck},
			{&due, `state = 'waiting' AND run_at < $1`, x.now - stuck},
			{&failed, `state = 'failed' AND ended_at > $1`, x.now - clock.Instant(7*24*time.Hour/time.Millisecond)},
		} {
			if err := c.QueryRow(`SELECT count(*) FROM job_queue WHERE `+q.where, int64(q.at)).Scan(q.to); err != nil {
				return fmt.Errorf("counting jobs: %w", err)
			}
		}
		return nil
	})
	switch {
	case err != nil:
		x.add("jobs", Bad, "后台任务", "", "读不出来：%v", err)
	case lost+due > 0:
		x.add("jobs", Warn, "后台任务", "启动服务后会自动接手；服务已在运行时查看日志", "%d 项中断、%d 项到期未执行", lost, due)
	case failed > 0:
		x.add("jobs", Warn, "后台任务", "在“数据归集”等页面查看原因后重试", "近 7 天有 %d 项失败", failed)
	default:
		x.add("jobs", Good, "后台任务", "", "没有卡住的任务")
	}
}

func tableQuery(d db.Dialect) string {
	if d == db.Postgres {
		return `SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() AND table_name = $1`
	}
	return `SELECT name FROM sqlite_master WHERE type = 'table' AND name = $1`
}

// facts says whether something told between matters could not be heard.
func (x *exam) facts(ctx context.Context, a *app.App) {
	var dead []fact.Letter
	err := a.DB.Read(ctx, func(c db.Conn) (err error) {
		dead, err = fact.Dead(c, a.Area(), 100)
		return err
	})
	switch {
	case err != nil:
		x.add("facts", Bad, "业务事件", "", "读不出来：%v", err)
	case len(dead) > 0:
		x.add("facts", Warn, "业务事件", "按所列原因处理后重新投递", "%d 项投递失败，最近一项是 %s → %s：%s", len(dead), dead[0].Name, dead[0].Hearer, dead[0].Reason)
	default:
		x.add("facts", Good, "业务事件", "", "没有投递失败")
	}
}
