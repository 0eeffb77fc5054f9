// Command licences lists what the product is made of beside its own source, with
// the licence of each: the Go modules linked into the binary, read from their
// licence files; the npm packages of the desk, as their lock file declares them;
// the data that is shipped. It writes docs/third-party.md.
//
//	go run ./test/tools/licences            write the list
//	go run ./test/tools/licences -texts F   also write every licence text to F, to go with a binary
//	go run ./test/tools/licences -check     fail if the list is not what it would write
//
// A licence file it cannot tell is listed as "not classified" and makes the
// command fail, so that a person looks.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
)

const target = "docs/third-party.md"

func main() {
	check := flag.Bool("check", false, "compare instead of writing")
	all := flag.String("texts", "", "file for the licence texts of the linked modules")
	flag.Parse()
	if err := run(*check, *all); err != nil {
		fmt.Fprintln(os.Stderr, "licences:", err)
		os.Exit(1)
	}
}

func run(check bool, all string) error {
	linked, err := modules("./cmd/hengjian")
	if err != nil {
		return err
	}
	packages, err := lock("web/package-lock.json")
	if err != nil {
		return err
	}
	if all != "" {
		if err := os.WriteFile(all, texts(linked), 0o644); err != nil {
			return err
		}
	}
	text, unknown := page(linked, packages)
	if check {
		had, err := os.ReadFile(target)
		if err != nil {
			return err
		}
		if !bytes.Equal(had, text) {
			return fmt.Errorf("%s is not current: run make licences", target)
		}
	} else if err := os.WriteFile(target, text, 0o644); err != nil {
		return err
	}
	if len(unknown) > 0 {
		return fmt.Errorf("not classified: %v", unknown)
	}
	return nil
}
