// Package doctor examines an installation without changing it: folder, key,
// disk, database, schema, ledger, jobs, clock. Each finding says what it means
// and what to do, in words for the administrator.
package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/backup"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Level is how bad a finding is.
type Level string

// The levels.
const (
	Good Level = "good" // ●
	Warn Level = "warn" // ▲ works, wants attention
	Bad  Level = "bad"  // ■ must be mended
)

// Finding is the result of one check.
type Finding struct {
	Check string `json:"check"` // stable name
	Level Level  `json:"level"`
	Title string `json:"title"`
	Text  string `json:"text"`
	Todo  string `json:"todo,omitempty"`
}

// Mark is the sign of the level, readable without colour.
func (f Finding) Mark() string {
	return map[Level]string{Good: "●", Warn: "▲", Bad: "■"}[f.Level]
}

// Report is all findings; OK when none is Bad.
type Report struct {
	Version  string    `json:"version"`
	OK       bool      `json:"ok"`
	Findings []Finding `json:"findings"`
}

// Count returns the number of findings of a level.
func (r Report) Count(l Level) int {
	n := 0
	for _, f := range r.Findings {
		if f.Level == l {
			n++
		}
	}
	return n
}

// Options say what is examined.
type Options struct {
	Data    string
	DB      string // postgres:// address; "" is the embedded database in Data
	Version string
	Quick   bool        // leave the integrity check of the database out
	Clock   clock.Clock // nil is the wall clock
}

// exam is an examination under way.
type exam struct {
	o   Options
	now clock.Instant
	r   Report
}

func (x *exam) add(check string, l Level, title, todo, format string, args ...any) {
	x.r.Findings = append(x.r.Findings, Finding{check, l, title, fmt.Sprintf(format, args...), todo})
	if l == Bad {
		x.r.OK = false
	}
}

// Examine runs every check it can; one that fails does not keep the others
// from running.
func Examine(ctx context.Context, o Options) Report {
	if o.Clock == nil {
		o.Clock = clock.Wall{}
	}
	x := &exam{o: o, now: o.Clock.Now(), r: Report{Version: o.Version, OK: true}}
	x.add("version", Good, "版本", "", "衡鉴 %s，%s，%s/%s", o.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	x.clock()
	x.folder()
	key := x.key()
	x.backup()
	x.signIn(ctx)
	x.outgoing(ctx)
	x.signing(ctx)
	if !x.database(ctx) || !key {
		return x.r // the rest needs both, and looking must not make a new key
	}
	x.product(ctx)
	return x.r
}

// clock holds the machine's time against common sense; the ledger is asked later.
func (x *exam) clock() {
	if y := x.now.Time().Year(); y < 2026 || y > 2100 {
		x.add("clock", Bad, "时钟", "校准系统时间，启用时间同步（NTP）", "系统时间是 %s", x.now)
	}
}

const (
	lowDisk  = 10 << 30
	fullDisk = 1 << 30
)

func (x *exam) folder() {
	st, err := os.Stat(x.o.Data)
	if err != nil || !st.IsDir() {
		x.add("folder", Bad, "数据目录", "核对 --data，或先用 hengjian serve 建立", "%s 不存在或不是目录", x.o.Data)
		return
	}
	if f, err := os.CreateTemp(x.o.Data, ".doctor-*"); err != nil {
		x.add("folder", Bad, "数据目录", "把目录交给运行衡鉴的用户（chown），检查磁盘是否只读", "%s 不可写：%v", x.o.Data, err)
	} else {
		_ = f.Close()
		_ = os.Remove(f.Name()) // an empty file may stay
		x.add("folder", Good, "数据目录", "", "%s 可写", x.o.Data)
	}
	if st.Mode().Perm()&0o077 != 0 {
		x.add("folder_mode", Warn, "目录权限", "chmod 700 "+x.o.Data, "其他用户可以进入 %s（%04o）", x.o.Data, st.Mode().Perm())
	}
	free, err := backup.Free(x.o.Data)
	switch {
	case err != nil:
		x.add("disk", Warn, "磁盘空间", "", "查不到剩余空间：%v", err)
	case free < fullDisk:
		x.add("disk", Bad, "磁盘空间", "立即清理或扩容；写满后所有办理都会失败", "只剩 %s", backup.Human(free))
	case free < lowDisk:
		x.add("disk", Warn, "磁盘空间", "安排扩容", "剩余 %s", backup.Human(free))
	default:
		x.add("disk", Good, "磁盘空间", "", "剩余 %s", backup.Human(free))
	}
}

func (x *exam) key() bool {
	path := filepath.Join(x.o.Data, "ledger.key")
	st, err := os.Stat(path)
	switch {
	case err != nil:
		x.add("key", Bad, "账本密钥", "从保管处取回 ledger.key 放回数据目录；没有它，账本不能继续签名", "%s 不在或读不到", path)
		return false
	case st.Mode().Perm()&0o077 != 0:
		x.add("key", Bad, "账本密钥", "chmod 600 "+path, "权限是 %04o，应为 0600", st.Mode().Perm())
		return false
	}
	x.add("key", Good, "账本密钥", "", "在，权限 %04o", st.Mode().Perm())
	return true
}

// maxBackupAge is how old the last backup may be.
const maxBackupAge = 8 * 24 * time.Hour

func (x *exam) backup() {
	if x.o.DB != "" {
		return
	}
	st, err := os.Stat(filepath.Join(x.o.Data, backup.LastName))
	if err != nil {
		x.add("backup", Warn, "备份", "运行 hengjian backup --data "+x.o.Data+" --to 文件.tar.gz，并设为定时任务", "没有备份过的记录")
		return
	}
	age := x.now.Time().Sub(st.ModTime())
	if age > maxBackupAge {
		x.add("backup", Warn, "备份", "检查定时备份是否还在运行", "最近一次备份在 %.0f 天前", age.Hours()/24)
		return
	}
	x.add("backup", Good, "备份", "", "最近一次备份在 %.0f 小时前", max(age.Hours(), 0))
}

// database checks the database by itself, without the declarations.
func (x *exam) database(ctx context.Context) bool {
	address := x.o.DB
	if address == "" {
		address = x.o.Data
		if _, err := os.Stat(filepath.Join(address, "hengjian.db")); err != nil {
			x.add("database", Bad, "数据库", "核对 --data；新装的系统先运行 hengjian serve", "%s 里没有数据库", address)
			return false
		}
	}
	d, err := db.Open(ctx, address, db.Options{ReadOnly: true})
	if err != nil {
		x.add("database", Bad, "数据库", "检查数据库服务、地址和口令", "连接不上：%s", fault.As(err).Text)
		return false
	}
	defer func() { _ = d.Close() }() // only read
	if d.Dialect() == db.Postgres {
		return x.postgres(ctx, d)
	}
	return x.sqlite(ctx, d)
}

// product opens the whole product read-only and looks at what it holds.
func (x *exam) product(ctx context.Context) {
	a, err := app.Open(ctx, app.Config{Data: x.o.Data, DB: x.o.DB, ReadOnly: true})
	if err != nil {
		f := fault.As(err)
		todo := "按提示改正后重试；数据库结构较旧时，先用本版本启动一次 hengjian serve"
		text := f.Text
		if f.Cause != nil {
			text += "（" + f.Cause.Error() + "）"
		}
		x.add("open", Bad, "打开系统", todo, "%s", text)
		return
	}
	defer func() { _ = a.Close() }() // only read
	x.add("open", Good, "业务声明", "", "%s（%s），%d 种业务类型", a.Areas.Title, a.City, len(a.Kinds.All()))
	x.schema(ctx, a)
	x.ledger(ctx, a)
	x.jobs(ctx, a)
	x.facts(ctx, a)
}
