package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// part is one piece of somebody else's work.
type part struct {
	name, version string
	licence       string // SPDX expression; "" where it could not be told
	holder        string // first copyright line of the licence file
	texts         []text // its licence and notice files
}

// text is one licence file.
type text struct{ name, body string }

// modules lists the modules that a package needs to be linked.
func modules(pkg string) ([]part, error) {
	out, err := exec.Command("go", "list", "-deps", "-json=Module", pkg).Output()
	if err != nil {
		var exit *exec.ExitError
		if errors.As(err, &exit) {
			return nil, fmt.Errorf("go list: %s", exit.Stderr)
		}
		return nil, err
	}
	seen := map[string]part{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			Module *struct {
				Path, Version, Dir string
				Main               bool
				Replace            *struct{ Path, Version, Dir string }
			}
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		m := p.Module
		if m == nil || m.Main { // the standard library, and ourselves
			continue
		}
		if _, ok := seen[m.Path]; ok {
			continue
		}
		version, dir := m.Version, m.Dir
		if m.Replace != nil {
			version, dir = m.Replace.Version, m.Replace.Dir
		}
		module := part{name: m.Path, version: version}
		if err := module.read(dir); err != nil {
			return nil, err
		}
		seen[m.Path] = module
	}
	parts := make([]part, 0, len(seen))
	for _, p := range seen {
		parts = append(parts, p)
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	return parts, nil
}

// read takes in the licence and notice files at the root of a module. What a
// module says of its own parts (LICENSE-3RD-PARTY) is kept as text and does not
// count for its licence: it also lists what is only used to build or test it.
func (p *part) read(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	var found []string
	for _, e := range entries {
		name := strings.ToLower(e.Name())
		if e.IsDir() || !strings.HasPrefix(name, "licen") && !strings.HasPrefix(name, "copying") && !strings.HasPrefix(name, "notice") {
			continue
		}
		body, err := os.ReadFile(filepath.Join(dir, e.Name()))
		if err != nil {
			return err
		}
		p.texts = append(p.texts, text{e.Name(), string(body)})
		if strings.Contains(name, "3rd-party") {
			continue
		}
		if p.holder == "" {
			p.holder = copyright(string(body))
		}
		for _, l := range classify(string(body)) {
			if !slices.Contains(found, l) {
				found = append(found, l)
			}
		}
	}
	slices.Sort(found)
	p.licence = strings.Join(found, " AND ")
	return nil
}

// lock lists the packages of an npm lock file that become part of the pages.
func lock(name string) ([]part, error) {
	src, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var file struct {
		Packages map[string]struct {
			Version, License string
			Dev              bool
		}
	}
	if err := json.Unmarshal(src, &file); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var parts []part
	for path, p := range file.Packages {
		if path == "" || p.Dev {
			continue
		}
		_, name, _ := cutLast(path, "node_modules/")
		parts = append(parts, part{name: name, version: p.Version, licence: p.License})
	}
	slices.SortFunc(parts, func(a, b part) int {
		return strings.Compare(a.name+" "+a.version, b.name+" "+b.version)
	})
	return parts, nil
}

func cutLast(s, sep string) (before, after string, ok bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+len(sep):], true
}
