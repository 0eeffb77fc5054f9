package db

import (
	"context"
	"database/sql"
	"strings"

	"github.com/hengjian/hengjian/platform/clock"
)

// Conn runs SQL with parameters $1 … $n. Rows must be read to the end or
// closed before the next statement.
type Conn interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
	Dialect() Dialect
	Context() context.Context
}

// runner is what *sql.Tx and *sql.Conn share.
type runner interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// reader is a Conn on a snapshot.
type reader struct {
	ctx context.Context
	db  *DB
	tx  *sql.Tx
}

func (r *reader) Dialect() Dialect         { return r.db.dialect }
func (r *reader) Context() context.Context { return r.ctx }

func (r *reader) Query(query string, args ...any) (*sql.Rows, error) {
	if st := r.stmt(query); st != nil {
		rows, err := st.QueryContext(r.ctx, args...)
		return rows, translate(err)
	}
	rows, err := r.tx.QueryContext(r.ctx, native(r.db.dialect, query), args...)
	return rows, translate(err)
}

func (r *reader) QueryRow(query string, args ...any) *sql.Row {
	if st := r.stmt(query); st != nil {
		return st.QueryRowContext(r.ctx, args...)
	}
	return r.tx.QueryRowContext(r.ctx, native(r.db.dialect, query), args...)
}

// stmt returns the prepared statement of a query on SQLite, nil while there is
// none; pgx keeps its own.
func (r *reader) stmt(query string) *sql.Stmt {
	if r.db.stmts == nil {
		return nil
	}
	st := r.db.stmts.get(query)
	if st == nil {
		return nil
	}
	return r.tx.StmtContext(r.ctx, st)
}

// Tx is a running write.
type Tx struct {
	ctx   context.Context
	db    *DB
	run   runner
	prep  *connStmts // SQLite: statements prepared on the writer's connection
	now   clock.Instant
	after []func()
	left  []leftover
	wrote bool // something other than a plain SELECT was run
}

// AtEnd is work that acts leave to the end of their transaction. On SQLite acts
// that wait together share one, so it is done once for all of them: what one act
// left is dropped with it where it fails.
type AtEnd struct {
	Do func(tx *Tx, items []any) error
}

type leftover struct {
	work *AtEnd
	item any
}

// Leave adds an item to what such work takes before the transaction commits. Until
// then nothing of it can be read, not by the act itself either.
func (t *Tx) Leave(w *AtEnd, item any) { t.left = append(t.left, leftover{w, item}) }

// finish does what was left, each sort of work once, in the order in which they were
// first named.
func (t *Tx) finish(left []leftover) error {
	items := map[*AtEnd][]any{}
	var order []*AtEnd
	for _, l := range left {
		if items[l.work] == nil {
			order = append(order, l.work)
		}
		items[l.work] = append(items[l.work], l.item)
	}
	for _, w := range order {
		if err := w.Do(t, items[w]); err != nil {
			return err
		}
	}
	return nil
}

// Now is the legal time of this act, the same however often it is asked.
func (t *Tx) Now() clock.Instant { return t.now }

// Dialect returns the kind of database.
func (t *Tx) Dialect() Dialect { return t.db.dialect }

// Context is the write's own context, never a request's.
func (t *Tx) Context() context.Context { return t.ctx }

// After registers f to run once the change is durable; f must not fail and
// must not write.
func (t *Tx) After(f func()) { t.after = append(t.after, f) }

func (t *Tx) committed() {
	for _, f := range t.after {
		f()
	}
}

// reads reports whether a statement can change nothing.
func reads(query string) bool { return strings.HasPrefix(query, "SELECT ") }

// Query runs a query that returns rows.
func (t *Tx) Query(query string, args ...any) (*sql.Rows, error) {
	t.wrote = t.wrote || !reads(query)
	if t.prep != nil {
		st, err := t.prep.get(t.ctx, query)
		if err != nil {
			return nil, translate(err)
		}
		rows, err := st.QueryContext(t.ctx, args...)
		return rows, translate(err)
	}
	rows, err := t.run.QueryContext(t.ctx, query, args...)
	return rows, translate(err)
}

// QueryRow runs a query that returns at most one row.
func (t *Tx) QueryRow(query string, args ...any) *sql.Row {
	t.wrote = t.wrote || !reads(query)
	if t.prep != nil {
		if st, err := t.prep.get(t.ctx, query); err == nil {
			return st.QueryRowContext(t.ctx, args...)
		}
	}
	return t.run.QueryRowContext(t.ctx, native(t.db.dialect, query), args...)
}

// Exec runs a statement and returns the number of rows it changed.
func (t *Tx) Exec(query string, args ...any) (int64, error) {
	t.wrote = true
	var res sql.Result
	var err error
	if t.prep != nil {
		var st *sql.Stmt
		if st, err = t.prep.get(t.ctx, query); err == nil {
			res, err = st.ExecContext(t.ctx, args...)
		}
	} else {
		res, err = t.run.ExecContext(t.ctx, query, args...)
	}
	if err != nil {
		return 0, translate(err)
	}
	n, err := res.RowsAffected()
	return n, translate(err)
}

// DDL runs a statement that defines a table or an index, with the macros of
// Define replaced; it is never cached.
func (t *Tx) DDL(statement string) error {
	t.wrote = true
	_, err := t.run.ExecContext(t.ctx, Define(t.db.dialect, statement))
	return translate(err)
}
