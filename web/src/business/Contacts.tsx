import { useState } from 'react'
import { asProblem, idempotencyKey, send, type Problem } from '../api/client'
import { usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { act, type Item, type List, type Me } from './api'
import { Card, Head, Line, Refused } from './parts'
import { text } from './words'

const lines: { name: string; title: string; type?: string; complete?: string; hint?: string; must?: boolean }[] = [
  { name: 'duty', title: '职责', hint: '如 食品安全员、年报联络员', must: true },
  { name: 'name', title: '姓名', complete: 'name', must: true },
  { name: 'phone', title: '手机', type: 'tel', complete: 'tel', must: true },
  { name: 'email', title: '电子邮箱（可以不填）', type: 'email', complete: 'email' },
]

/** Whom the bureau reaches; kept by the business alone. */
export function Contacts({ me }: { me: Me }) {
  usePage('联系人')
  const { data, problem, again } = useLoad<List>('/api/business/records/contact')
  const [at, setAt] = useState<Item | 'new' | null>(null)
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  const done = () => {
    setAt(null)
    again()
  }
  return (
    <>
      <Head title="联系人" note={<span className="quiet">本局有事会找这里写的人；只由您维护，本局不改</span>} act={!me.ended && !at && <button type="button" className="btn btn-primary" onClick={() => setAt('new')}>增加联系人</button>} />
      {at && <Form key={at === 'new' ? 'new' : at.id} of={at === 'new' ? null : at} done={done} close={() => setAt(null)} />}
      <Card title="现有联系人" count={data.items.length}>
        {data.items.length === 0 ? <Empty title="还没有联系人">写上法定代表人以外、平时能联系到的人。</Empty> : (
          <table className="tab stack">
            <thead><tr><th>职责</th><th>姓名</th><th>手机</th><th>邮箱</th><th>自</th><th>至</th><th><span className="unseen">变更</span></th></tr></thead>
            <tbody>
              {data.items.map((c) => (
                <tr key={c.id}>
                  <td className="main">{c.title}</td><td>{text(c, 'name')}</td><td className="nowrap">{text(c, 'phone')}</td><td>{text(c, 'email') || <span className="quiet">—</span>}</td>
                  <td className="nowrap">{text(c, 'since')}</td><td className="nowrap">{text(c, 'until_on') || <span className="quiet">长期</span>}</td>
                  <td className="end">{c.acts.some((a) => a.name === 'amend' && a.allowed) && <button type="button" className="btn btn-s" onClick={() => setAt(c)} aria-label={`变更${c.title}${text(c, 'name')}`}>变更</button>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Card>
    </>
  )
}

function Form({ of, done, close }: { of: Item | null; done: () => void; close: () => void }) {
  const [v, setV] = useState<Record<string, string>>(() => Object.fromEntries([...lines.map((l) => l.name), 'until_on'].map((n) => [n, of ? text(of, n) : ''])))
  const [why, setWhy] = useState('')
  const [refused, setRefused] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const bad = refused?.byField() ?? {}
  const submit = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setRefused(null)
    const values = Object.fromEntries(Object.entries(v).filter(([n, x]) => (of ? x !== text(of, n) : x !== '')).map(([n, x]) => [n, x || null]))
    try {
      if (of) await act(of, 'amend', values, why)
      else await send('POST', '/api/business/records/contact', { body: { values }, headers: { 'Idempotency-Key': idempotencyKey() } })
      done()
    } catch (err) {
      setRefused(asProblem(err))
      setBusy(false)
    }
  }
  return (
    <form className="card box pad narrow" aria-label={of ? '变更联系人' : '增加联系人'} noValidate onSubmit={submit}>
      <h2>{of ? '变更联系人' : '增加联系人'}</h2>
      <Refused of={refused} known={[...lines.map((l) => l.name), 'until_on', 'reason']} />
      {lines.map((l) => (
        <Line key={l.name} id={`c-${l.name}`} label={l.title} hint={l.hint} error={bad[l.name]}>
          <input id={`c-${l.name}`} className="in" type={l.type ?? 'text'} autoComplete={l.complete} value={v[l.name]} onChange={(e) => setV({ ...v, [l.name]: e.target.value })} />
        </Line>
      ))}
      {of && (
        <>
          <Line id="c-until" label="不再联系自（可以不填）" error={bad.until_on}>
            <input id="c-until" className="in" type="date" value={v.until_on} onChange={(e) => setV({ ...v, until_on: e.target.value })} />
          </Line>
          <Line id="c-why" label="为什么变更" error={bad.reason}>
            <input id="c-why" className="in" value={why} onChange={(e) => setWhy(e.target.value)} />
          </Line>
        </>
      )}
      <div className="acts">
        <button className="btn btn-primary" disabled={busy || lines.some((l) => l.must && !v[l.name].trim()) || (!!of && !why.trim())}>保存</button>
        <button type="button" className="btn" onClick={close}>返回</button>
      </div>
    </form>
  )
}
