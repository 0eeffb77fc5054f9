// Package guidance is what an office (所) does most often to a business that has
// gone wrong, without punishing it: it orders correction (责令改正), calls it in
// for a talk (行政约谈), admonishes it in writing (提醒告诫), advises it (行政指导).
//
// An order to correct is not a penalty. It rests on 行政处罚法 art. 28, which makes
// the bureau order whoever it punishes to correct, and on the article of the law
// that was broken; it binds, has a limit, and somebody must come and look again
// (复查). Its life: issued and served; the limit runs from service (程序规定
// art. 80: the day of service does not count, a last day on a holiday moves); it may
// be lengthened on request; when it has run out, or the business says at its own
// desk that it has corrected, the re-check is due; then it is corrected, or it is
// not, which is told as a fact to those who handle cases. It can be revoked.
//
// A trap: the three, five and seven "days" of 行政处罚法 art. 85 are working days in
// that law alone. A limit an order gives is counted by the 程序规定, in calendar days.
//
// Talks, admonitions and advice bind nobody. No law sets their limits: those here
// are the city's own and say so. 侵害消费者权益行为处罚办法 art. 3 names advice and
// talks as ways of guiding; what has no text of its own is marked unsure.
package guidance
