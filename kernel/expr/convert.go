package expr

import (
	"fmt"
	"reflect"

	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/common/types/ref"
)

// toCEL gives cel-go the value of a field; a value of a wrong Go type is an
// error of the expression, never a panic.
func toCEL(v any, f *Field) ref.Val {
	switch x := v.(type) { // the usual types, without boxing twice
	case nil:
		if f.Type != List {
			return types.NullValue
		}
	case string:
		if family(f.Type, 0) == 's' {
			return types.String(x)
		}
	case int64:
		if family(f.Type, 0) == 'i' {
			return types.Int(x)
		}
	}
	if f.Type == List {
		return listToCEL(v, f)
	}
	native, err := native(v, f.Type)
	if err != nil {
		return types.NewErr("字段 %s：%v", f.Name, err)
	}
	switch x := native.(type) {
	case string:
		return types.String(x)
	case int64:
		return types.Int(x)
	case bool:
		return types.Bool(x)
	}
	return types.NullValue
}

func listToCEL(v any, f *Field) ref.Val {
	items, err := elements(v, f.Elem)
	if err != nil {
		return types.NewErr("字段 %s：%v", f.Name, err)
	}
	vals := make([]ref.Val, len(items))
	for i, x := range items {
		if s, ok := x.(string); ok {
			vals[i] = types.String(s)
		} else {
			vals[i] = types.Int(x.(int64))
		}
	}
	return types.NewRefValList(types.DefaultTypeAdapter, vals)
}

// native brings a Go value to string, int64, bool or nil. Named types of the
// kernel (money.Fen, code.Value, calendar.Date) go by their kind or String.
func native(v any, t Type) (any, error) {
	if v == nil {
		return nil, nil
	}
	switch t {
	case Text, Code, Date:
		switch x := v.(type) {
		case string:
			return x, nil
		case *string:
			if x == nil {
				return nil, nil
			}
			return *x, nil
		case fmt.Stringer:
			return x.String(), nil
		}
		if r := reflect.ValueOf(v); r.Kind() == reflect.String {
			return r.String(), nil
		}
	case Int, Money, Instant:
		switch x := v.(type) {
		case int64:
			return x, nil
		case int:
			return int64(x), nil
		case int32:
			return int64(x), nil
		case *int64:
			if x == nil {
				return nil, nil
			}
			return *x, nil
		}
		if r := reflect.ValueOf(v); r.CanInt() {
			return r.Int(), nil
		}
	case Bool:
		switch x := v.(type) {
		case bool:
			return x, nil
		case *bool:
			if x == nil {
				return nil, nil
			}
			return *x, nil
		}
	}
	return nil, fmt.Errorf("%T 不是%s", v, t)
}

// elements brings a Go list to []any of string or int64; null elements, which
// a child table cannot hold, are left out.
func elements(v any, elem Type) ([]any, error) {
	var in []any
	switch x := v.(type) {
	case nil:
		return nil, nil
	case []any:
		in = x
	case []string:
		for _, s := range x {
			in = append(in, s)
		}
	case []int64:
		for _, s := range x {
			in = append(in, s)
		}
	default:
		r := reflect.ValueOf(v)
		if r.Kind() != reflect.Slice {
			return nil, fmt.Errorf("%T 不是列表", v)
		}
		for i := range r.Len() {
			in = append(in, r.Index(i).Interface())
		}
	}
	out := make([]any, 0, len(in))
	for _, e := range in {
		n, err := native(e, elem)
		if err != nil {
			return nil, err
		}
		if n != nil {
			out = append(out, n)
		}
	}
	return out, nil
}

// constValue computes a constant: string, int64, bool, Reference, []any or nil
// for null. An error is an error of the expression.
func constValue(n *node, env Env) (any, error) {
	switch n.kind {
	case nLit:
		return n.val, nil
	case nEnv:
		switch {
		case n.name == "today" && n.field == nil:
			if !validDay(env.Today) {
				return nil, fmt.Errorf("没有给出今天的日期")
			}
			return env.Today, nil
		case n.name == "now" && n.field == nil:
			return env.Now, nil
		}
		return variable(n.field, env.Vars[n.name])
	case nShift, nStartOf:
		v, err := constValue(n.args[0], env)
		if err != nil {
			return nil, err
		}
		if v == nil {
			return nil, fmt.Errorf("日期为空")
		}
		if n.kind == nStartOf {
			return startOf(v.(string))
		}
		if n.typ == Date {
			return shiftDay(v.(string), n.op, n.val.(int64))
		}
		return shiftInstant(v.(int64), n.op, n.val.(int64)), nil
	}
	return nil, fmt.Errorf("不是常量")
}

// variable checks a value of Env.Vars against its declaration.
func variable(f *Field, v any) (any, error) {
	switch f.Type {
	case List:
		items, err := elements(v, f.Elem)
		if err != nil {
			return nil, err
		}
		return items, nil
	case Ref:
		r, ok := asReference(v)
		if !ok {
			return nil, nil
		}
		return r, nil
	}
	x, err := native(v, f.Type)
	if err != nil || x == nil {
		return nil, err
	}
	switch s := x.(type) {
	case string:
		if p := badText(s); p != "" {
			return nil, fmt.Errorf("变量 %s：%s", f.Name, p)
		}
		if f.Type == Date && !validDay(s) {
			return nil, fmt.Errorf("变量 %s 不是日期", f.Name)
		}
	case int64:
		if lo, hi := bounds(f); lo != nil && (s < lo.Int64() || s > hi.Int64()) {
			return nil, fmt.Errorf("变量 %s 超出范围", f.Name)
		}
	}
	return x, nil
}
