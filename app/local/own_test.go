package local

import (
	"context"
	"errors"
	"testing"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

// busy is collection on a database that answers too late, or is refused.
type busy struct {
	late        int // times it is late
	further     bool
	err         error
	asked, done int64
	failed      bool
}

func (b *busy) Through(_ context.Context, _ actor.Caller, _ ref.ID, _ bool, w collect.Watch) error {
	if b.asked++; b.further {
		b.done++
	}
	w.Step(collect.Progress{Done: b.done, Total: 100})
	if int(b.asked) > b.late {
		return b.err
	}
	return errors.Join(errors.New("importing"), fault.New(fault.Unavailable, "db.slow", "数据库响应超时，请稍后再试"))
}

func (b *busy) Fail(context.Context, ref.ID, error) error { b.failed = true; return nil }

func (b *busy) Cancel(context.Context, actor.Caller, ref.ID) (*collect.Batch, error) { return nil, nil }

// TestBusyDatabase: an import goes on where a busy database let it down, as long as
// it comes further; what is wrong otherwise ends it at once.
func TestBusyDatabase(t *testing.T) {
	disk := fault.New(fault.Unavailable, "db.full", "磁盘已满")
	for _, x := range []struct {
		name   string
		b      busy
		asked  int64
		failed bool
	}{
		{"late three times", busy{late: 3}, 4, false},
		{"late for ever", busy{late: 1000}, tries + 1, true},
		{"late often, but further each time", busy{late: 50, further: true}, 51, false},
		{"a full disk", busy{err: disk}, 1, true},
	} {
		t.Run(x.name, func(t *testing.T) {
			err := own{s: &x.b}.Through(t.Context(), actor.Caller{}, "b", false, collect.Watch{})
			if (err != nil) != x.failed || x.b.failed != x.failed || x.b.asked != x.asked {
				t.Errorf("asked %d times, marked failed: %v, %v", x.b.asked, x.b.failed, err)
			}
		})
	}
}
