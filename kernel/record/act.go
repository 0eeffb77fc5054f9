package record

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The built-in acts of every kind.
const (
	Create   = "create"
	Amend    = "amend"    // 更正
	Annul    = "annul"    // 撤销先前的办理动作
	Backdate = "backdate" // 补录
	Transfer = "transfer" // 移送其他地区
	Receive  = "receive"  // 接收移送
	Erase    = "erase"    // 删除个人信息
	Import   = "import"   // 数据归集
	Undo     = "undo"     // 撤回一批导入
)

// Titles of the built-in acts.
var Titles = map[string]string{
	Create: "登记", Amend: "更正", Annul: "撤销办理", Backdate: "补录", Transfer: "移送", Receive: "接收移送",
	Erase: "删除", Import: "数据归集", Undo: "撤回导入", Inform: "告知", Serve: "送达", Notify: "发送告知", Receipt: "告知回执", Expire: "期限届满", Reckon: "期限重新推算",
	Reassign: "转办", Depute: "委托", Supervise: "督办", Urge: "催办", Copy: "抄送", AddSigner: "加签", DropSigner: "减签", Respond: "回复", Lift: "解除",
}

// Source says whose data is written: the owner decides which fields it may
// overwrite. The zero Source is the bureau's own hand.
type Source struct {
	Name  string // e.g. province-register
	Owner string // e.g. province
	Batch string // batch of an import
}

// Request asks for one act on one record.
type Request struct {
	Kind      string
	Act       string
	Record    ref.Ref // zero when the act creates the record
	Area      ref.Area
	Values    map[string]any // fields the act writes, as they came from outside
	Rev       *int64         // If-Match
	Reason    string
	Effective string // day since which it is so in fact, at the latest today; YYYY-MM-DD or ""
	Annuls    ref.ID // for annul: the act
	To        ref.Area
	Unit      ref.ID // for create: the unit in charge; empty means the caller's
	Key       string // Idempotency-Key
	Caller    actor.Caller
	Source    Source

	opened   bool // begun by an act that its caller may do
	retracts bool // an annulment in a work that takes its own acts back
	ahead    any  // what the behaviour worked out before the act
}

// Act runs one act: entitlement, checks, change, history and ledger in one
// transaction. It returns the record as it stands after the act.
func (e *Engine) Act(ctx context.Context, q Request) (*Record, error) {
	var out *Record
	err := e.ahead(ctx, &q)
	if err == nil {
		err = e.db.Write(ctx, func(tx *db.Tx) error {
			r, err := e.ActIn(tx, q)
			out = r
			return err
		})
	}
	if err != nil {
		return nil, fmt.Errorf("act %s on %s %s: %w", q.Act, q.Kind, q.Record, err)
	}
	return out, nil
}

// Begin creates, in the act that q follows of, a record that is part of it: who
// may do that act may begin what it opens, whether or not he may register such a
// record by itself.
func (e *Engine) Begin(tx *db.Tx, q Request) (*Record, error) {
	q.Act, q.opened = Create, true
	return e.ActIn(tx, q)
}

// Retract annuls, in a work that takes back what it did (撤销一批导入), an act of that
// work: who may register such records may take it back, whether or not he may annul
// what others did, as he may an import (kernel.md §13). That nothing stands on the act
// is the caller's to have made sure of.
func (e *Engine) Retract(tx *db.Tx, q Request) (*Record, error) {
	q.Act, q.retracts = Annul, true
	return e.ActIn(tx, q)
}

// ActIn is Act inside a running write, for acts that belong together.
func (e *Engine) ActIn(tx *db.Tx, q Request) (*Record, error) {
	k, spec, err := e.kind(q.Kind)
	if err != nil {
		return nil, err
	}
	digest, err := requestDigest(q)
	if err != nil {
		return nil, err
	}
	if q.Key != "" {
		if r, err := e.replayed(tx, k, q, digest); r != nil || err != nil {
			return r, err
		}
	}
	if err := checkEffective(q.Effective, tx.Now().Day()); err != nil {
		return nil, err
	}
	if !q.Caller.Subject.Zero() {
		if err := e.asSubject(tx, k, &q); err != nil {
			return nil, err
		}
	}
	var old *Record
	if !q.Record.Zero() {
		if old, err = e.lock(tx, spec, q); err != nil {
			return nil, err
		}
		if old, err = e.overtake(tx, old, &q); err != nil {
			return nil, err
		}
	} else if q.Act == Create && e.governed(k) {
		q.Act = e.life.Begins(k)
	}
	w, err := e.prepare(tx, k, spec, old, q)
	if err != nil {
		return nil, err
	}
	if err := e.apply(tx, q.Caller, w); err != nil {
		return nil, err
	}
	if err := e.then(tx, q, w.writes[0].rec); err != nil {
		return nil, err
	}
	if err := e.tell(tx, q, w); err != nil {
		return nil, err
	}
	if q.Key != "" {
		_, err = tx.Exec(`INSERT INTO record_idempotency (actor, key, digest, area, record, rev, at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			q.Caller.Account, q.Key, digest, string(w.writes[0].rec.Area), string(w.writes[0].rec.ID), w.writes[0].rec.Rev, int64(tx.Now()))
	}
	if err != nil || q.Effective == "" {
		w.writes[0].rec.settled = q.Act == Create && e.alone(q)
		return w.writes[0].rec, err
	}
	// Limits that ran out since the day of the act, and do so all the same, are written.
	return e.overtake(tx, w.writes[0].rec, &q)
}

// checkEffective refuses an effective day that is none or still to come. It says
// since when a change is true in fact (kernel.md §10), and an act changes the
// record at once: with a later day the record would say today what is not so.
func checkEffective(day, today string) error {
	if day == "" {
		return nil
	}
	if _, err := calendar.Parse(day); err != nil {
		return fault.Bad("record.effective", "生效日期不正确", fault.Field{Name: "effective", Code: "date", Text: "生效日期应为 YYYY-MM-DD"})
	}
	if day > today {
		return fault.Bad("record.effective", "生效日期不正确", fault.Field{Name: "effective", Code: "future", Text: "生效日期不能晚于今天（" + today + "）；请到那一天再办理"})
	}
	return nil
}

// requestDigest is what an idempotency key stands for.
func requestDigest(q Request) (string, error) {
	if q.Key == "" {
		return "", nil
	}
	if len(q.Key) > 200 {
		return "", fault.Bad("record.key", "幂等键过长", fault.Field{Name: "Idempotency-Key", Code: "max", Text: "不能超过 200 字符"})
	}
	rev := int64(-1)
	if q.Rev != nil {
		rev = *q.Rev
	}
	b, err := encodeJSON([]any{q.Kind, q.Act, string(q.Record.Area), string(q.Record.ID), q.Values, rev, q.Reason, q.Effective, string(q.Annuls), string(q.To), string(q.Unit)})
	if err != nil {
		return "", fault.New(fault.Invalid, "record.body", "请求内容无法识别").With(err)
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// replayed returns the record of an act already done under the same key.
func (e *Engine) replayed(tx *db.Tx, k *kind.Kind, q Request, digest string) (*Record, error) {
	var had string
	var r ref.Ref
	err := tx.QueryRow(`SELECT digest, area, record FROM record_idempotency WHERE actor = $1 AND key = $2`, q.Caller.Account, q.Key).Scan(&had, &r.Area, &r.ID)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if had != digest {
		return nil, fault.New(fault.Invalid, "record.key_reused", "同一幂等键已用于另一请求")
	}
	return e.find(tx, e.specs[k.Name], r)
}

// lock reads the record for change. On PostgreSQL it is locked; on SQLite the
// writer is alone. A record the caller may not read is not found.
func (e *Engine) lock(tx *db.Tx, spec *tableSpec, q Request) (*Record, error) {
	query := "SELECT " + spec.selects + " FROM " + spec.kind.Table + " WHERE area = $1 AND id = $2"
	if tx.Dialect() == db.Postgres {
		query += " FOR UPDATE"
	}
	rec, err := spec.scan(tx.QueryRow(query, string(q.Record.Area), string(q.Record.ID)))
	if errors.Is(err, sql.ErrNoRows) {
		return nil, notFound(spec.kind)
	}
	if err != nil {
		return nil, err
	}
	return rec, nil
}

func notFound(k *kind.Kind) error {
	return fault.Newf(fault.NotFound, "record.notfound", "没有找到这条%s，或您无权查看", k.Title)
}

// act is everything one act writes: the header of its leaf and its records.
type act struct {
	header ledger.Act
	writes []*write
}

// write is one record's part in an act.
type write struct {
	spec     *tableSpec
	old      *Record // nil when the act creates the record
	rec      *Record // as it stands after the act
	changes  map[string]any
	line     int64
	previous ref.ID
	zeroKey  bool // commit under the public zero key: nothing in it is secret
}

// newAct fills the header that every leaf has.
func (e *Engine) newAct(tx *db.Tx, k *kind.Kind, area ref.Area, name string, c actor.Caller, src Source, effective string) *act {
	return &act{header: ledger.Act{
		ID: ref.NewID(tx.Now()), Area: area, Name: name, Kind: k.Name, Declaration: k.Digest, At: tx.Now(), Effective: effective,
		Actor: c.Label(), OnBehalf: c.OnBehalfLabel(), Unit: string(c.Unit), Organ: c.Organ, Source: sourceText(src),
	}}
}

func sourceText(s Source) string {
	if s.Name == "" {
		return ""
	}
	return s.Name + "|" + s.Owner + "|" + s.Batch
}

// parseSource reads what sourceText wrote.
func parseSource(s string) Source {
	p := strings.SplitN(s, "|", 3)
	if len(p) != 3 {
		return Source{Name: s}
	}
	return Source{Name: p[0], Owner: p[1], Batch: p[2]}
}

// keyLife is how long an idempotency key is remembered (kernel.md §9).
const keyLife = 7 * 24 * 60 * 60 * 1000

// Forget drops the idempotency keys that are older than seven days.
func (e *Engine) Forget(tx *db.Tx) error {
	_, err := tx.Exec(`DELETE FROM record_idempotency WHERE at < $1`, int64(tx.Now())-keyLife)
	return err
}
