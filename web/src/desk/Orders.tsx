import { Link } from 'react-router'
import { useWaiting } from '../api/desk'
import { toList, toRecord } from '../api/paths'
import { findKind, useMeta, useRows } from '../api/queries'
import { kind, matter, standing } from '../directives'
import { Card } from '../kit/Bits'
import { dueWords } from '../kit/due'
import { int } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { Status } from '../kit/Status'

/** 领导交办 that wait for somebody else: given and not answered, answered and not closed; nothing where there are none. */
export function Orders({ today }: { today: string }) {
  const meta = useMeta().data
  const on = !!findKind(meta, kind)?.kind.may?.includes('read')
  const rows = useRows(matter, kind, { filter: 'standing in ["open", "replied"]', sort: 'due', limit: 50 }, on)
  const mine = new Set((useWaiting().data?.items ?? []).map((i) => i.link))
  const all = rows.data?.pages[0]
  const others = (all?.items ?? []).filter((r) => !mine.has(toRecord(matter, kind, r.area, r.id)))
  const items = others.slice(0, 5)
  if (items.length === 0) return null
  return (
    <Card title="领导交办" count={<>{int(others.length)}　等待他人</>} more={<Link to={toList(matter, kind)}>全部</Link>}>
      <div className="orders-home" data-testid="orders">
        {items.map((r) => {
          const s = standing(r, today)
          return (
            <div key={r.id} className="ln">
              <Status tone={s.tone}>{s.word}</Status>
              <Link to={toRecord(matter, kind, r.area, r.id)} className="cut" title={String(r.values.text)}>{String(r.values.text).split('\n')[0]}</Link>
              <span className="t2" style={{ minWidth: 0 }}><MidCut text={r.labels.on_title || r.labels.subject || ''} /></span>
              <span className="t2 cut">{r.labels.giver} → {r.labels.receiver || r.labels.receiver_unit}</span>
              <span className="r t2 nowrap">{dueWords(String(r.values.due ?? ''))}</span>
            </div>
          )
        })}
      </div>
    </Card>
  )
}
