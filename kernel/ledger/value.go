package ledger

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"unicode/utf8"
)

// Tags of the canonical encoding of values, docs/ledger.md §2.
const (
	tagNull   = 0x00
	tagFalse  = 0x01
	tagTrue   = 0x02
	tagInt    = 0x03
	tagString = 0x04
	tagList   = 0x05
	tagMap    = 0x06
)

// maxDepth bounds the nesting of lists and maps.
const maxDepth = 32

// AppendValue appends the canonical encoding of v to b. A value is nil, a
// bool, an int64, a string of valid UTF-8, a []any or a map[string]any of
// values, nested at most 32 deep; anything else is an error. Different values
// have different encodings, and none is the beginning of another.
func AppendValue(b []byte, v any) ([]byte, error) { return appendValue(b, v, 0) }

func appendValue(b []byte, v any, depth int) ([]byte, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("ledger: value nested deeper than %d", maxDepth)
	}
	switch v := v.(type) {
	case nil:
		return append(b, tagNull), nil
	case bool:
		if v {
			return append(b, tagTrue), nil
		}
		return append(b, tagFalse), nil
	case int64:
		return binary.BigEndian.AppendUint64(append(b, tagInt), uint64(v)), nil
	case string:
		return appendText(append(b, tagString), v)
	case []any:
		return appendList(b, v, depth)
	case map[string]any:
		return appendMap(b, v, depth)
	}
	return nil, fmt.Errorf("ledger: a value of type %T has no canonical encoding", v)
}

func appendList(b []byte, v []any, depth int) ([]byte, error) {
	if len(v) > math.MaxInt32 {
		return nil, fmt.Errorf("ledger: list of %d values", len(v))
	}
	b = binary.BigEndian.AppendUint32(append(b, tagList), uint32(len(v)))
	var err error
	for _, x := range v {
		if b, err = appendValue(b, x, depth+1); err != nil {
			return nil, err
		}
	}
	return b, nil
}

func appendMap(b []byte, v map[string]any, depth int) ([]byte, error) {
	if len(v) > math.MaxInt32 {
		return nil, fmt.Errorf("ledger: map of %d values", len(v))
	}
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	b = binary.BigEndian.AppendUint32(append(b, tagMap), uint32(len(v)))
	var err error
	for _, k := range keys {
		if b, err = appendText(b, k); err != nil {
			return nil, err
		}
		if b, err = appendValue(b, v[k], depth+1); err != nil {
			return nil, err
		}
	}
	return b, nil
}

// appendText appends length in four bytes and the bytes of s.
func appendText(b []byte, s string) ([]byte, error) {
	if !utf8.ValidString(s) {
		return nil, fmt.Errorf("ledger: text %q is not UTF-8", clip(s))
	}
	if len(s) > math.MaxInt32 {
		return nil, fmt.Errorf("ledger: text of %d bytes", len(s))
	}
	b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
	return append(b, s...), nil
}

// ReadJSON reads one JSON value as a canonical value. A number that is not an
// integer of 64 bits, a name that stands twice in an object, and anything after
// the value are errors.
func ReadJSON(text []byte) (any, error) {
	if !utf8.Valid(text) {
		return nil, errors.New("ledger: JSON is not UTF-8")
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := readJSON(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("ledger: something follows the JSON value")
	}
	return v, nil
}

func readJSON(d *json.Decoder, depth int) (any, error) {
	if depth > maxDepth {
		return nil, fmt.Errorf("ledger: value nested deeper than %d", maxDepth)
	}
	t, err := d.Token()
	if err != nil {
		return nil, fmt.Errorf("ledger: reading JSON: %w", err)
	}
	switch t := t.(type) {
	case json.Number:
		n, err := t.Int64()
		if err != nil {
			return nil, fmt.Errorf("ledger: number %s is not an integer of 64 bits", clip(t.String()))
		}
		return n, nil
	case json.Delim:
		if t == '[' {
			return readList(d, depth)
		}
		return readMap(d, depth)
	}
	return t, nil // nil, bool, string
}

func readList(d *json.Decoder, depth int) (any, error) {
	list := []any{}
	for d.More() {
		v, err := readJSON(d, depth+1)
		if err != nil {
			return nil, err
		}
		list = append(list, v)
	}
	_, err := d.Token()
	return list, err
}

func readMap(d *json.Decoder, depth int) (any, error) {
	m := map[string]any{}
	for d.More() {
		k, err := d.Token()
		if err != nil {
			return nil, fmt.Errorf("ledger: reading JSON: %w", err)
		}
		name := k.(string) // the decoder gives nothing else before a value
		if _, twice := m[name]; twice {
			return nil, fmt.Errorf("ledger: name %q stands twice", clip(name))
		}
		if m[name], err = readJSON(d, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return m, err
}
