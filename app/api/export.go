package api

import (
	"github.com/hengjian/hengjian/app/export"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/rest"

	"io"
	"strings"
)

// export streams a list as a file, with exactly the rows and columns asked for.
func (a *API) export(q *rest.Request, k *kind.Kind) error {
	query, _, err := a.query(q, k)
	if err != nil {
		return err
	}
	if a.people.May(query.Caller, kind.Export, k).None {
		return fault.Newf(fault.Denied, "record.denied", "您没有导出%s的权限；请联系安全管理员授权", k.Title)
	}
	format, err := export.ParseFormat(q.Query("format"))
	if err != nil {
		return err
	}
	var names []string
	if s := q.Query("fields"); s != "" {
		names = strings.Split(s, ",")
	}
	x, err := export.New(a.engine, k, query, names)
	if err != nil {
		return err
	}
	name := k.Title + "_" + a.engine.DB().Now().Day() + "." + string(format)
	return q.Stream(format.ContentType(), name, func(w io.Writer) error { return x.Write(q.Context(), w, format, nil) })
}
