// Package telling (告知) sends off what the bureau must tell somebody and records
// that he was told. The law's clocks stop on a telling, so that each has its way,
// its day and its proof.
//
// The life of one: an act of a procedure names whom to tell (inform:). The text is
// composed from the template that stands beside the matter (tellings/<kind>.yaml);
// an officer reads it, changes it, confirms text and address: 发送告知
// (record.Notify), his act, in the ledger. The message waits in the outbox
// (platform/notify), goes out, and its receipt comes back. When it counts as told
// (data/counts.yaml) the machine notes 告知 (record.Inform) with mode, day and proof; it
// decides nothing. What could not be brought is noted too (告知回执, record.Receipt),
// stops no clock, and waits for the officer who sent it.
//
// A letter goes by hand: the officer prints it, enters its number and later what
// became of it, each an act of his.
package telling
