package local

import (
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
)

// within calls f with an address of the socket of a data folder. A Unix socket
// has at most 107 bytes of path, a folder may have more: then the address goes
// by way of an open handle on the folder.
func within(data string, f func(address string) error) error {
	path := filepath.Join(data, socketName)
	if len(path) < 100 {
		return f(path)
	}
	dir, err := os.Open(data)
	if err != nil {
		return err
	}
	defer dir.Close()
	return f("/proc/self/fd/" + strconv.Itoa(int(dir.Fd())) + "/" + socketName)
}

// Held reports whether a server has made its socket in a data folder.
func Held(data string) bool {
	_, err := os.Stat(filepath.Join(data, socketName))
	return err == nil
}

// listen makes the socket of a data folder whose lock this process holds: what
// lies there was left by a server that was killed.
func listen(data string, log *slog.Logger) (net.Listener, error) {
	path := filepath.Join(data, socketName)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("removing the socket of a former server: %w", err)
	}
	var l *net.UnixListener
	err := within(data, func(address string) (err error) {
		l, err = net.ListenUnix("unix", &net.UnixAddr{Name: address, Net: "unix"})
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("making the socket: %w", err)
	}
	l.SetUnlinkOnClose(false) // by its path, which may be that of a handle closed since
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(err, l.Close(), os.Remove(path))
	}
	return &guarded{l, path, log}, nil
}

// guarded is the socket; it hands on the connections of those who may use it.
type guarded struct {
	*net.UnixListener
	path string
	log  *slog.Logger
}

// Accept returns the next connection from our own user or root.
func (g *guarded) Accept() (net.Conn, error) {
	for {
		c, err := g.AcceptUnix()
		if err != nil {
			return nil, err
		}
		uid, err := peer(c)
		if err == nil && (uid == 0 || int(uid) == os.Geteuid()) {
			return c, nil
		}
		g.log.Warn("refused on the local socket", slog.Uint64("uid", uint64(uid)), slog.Any("cause", err))
		_ = c.Close()
	}
}

// Close removes the socket.
func (g *guarded) Close() error {
	err := g.UnixListener.Close()
	if e := os.Remove(g.path); e != nil && !errors.Is(e, fs.ErrNotExist) {
		err = errors.Join(err, e)
	}
	return err
}

// peer is the user at the other end, as the kernel knows him.
func peer(c *net.UnixConn) (uid uint32, err error) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, err
	}
	var cred *syscall.Ucred
	var failed error
	err = raw.Control(func(fd uintptr) {
		cred, failed = syscall.GetsockoptUcred(int(fd), syscall.SOL_SOCKET, syscall.SO_PEERCRED)
	})
	if err = errors.Join(err, failed); err != nil {
		return 0, err
	}
	return cred.Uid, nil
}
