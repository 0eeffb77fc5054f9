package notify

import (
	"bytes"
	"context"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/hengjian/hengjian/platform/fault"
)

const (
	askTime = 15 * time.Second // for one request to a gateway
	maxBody = 256 << 10
)

// Ask is a request to a gateway as the configuration writes it. In Body, as in the
// values of Header, these places are filled: {id} {to} {text} {reference} {secret}.
type Ask struct {
	URL    string
	Form   bool           // else JSON
	Body   map[string]any // fields of the form, or the object; places stand inside strings
	Header map[string]string
}

// Words say where in an answer something stands and what it means there. A path
// names fields from outside to inside: data.0.status.
type Words struct {
	ID        string   // path of our identifier
	Reference string   // path of the gateway's
	State     string   // path of what is compared with Good and Bad
	Good, Bad []string // delivered; could not be delivered
	Time      string   // path of the time of it
	Layout    string   // how the time is written: a layout of package time, or unix, unixms
	Reason    string   // path of why not
	List      string   // path of the list of receipts, "" where the answer is one
}

// Config is the gateway of a provider of short messages.
type Config struct {
	Name, Title string
	Secret      string
	Send        Ask
	Success     string   // path in the answer of what says whether it was taken; "": any 2xx
	Taken       []string // its values that say so
	Final       []string // its values that no second attempt changes: a wrong number
	Reference   string   // path of what the gateway calls the message
	Reason      string   // path of why not
	Poll        *Ask     // asked how a message fares; nil: it is not
	Receipt     Words    // of what Poll answers and what Callback brings
	Token       string   // secret part of the address that the gateway calls; "": it calls none
	Answer      string   // what it wants to hear for a receipt taken
	Client      *http.Client
}

// HTTP is the channel of a gateway for short messages.
type HTTP struct{ c Config }

// NewHTTP returns the channel of a gateway. It asks the host of the configured
// address and no other, follows no redirect and takes no proxy from the environment.
func NewHTTP(c Config) *HTTP {
	if c.Client == nil {
		c.Client = &http.Client{Timeout: askTime, CheckRedirect: stay, Transport: &http.Transport{DialContext: (&net.Dialer{Timeout: askTime / 3}).DialContext,
			TLSHandshakeTimeout: askTime / 3, ResponseHeaderTimeout: askTime, MaxIdleConnsPerHost: 2, IdleConnTimeout: time.Minute, ForceAttemptHTTP2: true}}
	}
	return &HTTP{c}
}

func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// CheckURL refuses an address that nothing secret may be sent to: only https, or
// plain http to this machine itself while a system is being tried out.
func CheckURL(address string) error {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Host == "" || u.Opaque != "":
		return errors.New("应为完整的地址，如 https://sms.example.gov.cn/send")
	case u.User != nil || u.Fragment != "":
		return errors.New("地址里不能有账号或 #")
	case strings.ContainsAny(address, "{}"):
		return errors.New("地址里不能有 {…}：发到哪里由配置固定")
	case u.Scheme == "https" || u.Scheme == "http" && Loopback(u.Hostname()):
		return nil
	}
	return errors.New("应以 https:// 开头（只有本机 127.0.0.1、localhost 可用 http）")
}

// Name is the short name.
func (g *HTTP) Name() string { return g.c.Name }

// Title is what people read.
func (g *HTTP) Title() string { return g.c.Title }

// Mode is SMS.
func (*HTTP) Mode() Mode { return SMS }

// Demo is false.
func (*HTTP) Demo() bool { return false }

// Send hands a short message to the gateway.
func (g *HTTP) Send(ctx context.Context, m Message) (string, error) {
	if err := errors.Join(CheckAddress(SMS, m.To), CheckText(SMS, "", m.Text)); err != nil {
		return "", Refused{err.Error()}
	}
	answer, err := g.ask(ctx, g.c.Send, map[string]string{"id": m.ID, "to": m.To, "text": m.Text})
	if err != nil {
		return "", err
	}
	if g.c.Success != "" {
		got := at(answer, g.c.Success)
		if !slices.Contains(g.c.Taken, got) {
			why := "网关答复 " + got
			if r := at(answer, g.c.Reason); r != "" {
				why += "：" + r
			}
			if slices.Contains(g.c.Final, got) {
				return "", Refused{why}
			}
			return "", errors.New(why)
		}
	}
	return at(answer, g.c.Reference), nil
}

// ask makes a request and reads the answer, which is JSON or nothing.
func (g *HTTP) ask(ctx context.Context, a Ask, places map[string]string) (any, error) {
	places["secret"] = g.c.Secret
	fill := filler(places)
	var body []byte
	kind := "application/json; charset=utf-8"
	if a.Form {
		kind = "application/x-www-form-urlencoded; charset=utf-8"
		v := url.Values{}
		for name, x := range a.Body {
			s, _ := x.(string)
			v.Set(name, fill(s))
		}
		body = []byte(v.Encode())
	} else {
		var err error
		if body, err = json.Marshal(filled(a.Body, fill)); err != nil {
			return nil, err
		}
	}
	q, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	q.Header.Set("Content-Type", kind)
	q.Header.Set("Idempotency-Key", places["id"])
	for name, v := range a.Header {
		q.Header.Set(name, fill(v))
	}
	res, err := g.c.Client.Do(q)
	if err != nil {
		if refused(err) {
			return nil, fmt.Errorf("连接不上短信网关")
		}
		return nil, unsure{errors.New("短信网关没有答复")} // the cause holds the address with what was sent
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, maxBody+1))
	switch {
	case err != nil || len(text) > maxBody:
		return nil, unsure{errors.New("短信网关的答复读不完或者过大")}
	case res.StatusCode >= 500:
		return nil, unsure{fmt.Errorf("短信网关出错（%d）", res.StatusCode)}
	case res.StatusCode < 200 || res.StatusCode > 299:
		return nil, fmt.Errorf("短信网关不接受请求（%d）", res.StatusCode)
	}
	var answer any
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(&answer); err != nil && g.c.Success != "" {
		return nil, unsure{errors.New("短信网关的答复不是 JSON")}
	}
	return answer, nil
}

// refused reports whether nothing was sent: no connection came about.
func refused(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

// filler puts values into places; what a value itself looks like does not matter.
func filler(places map[string]string) func(string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(places)) {
		pairs = append(pairs, "{"+name+"}", places[name])
	}
	return strings.NewReplacer(pairs...).Replace
}

// filled is a template with its places filled, inside strings only.
func filled(v any, fill func(string) string) any {
	switch x := v.(type) {
	case string:
		return fill(x)
	case map[string]any:
		out := map[string]any{}
		for k, y := range x {
			out[k] = filled(y, fill)
		}
		return out
	case []any:
		out := make([]any, len(x))
		for i, y := range x {
			out[i] = filled(y, fill)
		}
		return out
	}
	return v
}

// Check asks the host of the gateway for a connection, without a message.
func (g *HTTP) Check(ctx context.Context) error {
	u, err := url.Parse(g.c.Send.URL)
	if err != nil {
		return err
	}
	host := u.Host
	if u.Port() == "" {
		host = net.JoinHostPort(u.Hostname(), map[string]string{"https": "443", "http": "80"}[u.Scheme])
	}
	c, err := (&net.Dialer{Timeout: askTime / 3}).DialContext(ctx, "tcp", host)
	if err != nil {
		return err
	}
	return c.Close()
}

// Polls reports whether the configuration says how it is asked.
func (g *HTTP) Polls() bool { return g.c.Poll != nil }

// Poll asks how a message fares.
func (g *HTTP) Poll(ctx context.Context, id, reference string) (Receipt, error) {
	if g.c.Poll == nil {
		return Receipt{}, nil
	}
	answer, err := g.ask(ctx, *g.c.Poll, map[string]string{"id": id, "reference": reference})
	if err != nil {
		return Receipt{}, err
	}
	for _, r := range g.c.Receipt.read(answer) {
		if r.ID == id || r.Reference == reference && reference != "" || r.ID == "" && r.Reference == "" {
			r.ID, r.Reference = id, reference
			return r, nil
		}
	}
	return Receipt{}, nil
}

// Hear reads the receipts that the gateway brings.
func (g *HTTP) Hear(token, contentType string, body []byte) ([]Receipt, error) {
	if g.c.Token == "" || subtle.ConstantTimeCompare([]byte(token), []byte(g.c.Token)) != 1 {
		return nil, ErrStranger
	}
	if strings.HasPrefix(contentType, "application/x-www-form-urlencoded") {
		v, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, errIllegible
		}
		m := map[string]any{}
		for name := range v {
			m[name] = v.Get(name)
		}
		return g.c.Receipt.read(m), nil
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		return nil, errIllegible
	}
	return g.c.Receipt.read(v), nil
}

var errIllegible = fault.New(fault.Invalid, "notify.illegible", "回执应为 JSON 或者表单")

// Answer is what the gateway wants to hear for receipts taken.
func (g *HTTP) Answer() string {
	if g.c.Answer == "" {
		return `{"code":0}`
	}
	return g.c.Answer
}
