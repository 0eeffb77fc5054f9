package doctor

import (
	"context"

	"github.com/hengjian/hengjian/app/outgoing"
	"github.com/hengjian/hengjian/platform/fault"
	"github.com/hengjian/hengjian/platform/notify"
)

// outgoing reads through what messages are sent and asks each channel for a
// connection. One that is away is a warning: messages wait for it.
func (x *exam) outgoing(ctx context.Context) {
	const title = "发送通道"
	list, err := outgoing.Load(x.o.Data, false)
	if err != nil {
		x.add("outgoing", Bad, title, "按提示改正 "+outgoing.Name+"；改正前服务不能启动", "%s", fault.As(err).Text)
		return
	}
	for _, c := range list {
		if c.Mode() == notify.Letter {
			x.add("outgoing", Good, title, "", "%s：由工作人员交寄", c.Title())
			continue
		}
		ctx, cancel := context.WithTimeout(ctx, reachTime)
		err := c.Check(ctx)
		cancel()
		if err != nil {
			x.add("outgoing", Warn, title, "核对 "+outgoing.Name+" 中的地址、账号和网络；期间要发的消息留在待发箱，通道恢复后自动发出", "%s连接不上：%s", c.Title(), notify.Plain(err.Error()))
			continue
		}
		x.add("outgoing", Good, title, "", "%s可用", c.Title())
	}
}
