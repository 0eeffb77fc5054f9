import { useEffect, useRef, useState } from 'react'
import { asProblem, Problem } from '../api/client'
import { complete, leave, leaveToBind, unbind, type Binding, type Way } from '../api/outside'
import { Mark } from '../face/Icon'
import { usePage } from '../face/route'
import { useLoad } from '../face/useLoad'
import { dayTime } from '../kit/format'
import { Status } from '../kit/Status'
import type { DoorInfo } from './api'
import { Card, Line, Refused } from './parts'

/** The buttons below the password, where the installation has providers. */
export function Ways() {
  const { data } = useLoad<{ items: Way[] }>('/api/business/enter')
  const [busy, setBusy] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  if (!data?.items.length) return null
  const go = (name: string) => {
    setBusy(name)
    setProblem(null)
    leave('business', name).catch((e) => {
      setProblem(asProblem(e))
      setBusy('')
    })
  }
  return (
    <div className="ways">
      <div className="or small quiet"><span>或</span></div>
      {data.items.map((w) => <button key={w.name} type="button" className="btn wide" disabled={!!busy} onClick={() => go(w.name)}>{busy === w.name ? '正在前往…' : `用${w.title}登录`}</button>)}
      <Refused of={problem} />
    </div>
  )
}

/** Where the browser lands on its way back from a provider. */
export function Enter() {
  const door = useLoad<DoorInfo>('/api/business/door').data
  usePage('登录企业端', door?.city)
  const [problem, setProblem] = useState<Problem | null>(null)
  const [second, setSecond] = useState(false)
  const [code, setCode] = useState('')
  const asked = useRef(false)
  const run = (given = '') =>
    complete('business', given).then((d) => location.replace(d.return), (e) => {
      const p = asProblem(e)
      setCode('')
      setSecond(p.code === 'auth.code_required' || p.code === 'auth.code')
      setProblem(p.code === 'auth.code_required' ? null : p)
    })
  useEffect(() => {
    if (asked.current) return
    asked.current = true // what came back counts once
    void run()
  })
  return (
    <div className="face door">
      <main id="main" tabIndex={-1}>
        <div className="sign"><Mark />衡鉴<span>企业端</span></div>
        <p className="place">{door?.bureau}</p>
        <form className="card box pad enter" aria-label="登录" noValidate onSubmit={(e) => { e.preventDefault(); void run(code.trim()) }}>
          <h1>登录</h1>
          {!problem && !second && <p role="status">正在登录…</p>}
          <Refused of={problem && !problem.byField().code ? new Problem({ ...problem, title: '没有完成', detail: problem.detail }) : null} />
          {second && <Line id="code" label="动态验证码" error={problem?.byField().code}><input id="code" className="in mono" inputMode="numeric" autoComplete="one-time-code" value={code} onChange={(e) => setCode(e.target.value)} /></Line>}
          {second && <button className="btn btn-primary wide" disabled={!code.trim()}>登录</button>}
          {problem && !second && <a className="btn btn-primary wide" href="/business/">返回登录页</a>}
        </form>
      </main>
    </div>
  )
}

/** Who one is at the providers, bound to one's account by oneself. */
export function Bindings() {
  const { data, again } = useLoad<{ items: Binding[] }>('/api/business/bindings')
  const [doing, setDoing] = useState('')
  if (!data?.items.length) return null
  return (
    <Card title="外部登录" foot="绑定后可以用它登录本账号，密码照旧有效。">
      <ul className="bindings">
        {data.items.map((b) => (
          <li key={b.name}>
            <div className="row">
              <div className="grow">
                <b>{b.title}</b>
                <div className="small quiet">{!b.bound ? '未绑定' : <>{b.label && `${b.label}，`}{dayTime(b.since).slice(0, 10)} 绑定{b.used && `，最近登录 ${dayTime(b.used)}`}</>}{!b.open && '；已不再使用这个方式'}</div>
              </div>
              {b.bound && <Status tone="ok">已绑定</Status>}
              {doing !== b.name && <button type="button" className="btn btn-s" onClick={() => setDoing(b.name)}>{b.bound ? '解除' : '绑定'}</button>}
            </div>
            {doing === b.name && <Sure of={b} cancel={() => setDoing('')} done={() => { setDoing(''); again() }} />}
          </li>
        ))}
      </ul>
    </Card>
  )
}

function Sure({ of, cancel, done }: { of: Binding; cancel: () => void; done: () => void }) {
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      if (!of.bound) return await leaveToBind('business', of.name, password) // the page goes
      await unbind('business', of.name, password)
      done()
    } catch (err) {
      setProblem(asProblem(err))
      setBusy(false)
    }
  }
  return (
    <form aria-label={`${of.bound ? '解除' : '绑定'}${of.title}`} noValidate onSubmit={submit}>
      <Refused of={problem} known={['password']} />
      <Line id={`bind-${of.name}`} label="登录密码" hint={of.bound ? undefined : `随后前往${of.title}登录一次`} error={problem?.byField().password}>
        <input id={`bind-${of.name}`} className="in" type="password" autoFocus autoComplete="current-password" value={password} onChange={(e) => setPassword(e.target.value)} />
      </Line>
      <div className="acts"><button className="btn btn-primary" disabled={busy || !password}>{of.bound ? '解除绑定' : '去绑定'}</button><button type="button" className="btn" onClick={cancel}>取消</button></div>
    </form>
  )
}
