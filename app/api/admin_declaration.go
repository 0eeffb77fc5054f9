package api

import (
	"net/http"
	"strings"

	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/rest"
)

func (x *admin) declarationOperations() []adminOperation {
	const get = http.MethodGet
	return []adminOperation{
		{get, "/api/admin/declarations", "admin-declarations", "正在运行的业务声明", threeDuties, x.declarations},
		{get, "/api/admin/declarations/{kind}", "admin-declaration", "一份业务声明的各版原文", threeDuties, x.declaration},
	}
}

type declarationOut struct {
	Kind     string `json:"kind"`
	Title    string `json:"title"`
	Matter   string `json:"matter"`
	File     string `json:"file"`
	Digest   string `json:"digest"`
	First    string `json:"first"`
	Versions int    `json:"versions"`
	Fields   int    `json:"fields"`
	Own      bool   `json:"own"`     // the bureau's own, from the folder kinds/ of its data
	Running  bool   `json:"running"` // false: the kind is gone, its records are not
}

func (x *admin) declarations(q *rest.Request, _ actor.Caller) error {
	var out []declarationOut
	err := x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out = nil
		all, err := x.engine.Declarations(c, "")
		if err != nil {
			return err
		}
		versions, first := map[string]int{}, map[string]string{}
		for _, d := range all {
			versions[d.Kind]++
			first[d.Digest] = d.First.String()
		}
		for _, k := range x.engine.Kinds().All() {
			out = append(out, declarationOut{k.Name, k.Title, k.Matter, k.File, k.DigestHex(), first[k.DigestHex()], versions[k.Name], len(k.Fields), strings.HasPrefix(k.File, "kinds/"), true})
			delete(versions, k.Name)
		}
		for _, d := range all { // of kinds that run no more
			if n := versions[d.Kind]; n > 0 {
				out = append(out, declarationOut{Kind: d.Kind, Title: d.Kind, File: d.File, Digest: d.Digest, First: d.First.String(), Versions: n})
				delete(versions, d.Kind)
			}
		}
		return nil
	})
	return items(q, out, err)
}

func (x *admin) declaration(q *rest.Request, _ actor.Caller) error {
	name := q.Param("kind")
	type version struct {
		Digest  string `json:"digest"`
		File    string `json:"file"`
		First   string `json:"first"`
		Source  string `json:"source"`
		Running bool   `json:"running"`
	}
	out, title := []version{}, name
	err := x.engine.DB().Read(q.Context(), func(c db.Conn) error {
		out = []version{}
		running := ""
		if k := x.engine.Kinds().Get(name); k != nil {
			running, title = k.DigestHex(), k.Title
		}
		list, err := x.engine.Declarations(c, name)
		for _, d := range list {
			out = append(out, version{d.Digest, d.File, d.First.String(), d.Source, d.Digest == running})
		}
		return err
	})
	if err != nil {
		return err
	}
	if len(out) == 0 {
		_, err := x.kindOf("")
		return err
	}
	return q.JSON(http.StatusOK, map[string]any{"kind": name, "title": title, "versions": out})
}
