import { Button, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, del, get, post, type Problem } from '../api/client'
import { startSession } from '../api/queries'
import { Copy, KV } from '../kit/Bits'
import { int } from '../kit/format'
import { ErrorState, ProblemBox, Skeleton } from '../kit/States'
import { Status } from '../kit/Status'
import { Door } from './SignIn'

type State = { on: boolean; recovery: number; required: boolean }
type Key = { secret: string; url: string; picture: string }
type Step = '' | 'password' | 'scan' | 'recovery' | 'renew' | 'drop'

/** One's own one-time codes: enrol by scanning, confirm with a first code, keep the recovery codes. */
export function OneTimeCodes({ begin, onDone }: { begin?: boolean; onDone?: () => void }) {
  const cache = useQueryClient()
  const q = useQuery({ queryKey: ['codes-state'], queryFn: () => get<State>('/api/session/codes') })
  const [step, setStep] = useState<Step>(begin ? 'password' : '')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [key, setKey] = useState<Key | null>(null)
  const [recovery, setRecovery] = useState<string[]>([])
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const go = (s: Step) => { setStep(s); setProblem(null); setPassword(''); setCode('') }
  const run = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      if (step === 'password') {
        setKey(await post<Key>('/api/session/codes', { password }))
        go('scan')
      } else if (step === 'scan') {
        setRecovery((await post<{ recovery: string[] }>('/api/session/codes/confirm', { code: code.trim() })).recovery)
        go('recovery')
      } else if (step === 'renew') {
        setRecovery((await post<{ recovery: string[] }>('/api/session/codes/recovery', { password, code: code.trim() })).recovery)
        go('recovery')
      } else if (step === 'drop') {
        await post('/api/session/codes/drop', { password, code: code.trim() })
        go('')
      }
      await cache.invalidateQueries({ queryKey: ['codes-state'] })
    } catch (err) {
      setProblem(asProblem(err))
    } finally {
      setBusy(false)
    }
  }
  if (q.isError) return <ErrorState of={asProblem(q.error)} retry={() => q.refetch()} />
  if (!q.data) return <Skeleton rows={3} pad={0} />
  const fields = problem?.byField() ?? {}
  const input = (id: 'password' | 'code', label: string) => (
    <div className="item">
      <label htmlFor={'own-' + id}>{label}</label>
      {id === 'password'
        ? <Input.Password id="own-password" autoFocus autoComplete="current-password" value={password} status={fields.password ? 'error' : undefined} onChange={(e) => setPassword(e.target.value)} />
        : <Input id="own-code" data-testid="first-code" autoFocus={step === 'scan'} inputMode="numeric" autoComplete="one-time-code" maxLength={14} value={code} status={fields.code ? 'error' : undefined} onChange={(e) => setCode(e.target.value)} />}
      {fields[id] && <div className="t12 seal" style={{ paddingTop: 3 }}>{fields[id]}</div>}
    </div>
  )
  const box = problem && !fields.password && !fields.code && <div style={{ marginBottom: 12 }}><ProblemBox of={problem} /></div>
  const act = (label: string, ready: boolean, danger?: boolean) => (
    <div className="row">
      <Button type="primary" danger={danger} htmlType="submit" loading={busy} disabled={!ready} data-testid="codes-next">{label}</Button>
      {!begin && <Button onClick={() => go('')}>取消</Button>}
    </div>
  )
  switch (step) {
    case 'password':
      return <form className="door-form" onSubmit={run}>{input('password', '先输入登录密码')}{box}{act('下一步', !!password)}</form>
    case 'scan':
      return (
        <form className="door-form" onSubmit={run}>
          <div className="t13" style={{ marginBottom: 8 }}>用手机上任何支持 TOTP（RFC 6238）的验证器扫描：</div>
          {key && <img src={key.picture} alt="动态验证码的二维码" width={180} height={180} style={{ display: 'block', margin: '0 auto 8px', imageRendering: 'pixelated', border: '1px solid var(--line)' }} data-testid="qr" />}
          {key && <div className="t12 t2" style={{ marginBottom: 12, textAlign: 'center' }}>不能扫描时手工输入<div className="row" style={{ justifyContent: 'center', gap: 2 }}><span className="mono" data-testid="totp-secret" style={{ color: 'var(--ink)', overflowWrap: 'anywhere' }}>{key.secret}</span><Copy text={key.secret} label="复制密钥" /></div></div>}
          {input('code', '手机上显示的 6 位验证码')}
          {box}
          {act('确认启用', code.trim().length === 6)}
        </form>
      )
    case 'recovery':
      return (
        <div className="once" data-testid="recovery">
          <div className="t13 b">恢复码（只显示这一次）</div>
          <div className="t12">手机不在身边时，登录的“动态验证码”一栏填其中一个；每个只能用一次。请抄下或打印，与手机分开保存。</div>
          <div className="mono" style={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: '2px 16px', margin: '8px 0', fontSize: 13 }}>{recovery.map((r) => <span key={r}>{r}</span>)}</div>
          <div className="row"><Button type="primary" onClick={() => { setRecovery([]); go(''); onDone?.() }} data-testid="codes-done">已保存</Button><Copy text={recovery.join('\n')} label="复制恢复码" /></div>
        </div>
      )
    case 'renew':
    case 'drop':
      return (
        <form className="door-form" onSubmit={run}>
          <div className="t13" style={{ marginBottom: 12 }}>{step === 'renew' ? '原有恢复码全部作废，换发 10 个新的。' : '停用后只凭密码登录；手机上的条目可以删除。'}</div>
          {input('password', '登录密码')}{input('code', '动态验证码或恢复码')}{box}
          {act(step === 'renew' ? '换发恢复码' : '停用', !!password && !!code.trim(), step === 'drop')}
        </form>
      )
  }
  return (
    <>
      <KV items={[['状态', q.data.on ? <Status key="s" tone="ok">已启用</Status> : <Status key="s" tone={q.data.required ? 'soon' : 'ended'}>未启用</Status>], ...(q.data.on ? [['恢复码', `余 ${int(q.data.recovery)} 个`] as [string, string]] : []), ['要求', q.data.required ? '本角色须启用' : '自愿']]} />
      <div className="row wrap" style={{ marginTop: 10 }}>
        {!q.data.on && <Button type="primary" onClick={() => go('password')} data-testid="codes-begin">启用</Button>}
        {q.data.on && <Button onClick={() => go('renew')}>换发恢复码</Button>}
        {q.data.on && !q.data.required && <Button onClick={() => go('drop')}>停用</Button>}
      </div>
    </>
  )
}

/** Shown instead of the desk while the role demands a one-time code and there is none. */
export function MustEnrol() {
  const cache = useQueryClient()
  return (
    <Door sub="您的角色须使用动态验证码登录，请先启用。">
      <div className="card">
        <OneTimeCodes begin onDone={() => void cache.invalidateQueries({ queryKey: ['me'] })} />
        <div style={{ textAlign: 'center', marginTop: 12 }}>
          <button type="button" className="link t13" onClick={async () => { await del('/api/session').catch(() => undefined); startSession(cache, null) }}>退出</button>
        </div>
      </div>
    </Door>
  )
}
