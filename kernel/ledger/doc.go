// Package ledger keeps the log of acts that nobody can quietly edit.
//
// Every act is written with its change, in the same transaction, as one leaf:
// the canonical bytes of who did what, when, in whose name, on which record
// under which declaration, and the root of a small Merkle tree over the record
// revisions the act wrote. A sequencer numbers the waiting acts every second,
// grows the log's Merkle tree (RFC 6962 §2.1) and signs a checkpoint (C2SP
// signed note). There is one log per area.
//
// Values never enter the log: a revision commits to each written field with
// HMAC(salt, field ‖ value), salt = HMAC(key of the record, act ‖ field). When
// the record's key and values are destroyed (个人信息保护法 art. 47) the log and
// its proofs stay as they are and say nothing about the person.
//
// The encoding, byte by byte, and how to check a proof without this program
// stand in docs/ledger.md, with vectors in testdata/vectors.json.
package ledger
