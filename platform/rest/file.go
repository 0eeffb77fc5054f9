package rest

import (
	"errors"
	"io"
	"net/http"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hengjian/hengjian/platform/fault"
)

// maxParts bounds a form: more parts than any screen of ours sends.
const maxParts = 100

// File reads the file called field of a multipart form as a stream, without a
// copy on disk: f gets its name, made harmless, and its bytes. Parts before it
// are skipped, parts after it are not read. The limit is the operation's.
func (r *Request) File(field string, f func(name string, body io.Reader) error) error {
	body, err := r.Upload()
	if err != nil {
		return err
	}
	defer func() { _ = body.Close() }() // the server drains what is left
	r.r.Body = body
	form, err := r.r.MultipartReader()
	if err != nil {
		return fault.New(fault.Invalid, "rest.form", "应以表单（multipart/form-data）上传文件").With(err)
	}
	for range maxParts {
		p, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return formFault(err)
		}
		if p.FormName() == field && p.FileName() != "" {
			return f(SafeName(p.FileName()), partReader{p})
		}
	}
	return fault.Bad("rest.no_file", "没有选择文件", fault.Field{Name: field, Code: "required", Text: "请选择要上传的文件"})
}

// partReader names the fault of a form cut in the middle of a file.
type partReader struct{ r io.Reader }

func (p partReader) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	if err != nil && !errors.Is(err, io.EOF) {
		err = formFault(err)
	}
	return n, err
}

func formFault(err error) error {
	var own *fault.Error
	var big *http.MaxBytesError
	if errors.As(err, &own) {
		return own
	}
	if errors.As(err, &big) {
		return tooLarge(big.Limit)
	}
	return fault.New(fault.Invalid, "rest.form", "表单没有完整送达，请重新上传").With(err)
}

// SafeName makes the name of an uploaded file fit to be shown and stored: its
// last part, without control and direction signs, at most 200 bytes. It is a
// label only, never a path.
func SafeName(name string) string {
	name = strings.ToValidUTF8(name, "_")
	name = path.Base(strings.ReplaceAll(name, `\`, "/"))
	name = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) || unicode.Is(unicode.Cf, c) || strings.ContainsRune(`/<>:"|?*`, c) {
			return '_'
		}
		return c
	}, name)
	name = strings.Trim(name, ". ")
	const most = 200
	if len(name) > most {
		ext := path.Ext(name)
		if len(ext) > 20 {
			ext = ""
		}
		cut := name[:most-len(ext)]
		for !utf8.ValidString(cut) {
			cut = cut[:len(cut)-1]
		}
		name = cut + ext
	}
	if name == "" || name == "_" {
		return "未命名"
	}
	return name
}
