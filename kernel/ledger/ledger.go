package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Ledger writes and proves the logs of one database.
type Ledger struct {
	db      *db.DB
	suite   Suite
	key     *Key
	trusted note.Verifiers
	batch   int   // acts numbered at once
	entries int64 // and how many entries they may have
	hashers sync.Pool
}

// New returns the ledger of d, signed by key, whose suite is the suite of the
// logs. Earlier keys of this installation still verify its older checkpoints.
func New(d *db.DB, key *Key, earlier ...note.Verifier) *Ledger {
	l := NewReader(d, key.Suite(), append(earlier, key.Verifier())...)
	l.key = key
	return l
}

// NewReader returns a ledger that proves and verifies with public keys and
// signs nothing: for whoever checks a copy.
func NewReader(d *db.DB, s Suite, keys ...note.Verifier) *Ledger {
	l := &Ledger{db: d, suite: s, trusted: note.VerifierList(keys...), batch: maxBatch, entries: maxEntries}
	l.hashers.New = func() any { return NewHasher(l.suite) }
	return l
}

// Suite returns the suite of the logs.
func (l *Ledger) Suite() Suite { return l.suite }

// Verifiers returns the keys whose checkpoints this ledger accepts.
func (l *Ledger) Verifiers() note.Verifiers { return l.trusted }

// Table is a table of this package with its class.
type Table struct {
	Name  string
	Class string // book or machine
}

// Tables lists the tables of this package.
func Tables() []Table {
	return []Table{{"ledger_act", "book"}, {"ledger_tile", "machine"}, {"ledger_checkpoint", "machine"}}
}

// Steps returns the schema.
func (l *Ledger) Steps() []db.Step {
	return []db.Step{{Name: "ledger.001_begin", Statements: []string{
		`CREATE TABLE ledger_act (area {text} NOT NULL, id {text} NOT NULL, seq BIGINT, suite BIGINT NOT NULL, name {text} NOT NULL, kind {text} NOT NULL,
			record {text} NOT NULL, revision BIGINT NOT NULL, previous {text} NOT NULL, declaration {blob} NOT NULL, at BIGINT NOT NULL,
			effective {text} NOT NULL, actor {text} NOT NULL, on_behalf {text} NOT NULL, organ {text} NOT NULL, unit {text} NOT NULL,
			source {text} NOT NULL, entries BIGINT NOT NULL, root {blob} NOT NULL, leaf {blob} NOT NULL, hashes {blob}, PRIMARY KEY (area, id))`,
		`CREATE UNIQUE INDEX ledger_act_seq ON ledger_act (area, seq) WHERE seq IS NOT NULL`,
		`CREATE INDEX ledger_act_waiting ON ledger_act (area, id) WHERE seq IS NULL`,
		`CREATE INDEX ledger_act_record ON ledger_act (area, record, revision)`,
		`CREATE TABLE ledger_tile (area {text} NOT NULL, level BIGINT NOT NULL, n BIGINT NOT NULL, hashes {blob} NOT NULL, PRIMARY KEY (area, level, n))`,
		`CREATE TABLE ledger_checkpoint (area {text} NOT NULL, size BIGINT NOT NULL, at BIGINT NOT NULL, root {blob} NOT NULL, note {text} NOT NULL, PRIMARY KEY (area, size))`,
	}}}
}

// Start checks, once the schema stands, that every log of the database is of
// the configured suite and its last checkpoint signed by a known key, and
// tells the database the time of the last act, so that legal time does not run
// backwards over a restart.
func (l *Ledger) Start(ctx context.Context) error {
	var last clock.Instant
	err := l.db.Read(ctx, func(c db.Conn) error {
		areas, err := allAreas(c)
		if err != nil {
			return err
		}
		for _, a := range areas {
			signed, err := l.last(c, a)
			if err != nil {
				return err
			}
			var suite, at int64
			if err := c.QueryRow(`SELECT suite, at FROM ledger_act WHERE area = $1 ORDER BY id DESC LIMIT 1`, string(a)).Scan(&suite, &at); err != nil {
				return err
			}
			if Suite(suite) != l.suite {
				return fault.Newf(fault.Internal, "ledger.suite", "账本 %s 使用算法 %s，与配置的 %s 不一致；算法一经启用不得更改", a, Suite(suite), l.suite)
			}
			last = max(last, signed.At, clock.Instant(at))
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("starting the ledger: %w", err)
	}
	l.db.NotBefore(last)
	return nil
}

// allAreas lists the logs that hold or await an act, by skipping from one to
// the next in the key.
func allAreas(c querier) ([]ref.Area, error) {
	var areas []ref.Area
	for next := ""; ; {
		var found string
		err := c.QueryRow(`SELECT area FROM ledger_act WHERE area > $1 ORDER BY area LIMIT 1`, next).Scan(&found)
		if errors.Is(err, sql.ErrNoRows) {
			return areas, nil
		}
		if err != nil {
			return nil, fmt.Errorf("listing logs: %w", err)
		}
		areas, next = append(areas, ref.Area(found)), found
	}
}

// last returns the newest checkpoint of a log after checking its signature and
// its columns; the zero Checkpoint stands for an empty log.
func (l *Ledger) last(c querier, area ref.Area) (Checkpoint, error) {
	var size int64
	var root []byte
	var text string
	err := c.QueryRow(`SELECT size, root, note FROM ledger_checkpoint WHERE area = $1 ORDER BY size DESC LIMIT 1`, string(area)).Scan(&size, &root, &text)
	if errors.Is(err, sql.ErrNoRows) {
		return Checkpoint{Area: area, Suite: l.suite, Root: l.suite.sum(nil)}, nil
	}
	if err != nil {
		return Checkpoint{}, fmt.Errorf("reading the checkpoint of log %s: %w", area, err)
	}
	c1, err := OpenCheckpoint([]byte(text), l.trusted)
	if err != nil {
		return Checkpoint{}, fault.Newf(fault.Internal, "ledger.checkpoint", "账本 %s 的检查点签名无效或密钥已更换", area).With(err)
	}
	if c1.Area != area || c1.Size != size || string(c1.Root[:]) != string(root) {
		return Checkpoint{}, fault.Newf(fault.Internal, "ledger.checkpoint", "账本 %s 的检查点与其登记不一致", area)
	}
	if c1.Suite != l.suite {
		return Checkpoint{}, fault.Newf(fault.Internal, "ledger.suite", "账本 %s 使用算法 %s，与配置的 %s 不一致；算法一经启用不得更改", area, c1.Suite, l.suite)
	}
	return c1, nil
}
