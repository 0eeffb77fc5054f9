package app

import (
	"maps"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/practice/liaison"
	"github.com/hengjian/hengjian/practice/oversight"
)

// behaviours are what the matters' own Go says of their acts.
func behaviours() map[string]record.Behaviour {
	out := oversight.Behaviours()
	maps.Copy(out, liaison.Behaviours())
	return out
}
