import { useState } from 'react'
import { Link } from 'react-router'
import { toBatch, toRecord } from '../api/paths'
import { findKind, mayCollect, useSourceTitle } from '../api/queries'
import type { DossierEvent, Meta } from '../api/types'
import { shownChanges } from '../api/words'
import { Card } from '../kit/Bits'
import { int, parts, shortDay } from '../kit/format'
import { EmptyState } from '../kit/States'
import { Timeline } from '../kit/Timeline'

const when = (e: DossierEvent) => e.effective || parts(e.at).day

/** The act whose proof is asked for. */
export type Proving = { kind: string; area: string; record: string; event: DossierEvent }

/** One timeline of all registers, newest first, by year. */
export function History({ items, whole, own, meta, area, id, onProof }: { items: DossierEvent[]; whole: number; own: string; meta: Meta; area: string; id: string; onProof: (p: Proving) => void }) {
  const [all, setAll] = useState(false)
  const sorted = [...items].sort((a, b) => (when(a) < when(b) ? 1 : when(a) > when(b) ? -1 : 0))
  const shown = all ? sorted : sorted.slice(0, 60)
  const years: { year: string; items: DossierEvent[] }[] = []
  for (const e of shown) {
    const y = when(e).slice(0, 4)
    if (years[years.length - 1]?.year !== y) years.push({ year: y, items: [] })
    years[years.length - 1].items.push(e)
  }
  if (years.length === 0) return <Card title="时间线" flex><EmptyState title="这一天之前没有记录">把回看日期往后移，或换“按事实”再看。</EmptyState></Card>
  return (
    <section className="card hist" data-testid="timeline">
      {years.map((y) => (
        <div key={y.year}>
          <header><b>{y.year}</b><span className="n">{int(y.items.length)}</span></header>
          <div style={{ padding: '4px 16px' }}>
            <Timeline
              items={y.items.map((e, i) => ({
                key: e.act + i,
                when: shortDay(when(e)),
                tone: /annul|erase|penalty|revoke/.test(`${e.name} ${e.kind}`) ? 'hot' : e.name === 'create' ? undefined : 'now',
                body: <Body e={e} own={own} meta={meta} area={area} id={id} onProof={onProof} />,
              }))}
            />
          </div>
        </div>
      ))}
      {(all || sorted.length <= shown.length) && whole > items.length && <footer>只列最近 {int(items.length)} 条，共 {int(whole)} 条；更早的在各登记簿中。</footer>}
      {!all && sorted.length > shown.length && <footer><button type="button" className="link" onClick={() => setAll(true)}>再列 {int(sorted.length - shown.length)} 条</button></footer>}
    </section>
  )
}

function Body({ e, own, meta, area, id, onProof }: { e: DossierEvent; own: string; meta: Meta; area: string; id: string; onProof: (p: Proving) => void }) {
  const source = useSourceTitle()
  const r = typeof e.record === 'object' ? e.record : undefined
  const kind = e.kind ?? own
  const place = findKind(meta, kind)
  const to = place && toRecord(place.matter.name, kind, r?.area ?? e.area ?? area, r?.id ?? e.id ?? id)
  const title = (typeof e.record === 'string' ? e.record : r?.title) || e.record_title || ''
  const name = [e.actor?.name, e.actor?.unit].filter(Boolean).join(' · ')
  const changes = shownChanges(e).slice(0, 4)
  return (
    <div className="ev">
      <span className="t2">{e.kind_title ?? place?.kind.title ?? ''}</span>
      <div>
        <div className="row"><span className="grow">{e.title}{e.erased && '（内容已清除）'}{title && kind !== own ? `　${title}` : ''}</span><button type="button" className="link t12 prove" data-testid="proof" onClick={() => onProof({ kind, area: r?.area ?? e.area ?? area, record: r?.id ?? e.id ?? id, event: e })}>证明</button></div>
        {changes.map((c) => (
          <div key={c.field} className="t12"><span className="t2">{c.title}</span>　<span className="t2">{c.old_label || '空'}</span> → {c.new_label || '空'}</div>
        ))}
        {e.reason && <div className="t12 t2">{e.reason}</div>}
        <div className="t12 t2 meta">
          {r?.number && to ? <Link to={to}>{r.number}</Link> : kind !== own && to ? <Link to={to}>打开记录</Link> : null}
          {e.source?.batch && (mayCollect(meta) ? <Link to={toBatch(e.source.batch)}>{source(e.source.source)}</Link> : <span>{source(e.source.source)}</span>)}
          {e.source?.batch && e.source.line && <span>第 {int(e.source.line)} 行</span>}
          {name && name !== source(e.source?.source) && <span>{name}</span>}
          {e.effective && parts(e.at).day !== e.effective && <span>记录于 {parts(e.at).day}</span>}
        </div>
      </div>
    </div>
  )
}
