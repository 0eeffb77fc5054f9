import { useSourceTitle } from '../api/queries'
import type { Problem } from '../api/client'
import type { Event } from '../api/types'
import { shownChanges } from '../api/words'
import { Card } from '../kit/Bits'
import { FileName } from '../kit/field/file'
import { dayTime, int, parts } from '../kit/format'
import { EmptyState, ProblemBox, Skeleton } from '../kit/States'
import { Timeline } from '../kit/Timeline'

/** The acts on one record, newest first, each with its proof. */
export function RecordTimeline({ items, pending, failed, onProof, onAsOf }: { items: Event[]; pending: boolean; failed?: Problem; onProof: (e: Event) => void; onAsOf: (at: string) => void }) {
  const source = useSourceTitle()
  const sorted = [...items].sort((a, b) => (a.at < b.at ? 1 : -1))
  return (
    <Card title="时间线" count={items.length || ''}>
      <div style={{ padding: '4px 16px' }} data-testid="timeline">
        {failed ? <ProblemBox of={failed} /> : pending ? <Skeleton rows={4} pad={0} /> : items.length === 0 ? <EmptyState tight title="还没有办理" /> : (
          <Timeline
            items={sorted.map((e, i) => ({
              key: e.act,
              when: parts(e.at).day,
              tone: i === 0 ? 'now' : /annul|erase/.test(e.name) ? 'hot' : undefined,
              body: (
                <>
                  <div className="row"><span className="grow">{e.title}{e.erased && <span className="t2">（内容已清除）</span>}</span><button type="button" className="link t12" onClick={() => onProof(e)} data-testid="proof">证明</button></div>
                  {shownChanges(e).slice(0, 8).map((c) => <div key={c.field} className="t12"><span className="t2">{c.title}　{c.old_label || '空'}</span> → {c.new_label || '空'}</div>)}
                  {e.note && <div className="t12">{e.note}</div>}
                  {e.proof && <div className="t12"><FileName file={e.proof} /></div>}
                  {e.reason && <div className="t12">理由：{e.reason}</div>}
                  <div className="t12 t2">{[e.source && e.actor?.name === source(e.source.source) ? '' : [e.actor?.name, e.actor?.unit].filter(Boolean).join(' · '), e.organ, e.source?.source && `${source(e.source.source)}${e.source.line ? ` 第 ${int(e.source.line)} 行` : ''}`].filter(Boolean).join('，')}</div>
                  <div className="t12 t2 meta">
                    <span>{dayTime(e.at)}</span>{e.effective && <span>生效 {e.effective}</span>}{!!e.seq && <span>账本 {int(e.seq)}</span>}{i > 0 && <><button type="button" className="link" onClick={() => onAsOf(e.at)}>看当时</button></>}
                  </div>
                </>
              ),
            }))}
          />
        )}
      </div>
    </Card>
  )
}
