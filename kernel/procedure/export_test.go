package procedure

import (
	"github.com/hengjian/hengjian/kernel/calendar"
	"github.com/hengjian/hengjian/kernel/kind"
)

// SetTable lets a test bring out a new holiday notice.
func (b *Book) SetTable(t *calendar.Table) { b.table = t }

// Kind is a declared kind.
func (b *Book) Kind(name string) *kind.Kind { return b.kinds.Get(name) }

// BasisOf is what the limits of a kind are worked out under on a day, of its first version.
func (b *Book) BasisOf(name string, today calendar.Date) string {
	return b.bases(Of(b.kinds.Get(name)), today)[0]
}
