// 督办、催办、委托、抄送、加签 on a record: what was asked of whom, until when, and the answer; whoever it asks answers here, whoever asked ends it here.
import { Button, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import { useActing } from './acting'
import { path, useMeta, useOrdersOn } from './api/queries'
import type { FullRow, Order } from './api/types'
import { Card } from './kit/Bits'
import { dueStatus, dueWords } from './kit/due'
import { dayTime } from './kit/format'
import { ProblemBox } from './kit/States'
import { Status, type Tone } from './kit/Status'

/** How an order stands: by its day while it waits, by its word after. */
export function orderStanding(o: Order, today: string): { tone: Tone; word: string } {
  if (o.state === 'ended') return { tone: 'ended', word: '已解除' }
  if (o.sort === 'copy') return o.state === 'replied' ? { tone: 'ended', word: '已阅' } : { tone: 'ok', word: '待阅' }
  if (o.state === 'replied') return { tone: 'ok', word: '已回复' }
  return o.until ? dueStatus(o.until, today) : { tone: 'soon', word: '待回复' }
}

/** What ending it is called. */
export const liftWord: Record<Order['sort'], string> = { supervise: '解除督办', urge: '解除催办', depute: '收回委托', copy: '撤回抄送', add_signer: '减签' }
export const answerWord: Record<Order['sort'], string> = { supervise: '回复督办', urge: '回复催办', depute: '回复委托', copy: '已阅', add_signer: '会签' }

export const orderTo = (o: Order) => [o.to, o.to_unit].filter(Boolean).join(' · ')

/** The orders on one record, those that wait first; nothing where there are none. */
export function RecordOrders({ kind, row, etag }: { kind: { matter: string; name: string }; row: FullRow; etag: string }) {
  const today = useMeta().data?.today ?? ''
  const list = useOrdersOn(kind.matter, kind.name, row.area, row.id).data ?? []
  const [doing, setDoing] = useState<{ order: Order; act: 'respond' | 'lift' } | null>(null)
  if (list.length === 0) return null
  const shown = [...list.filter((o) => o.state !== 'ended'), ...list.filter((o) => o.state === 'ended')]
  return (
    <Card title="督办与协同" count={shown.filter((o) => o.state !== 'ended').length || ''}>
      <div className="orders" data-testid="record-orders">
        {shown.map((o) => {
          const s = orderStanding(o, today)
          return (
            <div key={o.act} className="one" data-testid={`order-${o.sort}`}>
              <Status tone={s.tone}>{s.word}</Status>
              <span className="t2 r">{o.until ? dueWords(o.until) : ''}</span>
              <span className="what"><b>{o.title}</b>　{orderTo(o)}{o.awaited_title && <span className="t2">　会签“{o.awaited_title}”</span>}</span>
              <span className="t2 t12 who">{o.by}（{o.by_unit}）{dayTime(o.at)}{o.reason && `：${o.reason}`}</span>
              {o.reply && <span className="t12 who">{o.sort === 'copy' || o.sort === 'add_signer' ? '' : '回复：'}{o.reply}<span className="t2">　{o.replied_by} {dayTime(o.replied_at)}</span></span>}
              {(o.mine || o.given) && (
                <span className="who row" style={{ gap: 8, marginTop: 4 }}>
                  {o.mine && <Button size="small" onClick={() => setDoing({ order: o, act: 'respond' })} data-testid={`respond-${o.sort}`}>{answerWord[o.sort]}</Button>}
                  {o.given && (o.sort !== 'add_signer' || o.state === 'open') && <Button size="small" onClick={() => setDoing({ order: o, act: 'lift' })} data-testid={`lift-${o.sort}`}>{liftWord[o.sort]}</Button>}
                </span>
              )}
            </div>
          )
        })}
      </div>
      {doing && <OrderDialog order={doing.order} act={doing.act} at={path(kind.matter, kind.name, row.area, row.id)} etag={etag} onClose={() => setDoing(null)} />}
    </Card>
  )
}

/** What was answered by those whose signature an act waited for (加签). */
export function Opinions({ kind, row, act }: { kind: { matter: string; name: string }; row: FullRow; act: string }) {
  const list = (useOrdersOn(kind.matter, kind.name, row.area, row.id).data ?? []).filter((o) => o.sort === 'add_signer' && o.awaited === act && o.state === 'replied')
  if (list.length === 0) return null
  return <div className="note" data-testid="opinions">{list.map((o) => <div key={o.act}>会签意见　{o.replied_by}：{o.reply}　<span className="t2">{dayTime(o.replied_at)}</span></div>)}</div>
}

/** Answers an order, or ends it. */
export function OrderDialog({ order: o, act, at, etag, onClose }: { order: Order; act: 'respond' | 'lift'; at: string; etag: string; onClose: () => void }) {
  const [text, setText] = useState('')
  const [opinion, setOpinion] = useState('')
  const { busy, problem, run } = useActing(at, etag, onClose)
  const answers = act === 'respond'
  const signs = answers && o.sort === 'add_signer'
  const must = signs ? opinion === 'disagree' : answers ? o.sort !== 'copy' : o.sort === 'add_signer'
  const word = answers ? answerWord[o.sort] : liftWord[o.sort]
  const values = answers ? { order: o.act, ...(text.trim() ? { reply: text.trim() } : {}), ...(signs ? { opinion } : {}) } : { order: o.act }
  const done = act === 'lift' && o.sort === 'add_signer' ? 'drop_signer' : act
  return (
    <Modal
      open title={word} width={520} mask={{ closable: false }} onCancel={onClose}
      footer={<><Button onClick={onClose}>返回</Button><Button type="primary" loading={busy} disabled={must && !text.trim() || signs && !opinion} onClick={() => run(done, { values, reason: answers ? '' : text.trim() })} data-testid="do-order">{word}</Button></>}
    >
      <div className="col" style={{ gap: 12 }}>
        <div className="t13 t2">{o.by}（{o.by_unit}）{dayTime(o.at)} {o.title}{o.awaited_title && `会签“${o.awaited_title}”`}{o.reason && `：${o.reason}`}{o.until && `。期限 ${o.until}`}</div>
        {problem && <ProblemBox of={problem} kept="没有办理；填写的内容保留。" />}
        <div className="form"><div className="item wide">
          {signs && <Radio.Group style={{ marginBottom: 8 }} aria-label="意见" value={opinion} onChange={(e) => setOpinion(String(e.target.value))} options={[{ value: 'agree', label: '同意' }, { value: 'disagree', label: '不同意' }]} />}
          <label className="lab" htmlFor="order-text">{signs ? '意见' : answers ? '回复' : '说明'}{must && <i aria-label="必填">*</i>}</label>
          <Input.TextArea id="order-text" autoFocus autoSize={{ minRows: 3, maxRows: 8 }} maxLength={answers ? 4000 : 500} value={text} onChange={(e) => setText(e.target.value)} placeholder={signs ? (must ? '写明为什么不同意' : '可不填') : answers && must ? '办到哪一步、何时办结；未按期的写明原因' : must ? '写明为什么减签' : '可不填'} />
        </div></div>
      </div>
    </Modal>
  )
}
