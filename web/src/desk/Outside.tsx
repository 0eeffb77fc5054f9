import { Button, Input, Modal } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { bindings, complete, leaveToBind, unbind, type Binding } from '../api/outside'
import { Card } from '../kit/Bits'
import { dayTime } from '../kit/format'
import { ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { Door } from './SignIn'

/** Where the browser lands on its way back from a provider. */
export function Enter() {
  const [busy, setBusy] = useState(true)
  const [code, setCode] = useState('')
  const [second, setSecond] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const asked = useRef(false)
  const run = async (given = '') => {
    setBusy(true)
    setProblem(null)
    try {
      location.replace((await complete('session', given)).return)
    } catch (e) {
      const p = asProblem(e)
      setBusy(false)
      setCode('')
      if (p.code === 'auth.code_required' || p.code === 'auth.code') setSecond(true)
      else setSecond(false)
      if (p.code !== 'auth.code_required') setProblem(p)
    }
  }
  const wrong = problem?.byField().code
  useEffect(() => {
    if (asked.current) return
    asked.current = true // what came back counts once
    void run()
  })
  return (
    <Door>
      <form className="card" aria-label="登录" noValidate onSubmit={(e) => { e.preventDefault(); if (code.trim() && !busy) void run(code.trim()) }}>
        {busy && !second && <div className="t2" role="status">正在登录…</div>}
        {second && (
          <div className="item">
            <label htmlFor="code">动态验证码</label>
            <Input id="code" data-testid="code" size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={14} value={code} status={wrong ? 'error' : undefined} onChange={(e) => setCode(e.target.value)} />
            {wrong && <div className="t12 seal" role="alert" style={{ paddingTop: 3 }}>{wrong}</div>}
            <div className="t12 t2" style={{ paddingTop: 3 }}>手机不在身边时，填一个恢复码</div>
          </div>
        )}
        {problem && !wrong && <div style={{ marginBottom: 16 }}><ProblemBox of={{ status: problem.status, title: '没有完成', detail: problem.detail, id: problem.id, fields: problem.fields }} /></div>}
        {second && <Button data-testid="sign-in" type="primary" size="large" htmlType="submit" block loading={busy} disabled={!code.trim()}>登录</Button>}
        {problem && !second && <Button type="primary" size="large" block href="/desk/" data-testid="to-door">返回登录页</Button>}
      </form>
    </Door>
  )
}

/** 外部登录: who one is at the providers, bound to one's account by oneself. */
export function Bindings() {
  const cache = useQueryClient()
  const q = useQuery({ queryKey: ['bindings'], queryFn: () => bindings('session') })
  const [doing, setDoing] = useState<Binding | null>(null)
  if (q.isError) return <Card title="外部登录" pad><ProblemBox of={asProblem(q.error)} /></Card>
  if (!q.data) return <Card title="外部登录" pad><Skeleton rows={1} /></Card>
  if (q.data.items.length === 0) return null
  return (
    <Card title="外部登录" pad>
      <div className="bindings">
        {q.data.items.map((b) => (
          <div key={b.name} className="binding" data-testid={`binding-${b.name}`}>
            <div className="grow">
              <b>{b.title}</b>
              <div className="t12 t2">
                {!b.bound ? '未绑定' : <>{b.label && `${b.label}，`}{dayTime(b.since).slice(0, 10)} 绑定{b.used ? `，最近登录 ${dayTime(b.used)}` : '，还没有用过'}</>}
                {!b.open && '；本系统已不再使用这个方式'}
              </div>
            </div>
            {b.bound && <Status tone="ok">已绑定</Status>}
            <button type="button" className="link" onClick={() => setDoing(b)}>{b.bound ? '解除' : '绑定'}</button>
          </div>
        ))}
      </div>
      {doing && <BindDialog of={doing} onClose={() => { setDoing(null); void cache.invalidateQueries({ queryKey: ['bindings'] }) }} />}
    </Card>
  )
}

function BindDialog({ of, onClose }: { of: Binding; onClose: () => void }) {
  const [password, setPassword] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const errors = problem?.byField() ?? {}
  const run = async () => {
    setBusy(true)
    setProblem(null)
    try {
      if (!of.bound) return await leaveToBind('session', of.name, password) // the page goes
      await unbind('session', of.name, password)
      onClose()
    } catch (e) {
      setProblem(asProblem(e))
      setBusy(false)
    }
  }
  const act = of.bound ? '解除绑定' : '去绑定'
  return (
    <Modal open title={`${of.bound ? '解除' : '绑定'}${of.title}`} width={420} onCancel={onClose} footer={<><Button onClick={onClose}>取消</Button><Button type="primary" loading={busy} disabled={!password} onClick={run} data-testid="do">{act}</Button></>}>
      <form onSubmit={(e) => { e.preventDefault(); if (password && !busy) void run() }}>
        <p className="t13">{of.bound ? '解除后不能再用它登录，账号密码照旧有效。' : `随后前往${of.title}登录一次，证明那边的身份是您本人；以后可以用它登录本账号。权限不因此改变，启用了动态验证码的仍要验证码。`}</p>
        <label className="t13 t2" htmlFor="bind-password" style={{ display: 'block', padding: '8px 0 4px' }}>登录密码</label>
        <Input.Password id="bind-password" autoFocus autoComplete="current-password" value={password} status={errors.password ? 'error' : undefined} onChange={(e) => setPassword(e.target.value)} />
        {errors.password && <div className="t12 seal" style={{ paddingTop: 3 }}>{errors.password}</div>}
      </form>
      {problem && problem.fields.length === 0 && <div style={{ marginTop: 12 }}><ProblemBox of={problem} /></div>}
    </Modal>
  )
}
