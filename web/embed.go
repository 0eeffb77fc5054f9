// Package web carries the built pages of the faces inside the binary.
//
// The build (npm run build) writes them to dist, each compressible file with a
// gzip copy beside it. dist is not committed but for an empty .keep, so that a
// fresh clone compiles before the first build; Built tells whether pages are there.
package web

import (
	"embed"
	"io/fs"
)

//go:embed all:dist
var dist embed.FS

// Files is the tree of built pages: an index.html in the folder of each face, hashed
// files, which never change under one name, under assets/. "x.gz" beside "x" is its gzip copy.
func Files() fs.FS {
	sub, err := fs.Sub(dist, "dist")
	if err != nil {
		panic("web: dist is embedded by this package: " + err.Error())
	}
	return sub
}

// Built reports whether the pages were built before the binary was.
func Built() bool {
	_, err := fs.Stat(Files(), "desk/index.html")
	return err == nil
}

// DocumentFont is the TrueType font that documents are printed in, nil before the
// pages were built.
func DocumentFont() []byte {
	b, err := fs.ReadFile(Files(), "fonts/serif.ttf")
	if err != nil {
		return nil
	}
	return b
}
