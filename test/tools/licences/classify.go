package main

import (
	"regexp"
	"strings"
)

// marks are phrases that a licence's text has and the others' do not. A file
// may hold several licences one after another.
var marks = []struct {
	licence string
	all     []string
	not     string
}{
	{"Apache-2.0", []string{"apache license", "version 2.0"}, ""},
	{"MIT", []string{"permission is hereby granted, free of charge", "substantial portions of the software"}, ""},
	{"BSD-3-Clause", []string{"redistributions of source code must retain", "redistributions in binary form must reproduce", "used to endorse or promote products"}, ""},
	{"BSD-2-Clause", []string{"redistributions of source code must retain", "redistributions in binary form must reproduce"}, "used to endorse or promote products"},
	{"ISC", []string{"permission to use, copy, modify, and/or distribute this software", "the above copyright notice and this permission notice appear in all copies"}, ""},
	{"MPL-2.0", []string{"mozilla public license", "version 2.0"}, ""},
	{"OFL-1.1", []string{"sil open font license", "version 1.1"}, ""},
	{"GPL", []string{"gnu general public license"}, "mozilla public license"},
	{"LGPL", []string{"gnu lesser general public license"}, "mozilla public license"},
	{"CC0-1.0", []string{"cc0 1.0 universal"}, ""},
	{"public domain", []string{"has been dedicated to the public domain"}, ""},
	{"Unlicense", []string{"this is free and unencumbered software"}, ""},
}

var blanks = regexp.MustCompile(`\s+`)

// classify tells the licences of a text by their phrases.
func classify(text string) []string {
	text = blanks.ReplaceAllString(strings.ToLower(text), " ")
	var out []string
	for _, m := range marks {
		if m.not != "" && strings.Contains(text, m.not) {
			continue
		}
		all := true
		for _, phrase := range m.all {
			all = all && strings.Contains(text, phrase)
		}
		if all {
			out = append(out, m.licence)
		}
	}
	return out
}

var holder = regexp.MustCompile(`(?im)^[\s/*#]*(copyright\s+(?:\(c\)|©|\d{4}).*)$`)

// copyright returns the first copyright line of a text; "" for the pattern at
// the end of the Apache licence, which names nobody.
func copyright(text string) string {
	m := holder.FindStringSubmatch(text)
	if m == nil || strings.ContainsAny(m[1], "[{") {
		return ""
	}
	return strings.TrimSuffix(strings.TrimSpace(m[1]), " All rights reserved.")
}
