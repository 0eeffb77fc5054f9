package rest_test

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"

	"github.com/hengjian/hengjian/platform/rest"
)

func TestUploadedFile(t *testing.T) {
	s := rest.New(rest.Options{})
	rest.Handle(s.API(), &huma.Operation{Method: "POST", Path: "/api/files", MaxBodyBytes: 2 << 20}, func(r *rest.Request) error {
		var got map[string]any
		err := r.File("file", func(name string, body io.Reader) error {
			n, err := io.Copy(io.Discard, body)
			got = map[string]any{"name": name, "size": n}
			return err
		})
		if err != nil {
			return err
		}
		return r.JSON(http.StatusOK, got)
	})
	form := func(field, name string, size int) (string, *bytes.Buffer) {
		var b bytes.Buffer
		w := multipart.NewWriter(&b)
		_ = w.WriteField("note", "x")
		f, _ := w.CreateFormFile(field, name)
		_, _ = f.Write(bytes.Repeat([]byte("x"), size))
		_ = w.Close()
		return w.FormDataContentType(), &b
	}
	for _, c := range []struct {
		name, field, file string
		size, cut, status int
		text              string
	}{
		{"good", "file", "经营主体.csv", 1_500_000, 0, 200, `{"name":"经营主体.csv","size":1500000}`},
		{"path trick", "file", `..\..\etc/passwd`, 10, 0, 200, `"name":"passwd"`},
		{"another field", "other", "a.csv", 10, 0, 422, "rest.no_file"},
		{"too large", "file", "a.csv", 3 << 20, 0, 413, "2 MB"},
		{"cut", "file", "a.csv", 100_000, 50_000, 422, "rest.form"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ct, b := form(c.field, c.file, c.size)
			body := b.Bytes()[:b.Len()-c.cut]
			for _, declared := range []bool{true, false} {
				r := httptest.NewRequest("POST", "/api/files", bytes.NewReader(body))
				if !declared {
					r.ContentLength = -1
				}
				r.Header.Set("Content-Type", ct)
				w := httptest.NewRecorder()
				s.Handler().ServeHTTP(w, r)
				if w.Code != c.status || !strings.Contains(w.Body.String(), c.text) {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			}
		})
	}
	if w := send(t, s.Handler(), call{method: "POST", path: "/api/files", body: "{}"}); w.Code != 422 || !strings.Contains(w.Body.String(), "rest.form") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
}

func TestSafeName(t *testing.T) {
	for in, want := range map[string]string{
		"a.csv": "a.csv", "../../etc/passwd": "passwd", `C:\x\y.xlsx`: "y.xlsx", "a\x00b.csv": "a_b.csv", "": "未命名", "..": "未命名", "/": "未命名", ".": "未命名",
		"a\u202exslx.exe": "a_xslx.exe", "\xff.csv": "_.csv", strings.Repeat("长", 100) + ".csv": strings.Repeat("长", 65) + ".csv",
	} {
		if got := rest.SafeName(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("../../x")
	f.Add(strings.Repeat("长", 100) + ".csv")
	f.Fuzz(func(t *testing.T, s string) {
		got := rest.SafeName(s)
		if got == "" || got == "." || got == ".." || len(got) > 204 || !utf8.ValidString(got) || strings.ContainsAny(got, "/\\\x00\r\n\"") {
			t.Errorf("%q became %q", s, got)
		}
	})
}
