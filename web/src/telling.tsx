// 发送告知: what must be told of an act is composed, read and confirmed by the officer,
// sent off; then what became of it. Only its receipt records that somebody was told.
import { Button, DatePicker, Input, Modal, Radio, Segmented } from 'antd'
import dayjs from 'dayjs'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useActing } from './acting'
import { get, post, url } from './api/client'
import { path } from './api/queries'
import type { FullRow } from './api/types'
import { whoIsTold } from './api/words'
import { Card } from './kit/Bits'
import { dayTime } from './kit/format'
import { ProblemBox } from './kit/States'
import { Status, type Tone } from './kit/Status'
import './telling.css'

type Way = { channel: string; title: string; mode: 'sms' | 'mail' | 'letter'; demo: boolean; to: string; subject: string; text: string; counts: string; unsure: boolean }
type Offer = { act: string; title: string; whom: string; who: string; ways: Way[] }
export type Message = {
  id: string; title: string; who: string; channel: string; mode: Way['mode']; demo: boolean; to: string; state: string; doubt: boolean; reference: string; reason: string
  queued: string; sent: string; ended: string; by: string; owed: boolean; settled: boolean
}
type Of = { offers: Offer[]; sent: Message[]; may: boolean }
type Hit = { word: string; at: number; why: string; stop: boolean }
type Kind = { matter: string; name: string }
type On = { kind: Kind; row: FullRow; etag: string }

const modes = { sms: '短信', mail: '邮件', letter: '邮寄' }
const states: Record<string, [Tone, string]> = { queued: ['soon', '待发'], sending: ['soon', '正在发出'], sent: ['soon', '已发出，等回执'], delivered: ['ok', '已送达'], failed: ['over', '没有发出'], undeliverable: ['over', '没有送达'], erased: ['ended', '不再发出'] }
const under = (m: Message) => ['queued', 'sending', 'sent'].includes(m.state)

const at = (kind: string, row: FullRow) => `/api/tellings/${encodeURIComponent(kind)}/${encodeURIComponent(row.area)}/${encodeURIComponent(row.id)}`

const useTellings = (kind: string, row: FullRow) =>
  useQuery({ queryKey: ['tellings', kind, row.area, row.id, row.rev], queryFn: ({ signal }) => get<Of>(at(kind, row), {}, signal), retry: false, refetchInterval: (q) => (q.state.data?.sent.some((m) => under(m) && m.mode !== 'letter') ? 3000 : false) })

/** The button that sends a telling off, where the installation has a channel and the person may. */
export function SendOff({ kind, row, etag, act, whom }: On & { act: string; whom: string }) {
  const [open, setOpen] = useState(false)
  const of = useTellings(kind.name, row).data
  const offer = of?.offers.find((o) => o.act === act && o.whom === whom)
  if (!of?.may || !offer || offer.ways.length === 0) return null
  return (
    <>
      <Button size="small" type="primary" ghost onClick={() => setOpen(true)} data-testid={`send-${act}-${whom}`}>发送告知</Button>
      {open && <SendDialog of={offer} kind={kind} row={row} etag={etag} onClose={() => setOpen(false)} />}
    </>
  )
}

function SendDialog({ of, kind, row, etag, onClose }: On & { of: Offer; onClose: () => void }) {
  const first = of.ways.find((w) => w.to) ?? of.ways[0]
  const [way, setWay] = useState(first)
  const [to, setTo] = useState(first.to)
  const [subject, setSubject] = useState(first.subject)
  const [text, setText] = useState(first.text)
  const [hits, setHits] = useState<Hit[]>([])
  const { busy, problem, wrong, run, forgive } = useActing(path(kind.matter, kind.name, row.area, row.id), etag, onClose)
  useEffect(() => {
    const t = setTimeout(() => { void post<{ items: Hit[] }>('/api/tellings/check', { text }).then((r) => setHits(r.items), () => undefined) }, 350)
    return () => clearTimeout(t)
  }, [text])
  const choose = (name: string) => {
    const w = of.ways.find((x) => x.channel === name)!
    setWay(w); setTo(w.to); setSubject(w.subject); setText(w.text); forgive()
  }
  const values = { act: of.act, whom: of.whom, channel: way.channel, to: to.trim(), ...(way.mode === 'sms' ? {} : { subject: subject.trim() }), text: text.trim() }
  const stop = hits.some((h) => h.stop)
  const label = way.mode === 'sms' ? '手机号码' : way.mode === 'mail' ? '电子邮箱' : '邮寄地址和收件人'
  return (
    <Modal
      open title={`发送告知：${of.title} → ${whoIsTold(of.who)}`} width={600} mask={{ closable: false }} onCancel={onClose}
      footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={!to.trim() || !text.trim() || stop} onClick={() => run('notify', { values })} data-testid="do-send">{way.mode === 'letter' ? '核对无误，待交寄' : '核对无误，发送'}</Button></>}
    >
      <div className="col" style={{ gap: 12 }}>
        {way.demo && <div className="note" data-testid="demo">演示：未真正发出。这是演示城市，内容不会离开本系统，回执由系统模拟。</div>}
        {problem && <ProblemBox of={problem} kept="没有发送；填写的内容保留。" />}
        <div className="form">
          <div className="item wide"><span className="lab">方式</span><Segmented value={way.channel} onChange={choose} options={of.ways.map((w) => ({ value: w.channel, label: w.demo ? `${modes[w.mode]}（演示）` : w.title }))} /></div>
          <div className="item wide"><label className="lab" htmlFor="send-to">{label}<i aria-label="必填">*</i></label><Input id="send-to" value={to} maxLength={300} onChange={(e) => setTo(e.target.value)} status={wrong.to ? 'error' : undefined} placeholder={way.to ? undefined : '记录里没有，请填写并核对'} />{wrong.to && <div className="err" role="alert">{wrong.to}</div>}</div>
          {way.mode !== 'sms' && <div className="item wide"><label className="lab" htmlFor="send-subject">标题<i aria-label="必填">*</i></label><Input id="send-subject" value={subject} maxLength={100} onChange={(e) => setSubject(e.target.value)} status={wrong.subject ? 'error' : undefined} />{wrong.subject && <div className="err" role="alert">{wrong.subject}</div>}</div>}
          <div className="item wide">
            <label className="lab" htmlFor="send-text">内容<i aria-label="必填">*</i></label>
            <Input.TextArea id="send-text" value={text} autoSize={{ minRows: 4, maxRows: 12 }} showCount maxLength={way.mode === 'sms' ? 350 : 5000} onChange={(e) => setText(e.target.value)} status={wrong.text || stop ? 'error' : undefined} />
            {wrong.text && <div className="err" role="alert">{wrong.text}</div>}
            {hits.length > 0 && <div role="status" data-testid="hits" className="telling-hits">{hits.map((h) => <div key={h.at + h.word} className={h.stop ? 'seal' : 'ochre'}>第{h.at}字起“{h.word}”：{h.why}{h.stop ? '' : '（提示）'}</div>)}</div>}
          </div>
        </div>
        <div className="t12 t2">{way.mode === 'letter' ? '登记后打印信函交寄，再登记运单号；按回执上的收件日期记入告知。' : way.mode === 'mail' ? '邮件服务器接收不等于送达；收到回执后在这里登记，才记入告知。' : '收到送达回执后，系统记入告知，期限随之停止；没有送达的会提示您另行告知。'}{way.unsure && <span title={way.counts}>（何时算告知：待法规科确认）</span>}</div>
      </div>
    </Modal>
  )
}

/** What was sent off on a record and what became of it; nothing where nothing was. */
export function Sent({ kind, row, etag, today }: On & { today: string }) {
  const cache = useQueryClient()
  const of = useTellings(kind.name, row).data
  const [slip, setSlip] = useState<Message | null>(null)
  const told = (of?.sent ?? []).map((m) => m.id + m.state).join()
  const last = useRef(told)
  useEffect(() => { // what came back has changed the record too
    if (last.current && told && last.current !== told) void cache.invalidateQueries()
    last.current = told
  }, [told, cache])
  if (!of || of.sent.length === 0) return null
  return (
    <Card title="已发送的告知" count={of.sent.length}>
      <ul className="telling-sent" data-testid="sent">
        {of.sent.map((m) => {
          const [tone, word] = states[m.state] ?? ['ended', m.state]
          const lost = (m.state === 'failed' || m.state === 'undeliverable') && m.owed && !m.settled
          return (
            <li key={m.id} data-testid={`message-${m.state}`}>
              <div className="row"><span className="grow">{m.title}　<span className="t2">→ {whoIsTold(m.who)}</span></span><Status tone={m.mode === 'letter' && m.state === 'queued' ? 'soon' : lost || m.owed || tone !== 'over' ? tone : 'ended'}>{m.mode === 'letter' && m.state === 'queued' ? '待交寄' : m.mode === 'letter' && m.state === 'sent' ? '已交寄' : word}</Status></div>
              <div className="t12 t2">{modes[m.mode]} {m.to}　{dayTime(m.ended || m.sent || m.queued)}{m.by && `　${m.by}核对`}{m.mode === 'letter' && m.reference && `　运单号 ${m.reference}`}</div>
              {m.demo && <div className="t12 ochre">演示：未真正发出</div>}
              {m.doubt && <div className="t12 ochre">上次发送中断，不知是否已发出；以同一编号再发，网关按编号去重</div>}
              {m.reason && under(m) && <div className="t12 ochre">{m.reason}，将自动再试</div>}
              {lost && <div className="t12 seal" role="alert">{m.reason || word}。期限没有停止，请另行告知。</div>}
              {m.state === 'delivered' && m.owed && <div className="t12 ochre">已送达，但没有记入告知；请核对后登记告知。</div>}
              {of.may && m.mode !== 'sms' && under(m) && (
                <div className="row" style={{ gap: 12 }}>
                  {m.mode === 'letter' && <a className="t12" href={url(`${at(kind.name, row)}/letters/${m.id}`)} target="_blank" rel="noreferrer" data-testid="letter">打印信函</a>}
                  <button type="button" className="link t12" onClick={() => setSlip(m)} data-testid="slip">{m.mode === 'letter' && m.state === 'queued' ? '登记运单号' : '登记回执'}</button>
                </div>
              )}
            </li>
          )
        })}
      </ul>
      {slip && <SlipDialog of={slip} kind={kind} row={row} etag={etag} today={today} onClose={() => setSlip(null)} />}
    </Card>
  )
}

/** What the post did with a letter, or what came back to a mail: the officer enters it. */
function SlipDialog({ of, kind, row, etag, today, onClose }: On & { of: Message; today: string; onClose: () => void }) {
  const posting = of.mode === 'letter' && of.state === 'queued'
  const [result, setResult] = useState<'posted' | 'delivered' | 'undeliverable'>(posting ? 'posted' : 'delivered')
  const [tracking, setTracking] = useState('')
  const [on, setOn] = useState(today)
  const [proof, setProof] = useState('')
  const { busy, problem, wrong, run } = useActing(path(kind.matter, kind.name, row.area, row.id), etag, onClose)
  const values = result === 'posted' ? { message: of.id, result, tracking: tracking.trim() } : { message: of.id, result, on, proof: proof.trim() }
  return (
    <Modal
      open title={posting ? '登记运单号' : '登记回执'} width={520} mask={{ closable: false }} onCancel={onClose}
      footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={result === 'posted' ? !tracking.trim() : !on || !proof.trim()} onClick={() => run('receipt', { values })} data-testid="do-slip">登记</Button></>}
    >
      <div className="col" style={{ gap: 12 }}>
        {problem && <ProblemBox of={problem} kept="没有登记；填写的内容保留。" />}
        <div className="form">
          {result === 'posted'
            ? <div className="item wide"><label className="lab" htmlFor="slip-no">运单号<i aria-label="必填">*</i></label><Input id="slip-no" value={tracking} maxLength={40} onChange={(e) => setTracking(e.target.value)} status={wrong.tracking ? 'error' : undefined} />{wrong.tracking && <div className="err" role="alert">{wrong.tracking}</div>}</div>
            : <>
              <div className="item"><span className="lab">结果</span><Radio.Group value={result} onChange={(e) => setResult(e.target.value)} options={[{ value: 'delivered', label: of.mode === 'letter' ? '签收' : '已收到' }, { value: 'undeliverable', label: '退回' }]} /></div>
              <div className="item"><label className="lab" htmlFor="slip-on">{result === 'delivered' ? '回执上的日期' : '退回日期'}<i aria-label="必填">*</i></label><DatePicker id="slip-on" value={dayjs(on)} maxDate={dayjs(today)} onChange={(x) => setOn(x ? x.format('YYYY-MM-DD') : '')} status={wrong.on ? 'error' : undefined} />{wrong.on && <div className="err" role="alert">{wrong.on}</div>}</div>
              <div className="item wide"><label className="lab" htmlFor="slip-proof">{result === 'delivered' ? '凭据' : '退回原因'}<i aria-label="必填">*</i></label><Input id="slip-proof" value={proof} maxLength={300} onChange={(e) => setProof(e.target.value)} placeholder={result === 'delivered' ? '如 本人签收、对方邮件回复' : '如 迁移新址不明'} status={wrong.proof ? 'error' : undefined} />{wrong.proof && <div className="err" role="alert">{wrong.proof}</div>}</div>
            </>}
        </div>
      </div>
    </Modal>
  )
}
