package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/apptest"
	"github.com/hengjian/hengjian/city"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/db/dbtest"
	"github.com/hengjian/hengjian/platform/fault"
)

func TestMain(m *testing.M) { apptest.Main(m) }

func open(t *testing.T, c app.Config) *app.App {
	t.Helper()
	a, err := app.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	closed(t, a)
	return a
}

// closed closes an app when the test ends.
func closed(t *testing.T, a *app.App) {
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
}

// each runs f on the embedded database and on PostgreSQL.
func each(t *testing.T, f func(t *testing.T, c app.Config)) {
	t.Run("sqlite", func(t *testing.T) { f(t, app.Config{Data: t.TempDir()}) })
	t.Run("postgres", func(t *testing.T) { f(t, app.Config{Data: t.TempDir(), DB: dbtest.PostgresURL(t)}) })
}

func write(t *testing.T, data, name, text string) {
	t.Helper()
	dir := filepath.Join(data, "kinds")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const stall = `kind: market_stall
matter: market
title: 农贸市场摊位
title_field: holder
about: subject
fields:
  - {name: subject, title: 开办者, type: subject, index: true}
  - {name: stall_no, title: 摊位号, type: text, required: true, unique: area, max: 20}
  - {name: holder, title: 摊主, type: text, required: true, search: true, max: 60}
  - {name: checked_on, title: 最近检查, type: date}
list: [stall_no, holder, checked_on]
access: {read: [officer, head], create: [officer], amend: [officer]}
`

func TestARegisterFromOneFile(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		ctx := context.Background()
		write(t, c.Data, "stall.yaml", stall)
		a := open(t, c)
		r, err := a.Engine.Act(ctx, record.Request{Kind: "market_stall", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
			Values: map[string]any{"stall_no": "A-1", "holder": "老王"}})
		if err != nil {
			t.Fatal(err)
		}
		p, err := a.Engine.List(ctx, record.Query{Kind: "market_stall", Search: "老王", Filter: `stall_no == "A-1"`, Caller: a.Setup()})
		if err != nil || len(p.Items) != 1 || p.Items[0].ID != r.ID {
			t.Fatalf("the new register does not find its record: %v %v", p.Items, err)
		}
	})
}

func TestADeclarationGrows(t *testing.T) {
	each(t, func(t *testing.T, c app.Config) {
		ctx := context.Background()
		write(t, c.Data, "stall.yaml", stall)
		a, err := app.Open(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		r, err := a.Engine.Act(ctx, record.Request{Kind: "market_stall", Act: record.Create, Area: a.Area(), Caller: a.Setup(),
			Values: map[string]any{"stall_no": "A-1", "holder": "老王"}})
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		grown := strings.Replace(stall, "{name: holder, title: 摊主,", "{name: keeper, was: holder, title: 摊主,", 1)
		grown = strings.ReplaceAll(strings.Replace(grown, "title_field: holder", "title_field: keeper", 1), "stall_no, holder,", "stall_no, keeper, goods,")
		grown = strings.Replace(grown, "list: [", "  - {name: goods, title: 经营品种, type: list, of: text}\nlist: [", 1)
		grown = strings.Replace(grown, "keeper, goods, checked_on]", "keeper, goods, checked_on]", 1)
		write(t, c.Data, "stall.yaml", grown)
		a = open(t, c)
		now, err := a.Engine.Get(ctx, a.Setup(), "market_stall", r.Ref(), record.AsOf{})
		if err != nil || now.Text("keeper") != "老王" {
			t.Fatalf("after the field was renamed: %v %v", now, err)
		}
		if _, err := a.Engine.Act(ctx, record.Request{Kind: "market_stall", Act: record.Amend, Record: r.Ref(), Rev: &now.Rev, Area: a.Area(), Reason: "补充", Caller: a.Setup(),
			Values: map[string]any{"goods": []any{"蔬菜", "水果"}}}); err != nil {
			t.Fatal(err)
		}
		if err := a.Engine.Verify(ctx, nil, func(f record.Finding) { t.Errorf("verify: %s", f) }); err != nil {
			t.Fatal(err)
		}
	})
}

func TestABadDeclarationStopsTheStart(t *testing.T) {
	for name, change := range map[string][2]string{
		"type of a field changed":   {"type: date}", "type: text}"},
		"field gone":                {"  - {name: checked_on, title: 最近检查, type: date}\n", ""},
		"unknown key":               {"title: 农贸市场摊位", "titel: 农贸市场摊位"},
		"unknown type":              {"type: date", "type: dates"},
		"list names no field":       {"list: [stall_no", "list: [stall_nr"},
		"role that does not exist":  {"[officer, head]", "[officer, boss]"},
		"title field gone":          {"title_field: holder", "title_field: owner_name"},
		"the product's kind's name": {"kind: market_stall", "kind: business"},
	} {
		t.Run(name, func(t *testing.T) {
			c := app.Config{Data: t.TempDir()}
			write(t, c.Data, "stall.yaml", stall)
			a, err := app.Open(context.Background(), c)
			if err != nil {
				t.Fatal(err)
			}
			if err := a.Close(); err != nil {
				t.Fatal(err)
			}
			write(t, c.Data, "stall.yaml", strings.ReplaceAll(strings.Replace(stall, change[0], change[1], 1), "checked_on]", "checked_on]"))
			if name == "field gone" {
				write(t, c.Data, "stall.yaml", strings.ReplaceAll(strings.Replace(stall, change[0], "", 1), ", checked_on]", "]"))
			}
			a, err = app.Open(context.Background(), c)
			if err == nil {
				_ = a.Close()
				t.Fatal("the start went on")
			}
			if f := fault.As(err); f.Kind != fault.Invalid || !strings.Contains(f.Text, "stall.yaml") {
				t.Errorf("the error does not name the file: %v", err)
			}
		})
	}
}

func TestEveryCityOpens(t *testing.T) {
	for _, name := range city.Profiles() {
		t.Run(name, func(t *testing.T) {
			a := open(t, app.Config{Data: t.TempDir(), City: name})
			units, err := a.Found(context.Background())
			if err != nil || units[a.Profile.Root] == "" {
				t.Fatalf("founding %s: %v", name, err)
			}
			if err := a.Raise(context.Background(), 40, 1, nil); err != nil {
				t.Fatalf("raising %s: %v", name, err)
			}
			if err := a.Engine.Verify(context.Background(), nil, func(f record.Finding) { t.Errorf("verify: %s", f) }); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func TestACityIsNotChanged(t *testing.T) {
	dir := t.TempDir()
	a, err := app.Open(context.Background(), app.Config{Data: dir, City: "baiyin"})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := app.Open(context.Background(), app.Config{Data: dir, City: "weihai"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("another city on the same folder: %v", err)
	}
	if _, err := app.Open(context.Background(), app.Config{Data: t.TempDir(), City: "atlantis"}); !fault.Is(err, fault.Invalid) {
		t.Errorf("a city that does not exist: %v", err)
	}
}
