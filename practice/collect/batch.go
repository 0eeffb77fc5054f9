package collect

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect/source"
)

// State is where a batch is in its life.
type State string

// The states of a batch.
const (
	Checking  State = "preflight"
	Ready     State = "ready"
	Running   State = "running"
	Done      State = "done"
	Undoing   State = "undoing"
	TakenBack State = "undone"
	Cancelled State = "cancelled"
	Failed    State = "failed"
)

// Counts account for every row read: Read = Accepted + Merged + Unchanged +
// Quarantined.
type Counts struct {
	Read        int64 `json:"read"`
	Accepted    int64 `json:"accepted"`  // a record was made
	Merged      int64 `json:"merged"`    // a record was changed
	Unchanged   int64 `json:"unchanged"` // a record already said so
	Quarantined int64 `json:"quarantined"`
}

func (c Counts) plus(d Counts) Counts {
	return Counts{c.Read + d.Read, c.Accepted + d.Accepted, c.Merged + d.Merged, c.Unchanged + d.Unchanged, c.Quarantined + d.Quarantined}
}

// Origin is whose register a file is from.
type Origin struct {
	Name  string `json:"name"`  // province-register
	Title string `json:"title"` // 省局登记库
	Owner string `json:"owner"` // province: whose fields it may overwrite
}

// Batch is one file imported, or about to be.
type Batch struct {
	ID        ref.ID            `json:"id"`
	Kind      string            `json:"kind"`
	Source    Origin            `json:"source"`
	File      string            `json:"file"` // digest
	Name      string            `json:"name"`
	Size      int64             `json:"size"`
	Mapping   map[string]string `json:"mapping"` // column to field
	State     State             `json:"state"`
	By        string            `json:"by"` // as acts name him
	At        clock.Instant     `json:"at"`
	StartedAt clock.Instant     `json:"started_at,omitempty"`
	EndedAt   clock.Instant     `json:"ended_at,omitempty"`
	EndedBy   string            `json:"ended_by,omitempty"` // who took it back or cancelled it, as acts name him
	Counts
	RowsTotal int64    `json:"rows_total"`
	Checked   *Checked `json:"checked,omitempty"` // what the preflight found
	Error     string   `json:"error,omitempty"`
	// FileGone is when the file was destroyed, 0 while it is there.
	FileGone clock.Instant `json:"file_gone_at,omitempty"`

	fileWhy   string
	columns   []source.Column
	position  int64 // last line committed
	chunks    int64
	conflicts map[string]int
}

// NewBatch asks for a batch.
type NewBatch struct {
	File    string // digest
	Name    string
	Kind    string
	Source  Origin
	Mapping map[string]string // column to field; nil: the saved one of the source, else as recognised
}

// Create makes a batch of a stored file; Preflight comes next.
func (s *Service) Create(ctx context.Context, c actor.Caller, q NewBatch) (*Batch, error) {
	k, err := s.kind(c, q.Kind)
	if err != nil {
		return nil, err
	}
	if err := checkOrigin(q.Source); err != nil {
		return nil, err
	}
	b := &Batch{Kind: k.Name, Source: q.Source, File: q.File, Name: source.DisplayName(q.Name), State: Checking, By: c.Label()}
	f, err := s.open(ctx, b)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b.Size, b.RowsTotal = f.Size, int64(f.Estimate.Rows)
	if q.Mapping == nil {
		if q.Mapping, err = s.proposed(ctx, f, k.Name, q.Source.Name); err != nil {
			return nil, err
		}
	}
	for _, x := range f.Columns {
		b.columns = append(b.columns, source.Column{Name: x.Name, Head: x.Head})
	}
	p, problems := s.plan(b.columns, k, q.Mapping)
	if source.Blocks(problems) {
		var bad []fault.Field
		for _, x := range problems {
			if x.Level == source.Quarantine {
				bad = append(bad, fault.Field{Name: "mapping", Code: x.Code, Text: x.Text})
			}
		}
		return nil, fault.Bad("collect.mapping", "字段对应有误", bad...)
	}
	b.Mapping = p.columns()
	if len(b.Mapping) == 0 {
		return nil, fault.Bad("collect.mapping", "字段对应有误", fault.Field{Name: "mapping", Code: "empty", Text: "没有一列对应到字段"})
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		b.ID, b.At = ref.NewID(tx.Now()), tx.Now()
		if err := blob.Use(tx, blob.Digest(b.File), holder(s.Area, b.ID), blob.Uploader(b.By)); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT INTO collect_batch (area, id, kind, source, source_title, source_owner, file, name, mapping, state, actor, at, columns, position, chunks,
			rows_read, accepted, merged, unchanged, quarantined, file_size, rows_total) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, 0, 0, 0, 0, $14, $15)`,
			string(s.Area), string(b.ID), b.Kind, b.Source.Name, b.Source.Title, b.Source.Owner, b.File, b.Name, text(b.Mapping), string(b.State), b.By, int64(b.At), text(b.columns), b.Size, b.RowsTotal)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("creating a batch: %w", err)
	}
	return b, nil
}

// checkOrigin refuses names that would not stand in an act's source.
func checkOrigin(o Origin) error {
	ok := len(o.Name) > 0 && len(o.Name) <= 60 && len(o.Owner) <= 60
	for _, r := range o.Name + o.Owner {
		ok = ok && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-' || r == '_' || r == '.')
	}
	if !ok {
		return fault.Bad("collect.source", "来源不正确", fault.Field{Name: "source", Code: "name", Text: "来源名称应为小写字母、数字和连字符，不超过 60 个"})
	}
	if len([]rune(o.Title)) > 60 || strings.ContainsAny(o.Title, "\n\r\x00") {
		return fault.Bad("collect.source", "来源不正确", fault.Field{Name: "source", Code: "title", Text: "来源名称不能超过 60 字"})
	}
	return nil
}

const selectBatch = `SELECT id, kind, source, source_title, source_owner, file, name, columns, mapping, state, actor, at, started_at, ended_at, position, chunks,
	rows_read, accepted, merged, unchanged, quarantined, file_size, rows_total, checked, conflicts, error, file_gone_at, file_why, coalesce(ended_by, '') FROM collect_batch`

func scanBatch(row interface{ Scan(...any) error }) (*Batch, error) {
	var b Batch
	var columns, mapping string
	var checked, conflicts, failed, why sql.NullString
	var started, ended, gone sql.NullInt64
	err := row.Scan(&b.ID, &b.Kind, &b.Source.Name, &b.Source.Title, &b.Source.Owner, &b.File, &b.Name, &columns, &mapping, &b.State, &b.By, &b.At, &started, &ended, &b.position, &b.chunks,
		&b.Read, &b.Accepted, &b.Merged, &b.Unchanged, &b.Quarantined, &b.Size, &b.RowsTotal, &checked, &conflicts, &failed, &gone, &why, &b.EndedBy)
	if err != nil {
		return nil, err
	}
	b.StartedAt, b.EndedAt, b.Error = clock.Instant(started.Int64), clock.Instant(ended.Int64), failed.String
	b.FileGone, b.fileWhy = clock.Instant(gone.Int64), why.String
	if err := errors.Join(json.Unmarshal([]byte(columns), &b.columns), json.Unmarshal([]byte(mapping), &b.Mapping)); err != nil {
		return nil, fmt.Errorf("mapping of batch %s: %w", b.ID, err)
	}
	if checked.Valid {
		if err := json.Unmarshal([]byte(checked.String), &b.Checked); err != nil {
			return nil, fmt.Errorf("profile of batch %s: %w", b.ID, err)
		}
	}
	if conflicts.Valid {
		if err := json.Unmarshal([]byte(conflicts.String), &b.conflicts); err != nil {
			return nil, fmt.Errorf("conflicts of batch %s: %w", b.ID, err)
		}
	}
	return &b, nil
}

// Batch returns a batch that the caller may import.
func (s *Service) Batch(ctx context.Context, c actor.Caller, id ref.ID) (*Batch, error) {
	b, err := s.load(ctx, id)
	if err != nil {
		return nil, err
	}
	if _, err := s.kind(c, b.Kind); err != nil {
		return nil, notFound()
	}
	return b, nil
}

func notFound() error {
	return fault.New(fault.NotFound, "collect.batch", "没有找到这个批次，或您无权查看")
}

func (s *Service) load(ctx context.Context, id ref.ID) (b *Batch, err error) {
	err = s.db.Read(ctx, func(c db.Conn) error {
		b, err = scanBatch(c.QueryRow(selectBatch+` WHERE area = $1 AND id = $2`, string(s.Area), string(id)))
		if errors.Is(err, sql.ErrNoRows) {
			return notFound()
		}
		return err
	})
	return b, err
}

// Batches lists the newest batches of the kinds the caller may import.
func (s *Service) Batches(ctx context.Context, c actor.Caller, limit int) ([]*Batch, error) {
	out := []*Batch{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(selectBatch+` WHERE area = $1 ORDER BY id DESC LIMIT $2`, string(s.Area), int64(limit))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			b, err := scanBatch(rows)
			if err != nil {
				return err
			}
			if _, err := s.kind(c, b.Kind); err == nil {
				out = append(out, b)
			}
		}
		return rows.Err()
	})
	return out, err
}

// Part is one chunk of a batch that was written.
type Part struct {
	N     int64         `json:"n"`
	Sort  string        `json:"sort"` // rows, fix or link
	First int64         `json:"first"`
	Last  int64         `json:"last"`
	Act   ref.ID        `json:"act,omitempty"`
	At    clock.Instant `json:"at"`
	Counts
	UndoneAt clock.Instant `json:"undone_at,omitempty"`
	UndoAct  ref.ID        `json:"undo_act,omitempty"`
}

// The sorts of chunks.
const (
	sortRows = "rows"
	sortFix  = "fix"
	sortLink = "link"
)

// Written lists the chunks of a batch in order.
func (s *Service) Written(ctx context.Context, c actor.Caller, id ref.ID) ([]Part, error) {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return nil, err
	}
	out := []Part{}
	err := s.db.Read(ctx, func(conn db.Conn) error {
		rows, err := conn.Query(`SELECT n, sort, first_line, last_line, act, at, rows_read, accepted, merged, unchanged, quarantined, coalesce(undone_at, 0), coalesce(undo_act, '')
			FROM collect_chunk WHERE area = $1 AND batch = $2 ORDER BY n`, string(s.Area), string(id))
		if err != nil {
			return err
		}
		defer rows.Close()
		for rows.Next() {
			var p Part
			if err := rows.Scan(&p.N, &p.Sort, &p.First, &p.Last, &p.Act, &p.At, &p.Read, &p.Accepted, &p.Merged, &p.Unchanged, &p.Quarantined, &p.UndoneAt, &p.UndoAct); err != nil {
				return err
			}
			out = append(out, p)
		}
		return rows.Err()
	})
	return out, err
}

// Cancel ends a batch where it stands. What was written stays, and can be
// undone; a run that is still going on is refused its next chunk.
func (s *Service) Cancel(ctx context.Context, c actor.Caller, id ref.ID) (*Batch, error) {
	if _, err := s.Batch(ctx, c, id); err != nil {
		return nil, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.moveIn(tx, id, Cancelled, "", Checking, Ready, Running, Failed); err != nil {
			return err
		}
		return s.endedBy(tx, id, c)
	})
	if err != nil {
		return nil, err
	}
	return s.load(ctx, id)
}

// endedBy records who took a batch back or cancelled it.
func (s *Service) endedBy(tx *db.Tx, id ref.ID, c actor.Caller) error {
	_, err := tx.Exec(`UPDATE collect_batch SET ended_by = $3 WHERE area = $1 AND id = $2`, string(s.Area), string(id), c.Label())
	return err
}

// Fail records why a run of the batch ended.
func (s *Service) Fail(ctx context.Context, id ref.ID, cause error) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.FailIn(tx, id, fault.As(cause).Text) })
}

// FailIn is Fail inside a running write.
func (s *Service) FailIn(tx *db.Tx, id ref.ID, why string) error {
	return s.moveIn(tx, id, Failed, why, Checking, Running, Undoing)
}

// move changes the state of a batch from one of several.
func (s *Service) move(ctx context.Context, id ref.ID, to State, why string, from ...State) error {
	return s.db.Write(ctx, func(tx *db.Tx) error { return s.moveIn(tx, id, to, why, from...) })
}

func (s *Service) moveIn(tx *db.Tx, id ref.ID, to State, why string, from ...State) error {
	args := []any{string(s.Area), string(id), string(to), why}
	for _, f := range from {
		args = append(args, string(f))
	}
	started, ended := "started_at", "ended_at"
	if to == Running {
		args = append(args, int64(tx.Now()))
		started, ended = fmt.Sprintf("coalesce(started_at, $%d)", len(args)), "NULL"
	} else if to.ends() {
		args = append(args, int64(tx.Now()))
		ended = fmt.Sprintf("$%d", len(args))
	}
	n, err := tx.Exec(`UPDATE collect_batch SET state = $3, error = $4, started_at = `+started+`, ended_at = `+ended+` WHERE area = $1 AND id = $2 AND state IN (`+places(5, len(from))+`)`, args...)
	if err == nil && n != 1 {
		var now State
		if err := tx.QueryRow(`SELECT state FROM collect_batch WHERE area = $1 AND id = $2`, string(s.Area), string(id)).Scan(&now); errors.Is(err, sql.ErrNoRows) {
			return notFound()
		} else if err != nil {
			return err
		}
		return fault.Newf(fault.Conflict, "collect.state", "这个批次%s，不能%s", Title(now), verbs[to])
	}
	if err != nil || !to.ends() {
		return err
	}
	return s.Traces.due(tx, s.Area, id)
}

var verbs = map[State]string{Checking: "预检", Running: "导入", Undoing: "撤回", TakenBack: "撤回", Cancelled: "取消", Done: "完成", Failed: "停止", Ready: "预检"}

// Title is the Chinese word of a state.
func Title(s State) string {
	switch s {
	case Checking:
		return "正在预检"
	case Ready:
		return "已预检"
	case Running:
		return "正在导入"
	case Done:
		return "已导入"
	case Undoing:
		return "正在撤回"
	case TakenBack:
		return "已撤回"
	case Cancelled:
		return "已取消"
	case Failed:
		return "已中止"
	}
	return string(s)
}

// from is the batch as acts name it.
func (b *Batch) from() record.Source {
	return record.Source{Name: b.Source.Name, Owner: b.Source.Owner, Batch: string(b.ID)}
}

// Describe returns the title of a batch's source and the name of its file, ""
// where there is no such batch. It is read on an open snapshot, by whoever may
// read the records the batch wrote.
func (s *Service) Describe(c db.Conn, id ref.ID) (title, file string, err error) {
	err = c.QueryRow(`SELECT source_title, name FROM collect_batch WHERE area = $1 AND id = $2`, string(s.Area), string(id)).Scan(&title, &file)
	if errors.Is(err, sql.ErrNoRows) {
		return "", "", nil
	}
	return title, file, err
}
