import { useState } from 'react'
import { asProblem, send } from '../../api/client'
import { disputes } from './form'
import { Ask, Choice, Line } from './parts'
import type { Asked } from './Questions'
import { slipOf } from './send'

/** Whom the bureau reaches: a complaint needs name, telephone and address (Order 121 art. 10); a tip-off may go without. */
export function You({ d, set, bad }: Asked) {
  const [said, setSaid] = useState('')
  const [wrong, setWrong] = useState('')
  const [busy, setBusy] = useState(false)
  const phone = d.phone.replace(/[\s-]/g, '')
  const ask = async () => {
    setBusy(true)
    setSaid('')
    setWrong('')
    try {
      const slip = await slipOf(d.slip)
      set({ slip })
      const r = (await send<{ shown?: string }>('POST', '/api/public/filing/phone', { body: { slip: slip.slip, phone } })).body
      setSaid(r.shown ? `演示城市不发短信，验证码是 ${r.shown}` : '验证码已发出，10 分钟内有效')
    } catch (e) {
      const p = asProblem(e)
      if (p.code === 'complaint.no_texts') setSaid('本站没有开通短信验证，不必填写验证码')
      else setWrong(p.byField().phone ?? p.detail ?? p.title)
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <p className="small quiet pad-b">{disputes(d) ? '投诉应当提供真实的姓名、电话和地址，只用于处理这件事。' : '您的信息依法保密，不会告诉被举报人。不愿写姓名也可以举报。'}</p>
      {d.about === 'violation' && <Choice kind="checkbox" name="anonymous" on={d.anonymous} set={(anonymous) => set({ anonymous })} title="不写姓名和电话" what="匿名举报：无法向您了解情况，也无法告知结果" />}
      {!(d.anonymous && d.about === 'violation') && (
        <>
          <Ask id="name" label="姓名" error={bad.name}><Line id="name" value={d.name} max={60} complete="name" error={bad.name} set={(name) => set({ name })} /></Ask>
          <Ask id="phone" label="手机号码" hint="查进度要用到后四位" error={bad.phone}><Line id="phone" type="tel" mode="tel" value={d.phone} max={20} complete="tel-national" error={bad.phone} set={(p) => set({ phone: p, phoneCode: '' })} /></Ask>
          <Ask id="phone_code" label="验证码" optional hint="验证手机号是您本人的，可以避免错填" error={bad.phone_code}>
            <div className="row">
              <Line id="phone_code" mode="numeric" value={d.phoneCode} max={6} complete="one-time-code" error={bad.phone_code} set={(phoneCode) => set({ phoneCode })} />
              <button type="button" className="btn" disabled={busy || !/^1\d{10}$/.test(phone)} onClick={() => void ask()}>获取验证码</button>
            </div>
            <p className="small" role="status">{said}</p>
            {wrong && <p className="small err" role="alert">{wrong}</p>}
          </Ask>
          {disputes(d) && <Ask id="home" label="通讯地址" hint="寄送文书用" error={bad.home}><Line id="home" value={d.home} max={200} complete="street-address" error={bad.home} set={(home) => set({ home })} /></Ask>}
        </>
      )}
    </>
  )
}
