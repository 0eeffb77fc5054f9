package rest

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/hengjian/hengjian/platform/fault"
)

// static serves built single-page applications from files: "x.gz" beside "x" is
// its gzip copy, names under assets/ never change their content, and a path that
// is no file and has no extension belongs to an application: the one in the
// folder of its first element (desk/index.html), else the one at the root.
type static struct {
	files fs.FS
	tags  *sync.Map // name → entity tag of its content
}

func (s static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		writeProblem(w, r, withStatus(r.Context(), http.StatusMethodNotAllowed, "rest.method", "此处不支持该操作"))
		return
	}
	name, ok := cleanPath(r.URL.Path)
	if !ok {
		WriteError(w, r, noFile())
		return
	}
	if name != "index.html" && !s.is(name) {
		if path.Ext(name) != "" || strings.HasPrefix(name, "assets/") {
			WriteError(w, r, noFile()) // a missing script must not become a page
			return
		}
		name = s.application(name)
	}
	err := s.send(w, r, name)
	if errors.Is(err, fs.ErrNotExist) {
		err = fault.New(fault.NotFound, "rest.no_pages", "本程序没有内置网页，请用 make build 构建后再启动")
	}
	if err != nil {
		WriteError(w, r, err)
	}
}

func noFile() error { return fault.New(fault.NotFound, "rest.no_page", "没有这个页面或文件") }

// cleanPath turns a request path into a name of the tree. Whatever is not in
// canonical form is refused, not repaired.
func cleanPath(p string) (string, bool) {
	p = strings.TrimPrefix(p, "/")
	if p == "" {
		return "index.html", true
	}
	p = strings.TrimSuffix(p, "/")
	if !fs.ValidPath(p) || p == "." || strings.ContainsAny(p, "\\\x00:") {
		return "", false
	}
	for part := range strings.SplitSeq(p, "/") {
		if strings.HasPrefix(part, ".") {
			return "", false // .keep, .git
		}
	}
	return p, true
}

// application is the page of the application a path belongs to.
func (s static) application(name string) string {
	first, _, _ := strings.Cut(name, "/")
	if own := first + "/index.html"; s.is(own) {
		return own
	}
	return "index.html"
}

func (s static) is(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && info.Mode().IsRegular()
}

func (s static) send(w http.ResponseWriter, r *http.Request, name string) error {
	h := w.Header()
	h.Set("Content-Type", mediaType(name))
	if strings.HasPrefix(name, "assets/") {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	} else {
		h.Set("Cache-Control", "no-cache")
		tag, err := s.tag(name)
		if err != nil {
			return err
		}
		h.Set("ETag", tag)
		if matches(r.Header.Get("If-None-Match"), tag) {
			h.Del("Content-Type")
			w.WriteHeader(http.StatusNotModified)
			return nil
		}
	}
	file := name
	if s.is(name + ".gz") {
		h.Add("Vary", "Accept-Encoding")
		if accepts(r.Header.Get("Accept-Encoding"), "gzip") {
			file = name + ".gz"
			h.Set("Content-Encoding", "gzip")
		}
	}
	f, err := s.files.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }() // opened for reading
	info, err := f.Stat()
	if err != nil {
		return err
	}
	h.Set("Content-Length", strconv.FormatInt(info.Size(), 10))
	w.WriteHeader(http.StatusOK)
	if r.Method != http.MethodHead {
		_, _ = io.Copy(w, f) // the connection may be gone; nobody is left to tell
	}
	return nil
}

// tag is a weak entity tag, the same for the file and its gzip copy. The tree
// never changes while the program runs.
func (s static) tag(name string) (string, error) {
	if t, ok := s.tags.Load(name); ok {
		return t.(string), nil
	}
	b, err := fs.ReadFile(s.files, name)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	t := `W/"` + hex.EncodeToString(sum[:8]) + `"`
	s.tags.Store(name, t)
	return t, nil
}

// matches reads If-None-Match (RFC 9110 §13.1.2), which compares weakly.
func matches(header, tag string) bool {
	for part := range strings.SplitSeq(header, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == strings.TrimPrefix(tag, "W/") {
			return true
		}
	}
	return false
}

// mediaType names the type of a file by its extension, the same on every
// machine: the system's own table does not know .mjs everywhere.
func mediaType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".html":
		return "text/html; charset=utf-8"
	case ".js", ".mjs":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".json", ".map", ".geojson":
		return "application/json"
	case ".webmanifest":
		return "application/manifest+json"
	case ".svg":
		return "image/svg+xml"
	case ".png":
		return "image/png"
	case ".jpg", ".jpeg":
		return "image/jpeg"
	case ".webp":
		return "image/webp"
	case ".ico":
		return "image/x-icon"
	case ".woff2":
		return "font/woff2"
	case ".woff":
		return "font/woff"
	case ".ttf":
		return "font/ttf"
	case ".wasm":
		return "application/wasm"
	case ".txt":
		return "text/plain; charset=utf-8"
	case ".pdf":
		return "application/pdf"
	}
	return "application/octet-stream"
}
