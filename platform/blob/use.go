package blob

import (
	"database/sql"
	"errors"
	"hash/fnv"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// A file lives as long as somebody uses it. A use is a row (digest, holder): a
// record that names the file in any of its acts, a batch that was read from it,
// or for a day whoever has just uploaded it. Where the last use goes, the digest
// is doomed in the same transaction, and the keeper destroys the content after
// the commit. Two records with one content are two uses of one file.

// Tables are the machine tables only this package writes; they follow from the
// records, the batches and the uploads of the last day.
func Tables() []string { return []string{"blob_use", "blob_doomed"} }

// Steps make the tables.
func Steps() []db.Step {
	return []db.Step{{Name: "blob.001_use", Statements: []string{
		`CREATE TABLE blob_use (digest {text} NOT NULL, holder {text} NOT NULL, at BIGINT NOT NULL, PRIMARY KEY (digest, holder))`,
		`CREATE INDEX blob_use_holder ON blob_use (holder)`,
		`CREATE TABLE blob_doomed (digest {text} PRIMARY KEY, at BIGINT NOT NULL)`,
	}}}
}

// uploadPrefix begins the holder of a file that was uploaded and not yet used.
const uploadPrefix = "upload/"

// Uploader is the holder of what somebody has uploaded.
func Uploader(who string) string { return uploadPrefix + who }

// lock lets one transaction at a time decide about a digest. SQLite has one
// writer anyway.
func lock(tx *db.Tx, d Digest) error {
	if tx.Dialect() != db.Postgres {
		return nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(d)) // a hash never fails
	_, err := tx.Exec(`SELECT pg_advisory_xact_lock($1)`, int64(h.Sum64()))
	return err
}

func used(c db.Conn, d Digest) (bool, error) {
	var one int
	err := c.QueryRow(`SELECT 1 FROM blob_use WHERE digest = $1 LIMIT 1`, string(d)).Scan(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Use makes holder a user of a file that somebody uses already; the use of the
// uploader from, "" for none, becomes this one. A file that nobody uses is not
// there, or will not be for long, and is refused with blob.unknown. Several
// files of one transaction are used in ascending order.
func Use(tx *db.Tx, d Digest, holder, from string) error {
	if err := lock(tx, d); err != nil {
		return err
	}
	if ok, err := used(tx, d); err != nil {
		return err
	} else if !ok {
		return Unknown()
	}
	if err := Adopt(tx, d, holder); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM blob_use WHERE digest = $1 AND holder = $2`, string(d), from)
	return err
}

// Unknown is the refusal of a file that is not there, or not the caller's to name.
func Unknown() error {
	return fault.New(fault.Invalid, "blob.unknown", "文件不存在或已清除，请重新上传")
}

// Adopt makes holder a user of a file whatever else uses it: for an upload that
// is about to get its name, and for files that were there before uses were kept.
func Adopt(tx *db.Tx, d Digest, holder string) error {
	if _, err := tx.Exec(`INSERT INTO blob_use (digest, holder, at) VALUES ($1, $2, $3) ON CONFLICT (digest, holder) DO UPDATE SET at = excluded.at`,
		string(d), holder, int64(clock.Wall{}.Now())); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM blob_doomed WHERE digest = $1`, string(d))
	return err
}

// Release ends all uses of a holder and dooms the files that nobody else uses.
func Release(tx *db.Tx, holder string) error {
	list, err := UsedBy(tx, holder)
	if err != nil {
		return err
	}
	for _, d := range list {
		if err := release(tx, d, holder); err != nil {
			return err
		}
	}
	return nil
}

func release(tx *db.Tx, d Digest, holder string) error {
	if err := lock(tx, d); err != nil {
		return err
	}
	if _, err := tx.Exec(`DELETE FROM blob_use WHERE digest = $1 AND holder = $2`, string(d), holder); err != nil {
		return err
	}
	if more, err := used(tx, d); more || err != nil {
		return err
	}
	_, err := tx.Exec(`INSERT INTO blob_doomed (digest, at) VALUES ($1, $2) ON CONFLICT DO NOTHING`, string(d), int64(clock.Wall{}.Now()))
	return err
}

// UsedBy lists what a holder uses, in ascending order.
func UsedBy(c db.Conn, holder string) ([]Digest, error) {
	return db.Column[Digest](c.Query(`SELECT digest FROM blob_use WHERE holder = $1 ORDER BY digest`, holder))
}

// Holders lists who uses a file.
func Holders(c db.Conn, d Digest) ([]string, error) {
	return db.Column[string](c.Query(`SELECT holder FROM blob_use WHERE digest = $1 ORDER BY holder`, string(d)))
}
