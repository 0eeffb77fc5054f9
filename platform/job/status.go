package job

import (
	"database/sql"
	"encoding/json"
	"errors"
	"math"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// State is where a job stands.
type State string

// The states of a job.
const (
	Waiting   State = "waiting"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Ended reports whether nothing more will happen.
func (s State) Ended() bool { return s == Done || s == Failed || s == Cancelled }

// Status is what people see of a job.
type Status struct {
	ID    string
	Kind  string
	Key   string
	State State
	Done  int64
	Total int64   // 0: not known
	Rate  float64 // items a second, 0: not known
	Note  string
	Code  string // of the last error
	Error string // Chinese; of a waiting job: why it will be tried again
	// Cancelling says that cancelling was asked and the worker has not stopped yet.
	Cancelling bool
	Attempt    int64
	Created    clock.Instant
	Started    clock.Instant // 0: not yet
	Ended      clock.Instant // 0: not yet
}

// Remaining estimates the seconds left; ok is false while nothing can be said.
func (s Status) Remaining() (seconds int64, ok bool) {
	if s.State != Running || s.Total <= 0 || s.Rate <= 0 {
		return 0, false
	}
	return int64(math.Ceil(float64(max(s.Total-s.Done, 0)) / s.Rate)), true
}

// MarshalJSON prints the shape of the API: {id, kind, state, done, total, rate,
// remaining_s, text, error}.
func (s Status) MarshalJSON() ([]byte, error) {
	out := struct {
		ID         string  `json:"id"`
		Kind       string  `json:"kind"`
		State      State   `json:"state"`
		Done       int64   `json:"done"`
		Total      int64   `json:"total"`
		Rate       float64 `json:"rate"`
		Remaining  *int64  `json:"remaining_s"`
		Text       string  `json:"text"`
		Error      string  `json:"error"`
		Cancelling bool    `json:"cancelling"`
	}{s.ID, s.Kind, s.State, s.Done, s.Total, s.Rate, nil, s.Note, s.Error, s.Cancelling}
	if n, ok := s.Remaining(); ok {
		out.Remaining = &n
	}
	return json.Marshal(out)
}

const selectStatus = `SELECT id, kind, key, state, done, total, rate, note, code, error, cancel, attempt, created_at, started_at, ended_at FROM job_queue`

func scanStatus(row interface{ Scan(...any) error }) (Status, error) {
	var s Status
	var rate int64
	var started, ended sql.NullInt64
	err := row.Scan(&s.ID, &s.Kind, &s.Key, &s.State, &s.Done, &s.Total, &rate, &s.Note, &s.Code, &s.Error, &s.Cancelling, &s.Attempt, &s.Created, &started, &ended)
	s.Rate = float64(rate) / 1000
	s.Started, s.Ended = clock.Instant(started.Int64), clock.Instant(ended.Int64)
	s.Cancelling = s.Cancelling && s.State == Running
	return s, err
}

// Get returns one job.
func Get(c db.Conn, id string) (Status, error) {
	s, err := scanStatus(c.QueryRow(selectStatus+` WHERE id = $1`, id))
	if errors.Is(err, sql.ErrNoRows) {
		return Status{}, Absent()
	}
	return s, err
}

// List returns jobs, the newest first, made before the one whose id is before
// ("" begins at the newest), in one state or in all ("").
func List(c db.Conn, state State, before string, limit int) (list []Status, err error) {
	if before == "" {
		before = "g" // after every hexadecimal digit
	}
	rows, err := c.Query(selectStatus+` WHERE id < $1 AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3`, before, string(state), limit)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells
	for rows.Next() {
		s, err := scanStatus(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, s)
	}
	return list, rows.Err()
}

// Absent is the answer to the name of a job that is not there.
func Absent() error {
	return fault.New(fault.NotFound, "job.absent", "没有这项任务，或已过保留期")
}

var (
	// ErrLost is the cause of a context whose job now belongs to somebody else.
	ErrLost = fault.New(fault.Conflict, "job.lost", "任务已由其他进程接手，本次写入未生效")
	// ErrCancelled is the cause of a context whose job was cancelled.
	ErrCancelled = fault.New(fault.Conflict, "job.cancelled", "任务已取消")
	// ErrStopping is the cause of a context whose server stops; the job goes on later.
	ErrStopping = fault.New(fault.Unavailable, "job.stopping", "服务正在停止，任务将在重启后继续")
)

// permanent marks an error that another attempt cannot mend.
type permanent struct{ error }

func (p permanent) Unwrap() error { return p.error }

// Permanent wraps an error so that the job fails without another attempt.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return permanent{err}
}

// hopeless reports whether another attempt cannot help: the error says so, or
// its kind blames the input and not the moment.
func hopeless(err error) bool {
	var p permanent
	if errors.As(err, &p) {
		return true
	}
	switch fault.As(err).Kind {
	case fault.Unavailable, fault.Internal, fault.Conflict, fault.TooMany, fault.TooEarly:
		return false
	}
	return true
}
