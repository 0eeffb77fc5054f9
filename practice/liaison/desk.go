package liaison

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// The kinds of the matter.
const (
	Matter    = "liaison"
	Account   = "desk_account"
	Notice    = "notice"
	Objection = "objection"
	Contact   = "contact"
)

// CodeLife is how long a binding code is good: time for a letter.
const CodeLife = 7 * 24 * time.Hour

// Desk opens and ends the accounts of businesses.
type Desk struct {
	engine *record.Engine
	ended  func(status string) bool
}

// New makes a desk. ended is the port by which it asks whether a business of
// that registered state exists no more.
func New(e *record.Engine, ended func(status string) bool) *Desk { return &Desk{e, ended} }

// machine is the installation acting at the business's desk.
func machine(area ref.Area) actor.Caller { return actor.Caller{Machine: "企业端", Area: area} }

// Issue gives the person of a desk account a new code (绑定码) and returns it; it
// is nowhere kept and shown this once. The act and the code are one transaction.
func (d *Desk) Issue(ctx context.Context, doors *auth.Auth, c actor.Caller, account ref.Ref, rev int64) (code string, until clock.Instant, err error) {
	err = d.engine.DB().Write(ctx, func(tx *db.Tx) error {
		rec, err := d.engine.GetIn(tx, c, Account, account, record.AsOf{})
		if err != nil {
			return err
		}
		if _, err := d.living(tx, rec); err != nil {
			return err
		}
		if code, until, err = doors.NewCode(tx, account.String(), CodeLife); err != nil {
			return err
		}
		_, err = d.engine.ActIn(tx, record.Request{Kind: Account, Act: "issue", Record: account, Rev: &rev, Caller: c})
		return err
	})
	if err != nil {
		return "", 0, fmt.Errorf("issuing a code for %s: %w", account, err)
	}
	return code, until, nil
}

// living is the head of the business an account belongs to; none for one that
// exists no more.
func (d *Desk) living(c db.Conn, account *record.Record) (subject.Head, error) {
	h, err := headOf(c, account)
	if err == nil && d.ended(h.Status) {
		err = fault.Newf(fault.Conflict, "liaison.ended", "%s已注销，不能再开通企业端账号", h.Name)
	}
	return h, err
}

// headOf is the business behind an account, where it was merged the one kept.
func headOf(c db.Conn, account *record.Record) (subject.Head, error) {
	r, err := subject.Resolve(c, record.RefOf(account.Values["subject"]))
	if err != nil {
		return subject.Head{}, err
	}
	h, err := subject.Get(c, r)
	if err == nil && h.State != record.Active {
		err = gone()
	}
	return h, err
}

func gone() error {
	return fault.New(fault.Denied, "liaison.gone", "这个企业端账号已解除绑定，或经营主体已不在册；请联系发码的市场监管部门")
}

// Open takes a code and opens the account of its holder under a name and a
// password of the holder's choice. What had waited for the business arrives.
func (d *Desk) Open(ctx context.Context, doors *auth.Auth, code, login, password string) error {
	name, err := auth.ParseName(login)
	if err != nil {
		return err
	}
	// The code comes first: without it nobody learns which names are taken or
	// whether a password was ever one of theirs.
	err = d.engine.DB().Read(ctx, func(c db.Conn) error {
		if _, err := doors.CheckCode(c, code); err != nil {
			return err
		}
		switch _, err := doors.Find(c, name); {
		case err == nil:
			return fault.Bad("auth.taken", "账号已存在", fault.Field{Name: "account", Code: "taken", Text: "这个账号已有人使用，请换一个"})
		case !fault.Is(err, fault.NotFound):
			return err
		}
		return nil
	})
	if err != nil {
		return err
	}
	secret, err := doors.NewSecret(ctx, "password", name, password)
	if err != nil {
		return err
	}
	return d.engine.DB().Write(ctx, func(tx *db.Tx) error {
		holder, err := doors.UseCode(tx, code)
		if err != nil {
			return err
		}
		account, err := parseHolder(holder)
		if err != nil {
			return err
		}
		by := machine(account.Area)
		rec, err := d.engine.GetIn(tx, by, Account, account, record.AsOf{})
		if err != nil {
			return err
		}
		h, err := d.living(tx, rec)
		if err != nil {
			return err
		}
		if _, err := d.engine.ActIn(tx, record.Request{Kind: Account, Act: "bind", Record: account, Rev: &rec.Rev, Caller: by, Values: map[string]any{"login": name}}); err != nil {
			return err
		}
		if err := doors.Create(tx, secret, auth.NewAccount{PersonArea: string(account.Area), PersonID: string(account.ID), Duty: auth.Subject}); err != nil {
			return err
		}
		return arrive(tx, d.engine, h.Ref)
	})
}

func parseHolder(s string) (ref.Ref, error) {
	area, id, _ := strings.Cut(s, "/")
	parsed, err := ref.ParseID(id)
	return ref.Ref{Area: ref.Area(area), ID: parsed}, err
}

// Visitor is who stands at the business's desk.
type Visitor struct {
	Caller  actor.Caller
	Account *record.Record // the desk account, unmasked: it is his own
	Head    subject.Head
}

// Visitor finds the caller behind an account: the business it is bound to as it
// is now, with whatever was found to be the same business.
func (d *Desk) Visitor(c db.Conn, acc auth.Account, now clock.Instant) (Visitor, error) {
	account := ref.Ref{Area: ref.Area(acc.PersonArea), ID: ref.ID(acc.PersonID)}
	rec, err := d.engine.GetIn(c, machine(account.Area), Account, account, record.AsOf{})
	if fault.Is(err, fault.NotFound) {
		return Visitor{}, gone()
	}
	if err != nil {
		return Visitor{}, err
	}
	if rec.State != record.Active || rec.Text("status") != "bound" || rec.Text("login") != acc.Name {
		return Visitor{}, gone()
	}
	h, err := headOf(c, rec)
	if err != nil {
		return Visitor{}, err
	}
	same, err := subject.Merged(c, h.Ref)
	if err != nil {
		return Visitor{}, err
	}
	return Visitor{Account: rec, Head: h, Caller: actor.Caller{Account: acc.Name, Name: rec.Text("holder"), Area: h.Ref.Area, Day: now.Day(),
		Subject: h.Ref, Merged: same[1:], Login: rec.ID, Ended: d.ended(h.Status)}}, nil
}
