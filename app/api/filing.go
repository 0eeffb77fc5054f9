package api

import (
	"encoding/json"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/paper"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/complaint"
	"github.com/hengjian/hengjian/view/portal"
)

// maxPhoto bounds one attachment of the public.
const maxPhoto = 10 << 20

// filings are the operations by which the public files and follows what is its own.
// No personal value stands in an address: codes, telephone numbers and slips travel
// in bodies and headers, which no log has.
type filings struct {
	*public
	progress *portal.Progress
	demo     bool
	slips    *rest.Limiter // slips of one client
	uploads  *rest.Limiter // attachments of one client
	texts    *rest.Limiter // telephone codes of one client, and to one number
	guesses  *rest.Limiter // telephone codes tried for one slip
	tries    *rest.Limiter // wrong receipts of one client
	tails    *rest.Limiter // wrong digits for one code
}

// filing adds the operations. The limits on guessing hold always; limited turns on
// those that keep one client from filing in bulk.
func (p *public) filing(limited bool) error {
	words, err := portal.NewProgress(p.engine, p.app.Procedures)
	if err != nil {
		return err
	}
	f := &filings{public: p, progress: words, demo: p.app.Config.Demo, tries: rest.NewLimiter(1.0/30, 10, 10_000), tails: rest.NewLimiter(1.0/600, 5, 10_000), guesses: rest.NewLimiter(1.0/120, 5, 10_000)}
	if limited {
		f.slips, f.uploads, f.texts = rest.NewLimiter(1.0/20, 20, 10_000), rest.NewLimiter(1.0/5, 40, 10_000), rest.NewLimiter(1.0/60, 3, 10_000)
	}
	add := func(method, path, id, summary string, h func(*rest.Request) error) {
		p.fixed(method, "/api/public"+path, "public-"+id, summary, "提交与查询", h)
	}
	add(http.MethodPost, "/filing/slip", "slip", "领取填写凭条", f.slip)
	add(http.MethodPost, "/filing/phone", "phone-code", "向手机发验证码", f.phone)
	add(http.MethodPost, "/filing", "file", "提交投诉、举报或者在线协商", f.file)
	add(http.MethodPost, "/filing/receipt", "receipt", "凭填写凭条取回执（提交后没有收到答复的）", f.again)
	add(http.MethodGet, "/odr/{area}/{id}", "odr", "一户经营者是否加入在线协商", f.odr)
	add(http.MethodPost, "/progress", "progress", "凭查询码查进度", f.look)
	add(http.MethodPost, "/progress/document", "progress-document", "凭查询码取送达给本人的文书（PDF）", f.paper)
	add(http.MethodPost, "/progress/act", "progress-act", "凭查询码办理：补充、答复、表态、撤回、评价", f.act)
	rest.Handle(p.huma, &huma.Operation{Method: http.MethodPost, Path: "/api/public/filing/files", OperationID: "public-upload", Summary: "上传附件（凭填写凭条）", Tags: []string{"提交与查询"}, Responses: uploaded(), MaxBodyBytes: maxPhoto + 4096,
		Parameters: []*huma.Param{{Name: "X-Slip", In: "header", Required: true, Schema: &huma.Schema{Type: "string"}}},
		RequestBody: &huma.RequestBody{Content: map[string]*huma.MediaType{"multipart/form-data": {Schema: &huma.Schema{Type: "object",
			Properties: map[string]*huma.Schema{"file": {Type: "string", Format: "binary"}}}}}}}, f.upload)
	return nil
}

func wall() calendar.Instant { return calendar.Instant(clock.Wall{}.Now()) }

// read reads a body of known shape; anything else in it is refused.
func read(q *rest.Request, into any) error {
	m, err := q.Object()
	if err != nil {
		return err
	}
	b, err := json.Marshal(m)
	if err != nil {
		return err
	}
	return strict(b, into)
}

func (f *filings) client(q *rest.Request) string {
	return rest.ClientKey(rest.Client(q.HTTP(), f.proxies))
}

// few takes one token of somebody's bucket.
func few(l *rest.Limiter, key, code, text string) error {
	if l == nil || l.Allow(key, clock.Wall{}.Now().Time()) {
		return nil
	}
	return fault.New(fault.TooMany, code, text)
}

// slip hands out a slip with the work to be done for it.
func (f *filings) slip(q *rest.Request) error {
	if err := few(f.slips, f.client(q), "portal.rate", "提交过于频繁，请过几分钟再试；已填写的内容还在"); err != nil {
		return err
	}
	q.SetHeader("Cache-Control", "no-store")
	return q.JSON(http.StatusOK, map[string]any{"slip": f.app.Slips.New(wall()), "bits": f.app.Slips.WorkBits(), "phone": f.confirms(), "most_files": complaint.MostFiles, "most_bytes": maxPhoto})
}

// confirms reports whether telephone numbers are confirmed here: by a gateway for
// short messages, where one is configured; a demo city shows the code instead.
func (f *filings) confirms() bool { return f.app.Text != nil || f.demo }

// phone sends a code to a number. Whether the number exists is told to nobody.
func (f *filings) phone(q *rest.Request) error {
	var in struct{ Slip, Phone string }
	if err := read(q, &in); err != nil {
		return err
	}
	if _, err := f.app.Slips.Who(in.Slip, wall()); err != nil {
		return err
	}
	if !f.confirms() {
		return fault.New(fault.Unavailable, "complaint.no_texts", "本站没有开通短信验证，不必验证，直接提交即可")
	}
	in.Phone = complaint.PlainPhone(in.Phone) // as it is filed, and one bucket however it is written
	if !complaint.Mobile(in.Phone) {
		return fault.Bad("complaint.filing", "有几处需要补充或者改正", fault.Field{Name: "phone", Code: "format", Text: "请填写11位手机号码"})
	}
	for _, key := range []string{f.client(q), "number " + in.Phone} {
		if err := few(f.texts, key, "portal.rate", "验证码发得太频繁，请过一分钟再试"); err != nil {
			return err
		}
	}
	code := f.app.Slips.PhoneCode(in.Slip, in.Phone, wall())
	q.SetHeader("Cache-Control", "no-store")
	if f.app.Text == nil {
		return q.JSON(http.StatusOK, map[string]any{"sent": true, "shown": code}) // the demo sends nothing and shows it
	}
	if err := f.app.Text(q.Context(), in.Phone, "您的验证码是 "+code+"，10 分钟内有效，用于在市场监管部门门户网站提交投诉举报。不要告诉别人。"); err != nil {
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"sent": true})
}

// upload takes an attachment under a slip.
func (f *filings) upload(q *rest.Request) error {
	who, err := f.app.Slips.Who(q.Header("X-Slip"), wall())
	if err != nil {
		return err
	}
	if err := few(f.uploads, f.client(q), "portal.rate", "上传过于频繁，请稍后再试；已填写的内容还在"); err != nil {
		return err
	}
	return f.store(q, actor.Caller{Public: who}, maxPhoto, shownFiles)
}

// filingIn is what the form sends.
type filingIn struct {
	complaint.Filing
	Slip      string `json:"slip"`
	Nonce     string `json:"nonce"`
	PhoneCode string `json:"phone_code"`
	Origin    string `json:"origin"`  // the address of the portal as the browser has it, for the code on the receipt
	Website   string `json:"website"` // no person sees this question; what answers it is a program
}

// file files a form; sent again it answers with the same receipt.
func (f *filings) file(q *rest.Request) error {
	var in filingIn
	if err := read(q, &in); err != nil {
		return err
	}
	who, err := f.app.Slips.Who(in.Slip, wall())
	if err != nil {
		return err
	}
	if in.Website != "" || !f.app.Slips.Worked(in.Slip, in.Nonce) {
		return fault.New(fault.Denied, "complaint.work", "没有完成提交前的验证，请重新提交；已填写的内容还在")
	}
	confirmed := false
	if in.PhoneCode != "" {
		if err := few(f.guesses, in.Slip, "complaint.guesses", "验证码试得太频繁，请过几分钟重新获取"); err != nil {
			return err
		}
		if confirmed = f.app.Slips.Confirmed(in.Slip, complaint.PlainPhone(in.Phone), in.PhoneCode, wall()); !confirmed {
			return fault.Bad("complaint.filing", "验证码不正确", fault.Field{Name: "phone_code", Code: "wrong", Text: "验证码不正确或已过期，请重新获取"})
		}
	}
	r, err := f.app.Portal.File(q.Context(), who, f.app.Slips.Code(in.Slip), in.Filing, confirmed)
	if err != nil {
		return err
	}
	return f.receipt(q, http.StatusCreated, r, in.Origin)
}

// again answers with the receipt of a slip whose answer was lost.
func (f *filings) again(q *rest.Request) error {
	var in struct{ Slip, Origin string }
	if err := read(q, &in); err != nil {
		return err
	}
	if _, err := f.app.Slips.Who(in.Slip, wall()); err != nil {
		return err
	}
	r, err := f.app.Portal.Filed(q.Context(), f.app.Slips.Code(in.Slip))
	if err != nil {
		return err
	}
	return f.receipt(q, http.StatusOK, r, in.Origin)
}

type receiptOut struct {
	Code   string        `json:"code"`
	QR     []string      `json:"qr"` // leads to the progress; the code stands behind #, which no server is told
	Office string        `json:"office"`
	Items  []standingOut `json:"items"`
}

func (f *filings) receipt(q *rest.Request, status int, r *complaint.Receipt, origin string) error {
	if len(origin) > 100 || !strings.HasPrefix(origin, "http://") && !strings.HasPrefix(origin, "https://") {
		origin = ""
	}
	lines, err := paper.QR(origin + "/progress#" + strings.ReplaceAll(r.Code, " ", ""))
	if err != nil {
		return err
	}
	out := receiptOut{Code: r.Code, QR: lines, Office: f.office, Items: []standingOut{}}
	holds := actor.Caller{Public: "receipt", Area: f.area, Day: f.engine.DB().Now().Day()}
	for _, rec := range r.Records {
		holds.Holds = append(holds.Holds, rec.Ref())
	}
	err = f.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out.Items = out.Items[:0]
		for _, rec := range r.Records {
			x, err := f.standing(c, holds, rec.Kind.Name, rec.Ref())
			if err != nil {
				return err
			}
			out.Items = append(out.Items, x)
		}
		return nil
	})
	if err != nil {
		return err
	}
	q.SetHeader("Cache-Control", "no-store")
	return q.JSON(status, out)
}

// odr tells whether a trader joined the online settlement of disputes.
func (f *filings) odr(q *rest.Request) error {
	r, err := refOf(q)
	if err != nil {
		return err
	}
	var joined bool
	err = f.engine.DB().Read(q.Context(), func(c db.Conn) error {
		joined, err = f.app.Portal.Joined(c, r)
		return err
	})
	if err != nil {
		return err
	}
	limit := ""
	if k := f.app.Procedures.Limit(complaint.ODR, "answer"); k != nil {
		limit = k.Chinese()
	}
	return f.answer(q, map[string]any{"joined": joined, "limit": limit})
}
