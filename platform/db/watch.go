package db

import (
	"database/sql"
	"errors"
	"fmt"

	"modernc.org/sqlite"
)

// errGone says that SQLite has rolled the transaction back by itself.
var errGone = errors.New("the transaction was rolled back")

// watch notices when SQLite rolls a transaction back by itself, as it does where
// the disk is full or cannot be read (sqlite.org/lang_transaction.html, "Response
// to errors within a transaction"). What ran afterwards would be committed
// statement by statement: it is refused instead. Only the writer's goroutine,
// on which SQLite calls the hooks, touches it.
type watch struct {
	open bool // a group's transaction is running, its end has not come
	gone bool // it was rolled back before its end
}

func (w *watch) over(conn *sql.Conn) error {
	return conn.Raw(func(driver any) error {
		hooks, ok := driver.(sqlite.HookRegisterer)
		if !ok {
			return fmt.Errorf("the SQLite driver %T has no hooks", driver)
		}
		hooks.RegisterCommitHook(func() int32 {
			if w.open {
				return 1 // refused
			}
			return 0
		})
		hooks.RegisterRollbackHook(func() { w.gone = w.gone || w.open })
		return nil
	})
}

func (w *watch) begin()  { *w = watch{open: true} }
func (w *watch) commit() { w.open = false }
func (w *watch) end()    { w.open = false }
