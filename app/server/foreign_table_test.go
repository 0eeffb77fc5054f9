package server_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// operation is one of the API.
type operation struct{ method, path string }

// describe lists the operations of the API, as /api/openapi.json has them.
func describe(t *testing.T) []operation {
	t.Helper()
	return readOperations(t, openAPI(t))
}

func (w *foreign) operations(t *testing.T) []operation {
	t.Helper()
	a := w.b.nobody().Get("/api/openapi.json")
	return readOperations(t, a.Body)
}

func readOperations(t *testing.T, doc []byte) (out []operation) {
	t.Helper()
	var d struct {
		Paths map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(doc, &d); err != nil {
		t.Fatal(err)
	}
	for path, ops := range d.Paths {
		for method := range ops {
			out = append(out, operation{strings.ToUpper(method), path})
		}
	}
	slices.SortFunc(out, func(a, b operation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return out
}

// ofKind are the operations of every declared kind, after /api/<matter>/<kind>.
var ofKind = []string{
	"GET ", "GET /total", "GET /facets", "GET /groups", "GET /about", "GET /export", "POST ", "POST /check",
	"GET /{area}/{id}", "GET /{area}/{id}/timeline", "GET /{area}/{id}/course", "GET /{area}/{id}/orders", "GET /{area}/{id}/provenance", "GET /{area}/{id}/files/{field}",
	"POST /{area}/{id}/acts/{act}", "POST /{area}/{id}/acts/{act}/check",
	"POST /{area}/{id}/code", // of a desk account: its code
}

// way is how an operation could be pointed at somebody else's object; why says
// that it cannot be.
type way struct {
	object string
	query  string
	body   map[string]any
	why    string
}

const (
	door  = "asks nobody who he is, or ends the asker's own session"
	own   = "of the asker alone: it takes no name of an object"
	rules = "the same for everybody who may ask: codes, declarations, areas, signed heads of ledgers"
	lists = "a list cut to what the asker sees; administrators' lists are held by TestDuties"
	// What a wrong, another's or no receipt opens is held by practice/complaint and test/hostile.
	receipts  = "opens what the receipt shown is for"
	upstreams = "a batch is opened with the right over what the bureau receives, by nobody else; TestUpstreamKeepsRights"
	sent      = "takes in what is sent and names nothing"
)

var reason = map[string]any{"reason": "试验"}

// ways is every operation that belongs to no kind.
var ways = map[string]way{
	"POST /api/session": {why: door}, "GET /api/session": {why: own}, "DELETE /api/session": {why: door}, "POST /api/session/password": {why: own},
	"GET /api/session/codes": {why: own}, "POST /api/session/codes": {why: own}, "POST /api/session/codes/confirm": {why: own}, "POST /api/session/codes/recovery": {why: own}, "POST /api/session/codes/drop": {why: own},
	"GET /api/sessions": {why: own}, "DELETE /api/sessions/{id}": {object: "session"},
	"GET /api/keys": {why: own}, "POST /api/keys": {why: own}, "DELETE /api/keys/{id}": {object: "key"},

	"GET /api/session/enter": {why: door}, "POST /api/session/enter": {why: door}, "POST /api/session/enter/{provider}": {why: door}, "GET /api/session/enter/{provider}/back": {why: door},
	"GET /api/session/bindings": {why: own}, "POST /api/session/bindings/{provider}": {why: own}, "POST /api/session/bindings/{provider}/drop": {why: own},
	"GET /api/business/enter": {why: door}, "POST /api/business/enter": {why: door}, "POST /api/business/enter/{provider}": {why: door}, "GET /api/business/enter/{provider}/back": {why: door},
	"GET /api/business/bindings": {why: own}, "POST /api/business/bindings/{provider}": {why: own}, "POST /api/business/bindings/{provider}/drop": {why: own},
	"POST /api/admin/accounts/{account}/bindings/end": {object: "account", body: reason},

	"GET /api/meta": {why: rules}, "GET /api/kinds/{kind}": {why: rules}, "GET /api/codes/{list}": {why: rules}, "GET /api/areas": {why: rules}, "GET /api/procedures": {why: rules}, "GET /api/procedures/{kind}/{law}": {why: rules},
	"GET /api/search": {why: lists}, "GET /api/waiting": {why: lists}, "GET /api/tasks": {why: lists}, "GET /api/tasks/board": {why: lists}, "GET /api/tasks/orders": {why: lists}, "POST /api/tasks/handover": {why: sent}, "GET /api/recent": {why: lists},
	"GET /api/dossier/{area}/{id}": {object: "subject"},
	"POST /api/files":              {why: sent},
	"GET /api/documents":           {object: "subject", query: "?kind=business&area={area}&id={id}"}, "GET /api/documents/{area}/{id}": {object: "document"}, "GET /api/documents/{area}/{id}/pdf": {object: "document"}, "GET /api/documents/{area}/{id}/word": {object: "document"}, "POST /api/documents/{area}/{id}/issue": {object: "document"},
	"GET /api/public/documents/{code}":     {why: lists},
	"GET /api/tellings/{kind}/{area}/{id}": {object: "telling"}, "GET /api/tellings/{kind}/{area}/{id}/letters/{message}": {object: "telling"}, "POST /api/tellings/check": {why: rules}, "POST /api/tellings/slips": {why: "each line is an act on a record read first with the asker's rights; TestSlips"},
	"POST /api/receipts/{channel}/{token}": {why: door},
	"GET /api/desk/views":                  {why: own}, "POST /api/desk/views": {why: own}, "DELETE /api/desk/views/{id}": {object: "view"},
	"GET /api/desk/choices/{screen}": {object: "choice"}, "PUT /api/desk/choices/{screen}": {why: own},
	"GET /api/reports/year": {why: lists}, "GET /api/reports/{area}/{id}": {object: "report"}, "GET /api/reports/{area}/{id}/now": {object: "report"}, "GET /api/reports/{area}/{id}/cell": {object: "report", query: "?line=total&column=received"},
	"GET /api/reports/{area}/{id}/excel": {object: "report"}, "GET /api/reports/{area}/{id}/csv": {object: "report"},
	"GET /api/complaint/desk": {why: lists}, "GET /api/complaint/desk/{queue}": {why: lists}, "GET /api/complaint/intake": {why: rules}, "POST /api/complaint/intake": {why: sent},
	"POST /api/complaint/like": {why: lists}, "POST /api/complaint/route": {why: sent}, "GET /api/complaint/answers": {why: rules}, "POST /api/complaint/answers/check": {why: sent},
	"POST /api/complaint/desk/dispatch":            {why: "each item is an act, judged as the act of the record; TestDeskKeepsRights"},
	"GET /api/complaint/beside/{kind}/{area}/{id}": {why: "the record is read first, with the asker's rights; TestDeskKeepsRights"},
	"GET /api/complaint/upstream/platforms":        {why: rules}, "GET /api/complaint/upstream/batches": {why: lists}, "GET /api/complaint/upstream/mismatches": {why: lists},
	"POST /api/complaint/upstream/batches": {why: sent}, "POST /api/complaint/upstream/results": {why: lists}, "POST /api/complaint/upstream/mismatches/compare": {why: lists},
	"POST /api/complaint/upstream/mismatches/settle": {why: "its numbers are the platform's; TestUpstreamKeepsRights"},
	"GET /api/complaint/upstream/batches/{id}":       {why: upstreams}, "GET /api/complaint/upstream/batches/{id}/rows": {why: upstreams}, "GET /api/complaint/upstream/batches/{id}/file": {why: upstreams},
	"POST /api/complaint/upstream/batches/{id}/run": {why: upstreams}, "POST /api/complaint/upstream/batches/{id}/cancel": {why: upstreams},
	"POST /api/complaint/upstream/batches/{id}/rows/{line}/drop": {why: upstreams}, "GET /api/complaint/upstream/batches/{id}/rows/{line}": {why: upstreams}, "POST /api/complaint/upstream/batches/{id}/rows/{line}/fix": {why: upstreams},
	"GET /api/complaint/upstream/batches/{id}/undo": {why: upstreams}, "POST /api/complaint/upstream/batches/{id}/undo": {why: upstreams},
	"GET /api/complaint/upstream/entry/{kind}/{area}/{id}": {why: "the record is read first, with the asker's rights; TestUpstreamKeepsRights"},
	"GET /api/ledger/{area}":                               {why: rules}, "GET /api/ledger/{area}/acts/{act}": {object: "act", query: "?record={id}&fields=text"},
	"GET /api/jobs/{id}": {object: "job"}, "GET /api/jobs/{id}/events": {object: "job"}, "POST /api/jobs/{id}/cancel": {object: "job"},

	"POST /api/collect/files": {why: sent}, "GET /api/collect/sources": {why: lists}, "GET /api/collect/batches": {why: lists}, "GET /api/collect/reviews": {why: lists},
	"POST /api/collect/batches":     {object: "upload", body: map[string]any{"file": "{file}", "name": "x.csv", "kind": "business", "source": "bureau-file"}},
	"GET /api/collect/batches/{id}": {object: "batch"}, "GET /api/collect/batches/{id}/quarantine": {object: "batch"},
	"POST /api/collect/batches/{id}/run": {object: "batch"}, "POST /api/collect/batches/{id}/undo": {object: "batch"},
	"POST /api/collect/batches/{id}/preflight": {object: "batch"}, "POST /api/collect/batches/{id}/cancel": {object: "batch"},
	"POST /api/collect/batches/{id}/quarantine/{line}":      {object: "batch", body: map[string]any{"values": map[string]any{}}},
	"POST /api/collect/batches/{id}/quarantine/{line}/drop": {object: "batch", body: map[string]any{"why": "试验"}},
	"POST /api/collect/reviews/{id}":                        {object: "review", body: map[string]any{"decision": "same"}},
	"POST /api/collect/merges/{id}/undo":                    {object: "review", body: reason},

	"POST /api/accounts": {object: "account", body: map[string]any{"account": "{account}"}}, "GET /api/admin/accounts": {why: lists},
	"POST /api/admin/accounts/{account}/lock": {object: "account", body: reason}, "POST /api/admin/accounts/{account}/unlock": {object: "account", body: reason},
	"POST /api/admin/accounts/{account}/codes/reset": {object: "account", body: reason}, "POST /api/admin/accounts/{account}/codes/confirm": {object: "account", body: reason},
	"GET /api/admin/sessions": {why: lists}, "POST /api/admin/sessions/{id}/end": {object: "any session", body: reason},
	"GET /api/admin/keys": {why: lists}, "POST /api/admin/keys": {object: "account", body: map[string]any{"account": "{account}", "title": "x", "scopes": []string{"read"}, "days": "3"}},
	"POST /api/admin/keys/{id}/end": {object: "any key", body: map[string]any{"account": "wangfang", "reason": "试验"}},
	"GET /api/admin/roles":          {why: lists}, "GET /api/admin/roles/titles": {why: rules}, "GET /api/admin/grants": {why: lists}, "GET /api/admin/verbs": {why: rules},
	"GET /api/admin/why": {object: "person", query: "?person={id}"}, "GET /api/admin/who": {object: "any record", query: "?kind=directive&verb=read&record={id}"},
	"GET /api/admin/audit": {why: lists}, "GET /api/admin/audit/acts": {why: rules}, "GET /api/admin/sign-ins": {why: lists},
	"GET /api/admin/ledger": {why: lists}, "GET /api/admin/ledger/checkpoints": {why: lists}, "GET /api/admin/ledger/checkpoints/{size}": {why: lists},
	"GET /api/admin/ledger/acts/{act}": {object: "any act"}, "GET /api/admin/ledger/verifications": {why: lists}, "POST /api/admin/ledger/verifications": {why: own},
	"GET /api/admin/ledger/verifications/{id}": {object: "verification"},
	"GET /api/admin/jobs":                      {why: lists}, "POST /api/admin/jobs/{id}/cancel": {object: "any job"}, "POST /api/admin/jobs/{id}/retry": {object: "any job"},
	"GET /api/admin/channels": {why: lists}, "GET /api/admin/declarations": {why: rules}, "GET /api/admin/declarations/{kind}": {why: rules},
	"GET /api/admin/codes": {why: rules}, "GET /api/admin/codes/{list}": {why: rules}, "GET /api/admin/city": {why: rules}, "GET /api/admin/calendar": {why: rules},

	"GET /api/business/door": {why: door}, "POST /api/business/bind": {why: door}, "POST /api/business/session": {why: door}, "GET /api/business/session": {why: own}, "DELETE /api/business/session": {why: door},
	"POST /api/business/session/password": {why: own}, "GET /api/business/sessions": {why: own}, "DELETE /api/business/sessions/{id}": {object: "business session"},
	"GET /api/business/home": {why: own}, "GET /api/business/due": {why: own}, "GET /api/business/holdings": {why: own}, "GET /api/business/search": {why: lists}, "POST /api/business/files": {why: sent},
	"POST /api/business/objections": {object: "their permit", body: map[string]any{"kind": "{kind}", "area": "{area}", "id": "{id}", "should_be": "别的", "why": "试验"}},

	"POST /api/public/filing/slip": {why: door}, "POST /api/public/filing/phone": {why: door}, "POST /api/public/filing/files": {why: sent}, "POST /api/public/filing": {why: sent}, "POST /api/public/filing/receipt": {why: receipts},
	"POST /api/public/progress": {why: receipts}, "POST /api/public/progress/act": {why: receipts}, "POST /api/public/progress/document": {why: receipts}, "GET /api/public/odr/{area}/{id}": {why: rules},
	"GET /api/public": {why: lists}, "GET /api/public/search": {why: lists}, "GET /api/public/ledger": {why: rules}, "GET /api/public/notices/{notice}": {why: lists}, "GET /api/public/open": {why: rules},
	"GET /api/public/open/{notice}/feed": {why: lists}, "GET /api/public/open/{notice}/file": {why: lists},
	"GET /api/public/subjects/{area}/{id}": {object: "subject"}, "GET /api/public/notices/{notice}/{area}/{id}": {object: "subject"}, "GET /api/public/notices/{notice}/{area}/{id}/proof": {object: "subject"},
}
