package blob

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// uploadLife is how long an uploaded file waits for an act that names it.
const uploadLife = 24 * time.Hour

// Keeper stores files with their uses and destroys those whose last use is gone.
type Keeper struct {
	db    *db.DB
	store *Folder
}

// NewKeeper makes a keeper of the files of a database.
func NewKeeper(d *db.DB, store *Folder) *Keeper { return &Keeper{d, store} }

// Put keeps a file that somebody uploads; see Folder.Put. The use stands in the
// database before the content gets its name: whoever destroys the same content
// at this moment either sees the use, or is done before.
func (k *Keeper) Put(ctx context.Context, r io.Reader, limit int64, who string) (Digest, int64, error) {
	return k.store.put(ctx, r, limit, func(d Digest) error {
		return k.db.Write(ctx, func(tx *db.Tx) error {
			if err := lock(tx, d); err != nil {
				return err
			}
			return Adopt(tx, d, Uploader(who))
		})
	})
}

// Sweep ends the uses of uploads that nobody named within a day and destroys
// every doomed file; it returns how many. What fails stays doomed and is tried
// again by the next sweep.
func (k *Keeper) Sweep(ctx context.Context) (n int, err error) {
	if err := k.expire(ctx); err != nil {
		return 0, fmt.Errorf("expiring uploads: %w", err)
	}
	var list []Digest
	if err := k.db.Read(ctx, func(c db.Conn) (err error) {
		list, err = db.Column[Digest](c.Query(`SELECT digest FROM blob_doomed ORDER BY digest`))
		return err
	}); err != nil {
		return 0, err
	}
	var errs []error
	for _, d := range list {
		gone, err := k.destroy(ctx, d)
		if err != nil {
			errs = append(errs, fmt.Errorf("destroying file %s: %w", d, err))
		} else if gone {
			n++
		}
	}
	return n, errors.Join(errs...)
}

// destroy removes the content of a doomed file unless it is used again. It is
// removed inside the transaction, against the rule that those touch nothing but
// the database: nobody can begin to use the file in between, and removing it
// twice, or without the commit that notes it, does no harm.
func (k *Keeper) destroy(ctx context.Context, d Digest) (gone bool, err error) {
	err = k.db.Write(ctx, func(tx *db.Tx) error {
		gone = false
		if err := lock(tx, d); err != nil {
			return err
		}
		again, err := used(tx, d)
		if err != nil {
			return err
		}
		if !again {
			if err := k.store.Delete(tx.Context(), d); err != nil {
				return err
			}
			gone = true
		}
		_, err = tx.Exec(`DELETE FROM blob_doomed WHERE digest = $1`, string(d))
		return err
	})
	return gone && err == nil, err
}

// expire releases uploads that are older than a day.
func (k *Keeper) expire(ctx context.Context) error {
	before := int64(clock.Wall{}.Now()) - uploadLife.Milliseconds()
	return k.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := tx.Query(`SELECT digest, holder FROM blob_use WHERE holder >= 'upload/' AND holder < 'upload0' AND at < $1 ORDER BY digest LIMIT 1000`, before)
		if err != nil {
			return err
		}
		type use struct {
			d      Digest
			holder string
		}
		var old []use
		for rows.Next() {
			var u use
			if err := rows.Scan(&u.d, &u.holder); err != nil {
				rows.Close()
				return err
			}
			old = append(old, u)
		}
		if err := rows.Err(); err != nil {
			return err
		}
		for _, u := range old {
			if err := release(tx, u.d, u.holder); err != nil {
				return err
			}
		}
		return nil
	})
}

// Unused tells of every stored file older than a day that nobody uses and that
// is not doomed: left by a crash, or copied into the folder by hand.
func (k *Keeper) Unused(ctx context.Context, tell func(d Digest, size int64)) error {
	before := time.Now().Add(-uploadLife)
	return k.store.each(func(d Digest, size int64, at time.Time) error {
		if !at.Before(before) {
			return nil
		}
		return k.db.Read(ctx, func(c db.Conn) error {
			ok, err := used(c, d)
			if err == nil && !ok {
				tell(d, size)
			}
			return err
		})
	})
}
