package complaint

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// receiptStep makes the table of receipts: which query code opens which records. Of
// the code only the digest is kept. It is no book: it says who may look, not what is so.
var receiptStep = db.Step{Name: "complaint.002_receipt", Statements: []string{
	`CREATE TABLE complaint_receipt (digest {text} NOT NULL, kind {text} NOT NULL, area {text} NOT NULL, record {text} NOT NULL, at BIGINT NOT NULL,
		PRIMARY KEY (digest, area, record))`,
	`CREATE INDEX complaint_receipt_record ON complaint_receipt (area, record)`,
}}

// Held is a record a receipt opens.
type Held struct {
	Kind string
	ref.Ref
}

// PlainCode is a query code as it is kept: what a person types may have gaps, small
// letters, full-width ones.
func PlainCode(code string) string {
	if len(code) > 64 {
		return ""
	}
	return strings.Map(func(r rune) rune {
		if r == '-' || r == ' ' || r == '\u3000' {
			return -1
		}
		return r
	}, strings.ToUpper(norm.NFKC.String(code)))
}

func codeDigest(code string) string {
	sum := sha256.Sum256([]byte("hengjian receipt\n" + PlainCode(code)))
	return hex.EncodeToString(sum[:])
}

// open lets a code open a record.
func open(tx *db.Tx, digest string, h Held) error {
	_, err := tx.Exec(`INSERT INTO complaint_receipt (digest, kind, area, record, at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (digest, area, record) DO NOTHING`,
		digest, h.Kind, string(h.Area), string(h.ID), int64(tx.Now()))
	return err
}

// held lists what a code opens, in the order of filing.
func held(c db.Conn, digest string) ([]Held, error) {
	rows, err := c.Query(`SELECT kind, area, record FROM complaint_receipt WHERE digest = $1 ORDER BY at, record`, digest)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Held
	for rows.Next() {
		var h Held
		if err := rows.Scan(&h.Kind, &h.Area, &h.ID); err != nil {
			return nil, err
		}
		out = append(out, h)
	}
	return out, rows.Err()
}

// codesOf lists the digests of the codes that open a record.
func codesOf(c db.Conn, r ref.Ref) ([]string, error) {
	return db.Column[string](c.Query(`SELECT digest FROM complaint_receipt WHERE area = $1 AND record = $2 ORDER BY digest`, string(r.Area), string(r.ID)))
}

// phoneOf is the telephone number whose last four digits open a record beside the
// code, "" of one that was filed without a name.
func phoneOf(r *record.Record) string {
	if r.Kind.Name == Tipoff {
		return r.Text("informant_phone")
	}
	return r.Text("complainant_phone")
}

// tail are the last four digits of a number.
func tail(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, norm.NFKC.String(phone))
	return digits[max(0, len(digits)-4):]
}

// wrongReceipt is the one answer to a code that is none, and to the wrong digits.
func wrongReceipt() error {
	return fault.New(fault.NotFound, "complaint.receipt", "没有查到。请核对查询码和手机号后四位；匿名举报的，手机号不填")
}

// Receipts forget the codes of a record that is erased (record.Projection).
type Receipts struct{}

// Follows reports whether changes of the kind concern receipts: none do.
func (Receipts) Follows(*kind.Kind) bool { return false }

// Apply does nothing.
func (Receipts) Apply(*db.Tx, []record.Change) error { return nil }

// Erase lets no code open the record any more.
func (Receipts) Erase(tx *db.Tx, r *record.Erasing) error {
	_, err := tx.Exec(`DELETE FROM complaint_receipt WHERE area = $1 AND record = $2`, string(r.Area), string(r.ID))
	return err
}

// Verify does nothing: a receipt is not a projection of the record.
func (Receipts) Verify(db.Conn, []*record.Record, func(*record.Record, string)) error { return nil }
