package api

import (
	"net/http"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

func (a *API) proofs() {
	a.fixed(http.MethodGet, "/api/ledger/{area}", "ledger", "账本的最新检查点", "账本", a.checkpoint)
	a.fixed(http.MethodGet, "/api/ledger/{area}/acts/{act}", "proof", "一次办理在账本中的证明", "账本", a.proof)
}

func (a *API) checkpoint(q *rest.Request) error {
	if _, err := a.caller(q); err != nil {
		return err
	}
	area := ref.Area(q.Param("area"))
	cp, err := a.ledger.Checkpoint(q.Context(), area)
	if err != nil {
		return err
	}
	if cp.Size == 0 && area != a.area {
		return fault.New(fault.NotFound, "ledger.area", "这里没有该地区的账本")
	}
	return q.JSON(http.StatusOK, map[string]any{"size": cp.Size, "root": cp.Root, "checkpoint": cp.Note, "at": cp.At.String(),
		"algorithm": a.ledger.Suite().String(), "key": a.app.Key.Public()})
}

// proof proves that an act on a record the caller may read stands in the
// ledger, and discloses the fields he asks for.
func (a *API) proof(q *rest.Request) error {
	c, err := a.caller(q)
	if err != nil {
		return err
	}
	area, act, id := ref.Area(q.Param("area")), ref.ID(q.Param("act")), ref.ID(q.Query("record"))
	if _, err := ref.ParseID(string(act)); err != nil || !area.Valid() {
		return noAct()
	}
	var kindName string
	var n int64
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		kindName, n, err = a.engine.Entry(conn, c, ref.Ref{Area: area, ID: id}, act)
		return err
	})
	if fault.Is(err, fault.NotFound) { // of a record he may not see, not even its kind is told
		err = noAct()
	}
	if err != nil {
		return err
	}
	p, err := a.ledger.Inclusion(q.Context(), area, act, n)
	if err != nil {
		return err
	}
	err = a.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		return a.engine.Disclose(conn, c, kindName, ref.Ref{Area: area, ID: id}, act, &p)
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, p)
}

func noAct() error {
	return fault.New(fault.NotFound, "ledger.act", "账本中没有这次办理，或您无权查看")
}
