package document

import (
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/procedure"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// maySign refuses who may not sign a form for the bureau: what an act of the
// record's procedure brings forth is signed by whoever may do that act, for the
// paper says what he decided, or by whoever leads those who handle the record. A
// form that no act names is signed by whoever may issue documents there.
func (o *Office) maySign(c db.Conn, caller actor.Caller, template string, on *record.Record) error {
	life := procedure.Of(on.Kind)
	if life == nil || caller.Machine != "" {
		return nil
	}
	var titles []string
	for _, v := range life.Versions {
		for _, a := range v.Acts {
			if !slices.Contains(a.Documents, template) {
				continue
			}
			err := o.engine.CheckEntitled(c, caller, on, a.Name)
			if err == nil || !fault.Is(err, fault.Denied) {
				return err
			}
			if !slices.Contains(titles, "“"+a.Title+"”") {
				titles = append(titles, "“"+a.Title+"”")
			}
		}
	}
	if titles == nil {
		return nil
	}
	leads, err := o.engine.MayDo(c, caller, kind.Supervise, on)
	if err != nil || leads {
		return err
	}
	return fault.New(fault.Denied, "document.sign_right", "这份文书由有权办理"+strings.Join(titles, "、")+"的人员或者其领导签发")
}
