package app

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
)

// JobVerify is the job that compares the ledger and every record.
const JobVerify = "ledger.verify"

var verificationStep = db.Step{Name: "app.002_verification", Statements: []string{
	`CREATE TABLE app_verification (id {text} PRIMARY KEY, by_person {text} NOT NULL, began_at BIGINT NOT NULL, ended_at BIGINT NOT NULL,
		records BIGINT NOT NULL, found BIGINT NOT NULL, report {blob} NOT NULL)`,
}}

// Verification is what one comparison of everything with the ledger found.
type Verification struct {
	ID       string            `json:"id"` // of the job
	By       ref.ID            `json:"-"`
	Began    clock.Instant     `json:"-"`
	Ended    clock.Instant     `json:"-"`
	Records  int64             `json:"records"`
	Found    int64             `json:"found"`
	Logs     []ledger.Verified `json:"logs"`
	Findings []Difference      `json:"findings"` // the first ones
}

// Difference is one thing that is not as the ledger has it; it holds no value.
type Difference struct {
	Kind   string `json:"kind"` // "" for the log itself
	Record string `json:"record"`
	Act    ref.ID `json:"act"`
	Text   string `json:"text"`
}

// maxDifferences bounds what is kept; the count goes on.
const maxDifferences = 500

// verifyPayload says who asked.
type verifyPayload struct {
	By    ref.ID `json:"by"`
	Since string `json:"since"` // a signed checkpoint kept by somebody else
}

// VerifyJob compares the logs with their tree and every record with the logs,
// in snapshots, beside the work of others. It only reads, and begins anew after
// a crash.
func (a *App) VerifyJob() job.Kind {
	return job.Kind{Attempts: 2, Run: func(ctx context.Context, r *job.Run) error {
		var p verifyPayload
		if err := r.Decode(&p); err != nil {
			return err
		}
		v := Verification{ID: r.ID, By: p.By, Began: clock.Wall{}.Now(), Findings: []Difference{}}
		add := func(d Difference) {
			if v.Found++; v.Found <= maxDifferences {
				v.Findings = append(v.Findings, d)
			}
		}
		total, err := a.rows(ctx)
		if err != nil {
			return err
		}
		if err := r.Report(ctx, job.Progress{Total: total, Note: "核对账本各叶与树根"}); err != nil {
			return err
		}
		check := ledger.Check{}
		if p.Since != "" {
			check.Since = [][]byte{[]byte(p.Since)}
		}
		v.Logs, err = a.Ledger.VerifyTree(ctx, check, func(f ledger.Finding) {
			add(Difference{Record: string(f.Area) + " " + f.Where, Act: f.Act, Text: f.Text})
		})
		if err != nil {
			return err
		}
		var stopped error
		ctx, stop := context.WithCancelCause(ctx)
		defer stop(nil)
		err = a.Engine.Verify(ctx, func(done int64) {
			v.Records = done
			if err := r.Report(ctx, job.Progress{Done: done, Total: max(total, done), Note: "逐条核对记录、历史与索引"}); err != nil && stopped == nil {
				stopped = err
				stop(err)
			}
		}, func(f record.Finding) {
			add(Difference{Kind: f.Kind, Record: f.Record.String(), Act: f.Act, Text: f.Text})
		})
		if err := errors.Join(stopped, err); err != nil {
			return err
		}
		v.Ended = clock.Wall{}.Now()
		note := "全部相符"
		if v.Found > 0 {
			note = fmt.Sprintf("%d 处不符", v.Found)
		}
		return a.DB.Write(ctx, func(tx *db.Tx) error {
			if err := a.keep(tx, v); err != nil {
				return err
			}
			if err := r.Progress(tx, job.Progress{Done: v.Records, Total: v.Records, Note: note}); err != nil {
				return err
			}
			return r.Finish(tx, note)
		})
	}}
}

// rows counts the records there are, for the bar.
func (a *App) rows(ctx context.Context) (n int64, err error) {
	err = a.DB.Read(ctx, func(c db.Conn) error {
		n = 0
		for _, k := range a.Kinds.All() {
			var x int64
			if err := c.QueryRow("SELECT count(*) FROM " + k.Table).Scan(&x); err != nil {
				return err
			}
			n += x
		}
		return nil
	})
	return n, err
}

// AskVerify enqueues a comparison; where one is under way, that one.
func (a *App) AskVerify(tx *db.Tx, q *job.Queue, by ref.ID, since string) (id string, err error) {
	return q.Enqueue(tx, job.Spec{Kind: JobVerify, Key: "all", Payload: verifyPayload{by, since}})
}

func (a *App) keep(tx *db.Tx, v Verification) error {
	report, err := json.Marshal(v)
	if err != nil {
		return err
	}
	_, err = tx.Exec(`INSERT INTO app_verification (id, by_person, began_at, ended_at, records, found, report) VALUES ($1, $2, $3, $4, $5, $6, $7)
		ON CONFLICT (id) DO UPDATE SET began_at = excluded.began_at, ended_at = excluded.ended_at, records = excluded.records, found = excluded.found, report = excluded.report`,
		v.ID, string(v.By), int64(v.Began), int64(v.Ended), v.Records, v.Found, report)
	return err
}

// Verifications lists the comparisons done, the newest first, without findings.
func (a *App) Verifications(c db.Conn) ([]Verification, error) {
	rows, err := c.Query(`SELECT id, by_person, began_at, ended_at, records, found FROM app_verification ORDER BY id DESC LIMIT 100`)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Verification
	for rows.Next() {
		var v Verification
		if err := rows.Scan(&v.ID, &v.By, &v.Began, &v.Ended, &v.Records, &v.Found); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// Verification returns one comparison with what it found.
func (a *App) Verification(c db.Conn, id string) (v Verification, err error) {
	var report []byte
	err = c.QueryRow(`SELECT by_person, began_at, ended_at, report FROM app_verification WHERE id = $1`, id).Scan(&v.By, &v.Began, &v.Ended, &report)
	if errors.Is(err, sql.ErrNoRows) {
		return v, fault.New(fault.NotFound, "ledger.verification", "没有这次核验的结果，或尚未完成")
	}
	if err != nil {
		return v, err
	}
	return v, json.Unmarshal(report, &v)
}
