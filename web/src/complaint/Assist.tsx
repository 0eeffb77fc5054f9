// Help inside the dialog of an act: where to send it and why, texts to begin an
// answer from, words that must not stand in it. What is proposed is written into
// the fields for the person to confirm or change.
import { Button, Select } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import { get, post } from '../api/client'
import { toNew } from '../api/paths'
import type { FullRow, Values } from '../api/types'
import { useBeside, type Answer, type Hit } from './api'
import { RouteBox } from './parts'

export type Help = { row: FullRow; kind: string; act: string; values: Values; set: (field: string, v: unknown, label?: string) => void }

/** 分送: the proposal is filled in once; what the person then changes stays. */
export function DispatchHelp({ row, kind, values, set }: Help) {
  const b = useBeside(kind, row.area, row.id, row.rev).data
  const filled = useRef(false)
  const r = b?.route
  useEffect(() => {
    if (!r?.unit || filled.current) return
    filled.current = true
    if (values.handling_unit && !row.values.return_reason) return
    set('handling_unit', { area: row.area, id: r.unit }, r.name)
    if (kind === 'complaint') {
      set('jurisdiction', r.ground)
      set('dispatch_basis', r.text)
    }
  }, [r]) // eslint-disable-line react-hooks/exhaustive-deps
  if (!r) return null
  const other = r.unit && (values.handling_unit as { id?: string } | null)?.id !== r.unit
  return (
    <div className="col" style={{ gap: 6 }}>
      <RouteBox of={r} />
      {other && <div className="note" role="status">所选机构与建议不同；请改写分送依据，说明为什么。</div>}
    </div>
  )
}

/** Templates for the text of an act, and the words that must not stand in it, checked as one writes. */
export function AnswerHelp({ row, kind, act, values, set }: Help) {
  const on = `${kind}.${act}`
  const list = useQuery({ queryKey: ['complaint-answers', on, row.id, row.rev], queryFn: async () => (await get<{ items: Answer[] }>('/api/complaint/answers', { on, kind, id: row.id })).items, staleTime: 60_000 }).data ?? []
  const field = list[0]?.field ?? ''
  const text = String(values[field] ?? '')
  const [hits, setHits] = useState<Hit[]>([])
  useEffect(() => {
    if (!text.trim()) {
      setHits([])
      return
    }
    const t = setTimeout(() => { void post<{ items: Hit[] }>('/api/complaint/answers/check', { text }).then((r) => setHits(r.items), () => undefined) }, 350)
    return () => clearTimeout(t)
  }, [text])
  if (list.length === 0) return null
  return (
    <div className="col" style={{ gap: 6 }}>
      <div className="row" style={{ gap: 8 }}>
        <label className="t13 t2" htmlFor="answer-template">模板</label>
        <Select id="answer-template" className="grow" placeholder="选一个开头，再按实际改写" value={null} onChange={(x: string) => { const a = list.find((y) => y.answer === x); if (a) set(a.field, a.text) }} options={list.map((a) => ({ value: a.answer, label: a.title }))} />
      </div>
      {hits.length > 0 && <div role="status" data-testid="hits">{hits.map((h) => <div key={h.at + h.word} className={`cp-hit ${h.stop ? 'stop' : 'warn'}`}>第{h.at}字起“{h.word}”：{h.why}{h.stop ? '' : '（提示）'}</div>)}</div>}
    </div>
  )
}

/** 关联同一争议: what was found alike, to be taken with its reasons as the reason. */
export function LinkHelp({ row, kind, set }: Help) {
  const found = useBeside(kind, row.area, row.id, row.rev).data?.like?.duplicates ?? []
  if (found.length === 0) return <div className="t13 t2">没有发现疑似重复的投诉；可在下面按编号或者事由查找。</div>
  return (
    <div className="row" style={{ gap: 8 }}>
      <label className="t13 t2 nowrap" htmlFor="link-found">疑似重复</label>
      <Select id="link-found" className="grow" placeholder={`选一件，共 ${found.length} 件`} value={null} options={found.map((f) => ({ value: f.id, label: `${f.number} ${f.title}` }))}
        onChange={(id: string) => { const f = found.find((x) => x.id === id); if (f) { set('same_dispute_as', { area: f.area, id: f.id }, `${f.number} ${f.title}`); set('link_reason', (f.reasons ?? []).join('；')) } }} />
    </div>
  )
}

/** 确认公示: the name the register has and the goods as written, for the officer to look through before they are out. */
export function PublishHelp({ row, values, set }: Help) {
  const name = row.labels.respondent ?? ''
  const goods = String(row.values.goods ?? '').slice(0, 100)
  const filled = (values.public_respondent ?? '') === name && (values.public_goods ?? '') === goods
  return (
    <div className="row" style={{ gap: 8 }}>
      <span className="t13 t2 grow">公示后任何人可见；不得含有投诉人信息、个人信息和协议内容。</span>
      {!filled && <Button size="small" data-testid="publish-fill" onClick={() => { set('public_respondent', name); set('public_goods', goods) }}>按登记和来件填入</Button>}
    </div>
  )
}

/** 并入系列: the series that stands, or a new one begun from what was found. */
export function JoinHelp({ row, kind, set }: Help) {
  const p = useBeside(kind, row.area, row.id, row.rev).data?.like?.series[0]
  const about = row.values.respondent as { area: string; id: string } | null
  if (!p) return null
  return (
    <div className="col" style={{ gap: 6 }}>
      <div className="t13">{p.text}</div>
      {p.series
        ? <Button size="small" style={{ alignSelf: 'start' }} onClick={() => { set('series', { area: row.area, id: p.series }, p.name); set('link_reason', p.text) }}>并入“{p.name}”</Button>
        : <Link to={toNew('complaint', 'complaint_series') + '?' + new URLSearchParams({ 'v.name': row.title, 'v.pattern': 'one_trader', 'v.found': p.text, ...(about ? { 'v.respondent': `${about.area}/${about.id}` } : {}) })}>还没有这个系列：先新建</Link>}
    </div>
  )
}
