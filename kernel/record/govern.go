package record

import (
	"database/sql"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Acts that every kind with a procedure has beside the built-in ones.
const (
	Inform  = "inform"  // 告知: somebody was told of an act
	Serve   = "serve"   // 送达: a document was served
	Notify  = "notify"  // 发送告知: a telling was sent off, by short message, mail or letter
	Receipt = "receipt" // 告知回执: what became of one that was sent
	Expire  = "expire"  // 届满: what the law brings about when a clock runs out
	Reckon  = "reckon"  // 重新推算: days of limits that moved with a holiday notice or a text
)

// Life (程序) governs the acts of the kinds that have a procedure; package
// procedure is it. It is asked after the caller's rights are judged and within
// the transaction of the act.
type Life interface {
	// Governs reports whether the acts of the kind follow a procedure.
	Governs(k *kind.Kind) bool
	// Owns reports whether the act is one of the procedure's.
	Owns(k *kind.Kind, act string) bool
	// Begins is the act that makes a record of the kind: Create, or the one the
	// procedure declares for it.
	Begins(k *kind.Kind) string
	// Overtake brings a record up to what the law has brought about by now, and
	// returns it as it stands then.
	Overtake(tx *db.Tx, r *Record) (*Record, error)
	// Anew lets a record that was transferred begin in its new area.
	Anew(r *Record)
	// Open lists the acts of the record's procedure with why each is not open.
	Open(c db.Conn, caller actor.Caller, r *Record) ([]Open, error)
	// Named reports whether the record itself names the caller for an act (主办人).
	Named(caller actor.Caller, r *Record, act string) bool
	// Do judges an act and completes what it writes; w.Old is nil when it makes
	// the record.
	Do(w *Doing, act string) error
	// Then follows an act up, once it is written.
	Then(tx *db.Tx, q Request, r *Record) error
	// Tells names the facts an act tells, with the record as it stands after it:
	// none while signatures are wanting.
	Tells(r *Record, act string) []string
}

// Open is an act of a procedure as it stands for a record.
type Open struct {
	Name, Title string
	Needs       []string
	Takes       []string
	Opens       []Opening
	Reason      bool
	Why         string // why it is not open, "" where it is
	Late        string // where a limit that ran out closed it: the last day on which it may be dated
}

// Opening is a part that an act begins; what is said of it stands among the
// values of the act under its kind.
type Opening struct {
	Kind   string   `json:"kind"`
	Title  string   `json:"title"`
	Many   bool     `json:"many"`   // a list of them may be given
	Fields []string `json:"fields"` // what may be said of one
}

// governed reports whether the acts on the kind follow a procedure.
func (e *Engine) governed(k *kind.Kind) bool { return e.life != nil && e.life.Governs(k) }

// begins reports whether the act makes a record of the kind.
func (e *Engine) begins(k *kind.Kind, act string) bool {
	return act == Create || e.governed(k) && act == e.life.Begins(k)
}

// overtake brings a locked record up to date before an act on it; the version
// the caller saw stays the one he means, for nobody but the law has moved it.
func (e *Engine) overtake(tx *db.Tx, old *Record, q *Request) (*Record, error) {
	if !e.governed(old.Kind) || old.State != Active {
		return old, nil
	}
	now, err := e.life.Overtake(tx, old)
	if err != nil || now.Rev == old.Rev {
		return now, err
	}
	if q.Rev != nil && *q.Rev == old.Rev {
		q.Rev = &now.Rev
	}
	return now, nil
}

// Lapse writes what the law has brought about on a record: no person acts, and
// nothing is decided. reason cites the limit that ran out.
func (e *Engine) Lapse(tx *db.Tx, old *Record, values map[string]any, day, reason string) (*Record, error) {
	rec := old.next(tx.Now())
	changes := map[string]any{}
	for name, v := range values {
		put(rec, changes, name, v)
	}
	return rec, e.byCalendar(tx, old, rec, changes, Expire, day, reason)
}

// Reckoned writes on a record that days of its limits moved, and why; nothing
// else of it changes.
func (e *Engine) Reckoned(tx *db.Tx, old *Record, reason string) (*Record, error) {
	rec := old.next(tx.Now())
	return rec, e.byCalendar(tx, old, rec, map[string]any{}, Reckon, "", reason)
}

// byCalendar writes an act that no person does.
func (e *Engine) byCalendar(tx *db.Tx, old, rec *Record, changes map[string]any, act, day, reason string) error {
	k, spec, err := e.kind(old.Kind.Name)
	if err != nil {
		return err
	}
	setText(changes, keyReason, reason)
	c := actor.Caller{Machine: "calendar", Area: old.Area}
	a := e.newAct(tx, k, rec.Area, act, c, Source{}, day)
	a.add(spec, old, rec, changes)
	return e.apply(tx, c, a)
}

// saidUnder are the keys under which acts say what they say beside fields.
func saidUnder(act string) string {
	switch act {
	case Inform:
		return "@told"
	case Serve:
		return "@served"
	case Notify:
		return "@sent"
	case Receipt:
		return "@receipt"
	case Depute, Supervise, Urge, Copy, AddSigner:
		return "@order"
	case Respond:
		return "@reply"
	case Lift, DropSigner:
		return "@lift"
	}
	return ""
}

// Said returns what an act said beside the fields, as Inform, Serve and the acts
// of supervision do.
func (v Revision) Said(act string) map[string]any {
	m, _ := v.Changes[saidUnder(act)].(map[string]any)
	return m
}

// prepareSaid writes an act that says something beside the fields of its record.
func (e *Engine) prepareSaid(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	if old.State != Active {
		return nil, notActive(old)
	}
	rec := old.next(tx.Now())
	changes := map[string]any{saidUnder(q.Act): q.Values}
	setText(changes, keyReason, q.Reason)
	a := e.newAct(tx, k, rec.Area, q.Act, q.Caller, q.Source, q.Effective)
	a.add(spec, old, rec, changes)
	return a, nil
}

// barred is the fault of an act that is not open.
func barred(why string) error { return fault.New(fault.Conflict, "record.barred", why) }

// GetForAct reads a record for change inside an act that concerns another, the
// parent before its parts; rights are the caller's affair.
func (e *Engine) GetForAct(tx *db.Tx, kindName string, r ref.Ref) (*Record, error) {
	_, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	return e.lock(tx, spec, Request{Record: r})
}

// After lists the records of a kind that come after one in the order of their
// keys, whoever may see them.
func (e *Engine) After(c db.Conn, kindName string, after ref.Ref, limit int) ([]*Record, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	return spec.scanAll(c.Query("SELECT "+spec.selects+" FROM "+k.Table+" WHERE (area, id) > ($1, $2) ORDER BY area, id LIMIT $3", string(after.Area), string(after.ID), int64(limit)))
}

// scanAll reads the records a query finds.
func (s *tableSpec) scanAll(rows *sql.Rows, err error) ([]*Record, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []*Record
	for rows.Next() {
		r, err := s.scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}

// Referring returns the records of a kind whose field points at a record, the
// oldest first, whoever may see them.
func (e *Engine) Referring(c db.Conn, kindName, field string, to ref.Ref) ([]*Record, error) {
	k, spec, err := e.kind(kindName)
	if err != nil {
		return nil, err
	}
	f := k.Field(field)
	if f == nil {
		return nil, fault.Newf(fault.NotFound, "record.field", "%s没有名为 %s 的字段", k.Title, clip(field))
	}
	return spec.scanAll(c.Query("SELECT "+spec.selects+" FROM "+k.Table+" WHERE "+f.Column()+" = $1 AND "+f.Column()+"_area = $2 ORDER BY created_at, area, id", string(to.ID), string(to.Area)))
}
