// Package enforcement is where violations go (执法办案): the leads (违法线索, 案源) that
// complaints, tip-offs and inspections find, each to be verified within fifteen
// working days (程序规定 art. 18), and the penalty decisions of other departments
// (双公示) that are registered here. A lead that was verified waits for the case
// procedure with the number of the case it was filed as.
//
// Leads come by themselves: what a mediator finds (complaint.lead_found) and what
// a verified tip-off shows (complaint.violation_reported) is heard and becomes a
// lead, that waits for a person. The rules are the declarations beside this file.
package enforcement
