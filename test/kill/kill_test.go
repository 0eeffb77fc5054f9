// Package kill proves that nothing acknowledged is lost: it kills the server
// with SIGKILL at random moments under a stream of acts, starts it again, and
// asks for everything that had been acknowledged. The ledger must verify with
// --records after the last kill. Kills during an import are in test/fault.
package kill

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/hengjian/hengjian/test/livetest"
)

func TestMain(m *testing.M) { livetest.Main(m) }

func TestKillUnderActs(t *testing.T) {
	if testing.Short() {
		t.Skip("kills a server many times")
	}
	data := livetest.Demo(t, 100)
	log := livetest.NewLog()
	kills := livetest.Kills(8)
	for range kills {
		s := livetest.Start(t, "--data", data)
		wg := log.Stream(t, s.SignIn(t, "wangfang"), 6, nil)
		time.Sleep(time.Duration(150+rand.IntN(900)) * time.Millisecond)
		s.Kill()
		wg.Wait()
	}
	s := livetest.Start(t, "--data", data)
	log.Check(t, s.SignIn(t, "wangfang"))
	s.Kill()
	all := log.Records()
	if len(all) < kills {
		t.Fatalf("only %d acts acknowledged over %d kills: the test did not test", len(all), kills)
	}
	t.Logf("%d records acknowledged over %d kills", len(all), kills)
	livetest.Verify(t, "--data", data)
}
