package api

import (
	"net/http"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/job"
	"github.com/hengjian/hengjian/platform/rest"
)

// admin is the administration of the installation. Each operation names the
// duties it serves; a program with a key is never one of them.
type admin struct {
	*API
	doors *Doors
	queue *job.Queue
}

// operation is one of the administration.
type adminOperation struct {
	method, path, id, summary string
	who                       []actor.Duty
	do                        func(*rest.Request, actor.Caller) error
}

var (
	systemDuty   = []actor.Duty{actor.System}
	securityDuty = []actor.Duty{actor.Security}
	auditDuty    = []actor.Duty{actor.Audit}
	grantDuties  = []actor.Duty{actor.Security, actor.Audit}
	threeDuties  = []actor.Duty{actor.System, actor.Security, actor.Audit}
	anybody      = []actor.Duty{actor.System, actor.Security, actor.Audit, actor.Business}
)

// Admin adds the operations of the three administrators, and those by which
// everybody keeps his own account.
func (a *API) Admin(d *Doors, queue *job.Queue) {
	a.factors(d)
	a.keys(d)
	x := &admin{a, d, queue}
	queue.Add(jobVerify, a.app.VerifyJob())
	for _, list := range [][]adminOperation{x.accountOperations(), x.rightOperations(), x.auditOperations(), x.ledgerOperations(), x.jobOperations(), x.declarationOperations(), x.cityOperations(), x.channelOperations()} {
		for _, op := range list {
			a.fixed(op.method, op.path, op.id, op.summary, "管理", x.guarded(op))
		}
	}
}

// guarded lets in only those whom the operation serves.
func (x *admin) guarded(op adminOperation) func(*rest.Request) error {
	return func(q *rest.Request) error {
		if _, isKey := auth.Presented(q.HTTP(), x.doors.secure); isKey {
			return fault.New(fault.Denied, "admin.key", "接口密钥不能用于系统管理，请登录后办理")
		}
		c, err := x.caller(q)
		if err != nil {
			return err
		}
		if !slices.Contains(op.who, c.Duty) || c.Person == "" {
			return fault.New(fault.Denied, "admin.denied", "此项由"+dutyTitles(op.who)+"办理")
		}
		return op.do(q, c)
	}
}

func dutyTitles(who []actor.Duty) string {
	var out []string
	for _, d := range who {
		out = append(out, dutyTitle(d))
	}
	return strings.Join(out, "、")
}

func dutyTitle(d actor.Duty) string {
	switch d {
	case actor.System:
		return "系统管理员"
	case actor.Security:
		return "安全管理员"
	case actor.Audit:
		return "审计管理员"
	}
	return "业务人员"
}

// reasoned reads a body of texts that must hold a reason.
func reasoned(q *rest.Request, names ...string) (map[string]string, error) {
	b, err := text(q, append(names, "reason")...)
	if err == nil && strings.TrimSpace(b["reason"]) == "" {
		err = fault.Bad("admin.reason", "请填写理由", fault.Field{Name: "reason", Code: "required", Text: "请填写理由"})
	}
	return b, err
}

// done answers with nothing, or with the error.
func done(q *rest.Request, err error) error {
	if err != nil {
		return err
	}
	return q.NoContent()
}

// items answers with a list.
func items[T any](q *rest.Request, list []T, err error) error {
	if err != nil {
		return err
	}
	if list == nil {
		list = []T{}
	}
	return q.JSON(http.StatusOK, map[string]any{"items": list})
}
