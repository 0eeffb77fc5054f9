package api

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/view/business"
)

// list shows the business's records of one kind, newest first.
func (b *businessDesk) list(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	k, err := b.mine(v.Caller, q.Param("kind"))
	if err != nil {
		return err
	}
	var items []item
	err = b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		records, err := business.Records(conn, b.engine, v.Caller, k)
		if err != nil {
			return err
		}
		items, err = b.items(conn, v, records)
		return err
	})
	if err != nil {
		return err
	}
	columns := []fieldHead{}
	for _, name := range k.List {
		if f := k.Field(name); f != nil && name != k.About {
			columns = append(columns, fieldHead{f.Name, f.Title, string(f.Type), f.Unit})
		}
	}
	return q.JSON(http.StatusOK, map[string]any{"kind": k.Name, "title": k.Title, "help": k.Help, "columns": columns, "items": items})
}

type fieldHead struct {
	Name  string `json:"name"`
	Title string `json:"title"`
	Type  string `json:"type"`
	Unit  string `json:"unit,omitempty"`
}

// fieldOut is one field of a record with where its value comes from.
type fieldOut struct {
	fieldHead
	Value     any    `json:"value"`
	Label     string `json:"label"`
	Masked    bool   `json:"masked,omitempty"`
	From      string `json:"from,omitempty"` // whose value it is
	At        string `json:"at,omitempty"`   // since when it is recorded
	Help      string `json:"help,omitempty"`
	Multiline bool   `json:"multiline,omitempty"`
}

// ownAct is an act on a record as the business sees it: the office, not the
// officer; of its own people, who.
type ownAct struct {
	Act     ref.ID        `json:"act"`
	Title   string        `json:"title"`
	At      string        `json:"at"`
	By      string        `json:"by"`
	Reason  string        `json:"reason"`
	Changes []eventChange `json:"changes"`
	Seq     *int64        `json:"seq"`
}

func (b *businessDesk) get(q *rest.Request) error {
	v, k, r, err := b.asked(q)
	if err != nil {
		return err
	}
	return b.answer(q, http.StatusOK, v, k, r)
}

// answer shows one record as it stands.
func (b *businessDesk) answer(q *rest.Request, status int, v liaison.Visitor, k *kind.Kind, r ref.Ref) error {
	var out map[string]any
	var rev int64
	err := b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := b.engine.GetIn(conn, v.Caller, k.Name, r, record.AsOf{})
		if err != nil {
			return err
		}
		events, err := b.engine.Timeline(conn, v.Caller, k.Name, r)
		if err != nil {
			return err
		}
		origins, err := b.engine.Origins(conn, []*record.Record{rec})
		if err != nil {
			return err
		}
		acts, err := b.may(conn, v, rec)
		if err != nil {
			return err
		}
		l := b.labels(conn)
		rev = rec.Rev
		own, err := b.items(conn, v, []*record.Record{rec})
		if err != nil {
			return err
		}
		out = map[string]any{"record": own[0], "kind": k.Name, "kind_title": k.Title, "help": k.Help, "from": business.From(rec, origins[rec.Act]),
			"updated": rec.UpdatedAt.Day(), "fields": b.fields(l, rec, events), "timeline": b.ownActs(l, v, k, events), "acts": acts,
			"objects": k.Matter != liaison.Matter && !b.people.May(v.Caller, kind.Create, b.engine.Kinds().Get(liaison.Objection)).None}
		return nil
	})
	if err != nil {
		return err
	}
	q.SetETag(rev)
	return q.JSON(status, out)
}

// fields are the readable fields that hold something, in the order of the
// declaration.
func (b *businessDesk) fields(l *labels, rec *record.Record, events []record.Event) []fieldOut {
	first := map[string]record.Event{} // newest first: the first change of a field is its origin
	for _, ev := range events {
		for _, ch := range ev.Changed {
			if _, known := first[ch.Field]; !known {
				first[ch.Field] = ev
			}
		}
	}
	masked := map[string]bool{}
	for _, name := range rec.Masked {
		masked[name] = true
	}
	row := b.ownFiles(l.row(rec), rec)
	owned := slices.ContainsFunc(rec.Kind.Fields, func(f *kind.Field) bool { return f.Owner != "" })
	out := []fieldOut{}
	for _, f := range rec.Kind.Fields {
		if !masked[f.Name] && rec.Values[f.Name] == nil || f.Name == rec.Kind.About || f.Type == kind.Reference && f.Of == "person" {
			continue // officers are not spoken of by name: the office acts
		}
		x := fieldOut{fieldHead: fieldHead{f.Name, f.Title, string(f.Type), f.Unit}, Value: row.Values[f.Name], Label: row.Labels[f.Name], Masked: masked[f.Name], Help: f.Help, Multiline: f.Multiline}
		if ev, known := first[f.Name]; known {
			x.At = ev.At.Day()
			switch {
			case f.Owner != "":
				x.From = record.OwnerTitle(f.Owner)
			case owned: // worked out here, whatever file it was worked out from
				x.From = record.OwnerTitle("bureau")
			default:
				x.From = business.From(rec, ev.Source)
			}
		}
		out = append(out, x)
	}
	return out
}

// begun says what making such a record is called at the business's desk.
var begun = map[string]string{liaison.Objection: "提出", liaison.Notice: "发出", "advice": "开始指导"}

func (b *businessDesk) ownActs(l *labels, v liaison.Visitor, k *kind.Kind, events []record.Event) []ownAct {
	out := []ownAct{}
	for _, ev := range events {
		if record.Inner(ev.Name) {
			continue
		}
		e := b.event(l, k, ev)
		e.Changes = slices.DeleteFunc(e.Changes, func(x eventChange) bool {
			f := k.Field(x.Field)
			return f != nil && f.Type == kind.Reference && f.Of == "person"
		})
		if word := begun[k.Name]; word != "" && ev.Name == record.Create {
			e.Title = word
		}
		x := ownAct{Act: ev.Act, Title: e.Title, At: e.At, Reason: e.Reason, Changes: e.Changes, Seq: e.Seq, By: e.Organ}
		if id, own := actor.OfSubject(ev.Actor); own {
			x.By = "本主体的" + e.Actor.Unit
			if rec, err := b.engine.GetIn(l.conn, v.Caller, liaison.Account, ref.Ref{Area: v.Caller.Area, ID: id}, record.AsOf{}); err == nil {
				x.By = rec.Text("holder") + "，" + rec.Text("duty")
			}
		} else if x.By == "" {
			x.By = e.Actor.Unit
		}
		if x.By == "" {
			x.By = "系统"
			if e.Source != nil {
				x.By = e.Source.Source
			}
		}
		out = append(out, x)
	}
	return out
}

// ownFiles points the files of a row at the business's own door.
func (b *businessDesk) ownFiles(row Row, r *record.Record) Row {
	for _, f := range r.Kind.Fields {
		if list, ok := row.Values[f.Name].([]any); ok && f.Type == kind.List && kind.Type(f.Of) == kind.File {
			for i, x := range list {
				if m, ok := x.(map[string]any); ok {
					m["url"] = fmt.Sprintf("/api/business/records/%s/%s/%s/files/%s?n=%d", r.Kind.Name, r.Area, r.ID, f.Name, i)
					delete(m, "digest")
				}
			}
		}
		if m, ok := row.Values[f.Name].(map[string]any); ok && f.Type == kind.File {
			m["url"] = fmt.Sprintf("/api/business/records/%s/%s/%s/files/%s", r.Kind.Name, r.Area, r.ID, f.Name)
			delete(m, "digest")
		}
	}
	return row
}

// may lists the acts that are the business's on a record, with whether it may do
// them now; acts of the officers are not spoken of.
func (b *businessDesk) may(conn db.Conn, v liaison.Visitor, r *record.Record) ([]record.May, error) {
	all, err := b.engine.Mays(conn, v.Caller, r)
	out := []record.May{}
	for _, m := range all {
		for _, role := range r.Kind.Access.Roles[m.Name] {
			if role == kind.SubjectRole {
				out = append(out, m)
			}
		}
	}
	return out, err
}

func (b *businessDesk) create(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	k, err := b.mine(v.Caller, q.Param("kind"))
	if err != nil {
		return err
	}
	if k.Name == liaison.Objection {
		return fault.New(fault.Invalid, "liaison.objection", "异议请从有异议的记录或字段提出")
	}
	return b.do(q, v, k, ref.Ref{}, record.Create)
}

func (b *businessDesk) act(q *rest.Request) error {
	v, k, r, err := b.asked(q)
	if err != nil {
		return err
	}
	return b.do(q, v, k, r, q.Param("act"))
}

func (b *businessDesk) do(q *rest.Request, v liaison.Visitor, k *kind.Kind, r ref.Ref, act string) error {
	req, err := b.request(q, v.Caller, k, r, act)
	if err != nil {
		return err
	}
	if req.Effective != "" { // what a business does at its desk is done now: limits look at the day
		return fault.Bad("record.effective", "生效日期不正确", fault.Field{Name: "effective", Code: "now", Text: "在企业端办理的以当日为准，不写生效日期；此前已经告知本局的，由承办人补录"})
	}
	rec, err := b.engine.Act(q.Context(), req)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if r.Zero() {
		status = http.StatusCreated
	}
	return b.answer(q, status, v, k, rec.Ref())
}

// object files an objection: what is objected to, and how it stands now, are
// written down by the system, not by the one who objects.
func (b *businessDesk) object(q *rest.Request) error {
	v, err := b.visit(q)
	if err != nil {
		return err
	}
	m, err := q.Object()
	if err != nil {
		return err
	}
	in := map[string]string{}
	var evidence any
	for name, x := range m {
		s, isText := x.(string)
		switch {
		case name == "evidence":
			evidence = x
		case !strings.Contains(" kind area id field should_be why ", " "+name+" "):
			return fault.Bad("rest.body", "提交的内容有误", fault.Field{Name: name, Code: "unknown", Text: "不认识的内容 " + name})
		case !isText && x != nil:
			return fault.Bad("rest.body", "提交的内容有误", fault.Field{Name: name, Code: "type", Text: name + " 应为文字"})
		}
		in[name] = s
	}
	key, err := q.IdempotencyKey()
	if err != nil {
		return err
	}
	k, err := b.mine(v.Caller, in["kind"])
	if err != nil {
		return err
	}
	values, err := b.objection(q, v, k, ref.Ref{Area: ref.Area(in["area"]), ID: ref.ID(in["id"])}, in["field"])
	if err != nil {
		return err
	}
	values["should_be"], values["why"], values["evidence"] = in["should_be"], in["why"], evidence
	o := b.engine.Kinds().Get(liaison.Objection)
	rec, err := b.engine.Act(q.Context(), record.Request{Kind: o.Name, Act: record.Create, Area: v.Caller.Area, Values: values, Key: key, Caller: v.Caller})
	if err != nil {
		return err
	}
	return b.answer(q, http.StatusCreated, v, o, rec.Ref())
}

// mostStated bounds what is copied of a long field.
const mostStated = 4000

func (b *businessDesk) objection(q *rest.Request, v liaison.Visitor, k *kind.Kind, r ref.Ref, field string) (map[string]any, error) {
	values := map[string]any{}
	err := b.engine.DB().Read(q.Context(), func(conn db.Conn) error {
		rec, err := b.engine.GetIn(conn, v.Caller, k.Name, r, record.AsOf{})
		if err != nil {
			return err
		}
		item := k.Title
		if !k.Subject {
			item += " " + rec.Title()
		}
		if field != "" {
			f := k.Field(field)
			if f == nil || b.engine.CheckReadable(v.Caller, k, []string{field}) != nil {
				return fault.Bad("liaison.field", "没有这个字段", fault.Field{Name: "field", Code: "unknown", Text: "没有这个字段"})
			}
			item += "：" + f.Title
			stated := []rune(b.labels(conn).Label(f, rec.Values[field], rec.Values))
			values["stated"], values["record_field"] = string(stated[:min(len(stated), mostStated)]), field
		}
		whole := []rune(item)
		values["item"], values["record_kind"], values["record_id"] = string(whole[:min(len(whole), 300)]), k.Name, string(r.ID)
		return nil
	})
	return values, err
}
