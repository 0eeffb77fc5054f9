package fact

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/clock"
)

// maxContent bounds what a fact carries; more than that is looked up by its
// references.
const maxContent = 64 << 10

// Fact is something that has happened in one matter and that others may need
// to hear (业务事件).
type Fact struct {
	ID     ref.ID // Tell gives one where it is empty
	Name   string // <matter>.<what happened, past tense>: complaint.lead_found
	Area   ref.Area
	Kind   string // kind of the record
	Record ref.ID // whose facts are heard in order
	Act    ref.ID // act that told it
	At     clock.Instant
	Refs   map[string]ref.Ref
	Values map[string]any // nil, string, int64, bool, []any and map[string]any; never personal
}

// check refuses what could not be stored or heard as it was told.
func (f *Fact) check() error {
	if !validName(f.Name) {
		return fmt.Errorf("fact: name %q is not <matter>.<fact>", f.Name)
	}
	if !f.Area.Valid() {
		return fmt.Errorf("fact %s: area %q", f.Name, f.Area)
	}
	if f.Kind == "" {
		return fmt.Errorf("fact %s: no kind", f.Name)
	}
	for what, id := range map[string]ref.ID{"id": f.ID, "record": f.Record, "act": f.Act} {
		if _, err := ref.ParseID(string(id)); err != nil {
			return fmt.Errorf("fact %s: %s: %w", f.Name, what, err)
		}
	}
	for name, r := range f.Refs {
		if _, err := ref.ParseID(string(r.ID)); err != nil || !r.Area.Valid() {
			return fmt.Errorf("fact %s: reference %s is %q", f.Name, name, r)
		}
	}
	for name, v := range f.Values {
		if err := checkValue(v, 0); err != nil {
			return fmt.Errorf("fact %s: value %s: %w", f.Name, name, err)
		}
	}
	return nil
}

// validName reports whether s is two or more lower_snake words with a dot
// between.
func validName(s string) bool {
	parts := strings.Split(s, ".")
	for _, p := range parts {
		if p == "" || p[0] < 'a' || p[0] > 'z' {
			return false
		}
		for i := 1; i < len(p); i++ {
			if c := p[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '_' {
				return false
			}
		}
	}
	return len(parts) >= 2
}

// checkValue accepts what a record may hold (kind.Type).
func checkValue(v any, depth int) error {
	if depth > 8 {
		return fmt.Errorf("nested too deep")
	}
	switch v := v.(type) {
	case nil, int64, bool:
		return nil
	case string:
		if strings.ToValidUTF8(v, "") != v || strings.IndexByte(v, 0) >= 0 {
			return fmt.Errorf("text is not UTF-8 or holds NUL")
		}
		return nil
	case []any:
		for _, e := range v {
			if err := checkValue(e, depth+1); err != nil {
				return err
			}
		}
		return nil
	case map[string]any:
		for k, e := range v {
			if err := checkValue(k, depth); err != nil {
				return err
			}
			if err := checkValue(e, depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	return fmt.Errorf("a fact carries no %T", v)
}

// encode writes references and values as JSON.
func (f *Fact) encode() (refs, values string, err error) {
	r, err := json.Marshal(f.Refs)
	if err != nil {
		return "", "", fmt.Errorf("fact %s: references: %w", f.Name, err)
	}
	v, err := json.Marshal(f.Values)
	if err != nil {
		return "", "", fmt.Errorf("fact %s: values: %w", f.Name, err)
	}
	if len(r)+len(v) > maxContent {
		return "", "", fmt.Errorf("fact %s: %d bytes, at most %d: name the record instead", f.Name, len(r)+len(v), maxContent)
	}
	return string(r), string(v), nil
}

// decode reads what encode wrote; whole numbers come back as int64.
func (f *Fact) decode(refs, values string) error {
	if err := json.Unmarshal([]byte(refs), &f.Refs); err != nil {
		return fmt.Errorf("fact %s: references: %w", f.ID, err)
	}
	d := json.NewDecoder(bytes.NewReader([]byte(values)))
	d.UseNumber()
	var m map[string]any
	if err := d.Decode(&m); err != nil {
		return fmt.Errorf("fact %s: values: %w", f.ID, err)
	}
	for k, v := range m {
		w, err := whole(v)
		if err != nil {
			return fmt.Errorf("fact %s: value %s: %w", f.ID, k, err)
		}
		m[k] = w
	}
	f.Values = m
	return nil
}

// whole turns the numbers of JSON into int64.
func whole(v any) (any, error) {
	var err error
	switch v := v.(type) {
	case json.Number:
		return v.Int64()
	case []any:
		for i := range v {
			if v[i], err = whole(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		for k := range v {
			if v[k], err = whole(v[k]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}
