import { useState } from 'react'
import { asProblem, type Problem } from '../api/client'
import { Link, usePage } from '../face/route'
import { Empty, Failed, Waiting } from '../face/States'
import { useLoad } from '../face/useLoad'
import { Status, type Tone } from '../kit/Status'
import { act, at, page, type File, type Full, type Home, type Item, type Me, type Ref } from './api'
import { Card, FileLink, Head, Line, Refused } from './parts'
import { Timeline } from './Record'
import { text } from './words'

/** How a talk stands, from the trader's side. */
export function talking(x: Item): { tone: Tone; word: string } {
  const c = x.running?.[0]
  switch (x.step) {
    case 'asked':
      if (!c) return { tone: 'soon', word: '等您答复' }
      return { tone: c.days < 0 ? 'over' : c.days <= 3 ? 'soon' : 'ok', word: c.days < 0 ? `已过 ${-c.days} 天` : c.days === 0 ? '今天内答复' : `还有 ${c.days} 天答复` }
    case 'offered':
      return { tone: 'paused', word: '等消费者决定' }
    case 'agreed':
      return { tone: 'soon', word: '已接受，请履行' }
    case 'unsolved':
      return { tone: 'ended', word: '协商不成' }
    case 'performed':
      return { tone: 'ok', word: '已履行' }
    case 'complained':
      return { tone: 'over', word: '已转为投诉' }
  }
  return { tone: 'ended', word: '消费者已撤回' }
}

export function TalkTable({ items }: { items: Item[] }) {
  return (
    <table className="tab stack sent">
      <thead>
        <tr><th>提出</th><th>事由</th><th>编号</th><th className="num">金额</th><th>现状</th><th><span className="unseen">办理</span></th></tr>
      </thead>
      <tbody>
        {items.map((x) => {
          const s = talking(x)
          const todo = x.acts.some((a) => a.allowed) && x.step === 'asked'
          return (
            <tr key={x.id}>
              <td className="nowrap">{text(x, 'filed_on').slice(5)}</td>
              <td className="main"><Link to={page('odr', x)}>{x.title}</Link></td>
              <td className="of nowrap">{x.number}</td>
              <td className="num nowrap">{x.labels.amount}</td>
              <td><Status tone={s.tone}>{s.word}</Status></td>
              <td className="end">{todo ? <Link className="btn btn-s" to={page('odr', x)} aria-label={`答复${x.title}`}>答复</Link> : <Link to={page('odr', x)} aria-label={`看全文：${x.title}`}>看全文</Link>}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}

export function Talks() {
  usePage('在线协商')
  const { data, problem, again } = useLoad<Home>('/api/business/home')
  if (problem) return <Failed of={problem} retry={again} />
  if (!data) return <Waiting />
  // What waits for an answer stands first, the nearest day before the others.
  const wait = (x: Item) => (x.step === 'asked' ? (x.running?.[0]?.days ?? 0) : Infinity)
  const talks = [...data.talks].sort((a, b) => (wait(a) === wait(b) ? 0 : wait(a) - wait(b)))
  return (
    <>
      <Head title="在线协商" note={<span className="quiet">等您答复 {data.talks.filter((x) => x.step === 'asked').length}</span>} />
      <Card title="消费者提出的" count={data.talks.length} foot="消费者先与您协商，市场监管部门不参加。逾期不答复的，协商结束。消费者随时可以转为投诉，不以协商不成为前提。">
        {data.talks.length ? <TalkTable items={talks} /> : <Empty title="还没有在线协商">加入在线消费纠纷解决以后，消费者提出的会到达这里。</Empty>}
      </Card>
    </>
  )
}

const asked = ['goods', 'bought_on', 'claim', 'amount', 'facts', 'complainant', 'complainant_phone', 'complainant_address', 'online_platform']
const said = ['offer', 'offer_amount', 'perform_by', 'answer', 'decline_reason', 'broken_reason']

/** One talk: what the consumer writes, the day for an answer, the offer or the refusal. */
export function TalkPage({ of, me }: { of: Ref; me: Me }) {
  const { data, problem, again } = useLoad<Full>(at('odr', of))
  const [mine, setMine] = useState<Full | null>(null)
  const full = mine ?? data
  usePage(full?.record.title ?? '在线协商')
  if (problem) return <Failed of={problem} retry={again} />
  if (!full) return <Waiting />
  const x = full.record
  const s = talking(x)
  const field = (n: string) => full.fields.find((f) => f.name === n && f.label)
  const files = (Array.isArray(x.values.materials) ? x.values.materials : []) as File[]
  const may = (n: string) => !me.ended && full.acts.some((a) => a.name === n && a.allowed)
  const pairs = (names: string[]) => (
    <dl className="pairs">
      {names.map(field).map((f) => f && <div key={f.name}><dt>{f.title}</dt><dd className="long">{f.label}</dd></div>)}
    </dl>
  )
  return (
    <>
      <Head crumb={<Link to="/business/talks">在线协商</Link>} title={x.title} note={<><span className="quiet">{x.number}</span><Status tone={s.tone}>{s.word}</Status>{x.step === 'asked' && x.running?.[0] && <span className="quiet nowrap">{x.running[0].on.slice(5)} {x.running[0].weekday}止</span>}</>} />
      <div className="two">
        <div className="col">
          <Card title="消费者提出的" id="asked">
            {pairs(asked)}
            {files.length > 0 && <dl className="pairs"><div><dt>附件</dt><dd>{files.map((f) => <div key={f.url}><FileLink of={f} /></div>)}</dd></div></dl>}
          </Card>
          {said.some(field) && <Card title="协商情况" id="said">{pairs(said)}</Card>}
          {may('offer') && <Offer of={x} done={setMine} again={x.step === 'offered'} />}
          {may('no') && <No of={x} done={setMine} />}
        </div>
        <div className="col">
          {(x.running ?? []).map((c) => (
            <Card key={c.title} title={c.title} id="clock" more={<Status tone={s.tone}>{s.word}</Status>}>
              <div className="pad">
                <p><b>{c.on}</b> {c.weekday}</p>
                {c.how.map((h) => <p key={h} className="small quiet">{h}</p>)}
                {c.unsure && <p className="small quiet">期限的依据待法规科确认。</p>}
                <p className="small">逾期不答复的，协商结束。消费者随时可以转为投诉，投诉的期限从那时起才计算。</p>
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

type Give = { of: Item; done: (f: Full) => void }

function useGiving({ of, done }: Give, name: string) {
  const [refused, setRefused] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const give = async (e: React.FormEvent, values: Record<string, unknown>) => {
    e.preventDefault()
    setBusy(true)
    setRefused(null)
    try {
      done(await act(of, name, values))
    } catch (err) {
      setRefused(asProblem(err))
    } finally {
      setBusy(false)
    }
  }
  return { refused, busy, give, bad: refused?.byField() ?? {} }
}

function Offer({ again, ...p }: Give & { again: boolean }) {
  const { refused, busy, give, bad } = useGiving(p, 'offer')
  const [offer, setOffer] = useState('')
  const [amount, setAmount] = useState('')
  const [by, setBy] = useState('')
  const [wrong, setWrong] = useState('')
  const submit = (e: React.FormEvent) => {
    if (amount.trim() && !/^\d+(\.\d{1,2})?$/.test(amount.trim())) {
      e.preventDefault()
      return setWrong('金额写数字，最多两位小数')
    }
    setWrong('')
    const values: Record<string, unknown> = { offer }
    if (amount.trim()) values.offer_amount = Math.round(Number(amount) * 100)
    if (by) values.perform_by = by
    return void give(e, values)
  }
  return (
    <form className="card box pad" aria-label="提出解决方案" noValidate onSubmit={submit}>
      <h2>{again ? '改提方案' : '提出解决方案'}</h2>
      <p className="small quiet">消费者接受后请按方案履行；没有履行的，消费者可以投诉。方案记入留痕账本。</p>
      <Refused of={refused} known={['offer', 'offer_amount', 'perform_by']} />
      <Line id="offer" label="方案" error={bad.offer}><textarea id="offer" className="in" rows={4} maxLength={2000} value={offer} onChange={(e) => setOffer(e.target.value)} /></Line>
      <Line id="offer_amount" label="退还或者赔偿的金额（元，可以不填）" error={wrong || bad.offer_amount}><input id="offer_amount" className="in" inputMode="decimal" value={amount} onChange={(e) => setAmount(e.target.value)} /></Line>
      <Line id="perform_by" label="于何日前履行（可以不填）" error={bad.perform_by}><input id="perform_by" className="in" type="date" value={by} onChange={(e) => setBy(e.target.value)} /></Line>
      <button className="btn btn-primary" disabled={busy || !offer.trim()}>提出方案</button>
    </form>
  )
}

function No(p: Give) {
  const { refused, busy, give, bad } = useGiving(p, 'no')
  const [answer, setAnswer] = useState('')
  return (
    <details className="card box">
      <summary className="pad">不接受诉求</summary>
      <form className="pad" aria-label="不接受诉求" noValidate onSubmit={(e) => void give(e, { answer })}>
        <p className="small quiet">协商到此结束，消费者可以转为投诉，由市场监管部门处理。</p>
        <Refused of={refused} known={['answer']} />
        <Line id="answer" label="理由" error={bad.answer}><textarea id="answer" className="in" rows={3} maxLength={2000} value={answer} onChange={(e) => setAnswer(e.target.value)} /></Line>
        <button className="btn" disabled={busy || !answer.trim()}>不接受</button>
      </form>
    </details>
  )
}
