package liaison

import (
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Behaviours are what hangs on the acts of the matter, by <kind>.<act>.
func Behaviours() map[string]record.Behaviour {
	return map[string]record.Behaviour{
		Account + ".issue":  {Then: issued},
		Account + ".unbind": {Then: ended},
		Account + ".annul":  {Then: ended},
		Notice + ".create":  {Then: sent},
	}
}

// issued refuses an act that says a code was issued where none was drawn.
func issued(tx *db.Tx, _ *record.Engine, _ record.Request, r *record.Record) error {
	has, err := auth.HasCode(tx, r.Ref().String())
	if err == nil && !has {
		err = fault.New(fault.Conflict, "liaison.code_page", "绑定码只在“发绑定码”页生成并打印，请在那里办理")
	}
	return err
}

// ended closes the account of a binding that is over: the sessions end, the code
// is good no more. An annulment that brings a binding back does not bring back
// its password: a new code does.
func ended(tx *db.Tx, e *record.Engine, _ record.Request, r *record.Record) error {
	if err := auth.DropCode(tx, r.Ref().String()); err != nil {
		return err
	}
	whole, err := e.GetIn(tx, machine(r.Area), Account, r.Ref(), record.AsOf{})
	if err != nil {
		return err
	}
	if login := whole.Text("login"); login != "" {
		return auth.End(tx, login)
	}
	return nil
}

// sent lets a new notice arrive where the business has a desk to arrive at.
func sent(tx *db.Tx, e *record.Engine, _ record.Request, r *record.Record) error {
	to, err := subject.Resolve(tx, record.RefOf(r.Values["subject"]))
	if err != nil {
		return err
	}
	same, err := subject.Merged(tx, to)
	if err != nil {
		return err
	}
	accounts, err := e.About(tx, machine(r.Area), Account, same)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Text("status") == "bound" {
			return deliver(tx, e, r)
		}
	}
	return nil
}

// arrive delivers every notice that waited for the business.
func arrive(tx *db.Tx, e *record.Engine, to ref.Ref) error {
	same, err := subject.Merged(tx, to)
	if err != nil {
		return err
	}
	waiting, err := e.About(tx, machine(to.Area), Notice, same)
	if err != nil {
		return err
	}
	for _, n := range waiting {
		if n.Text("receipt") == "sent" {
			if err := deliver(tx, e, n); err != nil {
				return err
			}
		}
	}
	return nil
}

func deliver(tx *db.Tx, e *record.Engine, n *record.Record) error {
	_, err := e.ActIn(tx, record.Request{Kind: Notice, Act: "deliver", Record: n.Ref(), Rev: &n.Rev, Caller: machine(n.Area)})
	return err
}
