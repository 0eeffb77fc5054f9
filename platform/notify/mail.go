package notify

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/wneessen/go-mail"
)

// mailTime is how long a mail server may take.
const mailTime = 30 * time.Second

// Server is a mail server that takes our mail.
type Server struct {
	ChannelName  string
	ChannelTitle string
	Host         string
	Port         int
	Security     string // tls: from the first byte; starttls: demanded; plain: only to this machine
	User, Secret string // no User: without signing in
	From         string // address
	FromName     string
	Roots        *tls.Config // what certificates are believed; nil: those of the system
}

// SMTP is the channel of mail.
type SMTP struct{ s Server }

// NewSMTP returns the channel of a server.
func NewSMTP(s Server) *SMTP { return &SMTP{s} }

// Name is the short name.
func (c *SMTP) Name() string { return c.s.ChannelName }

// Title is what people read.
func (c *SMTP) Title() string { return c.s.ChannelTitle }

// Mode is Mail.
func (*SMTP) Mode() Mode { return Mail }

// Demo is false.
func (*SMTP) Demo() bool { return false }

func (c *SMTP) client() (*mail.Client, error) {
	opts := []mail.Option{mail.WithPort(c.s.Port), mail.WithTimeout(mailTime), mail.WithoutNoop()}
	if c.s.Roots != nil {
		opts = append(opts, mail.WithTLSConfig(c.s.Roots))
	}
	switch c.s.Security {
	case "tls":
		opts = append(opts, mail.WithSSL())
	case "starttls":
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	default:
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	}
	if c.s.User != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(c.s.User), mail.WithPassword(c.s.Secret))
	}
	return mail.NewClient(c.s.Host, opts...)
}

// compose writes the mail. Its Message-ID is that of the message, so that a mailbox
// which has it already knows the second one.
func (c *SMTP) compose(m Message) (*mail.Msg, error) {
	if err := CheckAddress(Mail, m.To); err != nil {
		return nil, Refused{err.Error()}
	}
	if err := CheckText(Mail, m.Subject, m.Text); err != nil {
		return nil, Refused{err.Error()}
	}
	msg := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := errors.Join(msg.FromFormat(c.s.FromName, c.s.From), msg.To(m.To)); err != nil {
		return nil, Refused{"邮箱地址不能用"}
	}
	_, domain, _ := strings.Cut(c.s.From, "@")
	msg.SetMessageIDWithValue(m.ID + "@" + domain)
	msg.SetDate()
	msg.Subject(m.Subject)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // no answer of an absent person's machine (RFC 3834)
	msg.SetBodyString(mail.TypeTextPlain, m.Text)
	return msg, nil
}

// Send hands the mail to the server, which answers for it from then on.
func (c *SMTP) Send(ctx context.Context, m Message) (string, error) {
	msg, err := c.compose(m)
	if err != nil {
		return "", err
	}
	client, err := c.client()
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, mailTime)
	defer cancel()
	if err := client.DialWithContext(ctx); err != nil {
		return "", err
	}
	err = client.Send(msg)
	_ = client.Close() // the server has answered for the mail, or not
	if err != nil {
		return "", mailFault(err)
	}
	return strings.Trim(msg.GetMessageID(), "<>"), nil
}

// mailFault tells what the server refuses for good (5yz, RFC 5321 §4.2.1) from what
// may go better later, and from silence after the mail was given.
func mailFault(err error) error {
	var s *mail.SendError
	if !errors.As(err, &s) {
		return unsure{err}
	}
	if code := s.ErrorCode(); code >= 500 && code < 600 {
		return Refused{"邮件服务器拒收：" + s.Error()}
	}
	if s.ErrorCode() == 0 {
		return unsure{err}
	}
	return err
}

// Check signs in at the server and leaves.
func (c *SMTP) Check(ctx context.Context) error {
	client, err := c.client()
	if err != nil {
		return err
	}
	if err := client.DialWithContext(ctx); err != nil {
		return err
	}
	return client.Close()
}

// Loopback reports whether a host is this machine itself.
func Loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}
