package auth

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"log/slog"
	"runtime"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/log"
)

// Options configure Auth; the zero value of each is the default named.
type Options struct {
	Clock     clock.Clock   // the wall clock: sessions and locks are not legal time
	Log       *slog.Logger  // nil: nothing is logged
	Hash      Params        // 19 MiB, 2 passes, 1 lane (OWASP's advice for argon2id)
	MinLength int           // of a password in characters; 10
	History   int           // last passwords that may not come back; 5
	MaxAge    time.Duration // after which a password must be changed; 90 days, negative: never
	Failures  int           // in a row before a lock; 5
	Lock      time.Duration // the first lock, doubled each further time; 15 min
	MaxLock   time.Duration // 24 h
	Idle      time.Duration // a session unused this long ends; 30 min
	Absolute  time.Duration // a session this old ends; 12 h
	MaxKey    time.Duration // the longest life of an API key; 366 days
	KeepLog   time.Duration // of the sign-in log; 366 days (网络安全法 art. 21: six months at least)
	Issuer    string        // the name shown by a one-time code app; 衡鉴
	Seal      []byte        // 32 bytes that seal the secrets of one-time codes; nil: none can be set up
}

// Auth knows the accounts of one database.
type Auth struct {
	db    *db.DB
	o     Options
	turn  chan struct{} // hashing at once: each takes memory and a core
	keys  *db.Memo[Key] // as last read, by digest
	live  *db.Memo[Session]
	dummy string // the hash an unknown account is checked against
}

// New makes Auth; it hashes once, to have something unknown accounts are
// compared with.
func New(d *db.DB, o Options) (*Auth, error) {
	def(&o.Clock, clock.Clock(clock.Wall{}))
	if o.Log == nil {
		o.Log = log.Discard()
	}
	def(&o.Hash, Params{Memory: 19 << 10, Passes: 2, Lanes: 1})
	def(&o.MinLength, 10)
	def(&o.History, 5)
	def(&o.MaxAge, 90*24*time.Hour)
	def(&o.Failures, 5)
	def(&o.Lock, 15*time.Minute)
	def(&o.MaxLock, 24*time.Hour)
	def(&o.Idle, 30*time.Minute)
	def(&o.Absolute, 12*time.Hour)
	def(&o.MaxKey, 366*24*time.Hour)
	def(&o.KeepLog, 366*24*time.Hour)
	def(&o.Issuer, "衡鉴")
	if n := len(o.Seal); n != 0 && n != 32 {
		return nil, fmt.Errorf("auth: the sealing key has %d bytes, not 32", n)
	}
	if err := o.Hash.check(); err != nil {
		return nil, err
	}
	dummy, err := o.Hash.hash(rand.Text())
	if err != nil {
		return nil, err
	}
	return &Auth{db: d, o: o, keys: db.NewMemo[Key](d), live: db.NewMemo[Session](d), turn: make(chan struct{}, max(1, runtime.NumCPU())), dummy: dummy}, nil
}

func def[T comparable](v *T, d T) {
	var zero T
	if *v == zero {
		*v = d
	}
}

// Now is the wall time of sessions and locks.
func (a *Auth) now() clock.Instant { return a.o.Clock.Now() }

func ms(d time.Duration) clock.Instant { return clock.Instant(d.Milliseconds()) }

// await takes a turn at hashing.
func (a *Auth) await(ctx context.Context) (release func(), err error) {
	select {
	case a.turn <- struct{}{}:
		return func() { <-a.turn }, nil
	case <-ctx.Done():
		return nil, fault.New(fault.Unavailable, "auth.busy", "登录的人较多，请稍后再试").With(ctx.Err())
	}
}

// newToken returns 256 random bits as 43 characters.
func newToken() string {
	var b [32]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// digest is what is stored of a token or of a name somebody typed.
func digest(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
