import { useState } from 'react'
import { Status } from '../../kit/Status'
import { day, weekday } from '../../kit/format'
import { Deed, deeds } from './Deed'
import type { Key, Receipt, Standing } from './data'
import { PaperLine } from './Paper'
import { Marks } from './Marks'

/** The notice of a session, and the steps in which one goes there. */
const session = ['session_on', 'session_place', 'mediator']
const meets = ['mediating', 'testing', 'halted']

/** One record of the receipt: where it stands, what comes, what one may do, what was told. */
export function One({ of: s, by, told }: { of: Standing; by: Key; told: (r: Receipt) => void }) {
  const [doing, setDoing] = useState('')
  const open = s.acts.filter((a) => deeds[a.name])
  const asked = open.find((a) => a.name === 'answer_question')
  const question = s.shows.find((p) => p.name === 'question')
  const said = (name: string) => s.mine.find((p) => p.name === name)?.text
  const called = meets.includes(s.step) && s.shows.some((p) => p.name === 'session_on') ? s.shows.filter((p) => session.includes(p.name)) : []
  const shows = s.shows.filter((p) => p.name !== 'question' && !called.includes(p))
  const answer = s.step === 'consent' ? said('complainant_answer') : undefined
  // What is asked of him stands above what he may do besides; what he has answered he may change.
  const leads = (a: { name: string }) => (deeds[a.name]?.main && !(a.name === 'consent' && answer)) || (a.name === 'complain' && s.step === 'unsolved')
  const named = (name: string) => (name === 'consent' && answer ? '修改表态' : deeds[name]!.button)
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
      {answer && <div className="question given"><b>您已表态：{answer}</b><p>记入办理过程，等对方表态。</p></div>}
      {called.length > 0 && (
        <section className="question" aria-label="调解通知">
          <b>请参加现场调解</b>
          <Pairs of={called.map((p) => (p.name === 'session_on' ? { ...p, text: `${p.text} ${weekday(p.text)}` } : p))} />
          <p className="small">具体时刻以{s.papers.some((p) => p.title.includes('调解通知')) ? '下面的' : ''}调解通知书为准。不能到场的，请提前告诉承办人；无正当理由不参加的，调解会终止。</p>
        </section>
      )}
      {shows.length > 0 && <Pairs of={shows} />}
      {said('rating') && <div className="question given"><b>您的评价：{said('rating')}</b></div>}
      {urgent.length > 0 && !doing && <div className="deeds main">{urgent.map((a, i) => <button key={a.name} type="button" className={i === 0 ? 'btn btn-l btn-primary' : 'btn btn-l'} onClick={() => setDoing(a.name)}>{named(a.name)}</button>)}</div>}
      {doing && <Deed key={doing} name={doing} of={s} by={by} close={() => setDoing('')} done={(r) => { setDoing(''); told(r) }} />}
      <Marks of={s.marks} />
      {s.told.length > 0 && (
        <section className="told">
          <h3>告知您的</h3>
          <ul>{s.told.map((t, i) => <li key={i}>{day(t.on)}　{t.what}<span className="quiet small">　{t.mode}</span></li>)}</ul>
        </section>
      )}
      {s.papers.length > 0 && (
        <section className="told" aria-label="送达您的文书">
          <h3>送达您的文书</h3>
          <ul className="given-papers">{s.papers.map((p) => <PaperLine key={p.id} of={p} by={by} />)}</ul>
        </section>
      )}
      {rest.length > 0 && !doing && <div className="deeds">{rest.map((a) => <button key={a.name} type="button" className="btn" onClick={() => setDoing(a.name)}>{named(a.name)}</button>)}</div>}
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
      <div key={p.name} className={p.long ? 'long' : undefined}><dt>{p.title}</dt><dd>{p.text}</dd></div>
    ))}
  </dl>
)
