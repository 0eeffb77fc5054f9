package export

import (
	"bytes"
	"encoding/json"
	"io"

	"github.com/hengjian/hengjian/app/present"
	"github.com/hengjian/hengjian/kernel/record"
)

// jsonWriter writes one object a line: names of fields as keys, raw values as
// the API has them; a field without a value is left out. A whole export begins
// with area, id, rev and state.
type jsonWriter struct {
	x   *Export
	w   io.Writer
	buf bytes.Buffer
	enc *json.Encoder
}

// flushAt is how much is gathered before it is written.
const flushAt = 256 << 10

func newJSONL(w io.Writer, x *Export) *jsonWriter {
	j := &jsonWriter{x: x, w: w}
	j.enc = json.NewEncoder(&j.buf)
	j.enc.SetEscapeHTML(false)
	return j
}

func (j *jsonWriter) head() error { return nil }

func (j *jsonWriter) record(r record.Row, _ *cells) error {
	start := j.buf.Len()
	j.buf.WriteByte('{')
	if j.x.whole {
		j.text("area", string(r.Area()))
		j.text("id", string(r.ID()))
		if err := j.value("rev", r.Rev()); err != nil {
			return err
		}
		j.text("state", r.State())
	}
	for i := range j.x.columns {
		if err := j.column(&j.x.columns[i], r); err != nil {
			return err
		}
	}
	if n := j.buf.Len(); n > start+1 {
		j.buf.Truncate(n - 1) // the last comma
	}
	j.buf.WriteString("}\n")
	if j.buf.Len() < flushAt {
		return nil
	}
	return j.end()
}

func (j *jsonWriter) end() error {
	_, err := j.buf.WriteTo(j.w)
	return err
}

func (j *jsonWriter) column(col *column, r record.Row) error {
	if col.field == nil {
		switch col.name {
		case "state":
			j.text(col.name, r.State())
		case "created_at":
			j.text(col.name, r.CreatedAt().String())
		case "updated_at":
			j.text(col.name, r.UpdatedAt().String())
		default:
			j.text(col.name, systemCell(col.name, r))
		}
		return nil
	}
	if col.currency {
		if s := r.Currency(col.field); s != "" {
			j.text(col.name, s)
		}
		return nil
	}
	v := r.Value(col.field)
	if v == nil {
		return nil
	}
	v = present.Raw(col.field, v)
	if s, ok := v.(string); ok {
		j.text(col.name, s)
		return nil
	}
	return j.value(col.name, v)
}

func (j *jsonWriter) key(name string) {
	j.buf.WriteByte('"') // names are lower_snake
	j.buf.WriteString(name)
	j.buf.WriteString(`":`)
}

// text writes a member; a text without anything to escape goes as it is.
func (j *jsonWriter) text(name, s string) {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 || c == '"' || c == '\\' {
			_ = j.value(name, s) // a text can always be encoded
			return
		}
	}
	j.key(name)
	j.buf.WriteByte('"')
	j.buf.WriteString(s)
	j.buf.WriteString(`",`)
}

func (j *jsonWriter) value(name string, v any) error {
	j.key(name)
	if err := j.enc.Encode(v); err != nil {
		return err
	}
	j.buf.Truncate(j.buf.Len() - 1) // Encode ends with a line end
	j.buf.WriteByte(',')
	return nil
}
