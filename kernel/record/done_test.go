package record_test

import (
	"context"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// What an act gives back and what is read afterwards are the same, whoever looks,
// although a record just created is not read again.
func TestDoneIsWhatIsRead(t *testing.T) {
	world(t, func(t *testing.T, w *recordtest.World) {
		mother := create(t, w, m{"name": "总店"})
		full := create(t, w, m{"name": " 老王超市 ", "code": "A1", "plate": "7号", "county": "371002", "size": "12.5", "rent": int64(1000),
			"rent_currency": "CNY", "deposit": int64(5), "opened_on": "2020-02-29", "seen_at": "2026-01-02T03:04:05+08:00", "chain": true,
			"owner_person": m{"name": "王五", "id": ""}, "phone": "13800000000", "mother": m{"area": string(mother.Area), "id": string(mother.ID)},
			"goods": []any{"牛奶", "面包"}, "status": nil})
		for _, f := range full.Kind.Fields {
			if _, ok := full.Values[f.Name]; !ok && f.Stored() && !slices.Contains([]string{"status", "paper", "registered_by"}, f.Name) {
				t.Errorf("%s is not tried", f.Name)
			}
		}
		visited := must(t, w, "officer", on(create(t, w, m{"name": "小李饭店"}), "visit", m{"seen_at": "2026-01-02T03:04:05+08:00"}))
		for role, c := range w.By {
			for _, r := range []*record.Record{mother, full, visited} {
				err := w.DB.Read(context.Background(), func(conn db.Conn) error {
					done, err := w.Engine.Done(conn, c, r)
					got, other := w.Engine.GetIn(conn, c, "shop", r.Ref(), record.AsOf{})
					if fault.Is(err, fault.NotFound) && fault.Is(other, fault.NotFound) {
						return nil
					}
					if err != nil || other != nil {
						t.Errorf("%s: %v, %v", role, err, other)
						return nil
					}
					if diff := cmp.Diff(plain(got), plain(done)); diff != "" {
						t.Errorf("%s sees of %s: %s", role, r.Title(), diff)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

// plain is what a record shows.
func plain(r *record.Record) m {
	slices.Sort(r.Masked)
	return m{"ref": r.Ref(), "rev": r.Rev, "act": r.Act, "state": r.State, "unit": r.Unit, "owner": r.Owner, "number": r.Number,
		"created": r.CreatedAt, "updated": r.UpdatedAt, "values": r.Values, "masked": r.Masked}
}
