package livetest

import (
	"bytes"
	"encoding/json"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"testing"
	"time"
)

// Client speaks to a server as one signed-in person, or as nobody.
type Client struct {
	HTTP *http.Client
	Base string
}

// Answer is what came back. Status 0: the connection broke.
type Answer struct {
	Status int
	Header http.Header
	Body   []byte
	Err    error
}

// Problem is a refusal as the server words it.
type Problem struct {
	Title  string
	Status int
	Code   string
	Detail string
	ID     string
	Fields []struct{ Name, Code, Text string }
}

// Nobody is a client that is not signed in.
func (s *Server) Nobody() *Client {
	jar, _ := cookiejar.New(nil) // never fails without options
	return &Client{&http.Client{Jar: jar, Timeout: 45 * time.Second}, s.Base}
}

// SignIn returns a client signed in under an account of the demo city.
func (s *Server) SignIn(t testing.TB, account string) *Client {
	t.Helper()
	c := s.Nobody()
	if a := c.Post("/api/session", map[string]any{"account": account, "password": Password}); a.Status != http.StatusOK {
		t.Fatalf("signing in as %s: %d %s %v", account, a.Status, a.Body, a.Err)
	}
	return c
}

// Do sends a request with the header that a browser page of ours sends; headers
// come in pairs, and one with an empty value is left out.
func (c *Client) Do(method, path string, body []byte, header ...string) Answer {
	req, err := http.NewRequest(method, c.Base+path, bytes.NewReader(body))
	if err != nil {
		return Answer{Err: err}
	}
	if len(body) > 0 {
		req.Header.Set("Content-Type", "application/json")
	}
	req.Header.Set("X-Requested-With", "hengjian")
	for i := 0; i+1 < len(header); i += 2 {
		if header[i+1] == "" {
			req.Header.Del(header[i])
		} else {
			req.Header.Set(header[i], header[i+1])
		}
	}
	return c.Send(req)
}

// Send sends a request as it is.
func (c *Client) Send(req *http.Request) Answer {
	res, err := c.HTTP.Do(req)
	if err != nil {
		return Answer{Err: err}
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return Answer{Err: err}
	}
	return Answer{Status: res.StatusCode, Header: res.Header, Body: b}
}

// Get asks for a path.
func (c *Client) Get(path string) Answer { return c.Do(http.MethodGet, path, nil) }

// Post sends a value as JSON.
func (c *Client) Post(path string, v any, header ...string) Answer {
	b, err := json.Marshal(v)
	if err != nil {
		return Answer{Err: err}
	}
	return c.Do(http.MethodPost, path, b, header...)
}

// Upload sends a file under a name to collection.
func (c *Client) Upload(name string, content []byte) Answer {
	return c.send("/api/collect/files", name, content)
}

// Attach sends a file that a record is to hold.
func (c *Client) Attach(name string, content []byte) Answer {
	return c.send("/api/files", name, content)
}

func (c *Client) send(path, name string, content []byte) Answer {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	part, err := w.CreateFormFile("file", name)
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		return Answer{Err: err}
	}
	return c.Do(http.MethodPost, path, b.Bytes(), "Content-Type", w.FormDataContentType())
}

// Problem reads the answer as a problem; ok reports whether it is one.
func (a Answer) Problem() (p Problem, ok bool) {
	if a.Header.Get("Content-Type") != "application/problem+json" {
		return p, false
	}
	return p, json.Unmarshal(a.Body, &p) == nil
}

// Into decodes the answer, which must have the status.
func (a Answer) Into(t testing.TB, status int, v any) {
	t.Helper()
	if a.Status != status {
		t.Fatalf("status %d, expected %d: %.400s %v", a.Status, status, a.Body, a.Err)
	}
	if v == nil {
		return
	}
	if err := json.Unmarshal(a.Body, v); err != nil {
		t.Fatalf("%v: %.400s", err, a.Body)
	}
}
