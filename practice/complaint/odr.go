package complaint

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// machine is the installation reading for the matter; it decides nothing.
func machine(area ref.Area) actor.Caller { return actor.Caller{Machine: "投诉举报", Area: area} }

// talking are the steps in which a talk goes on.
var talking = []string{"asked", "offered", "agreed", "unsolved"}

// channelled wants to know how somebody asked an officer to make a complaint of his
// talk; at the portal he does it himself.
func channelled(w *record.Doing) error {
	_, given := w.Values["complain_channel"]
	if public := w.Caller.Public != ""; given == public {
		text := "请写明消费者以什么渠道提出投诉"
		if public {
			text = "在门户网站办理的不填写"
		}
		return fault.Bad("record.invalid", "提交的内容有误", fault.Field{Name: "complain_channel", Code: "required", Text: text})
	}
	return nil
}

// afterTalk refuses to register beside a talk that goes on what is made out of it: the
// two never run at once. The consumer need not wait for the end of the talk (消法 art.
// 39); to make the complaint out of it ends it.
func afterTalk(w *record.Doing) error {
	talk := record.RefOf(w.Values["odr"])
	if r, ok := w.Values["odr"].(ref.Ref); ok {
		talk = r
	}
	if talk.Zero() {
		return nil
	}
	r, err := w.Engine.GetIn(w.Tx, machine(talk.Area), ODR, talk, record.AsOf{})
	if err != nil {
		return err
	}
	if slices.Contains(talking, r.Text("step")) {
		return fault.Bad("complaint.talking", "在线协商还在进行", fault.Field{Name: "odr", Code: "open", Text: "在线协商还在进行；请在协商里办理“转为投诉”，投诉随之登记，协商随之结束"})
	}
	return nil
}

// carried are the fields a complaint takes over from a talk.
var carried = []string{"matter_in_brief", "complainant", "complainant_phone", "phone_confirmed", "complainant_address", "online_platform", "goods", "bought_on", "facts", "claim", "amount", "materials"}

// toComplaint makes the complaint a talk becomes: what was written is carried
// over, the same receipt opens it, its limits begin with it. The days of the talk
// are over by then.
func toComplaint(tx *db.Tx, e *record.Engine, q record.Request, r *record.Record) error {
	whole, err := e.GetIn(tx, machine(r.Area), ODR, r.Ref(), record.AsOf{})
	if err != nil {
		return err
	}
	channel := whole.Text("complain_channel")
	if channel == "" {
		channel = "portal"
	}
	v := map[string]any{"channel": channel, "odr": r.Ref(), "respondent": record.RefOf(whole.Values["trader"]), "respondent_as_written": whole.Text("trader_as_written"), "respondent_address": whole.Text("trader_address")}
	for _, name := range carried {
		if x := whole.Values[name]; x != nil {
			v[name] = x
		}
	}
	if q.Effective != "" {
		v["received_on"] = q.Effective
	}
	made, err := e.ActIn(tx, record.Request{Kind: Complaint, Act: record.Create, Area: r.Area, Unit: r.Unit, Values: v, Effective: q.Effective, Caller: q.Caller})
	if err != nil {
		return err
	}
	digests, err := codesOf(tx, r.Ref())
	if err != nil {
		return err
	}
	for _, d := range digests {
		if err := open(tx, d, Held{Complaint, made.Ref()}); err != nil {
			return err
		}
	}
	return nil
}

// joined refuses a talk with a trader that has not joined, or joined no more.
func (i *Portal) joined(c db.Conn, trader ref.Ref) error {
	ok, err := i.Joined(c, trader)
	if err == nil && !ok {
		err = fault.Bad("complaint.filing", "有几处需要补充或者改正", fault.Field{Name: "talk", Code: "joined", Text: "这家经营者没有加入在线协商，请直接投诉"})
	}
	return err
}

// Joined reports whether a trader takes part in the online settlement of disputes.
func (i *Portal) Joined(c db.Conn, trader ref.Ref) (bool, error) {
	if trader.Zero() {
		return false, nil
	}
	list, err := i.engine.About(c, machine(i.area), ODRTrader, []ref.Ref{trader})
	if err != nil {
		return false, err
	}
	today := i.engine.DB().Now().Day()
	for _, t := range list {
		if left := t.Text("left_on"); t.Text("joined_on") <= today && (left == "" || today < left) {
			return true, nil
		}
	}
	return false, nil
}
