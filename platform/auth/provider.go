package auth

import (
	"context"
	"net/url"
)

// Provider is the port for ways to sign in other than a password: OpenID Connect
// (platform/oidc), CAS, the electronic business licence. It answers one question,
// whose browser this is, and never says what he may do: an identity opens only
// the account that it was bound to.
//
// A sign-in is a round trip. Begin names the address the browser is sent to; the
// provider sends the browser back to the address back, and Finish reads what it
// brought. The state in what it brought was compared by then, and Finish is
// called at most once for a Proof: an adapter keeps nothing itself. It gives up
// after seconds and says in a fault of its own what went wrong.
type Provider interface {
	// Name is the provider in addresses and logs, Title the words on the button.
	Name() string
	Title() string
	Begin(ctx context.Context, p Proof, back string) (address string, err error)
	Finish(ctx context.Context, p Proof, back string, brought url.Values) (Identity, error)
}

// Proof are the secrets of one round trip, each 256 bits in 43 characters. State
// must come back as the parameter of that name.
type Proof struct{ State, Nonce, Verifier string }

// Identity is whom a provider vouches for.
type Identity struct {
	Issuer string `json:"issuer"` // the provider's own name of itself, such as a URL
	ID     string `json:"id"`     // what the issuer calls the person for good, never given to another
	Label  string `json:"label"`  // shown to the person, nothing hangs on it; may be ""
	// What else the provider vouches for, "" where it says nothing of it: the code
	// of an organisation the person stands for, and the person's name.
	Organisation string `json:"organisation"`
	Person       string `json:"person"`
}
