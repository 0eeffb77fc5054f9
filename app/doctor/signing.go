package doctor

import (
	"context"

	"github.com/hengjian/hengjian/app/signing"
	"github.com/hengjian/hengjian/platform/clock"
	"github.com/hengjian/hengjian/platform/fault"
)

// soonDays is how long before a certificate expires it is told: a new one takes weeks
// to be had.
const soonDays = 45

// signing reads with which keys documents are signed, tells certificates that expire,
// and asks the time-stamp service for one.
func (x *exam) signing(ctx context.Context) {
	const title, file = "电子签名", signing.Name
	set, err := signing.Load(x.o.Data, x.now)
	switch {
	case err != nil:
		x.add("signing", Bad, title, "按提示改正 "+file+"；改正前服务不能启动", "%s", fault.As(err).Text)
		return
	case set == nil:
		x.add("signing", Good, title, "", "没有 %s：文书用演示签名，不具法律效力", file)
		return
	}
	for _, h := range set.Signer.List {
		c := h.Key.Certificate()
		until := clock.At(c.NotAfter)
		switch {
		case x.now > until:
			x.add("signing", Bad, title, "向签发机构换发证书，更换 "+file+" 中的文件后重启服务", "“%s”的证书已于 %s 到期，用它的文书不能签发", h.Title, until.Day())
		case x.now < clock.At(c.NotBefore):
			x.add("signing", Bad, title, "核对系统时间和证书", "“%s”的证书自 %s 起才有效，用它的文书不能签发", h.Title, clock.At(c.NotBefore).Day())
		case until-x.now < soonDays*24*3600*1000:
			x.add("signing", Warn, title, "尽快向签发机构换发证书", "“%s”的证书将于 %s 到期", h.Title, until.Day())
		default:
			x.add("signing", Good, title, "", "%s（%s，证书至 %s）可用", h.Title, h.Key.Algorithm(), until.Day())
		}
	}
	if a := set.Signer.Authority; a != nil {
		if _, err := a.Stamp(ctx, []byte("hengjian doctor")); err != nil {
			x.add("signing", Warn, title, "核对 "+file+" 中的地址、根证书和网络；服务恢复前文书签发编号后不能制成文件，恢复后可继续", "%s", err)
			return
		}
		x.add("signing", Good, title, "", "时间戳服务可用")
	}
}
