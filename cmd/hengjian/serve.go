package main

import (
	"context"
	"net"
	"net/netip"
	"os"
	"runtime/debug"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/app/server"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/log"
)

type serveCmd struct {
	store
	Addr   string   `help:"address to listen on" default:":8080"`
	City   string   `help:"city profile of a new database: haidong, weihai, baiyin, dayawan, chaozhou"`
	Secure bool     `help:"a TLS proxy stands in front: cookies only over TLS"`
	Rate   float64  `help:"requests a second and client; negative: no limit" default:"50"`
	Proxy  []string `help:"address or prefix of a proxy whose X-Forwarded-For is believed, e.g. 127.0.0.1/32" placeholder:"CIDR"`
	Keep   int      `name:"keep-files" help:"days the source file of an ended import is kept" default:"30"`
	Log    string   `help:"log level: debug, info, warn, error" default:"info" enum:"debug,info,warn,error"`
}

// growth is how much garbage a server lets come together before it is collected, in
// percent of the live heap: that is small beside the machine, and half as many
// collections are about 6 % less work for each request. GOGC overrides it; an import
// keeps to less (practice/collect).
const growth = 200

// Run serves until it is told to stop.
func (s serveCmd) Run(ctx context.Context, c *console) error {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(growth)
	}
	logger, level, err := log.New(os.Stderr, log.Options{})
	if err != nil {
		return err
	}
	if err := log.SetLevel(level, s.Log); err != nil {
		return err
	}
	proxies, err := prefixes(s.Proxy)
	if err != nil {
		return err
	}
	a, err := s.open(ctx, app.Config{City: s.City, KeepFiles: s.Keep})
	if err != nil {
		return err
	}
	defer a.Close()
	srv, err := server.New(ctx, a, server.Options{Addr: s.Addr, Version: version, Log: logger, Secure: s.Secure, Rate: s.Rate, Proxies: proxies, Ready: func(at net.Addr) {
		_, port, _ := net.SplitHostPort(at.String()) // an address of our own listener
		c.say("衡鉴 %s · %s（%s）", version, a.Areas.Title, a.City)
		c.say("  门户    http://127.0.0.1:%s/", port)
		c.say("  工作台  http://127.0.0.1:%s/desk/", port)
		c.say("  接口    http://127.0.0.1:%s/api/openapi.json", port)
		printAccounts(ctx, c, a)
	}})
	if err != nil {
		return err
	}
	return srv.Run(ctx)
}

// prefixes reads the addresses of proxies.
func prefixes(list []string) ([]netip.Prefix, error) {
	var out []netip.Prefix
	for _, s := range list {
		p, err := netip.ParsePrefix(s)
		if a, e := netip.ParseAddr(s); e == nil {
			p, err = netip.PrefixFrom(a, a.BitLen()), nil
		}
		if err != nil {
			return nil, fault.Bad("serve.proxy", "代理地址不正确", fault.Field{Name: "--proxy", Code: "prefix", Text: s + " 不是地址或网段"})
		}
		out = append(out, p)
	}
	return out, nil
}
