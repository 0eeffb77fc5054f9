package auth

import (
	"context"
	"net/http"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Subject is the duty of an account that belongs to a supervised subject
// (企业端账号) and to nobody of the bureau. Such an account has doors of its own:
// it never opens a session of the desk, and no account of the bureau opens one
// of the business's desk.
const Subject Duty = "subject"

// BusinessCookieName holds the token of a session at the business's own desk. The
// browser sends it there and nowhere else. Behind TLS its name begins with
// __Secure-; __Host- would send it to every path.
const BusinessCookieName = "hj_business"

const businessPath = "/api/business"

// BusinessCookie carries a session of the business's own desk.
func BusinessCookie(token string, secure bool) *http.Cookie {
	c := Cookie(token, secure)
	c.Name, c.Path = businessCookieName(secure), businessPath
	return c
}

func businessCookieName(secure bool) string {
	if secure {
		return "__Secure-" + BusinessCookieName
	}
	return BusinessCookieName
}

// NoBusinessCookie takes it away again.
func NoBusinessCookie(secure bool) *http.Cookie {
	c := BusinessCookie("", secure)
	c.MaxAge = -1
	return c
}

// PresentedBusiness returns the token a request shows at the business's own
// desk; API keys open nothing there.
func PresentedBusiness(r *http.Request, secure bool) string {
	if c, err := r.Cookie(businessCookieName(secure)); err == nil {
		return c.Value
	}
	return ""
}

// otherDoor is the answer to somebody at the wrong door. It is given only where
// the password or the session was right, so that it tells nobody anything.
func otherDoor(d Duty) error {
	if d == Subject {
		return fault.New(fault.Denied, "auth.audience", "这是企业端账号，请到企业端（/business/）登录")
	}
	return fault.New(fault.Denied, "auth.audience", "这是监管人员账号，请到工作台（/desk/）登录")
}

// SignInBusiness is SignIn at the door of the business's own desk.
func (a *Auth) SignInBusiness(ctx context.Context, c Credentials) (token string, s Session, err error) {
	return a.signIn(ctx, c, true)
}

// OpenBusiness is Open for sessions of the business's own desk.
func (a *Auth) OpenBusiness(ctx context.Context, token string) (Session, error) {
	return a.openAt(ctx, token, true)
}

// End closes an account for good from where only its name is known, in the act
// that does it: disabled, its sessions and bindings over.
func End(tx *db.Tx, account string) error {
	for _, q := range []string{
		`UPDATE auth_account SET state = 'disabled' WHERE name = $1`,
		`DELETE FROM auth_session WHERE account = $1`,
		`DELETE FROM auth_identity WHERE account = $1`,
	} {
		if _, err := tx.Exec(q, account); err != nil {
			return err
		}
	}
	return nil
}
