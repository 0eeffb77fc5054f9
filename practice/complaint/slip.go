package complaint

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/fault"
)

// Slips are the numbered papers (填写凭条) a browser fetches before it sends
// anything: they hold together the attachments and the one filing they are for, so
// that sending twice files once. A slip is signed and nowhere kept. Who holds one is
// nobody the bureau knows; it proves that some work was done for it, which a person
// does not notice and a program that files in bulk does.
type Slips struct {
	key  []byte
	bits int // leading zero bits of the work
}

// slipLife is how long a slip is good: as long as an upload waits to be named.
const slipLife = 24 * 60 * 60 * 1000

// workBits make a telephone reckon for a good second.
const workBits = 15

// NewSlips makes slips signed with a key of the installation's own.
func NewSlips(key []byte) *Slips { return &Slips{key, workBits} }

// WorkBits is how many leading zero bits the work of a slip must have.
func (s *Slips) WorkBits() int { return s.bits }

// New draws a slip at a time of the wall clock.
func (s *Slips) New(now calendar.Instant) string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails (crypto/rand)
	text := base64.RawURLEncoding.EncodeToString(b[:]) + "." + strconv.FormatInt(int64(now), 36)
	return text + "." + s.mac("slip", text)
}

// Who returns what stands for the holder of a slip in the ledger; a slip that is
// not ours or too old is refused.
func (s *Slips) Who(slip string, now calendar.Instant) (string, error) {
	text, mac := slip, ""
	if i := strings.LastIndexByte(slip, '.'); i >= 0 && len(slip) < 100 {
		text, mac = slip[:i], slip[i+1:]
	}
	_, when, _ := strings.Cut(text, ".")
	at, err := strconv.ParseInt(when, 36, 64)
	if err != nil || !hmac.Equal([]byte(mac), []byte(s.mac("slip", text))) || int64(now) < at-60_000 || int64(now) > at+slipLife {
		return "", fault.New(fault.Invalid, "complaint.slip", "填写凭条已过期，请重新提交；已填写的内容还在")
	}
	sum := sha256.Sum256([]byte(slip)) // who reads the ledger learns no slip
	return hex.EncodeToString(sum[:8]), nil
}

// Worked reports whether the work for a slip was done: SHA-256 of slip, colon and
// nonce begins with so many zero bits.
func (s *Slips) Worked(slip, nonce string) bool {
	sum := sha256.Sum256([]byte(slip + ":" + nonce))
	return len(nonce) <= 20 && bits.LeadingZeros64(binary.BigEndian.Uint64(sum[:8])) >= s.bits
}

// codeStep is how long a telephone code is the one that is sent; it is good for
// this step and the next.
const codeStep = 10 * 60 * 1000

// PhoneCode is the code for one use (验证码) that is sent to a telephone number for a
// slip: six digits.
func (s *Slips) PhoneCode(slip, phone string, now calendar.Instant) string {
	return s.phoneCode(slip, phone, int64(now)/codeStep)
}

// Confirmed reports whether a code is the one sent to the number for the slip.
func (s *Slips) Confirmed(slip, phone, code string, now calendar.Instant) bool {
	step := int64(now) / codeStep
	return code != "" && (hmac.Equal([]byte(code), []byte(s.phoneCode(slip, phone, step))) || hmac.Equal([]byte(code), []byte(s.phoneCode(slip, phone, step-1))))
}

func (s *Slips) phoneCode(slip, phone string, step int64) string {
	m := hmac.New(sha256.New, s.key)
	fmt.Fprintf(m, "phone\n%s\n%s\n%d", slip, phone, step)
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(m.Sum(nil))%1_000_000)
}

// letters leave out what looks alike (0 O, 1 I); twelve of 32 are 60 bits.
const letters = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"

// Code is the query code (查询码) of what is filed with a slip. It follows from the
// slip and the installation's key, so that who sends again after a lost answer gets
// the same; to everybody else it is random.
func (s *Slips) Code(slip string) string {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte("receipt\n" + slip))
	n := binary.BigEndian.Uint64(m.Sum(nil))
	var b strings.Builder
	for i := range 12 {
		if i > 0 && i%4 == 0 {
			b.WriteByte(' ')
		}
		b.WriteByte(letters[n&31])
		n >>= 5
	}
	return b.String()
}

func (s *Slips) mac(what, text string) string {
	m := hmac.New(sha256.New, s.key)
	m.Write([]byte(what + "\n" + text))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}
