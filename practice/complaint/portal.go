package complaint

import (
	"context"
	"hash/fnv"
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Portal (门户受理登记的入口) files what the public sends at the portal, and lets who
// shows a receipt follow his records and do the acts that are his. It holds no right
// of its own: every act is that of somebody of the public and judged as such.
type Portal struct {
	engine    *record.Engine
	area      ref.Area
	receiving func() ref.ID // the unit that receives for the whole bureau (art. 41)
}

// NewPortal makes an intake of one bureau. receiving is the port by which it asks
// which unit receives.
func NewPortal(e *record.Engine, area ref.Area, receiving func() ref.ID) *Portal {
	return &Portal{e, area, receiving}
}

// Receipt (回执) is what somebody gets for what he filed. The code is shown this once
// and nowhere kept.
type Receipt struct {
	Code    string
	Records []*record.Record
}

// caller is somebody of the public.
func (i *Portal) caller(who string, day string, holds []Held) actor.Caller {
	c := actor.Caller{Public: who, Account: "public:" + who, Area: i.area, Day: day}
	for _, h := range holds {
		c.Holds = append(c.Holds, h.Ref)
	}
	return c
}

// File files a form under a slip (see Slips): a complaint or a talk with the trader,
// a tip-off, or both in one transaction (art. 9). Sent again under the same slip it
// files nothing more and returns the same receipt; other content is refused.
func (i *Portal) File(ctx context.Context, who, code string, f Filing, confirmed bool) (*Receipt, error) {
	if err := f.Check(calendar.DateOf(i.engine.DB().Now())); err != nil {
		return nil, err
	}
	var out *Receipt
	err := i.engine.DB().Write(ctx, func(tx *db.Tx) error {
		if err := lock(tx, who); err != nil {
			return err
		}
		out = &Receipt{Code: code}
		digest := codeDigest(code)
		c := i.caller(who, tx.Now().Day(), nil)
		if err := sameKinds(tx, digest, f.kinds()); err != nil {
			return err
		}
		add := func(kind string, values map[string]any) (*record.Record, error) {
			r, err := i.engine.ActIn(tx, record.Request{Kind: kind, Act: record.Create, Area: i.area, Unit: i.receiving(), Values: values, Caller: c, Key: "file " + kind})
			if err != nil {
				return nil, err
			}
			out.Records = append(out.Records, r)
			return r, open(tx, digest, Held{kind, r.Ref()})
		}
		var with *record.Record
		var err error
		if f.disputes() {
			switch {
			case f.Talk:
				if err := i.joined(tx, f.Subject); err != nil {
					return err
				}
				_, err = add(ODR, f.odr(confirmed))
			default:
				with, err = add(Complaint, f.complaint(confirmed))
			}
			if err != nil {
				return err
			}
		}
		if f.reports() {
			v := f.tipoff(confirmed)
			v["receiving_unit"] = ref.Ref{Area: i.area, ID: i.receiving()}
			if with != nil {
				v["split_with"] = with.Ref()
			}
			if _, err := add(Tipoff, v); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}

// kinds are those of which a filing makes a record each.
func (f *Filing) kinds() []string {
	var out []string
	switch {
	case f.disputes() && f.Talk:
		out = append(out, ODR)
	case f.disputes():
		out = append(out, Complaint)
	}
	if f.reports() {
		out = append(out, Tipoff)
	}
	return out
}

// sameKinds refuses to file something else under a slip that was used: the same
// dispute is not open as a talk and as a complaint.
func sameKinds(tx *db.Tx, digest string, kinds []string) error {
	had, err := held(tx, digest)
	if err != nil || len(had) == 0 {
		return err
	}
	for _, h := range had {
		if !slices.Contains(kinds, h.Kind) {
			kinds = nil
		}
	}
	if len(had) != len(kinds) {
		return fault.New(fault.Conflict, "complaint.filed", "这份填写已经登记过，不能再登记成别的")
	}
	return nil
}

// lock lets one transaction at a time file under a slip. SQLite has one writer anyway.
func lock(tx *db.Tx, who string) error {
	if tx.Dialect() != db.Postgres {
		return nil
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte("complaint " + who)) // a hash never fails
	_, err := tx.Exec(`SELECT pg_advisory_xact_lock($1)`, int64(h.Sum64()))
	return err
}

// Filed returns the receipt of what was filed under a code, for who lost the answer;
// nothing where nothing was filed.
func (i *Portal) Filed(ctx context.Context, code string) (*Receipt, error) {
	out := &Receipt{Code: code}
	err := i.engine.DB().Read(ctx, func(c db.Conn) error {
		list, err := held(c, codeDigest(code))
		if err != nil || len(list) == 0 {
			return err
		}
		out.Records, err = i.records(c, i.caller("receipt", i.engine.DB().Now().Day(), list), list)
		return err
	})
	if err == nil && len(out.Records) == 0 {
		return nil, wrongReceipt()
	}
	return out, err
}

func (i *Portal) records(c db.Conn, by actor.Caller, list []Held) ([]*record.Record, error) {
	var out []*record.Record
	for _, h := range list {
		r, err := i.engine.GetIn(c, by, h.Kind, h.Ref, record.AsOf{})
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if r.State == record.Active {
			out = append(out, r)
		}
	}
	return out, nil
}

// Visit is somebody who has shown a receipt: his records, and as whom he acts.
type Visit struct {
	Caller  actor.Caller
	Records []*record.Record
	digest  string
}

// Open shows a receipt: the code, and the last four digits of the telephone number
// that was given. One answer to a code that is none and to the wrong digits.
func (i *Portal) Open(c db.Conn, code, digits string) (*Visit, error) {
	digest := codeDigest(code)
	list, err := held(c, digest)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, wrongReceipt()
	}
	v := &Visit{Caller: i.caller(digest[:16], i.engine.DB().Now().Day(), list), digest: digest}
	if v.Records, err = i.records(c, v.Caller, list); err != nil {
		return nil, err
	}
	named, right := false, false
	for _, r := range v.Records {
		if t := tail(phoneOf(r)); t != "" {
			named = true
			right = right || t == tail(digits)
		}
	}
	if len(v.Records) == 0 || named && !right {
		return nil, wrongReceipt()
	}
	return v, nil
}

// Deed is an act of somebody who has shown his receipt.
type Deed struct {
	Kind   string
	Record ref.Ref
	Act    string
	Values map[string]any
	Files  []map[string]any // further attachments, uploaded under a slip
	Rev    int64            // the version that was seen
	Key    string           // Idempotency-Key
	Who    string           // of the slip, "" without attachments
}

// Do runs an act of a visitor on one of his records. What he may do is judged where
// everything is: the act must name the public, and he must hold the record.
func (i *Portal) Do(ctx context.Context, code, digits string, d Deed) error {
	return i.engine.DB().Write(ctx, func(tx *db.Tx) error {
		v, err := i.Open(tx, code, digits)
		if err != nil {
			return err
		}
		var r *record.Record
		for _, x := range v.Records {
			if x.Ref() == d.Record && x.Kind.Name == d.Kind {
				r = x
			}
		}
		if r == nil {
			return wrongReceipt()
		}
		values := map[string]any{}
		for name, x := range d.Values {
			values[name] = x
		}
		if len(d.Files) > 0 {
			if len(d.Files) > MostFiles {
				return fault.Bad("complaint.filing", "附件太多", fault.Field{Name: "files", Code: "max", Text: "一次最多 9 个附件"})
			}
			values["materials"] = joinedFiles(r, d.Files)
		}
		c := v.Caller
		if d.Who != "" {
			c.Public, c.Account = d.Who, "public:"+d.Who
		}
		_, err = i.engine.ActIn(tx, record.Request{Kind: d.Kind, Act: d.Act, Record: r.Ref(), Area: r.Area, Rev: &d.Rev, Values: values, Key: d.Key, Caller: c})
		return err
	})
}

// joinedFiles are the attachments of a record with further ones after them; what is
// sent again stands there once.
func joinedFiles(r *record.Record, more []map[string]any) []any {
	again := map[any]bool{}
	for _, x := range more {
		again[x["digest"]] = true
	}
	var out []any
	had, _ := r.Values["materials"].([]any)
	for _, x := range had {
		if m, ok := x.(map[string]any); !ok || !again[m["digest"]] {
			out = append(out, x)
		}
	}
	for _, x := range more {
		out = append(out, x)
	}
	return out
}
