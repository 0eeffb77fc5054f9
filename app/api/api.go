// Package api is the product's REST edge: it turns requests into acts and reads
// of kernel/record and shows the result in words. Operations of declared kinds
// are made from the declarations at start.
package api

import (
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/signin"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ledger"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

// Callers tells who a request comes from.
type Callers interface {
	// Caller returns the person behind the request, or a fault when nobody is
	// signed in.
	Caller(*http.Request) (actor.Caller, error)
}

// Batches tells what a batch of an import was.
type Batches interface {
	// Describe returns the title of a source and the file of a batch.
	Describe(conn db.Conn, batch, source string) (title, file string, err error)
}

// API holds what the operations need.
type API struct {
	app     *app.App
	engine  *record.Engine
	people  *actor.Directory
	codes   record.Codes
	areas   *code.Areas
	ledger  *ledger.Ledger
	area    ref.Area
	callers Callers
	batches Batches
	huma    huma.API
	ways    signin.Ways
	version string
	address string // of the portal, as the installation is configured
}

// New adds every operation to the server.
func New(a *app.App, doors *Doors, ways signin.Ways, h huma.API, version string) *API {
	x := &API{app: a, engine: a.Engine, people: a.People, codes: a.Codes, areas: a.Areas, ledger: a.Ledger, area: a.Area(), callers: doors, huma: h, ways: ways, version: version}
	x.sessions(doors)
	x.meta()
	x.searches()
	x.dossiers()
	x.proofs()
	x.files()
	x.documents()
	x.tellings()
	x.desk()
	x.procedures()
	x.complaints()
	x.reports()
	x.business(doors)
	for _, k := range a.Kinds.All() {
		x.records(k)
	}
	return x
}

// caller is who asks; requests of nobody are refused.
func (a *API) caller(q *rest.Request) (actor.Caller, error) { return a.callers.Caller(q.HTTP()) }

// fixed describes an operation that belongs to no kind.
func (a *API) fixed(method, path, id, summary, tag string, h func(*rest.Request) error) {
	op := &huma.Operation{Method: method, Path: path, OperationID: id, Summary: summary, Tags: []string{tag}, Errors: []int{401, 403, 404, 422}}
	op.Parameters = pathParams(path)
	op.Responses = map[string]*huma.Response{"200": {Description: "成功", Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}}}
	rest.Handle(a.huma, op, h)
}

// group returns what adds operations for whoever is signed in, whose paths and names
// begin alike, under one tag.
func (a *API) group(base, prefix, tag string) func(method, path, id, summary string, h func(*rest.Request, actor.Caller) error) {
	return func(method, path, id, summary string, h func(*rest.Request, actor.Caller) error) {
		a.fixed(method, base+path, prefix+id, summary, tag, func(q *rest.Request) error {
			who, err := a.caller(q)
			if err != nil {
				return err
			}
			return h(q, who)
		})
	}
}

func pathParams(path string) []*huma.Param {
	var out []*huma.Param
	for _, part := range strings.Split(path, "/") {
		if strings.HasPrefix(part, "{") {
			out = append(out, &huma.Param{Name: strings.Trim(part, "{}"), In: "path", Required: true, Schema: &huma.Schema{Type: "string"}})
		}
	}
	return out
}

// operation describes an operation of a declared kind, with the schema of its
// values made from the declaration.
func operation(k *kind.Kind, method, path, id, summary string, tags []string) *huma.Operation {
	op := &huma.Operation{Method: method, Path: path, OperationID: k.Name + "-" + id, Summary: summary, Tags: tags, Errors: []int{401, 403, 404, 409, 412, 422, 428}}
	op.Parameters = pathParams(path)
	query := func(name, text string) {
		op.Parameters = append(op.Parameters, &huma.Param{Name: name, In: "query", Description: text, Schema: &huma.Schema{Type: "string"}})
	}
	switch id {
	case "list", "total", "export", "groups", "about":
		query("filter", "CEL 条件，见 docs/expressions.md")
		if id == "list" {
			query("fields", "只要这些字段，以逗号分隔；不写为全部可看的字段")
		}
		query("q", "名称、代码、地址中的任意部分")
		if k.Subject {
			query("with", "须有的记录：业务类型，或 业务类型.字段:值|值")
		}
		switch id {
		case "groups":
			query("field", "字段名")
		case "about":
			query("kind", "所计的业务类型")
			query("distinct", "改计此字段的不同值")
		}
		if id == "list" || id == "export" {
			query("sort", "字段名，前加 - 为降序")
		}
		if id == "list" {
			query("limit", "每页行数，1 至 2000")
			query("cursor", "上一页返回的 next")
		}
		if id == "export" {
			query("format", "csv、xlsx 或 jsonl")
			query("fields", "要导出的字段，逗号分隔")
		}
	case "facets":
		query("field", "字段名")
	case "get":
		query("as_of", "回看日期或时间")
		query("mode", "recorded 按记录，fact 按事实")
	case "create", "act":
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{
			Type: "object",
			Properties: map[string]*huma.Schema{
				"values":    valuesSchema(k),
				"reason":    {Type: "string", Description: "理由"},
				"effective": {Type: "string", Format: "date", Description: "生效日期，不晚于办理当日"},
				"annuls":    {Type: "string", Description: "撤销时：要撤销的办理"},
				"to":        {Type: "string", Description: "移送时：目的地区"},
			},
		}}}}
		if id == "act" {
			op.Parameters = append(op.Parameters, &huma.Param{Name: "If-Match", In: "header", Required: true, Schema: &huma.Schema{Type: "string"}})
		}
		op.Parameters = append(op.Parameters, &huma.Param{Name: "Idempotency-Key", In: "header", Schema: &huma.Schema{Type: "string"}})
	}
	content := map[string]*huma.MediaType{"application/json": {Schema: &huma.Schema{Type: "object"}}}
	if id == "export" {
		content = map[string]*huma.MediaType{"text/csv": {}, "application/x-ndjson": {}, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": {}}
	}
	status := "200"
	if id == "create" {
		status = "201"
	}
	op.Responses = map[string]*huma.Response{status: {Description: "成功", Content: content}}
	return op
}

// valuesSchema is the JSON schema of a kind's fields.
func valuesSchema(k *kind.Kind) *huma.Schema {
	s := &huma.Schema{Type: "object", Properties: map[string]*huma.Schema{}, AdditionalProperties: false}
	for _, f := range k.Fields {
		if f.Compute == "" {
			s.Properties[f.Name] = fieldSchema(f)
		}
	}
	return s
}

func fieldSchema(f *kind.Field) *huma.Schema {
	s := &huma.Schema{Title: f.Title, Description: f.Help}
	switch f.Type {
	case kind.Money:
		s.Type, s.Description = "integer", strings.TrimSpace(f.Help+" 单位：分")
	case kind.Number:
		s.Type = "integer"
		if f.Scale > 0 {
			s.Type = "string"
		}
	case kind.Bool:
		s.Type = "boolean"
	case kind.List:
		elem := *f
		elem.Type, elem.Of = kind.Type(f.Of), f.List
		s.Type, s.Items = "array", fieldSchema(&elem)
	case kind.Subject, kind.Reference:
		s.Type = "object"
		s.Properties = map[string]*huma.Schema{"area": {Type: "string"}, "id": {Type: "string"}}
	case kind.Person, kind.File:
		s.Type = "object"
		if f.Handwritten {
			s.Description = strings.TrimSpace(f.Help + " 手写：上传的 PNG 或者 JPEG 图像")
		}
	default:
		s.Type = "string"
		if f.Type == kind.Date {
			s.Format = "date"
		}
		if f.Type == kind.Time {
			s.Format = "date-time"
		}
		if f.Max > 0 {
			n := f.Max
			s.MaxLength = &n
		}
		for _, o := range f.Options {
			s.Enum = append(s.Enum, o.Value)
		}
	}
	return s
}
