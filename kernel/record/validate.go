package record

import (
	"errors"
	"fmt"
	"maps"
	"reflect"
	"sort"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// validate checks the values an act writes, puts them into rec and returns
// those that differ from old. Every bad field is reported at once.
func (e *Engine) validate(c db.Conn, now clock.Instant, k *kind.Kind, old, rec *Record, q Request) (map[string]any, error) {
	if old == nil {
		q.Values = e.rules[k.Name].fill(maps.Clone(q.Values), now)
	}
	faults, changes := e.take(k, old, rec, q, now.Day())
	for name, v := range changes {
		f := k.Field(name)
		if f == nil || v == nil {
			continue
		}
		if f.Type == kind.Subject || f.Type == kind.Reference {
			wrong, err := e.reaches(c, q.Caller, f, RefOf(v))
			if err != nil {
				return nil, err
			}
			faults = append(faults, wrong...)
		}
	}
	if old == nil {
		faults = append(faults, required(k, rec)...)
	}
	r := e.rules[k.Name]
	if err := r.compute(rec, changes, now); err != nil {
		return nil, err
	}
	faults = append(faults, r.check(rec, changes, old == nil, e.targets(c), now, named(faults))...)
	if len(faults) > 0 {
		sort.SliceStable(faults, func(i, j int) bool { return position(k, faults[i].Name) < position(k, faults[j].Name) })
		return nil, fault.Bad("record.invalid", "提交的内容有误", faults...)
	}
	return changes, nil
}

// named are the fields that faults name.
func named(faults []fault.Field) map[string]bool {
	out := map[string]bool{}
	for _, f := range faults {
		out[f.Name] = true
	}
	return out
}

func position(k *kind.Kind, name string) int {
	for i, f := range k.Fields {
		if f.Name == name {
			return i
		}
	}
	return len(k.Fields)
}

// take brings the values of a request into normal form and into rec.
func (e *Engine) take(k *kind.Kind, old, rec *Record, q Request, day string) ([]fault.Field, map[string]any) {
	var faults []fault.Field
	changes := map[string]any{}
	for name, raw := range q.Values {
		f := k.Field(name)
		if f == nil {
			if m := currencyOf(k, name); m != nil {
				faults = append(faults, takeCurrency(m, name, raw, rec, changes)...)
				continue
			}
			faults = append(faults, fault.Field{Name: name, Code: "unknown", Text: fmt.Sprintf("没有名为 %s 的字段", clip(name))})
			continue
		}
		if f.Compute != "" {
			faults = append(faults, *bad(f, "computed", "由系统计算，不能填写"))
			continue
		}
		v, wrong := e.normal(f, raw, day)
		if wrong == nil && v == nil && f.Required && old != nil {
			wrong = bad(f, "required", "必填，不能清空")
		}
		if wrong == nil && f.Until != "" && day >= f.Until && v != nil {
			wrong = bad(f, "until", "自 %s 起停用", f.Until)
		}
		if wrong == nil && old != nil {
			wrong = ownedElsewhere(f, old, v, q.Source)
		}
		if wrong != nil {
			faults = append(faults, *wrong)
			continue
		}
		put(rec, changes, f.Name, v)
	}
	return faults, changes
}

// put writes a value into the record and, where it differs, into the changes.
func put(rec *Record, changes map[string]any, name string, v any) {
	if reflect.DeepEqual(rec.Values[name], v) {
		return
	}
	changes[name] = v
	if v == nil {
		delete(rec.Values, name)
	} else {
		rec.Values[name] = v
	}
}

// ownedElsewhere refuses to overwrite a value that another source owns.
func ownedElsewhere(f *kind.Field, old *Record, v any, s Source) *fault.Field {
	was := old.Values[f.Name]
	if f.Owner == "" || f.Owner == s.Owner || was == nil || reflect.DeepEqual(was, v) {
		return nil
	}
	return bad(f, "owner", "归%s所有，本局不能改写；请登记标注并提出异议", OwnerTitle(f.Owner))
}

// OwnerTitle is the Chinese name of a source that owns fields.
func OwnerTitle(owner string) string {
	switch owner {
	case "province":
		return "省局登记库"
	case "bureau":
		return "本局"
	case "subject":
		return "经营主体"
	case "platform":
		return "上级平台"
	}
	return owner
}

// currencyOf returns the money field whose currency the name stands for.
func currencyOf(k *kind.Kind, name string) *kind.Field {
	const suffix = "_currency"
	if len(name) <= len(suffix) || name[len(name)-len(suffix):] != suffix {
		return nil
	}
	f := k.Field(name[:len(name)-len(suffix)])
	if f == nil || !f.Currency {
		return nil
	}
	return f
}

func takeCurrency(f *kind.Field, name string, raw any, rec *Record, changes map[string]any) []fault.Field {
	if raw == nil || raw == "" {
		put(rec, changes, name, nil)
		return nil
	}
	s, ok := raw.(string)
	if ok && len(s) == 3 {
		for i := range 3 {
			ok = ok && s[i] >= 'A' && s[i] <= 'Z'
		}
	} else {
		ok = false
	}
	if !ok {
		return []fault.Field{{Name: name, Code: "currency", Text: f.Title + "的币种应为三位字母代码"}}
	}
	put(rec, changes, name, s)
	return nil
}

// required lists the required fields a new record lacks.
func required(k *kind.Kind, rec *Record) []fault.Field {
	var out []fault.Field
	for _, f := range k.Fields {
		if f.Required && f.Compute == "" && rec.Values[f.Name] == nil && (f.Until == "" || rec.CreatedAt.Day() < f.Until) {
			out = append(out, *bad(f, "required", "必填"))
		}
	}
	return out
}

// reaches checks that a reference points at a record of the right kind that the
// caller may read: another would show its name, or that it exists.
func (e *Engine) reaches(c db.Conn, caller actor.Caller, f *kind.Field, r ref.Ref) ([]fault.Field, error) {
	kinds := []string{f.Of}
	if f.Type == kind.Subject {
		kinds = nil
		for _, k := range e.kinds.Subjects() {
			if f.Of == "" || f.Of == k.Name {
				kinds = append(kinds, k.Name)
			}
		}
	}
	for _, name := range kinds {
		k, spec, err := e.kind(name)
		if err != nil {
			return nil, err
		}
		rec, err := e.find(c, spec, r)
		// What the public names is put together by the matter that takes it in
		// (the trader it chose, the unit that receives): it must be there.
		if err == nil && caller.Public == "" && !e.unrestricted(caller, k, r.Area) {
			err = e.mayRead(c, caller, rec)
		}
		if err == nil {
			return nil, nil
		}
		if !fault.Is(err, fault.NotFound) {
			return nil, err
		}
	}
	return []fault.Field{*bad(f, "reference", "指向的记录不存在")}, nil
}

// duplicated turns the conflict of a unique index into a fault of its field.
func (e *Engine) duplicated(k *kind.Kind, err error) error {
	if !errors.Is(err, db.ErrDuplicate) || len(fault.As(err).Fields) > 0 {
		return err
	}
	text := fault.As(err).Error()
	for _, f := range k.Fields {
		if f.Unique == kind.UniqueArea && containsIndex(text, k.Table, f.Column()) {
			return fault.Bad("record.duplicate", f.Title+"与已有记录重复", *bad(f, "unique", "与已有记录重复")).With(err)
		}
	}
	return fault.New(fault.Conflict, "record.duplicate", "与已有记录重复").With(err)
}
