package api

import (
	"net/http"
	"strconv"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
)

const jobVerify = app.JobVerify

func (x *admin) ledgerOperations() []adminOperation {
	const get, post = http.MethodGet, http.MethodPost
	return []adminOperation{
		{get, "/api/admin/ledger", "admin-ledger", "各账本的现状与签名公钥", threeDuties, x.logs},
		{get, "/api/admin/ledger/checkpoints", "admin-checkpoints", "签名检查点", threeDuties, x.checkpoints},
		{get, "/api/admin/ledger/checkpoints/{size}", "admin-checkpoint", "下载一个签名检查点", threeDuties, x.checkpointFile},
		{get, "/api/admin/ledger/acts/{act}", "admin-proof", "一次办理在账本中的证明，不含内容", auditDuty, x.actProof},
		{get, "/api/admin/ledger/verifications", "admin-verifications", "核验的结果", threeDuties, x.verifications},
		{post, "/api/admin/ledger/verifications", "admin-verify", "立即核验账本与全部记录", auditDuty, x.verify},
		{get, "/api/admin/ledger/verifications/{id}", "admin-verification", "一次核验所见", threeDuties, x.verification},
	}
}

func (x *admin) logs(q *rest.Request, _ actor.Caller) error {
	logs, err := x.ledger.Logs(q.Context())
	if err != nil {
		return err
	}
	out := []map[string]any{}
	for _, l := range logs {
		at := ""
		if l.Size > 0 {
			at = l.At.String()
		}
		out = append(out, map[string]any{"area": l.Area, "size": l.Size, "waiting": l.Waiting, "root": l.Root, "at": at, "checkpoint": l.Note})
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "algorithm": x.ledger.Suite().String(), "key": x.app.Key.Public(), "area": x.area})
}

// logArea is the log a request is about: the bureau's own unless it names one.
func (x *admin) logArea(q *rest.Request) (ref.Area, error) {
	area := x.area
	if s := q.Query("area"); s != "" {
		area = ref.Area(s)
	}
	if !area.Valid() {
		return "", fault.New(fault.NotFound, "ledger.area", "这里没有该地区的账本")
	}
	return area, nil
}

func (x *admin) checkpoints(q *rest.Request, _ actor.Caller) error {
	area, err := x.logArea(q)
	if err != nil {
		return err
	}
	p, err := q.Page()
	if err != nil {
		return err
	}
	var before int64
	if p.Cursor != "" {
		if before, err = strconv.ParseInt(p.Cursor, 10, 64); err != nil || before < 1 {
			return fault.Bad("rest.cursor", "翻页位置无效", fault.Field{Name: "cursor", Code: "invalid", Text: "翻页位置无效，请从第一页重新开始"})
		}
	}
	out := []map[string]any{}
	next := ""
	err = x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out, next = []map[string]any{}, ""
		list, err := x.ledger.Checkpoints(c, area, before, p.Limit+1)
		for i, cp := range list {
			if i == p.Limit {
				next = strconv.FormatInt(list[i-1].Size, 10)
				break
			}
			out = append(out, map[string]any{"size": cp.Size, "root": cp.Root, "at": cp.At.String()})
		}
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"items": out, "next": next})
}

func (x *admin) checkpointFile(q *rest.Request, _ actor.Caller) error {
	area, err := x.logArea(q)
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(q.Param("size"), 10, 64)
	if err != nil {
		return fault.New(fault.NotFound, "ledger.no_checkpoint", "没有这个检查点")
	}
	var note string
	err = x.engine.DB().Read(q.Context(), func(c db.Conn) (err error) { note, err = x.ledger.SignedAt(c, area, size); return err })
	if err != nil {
		return err
	}
	q.SetHeader("Content-Type", "text/plain; charset=utf-8")
	q.SetHeader("Content-Disposition", `attachment; filename="checkpoint-`+string(area)+"-"+strconv.FormatInt(size, 10)+`.txt"`)
	q.Writer().WriteHeader(http.StatusOK)
	_, _ = q.Writer().Write([]byte(note)) // the connection may be gone; nobody is left to tell
	return nil
}

// actProof proves that an act stands in the log and discloses nothing of it.
func (x *admin) actProof(q *rest.Request, _ actor.Caller) error {
	area, err := x.logArea(q)
	if err != nil {
		return err
	}
	act, err := ref.ParseID(q.Param("act"))
	if err != nil {
		return fault.New(fault.NotFound, "ledger.act", "账本中没有这次办理")
	}
	p, err := x.ledger.Inclusion(q.Context(), area, act, 0)
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, p)
}

func (x *admin) verificationOut(v app.Verification) map[string]any {
	return map[string]any{"id": v.ID, "by": x.personOf(string(v.By)), "began": v.Began.String(), "ended": v.Ended.String(), "records": v.Records, "found": v.Found}
}

func (x *admin) verifications(q *rest.Request, _ actor.Caller) error {
	var out []map[string]any
	err := x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		list, err := x.app.Verifications(c)
		out = nil
		for _, v := range list {
			out = append(out, x.verificationOut(v))
		}
		return err
	})
	return items(q, out, err)
}

func (x *admin) verify(q *rest.Request, c actor.Caller) error {
	b, err := text(q, "since")
	if err != nil {
		return err
	}
	var id string
	err = x.engine.DB().Write(q.Context(), func(tx *db.Tx) (err error) {
		id, err = x.app.AskVerify(tx, x.queue, c.Person, b["since"])
		return err
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"job": id})
}

func (x *admin) verification(q *rest.Request, _ actor.Caller) error {
	var out map[string]any
	err := x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		v, err := x.app.Verification(c, q.Param("id"))
		if err != nil {
			return err
		}
		out = x.verificationOut(v)
		out["logs"], out["findings"] = v.Logs, v.Findings
		return nil
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, out)
}
