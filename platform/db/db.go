// Package db is the door to the database: SQLite inside the process or
// PostgreSQL, one SQL text for both with parameters $1 … $n.
//
// Reads run on a snapshot in a pool of readers. Writes on SQLite go through
// one goroutine that groups waiting acts into one commit; on PostgreSQL each
// write is a transaction of its own, retried when the database says so. Either
// way Write returns only when the change is durable.
package db

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite" // driver "sqlite"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// Dialect is the kind of database.
type Dialect int

// The two dialects.
const (
	SQLite Dialect = iota
	Postgres
)

// String names the dialect.
func (d Dialect) String() string {
	if d == Postgres {
		return "postgres"
	}
	return "sqlite"
}

// Options say how a database is opened.
type Options struct {
	Clock    clock.Clock   // dates acts; nil means the wall clock
	Readers  int           // size of the reader pool; 0 means 8
	ReadOnly bool          // no writer is started
	Timeout  time.Duration // budget of one write; 0 means 30 s
	Fleeting bool          // nothing need outlast the process: an embedded database never waits for the disk
}

// DB is an open database.
type DB struct {
	dialect Dialect
	clock   clock.Clock
	readers *sql.DB
	stmts   *stmtCache
	writer  *writer // SQLite
	pool    *sql.DB // PostgreSQL writers (the same pool as readers)
	lock    *os.File
	timeout time.Duration
	dir     string
	last    monotone
	commits atomic.Uint64 // SQLite: acts made durable, before they are acknowledged
}

// Open opens the database at address: a folder (SQLite, file hengjian.db in it) or
// a postgres:// URL.
func Open(ctx context.Context, address string, o Options) (*DB, error) {
	if o.Clock == nil {
		o.Clock = clock.Wall{}
	}
	if o.Readers == 0 {
		o.Readers = 8
	}
	if o.Timeout == 0 {
		o.Timeout = 30 * time.Second
	}
	if isPostgres(address) {
		return openPostgres(ctx, address, o)
	}
	return openSQLite(ctx, address, o)
}

func isPostgres(address string) bool {
	return strings.HasPrefix(address, "postgres://") || strings.HasPrefix(address, "postgresql://")
}

// Name says which database an address means, without who asks: host, port and
// database of PostgreSQL, "" for an embedded one, which the folder names.
func Name(address string) (string, error) {
	if !isPostgres(address) {
		return "", nil
	}
	c, err := pgx.ParseConfig(address)
	if err != nil {
		return "", fault.New(fault.Invalid, "db.address", "数据库地址不正确").With(err)
	}
	return net.JoinHostPort(c.Host, strconv.Itoa(int(c.Port))) + "/" + c.Database, nil
}

func openPostgres(ctx context.Context, address string, o Options) (*DB, error) {
	config, err := pgx.ParseConfig(address)
	if err != nil {
		return nil, fault.New(fault.Invalid, "db.address", "数据库地址不正确").With(err)
	}
	config.RuntimeParams["jit"] = "off" // compiling a long filter costs forty times what it saves
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(o.Readers + 16)
	pool.SetMaxIdleConns(o.Readers)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(unreachable(err), pool.Close())
	}
	return &DB{dialect: Postgres, clock: o.Clock, readers: pool, pool: pool, timeout: o.Timeout}, nil
}

// The writer keeps what an import changes in a cache of its own. A cached page costs
// twice its size: with its header it falls into the allocator's next power of two.
// The pages of every mapping count as memory of the process (an import of 170,000
// rows stood at 600 MB): the writer maps nothing, a reader the beginning of the file.
// What is deleted or overwritten is zeroed at once, not when its page is used again:
// an erasure must reach also what earlier acts left behind (docs/ledger.md §7).
var (
	writerPragmas = fmt.Sprintf("&_pragma=cache_size(-32768)&_pragma=wal_autocheckpoint(%d)&_pragma=secure_delete(on)", logPagesMost)
	moverPragmas  = "&_pragma=cache_size(-100)"
	readerPragmas = "&_pragma=query_only(1)&_pragma=cache_size(-8000)&_pragma=mmap_size(33554432)"
)

func openSQLite(ctx context.Context, dir string, o Options) (*DB, error) {
	d := &DB{dialect: SQLite, clock: o.Clock, timeout: o.Timeout, dir: dir}
	if !o.ReadOnly {
		lock, err := LockFolder(dir)
		if err != nil {
			return nil, err
		}
		d.lock = lock
	}
	file := filepath.Join(dir, "hengjian.db")
	base := "file:" + (&url.URL{Path: file}).EscapedPath() + "?_pragma=busy_timeout(10000)&_pragma=temp_store(memory)"
	if !o.ReadOnly {
		synchronous := "FULL"
		if o.Fleeting {
			synchronous = "OFF"
		}
		w, err := sql.Open("sqlite", base+"&_txlock=immediate&_pragma=journal_mode(WAL)&_pragma=synchronous("+synchronous+")&_pragma=foreign_keys(0)&_pragma=journal_size_limit(67108864)"+writerPragmas)
		if err != nil {
			return nil, errors.Join(unreachable(err), d.Close())
		}
		w.SetMaxOpenConns(1)
		conn, err := w.Conn(ctx)
		if err != nil {
			return nil, errors.Join(unreachable(err), w.Close(), d.Close())
		}
		m, err := sql.Open("sqlite", base+"&_pragma=synchronous("+synchronous+")"+moverPragmas)
		if err != nil {
			return nil, errors.Join(unreachable(err), conn.Close(), w.Close(), d.Close())
		}
		m.SetMaxOpenConns(1)
		if d.writer, err = startWriter(d, w, conn, mover{pool: m}); err != nil {
			return nil, errors.Join(err, m.Close(), conn.Close(), w.Close(), d.Close())
		}
	}
	readers, err := sql.Open("sqlite", base+readerPragmas)
	if err != nil {
		return nil, errors.Join(unreachable(err), d.Close())
	}
	readers.SetMaxOpenConns(o.Readers)
	readers.SetMaxIdleConns(o.Readers)
	d.readers = readers
	d.stmts = newStmtCache(d.readers, 512)
	if err := readers.PingContext(ctx); err != nil {
		return nil, errors.Join(unreachable(err), d.Close())
	}
	return d, nil
}

// Dialect returns the kind of database.
func (d *DB) Dialect() Dialect { return d.dialect }

// Dir returns the data folder of a SQLite database, "" on PostgreSQL.
func (d *DB) Dir() string { return d.dir }

// Close waits for the writer to finish what it has taken and closes everything.
func (d *DB) Close() error {
	var errs []error
	if d.writer != nil {
		errs = append(errs, d.writer.stop())
	}
	if d.stmts != nil {
		d.stmts.close()
	}
	if d.readers != nil {
		errs = append(errs, d.readers.Close())
	}
	if d.lock != nil {
		errs = append(errs, d.lock.Close())
	}
	return errors.Join(errs...)
}

// Ping reports whether the database answers.
func (d *DB) Ping(ctx context.Context) error {
	if err := d.readers.PingContext(ctx); err != nil {
		return unreachable(err)
	}
	return nil
}

// Read runs f on one consistent snapshot. The context ends it.
func (d *DB) Read(ctx context.Context, f func(c Conn) error) error {
	tx, err := d.readers.BeginTx(ctx, &sql.TxOptions{ReadOnly: d.dialect == Postgres, Isolation: d.readIsolation()})
	if err != nil {
		return translate(err)
	}
	defer func() { _ = tx.Rollback() }() // a read has nothing to keep
	// Translated once more here: the Scan of a row returns the driver's own error.
	return translate(f(&reader{ctx: ctx, db: d, tx: tx}))
}

// One reads one row by one query, which is a snapshot of its own: without the
// transaction of Read it costs about half.
func (d *DB) One(ctx context.Context, query string, args ...any) One {
	if d.stmts != nil {
		if st := d.stmts.get(query); st != nil {
			return One{st.QueryRowContext(ctx, args...)}
		}
	}
	return One{d.readers.QueryRowContext(ctx, native(d.dialect, query), args...)}
}

// One is a row that was asked for by itself.
type One struct{ row *sql.Row }

// Scan takes the row; sql.ErrNoRows where there is none.
func (o One) Scan(dest ...any) error { return translate(o.row.Scan(dest...)) }

func (d *DB) readIsolation() sql.IsolationLevel {
	if d.dialect == Postgres {
		return sql.LevelRepeatableRead
	}
	return sql.LevelDefault
}

// Write runs f in a transaction and returns when its change is durable, or not
// at all made. f may run more than once, so it does nothing but read and write
// through tx. The caller's context only ends the wait before f has begun; once
// begun, f runs under a context of its own.
func (d *DB) Write(ctx context.Context, f func(tx *Tx) error) error {
	if d.dialect == Postgres {
		return d.writePostgres(ctx, f)
	}
	if d.writer == nil {
		return fault.New(fault.Unavailable, "db.readonly", "数据库以只读方式打开，不能写入")
	}
	return d.writer.do(ctx, f)
}

func (d *DB) writePostgres(ctx context.Context, f func(tx *Tx) error) error {
	if err := ctx.Err(); err != nil {
		return translate(err)
	}
	own, cancel := context.WithTimeout(context.WithoutCancel(ctx), d.timeout)
	defer cancel()
	var err error
	for try := 0; try < 8; try++ {
		err = d.onePostgres(own, f)
		if !retryable(err) {
			return translate(err)
		}
		time.Sleep(time.Duration(1<<try) * time.Millisecond)
	}
	return translate(err)
}

func (d *DB) onePostgres(ctx context.Context, f func(tx *Tx) error) (err error) {
	tx, err := d.pool.BeginTx(ctx, &sql.TxOptions{Isolation: sql.LevelReadCommitted})
	if err != nil {
		return err
	}
	t := &Tx{ctx: ctx, db: d, run: tx, now: d.last.next(d.clock.Now())}
	err = guarded(func(t *Tx) error {
		if err := f(t); err != nil {
			return err
		}
		return t.finish(t.left)
	}, t)
	if err != nil {
		return errors.Join(err, ignoreDone(tx.Rollback()))
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	t.committed()
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// monotone hands out instants that never run backwards.
type monotone struct {
	mu   sync.Mutex
	last clock.Instant
}

func (m *monotone) next(now clock.Instant) clock.Instant {
	m.mu.Lock()
	defer m.mu.Unlock()
	if now < m.last {
		now = m.last
	}
	m.last = now
	return now
}

// NotBefore tells the database the latest instant already written, so that the
// time of acts never runs backwards across a restart or a clock set back.
func (d *DB) NotBefore(at clock.Instant) { d.last.next(at) }

// Now is the legal time, for reads; an act has its own (Tx.Now).
func (d *DB) Now() clock.Instant { return d.clock.Now() }
