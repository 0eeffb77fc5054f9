package notify

import "context"

// Dummy is the channel of a demo city: it takes every message, and nothing leaves
// the house. Every screen and every proof says so. It keeps nothing: what was to
// be sent stands where the act put it.
type Dummy struct{ mode Mode }

// NewDummy returns the channel for a mode.
func NewDummy(m Mode) Dummy { return Dummy{m} }

// Name is the short name.
func (d Dummy) Name() string { return "demo-" + string(d.mode) }

// Title says that nothing goes out.
func (d Dummy) Title() string {
	return map[Mode]string{SMS: "演示短信", Mail: "演示邮件", Letter: "邮寄（演示）"}[d.mode] + "：未真正发出"
}

// Mode is the mode it stands in for.
func (d Dummy) Mode() Mode { return d.mode }

// Demo is always true.
func (Dummy) Demo() bool { return true }

// Send takes the message and does nothing.
func (Dummy) Send(_ context.Context, m Message) (string, error) { return "demo-" + m.ID, nil }

// Check finds nothing wrong.
func (Dummy) Check(context.Context) error { return nil }

// Polls is always true.
func (Dummy) Polls() bool { return true }

// Poll says that the message has come, so that the demo city goes on.
func (Dummy) Poll(_ context.Context, id, _ string) (Receipt, error) {
	return Receipt{ID: id, State: Delivered}, nil
}
