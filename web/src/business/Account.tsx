import { useState } from 'react'
import { asProblem, del, post, type Problem } from '../api/client'
import { usePage } from '../face/route'
import { Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { dayTime } from '../kit/format'
import type { List, Me, Session } from './api'
import { Bindings } from './Outside'
import { Card, Head, Line, Refused } from './parts'
import { text } from './words'

/** Who this is, his password, where he is signed in, who else of the business is. */
export function Account({ me, changed }: { me: Me; changed?: () => void }) {
  usePage('账号')
  const out = async () => {
    await del('/api/business/session').catch(() => undefined)
    location.assign('/business/') // nothing of this desk stays on the screen
  }
  return (
    <>
      <Head title="账号" note={<span className="quiet">{me.account}，{me.name}，{me.duty}</span>} act={<button type="button" className="btn" onClick={out}>退出登录</button>} />
      {me.must_change && <div className="refused" role="alert"><b>请先修改密码</b><p>密码已用满 90 天，或由本局重设过。</p></div>}
      <div className="two">
        <div className="col">
          {!me.must_change && <Sessions />}
          {!me.must_change && <People />}
        </div>
        <div className="col">
          <Password done={changed} />
          {!me.must_change && <Bindings />}
        </div>
      </div>
    </>
  )
}

function Sessions() {
  const { data, problem, again } = useLoad<{ items: Session[] }>('/api/business/sessions')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting rows={3} />
  return (
    <Card title="在哪里登录着" count={data.items.length} foot="不认识的，就结束它，并马上改密码。">
      <table className="tab stack">
        <thead><tr><th>最近使用</th><th>登录于</th><th>地址</th><th>浏览器</th><th><span className="unseen">结束</span></th></tr></thead>
        <tbody>
          {data.items.map((s) => (
            <tr key={s.id}>
              <td className="main nowrap">{dayTime(s.last_seen)}</td><td className="nowrap">{dayTime(s.created)}</td><td className="nowrap">{s.address}</td><td className="clip agent" title={s.agent}>{s.agent}</td>
              <td className="end">{s.current ? <span className="quiet">本次</span> : <button type="button" className="btn btn-s" onClick={() => del(`/api/business/sessions/${s.id}`).then(again, again)}>结束</button>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function People() {
  const { data } = useLoad<List>('/api/business/records/desk_account')
  if (!data) return null
  return (
    <Card title="本主体的经办人" count={data.items.length} foot="增加或解除经办人，请带营业执照和授权委托书到登记机关窗口。">
      <table className="tab stack">
        <thead><tr><th>姓名</th><th>身份</th><th>状态</th><th>开通</th></tr></thead>
        <tbody>
          {data.items.map((a) => (
            <tr key={a.id}><td className="main">{text(a, 'holder')}</td><td>{text(a, 'duty')}</td><td>{a.labels.status}</td><td className="nowrap">{dayTime(text(a, 'bound_at'))}</td></tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}

function Password({ done }: { done?: () => void }) {
  const [old, setOld] = useState('')
  const [next, setNext] = useState('')
  const [refused, setRefused] = useState<Problem | null>(null)
  const [said, setSaid] = useState('')
  const bad = refused?.byField() ?? {}
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setRefused(null)
    setSaid('')
    try {
      await post('/api/business/session/password', { old, new: next })
      setOld('')
      setNext('')
      setSaid('密码已修改，其他地方的登录都已结束。')
      done?.()
    } catch (err) {
      setRefused(asProblem(err))
    }
  }
  return (
    <form className="card box pad" aria-label="修改密码" noValidate onSubmit={submit}>
      <h2>修改密码</h2>
      <Refused of={refused} known={['old', 'new']} />
      <Line id="old" label="原密码" error={bad.old}>
        <input id="old" className="in" type="password" autoComplete="current-password" value={old} onChange={(e) => setOld(e.target.value)} />
      </Line>
      <Line id="new" label="新密码" hint="至少 10 个字符，大写、小写、数字、符号中至少三种" error={bad.new}>
        <input id="new" className="in" type="password" autoComplete="new-password" aria-describedby="new-hint" value={next} onChange={(e) => setNext(e.target.value)} />
      </Line>
      <div className="acts"><button className="btn btn-primary" disabled={!old || !next}>修改</button><span className="small" role="status">{said}</span></div>
    </form>
  )
}
