package server_test

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"unicode"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/log"
	"github.com/hengjian/hengjian/test/livetest"
)

// uploads sends, at both desks, files that are not what they are called and names
// that are not names: refused, or kept under a harmless name and given out as a
// download of no type.
func (w *foreign) uploads(t *testing.T) {
	const gif, png, pdf, zip = "GIF89a", "\x89PNG\r\n\x1a\n", "%PDF-1.4\n", "PK\x03\x04"
	const page = "<html><script>alert(1)</script></html>"
	send := func(p, path, name, content string) livetest.Answer {
		var form bytes.Buffer
		form.WriteString("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + strings.ReplaceAll(name, `"`, `\"`) + "\"\r\nContent-Type: text/html\r\n\r\n" + content + "\r\n--x--\r\n")
		return w.as(p).Do(http.MethodPost, path, form.Bytes(), "Content-Type", "multipart/form-data; boundary=x")
	}
	for _, f := range []struct {
		name, content string
		taken         bool
	}{
		{"页面.html", page, false}, {"图.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", false}, {"图.svgz", "\x1f\x8b", false}, {"x.xhtml", page, false}, {"x.mht", page, false}, {"x.xml", "<?xml version='1.0'?><x/>", false},
		{"程序.exe", "MZ\x90", false}, {"脚本.js", "alert(1)", false}, {"x.bat", "echo", false}, {"x.sh", "#!/bin/sh", false}, {"x.jar", zip, false}, {"x.apk", zip, false}, {"x.docm", zip, false}, {"x.xlsm", zip, false}, {"x.lnk", "L\x00", false},
		{"假的.pdf", page, false}, {"假的.png", page, false}, {"假的.jpg", "<svg onload=alert(1)>", false}, {"假的.txt", page, false}, {"假的.csv", " \t\r\n<!DOCTYPE html>", false}, {"假的.txt", "\xef\xbb\xbf<svg onload=alert(1)>", false}, {"空.pdf", "", false}, {"x.pdf\x00.html", pdf, false}, {"x.pdf.html", pdf, false}, {"x", pdf, false}, {".pdf", page, false}, {"x.", pdf, false},
		// Two things at once: taken for what they begin as, and never shown as a page.
		{"两用.gif", gif + "/*" + page + "*/=1", true}, {"两用.pdf", pdf + page, true}, {"两用.png", png + page, true},
		{"../../../etc/cron.d/x.pdf", pdf, true}, {`..\..\windows\x.pdf`, pdf, true}, {"/etc/passwd/x.pdf", pdf, true}, {"C:\\x.pdf", pdf, true}, {"决定书\u202Efdp.exe.pdf", pdf, true}, {"零\u200B宽\uFEFF.pdf", pdf, true},
		{"x\r\nSet-Cookie: a=b.pdf", pdf, false}, {"<img src=x onerror=alert(1)>.pdf", pdf, true}, {strings.Repeat("名", 3000) + ".pdf", pdf, true}, {"CON.pdf", pdf, true}, {"a;b&c|d`e$(f).pdf", pdf, true}, {"'\"; filename=evil.html;.pdf", pdf, true},
	} {
		for _, d := range []struct{ p, path string }{{"wangfang", "/api/files"}, {"qiye1", "/api/business/files"}} {
			a := send(d.p, d.path, f.name, f.content)
			if !f.taken {
				if a.Status < 400 || a.Status >= 500 {
					t.Errorf("%s takes %.40q: %d %.200s", d.path, f.name, a.Status, a.Body)
				}
				continue
			}
			var up struct{ Name, Type string }
			if a.Into(t, http.StatusOK, &up); strings.ContainsAny(up.Name, "/\\\x00\r\n<>\"|") || strings.ContainsFunc(up.Name, func(c rune) bool { return unicode.IsControl(c) || unicode.Is(unicode.Cf, c) }) || len(up.Name) > 200 || strings.HasPrefix(up.Name, ".") {
				t.Errorf("%.40q is kept as %q", f.name, up.Name)
			}
		}
	}
	// A file over the limit ends early, not in memory or on the disk.
	if a := w.as("qiye1").Do(http.MethodPost, "/api/business/files", []byte("--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n"+strings.Repeat("a", 21<<20)+"\r\n--x--\r\n"), "Content-Type", "multipart/form-data; boundary=x"); a.Status != http.StatusRequestEntityTooLarge {
		t.Errorf("21 MB: %d %.200s", a.Status, a.Body)
	}
	// What lies between: a bomb is stored as it is, for nothing here unpacks it.
	var up map[string]any
	send("wangfang", "/api/files", "x.zip", zip+strings.Repeat("\x00", 5000)).Into(t, http.StatusOK, &up)
}

// tricks are pieces of a path that are none of a record's.
var tricks = []string{"..", "%2e%2e", "%2e%2e%2f%2e%2e%2fledger.key", "..%2fledger.key", "%252e%252e%252fledger.key", "..%5cledger.key", "%5c%5chost%5cshare", "%00", "x%00.yaml", "%c0%ae%c0%ae", "%ff", "%E2%80%AEx", "'", "%27%20OR%201%3D1--", "%22", "%3Cscript%3E", "*", "%25", "a%0d%0aSet-Cookie:%20a=b", "file:%2f%2f%2fetc%2fpasswd", "~", "-1", "99999999999999999999", strings.Repeat("a", 3000)}

// paths puts them into every place of every path.
func (w *foreign) paths(t *testing.T) {
	began, asked := w.written(t), 0
	people := map[string][]string{"/api/admin": {"sysadmin", "secadmin", "auditadmin"}, "/api/business": {"qiye1"}}
	for _, op := range w.operations(t) {
		who := people["/"+strings.Join(strings.SplitN(op.path, "/", 4)[1:min(3, len(strings.SplitN(op.path, "/", 4)))], "/")]
		if who == nil {
			who = []string{"wangfang"}
		}
		parts := strings.Split(op.path, "/")
		for i, part := range parts {
			if !strings.HasPrefix(part, "{") {
				continue
			}
			for _, trick := range tricks {
				with := append([]string{}, parts...)
				with[i] = trick
				path := w.concrete(operation{op.method, strings.Join(with, "/")})
				if _, err := url.Parse(path); err != nil {
					continue
				}
				for _, p := range who {
					a := w.as(p).Do(op.method, path, []byte(`{}`), "If-Match", `"1"`)
					asked++
					switch body := string(a.Body); {
					case a.Status >= 500, a.Err != nil:
						t.Errorf("%s %.120s as %s: %d %v %.200s", op.method, path, p, a.Status, a.Err, body)
					case strings.Contains(body, "root:"), strings.Contains(body, "PRIVATE"), strings.Contains(body, "SQLite format"), a.Header.Get("Set-Cookie") != "":
						t.Errorf("%s %.120s as %s got out: %.200s", op.method, path, p, body)
					case a.Status < 400 && op.method != http.MethodGet && op.method != http.MethodPut:
						t.Errorf("%s %.120s as %s did something: %d %.200s", op.method, path, p, a.Status, body)
					}
				}
			}
		}
	}
	if asked < 5000 || w.written(t) != began {
		t.Errorf("%d asked, %d lines written", asked, w.written(t)-began)
	}
}

// quiet holds that neither log nor metrics nor refusals say what only those with
// the right may read: passwords, tokens, codes, names, numbers, what was asked.
func (w *foreign) quiet(t *testing.T) {
	var out bytes.Buffer
	l, _, err := log.New(&out, log.Options{Level: "debug"})
	if err != nil {
		t.Fatal(err)
	}
	s, err := server.New(context.Background(), w.b.app, server.Options{Log: l, Version: "test", Rate: -1})
	if err != nil {
		t.Fatal(err)
	}
	h := s.Handler()
	ask := func(method, path string, body any, header ...string) *httptest.ResponseRecorder {
		return from(h, "198.51.100.23:7", method, path, body, header...)
	}
	err = w.b.app.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := tx.Exec(`DELETE FROM auth_attempt`) // the other parts sent wrong passwords with everything
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	in := ask(http.MethodPost, "/api/session", map[string]any{"account": "wangfang", "password": app.DemoPassword}, "User-Agent", "Geheim-Browser/1")
	if in.Code != http.StatusOK {
		t.Fatalf("signing in: %d %s", in.Code, in.Body)
	}
	token := cookie(in.Header()).Value
	with := []string{"Cookie", "hj_session=" + token, "If-Match", `"1"`}
	secrets := []string{app.DemoPassword, token, "13912345678", "310101199001011237", "欧阳不可见", "Falsches-Passwort-1", "198.51.100.23", "Geheim-Browser", "AAAA-BBBB-CCCC", "123456789012", "hjk_" + strings.Repeat("z", 43)}
	shown := ask(http.MethodPost, "/api/registration/business", map[string]any{"values": map[string]any{"name": "欧阳不可见的店", "phone": "13912345678", "representative": map[string]any{"name": "欧阳不可见"}}}, with...)
	if shown.Code != http.StatusCreated {
		t.Fatalf("%d %s", shown.Code, shown.Body)
	}
	var answers []string
	for _, x := range []struct {
		method, path string
		body         any
		header       []string
	}{
		{http.MethodPost, "/api/session", map[string]any{"account": "欧阳不可见", "password": "Falsches-Passwort-1"}, nil},
		{http.MethodPost, "/api/session", map[string]any{"account": "Falsches-Passwort-1", "password": "13912345678"}, nil},
		{http.MethodPost, "/api/session", map[string]any{"account": "wangfang", "password": app.DemoPassword, "code": "123456789012", "more": "欧阳不可见"}, nil},
		{http.MethodPost, "/api/session/password", map[string]any{"old": "Falsches-Passwort-1", "new": app.DemoPassword}, with},
		{http.MethodPost, "/api/business/bind", map[string]any{"code": "AAAA-BBBB-CCCC", "account": "ouyang", "password": "Falsches-Passwort-1"}, nil},
		{http.MethodGet, "/api/search?q=" + url.QueryEscape("欧阳不可见"), nil, with},
		{http.MethodGet, "/api/registration/business?filter=" + url.QueryEscape(`phone == "13912345678" && `), nil, with},
		{http.MethodGet, "/api/registration/business?q=310101199001011237", nil, with},
		{http.MethodGet, "/api/registration/business/3710/13912345678", nil, with},
		{http.MethodGet, "/api/waiting", nil, []string{"Authorization", "Bearer hjk_" + strings.Repeat("z", 43)}},
		{http.MethodGet, "/api/waiting", nil, []string{"Cookie", "hj_session=" + strings.Repeat("z", 43)}},
		{http.MethodGet, "/desk/欧阳不可见?q=13912345678", nil, nil},
		{http.MethodGet, "/api/public/search?q=" + url.QueryEscape("欧阳不可见"), nil, nil},
	} {
		a := ask(x.method, x.path, x.body, x.header...)
		if a.Code >= 500 {
			t.Errorf("%s %s: %d %s", x.method, x.path, a.Code, a.Body)
		}
		if a.Code >= 400 {
			answers = append(answers, a.Body.String())
		}
	}
	metrics := ask(http.MethodGet, "/metrics", nil).Body.String()
	if !strings.Contains(out.String(), "POST /api/session") || !strings.Contains(metrics, "/api/session") || len(answers) < 8 {
		t.Fatalf("nothing was logged, counted or refused: the test says nothing (%d)", len(answers))
	}
	for _, s := range secrets {
		for where, text := range map[string]string{"the log": out.String(), "the metrics": metrics} {
			if strings.Contains(text, s) || strings.Contains(text, url.QueryEscape(s)) {
				t.Errorf("%q stands in %s", s, where)
			}
		}
		for _, a := range answers {
			if s != "Falsches-Passwort-1" && s != "欧阳不可见" && strings.Contains(a, s) {
				t.Errorf("%q stands in a refusal: %s", s, a)
			}
			if strings.Contains(a, "Falsches-Passwort-1") {
				t.Errorf("a password stands in a refusal: %s", a)
			}
		}
	}
	// What the sign-in log keeps of a name nobody has: nothing, for people type their password there.
	if n := w.count(t, `SELECT count(*) FROM auth_log WHERE account LIKE '%alsches%' OR account LIKE '%欧阳%'`); n != 0 {
		t.Errorf("%d lines of the sign-in log hold what was typed", n)
	}
}
