// Package upstream lives with the platforms above the bureau (上级平台): the national
// 12315 platform, through which all complaints and tip-offs are handled (Order 121
// art. 40), and the city's 12345 hotline, whose orders carry limits of their own.
// Neither is replaced here: their number is the key, their files are read and ours
// are written in their layout.
//
//	orders    a file of orders is examined (预检), then taken in row by row: a new
//	          number becomes an order and, where its code says what it is, the
//	          complaint, tip-off or consultation that the desk would make of it; a
//	          changed row changes what the platform owns and says what; the same row
//	          changes nothing; a bad row is kept back with field and reason
//	          and put right in its place by a person, who says why
//	undo      a batch brought in by mistake is taken back row by row: what nobody has
//	          built on is annulled or goes back, the rest stays and says why
//	results   what we did, in their layout: only what changed since it was last sent
//	receipts  what they took and what they sent back, noted on the order; they move it
//	          only where what was sent is what it still says
//	mismatch  every day, what their last file says beside what we have (差异清单)
//
// The layouts are data beside this file. Where no official one lies with us it is
// made up and says so (unsure).
//
// The clock: Order 121 art. 15 counts from the day on which the bureau with authority
// received the complaint. What a platform sends was received on the day it was sent to
// this bureau (派单日期), not on the day somebody brought the file in.
//
// Rows of a batch keep numbers, titles of fields and reasons, no value of a person; the
// file itself, and what a row said before and after it was put right, are destroyed with
// time, or when a record of the matter is erased.
package upstream
