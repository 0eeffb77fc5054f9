package fault

import (
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

// A server that is asked to stop under load finishes what it has taken: what it
// acknowledged is there, and it goes with exit code 0.
func TestGracefulStop(t *testing.T) {
	data := livetest.Demo(t, 20)
	log := livetest.NewLog()
	for range 2 {
		s := livetest.Start(t, "--data", data)
		before := len(log.Records())
		wg := log.Stream(t, s.SignIn(t, "wangfang"), 8, nil)
		wait(t, "acts", 20*time.Second, func() bool { return len(log.Records()) > before+30 || t.Failed() })
		began := time.Now()
		if code := s.Stop(t); code != 0 {
			t.Errorf("exit %d: %s", code, s.Log())
		}
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("it took %v to stop", took)
		}
		wg.Wait()
	}
	s := livetest.Start(t, "--data", data)
	log.Check(t, s.SignIn(t, "wangfang"))
	s.Kill()
	t.Logf("%d acknowledged", len(log.Records()))
	livetest.Verify(t, "--data", data)
}
