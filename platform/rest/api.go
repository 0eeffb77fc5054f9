package rest

import (
	"context"
	"net/http"
	"reflect"
	"strconv"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
)

// newAPI makes the huma API: only JSON, no documentation page from the network,
// no schema links in answers, our problems in place of huma's.
func newAPI(mux humago.Mux, title, version string) huma.API {
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	t := newTranslator()
	config := huma.Config{
		OpenAPI: &huma.OpenAPI{
			OpenAPI: "3.1.0",
			Info:    &huma.Info{Title: title, Version: version},
			Components: &huma.Components{
				Schemas: registry,
				SecuritySchemes: map[string]*huma.SecurityScheme{
					"session": {Type: "apiKey", In: "cookie", Name: "hj_session"},
					"key":     {Type: "http", Scheme: "bearer"},
				},
			},
			Security: []map[string][]string{{"session": {}}, {"key": {}}},
		},
		Formats:       map[string]huma.Format{"application/json": huma.DefaultJSONFormat, "json": huma.DefaultJSONFormat},
		DefaultFormat: "application/json",
		Transformers:  []huma.Transformer{t.transform},
	}
	return humago.New(mux, config)
}

// Register adds an operation whose input and output are Go structs. Whatever
// error the handler returns is rendered as a Problem. The body is checked by the
// strict rules of DecodeObject before huma decodes it.
func Register[I, O any](api huma.API, op huma.Operation, handler func(context.Context, *I) (*O, error)) {
	limit := op.MaxBodyBytes
	document(api, &op)
	op.MaxBodyBytes = -1    // guardBody has the limit, to the byte
	op.BodyReadTimeout = -1 // guardBody has the deadline, and takes it away again
	op.Middlewares = append(op.Middlewares, func(ctx huma.Context, next func(huma.Context)) {
		guardBody(ctx, limit, next)
	})
	huma.Register(api, op, func(ctx context.Context, in *I) (*O, error) {
		out, err := handler(ctx, in)
		if err != nil {
			return nil, problemOf(ctx, err)
		}
		return out, nil
	})
}

// Handle adds an operation without a Go struct: its parameters, body and answer
// are described in op by schemas made at run time, and the handler reads and
// writes through Request. op.MaxBodyBytes 0 means the server's limit.
func Handle(api huma.API, op *huma.Operation, handler func(*Request) error) {
	document(api, op)
	if !op.Hidden {
		api.OpenAPI().AddOperation(op)
	}
	chain := append(append(huma.Middlewares{}, api.Middlewares()...), op.Middlewares...)
	api.Adapter().Handle(op, chain.Handler(func(hc huma.Context) {
		hr, w := humago.Unwrap(hc)
		r := &Request{w: w, r: hr.WithContext(hc.Context()), limit: op.MaxBodyBytes}
		setRoute(hc.Context(), op)
		if err := handler(r); err != nil {
			WriteError(w, r.r, err)
		}
	}))
}

// document adds the problem answers to an operation that names none.
func document(api huma.API, op *huma.Operation) {
	if op.Responses == nil {
		op.Responses = map[string]*huma.Response{}
	}
	schema := api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[Problem](), true, "Problem")
	answer := func(text string) *huma.Response {
		return &huma.Response{Description: text, Content: map[string]*huma.MediaType{problemType: {Schema: schema}}}
	}
	for _, status := range op.Errors {
		op.Responses[strconv.Itoa(status)] = answer(title(status))
	}
	op.Errors = nil // huma would describe them with its own model
	if op.Responses["default"] == nil {
		op.Responses["default"] = answer("问题（RFC 9457）")
	}
	if op.Method == http.MethodGet && op.DefaultStatus == 0 {
		op.DefaultStatus = http.StatusOK
	}
}

func setRoute(ctx context.Context, op *huma.Operation) {
	stateOf(ctx).route = op.Method + " " + op.Path
}
