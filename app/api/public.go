package api

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"
	"github.com/hengjian/hengjian/practice/registration"
	"github.com/hengjian/hengjian/view/portal"
)

// public are the operations without a caller. They read through view/portal
// alone, which shows what is published and nothing else.
type public struct {
	*API
	portal *portal.Portal
	about  portal.About
	office string

	proxies []netip.Prefix
	asks    *rest.Limiter // searches and proofs; nil: not limited
	files   *rest.Limiter // whole exports
}

// Public adds the operations of the portal. limited turns on the limits that
// keep one client from reading the register through the search.
func (a *API) Public(limited bool, proxies []netip.Prefix) error {
	p := &public{API: a, office: a.app.Profile.Title, proxies: proxies,
		portal: &portal.Portal{Engine: a.engine, Notices: a.app.Notices, Ledger: a.ledger, Area: a.area, Ended: func(r *record.Record) bool {
			return registration.Ended(code.Value(r.Text(r.Kind.SubjectFields.Status)))
		}}}
	if u, ok := a.app.Profile.Unit(a.app.Profile.Root); ok {
		p.office = u.Organ
	}
	if limited {
		p.asks, p.files = rest.NewLimiter(2, 60, 10_000), rest.NewLimiter(0.1, 6, 10_000)
	}
	own, err := os.ReadFile(filepath.Join(a.app.Config.Data, "portal.yaml"))
	if err != nil && !os.IsNotExist(err) {
		return fault.New(fault.Unavailable, "portal.about", "读不到 portal.yaml").With(err)
	}
	if p.about, err = portal.ReadAbout(own, p.office); err != nil {
		return err
	}
	a.address = p.about.Address
	p.add("/api/public", "public-site", "门户概况：本局、热线、各类公示信息的数量、最新存证点", nil, p.site)
	p.add("/api/public/search", "public-search", "按名称、统一社会信用代码或文号查公示信息", query{"q": "名称的任意部分（至少两个字）、完整的统一社会信用代码，或完整的文号"}, p.search)
	p.add("/api/public/subjects/{area}/{id}", "public-subject", "一户经营主体的公示信息", nil, p.subject)
	p.add("/api/public/ledger", "public-ledger", "账本最新的存证点和验证公钥", nil, p.ledgerHead)
	p.add("/api/public/notices/{notice}", "public-notices", "一类公示信息，最新的在前", query{"cursor": "上一页返回的 next"}, p.list)
	p.add("/api/public/notices/{notice}/{area}/{id}", "public-notice", "一条公示信息", nil, p.one)
	p.add("/api/public/notices/{notice}/{area}/{id}/proof", "public-proof", "一条公示信息在账本中的证明，只公开已公示的字段", nil, p.proof)
	p.add("/api/public/documents/{code}", "public-document", "核验一份文书：签发机关、文号、日期、效力、文件摘要和账本证明", nil, p.document)
	p.add("/api/public/open", "public-open", "开放数据目录：字段、代码、数量、更新、许可", nil, p.catalogue)
	p.add("/api/public/open/{notice}/file", "public-open-file", "一类公示信息的全部数据", query{"format": "csv 或 jsonl"}, p.file)
	p.add("/api/public/open/{notice}/feed", "public-open-feed", "一类公示信息的增量更新", query{"cursor": "上一次返回的 next，或目录给出的 start、now"}, p.feed)
	return p.filing(limited)
}

// query are the parameters of an operation with what they mean.
type query map[string]string

func (p *public) add(path, id, summary string, params query, h func(*rest.Request) error) {
	op := &huma.Operation{Method: http.MethodGet, Path: path, OperationID: id, Summary: summary, Tags: []string{"公开"}, Errors: []int{404, 422, 429}}
	op.Parameters = pathParams(path)
	for _, name := range []string{"q", "cursor", "format"} {
		if text, ok := params[name]; ok {
			op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "query", Description: text, Schema: &huma.Schema{Type: "string"}})
		}
	}
	content := map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}
	if id == "public-open-file" {
		content = map[string]*huma.MediaType{"text/csv": {}, "application/x-ndjson": {}}
	}
	op.Responses = map[string]*huma.Response{"200": {Description: "成功", Content: content}}
	rest.Handle(p.huma, op, func(q *rest.Request) error {
		// Any page may read what is public; no cookie is asked for, so none is sent.
		q.SetHeader("Access-Control-Allow-Origin", "*")
		q.SetHeader("Cross-Origin-Resource-Policy", "cross-origin")
		return h(q)
	})
}

// today is the day on which is asked what is published.
func (a *API) today() calendar.Date { return calendar.DateOf(a.engine.DB().Now()) }

// allow takes one token of the client's bucket.
func (p *public) allow(l *rest.Limiter, q *rest.Request) error {
	if l == nil || l.Allow(rest.ClientKey(rest.Client(q.HTTP(), p.proxies)), clock.Wall{}.Now().Time()) {
		return nil
	}
	return fault.New(fault.TooMany, "portal.rate", "查询过于频繁，请稍后再试；需要全部数据，请用开放数据")
}

// notice is the notice named in the path.
func (p *public) notice(q *rest.Request) (*publication.Notice, error) {
	if n := p.portal.Notices.Get(q.Param("notice")); n != nil {
		return n, nil
	}
	return nil, portal.NotFound()
}

// freshFor is how long an answer may be kept: what is withdrawn is gone from
// every cache a minute later.
const freshFor = "public, max-age=60"

// answer writes v with a tag, so that who has it already gets no second copy.
func (p *public) answer(q *rest.Request, v any) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return err
	}
	sum := sha256.Sum256(b.Bytes())
	tag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := q.Writer().Header()
	h.Set("Cache-Control", freshFor)
	h.Set("ETag", tag)
	if strings.Contains(q.Header("If-None-Match"), tag) {
		q.Writer().WriteHeader(http.StatusNotModified)
		return nil
	}
	h.Set("Content-Type", "application/json")
	q.Writer().WriteHeader(http.StatusOK)
	_, _ = q.Writer().Write(b.Bytes()) // the connection may be gone; nobody is left to tell
	return nil
}
