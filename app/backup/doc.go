// Package backup copies an installation on the embedded database into one file
// while it runs, and makes an installation out of such a file.
//
// A backup is a plain tar.gz that any system can read:
//
//	hengjian-backup.json   what this is, when it was made, the signed checkpoints of the ledger
//	hengjian.db            a consistent copy (VACUUM INTO)
//	erasures.jsonl         the list of what was erased (package erasure)
//	ledger.key             only on request: whoever has it can sign as the bureau
//	kinds/…                declarations of the bureau's own; so its documents/, reports/, tellings/,
//	                       calendar/, portal.yaml and fonts/serif.ttf
//	files/aa/bb/<digest>   files, each under the SHA-256 of its content
//	SHA256SUMS             of every member before it, as sha256sum -c reads it
//
// The database is copied first: every file it names was there already, for files
// never change. A backup holds personal information and is written mode 0600.
//
// A restore takes nothing on trust: it knows every name a member may have, takes
// regular files only, bounds what is unpacked, compares every member with
// SHA256SUMS, and does all of its work in a folder of its own inside the new data
// folder. Erasures made since the backup are done again before anything is put
// in place (kernel.md §1, 个人信息保护法 art. 47).
package backup
