// 领导交办 on one record: what was asked, of whom, how it stands; and the act that asks.
import { Button } from 'antd'
import { useNavigate, Link } from 'react-router'
import { toDossier, toGive, toRecord } from './api/paths'
import { findKind, subjectKind, useMeta, useRows } from './api/queries'
import type { Row } from './api/types'
import { Card } from './kit/Bits'
import { dueStatus, dueWords } from './kit/due'
import { Status, type Tone } from './kit/Status'

export const matter = 'oversight'
export const kind = 'directive'

/** How a directive stands: by its day while open, by its word after. */
export function standing(r: Row, today: string): { tone: Tone; word: string } {
  const s = String(r.values.standing ?? '')
  if (s === 'open') return dueStatus(String(r.values.due ?? today), today)
  return { tone: s === 'replied' ? 'soon' : 'ended', word: r.labels.standing ?? s }
}

export const mayGive = (meta: ReturnType<typeof useMeta>['data']) => findKind(meta, kind)?.kind.may?.includes('create') ?? false

/** The button that begins a directive on a record; only for whoever may give one. */
export function GiveButton({ on }: { on: { kind: string; area: string; id: string } }) {
  const go = useNavigate()
  const meta = useMeta().data
  if (!mayGive(meta)) return null
  return <Button onClick={() => go(toGive(on.kind, on.area, on.id))} data-testid="give">交办</Button>
}

/** The directives on one record, of those the person is a party of; nothing where there are none. */
export function Directives({ id }: { id: string }) {
  const meta = useMeta().data
  const on = !!findKind(meta, kind)?.kind.may?.includes('read')
  const rows = useRows(matter, kind, { filter: `on_id == ${JSON.stringify(id)}`, sort: '-due', limit: 20 }, on)
  const items = rows.data?.pages.flatMap((p) => p.items ?? []) ?? []
  if (!meta || items.length === 0) return null
  return (
    <Card title="领导交办" count={items.length}>
      <div className="orders" data-testid="directives">
        {items.map((r) => {
          const s = standing(r, meta.today)
          return (
            <div key={r.id} className="one">
              <Status tone={s.tone}>{s.word}</Status>
              <span className="t2 r">{dueWords(String(r.values.due ?? ''))}</span>
              <Link to={toRecord(matter, kind, r.area, r.id)} className="what">{r.values.text as string}</Link>
              <span className="t2 t12 who">{r.labels.giver} 交 {[r.labels.receiver, r.labels.receiver_unit].filter(Boolean).join('、')}</span>
              {typeof r.values.reply === 'string' && <span className="t12 who">反馈：{r.values.reply}</span>}
            </div>
          )
        })}
      </div>
    </Card>
  )
}

/** Kinds whose records point at a record of any kind: by which fields. */
const pointing: Record<string, { kind: string; id: string; title: string; only: string[] }> = {
  [kind]: { kind: 'on_kind', id: 'on_id', title: 'on_title', only: ['on_kind', 'on_id', 'on_title'] },
  document: { kind: 'on_kind', id: 'on_id', title: 'on_title', only: ['on_kind', 'on_id', 'on_title', 'template', 'form', 'slots', 'content', 'signature', 'served_to'] },
  objection: { kind: 'record_kind', id: 'record_id', title: 'item', only: ['record_kind', 'record_id', 'record_field'] },
}

/** The fields a person reads: a pointer is shown as the record it points at. */
export const unpointed = <F extends { name: string }>(of: string, fields: F[]): F[] => fields.filter((f) => !pointing[of]?.only.includes(f.name))

/** The record that a record of such a kind is about. */
export function OnRecord({ of, row }: { of: string; row: Row }) {
  const meta = useMeta().data
  const by = pointing[of]
  const on = by ? String(row.values[by.kind] ?? '') : ''
  const place = findKind(meta, on)
  if (!on) return null
  const title = String(row.values[by.title] ?? '')
  const id = String(row.values[by.id] ?? '')
  return (
    <Card title="所涉记录" count={place?.kind.title} pad>
      {place ? <Link to={on === subjectKind(meta)?.kind.name ? toDossier(row.area, id) : toRecord(place.matter.name, on, row.area, id)} data-testid="on-record">{title}</Link> : title}
    </Card>
  )
}
