// Package procedure is the statutory life of a record as dated data (程序): the
// steps (环节) it goes through, the acts (办理动作) that move it, who may do
// them in whose presence, and the clocks (办理期限) that run meanwhile. A text of
// law is one version; which version a record lives under is pinned by the day
// its kind names under `begins:`, and how a record that was under way when a new
// version came is carried over is a cited choice of its own (transition).
//
// The package reads two keys of a declaration, `parts:` and `procedures:`
// (Sections); docs/procedures.md is the grammar. A declaration is refused at its
// place in the file when something in it does not exist, and when the model
// checker (model.go) finds a way in which a record could get stuck, a step or an
// act could never be reached, a clock could neither be met nor expire, or
// something would go round without a person.
//
// No machine acts: `by: machine` is refused in a procedure. What the law itself
// brings about when a clock runs out (a measure lapses, an application counts as
// accepted) is arithmetic, not an act.
//
// Reading (read*.go) → linking (link*.go) → model (model.go). What has happened
// to a record is told by its acts alone; life.go makes of them the step, the
// runs of each clock and what may be done next, as a pure function.
package procedure
