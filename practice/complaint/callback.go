package complaint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/ref"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// Head is the port by which a draw asks for the newest signed head of the
// ledger, as a text; "" where nothing has been signed yet.
type Head func(c db.Conn, area ref.Area) (string, error)

// Bounds of one draw.
const (
	maxDrawn = 100
	maxFrame = 10_000
)

// Chosen picks the records of a draw: those whose SHA-256 over seed, line feed
// and identifier is smallest. n is rate of a hundred, rounded up, at most maxDrawn.
// Anybody who has seed and frame finds the same.
func Chosen(seed string, frame []ref.ID, rate int64) []ref.ID {
	type ranked struct {
		id  ref.ID
		key string
	}
	list := make([]ranked, len(frame))
	for i, id := range frame {
		sum := sha256.Sum256([]byte(seed + "\n" + string(id)))
		list[i] = ranked{id, string(sum[:])}
	}
	slices.SortFunc(list, func(a, b ranked) int { return strings.Compare(a.key, b.key) })
	n := min((int64(len(frame))*rate+99)/100, maxDrawn, int64(len(frame)))
	out := make([]ref.ID, 0, n)
	for _, x := range list[:n] {
		out = append(out, x.id)
	}
	return out
}

// FrameDigest is the digest of a frame: its identifiers in ascending order, a
// line each.
func FrameDigest(frame []ref.ID) string {
	sorted := slices.Sorted(slices.Values(frame))
	var b strings.Builder
	for _, id := range sorted {
		b.WriteString(string(id) + "\n")
	}
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// draw completes a draw: its frame, its seed, how many are drawn. Who draws
// chooses days and rate, not the seed: it is the newest head of the ledger.
func draw(head Head) func(*record.Doing) error {
	return func(w *record.Doing) error {
		var bad []fault.Field
		for _, name := range []string{"frame", "frame_digest", "seed", "drawn"} {
			if w.Values[name] != nil {
				bad = append(bad, fault.Field{Name: name, Code: "fixed", Text: "由系统填写，不能提交"})
			}
		}
		if len(bad) > 0 {
			return fault.Bad("complaint.draw", "抽取结果由系统得出", bad...)
		}
		since, _ := w.Values["since"].(string)
		until, _ := w.Values["until"].(string)
		frame, err := ended(w, since, until)
		if err != nil {
			return err
		}
		if len(frame) == 0 { // nothing ended in these days: nothing is drawn, and no seed is needed
			w.Values["frame"], w.Values["drawn"] = int64(0), int64(0)
			return nil
		}
		seed, err := head(w.Tx, w.Caller.Area)
		if err != nil {
			return err
		}
		if seed == "" {
			return fault.New(fault.Conflict, "complaint.draw_head", "留痕账本还没有签名的检查点，请稍后再抽")
		}
		rate, ok := w.Number("rate")
		if !ok || rate < 1 || rate > 100 {
			return nil // the field itself is refused by its bounds
		}
		w.Values["frame"], w.Values["frame_digest"], w.Values["seed"] = int64(len(frame)), FrameDigest(frame), seed
		w.Values["drawn"] = int64(len(Chosen(seed, frame, rate)))
		return nil
	}
}

// ended lists the complaints of the days that ended, are not filed away and were
// never drawn, of those the caller may read.
func ended(w *record.Doing, since, until string) ([]ref.ID, error) {
	q := record.Query{Kind: Complaint, Area: w.Caller.Area, Caller: w.Caller, Limit: record.MaxPage,
		Filter: fmt.Sprintf(`step in ["settled", "terminated", "refused"] && visit_draw == null && received_on >= %q && received_on <= %q`, since, until)}
	var out []ref.ID
	for {
		p, err := w.Engine.ListIn(w.Tx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range p.Items {
			out = append(out, r.ID)
		}
		if len(out) > maxFrame {
			return nil, fault.Bad("complaint.draw", "范围过大", fault.Field{Name: "since", Code: "max", Text: fmt.Sprintf("一次最多从 %d 件中抽取，请缩短时间", maxFrame)})
		}
		if p.Next == nil {
			return out, nil
		}
		q.Cursor = p.Next
	}
}

// drawn marks the complaints that a draw picked, each by an act of its own.
func drawn(tx *db.Tx, e *record.Engine, q record.Request, r *record.Record) error {
	if r.Text("seed") == "" {
		return nil
	}
	w := &record.Doing{Engine: e, Tx: tx, Caller: q.Caller}
	frame, err := ended(w, r.Text("since"), r.Text("until"))
	if err != nil {
		return err
	}
	rate, _ := r.Values["rate"].(int64)
	for _, id := range Chosen(r.Text("seed"), frame, rate) {
		to := ref.Ref{Area: r.Area, ID: id}
		rec, err := e.GetIn(tx, q.Caller, Complaint, to, record.AsOf{})
		if err != nil {
			return err
		}
		if _, err := e.ActIn(tx, record.Request{Kind: Complaint, Act: "pick", Record: to, Area: r.Area, Rev: &rec.Rev, Caller: q.Caller, Values: map[string]any{"visit_draw": refValue(r.Ref())}}); err != nil {
			return err
		}
	}
	return nil
}
