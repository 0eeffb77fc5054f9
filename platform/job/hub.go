package job

import (
	"context"
	"sync"
	"time"

	"github.com/hengjian/hengjian/platform/db"
)

// hub tells subscribers of this process that a job changed.
type hub struct {
	mu sync.Mutex
	by map[string]map[chan struct{}]bool
}

func (h *hub) join(id string) chan struct{} {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.by[id] == nil {
		h.by[id] = map[chan struct{}]bool{}
	}
	h.by[id][c] = true
	return c
}

func (h *hub) leave(id string, c chan struct{}) {
	h.mu.Lock()
	defer h.mu.Unlock()
	delete(h.by[id], c)
	if len(h.by[id]) == 0 {
		delete(h.by, id)
	}
}

func (h *hub) tell(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.by[id] {
		select {
		case c <- struct{}{}:
		default: // it has not looked yet
		}
	}
}

// Subscribe sends the job's status now and after each change, the latest only,
// and closes the channel when the job has ended or ctx does. Changes of this
// process come at once, those of other servers within the poll time.
func (q *Queue) Subscribe(ctx context.Context, id string) (<-chan Status, error) {
	last, err := q.Status(ctx, id)
	if err != nil {
		return nil, err
	}
	out := make(chan Status, 1)
	out <- last
	if last.State.Ended() {
		close(out)
		return out, nil
	}
	news := q.hub.join(id)
	go func() {
		defer close(out)
		defer q.hub.leave(id, news)
		poll := time.NewTicker(q.o.Poll)
		defer poll.Stop()
		for {
			select {
			case <-ctx.Done():
				return
			case <-news:
			case <-poll.C:
			}
			s, err := q.Status(ctx, id)
			if err != nil || s == last {
				continue // the database may be back at the next tick
			}
			last = s
			select {
			case <-out: // not taken yet: the new one replaces it
			default:
			}
			out <- s
			if s.State.Ended() {
				return
			}
		}
	}()
	return out, nil
}

// Status reads one job.
func (q *Queue) Status(ctx context.Context, id string) (s Status, err error) {
	err = q.db.Read(ctx, func(c db.Conn) error {
		s, err = Get(c, id)
		return err
	})
	return s, err
}
