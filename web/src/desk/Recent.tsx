import { Link } from 'react-router'
import { asProblem } from '../api/client'
import { useRecent, type RecentAct } from '../api/desk'
import { toBatch, toDossier, toList, toRecord } from '../api/paths'
import { mayCollect, subjectKind, useMeta } from '../api/queries'
import { Card } from '../kit/Bits'
import { int, recent } from '../kit/format'
import { MidCut } from '../kit/MidCut'
import { EmptyState, ErrorState, Skeleton } from '../kit/States'

/** What others did lately on what I may see. */
export function Recent({ today }: { today: string }) {
  const acts = useRecent()
  const meta = useMeta().data
  const subject = subjectKind(meta)?.kind.name
  return (
    <Card title="辖区近况" count={acts.data ? '他人办理' : ''} flex style={{ flex: 1 }}>
      {acts.isError ? <ErrorState of={asProblem(acts.error)} retry={() => acts.refetch()} /> : !acts.data ? <Skeleton rows={4} height={28} /> : acts.data.length === 0 ? (
        <EmptyState tight title="近来没有他人的办理">导入、更正、登记等办理会列在这里，点开即到所涉记录。</EmptyState>
      ) : (
        <div className="recent" data-testid="recent">
          {acts.data.map((a) => (
            <div key={a.at + a.record.id} style={{ display: 'contents' }}>
              <span className="t2">{recent(a.at, today)}</span>
              <span className="cut" title={a.actor.name}>{a.actor.name.replace(/（.*/, '')}</span>
              <span className="row" style={{ gap: 6 }}><span className="nowrap">{a.title}</span><span className="grow"><What a={a} subject={subject} batches={mayCollect(meta)} /></span></span>
            </div>
          ))}
        </div>
      )}
    </Card>
  )
}

function What({ a, subject, batches }: { a: RecentAct; subject?: string; batches: boolean }) {
  if (a.source?.batch && batches) return <Link to={toBatch(a.source.batch)}>{a.kind_title} {int(a.rows)} 行</Link>
  if (a.rows > 1) return <Link to={toList(a.matter, a.kind)}>{a.kind_title} {int(a.rows)} 条</Link>
  return (
    <Link to={a.kind === subject ? toDossier(a.record.area, a.record.id) : toRecord(a.matter, a.kind, a.record.area, a.record.id)} title={`${a.kind_title} ${a.record.title}`}>
      <MidCut text={a.record.title} />
    </Link>
  )
}
