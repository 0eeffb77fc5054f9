import { useState } from 'react'
import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { Status } from '../kit/Status'
import { at, fileOf, page, type Full, type Home, type Item, type Me, type Ref } from './api'
import { Answer } from './Answer'
import { guided, kindOf, letters } from './guiding'
import { Card, FileLink, Head } from './parts'
import { Timeline } from './Record'

/** Orders to correct, talks, reminders and advice: what binds and waits first. */
export function GuidanceTable({ items }: { items: Item[] }) {
  return (
    <table className="tab stack sent">
      <thead>
        <tr><th>日期</th><th>事由</th><th>编号</th><th>种类</th><th>现状</th><th><span className="unseen">办理</span></th></tr>
      </thead>
      <tbody>
        {items.map((x) => {
          const s = guided(x)
          const todo = x.acts.some((a) => a.allowed)
          return (
            <tr key={x.id}>
              <td className="nowrap">{s.day.slice(5)}</td>
              <td className="main"><Link to={page(x.kind, x)}>{x.title}</Link></td>
              <td className="of">{x.number}</td>
              <td>{kindOf[x.kind]}</td>
              <td><Status tone={s.tone}>{s.word}</Status></td>
              <td className="end">{todo ? <Link className="btn btn-s" to={page(x.kind, x)} aria-label={`办理${x.title}`}>办理</Link> : <Link to={page(x.kind, x)} aria-label={`看${x.title}`}>看全文</Link>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function Guidance() {
  usePage('责令改正与指导')
  const { data, problem, again } = useLoad<Home>('/api/business/home')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  const waiting = data.guidance.filter((x) => (x.running ?? []).length > 0).length
  return (
    <>
      <Head title="责令改正与指导" note={<span className="quiet">有期限的 {waiting}</span>} />
      <Card title="发给本主体的" count={data.guidance.length} foot="责令改正必须按期改正，但不是行政处罚；约谈、提醒告诫和指导不是处罚，也不记入信用记录。">
        {data.guidance.length ? <GuidanceTable items={data.guidance} /> : <Empty title="没有责令改正和指导">本局发给您的责令改正通知书、约谈通知、提醒告诫书和指导建议会列在这里。</Empty>}
      </Card>
    </>
  )
}

/** One of them: its text, its limit with the arithmetic, and what may be answered. */
export function GuidancePage({ kind, of, me }: { kind: string; of: Ref; me: Me }) {
  const { data, problem, again } = useLoad<Full>(at(kind, of))
  const [mine, setMine] = useState<Full | null>(null)
  const full = mine ?? data
  usePage(full?.record.title ?? kindOf[kind])
  if (problem) return <Failed of={problem} retry={again} />
  if (!full) return <Waiting />
  const x = full.record
  const s = guided(x)
  const shown = letters[kind]
  const field = (name: string) => full.fields.find((f) => f.name === name)
  const said = full.fields.filter((f) => !shown.includes(f.name) && f.name !== 'step' && !f.masked)
  return (
    <>
      <Head crumb={<Link to="/business/guidance">责令改正与指导</Link>} title={x.title} note={<><span className="quiet">{kindOf[kind]} {x.number}</span><Status tone={s.tone}>{s.word}</Status></>} />
      <div className="two">
        <div className="col">
          <Card title={kindOf[kind]} id="letter">
            <dl className="pairs">
              {shown.map((n) => {
                const f = field(n)
                const file = f && fileOf(f.value)
                return f && <div key={n}><dt>{f.title}</dt><dd className="long">{file ? <FileLink of={file} /> : f.label}{f.unit && ` ${f.unit}`}</dd></div>
              })}
            </dl>
          </Card>
          {!me.ended && full.acts.filter((a) => a.allowed).sort((a, b) => Number(a.name === 'ask_longer') - Number(b.name === 'ask_longer')).map((a) => <Answer key={a.name + x.rev} of={x} by={a} done={setMine} />)}
          {said.length > 0 && (
            <Card title="办理情况" id="said">
              <dl className="pairs">
                {said.map((f) => {
                  const file = fileOf(f.value)
                  return <div key={f.name}><dt>{f.title}</dt><dd className="long">{file ? <FileLink of={file} /> : f.label}{f.unit && ` ${f.unit}`}</dd></div>
                })}
              </dl>
            </Card>
          )}
        </div>
        <div className="col">
          {(x.running ?? []).map((c) => (
            <Card key={c.title} title={c.title} id={'clock-' + c.title} more={<Status tone={c.days < 0 ? 'over' : c.days <= 2 ? 'soon' : 'ok'}>{c.days < 0 ? `已过 ${-c.days} 天` : c.days === 0 ? '今天' : `还有 ${c.days} 天`}</Status>}>
              <div className="pad">
                <p><b>{c.on}</b> {c.weekday}</p>
                {c.how.map((h) => <p key={h} className="small quiet">{h}</p>)}
                {c.city && <p className="small quiet">这是本局的工作安排，不是法定期限。</p>}
              </div>
            </Card>
          ))}
          {full.help && <Card title="这是什么" id="help"><p className="pad small">{full.help}</p></Card>}
          <Timeline of={full} />
        </div>
      </div>
    </>
  )
}
