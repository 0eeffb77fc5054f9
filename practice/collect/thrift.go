package collect

import (
	"runtime/debug"
	"sync"
)

// While a file goes in, what Go holds is kept below runMemory: the collector of
// garbage runs the more often the nearer it comes. A run that is small is not slowed
// by it. SQLite's cache and the program itself, some 100 MB, come on top. What the
// process was set to before holds again when the last run ends.
const runMemory = 150 << 20

var thrift struct {
	sync.Mutex
	runs   int
	before int64
}

// thrifty begins a run; the function it returns ends it.
func thrifty() (end func()) {
	thrift.Lock()
	defer thrift.Unlock()
	if thrift.runs++; thrift.runs == 1 {
		if thrift.before = debug.SetMemoryLimit(runMemory); thrift.before < runMemory {
			debug.SetMemoryLimit(thrift.before) // whoever runs it wants less still
		}
	}
	return func() {
		thrift.Lock()
		defer thrift.Unlock()
		if thrift.runs--; thrift.runs == 0 {
			debug.SetMemoryLimit(thrift.before)
		}
	}
}
