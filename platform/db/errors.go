package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"

	"github.com/hengjian/hengjian/platform/fault"
)

// ErrDuplicate is the cause of a conflict on a unique index.
var ErrDuplicate = errors.New("unique index")

func unreachable(err error) error {
	return fault.New(fault.Unavailable, "db.unreachable", "数据库暂时连接不上，请稍后再试").With(err)
}

// retryable reports a serialization failure or a deadlock of PostgreSQL.
func retryable(err error) bool {
	var pg *pgconn.PgError
	return errors.As(err, &pg) && (pg.Code == "40001" || pg.Code == "40P01")
}

// translate gives a driver's error the product's kinds; faults and sql.ErrNoRows
// pass unchanged.
func translate(err error) error {
	var f *fault.Error
	if err == nil || errors.As(err, &f) || errors.Is(err, sql.ErrNoRows) {
		return err
	}
	if errors.Is(err, context.Canceled) {
		return fault.New(fault.Unavailable, "db.cancelled", "操作已取消").With(err)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return fault.New(fault.Unavailable, "db.slow", "数据库响应超时，请稍后再试").With(err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		return translateSQLite(lite, err)
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return translatePostgres(pg, err)
	}
	if lost(err) {
		return unreachable(err)
	}
	return err
}

// lost reports an error of the connection itself: PostgreSQL is not there, or
// went away while it was spoken to.
func lost(err error) bool {
	var conn *pgconn.ConnectError
	var network *net.OpError
	if errors.As(err, &conn) || errors.As(err, &network) || pgconn.SafeToRetry(err) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, driver.ErrBadConn) {
		return true
	}
	for _, said := range []string{"conn closed", "unexpected EOF", "broken pipe", "connection re"} { // errors the driver keeps no cause of
		if strings.Contains(err.Error(), said) {
			return true
		}
	}
	return false
}

func translateSQLite(lite *sqlite.Error, err error) error {
	switch lite.Code() & 0xff {
	case lib.SQLITE_CONSTRAINT:
		if lite.Code() == lib.SQLITE_CONSTRAINT_UNIQUE || lite.Code() == lib.SQLITE_CONSTRAINT_PRIMARYKEY {
			return fault.New(fault.Conflict, "db.duplicate", "已有相同的记录").With(errors.Join(ErrDuplicate, err))
		}
	case lib.SQLITE_FULL:
		return fault.New(fault.Unavailable, "db.full", "磁盘已满，本次操作没有写入；请系统管理员清理磁盘后重试").With(err)
	case lib.SQLITE_READONLY, lib.SQLITE_CANTOPEN:
		return fault.New(fault.Unavailable, "db.folder", "数据目录不可写，本次操作没有写入").With(err)
	case lib.SQLITE_IOERR:
		return fault.New(fault.Unavailable, "db.io", "磁盘读写出错，本次操作没有写入").With(err)
	case lib.SQLITE_BUSY, lib.SQLITE_LOCKED:
		return fault.New(fault.Unavailable, "db.busy", "数据库正忙，请稍后再试").With(err)
	case lib.SQLITE_INTERRUPT:
		return fault.New(fault.Unavailable, "db.slow", "数据库响应超时，请稍后再试").With(err)
	}
	return err
}

func translatePostgres(pg *pgconn.PgError, err error) error {
	switch {
	case pg.Code == "23505":
		return fault.New(fault.Conflict, "db.duplicate", "已有相同的记录").With(errors.Join(ErrDuplicate, err))
	case pg.Code == "40001", pg.Code == "40P01":
		return fault.New(fault.Conflict, "db.race", "与他人同时修改，请重试").With(err)
	case pg.Code == "53100":
		return fault.New(fault.Unavailable, "db.full", "数据库磁盘已满，本次操作没有写入").With(err)
	case pg.Code == "57014":
		return fault.New(fault.Unavailable, "db.slow", "数据库响应超时，请稍后再试").With(err)
	case strings.HasPrefix(pg.Code, "08"), strings.HasPrefix(pg.Code, "57P"), strings.HasPrefix(pg.Code, "53"):
		return unreachable(err)
	case pg.Code == "25006", pg.Code == "42501":
		return fault.New(fault.Unavailable, "db.folder", "数据库不可写，本次操作没有写入").With(err)
	}
	return err
}
