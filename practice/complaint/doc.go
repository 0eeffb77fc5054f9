// Package complaint is the handling of complaints and tip-offs (投诉举报,
// 12315): 市场监督管理投诉举报处理办法 (Order 121, in force since 2026-04-15) and, for
// what began before, the Order 20 it repealed.
//
// A complaint (投诉) is a consumer's dispute with a trader in which the bureau is
// asked to mediate; a tip-off (举报) reports a violation. What holds both is split
// into two records (Order 121 art. 9). The life of a complaint: registered by the
// unit that receives for the whole bureau, sent to the one with authority (art.
// 41), accepted or refused within seven working days of its receipt there and the
// complainant told (art. 15, 16), mediated with the consent of both sides (art.
// 18 to 22), settled or ended within sixty days of acceptance (art. 23, 24), both
// told, filed away. A tip-off is verified as the penalty procedure says
// (程序规定 art. 18), the informant kept secret (art. 37).
//
// The rules are the two declarations beside this file; what is not settled by
// the text is marked unsure there.
package complaint
