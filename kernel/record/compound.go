package record

import (
	"slices"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/fault"
)

// textOf returns a text member of an object, "" where it is absent.
func textOf(m map[string]any, key string) string {
	s, _ := m[key].(string)
	return s
}

func normalRef(f *kind.Field, v any) (any, *fault.Field) {
	if r, ok := v.(ref.Ref); ok {
		v = map[string]any{"area": string(r.Area), "id": string(r.ID)}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, bad(f, "type", "应为一条记录（area、id）")
	}
	area, id := ref.Area(textOf(m, "area")), textOf(m, "id")
	if area == "" && id == "" {
		return nil, nil
	}
	if _, err := ref.ParseID(id); err != nil || !area.Valid() {
		return nil, bad(f, "reference", "指向的记录编号不正确")
	}
	return map[string]any{"area": string(area), "id": id}, nil
}

// RefOf returns the reference held in a record's value.
func RefOf(v any) ref.Ref {
	m, _ := v.(map[string]any)
	return ref.Ref{Area: ref.Area(textOf(m, "area")), ID: ref.ID(textOf(m, "id"))}
}

func normalPerson(f *kind.Field, v any) (any, *fault.Field) {
	if s, ok := v.(string); ok {
		v = map[string]any{"name": s}
	}
	m, ok := v.(map[string]any)
	if !ok {
		return nil, bad(f, "type", "应为人员（name、id）")
	}
	name, wrong := normalShort(f, textOf(m, "name"), 100)
	if wrong != nil {
		return nil, wrong
	}
	id := textOf(m, "id")
	if id != "" {
		if _, err := ref.ParseID(id); err != nil {
			return nil, bad(f, "person", "的人员编号不正确")
		}
	}
	if name == "" && id == "" {
		return nil, nil
	}
	return map[string]any{"name": name, "id": id}, nil
}

func normalShort(f *kind.Field, s string, limit int) (string, *fault.Field) {
	g := &kind.Field{Name: f.Name, Title: f.Title, Type: kind.Text, Max: limit}
	v, wrong := (*Engine)(nil).normalText(g, s, "")
	out, _ := v.(string)
	return out, wrong
}

func normalFile(f *kind.Field, v any) (any, *fault.Field) {
	m, ok := v.(map[string]any)
	if !ok {
		return nil, bad(f, "type", "应为已上传的文件")
	}
	digest := textOf(m, "digest")
	if digest == "" {
		return nil, nil
	}
	if len(digest) != 64 {
		return nil, bad(f, "file", "的文件摘要不正确")
	}
	for _, c := range digest {
		if !(c >= '0' && c <= '9' || c >= 'a' && c <= 'f') {
			return nil, bad(f, "file", "的文件摘要不正确")
		}
	}
	name, wrong := normalShort(f, textOf(m, "name"), 200)
	if wrong != nil {
		return nil, wrong
	}
	if mime := textOf(m, "type"); f.Handwritten && mime != "image/png" && mime != "image/jpeg" {
		return nil, bad(f, "handwritten", "应为手写的图像（PNG 或者 JPEG）")
	}
	size, _ := integer(m["size"])
	return map[string]any{"digest": digest, "name": name, "size": size, "type": textOf(m, "type")}, nil
}

// samePerson reports whether two items of a list of people name one: by
// identifier, outsiders by name.
func samePerson(a, b any) bool {
	x, _ := a.(map[string]any)
	y, _ := b.(map[string]any)
	if id := textOf(x, "id"); id != "" || textOf(y, "id") != "" {
		return id == textOf(y, "id")
	}
	return textOf(x, "name") == textOf(y, "name")
}

func (e *Engine) normalList(f *kind.Field, v any, day string) (any, *fault.Field) {
	items, ok := v.([]any)
	if !ok {
		return nil, bad(f, "type", "应为列表")
	}
	if len(items) > maxList {
		return nil, bad(f, "max", "不能超过 %d 项", maxList)
	}
	elem := *f
	elem.Type, elem.Of = kind.Type(f.Of), f.List
	var out []any
	for _, it := range items {
		n, wrong := e.normal(&elem, it, day)
		if wrong != nil {
			return nil, wrong
		}
		if n == nil {
			continue
		}
		if elem.Type == kind.Person && slices.ContainsFunc(out, func(x any) bool { return samePerson(x, n) }) {
			return nil, bad(f, "twice", "中“%s”列了两次", clip(textOf(n.(map[string]any), "name")))
		}
		out = append(out, n)
	}
	if len(out) == 0 {
		return nil, nil
	}
	return out, nil
}
