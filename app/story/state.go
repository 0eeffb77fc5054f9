package story

import (
	"strings"

	"github.com/hengjian/hengjian/kernel/procedure"
)

// states are the words for how a run of a clock stands, English and Chinese.
var states = []struct {
	state procedure.State
	words [2]string
}{
	{procedure.Running, [2]string{"running", "未到期"}},
	{procedure.Warned, [2]string{"near", "临近"}},
	{procedure.Overdue, [2]string{"overdue", "超期"}},
	{procedure.Paused, [2]string{"paused", "停止计算"}},
	{procedure.Met, [2]string{"met", "按期"}},
	{procedure.Missed, [2]string{"late", "逾期"}},
	{procedure.Expired, [2]string{"expired", "届满"}},
	{procedure.Void, [2]string{"void", "作废"}},
}

// stateOf is the state a word stands for, "" where it is none.
func stateOf(word string) procedure.State {
	for _, s := range states {
		if s.words[0] == word || s.words[1] == word {
			return s.state
		}
	}
	return ""
}

// stateWord is the English word for a state.
func stateWord(s procedure.State) string {
	for _, x := range states {
		if x.state == s {
			return x.words[0]
		}
	}
	return string(s)
}

func stateWords() string {
	var out []string
	for _, s := range states {
		out = append(out, s.words[0])
	}
	return strings.Join(out, "、")
}
