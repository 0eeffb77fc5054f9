package guidance

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/fault"
)

// Behaviours are what hangs on the acts of the matter, by <kind>.<act>.
func Behaviours() map[string]record.Behaviour {
	return map[string]record.Behaviour{
		"correction_order.pass": {Do: two("rechecked_with")},
		"correction_order.fail": {Do: two("rechecked_with")},
		"talk.hold":             {Do: two("recorder")},
	}
}

// two holds an act to two officers: who does it does not name himself as the other
// (行政处罚法 art. 42: officers are not fewer than two).
func two(field string) func(*record.Doing) error {
	return func(w *record.Doing) error {
		if other := record.RefOf(w.Values[field]); other.ID == "" || other.ID != w.Caller.Person {
			return nil
		}
		return fault.Bad("guidance.two", "应有两名执法人员", fault.Field{Name: field, Code: "self", Text: w.Kind.Field(field).Title + "应为办理人以外的另一人"})
	}
}
