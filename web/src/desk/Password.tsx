import { Button, Input } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { asProblem, del, post, type Problem } from '../api/client'
import { startSession } from '../api/queries'
import { ProblemBox } from '../kit/States'
import { Door } from './SignIn'

/** The form itself; used alone when a change is demanded, and in the account's page. */
export function PasswordForm({ onDone }: { onDone: () => void }) {
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<Problem | null>(null)
  const differs = again !== '' && again !== next
  const fields = problem?.byField() ?? {}
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setProblem(null)
    try {
      await post('/api/session/password', { old, new: next })
      onDone()
    } catch (err) {
      setProblem(asProblem(err))
    } finally {
      setBusy(false)
    }
  }
  const item = (id: string, label: string, value: string, set: (s: string) => void, auto: string, err?: string) => (
    <div className="item">
      <label htmlFor={id}>{label}</label>
      <Input.Password id={id} value={value} autoComplete={auto} status={err ? 'error' : undefined} aria-describedby={err ? id + '-err' : undefined} onChange={(e) => set(e.target.value)} />
      {err && <div className="t12 seal" id={id + '-err'} style={{ paddingTop: 3 }}>{err}</div>}
    </div>
  )
  return (
    <form onSubmit={submit} noValidate>
      {item('old', '现用密码', old, setOld, 'current-password', fields.old)}
      {item('new', '新密码', next, setNext, 'new-password', fields.new)}
      {item('again', '再输一次新密码', again, setAgain, 'new-password', differs ? '两次输入不一致' : undefined)}
      {problem && <div style={{ marginBottom: 16 }}><ProblemBox of={{ ...problem, title: problem.title, detail: problem.detail, id: problem.id, status: problem.status, fields: problem.fields.filter((f) => f.name !== 'old' && f.name !== 'new') }} /></div>}
      <Button type="primary" htmlType="submit" loading={busy} disabled={!old || !next || next !== again} block data-testid="change-password">
        更改密码
      </Button>
    </form>
  )
}

/** Shown instead of the desk while the account's password must change. */
export function MustChange() {
  const cache = useQueryClient()
  return (
    <Door sub="首次登录或密码到期，请先更改密码。">
      <div className="card">
        <PasswordForm onDone={() => cache.invalidateQueries({ queryKey: ['me'] })} />
        <div style={{ textAlign: 'center', marginTop: 12 }}>
          <button type="button" className="link t13" onClick={async () => { await del('/api/session').catch(() => undefined); startSession(cache, null) }}>退出</button>
        </div>
      </div>
    </Door>
  )
}
