package db

import "sync"

// Memo keeps what was read, by key, for as long as nothing is written: the first
// commit ends all of it, so that what it says was true when it was asked. It helps
// where much is read between two writes. On PostgreSQL, where others may write, it
// keeps nothing. Its values are shared and must not be changed.
type Memo[V any] struct {
	db *DB

	mu   sync.Mutex
	at   uint64 // commits when what is kept was read
	kept map[string]V
}

// memoSize bounds what a memo keeps.
const memoSize = 4096

// NewMemo returns an empty memo of a database.
func NewMemo[V any](d *DB) *Memo[V] { return &Memo[V]{db: d, kept: map[string]V{}} }

// Get returns what was read under a key, or reads it. read must read by itself, not
// in a snapshot taken before; an error is not kept.
func (m *Memo[V]) Get(key string, read func() (V, error)) (V, error) {
	if m.db.writer == nil {
		return read()
	}
	at := m.db.commits.Load() // before reading: a commit meanwhile makes it old
	m.mu.Lock()
	if m.at == at {
		if v, ok := m.kept[key]; ok {
			m.mu.Unlock()
			return v, nil
		}
	}
	m.mu.Unlock()
	v, err := read()
	if err != nil {
		return v, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case m.at > at:
		return v, nil // another has read since the next commit
	case m.at < at || len(m.kept) >= memoSize:
		clear(m.kept)
		m.at = at
	}
	m.kept[key] = v
	return v, nil
}
