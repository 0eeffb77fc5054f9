import { Button, Input } from 'antd'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, get, post, type Problem } from '../api/client'
import { startSession } from '../api/queries'
import type { Me } from '../api/types'
import { Mark } from '../kit/Bits'
import { ProblemBox } from '../kit/States'
import { Ways } from './Ways'
import './door.css'

/** The page before the desk. */
export function SignIn() {
  const cache = useQueryClient()
  const [account, setAccount] = useState('')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const [second, setSecond] = useState(false)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    if (!account.trim() || !password || busy) return
    setBusy(true)
    setProblem(null)
    try {
      const me = await post<Me>('/api/session', { account: account.trim(), password, ...(second ? { code: code.trim() } : {}) })
      startSession(cache, me)
    } catch (err) {
      const p = asProblem(err)
      // The account has a second factor: ask for it, keep the password.
      if (p.code === 'auth.code_required' && !second) return setSecond(true)
      setProblem(p)
      if (second) setCode('')
      else setPassword('')
    } finally {
      setBusy(false)
    }
  }
  const fields = problem?.byField() ?? {}
  return (
    <Door>
      <form onSubmit={submit} className="card" aria-label="登录" noValidate>
        <div className="item">
          <label htmlFor="account">账号</label>
          <Input id="account" data-testid="account" size="large" autoFocus autoComplete="username" value={account} status={fields.account ? 'error' : undefined} onChange={(e) => setAccount(e.target.value)} />
        </div>
        <div className="item">
          <label htmlFor="password">密码</label>
          <Input.Password id="password" data-testid="password" size="large" autoComplete="current-password" value={password} status={problem && !problem.offline ? 'error' : undefined} onChange={(e) => setPassword(e.target.value)} />
        </div>
        {second && (
          <div className="item">
            <label htmlFor="code">动态验证码</label>
            <Input id="code" data-testid="code" size="large" autoFocus inputMode="numeric" autoComplete="one-time-code" maxLength={14} value={code} onChange={(e) => setCode(e.target.value)} />
            <div className="t12 t2" style={{ paddingTop: 3 }}>手机不在身边时，填一个恢复码</div>
          </div>
        )}
        {problem && (
          <div style={{ marginBottom: 16 }}>
            <ProblemBox of={problem} kept={problem.status === 429 || problem.code.includes('lock') ? '锁定期满自动解除；急用请找本局系统管理员。' : undefined} />
          </div>
        )}
        <Button data-testid="sign-in" type="primary" size="large" htmlType="submit" block loading={busy} disabled={!account.trim() || !password}>
          登录
        </Button>
        {!second && <Ways />}
      </form>
    </Door>
  )
}

/** The same calm page for signing in and for a password that must change. */
export function Door({ children, sub }: { children: React.ReactNode; sub?: React.ReactNode }) {
  const meta = useQuery({
    queryKey: ['door'],
    queryFn: () => get<{ city?: { name?: string } }>('/api/meta'),
    retry: false,
    staleTime: Infinity,
  })
  const city = meta.data?.city?.name
  return (
    <main className="door">
      <div className="box">
        <div className="name">
          <Mark size={34} />
          衡鉴
        </div>
        <div className="place">{sub ?? (city ? `${city}　市场监督管理` : '市场监督管理工作平台')}</div>
        {children}
      </div>
      <div className="low">每一次办理都记入留痕账本。请勿转借账号。</div>
    </main>
  )
}
