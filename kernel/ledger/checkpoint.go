package ledger

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// originPrefix and the area make the origin line of a checkpoint.
const originPrefix = "hengjian/"

// Checkpoint is a signed statement of a log's size and root.
type Checkpoint struct {
	Area  ref.Area      `json:"area"`
	Size  int64         `json:"size"`
	Root  Hash          `json:"root"`
	Suite Suite         `json:"suite"`
	At    clock.Instant `json:"at"` // legal time of signing
	Note  string        `json:"-"`  // the signed note, "" while the log is empty
}

// Text returns the text that is signed (C2SP tlog-checkpoint): origin, size,
// root, and the extension lines suite and time.
func (c Checkpoint) Text() string {
	return fmt.Sprintf("%s%s\n%d\n%s\nsuite %s\ntime %s\n", originPrefix, c.Area, c.Size, c.Root, c.Suite, c.At)
}

// ParseCheckpoint reads the text of a checkpoint without looking at
// signatures; it accepts exactly what Text gives.
func ParseCheckpoint(text string) (Checkpoint, error) {
	lines := strings.Split(text, "\n")
	bad := func(what string) (Checkpoint, error) {
		return Checkpoint{}, fmt.Errorf("ledger: not a checkpoint: %s", what)
	}
	if len(lines) != 6 || lines[5] != "" {
		return bad("it does not have five lines")
	}
	area, ok := strings.CutPrefix(lines[0], originPrefix)
	if !ok || !ref.Area(area).Valid() {
		return bad("origin " + clip(lines[0]))
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 {
		return bad("size " + clip(lines[1]))
	}
	root, err := base64.StdEncoding.Strict().DecodeString(lines[2])
	if err != nil || len(root) != 32 {
		return bad("root " + clip(lines[2]))
	}
	suite, err := ParseSuite(strings.TrimPrefix(lines[3], "suite "))
	if err != nil {
		return bad(clip(lines[3]))
	}
	at, err := time.Parse(time.RFC3339Nano, strings.TrimPrefix(lines[4], "time "))
	if err != nil {
		return bad(clip(lines[4]))
	}
	c := Checkpoint{Area: ref.Area(area), Size: size, Root: Hash(root), Suite: suite, At: clock.At(at)}
	if c.Text() != text {
		return bad("it is not in canonical form")
	}
	return c, nil
}

// OpenCheckpoint reads a signed checkpoint; one of the keys must have signed.
func OpenCheckpoint(signed []byte, keys note.Verifiers) (Checkpoint, error) {
	n, err := note.Open(signed, keys)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("ledger: opening checkpoint: %w", err)
	}
	c, err := ParseCheckpoint(n.Text)
	if err != nil {
		return Checkpoint{}, err
	}
	c.Note = string(signed)
	return c, nil
}

// Kept reads a checkpoint out of a file in which somebody kept it: empty lines at
// its ends and line ends of Windows are the keeper's, not the signer's. The error is
// for what is no checkpoint; whose it is says OpenCheckpoint.
func Kept(file []byte) (signed []byte, err error) {
	signed = append(bytes.TrimSpace(bytes.ReplaceAll(file, []byte("\r\n"), []byte("\n"))), '\n')
	var unverified *note.UnverifiedNoteError
	if _, err := note.Open(signed, note.VerifierList()); !errors.As(err, &unverified) {
		return nil, fmt.Errorf("ledger: reading a kept checkpoint: %w", err)
	}
	_, err = ParseCheckpoint(unverified.Note.Text)
	return signed, err
}

// sign signs c with the ledger's key.
func (l *Ledger) sign(c Checkpoint) (Checkpoint, error) {
	if l.key == nil {
		return Checkpoint{}, errors.New("ledger: opened without a signing key")
	}
	b, err := note.Sign(&note.Note{Text: c.Text()}, l.key.signer)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("signing checkpoint of log %s: %w", c.Area, err)
	}
	c.Note = string(b)
	return c, nil
}

// Checkpoint returns the newest checkpoint of a log, with size 0 and no note
// while nothing is numbered.
func (l *Ledger) Checkpoint(ctx context.Context, area ref.Area) (Checkpoint, error) {
	var c Checkpoint
	err := l.db.Read(ctx, func(conn db.Conn) (err error) {
		c, err = l.last(conn, area)
		return err
	})
	return c, err
}

// Consistency proves that the first from leaves of a log are the beginning of
// its first to leaves; check it with VerifyConsistency.
func (l *Ledger) Consistency(ctx context.Context, area ref.Area, from, to int64) ([]Hash, error) {
	var path []Hash
	err := l.db.Read(ctx, func(conn db.Conn) error {
		c, err := l.last(conn, area)
		if err != nil {
			return err
		}
		if from < 0 || from > to || to > c.Size {
			return fault.Newf(fault.Invalid, "ledger.range", "账本 %s 现有 %d 条，不能证明从 %d 到 %d 的延续", area, c.Size, from, to)
		}
		path, err = proveConsistency(l.suite, newTiles(l.suite, area, conn).node, from, to)
		return err
	})
	return path, err
}
