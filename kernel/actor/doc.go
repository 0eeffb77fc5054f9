// Package actor knows who acts: the organisation with organs (名义机关) and
// units (承办机构), people, posts, roles, grants and delegations, and what each
// person may do. They are kinds in the YAML beside this file; their tables
// belong to kernel/record like those of any kind, this package only reads them
// (a row counts while its state is "active").
//
// A right is a chain: person → grant (role × units, confirmed by a second
// person, with a beginning and perhaps an end) → role (what it may do with
// which kinds) → the kind's own access:, which for a verb it names is the last
// word. Directory.May turns the chain into a Scope; Scope.Where selects the
// rows of a list, Scope.Covers judges one row, and both must agree: own ∪ party
// ∪ unit in the granted subtrees (kernel.md §8).
//
// The duties of the three administrators (系统管理员 accounts and organisation,
// 安全管理员 grants, 审计管理员 the log) are separated as in GB/T 22239-2019
// 8.1.5 and 8.1.10: none sees business data, none holds another's role or a
// business role, and a grant counts only once a second person has confirmed it.
package actor
