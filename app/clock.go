package app

import (
	"context"
	"strconv"

	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/db"
	"github.com/hengjian/hengjian/platform/fault"
)

// settingAhead is how many milliseconds the legal clock of a demo city runs
// before the machine's.
const settingAhead = "clock_ahead"

// maxAhead bounds how far a demo city may be moved: longer than any period of
// publication or validity the product knows.
const maxAhead = clock.Instant(30*366*24*3600) * 1000

// MoveClock moves the legal clock of a demo city to a later moment, from where
// it goes on running. Acts are dated and limits counted by it; sessions, leases
// and keys stay with the machine's clock. It never goes back: acts have been
// dated. A real bureau's clock cannot be moved.
func (a *App) MoveClock(ctx context.Context, to clock.Instant) error {
	now, wall := a.Clock.Now(), clock.Wall{}.Now()
	switch {
	case !a.Config.Demo:
		return fault.New(fault.Denied, "clock.real", "只有演示城市可以拨动时钟；本数据目录不是演示城市")
	case to < now:
		return fault.Bad("clock.back", "时钟只能往后拨", fault.Field{Name: "to", Code: "past", Text: "现在是 " + now.String() + "，已有办理动作按此记时，不能拨回 " + to.String()})
	case to > wall+maxAhead:
		return fault.Bad("clock.far", "拨得太远", fault.Field{Name: "to", Code: "max", Text: "最多往后拨三十年"})
	}
	return a.DB.Write(ctx, func(tx *db.Tx) error {
		if err := Set(tx, settingAhead, strconv.FormatInt(int64(to-wall), 10)); err != nil {
			return err
		}
		tx.After(func() { a.Clock.Set(to) })
		if a.Moved != nil {
			return a.Moved(tx)
		}
		return nil
	})
}

// wind sets the legal clock of a demo city as far ahead as it was moved.
func (a *App) wind(ctx context.Context) error {
	text, err := a.Setting(ctx, settingAhead)
	if err != nil || text == "" || !a.Config.Demo {
		return err
	}
	ahead, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return fault.New(fault.Internal, "clock.setting", "演示时钟的设置无法识别").With(err)
	}
	a.Clock.Set(clock.Wall{}.Now() + clock.Instant(ahead))
	return nil
}
