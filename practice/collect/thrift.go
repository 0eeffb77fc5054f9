package collect

import (
	"runtime/debug"
	"sync"
)

// While a file goes in, the collector of garbage runs at a third of the growth that it
// otherwise allows: the live heap of a run is small and what is thrown away is
// much, so that memory is bought with little time. What the process was set to
// before holds again when the last run ends.
const thriftyGrowth = 30 // percent of the live heap

var thrift struct {
	sync.Mutex
	runs   int
	before int
}

// thrifty begins a run; the function it returns ends it.
func thrifty() (end func()) {
	thrift.Lock()
	defer thrift.Unlock()
	if thrift.runs++; thrift.runs == 1 {
		if thrift.before = debug.SetGCPercent(thriftyGrowth); thrift.before >= 0 && thrift.before < thriftyGrowth {
			debug.SetGCPercent(thrift.before) // whoever runs it wants less still
		}
	}
	return func() {
		thrift.Lock()
		defer thrift.Unlock()
		if thrift.runs--; thrift.runs == 0 {
			debug.SetGCPercent(thrift.before)
		}
	}
}
