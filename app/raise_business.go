package app

import (
	"context"
	"fmt"
	"slices"

	"github.com/hengjian/hengjian/app/demo"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/practice/liaison"
)

// businesses opens desks for two businesses of the demo city and lets them and
// the bureau deal with each other, through the acts of a user: a code, an
// account, notices with their receipts, an objection answered and one waiting.
func (a *App) businesses(ctx context.Context, doors *auth.Auth) error {
	officer, ok := a.People.Caller(demoOfficer, a.DB.Now().Day())
	if !ok {
		return nil
	}
	chosen, err := a.withPermits(ctx, len(demoLogins))
	if err != nil {
		return err
	}
	for i, s := range chosen {
		d := &dealing{app: a, ctx: ctx, officer: officer, subject: s}
		if err := d.open(doors, demoLogins[i]); err != nil {
			return fmt.Errorf("opening the desk of %s: %w", s.Title(), err)
		}
		if err := d.deal(i == 0); err != nil {
			return fmt.Errorf("dealing with %s: %w", s.Title(), err)
		}
	}
	return nil
}

// demoOfficer is an officer every demo bureau has; demoLogins are the accounts of
// businesses, as many as there are suitable businesses.
const demoOfficer = "wangfang"

var demoLogins = [...]string{"qiye1", "qiye2"}

// demoLooked is how many businesses are looked at to find some of which there is
// something to show.
const demoLooked = 80

// withPermits finds businesses that hold a permit which will end, those of which
// the bureau holds most first.
func (a *App) withPermits(ctx context.Context, n int) ([]*record.Record, error) {
	var out []*record.Record
	held := map[ref.ID]int{}
	seen := map[ref.Ref]bool{}
	err := a.DB.Read(ctx, func(c db.Conn) error {
		p, err := a.Engine.ListIn(c, record.Query{Kind: "permit", Area: a.Area(), Caller: a.Setup(), Filter: `permit_state == "valid" && valid_until > today`, Sort: "valid_until", Limit: 400})
		if err != nil {
			return err
		}
		for _, permit := range p.Items {
			r := record.RefOf(permit.Values["subject"])
			if len(out) == demoLooked || seen[r] {
				continue
			}
			seen[r] = true
			s, err := a.Engine.GetIn(c, a.Setup(), "business", r, record.AsOf{})
			if err != nil {
				return err
			}
			if s.Text("status") != "1" || s.Values["representative"] == nil || s.Values["parent"] != nil {
				continue
			}
			for _, k := range []string{"permit", "received_penalty"} {
				about, err := a.Engine.About(c, a.Setup(), k, []ref.Ref{r})
				if err != nil {
					return err
				}
				held[r.ID] += len(about)
			}
			out = append(out, s)
		}
		return nil
	})
	slices.SortStableFunc(out, func(x, y *record.Record) int { return held[y.ID] - held[x.ID] })
	return out[:min(n, len(out))], err
}

// dealing is one business and the officer it deals with.
type dealing struct {
	app     *App
	ctx     context.Context
	officer actor.Caller
	subject *record.Record
	visitor actor.Caller
	holder  string
}

// act runs one act; rec is nil for one that makes a record.
func (d *dealing) act(c actor.Caller, kindName, act string, rec *record.Record, values map[string]any) (*record.Record, error) {
	q := record.Request{Kind: kindName, Act: act, Area: d.app.Area(), Values: values, Caller: c, Unit: d.app.root()}
	if rec != nil {
		now, err := d.app.Engine.Get(d.ctx, d.app.Setup(), kindName, rec.Ref(), record.AsOf{})
		if err != nil {
			return nil, err
		}
		q.Record, q.Rev = rec.Ref(), &now.Rev
	}
	return d.app.Engine.Act(d.ctx, q)
}

// open registers the person in charge, issues a code and uses it.
func (d *dealing) open(doors *auth.Auth, login string) error {
	person, _ := d.subject.Values["representative"].(map[string]any)
	d.holder, _ = person["name"].(string)
	duty := "法定代表人"
	if d.subject.Text("sort") == "individual" {
		duty = "经营者"
	}
	account, err := d.act(d.officer, liaison.Account, record.Create, nil, map[string]any{"subject": d.app.to(d.subject.ID), "holder": d.holder, "duty": duty, "proof": "核对营业执照副本和居民身份证原件"})
	if err != nil {
		return err
	}
	code, _, err := d.app.Liaison.Issue(d.ctx, doors, d.officer, account.Ref(), account.Rev)
	if err != nil {
		return err
	}
	if err := d.app.Liaison.Open(d.ctx, doors, code, login, DemoPassword); err != nil {
		return err
	}
	return d.app.DB.Read(d.ctx, func(c db.Conn) error {
		acc, err := doors.Find(c, login)
		if err != nil {
			return err
		}
		v, err := d.app.Liaison.Visitor(c, acc, d.app.DB.Now())
		d.visitor = v.Caller
		return err
	})
}

// deal lets notices and objections go back and forth; much only for the first.
func (d *dealing) deal(much bool) error {
	to := d.app.to(d.subject.ID)
	today, err := calendar.Parse(d.app.DB.Now().Day())
	if err != nil {
		return err
	}
	if _, err := d.act(d.visitor, liaison.Contact, record.Create, nil, map[string]any{"name": d.holder, "phone": demo.Phone(string(d.subject.ID)), "duty": "年报联络员"}); err != nil {
		return err
	}
	asked, err := d.act(d.officer, liaison.Notice, record.Create, nil, map[string]any{"subject": to, "title": "请核对登记的联系方式",
		"body": "请登录企业端，核对联系人和住所。有变化的，先到登记机关办理变更；所记有误的，请从该字段提出异议。", "sign_by": today.AddDays(9).String()})
	if err != nil {
		return err
	}
	if !much {
		return nil
	}
	read, err := d.act(d.officer, liaison.Notice, record.Create, nil, map[string]any{"subject": to, "title": "年度报告开始报送的提示", "body": "年度报告每年 1 月 1 日至 6 月 30 日报送，报送入口在国家企业信用信息公示系统。"})
	if err != nil {
		return err
	}
	for _, step := range []struct {
		name   string
		values map[string]any
	}{{"open", nil}, {"sign", map[string]any{"signed_by": d.holder}}} {
		if _, err := d.act(d.visitor, liaison.Notice, step.name, read, step.values); err != nil {
			return err
		}
	}
	if _, err := d.act(d.visitor, liaison.Notice, "open", asked, nil); err != nil {
		return err
	}
	return d.objections()
}

func (d *dealing) objections() error {
	about := func(field, should, why string) map[string]any {
		f := d.subject.Kind.Field(field)
		stated := d.subject.Text(field)
		return map[string]any{"item": "经营主体：" + f.Title, "record_kind": "business", "record_id": string(d.subject.ID), "record_field": field, "stated": stated, "should_be": should, "why": why}
	}
	address := d.subject.Text("address")
	first, err := d.act(d.visitor, liaison.Objection, record.Create, nil, about("address", address+"（二层）", "经营场所在二层，登记材料写明，登记库里漏了。"))
	if err != nil {
		return err
	}
	for _, step := range []struct {
		name   string
		values map[string]any
	}{
		{"accept", map[string]any{"found": "调阅登记档案，住所写明二层，属实。"}},
		{"forward", map[string]any{"found": "登记材料与登记库不一致，属实。", "forwarded_to": record.OwnerTitle("province")}},
		{"answer", map[string]any{"outcome": "upheld", "answer": "经核实，登记材料写明二层。住所归省局登记库所有，已转送省局更正；更正到达后本局的记载随之更新。"}},
	} {
		if _, err := d.act(d.officer, liaison.Objection, step.name, first, step.values); err != nil {
			return err
		}
	}
	second, err := d.act(d.visitor, liaison.Objection, record.Create, nil, about("scope", "食品销售（仅销售预包装食品）；日用百货销售", "经营范围已于上月变更，登记库仍是变更前的。"))
	if err != nil {
		return err
	}
	_, err = d.act(d.officer, liaison.Objection, "accept", second, nil)
	return err
}

// BusinessAccount is an account of a business of the demo city.
type BusinessAccount struct{ Login, Business string }

// BusinessAccounts are the businesses of a demo city that have a desk, nil in a
// real one.
func (a *App) BusinessAccounts(ctx context.Context) ([]BusinessAccount, error) {
	if v, err := a.Setting(ctx, "demo"); err != nil || v != "yes" {
		return nil, err
	}
	var out []BusinessAccount
	p, err := a.Engine.List(ctx, record.Query{Kind: liaison.Account, Area: a.Area(), Caller: a.Setup(), Filter: `status == "bound"`, Sort: "id", Limit: 20})
	if err != nil {
		return nil, err
	}
	for _, r := range p.Items {
		s, err := a.Engine.Get(ctx, a.Setup(), "business", record.RefOf(r.Values["subject"]), record.AsOf{})
		if err != nil {
			return nil, err
		}
		out = append(out, BusinessAccount{r.Text("login"), s.Title()})
	}
	return out, nil
}
