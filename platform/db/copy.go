package db

import (
	"context"

	"github.com/hengjian/hengjian/platform/fault"
)

// CopyTo writes a consistent copy of a SQLite database into a new file while
// others read and write: VACUUM INTO on a snapshot. What was deleted is not in
// the copy, not even in free pages.
func (d *DB) CopyTo(ctx context.Context, file string) (err error) {
	if d.dialect != SQLite {
		return fault.New(fault.Invalid, "db.copy", "PostgreSQL 数据库请用 pg_dump 或 pgBackRest 备份")
	}
	conn, err := d.readers.Conn(ctx)
	if err != nil {
		return translate(err)
	}
	defer func() { _ = conn.Close() }() // it goes back to the pool
	// query_only would forbid the copy too; nothing else runs on this connection.
	if _, err := conn.ExecContext(ctx, "PRAGMA query_only = 0"); err != nil {
		return translate(err)
	}
	defer func() {
		_, e := conn.ExecContext(context.WithoutCancel(ctx), "PRAGMA query_only = 1")
		if err == nil {
			err = translate(e)
		}
	}()
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?1", file)
	return translate(err)
}
