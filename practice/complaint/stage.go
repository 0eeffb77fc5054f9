package complaint

import (
	_ "embed"

	"github.com/hengjian/hengjian/kernel/code/sheet"
)

//go:embed data/stages.yaml
var stageYAML []byte

// Stage is one of the eight steps by which a bureau speaks of a complaint:
// 受理 分流 办理 反馈 督办 回复 回访 归档.
type Stage struct {
	Stage    string `json:"stage"`
	Title    string `json:"title"`
	Note     string `json:"note"`
	Optional bool   `json:"optional"`
	State    string `json:"state"` // done, now, ahead
	doneBy   []string
}

// ParseStages reads the eight steps.
func ParseStages(file string, src []byte) ([]Stage, error) {
	s, top := sheet.Parse(file, src)
	var out []Stage
	for _, n := range top.Fields("stages")["stages"].List() {
		v := n.Fields("stage", "title", "note", "optional", "done_by")
		x := Stage{Stage: v["stage"].Text(), Title: v["title"].Text(), Note: v["note"].Text(), Optional: v["optional"].Bool(), doneBy: v["done_by"].Texts()}
		if x.Stage == "" || x.Title == "" || len(x.doneBy) == 0 {
			n.Failf("应有 stage、title 和 done_by")
		}
		out = append(out, x)
	}
	return out, s.Err()
}

// StagesOf says where a complaint stands, from the acts that were done: their
// names, "told" where the complainant was told of an end.
func (d *Desk) StagesOf(done []string) []Stage {
	out := make([]Stage, len(d.stages))
	now := contains(done, "archive") // filed away, nothing waits, whatever was left out
	for i, s := range d.stages {
		s.State = "ahead"
		for _, act := range s.doneBy {
			if contains(done, act) {
				s.State = "done"
			}
		}
		if s.State == "ahead" && !s.Optional && !now {
			s.State, now = "now", true
		}
		out[i] = s
	}
	return out
}
