import { useState } from 'react'
import { Status } from '../../kit/Status'
import { day } from '../../kit/format'
import { Deed, deeds } from './Deed'
import type { Key, Receipt, Standing } from './data'
import { Marks } from './Marks'

/** One record of the receipt: where it stands, what comes, what one may do, what was told. */
export function One({ of: s, by, told }: { of: Standing; by: Key; told: (r: Receipt) => void }) {
  const [doing, setDoing] = useState('')
  const open = s.acts.filter((a) => deeds[a.name])
  const asked = open.find((a) => a.name === 'answer_question')
  const question = s.shows.find((p) => p.name === 'question')
  const shows = s.shows.filter((p) => p.name !== 'question')
  // What is asked of him stands above what he may do besides.
  const leads = (a: { name: string }) => deeds[a.name]?.main || (a.name === 'complain' && s.step === 'unsolved')
  const urgent = open.filter(leads)
  const rest = open.filter((a) => !leads(a))
  const late = s.marks.some((m) => m.late)
  return (
    <article className="card one-case" aria-label={`${s.kind_title} ${s.number}`}>
      <header>
        <div className="row">
          <h2 className="grow">{s.brief}</h2>
        </div>
        <p className="small quiet">{s.number}　{s.trader}</p>
        <div className="now">
          <Status tone={s.ended ? 'ended' : late ? 'over' : 'ok'}>{s.title}</Status>
          {s.say && <p>{s.say}</p>}
        </div>
      </header>
      {asked && question && <div className="question"><b>承办人问您</b><p>{question.text}</p></div>}
      {shows.length > 0 && <Pairs of={shows} />}
      {urgent.length > 0 && !doing && <div className="deeds main">{urgent.map((a, i) => <button key={a.name} type="button" className={i === 0 ? 'btn btn-l btn-primary' : 'btn btn-l'} onClick={() => setDoing(a.name)}>{deeds[a.name]!.button}</button>)}</div>}
      {doing && <Deed key={doing} name={doing} of={s} by={by} close={() => setDoing('')} done={(r) => { setDoing(''); told(r) }} />}
      <Marks of={s.marks} />
      {s.told.length > 0 && (
        <section className="told">
          <h3>告知您的</h3>
          <ul>{s.told.map((t, i) => <li key={i}>{day(t.on)}　{t.what}<span className="quiet small">　{t.mode}</span></li>)}</ul>
        </section>
      )}
      {rest.length > 0 && !doing && <div className="deeds">{rest.map((a) => <button key={a.name} type="button" className="btn" onClick={() => setDoing(a.name)}>{deeds[a.name]!.button}</button>)}</div>}
      <details>
        <summary>我填写的内容</summary>
        <Pairs of={s.mine} />
        {s.files.length > 0 && <p className="small quiet pad">附件 {s.files.length} 个：{s.files.join('、')}</p>}
      </details>
    </article>
  )
}

const Pairs = ({ of }: { of: Standing['shows'] }) => (
  <dl className="case-pairs">
    {of.map((p) => (
      <div key={p.name}><dt>{p.title}</dt><dd>{p.text}</dd></div>
    ))}
  </dl>
)
