package calendar

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"
)

// The files in which a bureau keeps holiday notices that came after the product:
// the columns are those of the shipped ones (data/README.md).
const (
	OwnHolidays = "holidays.csv"
	OwnNotices  = "notices.csv"
)

// With returns the shipped table with the notices a bureau keeps in a folder: for
// a year both have, the bureau's rows stand in the place of the shipped ones.
// A folder without the two files adds nothing; one of them alone is a mistake.
func With(own fs.FS) (*Table, error) {
	holidays, err := fs.ReadFile(own, OwnHolidays)
	notices, err2 := fs.ReadFile(own, OwnNotices)
	switch {
	case errors.Is(err, fs.ErrNotExist) && errors.Is(err2, fs.ErrNotExist):
		return Shipped()
	case err != nil || err2 != nil:
		return nil, fmt.Errorf("holiday notices need both %s and %s: %w", OwnHolidays, OwnNotices, errors.Join(err, err2))
	}
	years := map[string]bool{}
	err = lines(bytes.NewReader(notices), "year,notice", 2, func(f []string) error { years[f[0]] = true; return nil })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", OwnNotices, err)
	}
	days, err := joined("data/holidays-2007-2026.csv", holidays, func(f []string) bool { return !years[f[len(f)-1]] })
	if err != nil {
		return nil, err
	}
	names, err := joined("data/notices.csv", notices, func(f []string) bool { return !years[f[0]] })
	if err != nil {
		return nil, err
	}
	return Read(bytes.NewReader(days), bytes.NewReader(names))
}

// joined is a shipped file without the rows that are not kept, followed by the
// rows of another with the same header.
func joined(name string, own []byte, keep func(fields []string) bool) ([]byte, error) {
	shippedText, err := shipped.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	header, _, _ := strings.Cut(strings.TrimPrefix(string(shippedText), "\ufeff"), "\n")
	header = strings.TrimSuffix(header, "\r")
	out.WriteString(header + "\n")
	want := strings.Count(header, ",") + 1
	row := func(f []string) error { out.WriteString(strings.Join(f, ",") + "\n"); return nil }
	err = lines(bytes.NewReader(shippedText), header, want, func(f []string) error {
		if !keep(f) {
			return nil
		}
		return row(f)
	})
	if err == nil {
		err = lines(bytes.NewReader(own), header, want, row)
	}
	return out.Bytes(), err
}
