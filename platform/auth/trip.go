package auth

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// TripLife is how long a browser may be away at a provider.
const TripLife = 10 * time.Minute

// Trip is one round trip of a browser to a provider. It travels in a cookie,
// sealed, so that beginning one costs the database nothing; a row is written
// when the browser is back, which is also what makes it a trip for one use.
type Trip struct {
	Provider string `json:"provider"`
	Business bool   `json:"business"` // at the business's own desk
	Return   string `json:"return"`   // where the person goes on, a path of the same desk
	// Of somebody signed in who binds an identity: both "" in a sign-in.
	Account string `json:"account"`
	Session string `json:"session"`

	Key   string        `json:"key"` // everything secret of the trip follows from it
	Until clock.Instant `json:"until"`
}

// proof derives the secrets of the trip, so that none of them is stored.
func (t Trip) proof() Proof {
	part := func(name string) string {
		b, _ := hkdf.Expand(sha256.New, []byte(t.Key), name, 32) // fails only for lengths it never has
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return Proof{State: part("state"), Nonce: part("nonce"), Verifier: part("verifier")}
}

// The names of the cookies that carry a trip, one for each desk.
const (
	TripCookieName         = "hj_enter"
	BusinessTripCookieName = "hj_business_enter"
)

// TripCookie carries a trip. The way back begins at another site, where a cookie
// of the strict sort is not sent; this one opens nothing by itself.
func TripCookie(sealed string, business, secure bool) *http.Cookie {
	c := &http.Cookie{Name: TripCookieName, Value: sealed, Path: "/api/session/enter", MaxAge: int(TripLife.Seconds()), HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode}
	if business {
		c.Name, c.Path = BusinessTripCookieName, businessPath+"/enter"
	}
	return c
}

// NoTripCookie takes it away again.
func NoTripCookie(business, secure bool) *http.Cookie {
	c := TripCookie("", business, secure)
	c.MaxAge = -1
	return c
}

// PresentedTrip returns the trip a request shows, "" for none.
func PresentedTrip(r *http.Request, business bool) string {
	if c, err := r.Cookie(TripCookie("", business, false).Name); err == nil {
		return c.Value
	}
	return ""
}

// Depart begins a trip: address is where the browser goes, sealed what its cookie
// carries meanwhile.
func (a *Auth) Depart(ctx context.Context, p Provider, t Trip, back string) (address, sealed string, err error) {
	t.Provider, t.Key, t.Until = p.Name(), newToken(), a.now()+ms(TripLife)
	b, err := json.Marshal(t)
	if err != nil {
		return "", "", err
	}
	if address, err = p.Begin(ctx, t.proof(), back); err != nil {
		return "", "", err
	}
	raw, err := a.sealTrip("cookie", b)
	return address, base64.RawURLEncoding.EncodeToString(raw), err
}

// sealTrip seals a part of trips under a key of their own: anybody may begin one,
// and how often must not weaken the seal of anything else.
func (a *Auth) sealTrip(part string, plain []byte) ([]byte, error) {
	return sealed(a.derive("trips"), part, string(plain))
}

func (a *Auth) unsealTrip(part string, raw []byte, to any) error {
	plain, err := unsealed(a.derive("trips"), part, raw)
	if err != nil {
		return err
	}
	return json.Unmarshal([]byte(plain), to)
}

// derive is a key for one purpose that follows from the installation's secret;
// nil where there is none.
func (a *Auth) derive(purpose string) []byte {
	if len(a.o.Seal) == 0 {
		return nil
	}
	key, _ := hkdf.Expand(sha256.New, a.o.Seal, purpose, 32) // fails only for lengths it never has
	return key
}

// tripOf opens the seal of a trip that is under way at the desk.
func (a *Auth) tripOf(sealed string, business bool) (t Trip, err error) {
	raw, err := base64.RawURLEncoding.DecodeString(sealed)
	if err != nil || len(raw) > 4096 {
		return t, tripOver()
	}
	if err := a.unsealTrip("cookie", raw, &t); err != nil || t.Business != business || a.now() >= t.Until {
		return Trip{}, tripOver()
	}
	return t, nil
}

func tripOver() error {
	return fault.New(fault.Denied, "auth.trip_over", "这次登录已结束或已过期（十分钟内有效），也可能不是从本浏览器开始的；请回到登录页重新开始")
}

// What has become of a trip whose browser is back.
const (
	asked   = "asked"   // the provider is being asked
	arrived = "arrived" // there is an answer, nobody has used it
	spent   = "spent"
)

// answer is what a trip brought: an identity, or why there is none.
type answer struct {
	Identity Identity   `json:"identity"`
	Kind     fault.Kind `json:"kind"`
	Code     string     `json:"code"`
	Text     string     `json:"text"`
}

// Arrive takes what a browser brought back from a provider. Every failure is kept
// for Complete, whose page the browser is sent to whatever happened: what comes
// from another site decides nothing and shows nothing.
//
// What was brought counts once. Without the cookie of the trip, with another
// state or a second time nothing is asked of anybody and nothing changes.
func (a *Auth) Arrive(ctx context.Context, p Provider, business bool, sealed, back string, brought url.Values, address, agent string) {
	t, err := a.tripOf(sealed, business)
	if err != nil || t.Provider != p.Name() {
		return
	}
	proof := t.proof()
	if s := brought["state"]; len(s) != 1 || subtle.ConstantTimeCompare([]byte(s[0]), []byte(proof.State)) != 1 {
		return
	}
	var first bool
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec(`INSERT INTO auth_trip (digest, state, answer, expires_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`, digest(t.Key), asked, []byte{}, int64(t.Until))
		first = n == 1
		return err
	})
	if err != nil || !first {
		a.warn(ctx, "taking what a provider sent", err)
		return
	}
	who, err := p.Finish(ctx, proof, back, brought)
	if err == nil && (who.ID == "" || who.Issuer == "") {
		err = errors.New("auth: the provider vouches for nobody")
	}
	kept := answer{Identity: who}
	if err != nil {
		f := fault.As(err)
		kept = answer{Kind: f.Kind, Code: f.Code, Text: f.Text}
		a.warn(ctx, "signing in by "+p.Name(), err)
	}
	b, err := json.Marshal(kept)
	if err == nil {
		b, err = a.sealTrip("answer", b)
	}
	if err == nil {
		err = a.db.Write(ctx, func(tx *db.Tx) error {
			if kept.Code != "" {
				if err := a.note(tx, t.Account, OutsideRefused, p.Name(), address, agent); err != nil {
					return err
				}
			}
			_, err := tx.Exec(`UPDATE auth_trip SET state = $2, answer = $3 WHERE digest = $1`, digest(t.Key), arrived, b)
			return err
		})
	}
	a.warn(ctx, "keeping what a provider sent", err)
}

// warn logs what nobody is there to be told.
func (a *Auth) warn(ctx context.Context, doing string, err error) {
	if err == nil {
		return
	}
	f := fault.As(err)
	a.o.Log.LogAttrs(ctx, slog.LevelWarn, doing, slog.String("code", f.Code), slog.Any("cause", err))
}

// Completion is how a trip ends: by a request from a page of ours.
type Completion struct {
	Business bool
	Sealed   string
	Code     string   // one-time code, where the account has one
	Session  *Session // of who asks; nil: nobody is signed in
	Token    string   // of that session: a sign-in takes its place
	Address  string
	Agent    string
	// Check is asked before an identity is bound to an account or opens it.
	Check func(db.Conn, Account, Identity) error
}

// Completed is the end of a trip: an identity was bound, or a session opened.
type Completed struct {
	Return  string
	Bound   bool
	Token   string
	Session Session
}

// Complete ends a trip. A missing or wrong one-time code leaves it open, so that
// the person may give the right one; anything else ends it.
func (a *Auth) Complete(ctx context.Context, c Completion) (Completed, error) {
	t, err := a.tripOf(c.Sealed, c.Business)
	if err != nil {
		return Completed{}, err
	}
	var out Completed
	var refusal error // must be kept, not rolled back
	err = a.db.Write(ctx, func(tx *db.Tx) error {
		out, refusal = Completed{Return: t.Return}, nil
		got, err := a.take(tx, t)
		if err != nil {
			return err
		}
		switch {
		case got.Code != "":
			refusal = fault.New(got.Kind, got.Code, got.Text)
		case t.Account != "":
			out.Bound = true
			refusal, err = a.bind(tx, t, got.Identity, c)
		default:
			refusal, err = a.enter(tx, t, got.Identity, c, &out)
		}
		if err != nil || refusal != nil && unfinished(refusal) {
			return err
		}
		_, err = tx.Exec(`UPDATE auth_trip SET state = $2, answer = $3 WHERE digest = $1`, digest(t.Key), spent, []byte{})
		return err
	})
	if err = errors.Join(err, refusal); err != nil {
		return Completed{}, err
	}
	return out, nil
}

// unfinished reports whether a refusal asks for no more than the right code.
func unfinished(refusal error) bool {
	code := fault.As(refusal).Code
	return code == "auth.code_required" || code == "auth.code"
}

// take reads what a trip brought, under its row.
func (a *Auth) take(tx *db.Tx, t Trip) (got answer, err error) {
	var state string
	var sealed []byte
	err = tx.QueryRow(`UPDATE auth_trip SET state = state WHERE digest = $1 RETURNING state, answer`, digest(t.Key)).Scan(&state, &sealed)
	switch {
	case errors.Is(err, sql.ErrNoRows) || err == nil && state == asked:
		return got, fault.New(fault.Denied, "auth.trip_open", "还没有收到这次登录的结果，或返回的信息与本次登录不符；请回到登录页重新开始")
	case err != nil:
		return got, err
	case state != arrived:
		return got, tripOver()
	}
	return got, a.unsealTrip("answer", sealed, &got)
}

// enter opens a session of the account an identity is bound to, as a password
// would: under the same lock after failures, with the account's own one-time
// code, at the account's own desk.
func (a *Auth) enter(tx *db.Tx, t Trip, who Identity, c Completion, out *Completed) (refusal, err error) {
	var name, hash string
	err = tx.QueryRow(`SELECT a.name, a.hash FROM auth_identity i JOIN auth_account a ON a.name = i.account WHERE i.digest = $1`, a.identity(t.Business, who)).Scan(&name, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return fault.New(fault.Denied, "auth.not_bound", "这个身份还没有绑定账号。请先用账号密码登录，在账号页里绑定，以后就可以这样登录"), a.note(tx, "", NotBound, t.Provider, c.Address, c.Agent)
	}
	if err != nil {
		return nil, err
	}
	var checked error
	refusal, event, err := a.judge(tx, name, hash, c.Code, true, func(tx *db.Tx, acc Account) (err error) {
		if (acc.Duty == Subject) != t.Business {
			checked = otherDoor(acc.Duty)
			return nil
		}
		if checked = c.Check(tx, acc, who); checked != nil {
			return nil
		}
		if _, err = tx.Exec(`DELETE FROM auth_session WHERE digest = $1`, digest(c.Token)); err != nil {
			return err
		}
		if out.Token, out.Session, err = a.open(tx, acc, c.Address, c.Agent); err != nil {
			return err
		}
		if _, err = tx.Exec(`UPDATE auth_identity SET used_at = $2 WHERE digest = $1`, a.identity(t.Business, who), int64(a.now())); err != nil {
			return err
		}
		return a.note(tx, name, SignedIn, t.Provider, c.Address, c.Agent)
	})
	if checked != nil {
		refusal, event = checked, OutsideRefused
	}
	if err != nil || refusal == nil {
		return refusal, err
	}
	if fault.As(refusal).Code == "auth.wrong" { // no password was asked
		refusal = fault.Bad("auth.code", "动态验证码不正确", fault.Field{Name: "code", Code: "invalid", Text: "动态验证码不正确，请核对手机时间后重试"})
	}
	return refusal, a.note(tx, name, event, t.Provider, c.Address, c.Agent)
}

// hmacOf keys a digest by the installation's secret: an identifier may be an
// identity number, of which a plain digest could be guessed.
func (a *Auth) hmacOf(s string) []byte {
	m := hmac.New(sha256.New, a.derive("identities"))
	_, _ = m.Write([]byte(s)) // a hash never fails
	return m.Sum(nil)
}
