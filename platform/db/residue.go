package db

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/hengjian/hengjian/platform/fault"
)

// errand is what the writer's goroutine does on its connection between two
// groups of acts, outside any transaction.
type errand struct {
	f    func(*sql.Conn) error
	done chan error
}

func (w *writer) run(ctx context.Context, f func(*sql.Conn) error) error {
	e := &errand{f: f, done: make(chan error, 1)}
	select {
	case w.aside <- e:
	case <-ctx.Done():
		return translate(ctx.Err())
	case <-w.quit:
		return closing()
	}
	return <-e.done
}

// EmptyLog moves the log of a SQLite database into its file and cuts the log to
// nothing, so that what was overwritten stands nowhere any more. It waits for
// nobody: while a reader still needs the log it is unavailable (db.reading) and
// may be tried again. PostgreSQL recycles its log by itself.
func (d *DB) EmptyLog(ctx context.Context) error {
	if d.writer == nil {
		return nil
	}
	return d.writer.run(ctx, func(c *sql.Conn) error {
		own := context.Background() // a connection that is cancelled in the middle is lost to the writer
		if _, err := c.ExecContext(own, "PRAGMA busy_timeout = 0"); err != nil {
			return translate(err)
		}
		var busy, frames, moved int64
		err := c.QueryRowContext(own, "PRAGMA wal_checkpoint(TRUNCATE)").Scan(&busy, &frames, &moved)
		if _, e := c.ExecContext(own, "PRAGMA busy_timeout = 10000"); err == nil {
			err = e
		}
		if err != nil {
			return translate(err)
		}
		if busy != 0 {
			return fault.New(fault.Unavailable, "db.reading", "数据库日志正被读取，稍后再清空")
		}
		return nil
	})
}

// Vacuum frees the dead row versions of tables on PostgreSQL. SQLite has none:
// what is deleted there is zeroed in the act.
func (d *DB) Vacuum(ctx context.Context, tables ...string) error {
	if d.dialect != Postgres {
		return nil
	}
	for _, t := range tables {
		if _, err := d.pool.ExecContext(ctx, "VACUUM "+t); err != nil {
			return fmt.Errorf("vacuum of %s: %w", t, translate(err))
		}
	}
	return nil
}
