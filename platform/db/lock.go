package db

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"github.com/hengjian/hengjian/platform/fault"
)

// Locked is the code of the fault for a data folder that another process holds.
const Locked = "db.locked"

// lockName is the file that is held.
const lockName = "lock"

// LockFolder takes the data folder for this process and makes it where there is
// none; the operating system frees the lock when the process ends, however it
// ends. Opening an embedded database takes it too.
func LockFolder(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Newf(fault.Unavailable, "db.folder", "数据目录不可写：%s", dir).With(err)
	}
	name := filepath.Join(dir, lockName)
	f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, fault.Newf(fault.Unavailable, "db.folder", "数据目录不可写：%s", dir).With(err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		holder, _ := os.ReadFile(name) // only to name the other process
		_ = f.Close()
		return nil, fault.Newf(fault.Unavailable, Locked, "数据目录 %s 正被另一个进程使用（%s）", dir, holder).With(err)
	}
	if err := f.Truncate(0); err == nil {
		_, _ = fmt.Fprintf(f, "pid %d", os.Getpid())
	}
	return f, nil
}
