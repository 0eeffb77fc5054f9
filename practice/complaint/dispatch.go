package complaint

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// Organs answers in whose name a unit acts (名义机关), "" where nobody's.
type Organs func(unit ref.ID) string

// received notes the day on which the bureau with authority has the matter
// (有处理权限的局收到之日), from which its limit runs (Order 121 art. 15, Order 20
// art. 14, 程序规定 art. 18). The text speaks of the bureau, not of a unit in it: sent
// to a bureau below, it is the day it was sent (分送下级市场监督管理部门); sent to a unit
// of the bureau that received it (同级相关机构, art. 41), the day the bureau received
// it — passing it on inside the house costs the house its own time.
func received(organs Organs) func(w *record.Doing) error {
	return func(w *record.Doing) error {
		unit := record.RefOf(w.Values["handling_unit"]).ID
		to, from := organs(unit), organs(w.Old.Unit)
		if to == "" {
			return fault.Bad("complaint.no_organ", "不能分送给这个机构", fault.Field{Name: "handling_unit", Code: "organ", Text: "处理机构没有名义机关"})
		}
		day := w.Effective
		if day == "" {
			day = w.Tx.Now().Day()
		}
		if to == from {
			day = w.Old.Text("received_on")
		}
		w.Values["authority_on"] = day
		return nil
	}
}
