package liaison

import (
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
)

// Provider is the port for ways to sign in other than a password: OpenID Connect
// (OIDC) of a city or province, the electronic business licence (电子营业执照).
// It answers one question, whose browser this is, and never says what he may do:
// the account must have been opened with the bureau's code first and bound by its
// person (auth.Trip), as the officers' accounts are.
//
// How it is used: Begin for POST /api/business/enter/{name}, whose address the
// page goes to; the provider leads the browser back to
// /api/business/enter/{name}/back, where Finish reads what it brought.
//
// The electronic business licence signs in the same way: its platform shows a
// code for the licence app, the holder or an authorised agent confirms, and the
// platform returns the credit code of the business (Organisation) and the name
// of the person (Person). No adapter for it is shipped: the interface of that
// platform is given to a bureau by contract, and one that only pretends would be
// worse than none.
type Provider = auth.Provider

// Agree refuses an identity that is vouched for as somebody else's than the
// person of the account at its business. What a provider does not say is not
// compared; who says it of another business opens nothing here.
func (v Visitor) Agree(who auth.Identity) error {
	switch {
	case who.Organisation != "" && who.Organisation != v.Head.Code:
		return fault.New(fault.Denied, "liaison.other_business", "对方所说的经营主体与这个企业端账号的不是同一个")
	case who.Person != "" && who.Person != v.Caller.Name:
		return fault.New(fault.Denied, "liaison.other_person", "对方所说的姓名与这个企业端账号登记的经办人不一致；请到发码的市场监管部门核对")
	}
	return nil
}
