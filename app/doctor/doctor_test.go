package doctor

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/outgoing"
	"github.com/hengjian/hengjian/app/signin"
	"github.com/hengjian/hengjian/app/signing"
	"github.com/hengjian/hengjian/kernel/actor"
	"github.com/hengjian/hengjian/kernel/record"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/cms/cmstest"
)

func levels(r Report) map[string]Level {
	out := map[string]Level{}
	for _, f := range r.Findings {
		out[f.Check] = f.Level
	}
	return out
}

type fixed clock.Instant

func (f fixed) Now() clock.Instant { return clock.Instant(f) }

func TestExamine(t *testing.T) {
	ctx := context.Background()
	data := filepath.Join(t.TempDir(), "data")
	a, err := app.Open(ctx, app.Config{Data: data, City: "weihai"})
	if err != nil {
		t.Fatal(err)
	}
	create := func() {
		t.Helper()
		if _, err := a.Engine.Act(ctx, record.Request{Kind: "business", Act: record.Create, Area: a.Area(), Values: map[string]any{"name": "店"}, Caller: actor.Caller{Machine: "test", Area: a.Area()}}); err != nil {
			t.Fatal(err)
		}
	}
	create()
	if _, err := a.Ledger.Sequence(ctx); err != nil {
		t.Fatal(err)
	}
	t.Run("healthy, while the product runs", func(t *testing.T) {
		r := Examine(ctx, Options{Data: data})
		got := levels(r)
		for _, c := range []string{"version", "folder", "key", "database", "open", "schema", "ledger", "clock", "jobs", "facts"} {
			if got[c] != Good {
				t.Errorf("%s is %q: %+v", c, got[c], r.Findings)
			}
		}
		if !r.OK || got["backup"] != Warn {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("outside providers", func(t *testing.T) {
		file := filepath.Join(data, signin.Name)
		write := func(text string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		t.Cleanup(func() { _ = os.Remove(file) }) // the folder goes too
		t.Setenv("HENGJIAN_TEST_SECRET", "hush-hush")
		text := "base: https://a.example\nproviders:\n  - {name: gov, title: 统一认证, desk: officer, issuer: \"http://127.0.0.1:1\", client_id: c, secret_env: HENGJIAN_TEST_SECRET}\n"
		write(text) // nobody listens there
		if r := Examine(ctx, Options{Data: data, Quick: true}); !r.OK || levels(r)["sign_in"] != Warn {
			t.Errorf("one that is away: %+v", r)
		}
		write(strings.Replace(text, "desk: officer", "desk: nowhere", 1))
		r := Examine(ctx, Options{Data: data, Quick: true})
		if r.OK || levels(r)["sign_in"] != Bad || !strings.Contains(fmt.Sprint(r.Findings), "sign-in.yaml:3:36: desk：") || strings.Contains(fmt.Sprint(r.Findings), "hush-hush") {
			t.Errorf("a mistake: %+v", r)
		}
	})
	t.Run("channels", func(t *testing.T) {
		file := filepath.Join(data, outgoing.Name)
		write := func(text string) {
			t.Helper()
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		t.Cleanup(func() { _ = os.Remove(file) }) // the folder goes too
		text := "channels:\n  - name: sms\n    title: 短信\n    gateway: {url: \"http://127.0.0.1:1/\", form: {m: \"{to}\", t: \"{text}\", i: \"{id}\"}}\n"
		write(text) // nobody listens there
		if r := Examine(ctx, Options{Data: data, Quick: true}); !r.OK || levels(r)["outgoing"] != Warn {
			t.Errorf("one that is away: %+v", r)
		}
		write(strings.Replace(text, "title:", "titel:", 1))
		if r := Examine(ctx, Options{Data: data, Quick: true}); r.OK || levels(r)["outgoing"] != Bad || !strings.Contains(fmt.Sprint(r.Findings), "notify.yaml:3:5") {
			t.Errorf("a mistake: %+v", r)
		}
	})
	t.Run("signatures", func(t *testing.T) {
		t.Cleanup(func() { _ = os.Remove(filepath.Join(data, signing.Name)) })
		ca := cmstest.NewCA(t, "p256")
		now := clock.Wall{}.Now().Time()
		cmstest.Write(t, data, "signing/roots.pem", cmstest.PEM(ca.Certificate))
		text := "roots_file: signing/roots.pem\nsigners: [{title: 业务章, key_file: signing/seal.pem}]\n"
		for name, c := range map[string]struct {
			until time.Time
			more  string
			want  Level
			says  string
		}{
			"good":           {now.AddDate(1, 0, 0), "", Good, "可用"},
			"soon":           {now.AddDate(0, 0, 10), "", Warn, "到期"},
			"expired":        {now.AddDate(0, 0, -1), "", Bad, "不能签发"},
			"no time-stamps": {now.AddDate(1, 0, 0), "timestamp: {url: \"http://127.0.0.1:1\", roots_file: signing/roots.pem}\n", Warn, "没有应答"},
			"a mistake":      {now.AddDate(1, 0, 0), "signer: x\n", Bad, "signing.yaml:3:1"},
		} {
			k := ca.Issue(t, cmstest.Want{Name: "章", Until: c.until})
			cmstest.Write(t, data, "signing/seal.pem", append(cmstest.KeyPEM(t, k), cmstest.PEM(k.Chain...)...))
			cmstest.Write(t, data, signing.Name, []byte(text+c.more))
			if r := Examine(ctx, Options{Data: data, Quick: true}); levels(r)["signing"] != c.want || r.OK != (c.want != Bad) || !strings.Contains(fmt.Sprint(r.Findings), c.says) {
				t.Errorf("%s: %+v", name, r)
			}
		}
	})
	t.Run("clock behind the last act", func(t *testing.T) {
		if r := Examine(ctx, Options{Data: data, Clock: fixed(clock.Wall{}.Now() - 3600_000)}); r.OK || levels(r)["clock"] != Bad {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("acts wait", func(t *testing.T) {
		create()
		if r := Examine(ctx, Options{Data: data, Quick: true, Clock: fixed(clock.Wall{}.Now() + 3600_000)}); levels(r)["ledger"] != Warn {
			t.Errorf("report %+v", r)
		}
	})
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(data, "ledger.key")
	t.Run("key open to others", func(t *testing.T) {
		if err := os.Chmod(key, 0o644); err != nil {
			t.Fatal(err)
		}
		if r := Examine(ctx, Options{Data: data}); r.OK || levels(r)["key"] != Bad {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("key gone, and none is made", func(t *testing.T) {
		if err := os.Remove(key); err != nil {
			t.Fatal(err)
		}
		if r := Examine(ctx, Options{Data: data}); r.OK || levels(r)["key"] != Bad {
			t.Errorf("report %+v", r)
		}
		if _, err := os.Stat(key); err == nil {
			t.Error("looking made a new key")
		}
	})
	t.Run("database ruined", func(t *testing.T) {
		if err := os.WriteFile(filepath.Join(data, "hengjian.db"), []byte("ruined"), 0o600); err != nil {
			t.Fatal(err)
		}
		if r := Examine(ctx, Options{Data: data}); r.OK || levels(r)["database"] != Bad {
			t.Errorf("report %+v", r)
		}
	})
	t.Run("no folder", func(t *testing.T) {
		if r := Examine(ctx, Options{Data: data + "x"}); r.OK || levels(r)["folder"] != Bad {
			t.Errorf("report %+v", r)
		}
		if _, err := os.Stat(data + "x"); err == nil {
			t.Error("looking made a folder")
		}
	})
}
