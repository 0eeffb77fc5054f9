package portal_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/publication"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/kernel/record/recordtest"
	"github.com/hengjian/hengjian/kernel/subject"
	"github.com/hengjian/hengjian/view/portal"
)

var stores = recordtest.Source{FS: os.DirFS("testdata"), Dir: "practice/store"}

// shops runs f over a portal of one register of shops; "9" is a shop that is no more.
func shops(t *testing.T, f func(t *testing.T, w *recordtest.World, p *portal.Portal)) {
	recordtest.Each(t, func(t *testing.T, w *recordtest.World) {
		if err := w.DB.Migrate(context.Background(), subject.Steps()); err != nil {
			t.Fatal(err)
		}
		set, err := publication.New(w.Engine.Kinds(), calendar.MustShipped())
		if err != nil {
			t.Fatal(err)
		}
		f(t, w, &portal.Portal{Engine: w.Engine, Notices: set, Ledger: w.Ledger, Area: recordtest.Area, Ended: func(r *record.Record) bool { return r.Text("status") == "9" }})
	}, []record.Projection{subject.Heads{}}, stores)
}

func names(t *testing.T, p *portal.Portal, w *recordtest.World, text string) ([]string, bool) {
	t.Helper()
	f, err := p.Find(context.Background(), text, today(w))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range f.Subjects {
		out = append(out, e.Record.Title()+" "+e.Record.Text("status"))
	}
	return out, f.More
}

func TestOfEqualMatchesTheLivingComeFirst(t *testing.T) {
	shops(t, func(t *testing.T, w *recordtest.World, p *portal.Portal) {
		for _, x := range [][3]string{
			{"环翠海鲜坊", "9", "一号"}, {"老海鲜坊", "9", "二号"}, {"海鲜坊", "9", "三号"}, {"海鲜坊分店", "9", "四号"},
			{"老海鲜坊", "1", "五号"}, {"海鲜坊", "1", "六号"}, {"海鲜坊分店", "3", "七号"}, {"小卖部", "1", "海鲜坊隔壁"}, {"理发店", "9", "海鲜坊对面"}, {"面包房", "1", "十号"},
		} {
			do(t, w, record.Request{Kind: "store", Act: record.Create, Values: map[string]any{"name": x[0], "status": x[1], "address": x[2]}})
		}
		got, more := names(t, p, w, "海鲜坊")
		want := []string{"海鲜坊 1", "海鲜坊 9", "海鲜坊分店 3", "海鲜坊分店 9", "老海鲜坊 1", "老海鲜坊 9", "环翠海鲜坊 9", "小卖部 1", "理发店 9"}
		if diff := cmp.Diff(want, got); diff != "" || more {
			t.Errorf("more %v, -want +got\n%s", more, diff)
		}
	})
}

func TestALivingShopIsFoundBehindManyThatAreNoMore(t *testing.T) {
	shops(t, func(t *testing.T, w *recordtest.World, p *portal.Portal) {
		add := func(name, status string) {
			do(t, w, record.Request{Kind: "store", Act: record.Create, Values: map[string]any{"name": name, "status": status}})
		}
		add("渔港大排档", "1") // the oldest and, further down, the newest: whichever way the list is read
		for n := range 30 {
			add(fmt.Sprintf("渔港旧摊%02d", n), "9")
		}
		add("渔港新店", "1")
		got, more := names(t, p, w, "渔港")
		if len(got) != 20 || !more || cmp.Diff([]string{"渔港大排档 1", "渔港新店 1"}, slices.Sorted(slices.Values(got[:2]))) != "" {
			t.Errorf("%v %v", more, got)
		}
		for n := range 21 {
			add(fmt.Sprintf("渔港店铺%02d", n), "1")
		}
		got, more = names(t, p, w, "渔港")
		for _, x := range got {
			if x[len(x)-1] == '9' {
				t.Errorf("%s stands where a living one could", x)
			}
		}
		if len(got) != 20 || !more {
			t.Errorf("%d, more %v", len(got), more)
		}
	})
}
