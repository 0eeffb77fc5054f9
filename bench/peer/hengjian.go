package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"time"
)

// tradeAsked is an industry that about one row in fifty has.
const tradeAsked = "6210"

// startHengjian makes a demo city without businesses for its people, imports
// the register, exports it for the peer and serves it.
func startHengjian(ctx context.Context, o options, dir, file string) (*side, string, error) {
	data, exported := filepath.Join(dir, "hengjian"), filepath.Join(dir, "business.jsonl")
	for _, args := range [][]string{
		{"demo", "--data", data, "--subjects", "0"},
		{"import", "--data", data, file},
		{"export", "business", "--data", data, "--format", "jsonl", "--out", exported},
	} {
		if out, err := exec.CommandContext(ctx, o.hengjian, args...).CombinedOutput(); err != nil {
			return nil, "", fmt.Errorf("%s: %w\n%s", args[0], err, out)
		}
	}
	out, err := exec.CommandContext(ctx, o.hengjian, "account", "key", "wangfang", "--data", data, "--title", "peer", "--scopes", "read,write").Output()
	if err != nil {
		return nil, "", fmt.Errorf("making a key: %w", err)
	}
	key := regexp.MustCompile(`[A-Za-z0-9_.-]{24,}`).FindString(string(out))
	addr := freeAddress()
	c := exec.CommandContext(ctx, o.hengjian, "serve", "--data", data, "--addr", addr, "--rate=-1")
	log := &bytes.Buffer{}
	c.Stdout, c.Stderr = nil, log
	if err := c.Start(); err != nil {
		return nil, "", err
	}
	s := &side{name: "hengjian", base: "http://" + addr, header: map[string]string{"Authorization": "Bearer " + key}, settings: "synchronous=FULL",
		stop: func() { _ = c.Process.Signal(os.Interrupt); _ = c.Wait() }}
	const records = "/api/registration/business"
	s.get = func(id string) string { return records + "/3710/" + id }
	s.lists = map[string]string{
		"one county":              records + query("filter", `county == "371083"`, "limit", "50"),
		"one county, three years": records + query("filter", `county == "371083" && established_on >= "2010-01-01" && established_on < "2013-01-01"`, "limit", "50"),
		"one trade":               records + query("filter", `industry == "`+tradeAsked+`"`, "limit", "50"),
	}
	s.create = func(n int) (string, map[string]any) { return records, map[string]any{"values": newBusiness(n)} }
	if err := within(ctx, time.Minute, func() bool { return s.reaches("/readyz") }); err != nil {
		s.stop()
		return nil, "", fmt.Errorf("%w\n%s", err, log)
	}
	s.ids, err = s.someIDs(records + "?limit=500")
	return s, exported, err
}

// newBusiness is the n-th business that is created while measuring.
func newBusiness(n int) map[string]any {
	county := []string{"371002", "371003", "371082", "371083"}[n%4]
	return map[string]any{
		"name": fmt.Sprintf("威海新设%d号贸易有限公司", n), "type": "有限责任公司(自然人投资或控股)", "sort": "company",
		"established_on": fmt.Sprintf("2024-%02d-%02d", 1+n%12, 1+n%28), "address": fmt.Sprintf("威海市环翠区试验街道试验路%d号", n),
		"county": county, "industry": "5199", "scope": "一般项目：日用百货销售；办公用品销售；五金产品零售。",
	}
}

func query(pairs ...string) string {
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return "?" + v.Encode()
}

// someIDs reads identifiers of records to ask for.
func (s *side) someIDs(path string) ([]string, error) {
	status, body, err := s.ask("GET", path, nil)
	if err != nil || status != 200 {
		return nil, fmt.Errorf("%s %s: %d %v %s", s.name, path, status, err, cut(body))
	}
	var page struct{ Items []struct{ ID string } }
	if err := json.Unmarshal(body, &page); err != nil {
		return nil, err
	}
	var out []string
	for _, x := range page.Items {
		out = append(out, x.ID)
	}
	if len(out) < 100 {
		return nil, fmt.Errorf("%s has only %d records", s.name, len(out))
	}
	return out, nil
}

func cut(b []byte) string { return strings.TrimSpace(string(b[:min(len(b), 300)])) }
