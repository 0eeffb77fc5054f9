package desk_test

import (
	"context"
	"testing"

	"github.com/hengjian/hengjian/app/desk"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestViews(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Migrate(ctx, desk.Steps()); err != nil {
			t.Fatal(err)
		}
		wang, li, zhao := actor.Caller{Person: "wang", Unit: "credit"}, actor.Caller{Person: "li", Unit: "credit"}, actor.Caller{Person: "zhao", Unit: "food"}
		save := func(c actor.Caller, name, query string, share bool) desk.View {
			t.Helper()
			v, err := desk.Save(ctx, d, c, "subjects", name, query, share)
			if err != nil {
				t.Fatal(err)
			}
			return v
		}
		sees := func(c actor.Caller) (names []string) {
			t.Helper()
			list, err := desk.Views(ctx, d, c, "subjects")
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range list {
				names = append(names, v.Name+"="+v.Query)
			}
			return names
		}
		expect := func(c actor.Caller, want ...string) {
			t.Helper()
			got := sees(c)
			if len(got) != len(want) {
				t.Fatalf("%s sees %v, want %v", c.Person, got, want)
			}
			for i := range want {
				if got[i] != want[i] {
					t.Errorf("%s sees %v, want %v", c.Person, got, want)
				}
			}
		}
		save(wang, "a", "q=1", false)
		shared := save(wang, " b ", "q=2", true)
		expect(wang, "a=q=1", "b=q=2")
		expect(li, "b=q=2")
		expect(zhao)
		save(wang, "a", "q=3", false) // the same name replaces
		if _, err := desk.Save(ctx, d, wang, "permit", "c", "q=4", false); err != nil {
			t.Fatal(err)
		}
		if all, err := desk.Views(ctx, d, wang, ""); err != nil || len(all) != 3 || all[2].Screen != "permit" {
			t.Errorf("the views of every screen: %v, %v", all, err)
		}
		expect(wang, "a=q=3", "b=q=2")
		if err := desk.Drop(ctx, d, li, shared.ID); !fault.Is(err, fault.NotFound) {
			t.Errorf("another's view is dropped: %v", err)
		}
		if err := desk.Drop(ctx, d, wang, shared.ID); err != nil {
			t.Fatal(err)
		}
		expect(li)
		for name, c := range map[string]struct {
			who   actor.Caller
			title string
		}{"no name": {wang, "  "}, "nobody": {actor.Caller{Machine: "setup"}, "x"}} {
			if _, err := desk.Save(ctx, d, c.who, "subjects", c.title, "", false); err == nil {
				t.Errorf("%s: saved", name)
			}
		}
		if list, err := desk.Views(ctx, d, actor.Caller{}, "subjects"); err != nil || len(list) != 0 {
			t.Errorf("a caller who is nobody sees %v %v", list, err)
		}
	})
}

func TestChoices(t *testing.T) {
	dbtest.Each(t, db.Options{}, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		if err := d.Migrate(ctx, desk.Steps()); err != nil {
			t.Fatal(err)
		}
		wang := actor.Caller{Person: "wang"}
		read := func(c actor.Caller) string {
			t.Helper()
			b, err := desk.Choice(ctx, d, c, "subjects")
			if err != nil {
				t.Fatal(err)
			}
			return string(b)
		}
		for _, columns := range []any{[]any{"name"}, []any{"name", "uscc"}} {
			if err := desk.Choose(ctx, d, wang, "subjects", map[string]any{"columns": columns}); err != nil {
				t.Fatal(err)
			}
		}
		if got := read(wang); got != `{"columns":["name","uscc"]}` {
			t.Errorf("remembered %s", got)
		}
		if got := read(actor.Caller{Person: "li"}); got != "" {
			t.Errorf("another's choice: %s", got)
		}
		if err := desk.Choose(ctx, d, wang, "subjects", nil); err != nil {
			t.Fatal(err)
		}
		if got := read(wang); got != "" {
			t.Errorf("not forgotten: %s", got)
		}
		long := make([]byte, 5000)
		if err := desk.Choose(ctx, d, wang, "subjects", map[string]any{"x": string(long)}); !fault.Is(err, fault.Invalid) {
			t.Errorf("a choice without bound: %v", err)
		}
	})
}
