package complaint

import (
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"strings"
	"unicode"

	"github.com/hengjian/hengjian/kernel/code"
	"github.com/hengjian/hengjian/kernel/kind"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
)

// The kinds of the matter.
const (
	Matter       = "complaint"
	Complaint    = "complaint"
	Tipoff       = "tipoff"
	Consultation = "consultation"
	Series       = "complaint_series"
	Draw         = "callback_draw"
	Order        = "work_order"
)

// Steps are the package's schema changes.
//
// complaint_trace has what records are compared by: keyed digests of the
// complainant's telephone, name and address, of the trader's name, the trader
// itself and the day. No value can be read back from it, and it answers only
// with references, which are then read with the caller's own rights.
// complaint_link has which record a person linked to which.
func Steps() []db.Step {
	return []db.Step{{Name: "complaint.001_trace", Statements: []string{
		`CREATE TABLE complaint_trace (area {text} NOT NULL, kind {text} NOT NULL, id {text} NOT NULL, on_day {text} NOT NULL,
			phone BIGINT NOT NULL, name BIGINT NOT NULL, address BIGINT NOT NULL, trader BIGINT NOT NULL, respondent {text} NOT NULL,
			PRIMARY KEY (area, kind, id))`,
		`CREATE INDEX complaint_trace_phone ON complaint_trace (area, kind, phone, on_day)`,
		`CREATE INDEX complaint_trace_address ON complaint_trace (area, kind, address, on_day)`,
		`CREATE INDEX complaint_trace_trader ON complaint_trace (area, kind, trader, on_day)`,
		`CREATE INDEX complaint_trace_respondent ON complaint_trace (area, kind, respondent, on_day)`,
		`CREATE TABLE complaint_link (area {text} NOT NULL, kind {text} NOT NULL, id {text} NOT NULL, how {text} NOT NULL, to_id {text} NOT NULL,
			PRIMARY KEY (area, kind, id, how))`,
		`CREATE INDEX complaint_link_to ON complaint_link (area, to_id)`,
	}}, receiptStep}
}

// Tables lists the package's tables with their class.
func Tables() map[string]record.Class {
	return map[string]record.Class{"complaint_trace": record.Machine, "complaint_link": record.Machine, "complaint_receipt": record.Machine}
}

// Traces is the projection that keeps complaint_trace and complaint_link true to
// the records.
type Traces struct {
	secret []byte
}

// NewTraces makes the projection; secret keys the digests and is the same for
// the life of the database.
func NewTraces(secret []byte) *Traces { return &Traces{secret} }

// trace is one row of complaint_trace without its key.
type trace struct {
	day                          string
	phone, name, address, trader int64
	respondent                   string
}

// links are the fields that name another record of the matter.
var links = map[string][]string{
	Complaint:    {"same_dispute_as", "series", "from_consultation"},
	Tipoff:       {"same_as", "split_with", "from_consultation"},
	Consultation: {"from_complaint"},
	Order:        {"complaint", "tipoff", "consultation"},
}

// Follows reports whether records of the kind are compared or linked.
func (t *Traces) Follows(k *kind.Kind) bool { return links[k.Name] != nil }

// digest is a value as it is stored, 0 where there is none.
func (t *Traces) digest(what, text string) int64 {
	if text == "" {
		return 0
	}
	m := hmac.New(sha256.New, t.secret)
	_, _ = m.Write([]byte(what + "\n" + text)) // a hash never fails
	return int64(binary.BigEndian.Uint64(m.Sum(nil)[:8])) | 1
}

// of is the trace of a record; false where it has none.
func (t *Traces) of(r *record.Record) (trace, bool) {
	if r == nil || r.State != record.Active || r.Kind.Name == Consultation || r.Kind.Name == Order {
		return trace{}, false
	}
	who, phone, address, trader, about := "complainant", "complainant_phone", "complainant_address", "respondent_as_written", "respondent"
	if r.Kind.Name == Tipoff {
		who, phone, address, trader, about = "informant", "informant_phone", "", "reported_as_written", "reported"
	}
	x := trace{day: r.Text("received_on"), respondent: string(record.RefOf(r.Values[about]).ID)}
	x.phone, x.name = t.digest("phone", phoneKey(r.Text(phone))), t.digest("name", textKey(personName(r.Values[who])))
	if address != "" {
		x.address = t.digest("address", addressKey(r.Text(address)))
	}
	x.trader = t.digest("trader", traderKey(r.Text(trader)))
	return x, true
}

// personName is the name in a field of type person.
func personName(v any) string {
	m, _ := v.(map[string]any)
	s, _ := m["name"].(string)
	return s
}

// phoneKey is a telephone number as it is compared: its digits, without the
// prefix of the country or the zero before a mobile number.
func phoneKey(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r = code.Half(r); r >= '0' && r <= '9' {
			b.WriteRune(r)
		}
	}
	d := b.String()
	if len(d) == 13 && strings.HasPrefix(d, "86") || len(d) == 15 && strings.HasPrefix(d, "0086") {
		d = d[len(d)-11:]
	}
	if len(d) == 12 && strings.HasPrefix(d, "01") {
		d = d[1:]
	}
	if len(d) < 7 {
		return "" // 110, an extension: names nobody
	}
	return d
}

// textKey is a text as it is compared: letters and digits alone, half-width and
// small.
func textKey(s string) string {
	var b strings.Builder
	for _, r := range s {
		if r = unicode.ToLower(code.Half(r)); unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// addressKey is an address as it is compared; one that names no house is none,
// since half a town shares it.
func addressKey(s string) string {
	k := textKey(s)
	if len([]rune(k)) < 8 || !strings.ContainsFunc(k, unicode.IsDigit) {
		return ""
	}
	return k
}

// legalForms are left out of a trader's name: complainants seldom write them.
var legalForms = strings.NewReplacer("有限责任公司", "", "股份有限公司", "", "有限公司", "", "个体工商户", "", "分公司", "")

// traderKey is the name of a trader as it is compared: without what stands in
// brackets and without its legal form.
func traderKey(s string) string {
	var b strings.Builder
	depth := 0
	for _, r := range s {
		switch code.Half(r) {
		case '(', '【', '〔', '[':
			depth++
		case ')', '】', '〕', ']':
			depth = max(0, depth-1)
		default:
			if depth == 0 {
				b.WriteRune(r)
			}
		}
	}
	k := legalForms.Replace(textKey(b.String()))
	if len([]rune(k)) < 2 {
		return textKey(s)
	}
	return k
}

// Apply replaces the traces and links of the changed records.
func (t *Traces) Apply(tx *db.Tx, changes []record.Change) error {
	for _, c := range changes {
		r := c.New
		was, had := t.of(c.Old)
		is, has := t.of(r)
		if had != has || was != is {
			if err := t.put(tx, r, is, has); err != nil {
				return err
			}
		}
		for _, how := range links[r.Kind.Name] {
			before := ref.Ref{}
			if c.Old != nil && c.Old.State == record.Active {
				before = record.RefOf(c.Old.Values[how])
			}
			after := record.RefOf(r.Values[how])
			if r.State != record.Active {
				after = ref.Ref{}
			}
			if before == after {
				continue
			}
			if err := link(tx, r, how, after); err != nil {
				return err
			}
		}
	}
	return nil
}

func (t *Traces) put(tx *db.Tx, r *record.Record, x trace, has bool) error {
	if _, err := tx.Exec(`DELETE FROM complaint_trace WHERE area = $1 AND kind = $2 AND id = $3`, string(r.Area), r.Kind.Name, string(r.ID)); err != nil || !has {
		return err
	}
	_, err := tx.Exec(`INSERT INTO complaint_trace (area, kind, id, on_day, phone, name, address, trader, respondent) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		string(r.Area), r.Kind.Name, string(r.ID), x.day, x.phone, x.name, x.address, x.trader, x.respondent)
	return err
}

func link(tx *db.Tx, r *record.Record, how string, to ref.Ref) error {
	if _, err := tx.Exec(`DELETE FROM complaint_link WHERE area = $1 AND kind = $2 AND id = $3 AND how = $4`, string(r.Area), r.Kind.Name, string(r.ID), how); err != nil || to.Zero() {
		return err
	}
	_, err := tx.Exec(`INSERT INTO complaint_link (area, kind, id, how, to_id) VALUES ($1, $2, $3, $4, $5)`, string(r.Area), r.Kind.Name, string(r.ID), how, string(to.ID))
	return err
}

// Erase destroys what is kept of a record.
func (t *Traces) Erase(tx *db.Tx, r *record.Erasing) error {
	if _, err := tx.Exec(`DELETE FROM complaint_trace WHERE area = $1 AND kind = $2 AND id = $3`, string(r.Area), r.Kind.Name, string(r.ID)); err != nil {
		return err
	}
	_, err := tx.Exec(`DELETE FROM complaint_link WHERE area = $1 AND kind = $2 AND id = $3`, string(r.Area), r.Kind.Name, string(r.ID))
	return err
}

// Verify compares records with their traces.
func (t *Traces) Verify(c db.Conn, records []*record.Record, say func(*record.Record, string)) error {
	if len(records) == 0 {
		return nil
	}
	have := map[ref.ID]trace{}
	err := record.EachIn(c, records, `SELECT id, kind, on_day, phone, name, address, trader, respondent FROM complaint_trace WHERE area = $1 AND id IN`, "", func(rows *sql.Rows) error {
		var id ref.ID
		var kindName string
		var x trace
		if err := rows.Scan(&id, &kindName, &x.day, &x.phone, &x.name, &x.address, &x.trader, &x.respondent); err != nil {
			return err
		}
		have[id] = x
		return nil
	})
	if err != nil {
		return err
	}
	for _, r := range records {
		want, has := t.of(r)
		got, had := have[r.ID]
		if had != has || want != got {
			say(r, "比对线索与记录不符")
		}
	}
	return nil
}
