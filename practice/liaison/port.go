package liaison

import (
	"context"
	"net/http"
)

// Provider is the port for ways to sign in other than a password: OpenID Connect
// (OIDC) of a city or province, the electronic business licence (电子营业执照).
// It answers one question, whose browser this is, and never says what he may do:
// the account must have been bound by the bureau first, as one by password is.
//
// An adapter is plugged in by app/. How it is used: Begin is called for
// GET /api/business/enter/{name} and its address sent to the browser; the
// provider leads the browser back to /api/business/enter/{name}/back, where
// Finish is called with that request. An adapter keeps state, nonce and the PKCE
// verifier of a sign-in in a cookie or store of its own, checks issuer, audience,
// signature and time of what it is given, and gives up after ten minutes.
//
// The electronic business licence signs in the same way: its platform shows a
// code for the licence app, the holder or an authorised agent confirms, and the
// platform returns the credit code of the business and the name of the person.
// No adapter is shipped: the interface of that platform is given to a bureau by
// contract, and one that only pretends would be worse than none.
type Provider interface {
	// Name is the provider in addresses (oidc, licence), Title on the button.
	Name() (name, title string)
	// Begin returns the address at which the person proves who he is.
	Begin(ctx context.Context, w http.ResponseWriter, back string) (address string, err error)
	// Finish reads what the provider sent back.
	Finish(ctx context.Context, r *http.Request) (Identity, error)
}

// Identity is what a provider vouches for.
type Identity struct {
	USCC   string // credit code of the business
	Holder string // name of the person
	ID     string // the provider's own, lasting identifier of the person
}
