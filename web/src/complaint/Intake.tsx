// 登记来件: a call, a letter or a visitor taken down by keyboard alone. The number
// comes first and brings the caller's history; what is alike and where it would go
// stand beside the form while it is written; one key registers.
import { AutoComplete, Button, DatePicker, Input, InputNumber, Segmented, Select } from 'antd'
import { useQueryClient } from '@tanstack/react-query'
import dayjs from 'dayjs'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { asProblem, idempotencyKey, post, type Problem } from '../api/client'
import { draftName } from '../api/drafts'
import { toComplaints, toRecord } from '../api/paths'
import { findKind, recordQuery, useKind, useMe, useMeta } from '../api/queries'
import type { FullRow, Row } from '../api/types'
import { useQuery } from '@tanstack/react-query'
import { Card, Copy, PageHead } from '../kit/Bits'
import { useLookups } from '../kit/field/spec'
import { NoPermission, ProblemBox, Skeleton } from '../kit/States'
import { useForms, useLike, useRoute, type Dispute } from './api'
import { Duplicates, FoundList, RouteBox, SeriesAndSigns } from './parts'

type Sheet = {
  as: string; channel: string; phone: string; name: string; address: string; agent: string; together: string; representatives: string
  trader: string; respondent: { area: string; id: string; title: string } | null; place: string; platform: string
  goods: string; quantity: number | null; bought_on: string; amount: number | null; brief: string; facts: string; claim: string
  clues: string; question: string; other_way: string; external_no: string; hotline_no: string; received_on: string; reason: string
}
const blank: Sheet = { as: 'complaint', channel: 'hotline', phone: '', name: '', address: '', agent: '', together: '', representatives: '', trader: '', respondent: null, place: '', platform: '', goods: '', quantity: null, bought_on: '', amount: null, brief: '', facts: '', claim: '', clues: '', question: '', other_way: '', external_no: '', hotline_no: '', received_on: '', reason: '' }

const read = (name: string): Partial<Sheet> => {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? '{}') as Partial<Sheet>
  } catch {
    return {}
  }
}

/** What a sheet says of each record it makes; empty fields are left out. */
function valuesOf(s: Sheet) {
  const pack = (v: Record<string, unknown>) => Object.fromEntries(Object.entries(v).filter(([, x]) => x !== '' && x !== null && x !== undefined))
  const person = (n: string) => (n.trim() ? { name: n.trim() } : null)
  const about = s.respondent && { area: s.respondent.area, id: s.respondent.id }
  const out: Record<string, Record<string, unknown>> = {}
  if (s.as === 'complaint' || s.as === 'both')
    out.complaint = pack({ channel: s.channel, received_on: s.received_on, hotline_no: s.hotline_no, external_no: s.as === 'both' ? '' : s.external_no, matter_in_brief: s.brief, complainant: person(s.name), complainant_phone: s.phone, complainant_address: s.address, agent: person(s.agent), together_with: s.together, representatives: s.representatives, respondent_as_written: s.trader, respondent_address: s.place, respondent: about, online_platform: s.platform, goods: s.goods, quantity: s.quantity, bought_on: s.bought_on, amount: s.amount, facts: s.facts, claim: s.claim })
  if (s.as === 'tipoff' || s.as === 'both')
    out.tipoff = pack({ channel: s.channel, received_on: s.received_on, external_no: s.as === 'both' ? '' : s.external_no, matter_in_brief: s.brief, informant: person(s.name), informant_phone: s.phone, reported_as_written: s.trader, reported: about, place: s.place, clues: s.clues || s.facts })
  if (s.as === 'consultation' || s.as === 'other_way')
    out.consultation = pack({ channel: s.channel, received_on: s.received_on, external_no: s.external_no, matter_in_brief: s.brief, asker: person(s.name), asker_phone: s.phone, question: s.question || s.facts, other_way: s.as === 'other_way' ? s.other_way : '' })
  return out
}

/** The names of the server's fields on this sheet. */
const fieldOf: Record<string, keyof Sheet> = { complainant: 'name', informant: 'name', asker: 'name', complainant_phone: 'phone', informant_phone: 'phone', asker_phone: 'phone', complainant_address: 'address', agent: 'agent', together_with: 'together', representatives: 'representatives', respondent_as_written: 'trader', reported_as_written: 'trader', respondent_address: 'place', place: 'place', online_platform: 'platform', goods: 'goods', quantity: 'quantity', bought_on: 'bought_on', amount: 'amount', matter_in_brief: 'brief', facts: 'facts', clues: 'clues', claim: 'claim', question: 'question', other_way: 'other_way', external_no: 'external_no' }

export default function Intake() {
  const me = useMe().data
  const meta = useMeta().data
  const [params] = useSearchParams()
  const [kind = '', area = '', id = ''] = (params.get('from') ?? '').split('/')
  const from = useQuery({ ...recordQuery('complaint', kind, area, id), enabled: !!id })
  if (!me || !meta || (id && from.isPending)) return <Skeleton rows={10} />
  if (!findKind(meta, 'complaint')?.kind.may?.includes('create')) return <NoPermission detail="登记来件由受理登记员、办事员和科长、所长办理。需要时请联系本局安全管理员授权。" />
  return <Form key={params.toString()} account={me.account} as={params.get('as') ?? 'complaint'} from={from.data && { kind, row: from.data.row }} resort={params.get('resort') === '1'} />
}

type From = { kind: string; row: FullRow }

/** A sheet begun from a record that is there. */
function begun(as: string, from?: From): Sheet {
  const s = { ...blank, as }
  if (!from) return s
  const v = from.row.values
  const t = (n: string) => (typeof v[n] === 'string' ? (v[n] as string) : '')
  const who = (n: string) => (v[n] as { name?: string } | null)?.name ?? ''
  if (from.kind === 'work_order') { // the day the platform sent it is the day it was received (art. 15)
    const national = v.platform === 'national_12315'
    return { ...s, channel: national ? 'platform' : 'order', external_no: national ? t('order_no') : '', hotline_no: national ? '' : t('order_no'), received_on: t('sent_on'), brief: t('matter_in_brief'), phone: t('caller_phone'), name: who('caller'), address: t('caller_address'),
      trader: t('target'), place: t('target_address'), goods: t('goods'), facts: t('content'), clues: t('content'), question: t('content'), claim: t('claim'), amount: typeof v.amount === 'number' ? v.amount : null }
  }
  const about = (v.respondent ?? v.reported) as { area: string; id: string } | null
  return { ...s, channel: t('channel') || 'hotline', brief: t('matter_in_brief'), phone: t('complainant_phone') || t('informant_phone') || t('asker_phone'), name: who('complainant') || who('informant') || who('asker'), address: t('complainant_address'),
    trader: t('respondent_as_written') || t('reported_as_written'), place: t('respondent_address') || t('place'), goods: t('goods'), facts: t('facts') || t('clues') || t('question'), clues: t('clues') || t('facts'), question: t('question') || t('facts'), claim: t('claim'),
    respondent: about && { ...about, title: from.row.labels.respondent ?? from.row.labels.reported ?? '' } }
}

function Form({ account, as, from, resort }: { account: string; as: string; from?: From; resort: boolean }) {
  const go = useNavigate()
  const cache = useQueryClient()
  const forms = useForms().data
  const look = useLookups()
  const channels = useKind('complaint').data?.fields.find((f) => f.name === 'channel')?.options ?? []
  const ways = useKind('consultation').data?.fields.find((f) => f.name === 'other_way')?.options ?? []
  const draft = draftName(account, from ? `complaint/intake/${from.row.id}` : 'complaint/intake')
  const [s, setS] = useState<Sheet>(() => ({ ...begun(as, from), ...read(draft), ...(from ? { as } : {}) }))
  const [kept] = useState(() => Object.keys(read(draft)).length > 0)
  const [names, setNames] = useState<{ value: string; label: React.ReactNode; area: string; id: string; title: string }[]>([])
  const [problem, setProblem] = useState<Problem | null>(null)
  const [busy, setBusy] = useState(false)
  const [made, setMade] = useState<Row[]>([])
  const form = useRef<HTMLDivElement>(null)
  const sending = useRef(false)
  const once = useRef({ body: '', key: '' })
  const set = (x: Partial<Sheet>) => {
    setS((old) => {
      const now = { ...old, ...x }
      try { sessionStorage.setItem(draft, JSON.stringify(now)) } catch { /* no room: the page itself holds it */ }
      return now
    })
  }
  useEffect(() => { document.getElementById('in-phone')?.focus() }, [made.length])
  const settled = useDebounced(s, 400)
  const probe = useMemo(() => ({ kind: settled.as === 'tipoff' ? 'tipoff' : 'complaint', phone: settled.phone, name: settled.name, address: settled.address, trader: settled.trader, respondent: settled.respondent?.id ?? '', goods: settled.goods, brief: settled.brief, bought_on: settled.bought_on, ...(settled.amount ? { amount: settled.amount } : {}), ...(settled.quantity ? { quantity: settled.quantity } : {}) }), [settled])
  const like = useLike(probe, settled.phone.length >= 7 || !!settled.trader).data
  const route = useRoute({ address: settled.place, respondent: settled.respondent?.id ?? '', platform: settled.platform }).data
  const wrong: Record<string, string> = {}
  for (const f of problem?.fields ?? []) wrong[fieldOf[f.name] ?? f.name] = f.text
  const disputed = s.as === 'complaint' || s.as === 'both'
  const reports = s.as === 'tipoff' || s.as === 'both'
  const asks = s.as === 'consultation' || s.as === 'other_way'

  const find = async (q: string) => {
    set({ trader: q, respondent: null })
    if (q.trim().length < 2) return setNames([])
    const list = await look.find('', q).catch(() => [])
    setNames(list.slice(0, 8).map((x) => ({ value: `${x.title}\u0000${x.id}`, label: <span>{x.title}<span className="t12 t2">　{x.note}</span></span>, area: x.area, id: x.id, title: x.title })))
  }
  const use = (d: Dispute) => set({ goods: s.goods || d.goods.replace(/【|】/g, ''), brief: d.brief, facts: d.facts, claim: d.claim })

  const submit = async () => {
    if (sending.current || (!s.phone && !s.trader && !s.facts)) return // a sheet with nothing on it yet, or none any more
    sending.current = true
    setBusy(true)
    setProblem(null)
    const body = { as: s.as, values: valuesOf(s), ...(from ? { from: { kind: from.kind, area: from.row.area, id: from.row.id, rev: from.row.rev, resort, reason: s.reason } } : {}) }
    const text = JSON.stringify(body)
    // The same sheet sent twice is one registration; a changed one is another.
    if (once.current.body !== text) once.current = { body: text, key: idempotencyKey() }
    try {
      const r = await post<{ items: Row[] }>('/api/complaint/intake', body, { 'Idempotency-Key': once.current.key })
      sessionStorage.removeItem(draft)
      void cache.invalidateQueries()
      if (from) {
        const x = r.items[0]
        go(toRecord('complaint', s.as === 'consultation' || s.as === 'other_way' ? 'consultation' : s.as === 'tipoff' ? 'tipoff' : 'complaint', x.area, x.id), { replace: true })
        return
      }
      setMade(r.items)
      setS({ ...blank, channel: s.channel })
      once.current = { body: '', key: '' }
    } catch (e) {
      const p = asProblem(e)
      setProblem(p)
      requestAnimationFrame(() => {
        const first = p.fields.map((f) => document.getElementById(`in-${fieldOf[f.name] ?? f.name}`)).find(Boolean)
        first?.focus()
      })
    } finally {
      sending.current = false
      setBusy(false)
    }
  }

  /** Enter goes to the next field, Ctrl+Enter registers, Alt+1…8 begins from a frequent dispute. */
  const keys = (e: React.KeyboardEvent) => {
    if (e.key === 'Enter' && (e.ctrlKey || e.metaKey)) {
      e.preventDefault()
      void submit()
      return
    }
    const d = e.altKey && forms?.disputes.find((x) => x.key === e.key)
    if (d && !asks) {
      e.preventDefault()
      use(d)
      document.getElementById('in-goods')?.focus()
      return
    }
    const el = e.target as HTMLElement
    if (e.key !== 'Enter' || e.defaultPrevented || e.nativeEvent.isComposing || el.tagName !== 'INPUT' || el.getAttribute('aria-expanded') === 'true') return
    const all = [...(form.current?.querySelectorAll<HTMLElement>('input[id^=in-], textarea[id^=in-]') ?? [])].filter((x) => x.tabIndex >= 0)
    const next = all[all.indexOf(el) + 1]
    if (next) {
      e.preventDefault()
      next.focus()
    }
  }
  const text = (name: keyof Sheet, label: string, o: { w?: string; must?: boolean; max?: number; hint?: string; rows?: number } = {}) => (
    <div className={`item ${o.w ?? ''}`}>
      <label htmlFor={`in-${name}`}>{label}{o.must && <i aria-label="必填">*</i>}</label>
      {o.rows
        ? <Input.TextArea id={`in-${name}`} autoSize={{ minRows: o.rows, maxRows: 8 }} maxLength={o.max} status={wrong[name] ? 'error' : undefined} value={String(s[name] ?? '')} onChange={(e) => set({ [name]: e.target.value })} placeholder={o.hint} />
        : <Input id={`in-${name}`} maxLength={o.max} status={wrong[name] ? 'error' : undefined} value={String(s[name] ?? '')} onChange={(e) => set({ [name]: e.target.value })} placeholder={o.hint} autoComplete="off" />}
      {wrong[name] && <div className="err" role="alert">{wrong[name]}</div>}
    </div>
  )
  // What goes on from another record becomes one of the other sorts; what is split off is what was asked for.
  const others = from && from.kind !== 'work_order' && (resort ? ['complaint', 'tipoff', 'consultation'].filter((k) => k !== from.kind) : [as])
  const outcomes = (forms?.outcomes ?? []).filter((o) => !others || others.includes(o.value))
  return (
    <div className="page scroll inner" onKeyDown={keys}>
      <PageHead title={from ? (resort ? '重新分类' : from.kind === 'work_order' ? '按类登记工单' : '另行登记') : '登记来件'} crumb={<Link to={toComplaints}>投诉举报</Link>} sub={from ? `原件 ${from.row.number || from.row.title}` : undefined}
        acts={<><span className="t12 t2 noprint"><kbd>⏎</kbd> 下一项　<kbd>Ctrl ⏎</kbd> 登记</span><Button onClick={() => go(-1)}>返回</Button><Button type="primary" loading={busy} onClick={() => void submit()} data-testid="register">登记</Button></>} />
      <div className="rail">
        <div className="col" ref={form}>
          {made.length > 0 && (
            <div className="cp-done" role="status" data-testid="registered">
              {made.map((r) => <div key={r.id}><b>已登记</b>　<Link to={toRecord('complaint', madeKind(r, made), r.area, r.id)}>{r.number}</Link> <Copy text={r.number ?? ''} label="复制编号" />　<span className="t2">{r.title}</span></div>)}
            </div>
          )}
          {kept && made.length === 0 && <div className="note" role="status" data-testid="draft">已恢复没有登记完的内容（只留在本标签页）。<button type="button" className="link" onClick={() => { sessionStorage.removeItem(draft); setS(begun(as, from)) }}>从头填</button></div>}
          {problem && <ProblemBox of={{ status: problem.status, title: problem.title, detail: problem.fields.length ? `${problem.fields.length} 项已标在字段下方。` : problem.detail, id: problem.id, fields: problem.fields.filter((f) => !fieldOf[f.name]) }} kept="没有登记；填写的内容保留。再点“登记”不会重复。" />}
          <Card pad>
            <div className="cp-form">
              <div className="item w4"><label>分类</label><Segmented value={s.as} onChange={(x) => set({ as: String(x) })} options={outcomes.map((o) => ({ value: o.value, label: o.title }))} data-testid="sort" /></div>
              <div className="item"><label htmlFor="in-channel">渠道</label><Select id="in-channel" value={s.channel} onChange={(x) => set({ channel: x })} options={channels.map((o) => ({ value: o.value, label: o.title }))} tabIndex={-1} /></div>
              {resort && text('reason', '重新分类的理由', { w: 'w6', must: true, max: 500 })}
              {text('phone', '电话号码', { must: disputed && s.channel !== 'letter', max: 30, hint: '先填号码，右侧出现来电记录' })}
              {text('name', disputed ? '投诉人' : reports ? '举报人（匿名不填）' : '咨询人', { must: disputed, max: 50 })}
              {disputed ? text('address', '通讯地址', { max: 200 }) : text('external_no', '全国平台编号', { max: 40 })}
              {!asks && (
                <div className="item w3">
                  <label htmlFor="in-trader">{disputed ? '被投诉人' : '被举报人'}<i aria-label="必填">*</i>{s.respondent && <span className="jade">　已核对登记库</span>}</label>
                  <AutoComplete
                    id="in-trader" value={s.trader} options={names} defaultActiveFirstOption={false} status={wrong.trader ? 'error' : undefined} onSearch={find} maxLength={200}
                    onSelect={(_, o) => set({ trader: o.title, respondent: { area: o.area, id: o.id, title: o.title } })} placeholder="照对方所说填写；输入时查登记库"
                  />
                  {wrong.trader && <div className="err" role="alert">{wrong.trader}</div>}
                </div>
              )}
              {!asks && text('place', disputed ? '被投诉人地址' : '行为发生地', { w: 'w3', max: 300, hint: '区县、街道或者镇；决定分送到哪里' })}
              {!asks && (
                <div className="item w6"><div className="cp-chips" aria-label="常见争议">
                  {forms?.disputes.map((d) => <button key={d.dispute} type="button" tabIndex={-1} onClick={() => use(d)}><kbd>Alt {d.key}</kbd>{d.title}</button>)}
                </div></div>
              )}
              {disputed && text('goods', '商品或者服务', { must: true, max: 200 })}
              {disputed && <div className="item w1"><label htmlFor="in-quantity">数量</label><InputNumber id="in-quantity" className="w100" min={1} max={100000} precision={0} value={s.quantity} onChange={(x) => set({ quantity: x })} /></div>}
              {disputed && <div className="item w1"><label htmlFor="in-amount">争议金额（元）</label><InputNumber id="in-amount" className="w100" min={0} precision={2} value={s.amount === null ? null : s.amount / 100} onChange={(x) => set({ amount: x === null ? null : Math.round(Number(x) * 100) })} /></div>}
              {disputed && <div className="item w1"><label htmlFor="in-bought_on">购买日期</label><DatePicker id="in-bought_on" className="w100" placeholder="年-月-日" format={['YYYY-MM-DD', 'YYYYMMDD', 'MM-DD']} maxDate={dayjs()} value={s.bought_on ? dayjs(s.bought_on) : null} onChange={(x) => set({ bought_on: x ? x.format('YYYY-MM-DD') : '' })} /></div>}
              {disputed && text('platform', '电商平台', { w: 'w1', max: 100 })}
              {text('brief', '事由', { w: 'w6', must: true, max: 100, hint: '一句话；不写个人信息' })}
              {disputed && text('facts', '事实和依据', { w: 'w6', must: true, max: 4000, rows: 3 })}
              {disputed && text('claim', '诉求', { w: 'w6', must: s.channel !== 'letter', max: 2000, rows: 1 })}
              {reports && text('clues', s.as === 'both' ? '违法线索（不填则同事实）' : '线索和事实依据', { w: 'w6', must: s.as === 'tipoff', max: 4000, rows: 3 })}
              {s.as === 'other_way' && <div className="item w6"><label htmlFor="in-other_way">应当走的途径<i aria-label="必填">*</i></label><Select id="in-other_way" value={s.other_way || undefined} onChange={(x) => set({ other_way: x })} options={ways.map((o) => ({ value: o.value, label: o.title }))} placeholder="请选择" /></div>}
              {asks && text('question', '内容', { w: 'w6', must: true, max: 4000, rows: 4 })}
              {disputed && text('agent', '代理人', { max: 50, hint: '须补授权委托书' })}
              {disputed && text('together', '共同投诉人', { max: 2000, hint: '一行一人', rows: 1 })}
              {disputed && text('representatives', '代表人', { max: 200, hint: '不超过两名', rows: 1 })}
            </div>
          </Card>
          {route && !asks && <RouteBox of={route} />}
        </div>
        <div className="col">
          <Card title="来电记录" count={like ? `近一年 ${like.history_n} 件` : undefined}>
            {!like || like.history.length === 0
              ? <div className="pad t13 t2">{s.phone.length < 7 ? '填写电话号码后，这里列出您有权查看的同号投诉。' : '这个号码没有您有权查看的投诉。'}</div>
              : <div data-testid="history"><FoundList items={like.history} /></div>}
          </Card>
          {like && <Duplicates of={like} />}
          {like && <SeriesAndSigns of={like} />}
        </div>
      </div>
    </div>
  )
}

/** The kind of a record that a registration made: both are made in the order complaint, tip-off. */
const madeKind = (r: Row & { kind?: string }, all: Row[]) => r.kind ?? (all.length === 2 && all[1] === r ? 'tipoff' : 'complaint')

function useDebounced<T>(v: T, ms: number): T {
  const [out, setOut] = useState(v)
  useEffect(() => {
    const t = setTimeout(() => setOut(v), ms)
    return () => clearTimeout(t)
  }, [v, ms])
  return out
}
