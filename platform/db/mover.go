package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"modernc.org/sqlite"
)

// The log is moved into the file when it holds logPages, beside the acts that go on
// meanwhile; should that not be possible, SQLite does it in an act at logPagesMost.
// A page that many chunks of an import change is so written once in 64 MB, and nobody
// who acts waits for all of them. A log that holds more than logPagesLong is waited
// for, patience at most, until nobody reads out of it.
const (
	logPages     = 16_000
	logPagesLong = 2 * logPages
	logPagesMost = 3 * logPages
	patience     = 100 * time.Millisecond
)

// Moves beside the acts: each leaves what was written while it ran, and the next is
// shorter. The last rest is moved by the writer, for which all that acts waits: after
// one move that was 20 ms, after three it is 4.
const (
	movesMost = 3
	moveShort = 4 * time.Millisecond
)

// mover moves the log of a SQLite database into its file on a connection of its own
// (sqlite.org/wal.html, "Checkpointing"). A checkpoint beside acts never comes to
// the end of the log, which grows on: it is moved again until the rest is short, and
// that the writer moves by itself, so that the log begins anew.
type mover struct {
	pool  *sql.DB
	pages int           // written by the writer since the log was moved
	ended chan struct{} // closed when the running move has ended; nil while none runs
}

func (m *mover) close() error {
	m.wait()
	return m.pool.Close()
}

// wait waits for a move that runs.
func (m *mover) wait() {
	if m.ended != nil {
		<-m.ended
	}
}

// look is called by the writer after each commit. What was committed stands in the
// log: a move that fails, on a full disk say, hurts no act and is tried again.
func (m *mover) look(writer *sql.Conn) {
	m.pages += pagesWritten(writer)
	if m.ended == nil {
		if m.pages >= logPages {
			m.ended = make(chan struct{})
			go func(ended chan struct{}) {
				defer close(ended)
				for range movesMost {
					began := time.Now()
					if _ = move(m.pool); time.Since(began) < moveShort {
						return
					}
				}
			}(m.ended)
		}
		return
	}
	select {
	case <-m.ended:
		m.ended, m.pages = nil, 0
		if move(writer) > logPagesLong {
			beginAnew(writer)
		}
	default:
	}
}

// pagesWritten counts the pages that a connection has written since it was last asked.
func pagesWritten(c *sql.Conn) (n int) {
	_ = c.Raw(func(driver any) (err error) { // not counted, the log is moved at logPagesMost
		n, _, err = driver.(sqlite.DBStatus).Status(sqlite.DBStatusCacheWrite, true)
		return err
	})
	return n
}

// move moves as much of the log as no reader needs any more, and returns the pages of
// the log; 0 when that failed.
func move(c interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}) (pages int) {
	var busy, moved int
	if err := c.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(PASSIVE)").Scan(&busy, &pages, &moved); err != nil {
		return 0
	}
	return pages
}

// beginAnew moves the log and lets the next act write at its beginning. Where somebody
// reads at every moment, the log never begins anew by itself. Who comes while this
// waits reads the file, so that it waits as long as one of them reads; for one that
// reads longer than patience it is tried again after the next move.
func beginAnew(writer *sql.Conn) {
	own := context.Background()
	if _, err := writer.ExecContext(own, fmt.Sprintf("PRAGMA busy_timeout = %d", patience.Milliseconds())); err != nil {
		return
	}
	// Told as a row, not as an error, when somebody still reads.
	_, _ = writer.ExecContext(own, "PRAGMA wal_checkpoint(RESTART)")
	_, _ = writer.ExecContext(own, "PRAGMA busy_timeout = 10000")
}
