// Package erasure keeps the list of what was erased outside the database, so
// that a restore of an older backup can erase it again (kernel.md §1, 个人信息
// 保护法 art. 47): erasures.jsonl in the data folder, one line per record. A line
// names the record and the ground of its erasure and nothing of what it held.
//
// A line is appended and synced once the erasure is durable. Whatever a crash or
// a full disk kept from the list is added from the ledger at the next start.
package erasure
