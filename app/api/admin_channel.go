package api

import (
	"net/http"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/notify"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) channelOperations() []adminOperation {
	return []adminOperation{{http.MethodGet, "/api/admin/channels", "admin-channels", "发送通道和各状态的消息数", []actor.Duty{actor.System, actor.Audit}, x.listChannels}}
}

// channelOut is a channel and how it fares, with nobody's number or address.
type channelOut struct {
	Name    string                 `json:"name"`
	Title   string                 `json:"title"`
	Mode    notify.Mode            `json:"mode"`
	Demo    bool                   `json:"demo"`
	Counts  map[notify.State]int64 `json:"counts"`
	Well    string                 `json:"well"`
	Ill     string                 `json:"ill"`
	Reason  string                 `json:"reason"`
	Unknown int64                  `json:"unknown"`
	Gone    bool                   `json:"gone"` // no longer configured
}

func (x *admin) listChannels(q *rest.Request, _ actor.Caller) error {
	var health map[string]notify.Health
	err := x.engine.DB().Read(q.Context(), func(c db.Conn) (err error) { health, err = notify.Healths(c); return err })
	out := []channelOut{}
	add := func(c channelOut, h notify.Health) {
		c.Counts, c.Well, c.Ill, c.Reason, c.Unknown = h.Counts, moment(h.Well), moment(h.Ill), h.Reason, h.Unknown
		if c.Counts == nil {
			c.Counts = map[notify.State]int64{}
		}
		out = append(out, c)
	}
	for _, c := range x.app.Tellings.Outbox().Channels() {
		add(channelOut{Name: c.Name(), Title: c.Title(), Mode: c.Mode(), Demo: c.Demo()}, health[c.Name()])
		delete(health, c.Name())
	}
	for name, h := range health {
		add(channelOut{Name: name, Title: name, Gone: true}, h)
	}
	return items(q, out, err)
}

// moment is a time in words, "" for none.
func moment(at clock.Instant) string {
	if at == 0 {
		return ""
	}
	return at.String()
}
