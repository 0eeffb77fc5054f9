package portal

import (
	"context"
	"encoding/base64"
	"encoding/json"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Bounds of one answer of the feed.
const (
	feedItems  = 500
	feedWindow = 50_000 // acts looked at
)

// Change is one line of the feed of a notice: a record as it is shown now, or,
// with no entry, that a record once shown is shown no longer.
type Change struct {
	Record ref.Ref
	Entry  *Entry
}

// Feed is one answer of the feed.
type Feed struct {
	Changes []Change
	Next    string // the cursor to go on with, now or later
	Done    bool   // nothing more is waiting
	Reset   bool   // what is published is declared anew: load everything again, then go on from Next
}

// position is what a cursor of the feed holds: how far the acts have been told,
// and up to which day the passing of time has.
//
// A consumer who has followed the feed to a position knows of every record what
// was shown of it after the act `Acts`, on the day `Day` or later. What can have
// changed since is written by a later act, or turned by a later day; the feed
// tells of both, each record as it is at the moment of telling. So nothing is
// missed whatever happens between two answers, and being told twice does no harm.
type position struct {
	Declared string       `json:"d"` // digest of the kind's declaration
	Acts     record.Place `json:"a"`
	Day      string       `json:"t"`
	To       string       `json:"u,omitempty"` // while days are being told: the day up to which
	After    ref.ID       `json:"i,omitempty"` // and the last record told
}

func (at position) encode() string {
	b, err := json.Marshal(at)
	if err != nil { // texts and numbers alone
		panic("portal: " + err.Error())
	}
	return base64.RawURLEncoding.EncodeToString(b)
}

func decodePosition(text string) (at position, day, to calendar.Date, err error) {
	bad := fault.Bad("portal.cursor", "位置标记不正确", fault.Field{Name: "cursor", Code: "invalid", Text: "位置标记不正确，请用数据目录给出的 start 或 now 重新开始"})
	b, err := base64.RawURLEncoding.DecodeString(text)
	if err != nil || len(b) > 500 || json.Unmarshal(b, &at) != nil {
		return at, day, to, bad
	}
	if day, err = calendar.Parse(at.Day); err != nil {
		return at, day, to, bad
	}
	if at.To != "" {
		if to, err = calendar.Parse(at.To); err != nil {
			return at, day, to, bad
		}
	}
	if _, err = ref.ParseID(string(at.After)); at.After != "" && err != nil {
		return at, day, to, bad
	}
	return at, day, to, nil
}

// Start is the cursor before everything, Now the one after all that is shown at
// this moment; a whole export that is begun after Now was asked, and the feed
// from Now on, are complete together.
func (p *Portal) Start(n *publication.Notice, day calendar.Date) string {
	return position{Declared: n.Kind.DigestHex(), Acts: record.Place{Seq: -1}, Day: day.String()}.encode()
}

// Now returns the cursor after everything.
func (p *Portal) Now(ctx context.Context, n *publication.Notice, day calendar.Date) (string, error) {
	at := position{Declared: n.Kind.DigestHex(), Day: day.String()}
	err := p.Engine.DB().Read(ctx, func(c db.Conn) (err error) {
		at.Acts, err = p.Engine.Newest(c, p.Area)
		return err
	})
	return at.encode(), err
}

// Follow tells what changed after a cursor.
func (p *Portal) Follow(ctx context.Context, n *publication.Notice, cursor string, today calendar.Date) (Feed, error) {
	at, day, to, err := decodePosition(cursor)
	if err != nil {
		return Feed{}, err
	}
	if at.Declared != n.Kind.DigestHex() {
		next, err := p.Now(ctx, n, today)
		return Feed{Next: next, Reset: true}, err
	}
	var f Feed
	err = p.Engine.DB().Read(ctx, func(c db.Conn) error {
		if day.Before(today) {
			if to.IsZero() {
				to = today
			}
			f, at, err = p.days(c, n, at, day, to, today)
		} else {
			f, at, err = p.acts(c, n, at, today)
		}
		return err
	})
	f.Next = at.encode()
	return f, err
}

// days tells of the records that the days after `day`, up to `to`, turned.
func (p *Portal) days(c db.Conn, n *publication.Notice, at position, day, to, today calendar.Date) (Feed, position, error) {
	var f Feed
	filter, turns := n.Turned(day, to)
	if turns {
		q := record.Query{Kind: n.Kind.Name, Area: p.Area, Filter: filter, Sort: "id", Limit: feedItems, Caller: publication.Reader(p.Area)}
		if at.After != "" {
			q.Cursor = &record.Cursor{Area: p.Area, ID: at.After}
		}
		page, err := p.Engine.ListIn(c, q)
		if err != nil {
			return f, at, err
		}
		for _, r := range page.Items {
			if e, ok := p.entry(n, r, today); ok {
				f.Changes = append(f.Changes, Change{r.Ref(), &e})
			} else if period, ok := n.Period(r); ok && period.Meets(day, today.AddDays(-1)) {
				f.Changes = append(f.Changes, Change{Record: r.Ref()})
			}
		}
		if page.Next != nil {
			at.To, at.After = to.String(), page.Next.ID
			return f, at, nil
		}
	}
	at.Day, at.To, at.After = to.String(), "", ""
	return f, at, nil
}

// acts tells of the records that acts have written.
func (p *Portal) acts(c db.Conn, n *publication.Notice, at position, today calendar.Date) (Feed, position, error) {
	var f Feed
	touched, last, err := p.Engine.Touched(c, p.Area, n.Kind.Name, at.Acts, feedWindow, feedItems)
	if err != nil {
		return f, at, err
	}
	newest, err := p.Engine.Newest(c, p.Area)
	if err != nil {
		return f, at, err
	}
	told := map[ref.Ref]bool{}
	for _, t := range touched {
		if told[t.Record] {
			continue
		}
		told[t.Record] = true
		r, err := p.Engine.GetIn(c, publication.Reader(p.Area), n.Kind.Name, t.Record, record.AsOf{})
		if err != nil {
			return f, at, err
		}
		if e, ok := p.entry(n, r, today); ok {
			f.Changes = append(f.Changes, Change{t.Record, &e})
			continue
		}
		pasts, err := p.Engine.Pasts(c, n.Kind.Name, t.Record)
		if err != nil {
			return f, at, err
		}
		if n.Ever(pasts, today) { // else nobody has seen it, and nobody is told that it is there
			f.Changes = append(f.Changes, Change{Record: t.Record})
		}
	}
	at.Acts = last
	f.Done = last.Seq >= newest.Seq && len(touched) < feedItems
	return f, at, nil
}
