package notify_test

import (
	"bufio"
	"crypto/tls"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/textproto"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/notify"
)

// mailServer is a small SMTP server that keeps what it gets.
type mailServer struct {
	net.Listener
	tls   *tls.Config // nil: it speaks in clear only
	first bool        // TLS from the first byte, else it offers STARTTLS
	mu    sync.Mutex
	got   []string
	clear []string // what it was told in clear
	fail  string   // answer to RCPT
}

func newMailServer(t *testing.T) *mailServer { return startMailServer(t, &mailServer{}) }

func startMailServer(t *testing.T, s *mailServer) *mailServer {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s.Listener = l
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go s.talk(c)
		}
	}()
	return s
}

func (s *mailServer) talk(c net.Conn) {
	defer func() { _ = c.Close() }()
	hidden := s.first
	if hidden {
		c = tls.Server(c, s.tls)
	}
	r, say := bufio.NewReader(c), func(x string) { fmt.Fprintf(c, "%s\r\n", x) }
	say("220 test ESMTP")
	envelope := ""
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimSpace(line)
		if !hidden {
			s.mu.Lock()
			s.clear = append(s.clear, line)
			s.mu.Unlock()
		}
		switch verb, _, _ := strings.Cut(strings.ToUpper(line), " "); verb {
		case "EHLO", "HELO":
			say("250-test\r\n250-AUTH PLAIN LOGIN")
			if s.tls != nil && !hidden {
				say("250-STARTTLS")
			}
			say("250 8BITMIME")
		case "STARTTLS":
			if s.tls == nil {
				say("502 no")
				continue
			}
			say("220 go on")
			c, hidden = tls.Server(c, s.tls), true
			r = bufio.NewReader(c)
		case "AUTH":
			if line != "AUTH PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00notice\x00geheim")) {
				say("535 who is that")
				continue
			}
			say("235 welcome")
		case "MAIL":
			envelope = line + "\n"
			say("250 ok")
		case "RCPT":
			s.mu.Lock()
			fail := s.fail
			s.mu.Unlock()
			if fail != "" {
				say(fail)
				continue
			}
			envelope += line + "\n"
			say("250 ok")
		case "DATA":
			say("354 go on")
			body, err := io.ReadAll(textproto.NewReader(r).DotReader())
			if err != nil {
				return
			}
			s.mu.Lock()
			s.got = append(s.got, envelope+string(body))
			s.mu.Unlock()
			say("250 queued")
		case "QUIT":
			say("221 bye")
			return
		default:
			say("250 ok")
		}
	}
}

func (s *mailServer) mails() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.got
}

func (s *mailServer) server(security string) notify.Server {
	host, port, _ := net.SplitHostPort(s.Addr().String())
	n, _ := strconv.Atoi(port)
	return notify.Server{ChannelName: "mail", ChannelTitle: "邮件", Host: host, Port: n, Security: security, From: "notice@example.gov.cn", FromName: "某市市场监督管理局"}
}

func (s *mailServer) channel() *notify.SMTP { return notify.NewSMTP(s.server("plain")) }

// TestMail sends a mail to a real server: one recipient, one Message-ID made of the
// identifier; a refusal for good is final, one for now is tried again.
func TestMail(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		s := newMailServer(t)
		w := newWorld(t, d, notify.Parts{Channels: []notify.Channel{s.channel()}, Attempts: 3})
		w.work()
		id := w.put("mail", "r1", "li@example.com/您的投诉已受理。\n某市市场监督管理局")
		h := w.await(id, notify.Sent)
		if len(s.mails()) != 1 || h.Reference != id+"@example.gov.cn" {
			t.Fatalf("%d mails, %+v", len(s.mails()), h)
		}
		m := s.mails()[0]
		for _, want := range []string{"RCPT TO:<li@example.com>", "MAIL FROM:<notice@example.gov.cn>", "Message-ID: <" + id + "@example.gov.cn>", "Auto-Submitted: auto-generated"} {
			if !strings.Contains(m, want) {
				t.Errorf("no %q in\n%s", want, m)
			}
		}
		s.mu.Lock()
		s.fail = "550 no such mailbox li@example.com"
		s.mu.Unlock()
		if h := w.await(w.put("mail", "r2", "li@example.com/文"), notify.Failed); h.Attempts != 1 || strings.Contains(h.Reason, "li@") {
			t.Errorf("refused for good: %+v", h)
		}
		s.mu.Lock()
		s.fail = "451 try later"
		s.mu.Unlock()
		if h := w.await(w.put("mail", "r3", "li@example.com/文"), notify.Failed); h.Attempts != 3 {
			t.Errorf("refused for now: %+v", h)
		}
	})
}

// TestMailIsHidden: name, password and mail go over TLS only, to a server whose
// certificate is believed; where that cannot be had nothing goes at all.
func TestMailIsHidden(t *testing.T) {
	web := httptest.NewTLSServer(nil) // lends its certificate, for 127.0.0.1
	t.Cleanup(web.Close)
	roots := web.Client().Transport.(*http.Transport).TLSClientConfig
	for name, x := range map[string]struct {
		security   string
		first      bool
		has, knows bool   // the server has TLS; its certificate is believed
		host       string // as the client calls it
		secret     string
		sent       bool
		inClear    []string // verbs at most said in clear
	}{
		"tls":                      {"tls", true, true, true, "127.0.0.1", "geheim", true, nil},
		"starttls":                 {"starttls", false, true, true, "127.0.0.1", "geheim", true, []string{"EHLO", "STARTTLS"}},
		"wrong password":           {"tls", true, true, true, "127.0.0.1", "falsch", false, nil},
		"tls, unknown certificate": {"tls", true, true, false, "127.0.0.1", "geheim", false, nil},
		"starttls, unknown":        {"starttls", false, true, false, "127.0.0.1", "geheim", false, []string{"EHLO", "STARTTLS"}},
		"tls, of another name":     {"tls", true, true, true, "localhost", "geheim", false, nil},
		"starttls is not offered":  {"starttls", false, false, true, "127.0.0.1", "geheim", false, []string{"EHLO", "HELO", "STARTTLS", "QUIT"}},
		"not offered, no password": {"starttls", false, false, true, "127.0.0.1", "", false, []string{"EHLO", "HELO", "STARTTLS", "QUIT"}},
		"tls, the server in clear": {"tls", false, false, true, "127.0.0.1", "geheim", false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			s := &mailServer{first: x.first}
			if x.has {
				s.tls = web.TLS.Clone()
			}
			startMailServer(t, s)
			server := s.server(x.security)
			server.Host = x.host
			if x.secret != "" {
				server.User, server.Secret = "notice", x.secret
			}
			if x.knows {
				server.Roots = &tls.Config{RootCAs: roots.RootCAs, ServerName: x.host}
			}
			c := notify.NewSMTP(server)
			checked := c.Check(ctx)
			_, err := c.Send(ctx, notify.Message{ID: "m1", To: "a@example.com", Subject: "告知", Text: "决定书"})
			if (err == nil) != x.sent || (checked == nil) != x.sent || (len(s.mails()) == 1) != x.sent {
				t.Errorf("checked: %v; sent: %v; %d mails", checked, err, len(s.mails()))
			}
			s.mu.Lock()
			defer s.mu.Unlock()
			for _, line := range s.clear {
				if verb, _, _ := strings.Cut(line, " "); x.security == "starttls" && !slices.Contains(x.inClear, verb) || strings.Contains(line, "AUTH") || strings.Contains(line, "example.com") {
					t.Errorf("said in clear: %q", line)
				}
			}
			if err != nil && (strings.Contains(err.Error(), "geheim") || strings.Contains(err.Error(), base64.StdEncoding.EncodeToString([]byte("\x00notice\x00geheim")))) {
				t.Errorf("the error tells the password: %v", err)
			}
		})
	}
}
