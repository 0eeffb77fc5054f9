package backup

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"syscall"

	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/platform/blob"
	"github.com/hengjian/hengjian/platform/fault"
)

// Names of the members.
const (
	aboutName = "hengjian-backup.json"
	dbName    = "hengjian.db"
	keyName   = "ledger.key"
	sumsName  = "SHA256SUMS"
)

// format is the version of the form of a backup.
const format = 1

// About is the first member: what the backup is.
type About struct {
	Format      int      `json:"format"`
	Product     string   `json:"product"`
	Version     string   `json:"version"`
	CreatedAt   string   `json:"created_at"` // RFC 3339, wall time
	City        string   `json:"city"`
	WithKey     bool     `json:"with_key"`
	Checkpoints []string `json:"checkpoints"` // signed notes, one per log
}

func parseAbout(b []byte) (About, error) {
	var a About
	if err := json.Unmarshal(b, &a); err != nil || a.Product != "hengjian" {
		return a, notABackup(err)
	}
	if a.Format != format {
		return a, fault.Newf(fault.Invalid, "backup.format", "这份备份的格式是 %d，本版本只认识 %d；请用制作它的版本（%s）恢复", a.Format, format, a.Version)
	}
	return a, nil
}

func notABackup(cause error) error {
	return argument("backup.not_a_backup", "--from", "这个文件不是衡鉴的备份，或已损坏").With(cause)
}

// Bounds of single members.
const (
	maxSmall = 4 << 20 // about, key, a declaration
	maxList  = 2 << 30 // erasures
	maxFont  = 64 << 20
)

// The bureau's own beside the database: folders of declarations, forms, reports and
// tellings, and single files.
var (
	ownFolders = []string{"kinds", "documents", "reports", "tellings"}
	ownFiles   = map[string]int64{
		"calendar/" + calendar.OwnHolidays: maxSmall, "calendar/" + calendar.OwnNotices: maxSmall,
		"portal.yaml": maxSmall, "fonts/serif.ttf": maxFont,
	}
)

// limit returns how long a member of the name may be, 0 for no bound of its
// own; ok is false for a name no member has. Names are compared whole: nothing
// outside this list is ever written.
func limit(name string) (n int64, ok bool) {
	switch name {
	case aboutName, keyName:
		return maxSmall, true
	case dbName, sumsName:
		return 0, true
	case erasuresName:
		return maxList, true
	}
	if n, own := ownFiles[name]; own {
		return n, true
	}
	if rest, found := strings.CutPrefix(name, "files/"); found {
		return 0, isBlob(rest)
	}
	top, _, below := strings.Cut(name, "/")
	return maxSmall, below && slices.Contains(ownFolders, top) && plain(name)
}

// isBlob reports whether name is aa/bb/<digest>.
func isBlob(name string) bool {
	parts := strings.Split(name, "/")
	return len(parts) == 3 && blob.Digest(parts[2]).Valid() && parts[0] == parts[2][:2] && parts[1] == parts[2][2:4]
}

// plain reports a short relative path without hidden parts.
func plain(name string) bool {
	if !fs.ValidPath(name) || len(name) > 200 || strings.ContainsAny(name, "\\:\x00\n\r") {
		return false
	}
	parts := strings.Split(name, "/")
	for _, p := range parts {
		if strings.HasPrefix(p, ".") {
			return false
		}
	}
	return len(parts) <= 5
}

// Free returns the bytes free for this user on the disk of dir.
func Free(dir string) (int64, error) {
	var st syscall.Statfs_t
	if err := syscall.Statfs(dir, &st); err != nil {
		return 0, fmt.Errorf("asking for free space of %s: %w", dir, err)
	}
	return int64(st.Bavail) * int64(st.Bsize), nil
}

// Human prints a number of bytes.
func Human(n int64) string {
	switch {
	case n >= 1<<30:
		return fmt.Sprintf("%.1f GB", float64(n)/(1<<30))
	case n >= 1<<20:
		return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
	}
	return fmt.Sprintf("%.0f KB", float64(n)/(1<<10))
}
