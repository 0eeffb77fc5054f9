package db

import (
	"container/list"
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"
)

// native turns $n into ?n for SQLite, which would otherwise number $n by first
// appearance. Text in quotes is left alone.
func native(d Dialect, query string) string {
	if d == Postgres || strings.IndexByte(query, '$') < 0 {
		return query
	}
	b := make([]byte, 0, len(query))
	quoted, next := false, 1
	for i := 0; i < len(query); i++ {
		c := query[i]
		if c == '\'' {
			quoted = !quoted
		}
		if c != '$' || quoted || i+1 >= len(query) || query[i+1] < '0' || query[i+1] > '9' {
			b = append(b, c)
			continue
		}
		n := 0
		for ; i+1 < len(query) && query[i+1] >= '0' && query[i+1] <= '9'; i++ {
			n = n*10 + int(query[i+1]-'0')
		}
		// A parameter in its order needs no number. That matters: SQLite looks
		// numbered ones up one by one, which is quadratic in a long statement.
		if b = append(b, '?'); n == next {
			next++
		} else {
			b, next = strconv.AppendInt(b, int64(n), 10), 0
		}
	}
	return string(b)
}

// Define replaces the macros of a table definition: {text} a text compared by
// code point, {blob} bytes, {rid} a leading row number key where a name index
// needs one (SQLite only), {bool} a truth value.
func Define(d Dialect, ddl string) string {
	if d == Postgres {
		return strings.NewReplacer("{text}", `TEXT COLLATE "C"`, "{blob}", "BYTEA", "{rid}", "rid BIGINT GENERATED ALWAYS AS IDENTITY UNIQUE,", "{bool}", "BOOLEAN").Replace(ddl)
	}
	return strings.NewReplacer("{text}", "TEXT", "{blob}", "BLOB", "{rid}", "rid INTEGER PRIMARY KEY,", "{bool}", "BOOLEAN").Replace(ddl)
}

// stmtCache keeps the most recently used prepared statements of the readers.
type stmtCache struct {
	pool    *sql.DB
	max     int
	mu      sync.Mutex
	order   *list.List
	by      map[string]*list.Element
	pending map[string]bool // being prepared
	closed  bool

	ctx     context.Context // ends what is being prepared
	cancel  context.CancelFunc
	running sync.WaitGroup
}

type cached struct {
	query string
	stmt  *sql.Stmt
}

// maxPending bounds how many statements are prepared at once.
const maxPending = 8

func newStmtCache(pool *sql.DB, max int) *stmtCache {
	c := &stmtCache{pool: pool, max: max, order: list.New(), by: map[string]*list.Element{}, pending: map[string]bool{}}
	c.ctx, c.cancel = context.WithCancel(context.Background())
	return c
}

// get returns the prepared statement of a query, nil while it is not there yet.
// It never waits: preparing takes a connection of the pool, and whoever asks may
// hold one; were all of them to ask at once, nobody would get another.
func (c *stmtCache) get(query string) *sql.Stmt {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.by[query]; ok {
		c.order.MoveToFront(e)
		return e.Value.(cached).stmt
	}
	if !c.closed && !c.pending[query] && len(c.pending) < maxPending {
		c.pending[query] = true
		c.running.Add(1)
		go c.prepare(query)
	}
	return nil
}

// prepare puts the statement of a query into the cache, for those who ask next.
// A query that cannot be prepared is left to the plain call, which says why.
func (c *stmtCache) prepare(query string) {
	defer c.running.Done()
	st, err := c.pool.PrepareContext(c.ctx, native(SQLite, query))
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.pending, query)
	switch {
	case err != nil:
		return
	case c.closed:
		_ = st.Close()
		return
	}
	c.by[query] = c.order.PushFront(cached{query, st})
	if c.order.Len() > c.max {
		old := c.order.Remove(c.order.Back()).(cached)
		delete(c.by, old.query)
		// It may be running for another reader: database/sql keeps it alive
		// until its rows are closed.
		_ = old.stmt.Close()
	}
}

// close leaves nothing open and nothing being prepared: a connection opened
// behind it would keep the files of the database in use.
func (c *stmtCache) close() {
	defer c.running.Wait()
	c.cancel()
	c.mu.Lock()
	defer c.mu.Unlock()
	for e := c.order.Front(); e != nil; e = e.Next() {
		_ = e.Value.(cached).stmt.Close()
	}
	c.order.Init()
	c.by, c.closed = map[string]*list.Element{}, true
}

// connStmts are the statements prepared on the writer's one connection.
type connStmts struct {
	conn *sql.Conn
	by   map[string]*sql.Stmt
}

func (c *connStmts) get(ctx context.Context, query string) (*sql.Stmt, error) {
	if st, ok := c.by[query]; ok {
		return st, nil
	}
	st, err := c.conn.PrepareContext(context.WithoutCancel(ctx), native(SQLite, query))
	if err != nil {
		return nil, err
	}
	if len(c.by) >= 1024 {
		c.forget()
	}
	c.by[query] = st
	return st, nil
}

func (c *connStmts) forget() {
	for q, st := range c.by {
		_ = st.Close()
		delete(c.by, q)
	}
}
