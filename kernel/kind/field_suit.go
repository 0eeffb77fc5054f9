package kind

import (
	"fmt"
	"slices"
	"strings"
)

func cannotBeUnique(t Type) string {
	if slices.Contains([]Type{Text, Number, Date, Code, Enum, Area, Subject, Reference}, t) {
		return ""
	}
	return fmt.Sprintf("的类型 %s 不能作唯一条件", t)
}

// suits refuses keys that mean nothing for the type, and pairs that contradict.
func suits(f *Field, m Map) {
	for _, key := range m.Keys() {
		if types, ok := only[key]; ok && !slices.Contains(types, f.Type) {
			names := make([]string, len(types))
			for i, t := range types {
				names[i] = string(t)
			}
			m.Key(key).Failf("“%s”不适用于类型 %s，只用于 %s", key, f.Type, strings.Join(names, "、"))
		}
	}
	switch f.Type {
	case Code, Reference:
		m.Must("of")
	case Enum:
		m.Must("options")
	case List:
		suitsList(f, m)
	}
	if f.Unique != "" {
		if why := cannotBeUnique(f.Type); why != "" {
			m.Key("unique").Failf("字段%s", why)
		}
	}
	if f.Sort != "" && f.Multiline {
		m.Key("sort").Failf("多行文本不能按拼音排序")
	}
	if f.Compute != "" {
		for _, key := range []string{"required", "unique", "default", "owner", "search", "currency", "was", "until"} {
			if m.Has(key) {
				m.Key(key).Failf("计算字段不能有“%s”", key)
			}
		}
	}
	if f.Search && (f.Secret || f.Personal) {
		m.Key("search").Failf("个人或保密信息不能进入名称检索")
	}
	if f.Was == f.Name && f.Was != "" {
		m.Get("was").Failf("原名与现名相同")
	}
}

func suitsList(f *Field, m Map) {
	of := m.Must("of")
	if f.Of == "" {
		return
	}
	if !slices.Contains(elements, Type(f.Of)) {
		of.Failf("列表的元素类型“%s”不在可选范围内；可用：text、number、money、date、code、enum、area、file、person", clip(f.Of))
		return
	}
	need := func(key, elem string) {
		if f.Of == elem {
			m.Must(key)
		} else if m.Has(key) {
			m.Key(key).Failf("“%s”只用于 %s 的列表", key, elem)
		}
	}
	need("list", string(Code))
	need("options", string(Enum))
	if m.Has("scale") && f.Of != string(Number) {
		m.Key("scale").Failf("“scale”只用于 number 的列表")
	}
	if f.Search && f.Of != string(Text) {
		m.Key("search").Failf("只有 text 的列表能检索")
	}
}
