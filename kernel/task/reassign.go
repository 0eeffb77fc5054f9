package task

import (
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// reassign judges 转办: another handler, or another unit with or without one. Who
// only handles passes his own to a colleague of the unit; to another unit it goes
// by who leads both. (An internal unit that has no authority returns a complaint,
// it does not pass it on: Order 121 art. 41.)
func (b *Book) reassign(w *record.Doing) error {
	pf, uf := Fields(w.Kind)
	if pf == nil && uf == nil {
		return fault.Newf(fault.Conflict, "task.no_handler", "%s不登记承办人和处理机构，不能转办", w.Kind.Title)
	}
	f := formOf(w)
	var names []string
	for _, x := range []*kind.Field{pf, uf} {
		if x != nil {
			names = append(names, x.Name)
		}
	}
	f.Only(names...)
	person, unit := ref.ID(""), Unit(w.Old)
	moved := false
	if uf != nil {
		if to := b.unit(f, uf.Name, uf.Title); to != "" {
			moved, unit = to != unit, to
		} else if _, said := w.Values[uf.Name]; said && len(f.Wrong) == 0 {
			f.Say(uf.Name, "required", uf.Title+"不能清空")
		}
	}
	if pf != nil {
		person = b.person(f, pf.Name, pf.Title)
		if person == "" && !moved && len(f.Wrong) == 0 {
			f.Say(pf.Name, "required", "请写明转给谁：承办人或者处理机构")
		}
	}
	if err := f.err(); err != nil {
		return err
	}
	if person != "" {
		p, _ := b.people.Person(person)
		switch {
		case !b.people.Below(p.Unit, unit) && !b.people.Below(unit, p.Unit):
			f.Say(pf.Name, "unit", p.Name+"不在"+b.people.UnitName(unit)+"；转给另一机构的人，请同时改处理机构")
		case b.people.May(b.people.As(person, w.Tx.Now().Day()), kind.Amend, w.Kind).None:
			f.Say(pf.Name, "right", p.Name+"没有办理"+w.Kind.Title+"的权限")
		}
	}
	if moved && w.Caller.Machine == "" && !(b.leads(w.Caller, w.Kind) && b.people.May(w.Caller, kind.Reassign, w.Kind).OverUnit(w.Old.Area, unit)) && !b.secretly(w, unit) {
		f.Say(uf.Name, "denied", "您不能转给"+b.people.UnitName(unit)+"；须由对两个机构都有权限的科长、所长或者分管领导办理")
	}
	if err := f.err(); err != nil {
		return err
	}
	if moved && person == "" && pf != nil && w.Old.Values[pf.Name] != nil {
		w.Values[pf.Name] = nil // the new unit names its own
	}
	return nil
}

// secretly reports whether a caller who leads may send a secret record to a unit:
// there the right is not bound to units, so that the leader's own seat counts.
func (b *Book) secretly(w *record.Doing, unit ref.ID) bool {
	seat, only := b.people.May(w.Caller, kind.Reassign, w.Kind).OnlyParties()
	return only && b.leads(w.Caller, w.Kind) && b.people.Below(unit, seat)
}
