package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	_ "github.com/pocketbase/pocketbase/migrations"
)

// column is a field of the register in both.
type column struct {
	name    string
	number  bool
	indexed bool
}

// columns are the fields of the kind business that the generated register
// fills, with the indexes its declaration asks for.
var columns = []column{
	{"name", false, true}, {"uscc", false, true}, {"type", false, true}, {"sort", false, true},
	{"capital", true, false}, {"capital_currency", false, false}, {"established_on", false, true},
	{"address", false, false}, {"county", false, true}, {"county_evidence", false, false},
	{"industry", false, true}, {"industry_evidence", false, false}, {"scope", false, false},
	{"flag_evidence", false, false}, {"parent_name", false, true}, {"branch", false, true},
}

// startPocketBase runs the peer in a process of its own on the rows that
// Hengjian exports.
func startPocketBase(ctx context.Context, o options, dir, exported string) (*side, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := exec.CommandContext(ctx, self, "pocketbase", filepath.Join(dir, "pocketbase"), exported)
	c.Env = append(os.Environ(), "PEER_SYNC="+strings.ToUpper(o.sync))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := c.Start(); err != nil {
		return nil, err
	}
	stop := func() { _ = c.Process.Kill(); _ = c.Wait() }
	var ready struct{ Base, Token string }
	if err := json.NewDecoder(out).Decode(&ready); err != nil {
		stop()
		return nil, fmt.Errorf("it did not say where it is: %w", err)
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	s := &side{name: "pocketbase", base: ready.Base, header: map[string]string{"Authorization": ready.Token}, stop: stop, settings: "synchronous=" + strings.ToUpper(o.sync)}
	const records = "/api/collections/business/records"
	s.get = func(id string) string { return records + "/" + id }
	s.lists = map[string]string{
		"one county":              records + query("filter", `county="371083"`, "perPage", "50"),
		"one county, three years": records + query("filter", `county="371083" && established_on>="2010-01-01" && established_on<"2013-01-01"`, "perPage", "50"),
		"one trade":               records + query("filter", `industry="`+tradeAsked+`"`, "perPage", "50"),
	}
	s.create = func(n int) (string, map[string]any) { return records, newBusiness(n) }
	if err := within(ctx, time.Minute, func() bool { return s.reaches("/api/health") }); err != nil {
		stop()
		return nil, err
	}
	s.ids, err = s.someIDs(records + "?perPage=500")
	return s, err
}

// servePocketBase makes a collection of the exported rows and serves it.
func servePocketBase(dir, exported string) error {
	sync := os.Getenv("PEER_SYNC")
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: func(path string) (*dbx.DB, error) {
		// As core.DefaultDBConnect, but for synchronous.
		return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous("+sync+")&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)")
	}})
	if err := app.Bootstrap(); err != nil {
		return err
	}
	if err := app.RunAllMigrations(); err != nil {
		return err
	}
	business, err := collection(app)
	if err != nil {
		return err
	}
	if err := fill(app, business, exported); err != nil {
		return err
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	u := core.NewRecord(users)
	u.SetEmail("peer@example.org")
	u.SetPassword("Yanshi-2026-heng")
	u.SetVerified(true)
	if err := app.Save(u); err != nil {
		return err
	}
	token, err := u.NewAuthToken()
	if err != nil {
		return err
	}
	addr := freeAddress()
	if err := json.NewEncoder(os.Stdout).Encode(map[string]string{"Base": "http://" + addr, "Token": token}); err != nil {
		return err
	}
	return apis.Serve(app, apis.ServeConfig{HttpAddr: addr})
}

func collection(app core.App) (*core.Collection, error) {
	c := core.NewBaseCollection("business")
	signedIn := `@request.auth.id != ""`
	c.ListRule, c.ViewRule, c.CreateRule = &signedIn, &signedIn, &signedIn
	for _, x := range columns {
		if x.number {
			c.Fields.Add(&core.NumberField{Name: x.name})
		} else {
			c.Fields.Add(&core.TextField{Name: x.name, Max: 8000, Required: x.name == "name"})
		}
		switch {
		case x.name == "uscc":
			c.AddIndex("idx_uscc", true, "uscc", "uscc != ''")
		case x.indexed:
			c.AddIndex("idx_"+x.name, false, x.name, "")
		}
	}
	return c, app.Save(c)
}

func fill(app core.App, business *core.Collection, exported string) error {
	in, err := os.Open(exported)
	if err != nil {
		return err
	}
	defer in.Close()
	lines := json.NewDecoder(bufio.NewReaderSize(in, 1<<20))
	for more := true; more; {
		err := app.RunInTransaction(func(tx core.App) error {
			for range 5000 {
				var row map[string]any
				if err := lines.Decode(&row); errors.Is(err, io.EOF) {
					more = false
					return nil
				} else if err != nil {
					return err
				}
				r := core.NewRecord(business)
				for _, x := range columns {
					if v, ok := row[x.name]; ok {
						r.Set(x.name, v)
					}
				}
				if err := tx.SaveNoValidate(r); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
