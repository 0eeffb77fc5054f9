package record

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// ledgerLine is what the ledger says of one act, as records need it.
type ledgerLine struct {
	at        clock.Instant
	effective string
	hashes    []ledger.Hash
}

// actCache remembers ledger lines: neighbouring records of an import share one.
type actCache map[ref.ID]*ledgerLine

func (m actCache) get(c db.Conn, l *ledger.Ledger, area ref.Area, act ref.ID) (*ledgerLine, error) {
	if a, ok := m[act]; ok {
		return a, nil
	}
	var line ledgerLine
	var root, packed []byte
	err := c.QueryRow(`SELECT at, effective, root, hashes FROM ledger_act WHERE area = $1 AND id = $2`, string(area), string(act)).Scan(&line.at, &line.effective, &root, &packed)
	if errors.Is(err, sql.ErrNoRows) {
		m[act] = nil
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if packed == nil {
		packed = root // one entry: its hash is the root
	}
	const size = len(ledger.Hash{})
	if len(packed)%size != 0 {
		return nil, fmt.Errorf("act %s: entry hashes of %d bytes", act, len(packed))
	}
	for len(packed) > 0 {
		line.hashes = append(line.hashes, ledger.Hash(packed[:size]))
		packed = packed[size:]
	}
	if len(m) > 200 {
		clear(m)
	}
	m[act] = &line
	return &line, nil
}
