package notify

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"regexp"
	"strings"
	"unicode"

	"github.com/hengjian/hengjian/platform/clock"
)

// Mode (方式) is how a message reaches somebody.
type Mode string

// The modes.
const (
	SMS    Mode = "sms"
	Mail   Mode = "mail"
	Letter Mode = "letter"
)

// Message is what goes out.
type Message struct {
	ID      string
	To      string // mobile number, mail address, or what stands on the envelope
	Subject string // of a mail or a letter
	Text    string
}

// State (发送状态) is where a message stands.
type State string

// The states of a message.
const (
	Queued        State = "queued"        // it waits to be sent, or a letter to be posted
	Sending       State = "sending"       // the gateway is being asked
	Sent          State = "sent"          // the gateway, the server or the post has it
	Delivered     State = "delivered"     // it has reached whom it is for
	Failed        State = "failed"        // it was not accepted, or nothing was heard of it
	Undeliverable State = "undeliverable" // accepted, and could not be brought
	Erased        State = "erased"        // before it was sent what it was about was erased, or no longer to be told
)

// Ended reports whether a message needs nothing more.
func (s State) Ended() bool {
	return s == Delivered || s == Failed || s == Undeliverable || s == Erased
}

// Receipt (回执) is what is heard of a message.
type Receipt struct {
	ID        string // the message's own identifier, or
	Reference string // what the channel calls it
	State     State
	At        clock.Instant // as the channel says; 0: it does not
	Reason    string        // why not
}

// Channel (发送通道) carries messages of one mode.
type Channel interface {
	// Name is the short name by which configuration and messages know it.
	Name() string
	// Title is what people read.
	Title() string
	Mode() Mode
	// Demo reports that nothing leaves the house.
	Demo() bool
	// Send hands a message over and returns what the channel calls it. The same
	// identifier twice is the same message. A Refused error is final; after any
	// other the message is tried again.
	Send(ctx context.Context, m Message) (reference string, err error)
	// Check asks whether the channel answers, without sending anything.
	Check(ctx context.Context) error
}

// Poller is a channel that is asked how a message fares.
type Poller interface {
	// Polls reports whether it can be asked at all, as it is set up.
	Polls() bool
	Poll(ctx context.Context, id, reference string) (Receipt, error)
}

// Listener is a channel whose gateway tells of messages by itself.
type Listener interface {
	// Hear reads receipts from what the gateway posted, a form or JSON; token is the
	// secret part of the address that it was given.
	Hear(token, contentType string, body []byte) ([]Receipt, error)
	// Answer is what it wants to hear when they were taken.
	Answer() string
}

// Refused says that a message will not be taken however often it is sent.
type Refused struct{ Reason string }

func (r Refused) Error() string { return r.Reason }

// unsure marks a failure after which the message may have gone out.
type unsure struct{ error }

func (u unsure) Unwrap() error { return u.error }

func mayHaveGone(err error) bool {
	var u unsure
	return errors.As(err, &u)
}

var mobile = regexp.MustCompile(`^1[3-9][0-9]{9}$`)

// Bounds of what is sent.
const (
	MaxSMS     = 350 // characters: five parts of a long message
	MaxText    = 5000
	MaxSubject = 100
	maxAddress = 300
)

// CheckAddress says why an address is none of its mode, nil where it is one. Nothing
// that could end a line or a header gets through.
func CheckAddress(m Mode, to string) error {
	if strings.ContainsFunc(to, control) {
		return errors.New("含有换行等控制字符")
	}
	switch m {
	case SMS:
		if !mobile.MatchString(to) {
			return errors.New("不是11位手机号码，不能发短信")
		}
	case Mail:
		a, err := mail.ParseAddress(to)
		if err != nil || a.Name != "" || a.Address != to || len(to) > 254 || !ascii(to) {
			return errors.New("不是一个电子邮箱地址")
		}
	case Letter:
		if n := len([]rune(strings.TrimSpace(to))); n < 6 || n > maxAddress {
			return fmt.Errorf("邮寄地址应写全，6 至 %d 字", maxAddress)
		}
	default:
		return errors.New("没有这种发送方式")
	}
	return nil
}

// CheckText says why a text or a subject cannot be sent, nil where it can.
func CheckText(m Mode, subject, text string) error {
	n := len([]rune(text))
	switch {
	case strings.TrimSpace(text) == "":
		return errors.New("没有内容")
	case strings.ContainsFunc(subject, control) || len([]rune(subject)) > MaxSubject:
		return fmt.Errorf("标题应为一行，最多 %d 字", MaxSubject)
	case m == SMS && n > MaxSMS:
		return fmt.Errorf("短信最多 %d 字，现有 %d 字", MaxSMS, n)
	case n > MaxText:
		return fmt.Errorf("最多 %d 字，现有 %d 字", MaxText, n)
	case strings.ContainsFunc(text, func(r rune) bool { return control(r) && (r != '\n' || m == SMS) }):
		return errors.New("含有控制字符")
	}
	return nil
}

// control are characters that end a line or are none to read.
func control(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}

func ascii(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > 126 })
}

var (
	digits = regexp.MustCompile(`[0-9]{5,}`)
	boxes  = regexp.MustCompile(`[^\s<>"'，。；：]+@[^\s<>"'，。；：]+`)
)

// Plain is a reason as it may be kept: without numbers and addresses of people,
// and short.
func Plain(reason string) string {
	s := boxes.ReplaceAllString(digits.ReplaceAllString(reason, "…"), "…")
	s = strings.Map(func(r rune) rune {
		if control(r) {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 160 {
		s = string(r[:160]) + "…"
	}
	return strings.TrimSpace(s)
}
