package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestClassify(t *testing.T) {
	bsd2 := "Redistributions of source code must retain the above … Redistributions in binary form must reproduce"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"apache", "Apache License\n  Version 2.0, January 2004", []string{"Apache-2.0"}},
		{"mit over lines", "Permission is hereby granted,\nfree of charge … substantial\nportions of the Software.", []string{"MIT"}},
		{"two clauses", bsd2, []string{"BSD-2-Clause"}},
		{"three clauses", bsd2 + " used to endorse or promote products", []string{"BSD-3-Clause"}},
		{"two in one file", "Apache License Version 2.0 … " + bsd2 + " used to endorse or promote products", []string{"Apache-2.0", "BSD-3-Clause"}},
		{"mpl names the gpl", "Mozilla Public License Version 2.0 … GNU General Public License", []string{"MPL-2.0"}},
		{"unknown", "All rights reserved.", nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, classify(c.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestCopyright(t *testing.T) {
	for text, want := range map[string]string{
		"MIT License\n\nCopyright (c) 2019 Somebody\n":              "Copyright (c) 2019 Somebody",
		"// Copyright 2009 The Go Authors. All rights reserved.\n":  "Copyright 2009 The Go Authors.",
		"Copyright [yyyy] [name of copyright owner]":                "",
		"the copyright owner or contributors\nnothing else is here": "",
	} {
		if got := copyright(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
