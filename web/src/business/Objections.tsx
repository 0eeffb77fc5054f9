import { useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { Status } from '../kit/Status'
import { act, at, fileOf, page, type Full, type List, type Me, type Ref } from './api'
import { Card, FileLink, Head, Refused, Way } from './parts'
import { Timeline } from './Record'
import { open, standing, stations, text } from './words'

export function Objections({ me }: { me: Me }) {
  usePage('异议')
  const { data, problem, again } = useLoad<List>('/api/business/records/objection')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  return (
    <>
      <Head title="异议" note={<span className="quiet">等待答复 {data.items.filter(open).length}</span>} act={!me.ended && <Link className="btn btn-primary" to="/business/holdings">提出异议</Link>} />
      <Card title="提出的异议" count={data.items.length} foot={data.help}>
        {data.items.length === 0 ? <Empty title="没有提出过异议">局里的记录有不对的，打开那条记录，从那个字段提出。</Empty> : data.items.map((o) => {
          const s = standing(o)
          return (
            <div className="objection" key={o.id}>
              <div className="grow">
                <div><Link to={page('objection', o)}><b>{o.number}</b></Link>　<Status tone={s.tone}>{s.word}</Status></div>
                <p className="clip">{o.title}：应为 {text(o, 'should_be')}</p>
              </div>
              <Way of={stations(o)} />
            </div>
          )
        })}
      </Card>
    </>
  )
}

export function ObjectionPage({ of, me }: { of: Ref; me: Me }) {
  const { data, problem, again } = useLoad<Full>(at('objection', of))
  const [mine, setMine] = useState<Full | null>(null)
  const [refused, setRefused] = useState<Problem | null>(null)
  const full = mine ?? data
  usePage(full ? `异议 ${full.record.number}` : '异议')
  if (problem) return <Failed of={problem} retry={again} />
  if (!full) return <Waiting />
  const o = full.record
  const s = standing(o)
  const withdraw = full.acts.find((a) => a.name === 'withdraw' && a.allowed)
  const evidence = fileOf(o.values.evidence)
  const target = { area: o.area, id: text(o, 'record_id') }
  return (
    <>
      <Head crumb={<Link to="/business/objections">异议</Link>} title={o.title} note={<><span className="quiet">{o.number}</span><Status tone={s.tone}>{s.word}</Status></>} />
      <div className="two">
        <div className="col">
          <Card title="走到哪一步" id="way"><div className="pad"><Way of={stations(o)} /></div></Card>
          {text(o, 'answer') && (
            <Card title="答复" more={<Status tone={s.tone}>{o.labels.outcome}</Status>} id="answer">
              <div className="letter">{text(o, 'answer')}</div>
            </Card>
          )}
          <Card title="提出的内容" id="said" more={target.id && me && <Link to={page(text(o, 'record_kind'), target)}>看那条记录</Link>}>
            <dl className="pairs">
              {text(o, 'stated') && <div><dt>提出时所记</dt><dd className="long">{text(o, 'stated')}</dd></div>}
              <div><dt>应当是</dt><dd className="long">{text(o, 'should_be')}</dd></div>
              <div><dt>理由</dt><dd className="long">{text(o, 'why')}</dd></div>
              {evidence && <div><dt>证据</dt><dd><FileLink of={evidence} /></dd></div>}
              {text(o, 'found') && <div><dt>本局核实</dt><dd className="long">{text(o, 'found')}</dd></div>}
            </dl>
          </Card>
          <Refused of={refused} />
          {withdraw && <div className="acts"><button type="button" className="btn" onClick={() => act(o, 'withdraw').then(setMine, (e) => setRefused(asProblem(e)))}>撤回异议</button><span className="small quiet">撤回后不再答复；撤回也记入办理过程，可以另行提出。</span></div>}
        </div>
        <div className="col"><Timeline of={full} /></div>
      </div>
    </>
  )
}
