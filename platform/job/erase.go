package job

import (
	"database/sql"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
)

// Erase destroys what the jobs about something hold of it: payload, checkpoint
// and every text for people (kernel.md §1). One that has not begun is cancelled;
// one that runs is asked to stop, and cannot be tried again.
func Erase(tx *db.Tx, about string) error {
	const mine = ` WHERE id IN (SELECT job FROM job_about WHERE about = $1)`
	if _, err := tx.Exec(`UPDATE job_queue SET state = 'cancelled', ended_at = $2`+mine+` AND state = 'waiting'`, about, int64(clock.Wall{}.Now())); err != nil {
		return err
	}
	if _, err := tx.Exec(`UPDATE job_queue SET cancel = $2, payload = NULL, checkpoint = NULL, note = ''`+mine+` AND state = 'running'`, about, true); err != nil {
		return err
	}
	return EraseEnded(tx, about)
}

// EraseEnded is Erase for the jobs that have ended; the others go on.
func EraseEnded(tx *db.Tx, about string) error {
	_, err := tx.Exec(`UPDATE job_queue SET payload = NULL, checkpoint = NULL, key = '', note = '', error = ''
		WHERE id IN (SELECT job FROM job_about WHERE about = $1) AND state IN ('done', 'failed', 'cancelled')`, about)
	return err
}

// erased reports whether the values of a job were destroyed while it ran.
func erased(tx *db.Tx, r *Run) (bool, error) {
	var payload sql.RawBytes
	rows, err := tx.Query(`SELECT payload FROM job_queue WHERE id = $1 AND token = $2`, r.ID, r.token)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	gone := false
	for rows.Next() {
		if err := rows.Scan(&payload); err != nil {
			return false, err
		}
		gone = payload == nil
	}
	return gone, rows.Err()
}
