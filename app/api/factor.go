package api

import (
	"bytes"
	"encoding/base64"
	"image/png"
	"net/http"

	"github.com/pquerna/otp"

	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

// factors adds what everybody does with his own one-time codes. They need a
// session and nothing more: who must have codes can do only this until then.
func (a *API) factors(d *Doors) {
	own := func(method, path, id, summary string, h func(*rest.Request, *Doors, auth.Session) error) {
		a.fixed(method, path, id, summary, "账号", func(q *rest.Request) error {
			s, err := d.session(q)
			if err != nil {
				return err
			}
			return h(q, d, s)
		})
	}
	own(http.MethodGet, "/api/session/codes", "codes-state", "我的动态验证码", a.codesState)
	own(http.MethodPost, "/api/session/codes", "codes-enrol", "开始启用动态验证码", a.codesEnrol)
	own(http.MethodPost, "/api/session/codes/confirm", "codes-confirm", "以第一个验证码确认启用，取得恢复码", a.codesConfirm)
	own(http.MethodPost, "/api/session/codes/recovery", "codes-recovery", "重新生成恢复码", a.codesRenew)
	own(http.MethodPost, "/api/session/codes/drop", "codes-drop", "停用动态验证码", a.codesDrop)
}

func (a *API) codesState(q *rest.Request, d *Doors, s auth.Session) error {
	var f map[string]auth.Factor
	err := d.db.Read(q.Context(), func(c db.Conn) (err error) { f, err = d.auth.Factors(c, s.Account.Name); return err })
	if err != nil {
		return err
	}
	mine := f[s.Account.Name]
	return q.JSON(http.StatusOK, map[string]any{"on": mine.On, "recovery": mine.Recovery, "required": d.people.CodeRequired(d.person(s.Account))})
}

// qrSize is the side of the picture in pixels.
const qrSize = 220

func (a *API) codesEnrol(q *rest.Request, d *Doors, s auth.Session) error {
	b, err := text(q, "password")
	if err != nil {
		return err
	}
	if err := d.again(q, s, "password", b["password"], ""); err != nil {
		return err
	}
	var key *otp.Key
	err = d.db.Write(q.Context(), func(tx *db.Tx) (err error) { key, err = d.auth.EnrolTOTP(tx, s.Account.Name); return err })
	if err != nil {
		return err
	}
	picture, err := key.Image(qrSize, qrSize)
	if err != nil {
		return err
	}
	var buf bytes.Buffer
	if err := png.Encode(&buf, picture); err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"secret": key.Secret(), "url": key.URL(), "picture": "data:image/png;base64," + base64.StdEncoding.EncodeToString(buf.Bytes())})
}

func (a *API) codesConfirm(q *rest.Request, d *Doors, s auth.Session) error {
	b, err := text(q, "code")
	if err != nil {
		return err
	}
	return a.recovery(q, d, s, auth.CodesOn, func(tx *db.Tx) ([]string, error) { return d.auth.ConfirmTOTP(tx, s.Account.Name, b["code"]) })
}

func (a *API) codesRenew(q *rest.Request, d *Doors, s auth.Session) error {
	b, err := text(q, "password", "code")
	if err != nil {
		return err
	}
	if err := d.twice(q, s, b); err != nil {
		return err
	}
	return a.recovery(q, d, s, auth.RecoveryNew, func(tx *db.Tx) ([]string, error) { return d.auth.RenewRecovery(tx, s.Account.Name) })
}

// twice asks for password and code: with both anew, a browser left open is not
// enough to take the second factor away.
func (d *Doors) twice(q *rest.Request, s auth.Session, b map[string]string) error {
	if b["code"] == "" {
		b["code"] = "-" // as good as a wrong one
	}
	return d.again(q, s, "password", b["password"], b["code"])
}

// recovery answers with recovery codes, which are shown once.
func (a *API) recovery(q *rest.Request, d *Doors, s auth.Session, e auth.Event, do func(*db.Tx) ([]string, error)) error {
	var codes []string
	err := d.db.Write(q.Context(), func(tx *db.Tx) (err error) {
		if codes, err = do(tx); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, e)
	})
	if err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"recovery": codes})
}

func (a *API) codesDrop(q *rest.Request, d *Doors, s auth.Session) error {
	b, err := text(q, "password", "code")
	if err != nil {
		return err
	}
	if err := d.twice(q, s, b); err != nil {
		return err
	}
	err = d.db.Write(q.Context(), func(tx *db.Tx) error {
		if err := d.auth.DropTOTP(tx, s.Account.Name); err != nil {
			return err
		}
		return d.note(tx, q, s.Account.Name, auth.CodesOff)
	})
	if err != nil {
		return err
	}
	return q.NoContent()
}
