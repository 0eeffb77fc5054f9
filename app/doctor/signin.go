package doctor

import (
	"context"
	"strings"
	"time"

	"github.com/hengjian/hengjian/app/signin"
	"github.com/hengjian/hengjian/platform/auth"
	"github.com/hengjian/hengjian/platform/fault"
)

// reachTime is how long a provider may take to describe itself.
const reachTime = 5 * time.Second

// signIn reads how people sign in by outside providers and asks each provider for
// its description. One that is away is no more than a warning: passwords work.
func (x *exam) signIn(ctx context.Context) {
	const title = "外部登录"
	ways, err := signin.Load(x.o.Data)
	switch {
	case err != nil:
		x.add("sign_in", Bad, title, "按提示改正 "+signin.Name+"；改正前服务不能启动", "%s", fault.As(err).Text)
		return
	case len(ways.All()) == 0:
		return
	}
	var good []string
	for _, p := range ways.All() {
		if err := reach(ctx, p); err != nil {
			x.add("sign_in", Warn, title, "核对 issuer、hosts 和网络；期间用账号密码登录", "“%s”连接不上：%v", p.Title(), fault.As(err).Cause)
			continue
		}
		good = append(good, p.Title())
	}
	if len(good) > 0 {
		x.add("sign_in", Good, title, "", "%s 可用", strings.Join(good, "、"))
	}
}

// reach asks a provider for the address of its sign-in page, which it must
// describe itself for.
func reach(ctx context.Context, p auth.Provider) error {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	_, err := p.Begin(ctx, auth.Proof{}, "")
	return err
}
