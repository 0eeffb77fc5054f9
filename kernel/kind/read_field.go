package kind

import ()

// fieldKeys are the keys of a field.
var fieldKeys = []string{"name", "title", "type", "help", "required", "search", "personal", "secret", "unique", "min", "max", "scale",
	"currency", "of", "list", "options", "format", "unit", "multiline", "sort", "default", "compute", "owner", "was", "until", "index", "handwritten", "article"}

// only says for which types a key makes sense; other keys suit every type.
var only = map[string][]Type{
	"search":      {Text, List},
	"min":         {Number, Money},
	"max":         {Text, Number, Money},
	"scale":       {Number, List},
	"currency":    {Money},
	"of":          {Code, Reference, Subject, List},
	"list":        {List},
	"options":     {Enum, List},
	"format":      {Text},
	"unit":        {Number, Money},
	"multiline":   {Text},
	"sort":        {Text},
	"default":     {Text, Number, Money, Date, Time, Bool, Code, Enum, Area},
	"compute":     {Text, Number, Money, Date, Time, Bool, Code, Enum, Area},
	"handwritten": {File},
	"index":       {Text, Number, Money, Date, Time, Bool, Code, Enum, Area, Subject, Reference, Person},
}

// elements are the types a list may hold.
var elements = []Type{Text, Number, Money, Date, Code, Enum, Area, File, Person}

// maxFields bounds a table's width.
const maxFields = 200

// fields reads the fields of a kind or of its city extension.
func (r *reader) fields(n Node, city bool) {
	list := n.List()
	if n.Present() && n.IsList() && len(list) == 0 {
		n.Failf("至少要有一个字段")
	}
	if len(list) > maxFields {
		n.Failf("字段不能超过 %d 个", maxFields)
		return
	}
	for _, e := range list {
		r.readField(e, city)
	}
}

func (r *reader) readField(n Node, city bool) {
	if !n.IsMap() {
		n.Failf("字段应写作 {name: …, title: …, type: …}")
		return
	}
	m := n.Map(fieldKeys...)
	f := &Field{City: city, Line: n.Line()}
	name := m.Must("name")
	if f.Name = name.Text(); f.Name != "" {
		if why := badFieldName(f.Name); why != "" {
			name.Failf("%s", why)
			f.Name = ""
		}
	}
	f.Title = m.Must("title").Text()
	types := make([]string, 0, 14)
	for _, t := range Types() {
		types = append(types, string(t))
	}
	f.Type = Type(m.Must("type").OneOf(types...))
	f.Help = m.Get("help").Prose()
	f.Required = m.Get("required").Flag()
	f.Search = m.Get("search").Flag()
	f.Personal = m.Get("personal").Flag()
	f.Secret = m.Get("secret").Flag()
	f.Unique = Unique(m.Get("unique").OneOf(string(UniqueArea), string(UniqueEverywhere)))
	f.Currency = m.Get("currency").Flag()
	f.Multiline = m.Get("multiline").Flag()
	f.Index = m.Get("index").Flag()
	f.Handwritten = m.Get("handwritten").Flag()
	f.Sort = m.Get("sort").OneOf("pinyin")
	f.Format = m.Get("format").Text()
	f.Unit = m.Get("unit").Text()
	f.Owner = m.Get("owner").Text()
	f.Was = m.Get("was").Text()
	f.Until = m.Get("until").Day()
	f.Of = m.Get("of").Text()
	f.List = m.Get("list").Text()
	f.Options = options(m.Get("options"))
	f.Default = m.Get("default").expression()
	f.Compute = m.Get("compute").expression()
	f.Article = r.article(m.Get("article"))
	if f.Type != "" {
		suits(f, m)
		bounds(f, m)
	}
	r.addField(f, m)
}

// addField takes the field into the kind once its name is free.
func (r *reader) addField(f *Field, m Map) {
	if f.Name == "" {
		return
	}
	name := m.Get("name")
	if twin := r.k.byName[f.Name]; twin != nil {
		name.Failf("字段“%s”已在第 %d 行声明", f.Name, twin.Line)
		return
	}
	if f.Type != "" {
		for _, c := range f.Columns() {
			if len(r.k.Table)+len(c)+len("__")+len("_v") > maxIdent {
				name.Failf("字段名“%s”与表名“%s”合起来过长", f.Name, r.k.Table)
				break
			}
		}
		r.linkField(f, m)
		r.l.expressions(r, f, m)
	}
	r.k.byName[f.Name] = f
	r.nodes[f.Name] = m
	r.k.Fields = append(r.k.Fields, f)
}

// The widest bounds: ±10¹⁵ stored units, so that sums stay within int64.
const widest = 1_000_000_000_000_000

// bounds reads scale, min and max. Money is written in yuan, held in fen.
func bounds(f *Field, m Map) {
	f.Scale = int(m.Get("scale").Int(0, 6))
	if f.Type == Text {
		f.Max = int(m.Get("max").Int(1, 20000))
		return
	}
	scale := f.Scale
	if f.Type == Money {
		scale = 2
	}
	if f.Type != Number && f.Type != Money || !m.Has("min") && !m.Has("max") {
		return
	}
	f.Min, f.MaxNumber = -widest, widest
	for key, dest := range map[string]*int64{"min": &f.Min, "max": &f.MaxNumber} {
		n := m.Get(key)
		if !n.Present() {
			continue
		}
		v, ok := n.decimal(scale)
		if !ok || v < -widest || v > widest {
			n.Failf("应为至多 %d 位小数的数字，不超过 10 的 15 次方个最小单位", scale)
			continue
		}
		*dest = v
	}
	if f.Min >= f.MaxNumber {
		m.Key("max").orKey(m, "min").Failf("下限应小于上限")
	}
}

// orKey returns the node, or the key's where it is absent.
func (n Node) orKey(m Map, key string) Node {
	if n.Present() {
		return n
	}
	return m.Key(key)
}

// options reads the values of an enum: {open: 公开, …} or rows with times.
func options(n Node) []Option {
	var out []Option
	add := func(at Node, o Option) {
		for _, had := range out {
			if had.Value == o.Value && o.Value != "" {
				at.Failf("值“%s”重复", clip(o.Value))
				return
			}
		}
		if len(o.Value) > 64 {
			at.Failf("值“%s”过长", clip(o.Value))
			return
		}
		if o.Value != "" && o.Title != "" {
			out = append(out, o)
		}
	}
	switch {
	case !n.Present():
		return nil
	case n.IsMap():
		m := n.Map()
		for _, key := range m.Keys() {
			add(m.Key(key), Option{Value: m.Key(key).Text(), Title: m.Get(key).Text()})
		}
	default:
		for _, e := range n.List() {
			m := e.Map("value", "title", "from", "until")
			o := Option{Value: m.Must("value").Text(), Title: m.Must("title").Text(), From: m.Get("from").Day(), Until: m.Get("until").Day()}
			if o.From != "" && o.Until != "" && o.Until <= o.From {
				m.Key("until").Failf("停用日应晚于启用日")
			}
			add(e, o)
		}
	}
	if len(out) == 0 {
		n.Failf("至少要有一个选项")
	}
	return out
}
