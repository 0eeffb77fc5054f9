package doctor

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	"github.com/hengjian/hengjian/app/backup"
	"github.com/hengjian/hengjian/platform/db"
)

// longWAL is a write-ahead log that is not being taken in.
const longWAL = 1 << 30

func (x *exam) sqlite(ctx context.Context, d *db.DB) bool {
	var version, journal string
	var bad []string
	err := d.Read(ctx, func(c db.Conn) error {
		if err := c.QueryRow(`SELECT sqlite_version()`).Scan(&version); err != nil {
			return err
		}
		if err := c.QueryRow(`PRAGMA journal_mode`).Scan(&journal); err != nil {
			return err
		}
		if x.o.Quick {
			return nil
		}
		var err error
		bad, err = lines(c, `PRAGMA quick_check(10)`)
		return err
	})
	switch {
	case err != nil:
		x.add("database", Bad, "数据库", "停止服务，保留现场，用最近的备份恢复", "读不出来：%v", err)
		return false
	case len(bad) > 0 && bad[0] != "ok":
		x.add("database", Bad, "数据库", "停止服务，保留现场，用最近的备份恢复；检查磁盘", "完整性检查不通过：%s", strings.Join(bad, "；"))
		return false
	}
	text := "SQLite " + version
	if !x.o.Quick {
		text += "，完整性检查通过"
	}
	x.add("database", Good, "数据库", "", "%s", text)
	if st, err := os.Stat(filepath.Join(x.o.Data, "hengjian.db-wal")); err == nil && st.Size() > longWAL {
		x.add("wal", Warn, "预写日志", "检查是否有长时间运行的读取；重启服务可收回", "已有 %s", backup.Human(st.Size()))
	}
	return true
}

// oldest is the oldest PostgreSQL the product is tested with.
const oldest = 150000

func (x *exam) postgres(ctx context.Context, d *db.DB) bool {
	var number int
	var encoding string
	var collated []string
	err := d.Read(ctx, func(c db.Conn) error {
		if err := c.QueryRow(`SELECT CAST(current_setting('server_version_num') AS INTEGER), current_setting('server_encoding')`).Scan(&number, &encoding); err != nil {
			return err
		}
		var err error
		collated, err = lines(c, `SELECT table_name || '.' || column_name FROM information_schema.columns
			WHERE table_schema = current_schema() AND data_type = 'text' AND (collation_name IS NULL OR collation_name <> 'C') ORDER BY 1 LIMIT 10`)
		return err
	})
	if err != nil {
		x.add("database", Bad, "数据库", "检查数据库服务和账号权限", "读不出来：%v", err)
		return false
	}
	switch {
	case number < oldest:
		x.add("database", Bad, "数据库", "升级到 PostgreSQL 15 或更高版本", "PostgreSQL %d 低于要求", number/10000)
	case encoding != "UTF8":
		x.add("database", Bad, "数据库", "用 UTF8 编码重建数据库", "数据库编码是 %s", encoding)
	default:
		x.add("database", Good, "数据库", "", "PostgreSQL %d.%d，UTF8", number/10000, number%10000)
	}
	if len(collated) > 0 {
		x.add("collation", Bad, "排序规则", "这些列不是由衡鉴建立的，或被改动过；请恢复为 COLLATE \"C\"", "文本列的排序规则不是 C：%s", strings.Join(collated, "、"))
	}
	return true
}

// lines reads a query of one text column.
func lines(c db.Conn, query string, args ...any) ([]string, error) {
	rows, err := c.Query(query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // its error comes from rows.Err
	var out []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, s)
	}
	return out, rows.Err()
}
