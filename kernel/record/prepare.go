package record

import (
	"maps"
	"strings"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Keys of a change that are not fields: what an act says beside the values.
const (
	keyReason = "@reason" // why
	keyState  = "@state"  // the record's new state
	keyAnnuls = "@annuls" // the act that is annulled
	keyPast   = "@past"   // values entered late that a later-dated value already replaced
	keyFrom   = "@from"   // the record this one continues
	keyTo     = "@to"     // the record that continues this one
	keyUnit   = "@unit"
	keyOwner  = "@owner"
	keyNumber = "@number"
	keyErased = "@erased"
)

// prepare judges entitlement and input and works out what the act will write.
func (e *Engine) prepare(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	switch {
	case old == nil && e.begins(k, q.Act):
		return e.prepareCreate(tx, k, spec, q)
	case old == nil:
		return nil, notFound(k)
	case e.begins(k, q.Act):
		if err := e.mayRead(tx, q.Caller, old); err != nil { // that it exists is told to its readers alone
			return nil, err
		}
		return nil, fault.New(fault.Invalid, "record.exists", "登记动作不能用于已有的记录")
	}
	if err := e.entitled(tx, k, old, q); err != nil {
		return nil, err
	}
	if err := e.guard(tx, k, old, &q); err != nil {
		return nil, err
	}
	if old.State == Erased {
		return nil, fault.New(fault.Conflict, "record.erased", "这条记录的内容已依法删除，不能再办理")
	}
	if q.Rev == nil {
		return nil, fault.New(fault.Missing, "record.if_match", "请带上所看到的版本（If-Match）再提交")
	}
	if *q.Rev != old.Rev {
		return nil, fault.Newf(fault.Stale, "record.stale", "这条记录已被他人改到第 %d 版，您看到的是第 %d 版；请比对后再提交", old.Rev, *q.Rev)
	}
	if err := needsReason(k, q); err != nil {
		return nil, err
	}
	if err := e.behave(tx, old, &q); err != nil {
		return nil, err
	}
	switch q.Act {
	case Annul:
		return e.prepareAnnul(tx, k, spec, old, q)
	case Transfer:
		return e.prepareTransfer(tx, k, spec, old, q)
	case Erase:
		return e.prepareErase(tx, k, spec, old, q)
	case Backdate:
		return e.prepareBackdate(tx, k, spec, old, q)
	case Inform, Serve, Notify, Receipt, Depute, Supervise, Urge, Copy, AddSigner, DropSigner, Respond, Lift:
		if e.governed(k) {
			return e.prepareSaid(tx, k, spec, old, q)
		}
	case Reassign:
		if e.governed(k) {
			return e.prepareAmend(tx, k, spec, old, q)
		}
	}
	if q.Act != Amend && declaredAct(k, q.Act) == nil {
		return nil, fault.Newf(fault.NotFound, "record.act", "%s没有名为 %s 的办理动作", k.Title, clip(q.Act))
	}
	return e.prepareAmend(tx, k, spec, old, q)
}

// declaredAct returns an act the kind declares, or nil.
func declaredAct(k *kind.Kind, name string) *kind.Act {
	for i := range k.Acts {
		if k.Acts[i].Name == name {
			return &k.Acts[i]
		}
	}
	return nil
}

// asksReason reports whether a built-in act is never done without saying why.
func asksReason(act string) bool {
	switch act {
	case Amend, Annul, Backdate, Erase, Transfer, Reassign, Depute, Supervise, Urge, AddSigner, DropSigner:
		return true
	}
	return false
}

func needsReason(k *kind.Kind, q Request) error {
	needs := asksReason(q.Act)
	if a := declaredAct(k, q.Act); a != nil {
		needs = a.Reason
	}
	if needs && strings.TrimSpace(q.Reason) == "" {
		return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: "reason", Code: "required", Text: "请填写理由"})
	}
	if len([]rune(q.Reason)) > 2000 {
		return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: "reason", Code: "max", Text: "理由不能超过 2000 字"})
	}
	return nil
}

func (e *Engine) prepareCreate(tx *db.Tx, k *kind.Kind, spec *tableSpec, q Request) (*act, error) {
	rec := newRecord(k, q, tx.Now())
	if !rec.Area.Valid() {
		return nil, fault.Bad("record.area", "地区不正确", fault.Field{Name: "area", Code: "area", Text: "地区应为四位数字"})
	}
	if err := e.entitledCreate(tx, k, rec, q); err != nil {
		return nil, err
	}
	if err := e.guard(tx, k, nil, &q); err != nil {
		return nil, err
	}
	if err := e.behave(tx, nil, &q); err != nil {
		return nil, err
	}
	changes, err := e.validate(tx, tx.Now(), k, nil, rec, q)
	if err != nil {
		return nil, err
	}
	a := e.newAct(tx, k, rec.Area, q.Act, q.Caller, q.Source, q.Effective)
	if err := e.number(tx, k, rec); err != nil {
		return nil, err
	}
	a.add(spec, nil, rec, e.createChanges(rec, changes, q.Reason))
	return a, nil
}

// createChanges adds to the values what else the first act of a record fixes.
func (e *Engine) createChanges(rec *Record, changes map[string]any, reason string) map[string]any {
	changes[keyState] = rec.State
	setText(changes, keyUnit, string(rec.Unit))
	setText(changes, keyOwner, string(rec.Owner))
	setText(changes, keyNumber, rec.Number)
	setText(changes, keyReason, reason)
	return changes
}

func setText(m map[string]any, key, text string) {
	if text != "" {
		m[key] = text
	}
}

// next copies a record as the base of its next revision.
func (r *Record) next(now clock.Instant) *Record {
	c := *r
	c.Values = maps.Clone(r.Values)
	c.Masked = nil
	c.UpdatedAt = now
	return &c
}

func (e *Engine) prepareAmend(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	if old.State != Active {
		return nil, notActive(old)
	}
	if a := declaredAct(k, q.Act); a != nil {
		if err := needsFields(k, a, q.Values); err != nil {
			return nil, err
		}
		if !e.open(tx, old, q.Act) {
			return nil, fault.Newf(fault.Conflict, "record.not_now", "按这条%s现在的状态，不能“%s”", k.Title, a.Title)
		}
		q.Values = setByAct(a, k, q.Values, tx.Now())
	}
	rec := old.next(tx.Now())
	changes, err := e.validate(tx, tx.Now(), k, old, rec, q)
	if err != nil {
		return nil, err
	}
	if len(changes) == 0 && (q.Act == Amend || q.Act == Reassign) {
		return nil, fault.New(fault.Invalid, "record.unchanged", "没有改动任何内容")
	}
	setText(changes, keyReason, q.Reason)
	a := e.newAct(tx, k, rec.Area, q.Act, q.Caller, q.Source, q.Effective)
	a.add(spec, old, rec, changes)
	return a, nil
}

func notActive(r *Record) error {
	return fault.Newf(fault.Conflict, "record.not_active", "这条记录%s，不能再办理", StateTitle(r.State))
}

// StateTitle is the Chinese word of a state.
func StateTitle(state string) string {
	switch state {
	case Active:
		return "有效"
	case Annulled:
		return "已撤销"
	case Withdrawn:
		return "已撤回"
	case Transferred:
		return "已移送"
	case Erased:
		return "已删除"
	}
	return state
}

func needsFields(k *kind.Kind, a *kind.Act, values map[string]any) error {
	var missing []fault.Field
	for _, name := range a.Needs {
		if v := values[name]; v == nil || v == "" {
			f := k.Field(name)
			missing = append(missing, *bad(f, "required", "必填"))
		}
	}
	if len(missing) > 0 {
		return fault.Bad("record.invalid", "提交的内容有误", missing...)
	}
	return nil
}

// anew lets a record begin in the area to which it was transferred: what acts set on
// it here — its outcome, whether it is published — was of here alone.
func (e *Engine) anew(there *Record, now clock.Instant) error {
	for _, f := range there.Kind.Fields {
		if there.Kind.SetByActs(f.Name) {
			delete(there.Values, f.Name)
		}
	}
	rules := e.rules[there.Kind.Name]
	rules.reset(there, now)
	e.life.Anew(there)
	return rules.compute(there, map[string]any{}, now)
}

func (e *Engine) prepareTransfer(tx *db.Tx, k *kind.Kind, spec *tableSpec, old *Record, q Request) (*act, error) {
	if old.State != Active {
		return nil, notActive(old)
	}
	if !q.To.Valid() || q.To == old.Area {
		return nil, fault.Bad("record.transfer", "移送的目的地不正确", fault.Field{Name: "to", Code: "area", Text: "请选择另一地区（四位数字）"})
	}
	there := &Record{Kind: k, Area: q.To, ID: ref.NewID(tx.Now()), State: Active, CreatedAt: tx.Now(), UpdatedAt: tx.Now(), Values: maps.Clone(old.Values)}
	if e.governed(k) {
		if err := e.anew(there, tx.Now()); err != nil {
			return nil, err
		}
	}
	if err := e.number(tx, k, there); err != nil {
		return nil, err
	}
	here := old.next(tx.Now())
	here.State = Transferred
	out := e.newAct(tx, k, old.Area, Transfer, q.Caller, q.Source, q.Effective)
	out.add(spec, old, here, map[string]any{keyState: Transferred, keyReason: q.Reason, keyTo: map[string]any{"area": string(there.Area), "id": string(there.ID)}})
	changes := e.createChanges(there, maps.Clone(there.Values), q.Reason)
	changes[keyFrom] = map[string]any{"area": string(old.Area), "id": string(old.ID)}
	in := e.newAct(tx, k, there.Area, Receive, q.Caller, q.Source, q.Effective)
	in.add(spec, nil, there, changes)
	// The record here gives up its unique values before the one there takes them.
	if err := e.apply(tx, q.Caller, out); err != nil {
		return nil, err
	}
	return in, nil
}

// add puts one record's change into the act.
func (a *act) add(spec *tableSpec, old, rec *Record, changes map[string]any) *write {
	w := &write{spec: spec, old: old, rec: rec, changes: changes}
	rec.Rev = 1
	if old != nil {
		rec.Rev = old.Rev + 1
		w.previous = old.Act
		rec.key = old.key
	} else {
		rec.key = newKey()
	}
	rec.Act = a.header.ID
	if a.header.Record == "" {
		a.header.Record = rec.ID
	}
	a.writes = append(a.writes, w)
	return w
}
