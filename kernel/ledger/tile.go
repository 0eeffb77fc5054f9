package ledger

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// The nodes of the log are stored as tiles of 256 hashes (C2SP tlog-tiles,
// height 8): tile n of level l holds the complete subtrees of 256^l leaves
// number 256n and following.
const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
)

// errTile says that a stored tile is no row of hashes.
var errTile = errors.New("ledger: malformed tile")

// tileKey names a tile of one log.
type tileKey struct {
	level int
	n     int64
}

// tiles reads and grows the tiles of one area through one connection.
type tiles struct {
	suite Suite
	area  ref.Area
	conn  querier
	held  map[tileKey][]Hash
	dirty map[tileKey]bool
}

// querier is what db.Conn and *db.Tx share for reading.
type querier interface {
	Query(query string, args ...any) (*sql.Rows, error)
	QueryRow(query string, args ...any) *sql.Row
}

func newTiles(s Suite, area ref.Area, c querier) *tiles {
	return &tiles{suite: s, area: area, conn: c, held: map[tileKey][]Hash{}, dirty: map[tileKey]bool{}}
}

// tile returns the hashes of a tile, none when it does not exist yet.
func (t *tiles) tile(k tileKey) ([]Hash, error) {
	if hs, ok := t.held[k]; ok {
		return hs, nil
	}
	var b []byte
	err := t.conn.QueryRow(`SELECT hashes FROM ledger_tile WHERE area = $1 AND level = $2 AND n = $3`, string(t.area), k.level, k.n).Scan(&b)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("reading tile %d/%d of log %s: %w", k.level, k.n, t.area, err)
	}
	hs, err := split(b)
	if err != nil {
		return nil, fmt.Errorf("tile %d/%d of log %s: %w: %w", k.level, k.n, t.area, errTile, err)
	}
	t.held[k] = hs
	return hs, nil
}

// node returns the hash of a complete subtree; it is a nodes function.
func (t *tiles) node(level int, index int64) (Hash, error) {
	r := level % tileHeight
	k := tileKey{level / tileHeight, index >> (tileHeight - r)}
	hs, err := t.tile(k)
	if err != nil {
		return Hash{}, err
	}
	from := int(index&(1<<(tileHeight-r)-1)) << r
	if len(hs) < from+1<<r {
		return Hash{}, fmt.Errorf("ledger: tile %d/%d of log %s has %d hashes, %d are needed", k.level, k.n, t.area, len(hs), from+1<<r)
	}
	return TreeRoot(t.suite, hs[from:from+1<<r]), nil
}

func (t *tiles) root(size int64) (Hash, error) { return rangeRoot(t.suite, t.node, 0, size) }

// grow puts leaf hashes behind the first size ones.
func (t *tiles) grow(size int64, leaves []Hash) error {
	for i, h := range leaves {
		at := size + int64(i)
		for level := 0; ; level++ {
			k := tileKey{level, at / tileWidth}
			hs, err := t.tile(k)
			if err != nil {
				return err
			}
			if int64(len(hs)) != at%tileWidth {
				return fmt.Errorf("ledger: tile %d/%d of log %s has %d hashes before number %d", k.level, k.n, t.area, len(hs), at)
			}
			hs = append(hs, h)
			t.held[k], t.dirty[k] = hs, true
			if len(hs) < tileWidth {
				break
			}
			h, at = TreeRoot(t.suite, hs), at/tileWidth
		}
	}
	return nil
}

// store writes the tiles that grew.
func (t *tiles) store(tx *db.Tx) error {
	for k := range t.dirty {
		_, err := tx.Exec(`INSERT INTO ledger_tile (area, level, n, hashes) VALUES ($1, $2, $3, $4)
			ON CONFLICT (area, level, n) DO UPDATE SET hashes = excluded.hashes`, string(t.area), k.level, k.n, join(t.held[k]))
		if err != nil {
			return fmt.Errorf("writing tile %d/%d of log %s: %w", k.level, k.n, t.area, err)
		}
	}
	clear(t.dirty)
	return nil
}
