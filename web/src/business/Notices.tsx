import { useEffect, useRef, useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { Status } from '../kit/Status'
import { dayTime, parts } from '../kit/format'
import { act, at, fileOf, page, type Full, type Item, type List, type Me, type Ref } from './api'
import { Card, FileLink, Head, Line, Refused } from './parts'
import { Timeline } from './Record'
import { receipt, text, unread } from './words'

/** When it arrived, when it was opened, when it was signed for. */
export function proof(n: Item) {
  const out: string[] = []
  let day = ''
  const add = (field: string, word: string) => {
    if (!text(n, field)) return
    const at = parts(text(n, field))
    out.push(`${at.day === day ? '' : at.day.slice(5) + ' '}${at.time} ${word}`)
    day = at.day
  }
  add('delivered_at', '到达')
  add('opened_at', '打开')
  add('signed_at', `${text(n, 'signed_by')}签收`)
  return out.join('，') || '还没有到达企业端'
}

export function NoticeTable({ items }: { items: Item[] }) {
  return (
    <table className="tab stack sent">
      <thead>
        <tr><th>发出</th><th>通知</th><th>编号</th><th>送达</th><th>送达证明</th><th><span className="unseen">办理</span></th></tr>
      </thead>
      <tbody>
        {items.map((n) => {
          const r = receipt(n)
          return (
            <tr key={n.id}>
              <td className="nowrap">{text(n, 'sent_on').slice(5)}</td>
              <td className="main"><Link to={page('notice', n)}>{n.title}</Link></td>
              <td className="of">{n.number}</td>
              <td><Status tone={r.tone}>{r.word}</Status></td>
              <td className="quiet">{proof(n)}</td>
              <td className="end">{unread(n) ? <Link className="btn btn-s" to={page('notice', n)} aria-label={`打开${n.title}`}>打开</Link> : <Link to={page('notice', n)} aria-label={`送达回证：${n.title}`}>送达回证</Link>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function Notices() {
  usePage('通知')
  const { data, problem, again } = useLoad<List>('/api/business/records/notice')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  return (
    <>
      <Head title="通知" note={<span className="quiet">未打开 {data.items.filter(unread).length}</span>} />
      <Card title="收到的通知" count={data.items.length} foot={data.help}>
        {data.items.length ? <NoticeTable items={data.items} /> : <Empty title="还没有通知">本局发给您的通知会到达这里。</Empty>}
      </Card>
    </>
  )
}

/** Showing a notice is opening it: that is an act, done once, by whom and when. */
export function NoticePage({ of, me }: { of: Ref; me: Me }) {
  const { data, problem, again } = useLoad<Full>(at('notice', of))
  const [mine, setMine] = useState<Full | null>(null)
  const [refused, setRefused] = useState<Problem | null>(null)
  const [who, setWho] = useState(me.name)
  const [busy, setBusy] = useState(false)
  const asked = useRef(false)
  const full = mine ?? data
  usePage(full?.record.title ?? '通知')
  const opens = data?.acts.some((a) => a.name === 'open' && a.allowed)
  useEffect(() => {
    if (!data || !opens || asked.current) return
    asked.current = true
    act(data.record, 'open').then(setMine, (e) => setRefused(asProblem(e)))
  }, [data, opens])
  if (problem) return <Failed of={problem} retry={again} />
  if (!full) return <Waiting />
  const n = full.record
  const r = receipt(n)
  const sign = full.acts.find((a) => a.name === 'sign' && a.allowed)
  const file = fileOf(n.values.file)
  const doSign = async (e: React.FormEvent) => {
    e.preventDefault()
    setBusy(true)
    setRefused(null)
    try {
      setMine(await act(n, 'sign', { signed_by: who.trim() }))
    } catch (err) {
      setRefused(asProblem(err))
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Head crumb={<Link to="/business/notices">通知</Link>} title={n.title} note={<><span className="quiet">{n.number}</span><Status tone={r.tone}>{r.word}</Status></>} />
      <div className="two">
        <div className="col">
          <Card title="正文" id="body">
            <div className="letter">{text(n, 'body')}</div>
            {file && <p className="pad">附件：<FileLink of={file} /></p>}
          </Card>
          <Refused of={refused} known={['signed_by']} />
          {sign && (
            <form className="card box pad" aria-label="签收" onSubmit={doSign}>
              <h2>签收</h2>
              <p className="small quiet">签收表示收到了这份通知，不表示同意它的内容。签收记入留痕账本，不能收回。{text(n, 'sign_by') && `请于 ${text(n, 'sign_by')} 前签收。`}</p>
              <Line id="signer" label="签收人" error={refused?.byField().signed_by}>
                <input id="signer" className="in" autoComplete="name" value={who} onChange={(e) => setWho(e.target.value)} />
              </Line>
              <button className="btn btn-primary" disabled={busy || !who.trim()}>签收</button>
            </form>
          )}
        </div>
        <div className="col">
          <Card title="送达回证" id="receipt">
            <dl className="pairs">
              <div><dt>发出</dt><dd>{text(n, 'sent_on')}</dd></div>
              <div><dt>到达</dt><dd>{dayTime(text(n, 'delivered_at'))}</dd></div>
              <div><dt>打开</dt><dd>{dayTime(text(n, 'opened_at'))}</dd></div>
              <div><dt>签收</dt><dd>{text(n, 'signed_at') ? `${dayTime(text(n, 'signed_at'))} ${text(n, 'signed_by')}` : '—'}</dd></div>
            </dl>
          </Card>
          <Timeline of={full} />
        </div>
      </div>
    </>
  )
}
