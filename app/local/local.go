// Package local is what the commands of the binary ask of an installation on
// the same machine: accounts, keys, imports. Where the data folder is free the
// command takes it and does the work itself (Direct); where a server holds it,
// the server is asked through the socket in the folder (kernel.md §14) and runs
// the same functions of the same Direct, so that one way cannot do what the
// other does not.
//
// The socket speaks HTTP, of a few operations that no network reaches. Whoever
// is the server's own user or root may use it: they could open the folder
// itself.
package local

import (
	"context"
	"time"

	"github.com/hengjian/hengjian/app"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/practice/collect"
)

// Commands are what a command may ask. Texts and faults are the same whoever
// does the work.
type Commands interface {
	// Appoint founds the bureau where that is still to be done, sets up one of
	// its administrators and returns the first password.
	Appoint(ctx context.Context, p app.NewPerson) (password string, err error)
	// OpenAccount gives a registered person an account or a new password.
	OpenAccount(ctx context.Context, account string) (password string, err error)
	// DropCodes turns off an account's one-time codes.
	DropCodes(ctx context.Context, account string) error
	// MoveClock moves the legal clock of a demo city on and returns it; zero only asks.
	MoveClock(ctx context.Context, to clock.Instant) (clock.Instant, error)
	// CreateKey makes an API key and returns its secret.
	CreateKey(ctx context.Context, k Key) (secret string, err error)
	// Import imports one file. When ctx ends the import is stopped where it
	// stands; when the command dies without a word, a server goes on with it.
	Import(ctx context.Context, q Import, step func(collect.Progress)) (Imported, error)
	// Close lets go of the installation.
	Close() error
}

// Key is an API key to be made.
type Key struct {
	Account, Title string
	Scopes         []string
	Days           int // until it ends
}

// Import is a file to be imported.
type Import struct {
	Path    string            `json:"-"`    // where the command finds it
	File    string            `json:"file"` // digest under which it is stored, once it is
	Name    string            `json:"name"`
	Kind    string            `json:"kind"`
	Source  string            `json:"source"`
	Mapping map[string]string `json:"mapping"`
	DryRun  bool              `json:"dry_run"` // only the preflight
}

// Imported is the report about one file; its parts add up:
// read = accepted + merged + unchanged + quarantined.
type Imported struct {
	File   string `json:"file"`
	Batch  string `json:"batch"`
	DryRun bool   `json:"dry_run"`
	Kind   string `json:"kind"`
	collect.Counts
	CountyFoundPct *float64          `json:"county_found_pct,omitempty"`
	Problems       map[string]int    `json:"problems"`
	Titles         map[string]string `json:"problem_titles"`
}

// A command waits this long for the folder or its socket: a server that is
// being started or stopped has the one without the other.
const (
	patience = 3 * time.Second
	between  = 50 * time.Millisecond
)

// Open takes the installation, or finds the server that holds it.
func Open(ctx context.Context, cfg app.Config) (Commands, error) {
	late := time.After(patience)
	for {
		a, err := app.Open(ctx, cfg)
		if err == nil {
			return openDirect(ctx, a)
		}
		if fault.As(err).Code != db.Locked {
			return nil, err
		}
		c, found, refused := dial(ctx, cfg)
		if found {
			return c, refused
		}
		select {
		case <-late:
			return nil, err
		case <-ctx.Done():
			return nil, err
		case <-time.After(between):
		}
	}
}
