// Package liaison is the dealing between the bureau and a business at the
// business's own desk (企业端): who of its people signs in, what the bureau tells
// it, what it objects to, whom to call.
//
// Its kinds are plain declarations. desk_account 企业端账号 says who may sign in:
// an officer registers the person after looking at licence and identity, issues
// a code for one use, and the person opens the account with it; the bureau ends
// it again. notice 通知 carries its own proof of receipt. objection 异议 rests on
// the right to have one's data corrected (个人信息保护法 art. 46; 企业信息公示暂行条例
// art. 12): filed, looked into, passed on to the source that owns the field,
// answered. contact 联系人 is kept by the business alone.
//
// What a business may do is decided where everything is (kernel/actor): the
// declarations name the role `subject`, and it reaches records about itself. The
// Go here is what a declaration cannot say: the account follows the record of
// the binding, and a notice arrives when there is a desk to arrive at.
//
// The matter is a folder of its own and not part of registration because it
// serves every register, and because the procedures of the next steps (service
// of documents, repair of credit, self-checks) come to the same desk.
package liaison
